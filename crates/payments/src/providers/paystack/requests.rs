//! The bodies of what we ask for. Amounts count hundredths: `supports` lets no other currency pass.

use serde_json::json;

use super::config::PaystackConfig;
use crate::provider::{Prompt, RefundOrder};
use crate::providers::write::unread_email;

/// A hosted page for a card. Whoever leaves it comes back as whoever paid does.
pub(super) fn page(prompt: &Prompt, config: &PaystackConfig) -> Vec<u8> {
    let body = json!({
        "email": unread_email(prompt.reference, &config.email_domain),
        "amount": prompt.amount.minor(),
        "currency": prompt.amount.currency().code(),
        "reference": prompt.reference.to_string(),
        "callback_url": prompt.return_url,
        "channels": ["card"],
        "metadata": {"our_reference": prompt.our_reference, "cancel_action": prompt.return_url},
    });
    body.to_string().into_bytes()
}

/// A refund. The amount is always named: without it everything goes back.
pub(super) fn refund(order: &RefundOrder) -> Vec<u8> {
    let body = json!({
        "transaction": order.original.reference.to_string(),
        "amount": order.amount.minor(),
        "currency": order.amount.currency().code(),
        super::transactions::NOTE: order.reference.to_string(),
        "customer_note": order.our_reference,
    });
    body.to_string().into_bytes()
}
