//! What is sent: forms whose keys name the way into the object, `line_items[0][quantity]`.

use crate::provider::{Prompt, ProviderError, RefundOrder};
use crate::providers::http::wrong_request;

use super::config::StripeConfig;
use super::money::units;

/// Keys and values in the order they are sent.
pub(super) type Form = Vec<(&'static str, String)>;

/// Our reference in what the provider keeps beside a payment or refund for us.
pub(super) const REFERENCE: &str = "soko_reference";

/// As much of a text as the page shows.
const NAME_CHARS_MAX: usize = 200;
const ID_CHARS_MAX: usize = 150;

/// A hosted page for a card. The same prompt is always the same form: under one key, another one is refused.
pub(super) fn session(prompt: &Prompt, config: &StripeConfig) -> Result<Form, ProviderError> {
    let reference = prompt.reference.to_string();
    let lifetime = time::Duration::minutes(i64::from(config.session_minutes));
    let expires_at = prompt.sent_at.saturating_add(lifetime).unix_timestamp();
    let name: String = prompt
        .customer_message
        .chars()
        .take(NAME_CHARS_MAX)
        .collect();
    Ok(vec![
        ("mode", "payment".to_owned()),
        ("client_reference_id", reference.clone()),
        ("success_url", prompt.return_url.clone()),
        ("cancel_url", prompt.return_url.clone()),
        ("expires_at", expires_at.to_string()),
        // What else the account takes is not what the buyer chose, and not what our books expect.
        ("payment_method_types[0]", "card".to_owned()),
        // Paid in the currency of the price, or not at all.
        ("adaptive_pricing[enabled]", "false".to_owned()),
        ("line_items[0][quantity]", "1".to_owned()),
        (
            "line_items[0][price_data][currency]",
            prompt.amount.currency().code().to_ascii_lowercase(),
        ),
        (
            "line_items[0][price_data][unit_amount]",
            units(prompt.amount)?,
        ),
        ("line_items[0][price_data][product_data][name]", name),
        (
            "payment_intent_data[description]",
            prompt.our_reference.clone(),
        ),
        ("payment_intent_data[metadata][soko_reference]", reference),
        (
            "payment_intent_data[metadata][soko_purchase]",
            prompt.our_reference.clone(),
        ),
    ])
}

/// A refund. The amount is always named: without it everything goes back.
pub(super) fn refund(order: &RefundOrder, intent: &str) -> Result<Form, ProviderError> {
    if !is_id(intent) {
        return Err(wrong_request("intent"));
    }
    Ok(vec![
        ("payment_intent", intent.to_owned()),
        ("amount", units(order.amount)?),
        ("reason", "requested_by_customer".to_owned()),
        ("metadata[soko_reference]", order.reference.to_string()),
        ("metadata[soko_purchase]", order.our_reference.clone()),
    ])
}

/// Whether a text can be one of the provider's names for something, and so stand in an address.
pub(super) fn is_id(text: &str) -> bool {
    let sign = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    (1..=ID_CHARS_MAX).contains(&text.len()) && text.contains('_') && text.bytes().all(sign)
}

/// Whether it can be the name of a page.
pub(super) fn is_session(text: &str) -> bool {
    text.starts_with("cs_") && is_id(text)
}
