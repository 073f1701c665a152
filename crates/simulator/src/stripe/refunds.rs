//! Refunds: whole, in parts, never more than is left.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, RawQuery, Request, State as Shared};
use axum::response::Response;
use serde_json::Map;
use uuid::Uuid;

use super::errors::Refusal;
use super::events::announce;
use super::form::Form;
use super::idempotency::{Done, once};
use super::parameters::{check_metadata, refuse_unknown};
use super::records::{self, Particulars, particulars, seconds};
use super::sessions::{carry_status, find};
use super::{currencies, new_name};
use crate::amount::Amount;
use crate::books::Books;
use crate::scenario::{About, Outcome, ReportIn};
use crate::socket::Cutter;
use crate::transaction::{self, Dialect, Kind, State, Transaction};
use crate::wire::{Json, object};
use crate::world::World;

const KNOWN: [&str; 4] = ["amount", "metadata[*]", "payment_intent", "reason"];
const REASONS: [&str; 3] = ["duplicate", "fraudulent", "requested_by_customer"];
const LISTED_MAX: i64 = 100;

pub(crate) async fn create(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    once(&world, &cutter, request, refund).await
}

fn refund(world: &Arc<World>, form: &Form) -> Result<Done, Refusal> {
    refuse_unknown(form, &KNOWN)?;
    check_metadata(form, "metadata")?;
    let intent = form.required("payment_intent")?;
    let reason = form.text("reason").map(str::to_owned);
    if let Some(other) = reason
        .as_ref()
        .filter(|word| !REASONS.contains(&word.as_str()))
    {
        let message = format!(
            "Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer, not {other}"
        );
        return Err(Refusal::invalid("reason", message));
    }
    let part = form.integer("amount")?;
    let (id, carried, ends_now) = {
        let mut books = world.books();
        let metadata = form.map("metadata");
        let mut references = vec![intent];
        references.extend(metadata.values().map(String::as_str));
        let scenario = books.take_scenario(&About {
            dialect: Dialect::Stripe,
            id: None,
            references: &references,
            msisdn: "",
        })?;
        let carried = scenario.transport.clone();
        if carried.loses_the_request() {
            let answer = Json::Null;
            return Ok(Done { answer, carried });
        }
        let unknown = || Refusal::unknown("payment_intent", intent, "payment_intent");
        let payment = find(&books, intent).filter(|_| intent.starts_with("pi_"));
        let payment = payment.cloned().ok_or_else(unknown)?;
        let (units, amount) = part_of(&books, &payment, part)?;
        if let Outcome::Reject(code) = &scenario.outcome {
            let message = "The refund was refused by a scenario.";
            let refusal = Refusal::bad(message).code(&code.as_str().to_lowercase());
            return Err(refusal.after_all());
        }
        let own = particulars(&payment);
        let new = Particulars {
            refund: new_name("re"),
            intent: own.intent,
            charge: payment.provider_transaction_id.clone().unwrap_or_default(),
            units,
            reason,
            metadata,
            ..Particulars::default()
        };
        let mut transaction = Transaction {
            id: Uuid::new_v4(),
            kind: Kind::Refund,
            deposit_id: Some(payment.id),
            amount,
            metadata: Map::new(),
            state: State::Accepted,
            failure: None,
            created: world.clock.now(),
            settled: None,
            client_reference_id: None,
            provider_transaction_id: None,
            steps: Vec::new(),
            handles: vec![new.refund.clone()],
            particulars: transaction::Particulars::Stripe(Box::new(new)),
            scenario,
            ..payment
        };
        announce(&mut transaction, world.clock.now(), &["refund.created"]);
        let ends_now = transaction.scenario.settle_after_ms.is_none();
        let id = transaction.id;
        world.book(&mut books, transaction)?;
        (id, carried, ends_now)
    };
    if ends_now {
        world.settle_now(id)?;
    }
    let found = world.books().find(id).cloned();
    let answer = found.as_ref().map_or(Json::Null, shown);
    Ok(Done { answer, carried })
}

