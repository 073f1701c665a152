//! The bodies of what we ask for. Amounts are texts in major units, written to the digit.

use kernel::{Money, PhoneNumber, ProviderReference, Wallet};
use serde_json::{Value, json};

use super::config::MtnMomoConfig;
use crate::provider::{PayOut, Prompt, ProviderError, RefundOrder, Refusal};
use crate::providers::http::rejected;
use crate::providers::write::{short, shortest};

/// Longer texts are refused, and so is every sign that is not plain.
const TEXT_CHARS_MAX: usize = 160;
const CALLING_CODE: &str = "260";
const PHONE_DIGITS: usize = 12;

/// A prompt on a phone.
pub(super) fn collection(
    prompt: &Prompt,
    config: &MtnMomoConfig,
) -> Result<Vec<u8>, ProviderError> {
    let mut body = body(prompt.reference, prompt.amount, config);
    body["payer"] = party(&prompt.phone, config)?;
    body["payerMessage"] = text(&prompt.customer_message);
    body["payeeNote"] = text(&prompt.our_reference);
    Ok(body.to_string().into_bytes())
}

/// Money to a wallet.
pub(super) fn transfer(
    order: &PayOut,
    wallet: &Wallet,
    config: &MtnMomoConfig,
) -> Result<Vec<u8>, ProviderError> {
    let mut body = body(order.reference, order.amount, config);
    body["payee"] = party(&wallet.phone, config)?;
    body["payerMessage"] = text(&order.our_reference);
    body["payeeNote"] = text(&order.message);
    Ok(body.to_string().into_bytes())
}

/// Money back, out of the collection that went by our reference.
pub(super) fn refund(order: &RefundOrder, config: &MtnMomoConfig) -> Vec<u8> {
    let mut body = body(order.reference, order.amount, config);
    body["referenceIdToRefund"] = order.original.reference.to_string().into();
    body["payerMessage"] = text(&order.our_reference);
    body["payeeNote"] = text(&order.our_reference);
    body.to_string().into_bytes()
}

/// What all of them say. The reference is in the body too, because the status repeats the body.
fn body(reference: ProviderReference, amount: Money, config: &MtnMomoConfig) -> Value {
    json!({
        "amount": shortest(amount),
        "currency": config.spelling(amount.currency()),
        "externalId": reference.to_string(),
    })
}

/// A Zambian number. The sandbox's published numbers are of another country.
fn party(number: &PhoneNumber, config: &MtnMomoConfig) -> Result<Value, ProviderError> {
    let digits = number.digits();
    let is_zambian = digits.starts_with(CALLING_CODE) && digits.len() == PHONE_DIGITS;
    if is_zambian || config.is_sandbox() {
        return Ok(json!({"partyIdType": "MSISDN", "partyId": digits}));
    }
    Err(rejected(Refusal::InvalidNumber))
}

fn text(text: &str) -> Value {
    short(text, TEXT_CHARS_MAX).into()
}
