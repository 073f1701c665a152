//! What Flutterwave remembers of a movement beyond the shared books, and how it writes movements down as JSON.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::cards;
use crate::amount::Amount;
use crate::clock::Moment;
use crate::scenario::{AmountForm, Report, ReportIn, Scenario};
use crate::transaction::{self, Dialect, Kind, Notice, State, Transaction};
use crate::wire::{Json, object};
use crate::world::World;

/// The fee in thousandths, as the documented example has it: 1.4 of 100.
const FEE_PER_MILLE: i128 = 14;
pub(crate) const ACCOUNT_ID: u64 = 17_321;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Customer {
    pub number: u64,
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Particulars {
    /// The numeric id.
    pub number: u64,
    pub flw_ref: String,
    /// `card`, `mobilemoneyzm`, …
    pub payment_type: String,
    pub customer: Customer,
    pub meta: Option<Value>,
    /// Where the buyer goes after confirming a direct charge.
    pub redirect_url: Option<String>,
    /// Of a refund: the number of what is given back.
    pub refunds: u64,
    /// Of a transfer.
    pub bank_code: String,
    pub beneficiary: String,
    pub narration: String,
    pub debit_currency: String,
}

/// What a new movement is made of.
pub(crate) struct New {
    pub kind: Kind,
    pub reference: String,
    pub amount: Amount,
    pub currency: String,
    pub provider: String,
    pub msisdn: String,
    pub particulars: Particulars,
    pub scenario: Scenario,
}

impl New {
    /// The movement, not yet booked. Its number and `flw_ref` are given here.
    pub fn into_transaction(self, world: &World, number: u64) -> Transaction {
        let flw_ref = format!("FLW-MOCK-{}", &Uuid::new_v4().simple().to_string()[..16]);
        let particulars = Particulars {
            number,
            flw_ref: flw_ref.to_uppercase(),
            ..self.particulars
        };
        let fee = match self.kind {
            Kind::Deposit => self.amount.per_mille(FEE_PER_MILLE),
            Kind::Payout | Kind::Refund => Amount::ZERO,
        };
        Transaction {
            dialect: Dialect::Flutterwave,
            kind: self.kind,
            id: Uuid::new_v4(),
            deposit_id: None,
            amount: self.amount,
            country: String::new(),
            currency: self.currency,
            provider: self.provider,
            msisdn: self.msisdn,
            customer_message: None,
            client_reference_id: Some(self.reference.clone()),
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
            handles: vec![
                number.to_string(),
                self.reference,
                particulars.flw_ref.clone(),
            ],
            fee,
            callback_url: None,
            particulars: transaction::Particulars::Flutterwave(Box::new(particulars)),
        }
    }
}

/// The particulars of a movement of this dialect.
pub(crate) fn particulars(t: &Transaction) -> Particulars {
    match &t.particulars {
        transaction::Particulars::Flutterwave(particulars) => (**particulars).clone(),
        transaction::Particulars::None
        | transaction::Particulars::Daraja(_)
        | transaction::Particulars::Stripe(_)
        | transaction::Particulars::MtnMomo(_)
        | transaction::Particulars::Paystack(_) => Particulars::default(),
    }
}

/// `2020-07-15T14:31:16.000Z`
pub(crate) fn stamp(at: Moment) -> String {
    at.rfc3339().replace('Z', ".000Z")
}

pub(crate) fn number(amount: Amount, form: AmountForm) -> Json {
    Json::Number(match form {
        AmountForm::Shortest => amount.shortest(),
        AmountForm::Decimal => amount.decimal(),
    })
}

/// The news of this moment, for answers.
pub(crate) fn today(t: &Transaction) -> Notice {
    Notice {
        state: t.state,
        failure: t.failure.clone(),
        first_at: t.created,
        tries: 0,
        copies: 1,
        event: None,
    }
}

pub(crate) fn payment_word(state: State) -> &'static str {
    match state {
        State::Completed => "successful",
        State::Failed => "failed",
        State::Accepted | State::Enqueued | State::Processing | State::InReconciliation => {
            "pending"
        }
    }
}

pub(crate) fn processor_response(notice: &Notice) -> String {
    match (&notice.failure, notice.state) {
        (Some(code), _) => cards::words(code),
        (None, State::Completed) => "Approved by Financial Institution".to_owned(),
        (None, _) => "Transaction in progress".to_owned(),
    }
}

/// What a report says instead of the truth, where it says it.
pub(crate) fn lie(body: &mut Json, report: Option<&Report>, told_in: ReportIn) {
    let Some(report) = report.filter(|r| r.r#in == told_in || r.r#in == ReportIn::Both) else {
        return;
    };
    if let Some(amount) = &report.amount {
        let as_number = serde_json::from_str::<serde_json::Number>(amount).is_ok();
        body.put(
            "amount",
            if as_number {
                Json::Number(amount.clone())
            } else {
                amount.into()
            },
        );
    }
    if let Some(currency) = &report.currency {
        body.put("currency", currency.into());
    }
    if let Some(status) = &report.status {
        body.put("status", status.into());
    }
}

pub(crate) fn customer(customer: &Customer, no_phone: Json) -> Json {
    object([
        ("id", customer.number.into()),
        ("name", (&customer.name).into()),
        (
            "phone_number",
            customer.phone.as_ref().map_or(no_phone, Json::from),
        ),
        ("email", (&customer.email).into()),
    ])
}

/// A payment as verifying and listing show it.
pub(crate) fn payment(t: &Transaction) -> Json {
    let own = particulars(t);
    let form = t.scenario.amounts;
    let notice = today(t);
    let mut body = object([
        ("id", own.number.into()),
        ("tx_ref", t.client_reference_id.as_ref().into()),
        ("flw_ref", (&own.flw_ref).into()),
        ("amount", number(t.amount, form)),
        ("currency", (&t.currency).into()),
        ("charged_amount", number(t.amount, form)),
        ("app_fee", number(t.fee, form)),
        ("merchant_fee", number(Amount::ZERO, form)),
        ("amount_settled", number(t.amount.minus(t.fee), form)),
        ("processor_response", processor_response(&notice).into()),
        ("status", payment_word(t.state).into()),
        ("payment_type", (&own.payment_type).into()),
        ("created_at", stamp(t.created).into()),
        ("account_id", ACCOUNT_ID.into()),
        ("customer", customer(&own.customer, "N/A".into())),
        ("meta", own.meta.as_ref().into()),
    ]);
    lie(&mut body, t.scenario.report.as_ref(), ReportIn::Status);
    body
}
