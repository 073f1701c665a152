//! The bodies of what we ask for. Amounts are JSON numbers in major units, written to the digit.

use kernel::{BankAccount, Currency, Destination, Money, Network};
use serde::Serialize;
use serde_json::value::RawValue;

use super::config::{FlutterwaveConfig, Sender};
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
    #[serde(skip_serializing_if = "Option::is_none")]
    beneficiary_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    destination_branch_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<[Parties<'a>; 1]>,
}

/// Between whom money moves, where a country's transfers say so.
#[derive(Serialize)]
struct Parties<'a> {
    sender: &'a str,
    sender_country: &'a str,
    mobile_number: &'a str,
    sender_id_type: &'a str,
    sender_id_number: &'a str,
    beneficiary_country: &'static str,
    beneficiary_mobile_number: &'a str,
}

/// A transfer to a wallet or an account.
pub(super) fn transfer(
    order: &PayOut,
    reference: &str,
    config: &FlutterwaveConfig,
) -> Result<Vec<u8>, ProviderError> {
    let currency = order.amount.currency();
    let (account_bank, account_number) = match &order.to {
        Destination::Wallet(wallet) => {
            let codes = config.transfer_banks.as_ref();
            let code = codes.and_then(|codes| codes.of(wallet.network));
            (
                code.ok_or_else(|| wrong_request("bank"))?,
                wallet.phone.digits(),
            )
        }
        Destination::Bank(account) => (account.bank.code.as_str(), account.number.digits()),
    };
    let account = order.to.account();
    written(&Transfer {
        account_bank,
        account_number,
        amount: amount(order.amount)?,
        currency: currency.code(),
        debit_currency: currency.code(),
        narration: cut(&order.message),
        reference,
        beneficiary_name: account.map(|account| account.holder.as_str()),
        destination_branch_code: account
            .and_then(|account| account.branch.as_ref())
            .map(|branch| branch.code.as_str()),
        meta: account
            .filter(|_| currency == Currency::KES)
            .zip(config.bank_payouts.kenya.as_ref())
            .map(|(account, sender)| [parties(sender, account)]),
    })
}

fn parties<'a>(sender: &'a Sender, account: &'a BankAccount) -> Parties<'a> {
    Parties {
        sender: &sender.name,
        sender_country: &sender.country,
        mobile_number: sender.phone.digits(),
        sender_id_type: &sender.id_type,
        sender_id_number: &sender.id_number,
        beneficiary_country: "KE",
        beneficiary_mobile_number: account.phone.digits(),
    }
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
