//! Refunds: back to the payer of a completed deposit, one at a time, never more than is left.

use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::answers::{Refusal, id_field};
use super::fields::Fields;
use super::initiate::{Initiated, about, beginning, duplicate, read};
use super::operators;
use crate::amount::Amount;
use crate::books::Books;
use crate::scenario::{Outcome, Scenario, Transport};
use crate::socket::Cutter;
use crate::transaction::{Dialect, Kind, State, Transaction};
use crate::transport;
use crate::world::World;

struct Ask {
    id: Uuid,
    deposit_id: Uuid,
    /// With its decimals and currency; absent means all that is left.
    part: Option<(Amount, usize, String)>,
    client_reference_id: Option<String>,
    metadata: Map<String, Value>,
}

pub(crate) async fn refund(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let initiated = match read(&world, request).await {
        Ok(body) => initiate(&world, &body).await,
        Err(refusal) => Initiated::refused(&refusal, Kind::Refund, None, Transport::Ok),
    };
    let answer = (initiated.status, Json(initiated.body)).into_response();
    transport::carry(
        &world,
        &cutter,
        Dialect::Pawapay,
        &initiated.transport,
        answer,
    )
    .await
}

async fn initiate(world: &Arc<World>, body: &Value) -> Initiated {
    let given = body.get(id_field(Kind::Refund)).and_then(Value::as_str);
    let refused =
        |refusal: &Refusal, transport| Initiated::refused(refusal, Kind::Refund, given, transport);
    let ask = match parse(body) {
        Ok(ask) => ask,
        Err(refusal) => return refused(&refusal, Transport::Ok),
    };
    let (id, transport, rushed, answer) = {
        let mut books = world.books();
        let msisdn = books
            .find(ask.deposit_id)
            .map(|deposit| deposit.msisdn.clone())
            .unwrap_or_default();
        let scenario = match books.take_scenario(&about(ask.id, &msisdn)) {
            Ok(scenario) => scenario,
            Err(error) => return refused(&error.into(), Transport::Ok),
        };
        let transport = scenario.transport.clone();
        if transport.loses_the_request() {
            return Initiated::ok(Value::Null, transport);
        }
        let rushed = World::is_rushed(&scenario);
        (
            ask.id,
            transport,
            rushed,
            accept(world, &mut books, ask, scenario),
        )
    };
    match answer {
        Ok(answer) => {
            if rushed && let Err(error) = world.rush(id).await {
                return refused(&error.into(), transport);
            }
            Initiated::ok(answer, transport)
        }
        Err(refusal) => refused(&refusal, transport),
    }
}

fn parse(body: &Value) -> Result<Ask, Refusal> {
    let allowed = [
        "refundId",
        "depositId",
        "amount",
        "currency",
        "clientReferenceId",
        "metadata",
    ];
    let fields = Fields::of(body, "", &allowed)?;
    let has = |name| fields.optional_value(name).is_some();
    let part = match (has("amount"), has("currency")) {
        (false, false) => None,
        (false, true) => return Err(Refusal::missing("amount")),
        (true, false) => return Err(Refusal::missing("currency")),
        (true, true) => {
            let (amount, decimals) = fields.amount("amount")?;
            Some((amount, decimals, fields.currency("currency")?))
        }
    };
    Ok(Ask {
        id: fields.uuid_v4("refundId")?,
        deposit_id: fields.uuid_v4("depositId")?,
        part,
        client_reference_id: fields.optional_short("clientReferenceId", 1, 400)?,
        metadata: fields.metadata()?,
    })
}

fn accept(
    world: &World,
    books: &mut Books,
    ask: Ask,
    scenario: Scenario,
) -> Result<Value, Refusal> {
    if let Some(answer) = duplicate(books, Kind::Refund, ask.id) {
        return Ok(answer);
    }
    if !books.account.refunds_allowed {
        return Err(Refusal::new(
            "REFUNDS_NOT_ALLOWED",
            "Refunds are not enabled for your account.",
        ));
    }
    if books.is_full() {
        return Err(Refusal::new(
            "UNKNOWN_ERROR",
            "The simulator's books are full.",
        ));
    }
    let deposit = books
        .find_kind(Dialect::Pawapay, Kind::Deposit, ask.deposit_id)
        .cloned()
        .ok_or_else(|| Refusal::new("NOT_FOUND", "The deposit was not found."))?;
    if deposit.state != State::Completed {
        return Err(Refusal::new(
            "INVALID_STATE",
            "Only completed deposits can be refunded.",
        ));
    }
    let amount = amount_of(books, &deposit, ask.part)?;
    if let Outcome::Reject(code) = &scenario.outcome {
        return Err(Refusal::new(code.as_str(), "The request was rejected."));
    }
    let state = beginning(books, &deposit.provider, Kind::Refund)?;
    if amount > books.balance(Dialect::Pawapay, &deposit.country, &deposit.currency) {
        return Err(Refusal::new(
            "PAWAPAY_WALLET_OUT_OF_FUNDS",
            "Your wallet does not have enough funds.",
        ));
    }
    let refund = Transaction {
        kind: Kind::Refund,
        id: ask.id,
        deposit_id: Some(deposit.id),
        amount,
        client_reference_id: ask.client_reference_id,
        metadata: ask.metadata,
        customer_message: None,
        authorization_url: None,
        state,
        failure: None,
        created: world.clock.now(),
        settled: None,
        prompt_until: None,
        provider_transaction_id: None,
        scenario,
        steps: Vec::new(),
        ..deposit
    };
    let answer =
        json!({"refundId": refund.id, "status": "ACCEPTED", "created": refund.created.rfc3339()});
    world.book(books, refund)?;
    Ok(answer)
}

fn amount_of(
    books: &Books,
    deposit: &Transaction,
    part: Option<(Amount, usize, String)>,
) -> Result<Amount, Refusal> {
    let (left, on_its_way) = books.refundable(deposit);
    if on_its_way {
        return Err(Refusal::new(
            "REFUND_IN_PROGRESS",
            "Another refund of this deposit is in progress.",
        ));
    }
    if !left.is_positive() {
        return Err(Refusal::new(
            "DEPOSIT_ALREADY_REFUNDED",
            "The deposit has been refunded already.",
        ));
    }
    let Some((amount, decimals, currency)) = part else {
        return Ok(left);
    };
    if currency != deposit.currency {
        return Err(Refusal::new(
            "INVALID_CURRENCY",
            "The currency is not the deposit's.",
        ));
    }
    let allowed = operators::find(&deposit.provider)
        .and_then(|operator| operator.currency(&currency))
        .map_or(0, |limits| limits.payout.decimals);
    if decimals > allowed || !amount.is_positive() {
        let message = format!("The provider takes {allowed} decimals in this amount, and no zero.");
        return Err(Refusal::new("INVALID_AMOUNT", message));
    }
    if amount > left {
        let message = format!("At most {} of the deposit is left.", left.plain());
        return Err(Refusal::new("AMOUNT_TOO_LARGE", message));
    }
    Ok(amount)
}
