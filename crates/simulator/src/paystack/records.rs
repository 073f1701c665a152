//! What Paystack remembers of a movement beyond the shared books, and how it writes movements down as JSON.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::cards;
use crate::amount::Amount;
use crate::books::Books;
use crate::clock::Moment;
use crate::scenario::{Outcome, Report, ReportIn, Scenario};
use crate::transaction::{self, Dialect, Kind, State, Transaction};
use crate::wire::{Json, object};
use crate::world::World;

/// The fee in thousandths, as published for cards in Kenya.
const FEE_PER_MILLE: i128 = 29;
pub(crate) const INTEGRATION: u64 = 412_829;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Particulars {
    /// The numeric id.
    pub number: u64,
    /// The name of the hosted page. Empty where there is none.
    pub access_code: String,
    /// `card`, `mobile_money`.
    pub channel: String,
    pub email: String,
    pub metadata: Option<Value>,
    /// Where the page sends the buyer back to.
    pub callback_url: Option<String>,
    /// Somebody tried to pay.
    pub is_tried: bool,
    /// How that ends when no scenario says otherwise.
    pub chosen: Outcome,
    /// A direct charge waits for this code.
    pub otp: Option<String>,
    /// Of a refund: the reference of what is given back, and what was written beside it.
    pub refunds: String,
    pub merchant_note: String,
    pub customer_note: String,
}

/// What a new movement is made of.
pub(crate) struct New {
    pub kind: Kind,
    /// Empty in a refund.
    pub reference: String,
    pub amount: Amount,
    pub currency: String,
    pub msisdn: String,
    pub particulars: Particulars,
    pub scenario: Scenario,
}

impl New {
    /// The movement, not yet booked. Its number is given here.
    pub fn into_transaction(self, world: &World, number: u64) -> Transaction {
        let particulars = Particulars {
            number,
            ..self.particulars
        };
        let fee = match self.kind {
            Kind::Deposit => self.amount.per_mille(FEE_PER_MILLE),
            Kind::Payout | Kind::Refund => Amount::ZERO,
        };
        let names = [
            number.to_string(),
            self.reference.clone(),
            particulars.access_code.clone(),
        ];
        Transaction {
            dialect: Dialect::Paystack,
            kind: self.kind,
            id: Uuid::new_v4(),
            deposit_id: None,
            amount: self.amount,
            country: String::new(),
            currency: self.currency,
            provider: particulars.channel.to_uppercase(),
            msisdn: self.msisdn,
            customer_message: None,
            client_reference_id: Some(self.reference).filter(|text| !text.is_empty()),
            metadata: serde_json::Map::new(),
            state: State::Accepted,
            failure: None,
            created: world.clock.now(),
            settled: None,
            prompt_until: None,
            authorization_url: None,
            provider_transaction_id: None,
            scenario: self.scenario,
            steps: Vec::new(),
            handles: names.into_iter().filter(|name| !name.is_empty()).collect(),
            fee,
            callback_url: None,
            particulars: transaction::Particulars::Paystack(Box::new(particulars)),
        }
    }
}

/// The particulars of a movement of this dialect.
pub(crate) fn particulars(t: &Transaction) -> Particulars {
    match &t.particulars {
        transaction::Particulars::Paystack(particulars) => (**particulars).clone(),
        transaction::Particulars::None
        | transaction::Particulars::Flutterwave(_)
        | transaction::Particulars::Daraja(_)
        | transaction::Particulars::Stripe(_)
        | transaction::Particulars::MtnMomo(_) => Particulars::default(),
    }
}

/// Changes the particulars of a movement of this dialect.
pub(crate) fn change(t: &mut Transaction, change: impl FnOnce(&mut Particulars)) {
    if let transaction::Particulars::Paystack(particulars) = &mut t.particulars {
        change(particulars);
    }
}

