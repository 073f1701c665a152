//! What Stripe remembers of a movement beyond the shared books, and how it writes sessions, intents and charges down.
//!
//! A session and the intent behind it are one movement: nothing is known of the intent before somebody has pressed "Pay".

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cards;
use crate::clock::Moment;
use crate::scenario::{Code, Outcome, Report, ReportIn};
use crate::transaction::{self, Notice, State, Transaction};
use crate::wire::{Json, object};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Particulars {
    /// `cs_test_…`, of a payment.
    pub session: String,
    /// `pi_…`, of a payment, and of a refund: what it is taken from.
    pub intent: String,
    /// `ch_…`, of a refund: what it is taken from.
    pub charge: String,
    /// `re_…`, of a refund.
    pub refund: String,
    /// The amount in the unit it was asked for in.
    pub units: i64,
    pub success_url: String,
    pub cancel_url: String,
    /// The page's address.
    pub url: String,
    pub title: String,
    pub description: Option<String>,
    pub reason: Option<String>,
    pub expires_at: i64,
    /// Of the session.
    pub session_metadata: BTreeMap<String, String>,
    /// Of the intent or the refund.
    pub metadata: BTreeMap<String, String>,
    /// Somebody has pressed "Pay", so there is an intent.
    pub is_confirmed: bool,
    /// The page was left before the payment ended.
    pub is_left: bool,
    pub is_expired: bool,
    /// The bank asks its customer; passed, it ends so.
    pub challenge: Option<Outcome>,
}

/// The particulars of a movement of this dialect.
pub(crate) fn particulars(t: &Transaction) -> Particulars {
    match &t.particulars {
        transaction::Particulars::Stripe(particulars) => (**particulars).clone(),
        transaction::Particulars::None
        | transaction::Particulars::Flutterwave(_)
        | transaction::Particulars::Daraja(_)
        | transaction::Particulars::MtnMomo(_)
        | transaction::Particulars::Paystack(_) => Particulars::default(),
    }
}

pub(crate) fn put(t: &mut Transaction, own: Particulars) {
    t.particulars = transaction::Particulars::Stripe(Box::new(own));
}

pub(crate) fn seconds(at: Moment) -> i64 {
    at.0.div_euclid(1_000)
}

pub(crate) fn session_status(t: &Transaction, own: &Particulars) -> &'static str {
    if own.is_expired {
        "expired"
    } else if t.state == State::Completed || own.is_left {
        "complete"
    } else {
        "open"
    }
}

/// Whether somebody may press "Pay".
pub(crate) fn takes_a_card(t: &Transaction, own: &Particulars) -> bool {
    let rests = t.state == State::Failed || !own.is_confirmed || own.challenge.is_some();
    session_status(t, own) == "open" && rests
}

pub(crate) fn has_intent(t: &Transaction, own: &Particulars) -> bool {
    own.is_confirmed || t.state.is_final()
}

fn intent_status(own: &Particulars, state: State) -> &'static str {
    match state {
        State::Completed => "succeeded",
        _ if own.is_expired && !own.is_left => "canceled",
        State::Processing | State::InReconciliation => "processing",
        State::Accepted | State::Enqueued if own.challenge.is_some() => "requires_action",
        State::Accepted | State::Enqueued | State::Failed => "requires_payment_method",
    }
}

fn map(values: &BTreeMap<String, String>) -> Json {
    let fields = values
        .iter()
        .map(|(key, value)| (key.clone(), value.into()));
    Json::Object(fields.collect())
}

fn number(units: i64) -> Json {
    Json::Number(units.to_string())
}

/// The news of this moment, for answers.
pub(crate) fn today(t: &Transaction) -> Notice {
    crate::course::notice_of(t, t.created, 1)
}

/// A session; `expanded`: with the whole intent instead of its name.
pub(crate) fn session(t: &Transaction, notice: &Notice, expanded: bool, told_in: ReportIn) -> Json {
    let own = particulars(t);
    let status = session_status(t, &own);
    let intent = match (has_intent(t, &own), expanded) {
        (false, _) => Json::Null,
        (true, true) => self::intent(t, notice, told_in),
        (true, false) => (&own.intent).into(),
    };
    let is_paid = notice.state == State::Completed;
    let url = (status == "open").then_some(&own.url);
    object([
        ("id", (&own.session).into()),
        ("object", "checkout.session".into()),
        ("amount_subtotal", number(own.units)),
        ("amount_total", number(own.units)),
        ("cancel_url", (&own.cancel_url).into()),
        ("client_reference_id", t.client_reference_id.as_ref().into()),
        ("created", number(seconds(t.created))),
        ("currency", t.currency.to_lowercase().into()),
        ("customer", Json::Null),
        ("expires_at", number(own.expires_at)),
        ("livemode", false.into()),
        ("metadata", map(&own.session_metadata)),
        ("mode", "payment".into()),
        ("payment_intent", intent),
        ("payment_method_types", Json::List(vec!["card".into()])),
        (
            "payment_status",
            if is_paid { "paid" } else { "unpaid" }.into(),
        ),
        ("status", status.into()),
        ("success_url", (&own.success_url).into()),
        ("url", url.into()),
    ])
}

