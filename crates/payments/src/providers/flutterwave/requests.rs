//! The bodies of what we ask for. Amounts are JSON numbers in major units, written to the digit.

use kernel::{Money, Network};
use serde::Serialize;
use serde_json::value::RawValue;

use super::config::FlutterwaveConfig;
use crate::provider::{PayOut, Prompt, ProviderError, RefundOrder};
use crate::providers::http::wrong_request;
use crate::providers::write::{number, unread_email};

/// As much of a text as the provider shows anywhere.
const TEXT_CHARS_MAX: usize = 100;
const ID_CHARS_MAX: usize = 20;

#[derive(Serialize)]
struct HostedPage<'a> {
    tx_ref: String,
    amount: Box<RawValue>,
    currency: &'static str,
    redirect_url: &'a str,
    payment_options: &'static str,
    customer: Customer,
    customizations: Customizations,
    configurations: Configurations,
    meta: Meta<'a>,
}

#[derive(Serialize)]
struct Customer {
    email: String,
}

#[derive(Serialize)]
struct Customizations {
    title: String,
}

#[derive(Serialize)]
struct Configurations {
    /// In minutes.
    session_duration: u32,
}

#[derive(Serialize)]
struct Meta<'a> {
    our_reference: &'a str,
}

/// A hosted page for a card.
pub(super) fn payment(
    prompt: &Prompt,
    config: &FlutterwaveConfig,
) -> Result<Vec<u8>, ProviderError> {
    written(&HostedPage {
        tx_ref: prompt.reference.to_string(),
        amount: amount(prompt.amount)?,
        // Without it the provider takes naira.
        currency: prompt.amount.currency().code(),
        redirect_url: &prompt.return_url,
        payment_options: "card",
        customer: Customer {
            email: unread_email(prompt.reference, &config.email_domain),
        },
        customizations: Customizations {
            title: cut(&prompt.customer_message),
        },
        configurations: Configurations {
            session_duration: config.session_minutes,
        },
        meta: Meta {
            our_reference: &prompt.our_reference,
        },
    })
}

#[derive(Serialize)]
struct Charge<'a> {
    tx_ref: String,
    amount: Box<RawValue>,
    currency: &'static str,
    email: String,
    phone_number: &'a str,
    network: &'a str,
    redirect_url: &'a str,
    meta: Meta<'a>,
}

/// A charge of a Zambian wallet.
pub(super) fn charge(
    prompt: &Prompt,
    network: Network,
    config: &FlutterwaveConfig,
) -> Result<Vec<u8>, ProviderError> {
    written(&Charge {
        tx_ref: prompt.reference.to_string(),
        amount: amount(prompt.amount)?,
        currency: prompt.amount.currency().code(),
        email: unread_email(prompt.reference, &config.email_domain),
        phone_number: prompt.phone.digits(),
        network: config
            .network_names
            .of(network)
            .ok_or_else(|| wrong_request("network"))?,
        redirect_url: &prompt.return_url,
        meta: Meta {
            our_reference: &prompt.our_reference,
        },
    })
}

#[derive(Serialize)]
struct Transfer<'a> {
    account_bank: &'a str,
    account_number: &'a str,
    amount: Box<RawValue>,
    currency: &'static str,
    debit_currency: &'static str,
    narration: String,
    reference: &'a str,
}

/// A transfer to a wallet.
pub(super) fn transfer(
    order: &PayOut,
    reference: &str,
    config: &FlutterwaveConfig,
) -> Result<Vec<u8>, ProviderError> {
    let banks = config.transfer_banks.as_ref();
    written(&Transfer {
        account_bank: banks
            .and_then(|banks| banks.of(order.network))
            .ok_or_else(|| wrong_request("bank"))?,
        account_number: order.phone.digits(),
        amount: amount(order.amount)?,
        currency: order.amount.currency().code(),
        debit_currency: order.amount.currency().code(),
        narration: cut(&order.message),
        reference,
    })
}

#[derive(Serialize)]
struct Refund {
    amount: Box<RawValue>,
    comments: String,
}

/// Where a refund's note stands. Ours is our reference: it shows in the provider's dashboard, and may be repeated in answers.
pub(super) const NOTE: &str = "comments";

/// A refund. The amount is always named: without it everything goes back.
pub(super) fn refund(order: &RefundOrder) -> Result<Vec<u8>, ProviderError> {
    written(&Refund {
        amount: amount(order.amount)?,
        comments: order.reference.to_string(),
    })
}

/// Whether a text can be one of the provider's ids, and so stand in an address.
pub(super) fn is_id(text: &str) -> bool {
    (1..=ID_CHARS_MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn amount(money: Money) -> Result<Box<RawValue>, ProviderError> {
    number(money).map_err(|_| wrong_request("amount"))
}

fn written(body: &impl Serialize) -> Result<Vec<u8>, ProviderError> {
    serde_json::to_vec(body).map_err(|_| wrong_request("body"))
}

fn cut(text: &str) -> String {
    text.chars().take(TEXT_CHARS_MAX).collect()
}
