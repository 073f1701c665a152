//! Status queries, repeated callbacks, and cancelling what waits.

use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, Path, State as Shared};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answers::{Refusal, id_field};
use super::callback::party;
use super::fields::uuid_v4;
use crate::scenario::{Code, ReportIn};
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind, State, Step, Transaction, Verdict};
use crate::transport;
use crate::world::World;

macro_rules! status_queries {
    ($($name:ident $kind:ident)+) => {$(
        pub(crate) async fn $name(
            Shared(world): Shared<Arc<World>>,
            ConnectInfo(cutter): ConnectInfo<Cutter>,
            Path(id): Path<String>,
        ) -> Response {
            status(&world, &cutter, Kind::$kind, &id).await
        }
    )+};
}

status_queries! {
    deposit Deposit
    payout Payout
    refund Refund
}

macro_rules! orders {
    ($($name:ident $kind:ident $action:ident)+) => {$(
        pub(crate) async fn $name(Shared(world): Shared<Arc<World>>, Path(id): Path<String>) -> Response {
            $action(&world, Kind::$kind, &id)
        }
    )+};
}

orders! {
    resend_deposit Deposit resend
    resend_payout Payout resend
    resend_refund Refund resend
    cancel_payout Payout cancel
    cancel_refund Refund cancel
}

async fn status(world: &World, cutter: &Cutter, kind: Kind, id: &str) -> Response {
    let Some(id) = uuid_v4(id) else {
        return Refusal::invalid(id_field(kind), "a UUID of version 4 is expected").plain();
    };
    let (found, scenario) = {
        let books = world.books();
        let found = books.find_kind(Dialect::Pawapay, kind, id).cloned();
        let scenario = found.as_ref().map_or_else(
            || books.scenario_for_all(Dialect::Pawapay),
            |t| t.scenario.clone(),
        );
        (found, scenario)
    };
    let answer = match found {
        Some(transaction) => json!({"status": "FOUND", "data": data(&transaction)}),
        None => json!({"status": "NOT_FOUND"}),
    };
    transport::carry(
        world,
        cutter,
        Dialect::Pawapay,
        &scenario.status_transport,
        Json(answer).into_response(),
    )
    .await
}

fn data(t: &Transaction) -> Value {
    let mut data = json!({
        id_field(t.kind): t.id,
        "status": t.state.word(),
        "amount": t.amount.plain(),
        "currency": t.currency,
        "country": t.country,
        "created": t.created.rfc3339(),
    });
    let (party_name, party) = party(t);
    data[party_name] = party;
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            data[name] = value;
        }
    };
    put(
        "customerMessage",
        t.customer_message.as_ref().map(|text| json!(text)),
    );
    put(
        "clientReferenceId",
        t.client_reference_id.as_ref().map(|text| json!(text)),
    );
    put(
        "providerTransactionId",
        t.provider_transaction_id.as_ref().map(|text| json!(text)),
    );
    put(
        "metadata",
        Some(&t.metadata)
            .filter(|map| !map.is_empty())
            .map(|map| json!(map)),
    );
    let url = t
        .authorization_url
        .as_ref()
        .filter(|_| t.state == State::Processing);
    put("authorizationUrl", url.map(|url| json!(url)));
    let reason = |code: &Code| Refusal::new(code.as_str(), failure_message(code)).reason();
    put("failureReason", t.failure.as_ref().map(reason));
    if let Some(report) = t
        .scenario
        .report
        .as_ref()
        .filter(|report| report.r#in != ReportIn::Callback)
    {
        put("amount", report.amount.as_ref().map(|text| json!(text)));
        put("currency", report.currency.as_ref().map(|text| json!(text)));
        put("status", report.status.as_ref().map(|text| json!(text)));
    }
    data
}

/// For the shop's operators, not for buyers.
pub(crate) fn failure_message(code: &Code) -> &'static str {
    match code.as_str() {
        "PAYMENT_NOT_APPROVED" => "Customer did not authorize the payment.",
        "INSUFFICIENT_BALANCE" => "Customer does not have enough funds.",
        "PAYMENT_IN_PROGRESS" => "Customer has another payment waiting.",
        "PAYER_NOT_FOUND" => "The phone number does not belong to the provider.",
        "PAYER_LIMIT_REACHED" => "Customer has reached a transaction limit on their wallet.",
        "RECIPIENT_NOT_FOUND" => "The recipient's phone number does not belong to the provider.",
        "MANUALLY_CANCELLED" => "Cancelled before it was sent to the provider.",
        _ => "The provider gave no more details.",
    }
}

fn resend(world: &World, kind: Kind, id: &str) -> Response {
    let Some(uuid) = uuid_v4(id) else {
        return Refusal::invalid(id_field(kind), "a UUID of version 4 is expected").plain();
    };
    let resent = {
        let mut books = world.books();
        match books
            .find_kind(Dialect::Pawapay, kind, uuid)
            .map(|t| t.state)
        {
            None => Err(Refusal::new("NOT_FOUND", "The transaction was not found.")),
            Some(state) if !state.is_final() => Err(Refusal::new(
                "INVALID_STATE",
                "The transaction has not reached a final status.",
            )),
            Some(_) => world
                .resend(&mut books, uuid)
                .map_err(|error| Refusal::new("UNKNOWN_ERROR", error.to_string())),
        }
    };
    accepted(kind, id, resent)
}

/// Cancelling only asks for it; that it happened is said by the callback.
fn cancel(world: &World, kind: Kind, id: &str) -> Response {
    let Some(uuid) = uuid_v4(id) else {
        return Refusal::invalid(id_field(kind), "a UUID of version 4 is expected").plain();
    };
    let cancelled = {
        let mut books = world.books();
        match books.find_kind(Dialect::Pawapay, kind, uuid).cloned() {
            None => Err(Refusal::new("NOT_FOUND", "The transaction was not found.")),
            Some(t) if t.state != State::Enqueued => Err(Refusal::new(
                "INVALID_STATE",
                "Only enqueued transactions can be failed.",
            )),
            Some(mut transaction) => {
                let at = world.clock.now().plus(world.config.settle_delay);
                let verdict = Verdict::Failed(Code::known("MANUALLY_CANCELLED"));
                transaction.forget_plan();
                transaction.plan(at, Step::Settle(verdict));
                books.keep(transaction).map_err(Refusal::from)
            }
        }
    };
    world.wake.notify_one();
    accepted(kind, id, cancelled)
}

fn accepted(kind: Kind, id: &str, done: Result<(), Refusal>) -> Response {
    match done {
        Ok(()) => Json(json!({id_field(kind): id, "status": "ACCEPTED"})).into_response(),
        Err(refusal) => {
            (refusal.status(), Json(refusal.initiation(kind, Some(id)))).into_response()
        }
    }
}