/// An intent, as `notice` has it.
pub(crate) fn intent(t: &Transaction, notice: &Notice, told_in: ReportIn) -> Json {
    let own = particulars(t);
    let status = intent_status(&own, notice.state);
    let received = if notice.state == State::Completed {
        own.units
    } else {
        0
    };
    let canceled = (status == "canceled").then_some("abandoned");
    let next_action = (status == "requires_action").then(|| {
        let page = object([("url", challenge_url(&own).into())]);
        object([
            ("type", "redirect_to_url".into()),
            ("redirect_to_url", page),
        ])
    });
    let mut body = object([
        ("id", (&own.intent).into()),
        ("object", "payment_intent".into()),
        ("amount", number(own.units)),
        ("amount_capturable", number(0)),
        ("amount_received", number(received)),
        ("cancellation_reason", canceled.into()),
        ("capture_method", "automatic_async".into()),
        ("client_secret", format!("{}_secret_x", own.intent).into()),
        ("created", number(seconds(t.created))),
        ("currency", t.currency.to_lowercase().into()),
        ("description", own.description.as_ref().into()),
        (
            "last_payment_error",
            notice.failure.as_ref().map(decline).into(),
        ),
        ("latest_charge", t.provider_transaction_id.as_ref().into()),
        ("livemode", false.into()),
        ("metadata", map(&own.metadata)),
        ("next_action", next_action.into()),
        ("payment_method_types", Json::List(vec!["card".into()])),
        ("status", status.into()),
    ]);
    lie(
        &mut body,
        "amount_received",
        t.scenario.report.as_ref(),
        told_in,
    );
    body
}

/// Where the bank asks.
pub(crate) fn challenge_url(own: &Particulars) -> String {
    own.url.replace("/c/pay/", "/c/challenge/")
}

fn decline(code: &Code) -> Json {
    let (general, own) = cards::codes(code);
    object([
        ("type", "card_error".into()),
        ("code", general.into()),
        ("decline_code", own.into()),
        ("message", cards::words(code).into()),
    ])
}

/// A charge, as events tell it beside its intent.
pub(crate) fn charge(t: &Transaction, notice: &Notice) -> Json {
    let own = particulars(t);
    let id = t.provider_transaction_id.as_ref().unwrap_or(&own.charge);
    let status = if notice.state == State::Completed {
        "succeeded"
    } else {
        "failed"
    };
    object([
        ("id", id.into()),
        ("object", "charge".into()),
        ("amount", number(own.units)),
        ("currency", t.currency.to_lowercase().into()),
        ("livemode", false.into()),
        ("metadata", map(&own.metadata)),
        ("payment_intent", (&own.intent).into()),
        ("status", status.into()),
    ])
}

/// A refund, as `notice` has it.
pub(crate) fn refund(t: &Transaction, notice: &Notice, told_in: ReportIn) -> Json {
    let own = particulars(t);
    let status = match notice.state {
        State::Completed => "succeeded",
        State::Failed => "failed",
        State::Accepted | State::Enqueued | State::Processing | State::InReconciliation => {
            "pending"
        }
    };
    let mut body = object([
        ("id", (&own.refund).into()),
        ("object", "refund".into()),
        ("amount", number(own.units)),
        ("charge", (&own.charge).into()),
        ("created", number(seconds(t.created))),
        ("currency", t.currency.to_lowercase().into()),
        ("metadata", map(&own.metadata)),
        ("payment_intent", (&own.intent).into()),
        ("reason", own.reason.as_ref().into()),
        ("status", status.into()),
    ]);
    if let Some(code) = &notice.failure {
        body.put("failure_reason", code.as_str().to_lowercase().into());
    }
    lie(&mut body, "amount", t.scenario.report.as_ref(), told_in);
    body
}

/// What a report says instead of the truth, where it says it.
fn lie(body: &mut Json, amount_field: &str, report: Option<&Report>, told_in: ReportIn) {
    let Some(report) = report.filter(|r| r.r#in == told_in || r.r#in == ReportIn::Both) else {
        return;
    };
    if let Some(amount) = &report.amount {
        let is_number = serde_json::from_str::<serde_json::Number>(amount).is_ok();
        let written = if is_number {
            Json::Number(amount.clone())
        } else {
            amount.into()
        };
        body.put(amount_field, written);
    }
    if let Some(currency) = &report.currency {
        body.put("currency", currency.into());
    }
    if let Some(status) = &report.status {
        body.put("status", status.into());
    }
}