/// How much of a payment goes back: what was asked, or what is left.
fn part_of(
    books: &Books,
    payment: &Transaction,
    part: Option<i64>,
) -> Result<(i64, Amount), Refusal> {
    if payment.state != State::Completed {
        let message = "This PaymentIntent does not have a successful charge to refund.";
        let refusal = Refusal::invalid("payment_intent", message);
        return Err(refusal.code("payment_intent_unexpected_state").after_all());
    }
    let gone: i64 = books
        .all()
        .filter(|t| t.kind == Kind::Refund && t.deposit_id == Some(payment.id))
        .filter(|t| t.state != State::Failed)
        .map(|t| particulars(t).units)
        .sum();
    let left = particulars(payment).units - gone;
    let charge = payment
        .provider_transaction_id
        .as_deref()
        .unwrap_or_default();
    if left <= 0 {
        let message = format!("Charge {charge} has already been refunded.");
        return Err(Refusal::bad(message)
            .code("charge_already_refunded")
            .after_all());
    }
    let units = part.unwrap_or(left);
    if units <= 0 {
        let message = "Invalid positive integer";
        return Err(Refusal::invalid("amount", message).code("parameter_invalid_integer"));
    }
    if units > left {
        let message =
            format!("Refund amount ({units}) is greater than unrefunded amount on charge ({left})");
        return Err(Refusal::invalid("amount", message).after_all());
    }
    let currency = payment.currency.to_lowercase();
    let amount = currencies::amount(units, &currency);
    let amount = amount.ok_or_else(|| Refusal::invalid("amount", "Invalid amount"))?;
    Ok((units, amount))
}

fn shown(t: &Transaction) -> Json {
    records::refund(t, &records::today(t), ReportIn::Status)
}

pub(crate) async fn show(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    Path(id): Path<String>,
) -> Response {
    let found = {
        let books = world.books();
        let mut named = books.named(Dialect::Stripe, &id);
        named.find(|t| t.kind == Kind::Refund).cloned()
    };
    let missing = Refusal::unknown("refund", &id, "refund");
    let body = found.as_ref().map(shown).ok_or(missing);
    carry_status(&world, &cutter, found.as_ref(), body).await
}

/// Newest first, a page at a time.
pub(crate) async fn list(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    RawQuery(query): RawQuery,
) -> Response {
    let listed = Form::parse(&query.unwrap_or_default()).and_then(|query| chosen(&world, &query));
    carry_status(&world, &cutter, None, listed).await
}

fn chosen(world: &World, query: &Form) -> Result<Json, Refusal> {
    let bound = |key: &str| query.integer(key);
    let (from, after) = (bound("created[gte]")?, bound("created[gt]")?);
    let (until, before) = (bound("created[lte]")?, bound("created[lt]")?);
    let limit = query.integer("limit")?.unwrap_or(10);
    if !(1..=LISTED_MAX).contains(&limit) {
        return Err(Refusal::invalid("limit", "Invalid limit: 1 to 100."));
    }
    let fits = |t: &&Transaction| {
        let (own, at) = (particulars(t), seconds(t.created));
        from.is_none_or(|bound| at >= bound)
            && after.is_none_or(|bound| at > bound)
            && until.is_none_or(|bound| at <= bound)
            && before.is_none_or(|bound| at < bound)
            && query
                .text("payment_intent")
                .is_none_or(|id| own.intent == id)
            && query.text("charge").is_none_or(|id| own.charge == id)
    };
    let books = world.books();
    let mut all = books
        .all()
        .rev()
        .filter(|t| t.dialect == Dialect::Stripe && t.kind == Kind::Refund)
        .filter(fits);
    if let Some(last) = query.text("starting_after")
        && !all.any(|t| particulars(t).refund == last)
    {
        return Err(Refusal::unknown("refund", last, "starting_after"));
    }
    let count = usize::try_from(limit).unwrap_or(1);
    let items: Vec<Json> = all.by_ref().take(count).map(shown).collect();
    let has_more = all.next().is_some();
    Ok(object([
        ("object", "list".into()),
        ("url", "/v1/refunds".into()),
        ("has_more", has_more.into()),
        ("data", Json::List(items)),
    ]))
}
