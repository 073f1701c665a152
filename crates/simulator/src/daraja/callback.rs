//! What is posted to the merchant about payments. Nothing is signed.

use super::records::{self, Particulars};
use super::words::describe;
use crate::scenario::{CallbackShape, Report, ReportIn};
use crate::transaction::{Dialect, Notice, State, Transaction};
use crate::wire::{Json, object};
use crate::world::World;

/// A number where the code is one, as text where it is not.
pub(crate) fn result_code(code: &str) -> Json {
    if code.bytes().all(|b| b.is_ascii_digit()) {
        Json::Number(code.to_owned())
    } else {
        code.into()
    }
}

pub(crate) fn told(t: &Transaction) -> Option<&Report> {
    let report = t.scenario.report.as_ref();
    report.filter(|report| report.r#in != ReportIn::Status)
}

pub(crate) fn code_of(t: &Transaction, notice: &Notice) -> String {
    let truth = notice.failure.as_ref().map_or("0", |code| code.as_str());
    let lie = told(t).and_then(|report| report.status.as_deref());
    lie.unwrap_or(truth).to_owned()
}

pub(crate) fn stk(
    t: &Transaction,
    own: &Particulars,
    notice: &Notice,
    shape: CallbackShape,
) -> Json {
    let code = code_of(t, notice);
    let mut callback = object([
        ("MerchantRequestID", (&own.merchant_request_id).into()),
        ("CheckoutRequestID", (&own.checkout_request_id).into()),
        ("ResultCode", result_code(&code)),
        ("ResultDesc", describe(&code).into()),
    ]);
    if notice.state == State::Completed && code == "0" {
        let items = Json::List(metadata(t, shape));
        callback.put("CallbackMetadata", object([("Item", items)]));
    }
    object([("Body", object([("stkCallback", callback)]))])
}

/// In another order from payment to payment, because no order is promised.
fn metadata(t: &Transaction, shape: CallbackShape) -> Vec<Json> {
    let amount = told(t).and_then(|report| report.amount.clone());
    let amount = amount.unwrap_or_else(|| t.amount.plain());
    let at = t.settled.unwrap_or(t.created);
    let phone = if shape == CallbackShape::MaskedPhone {
        masked(&t.msisdn).into()
    } else {
        Json::Number(t.msisdn.clone())
    };
    let receipt = t.provider_transaction_id.as_ref();
    let mut items = vec![
        item("Amount", Some(Json::Number(amount))),
        item("MpesaReceiptNumber", Some(receipt.into())),
        item("Balance", None),
        item("TransactionDate", Some(Json::Number(records::stamp(at)))),
        item("PhoneNumber", Some(phone)),
    ];
    let turned = usize::from(t.id.as_bytes()[0]) % items.len();
    items.rotate_left(turned);
    items
}

fn item(name: &str, value: Option<Json>) -> Json {
    let mut item = object([("Name", name.into())]);
    if let Some(value) = value {
        item.put("Value", value);
    }
    item
}

/// `2547****4149`
fn masked(msisdn: &str) -> String {
    let beginning = msisdn.get(..4).unwrap_or_default();
    let end = msisdn.get(8..).unwrap_or_default();
    format!("{beginning}****{end}")
}

/// Validation and confirmation of a payment by hand: no wrapper, and every value is text.
pub(crate) fn by_hand(world: &World, t: &Transaction, own: &Particulars) -> Json {
    let amount = told(t).and_then(|report| report.amount.clone());
    let is_over = t.state == State::Completed;
    let balance = if is_over {
        world.books().balance(Dialect::Daraja, "KEN", "KES").plain()
    } else {
        String::new()
    };
    object([
        ("TransactionType", "Pay Bill".into()),
        ("TransID", t.provider_transaction_id.as_ref().into()),
        ("TransTime", records::stamp(t.created).into()),
        (
            "TransAmount",
            amount.unwrap_or_else(|| t.amount.plain()).into(),
        ),
        ("BusinessShortCode", (&own.short_code).into()),
        ("BillRefNumber", (&own.reference).into()),
        ("InvoiceNumber", "".into()),
        ("OrgAccountBalance", balance.into()),
        ("ThirdPartyTransID", "".into()),
        ("MSISDN", (&t.msisdn).into()),
        ("FirstName", "JOHN".into()),
    ])
}