/// The payment of a reference: there is one at most.
pub(crate) fn find(books: &Books, reference: &str) -> Option<Transaction> {
    let is_it = |t: &&Transaction| {
        t.kind == Kind::Deposit && t.client_reference_id.as_deref() == Some(reference)
    };
    books
        .named(Dialect::Paystack, reference)
        .find(is_it)
        .cloned()
}

/// The movement of a kind with that number.
pub(crate) fn numbered(books: &Books, kind: Kind, number: &str) -> Option<Transaction> {
    let wanted: u64 = number.parse().ok()?;
    books
        .named(Dialect::Paystack, number)
        .find(|t| t.kind == kind && t.number() == wanted)
        .cloned()
}

/// A count of hundredths.
pub(crate) fn hundredths(amount: Amount) -> String {
    let digits = amount.plain().replace('.', "");
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() { "0" } else { digits }.to_owned()
}

pub(crate) fn stamp(at: Moment) -> String {
    at.rfc3339().replace('Z', ".000Z")
}

/// How a payment stands, in the word of a verification.
pub(crate) fn payment_word(books: &Books, t: &Transaction) -> &'static str {
    let own = particulars(t);
    match t.state {
        State::Completed if !books.refundable(t).0.is_positive() => "reversed",
        State::Completed => "success",
        State::Failed => "failed",
        _ if !own.is_tried => "abandoned",
        _ if own.otp.is_some() => "ongoing",
        State::Accepted | State::Enqueued | State::Processing | State::InReconciliation => {
            "pending"
        }
    }
}

/// What a report says instead of the truth, where it says it. Its amount is written as it is given.
pub(crate) fn lie(body: &mut Json, report: Option<&Report>, told_in: ReportIn) {
    let Some(report) = report.filter(|r| r.r#in == told_in || r.r#in == ReportIn::Both) else {
        return;
    };
    if let Some(amount) = &report.amount {
        body.put("amount", Json::Number(amount.clone()));
    }
    if let Some(currency) = &report.currency {
        body.put("currency", currency.into());
    }
    if let Some(status) = &report.status {
        body.put("status", status.into());
    }
}

/// A payment as verifying and its webhook tell it.
pub(crate) fn payment(t: &Transaction, status: &str, told_in: ReportIn) -> Json {
    let own = particulars(t);
    let response = match (&t.failure, t.state) {
        (Some(code), _) => cards::words(code),
        (None, State::Completed) => "Approved".to_owned(),
        (None, _) => "The transaction was not completed".to_owned(),
    };
    let amount = || Json::Number(hundredths(t.amount));
    let paid_at = t.settled.filter(|_| t.state == State::Completed);
    let mut body = object([
        ("id", own.number.into()),
        ("domain", "test".into()),
        ("status", status.into()),
        ("reference", t.client_reference_id.as_ref().into()),
        ("amount", amount()),
        ("message", Json::Null),
        ("gateway_response", response.into()),
        ("paid_at", paid_at.map(stamp).into()),
        ("created_at", stamp(t.created).into()),
        ("channel", (&own.channel).into()),
        ("currency", (&t.currency).into()),
        // An empty text where nothing was kept.
        (
            "metadata",
            own.metadata.as_ref().map_or("".into(), Json::from),
        ),
        ("fees", Json::Number(hundredths(t.fee))),
        ("customer", object([("email", own.email.into())])),
        ("requested_amount", amount()),
    ]);
    lie(&mut body, t.scenario.report.as_ref(), told_in);
    body
}

pub(crate) fn refund_word(state: State) -> &'static str {
    match state {
        State::Completed => "processed",
        State::Failed => "failed",
        State::Processing | State::InReconciliation => "processing",
        State::Accepted | State::Enqueued => "pending",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_counted_in_hundredths() {
        let counted = |text: &str| hundredths(Amount::parse(text).unwrap().0);
        assert_eq!(counted("248.5"), "24850");
        assert_eq!(counted("1"), "100");
        assert_eq!(counted("0.05"), "5");
        assert_eq!(hundredths(Amount::ZERO), "0");
    }
}
