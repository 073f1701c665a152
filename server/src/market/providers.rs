//! The providers beside the first: cards, and wallets by their networks' own interfaces.

use std::sync::Arc;

use anyhow::{Context, Result};
use kernel::{Secret, Source};
use payments::provider::{Provider, ProviderName};
use payments::providers::flutterwave::{Flutterwave, FlutterwaveConfig, ZambianNetworks};
use payments::providers::mpesa::{Mpesa, MpesaConfig, MpesaInitiator, Receiver, TillConfig};
use payments::providers::mtn_momo::{MtnMomo, MtnMomoConfig, MtnMomoProduct};
use payments::providers::paystack::{Paystack, PaystackConfig};
use payments::providers::stripe::{Stripe, StripeConfig};

use super::client;
use crate::config::{
    Config, FlutterwaveSection, MpesaCertificate, MpesaInitiatorSection, MpesaSection,
    MtnMomoProductSection, MtnMomoSection, PaystackSection, StripeSection,
};
use crate::simulate;

/// How long a hosted page stays open.
const SESSION_MINUTES: u32 = 30;
/// The same at Stripe, whose least is half an hour from when it hears of it.
const STRIPE_SESSION_MINUTES: u32 = 35;
/// The largest prompt of a standard account.
const MAXIMUM_SHILLINGS: u32 = 250_000;

/// Those that are set up; in a rehearsal all of them, at the simulator.
pub(super) fn others(
    config: &Config,
    public_url: &str,
    simulator_url: Option<&str>,
    secret: &Secret,
    source: &Source,
) -> Result<Vec<Arc<dyn Provider>>> {
    let mut providers: Vec<Arc<dyn Provider>> = Vec::new();
    let rehearsed = simulator_url.filter(|_| config.payments.is_rehearsal());
    let cards = match rehearsed {
        Some(url) => Some(simulate::flutterwave(url)),
        None => config.payments.flutterwave.clone(),
    };
    if let Some(section) = cards {
        providers.push(Arc::new(flutterwave(section, public_url)?));
    }
    // After Flutterwave, which is asked first where both are set up.
    let other_cards = match rehearsed {
        Some(url) => Some(simulate::stripe(url)),
        None => config.payments.stripe.clone(),
    };
    if let Some(section) = other_cards {
        providers.push(Arc::new(stripe(section)?));
    }
    let shillings = match rehearsed {
        Some(url) => Some(simulate::mpesa(url)),
        None => config.payments.mpesa.clone(),
    };
    if let Some(section) = shillings {
        providers.push(Arc::new(mpesa(section, public_url, secret, source)?));
    }
    let kwacha = match rehearsed {
        Some(url) => Some(simulate::mtn_momo(url)),
        None => config.payments.mtn_momo.clone(),
    };
    if let Some(section) = kwacha {
        providers.push(Arc::new(mtn_momo(section, public_url, secret, source)?));
    }
    let more_cards = match rehearsed {
        Some(url) => Some(simulate::paystack(url)),
        None => config.payments.paystack.clone(),
    };
    if let Some(section) = more_cards {
        providers.push(Arc::new(paystack(section, public_url)?));
    }
    Ok(providers)
}

/// Nobody reads mail there; it only has to look like an address.
fn email_domain(public_url: &str) -> String {
    let host = public_url.split("://").nth(1).unwrap_or_default();
    let host = host.split([':', '/']).next().unwrap_or_default();
    if host.contains('.') && !host.ends_with(|c: char| c.is_ascii_digit()) {
        host.to_owned()
    } else {
        "soko.example".to_owned()
    }
}

fn flutterwave(section: FlutterwaveSection, public_url: &str) -> Result<Flutterwave> {
    let config = FlutterwaveConfig {
        base_url: section.base_url,
        secret_key: section.secret_key,
        secret_hash: section.secret_hash,
        email_domain: email_domain(public_url),
        session_minutes: SESSION_MINUTES,
        network_names: ZambianNetworks::documented(),
        transfer_banks: section.transfer_banks,
        bank_payouts: section.bank_payouts,
        transfer_suffix: section.transfer_suffix,
        request_timeout_ms: section.request_timeout_ms,
    };
    Flutterwave::new(config, client()?).context("Flutterwave")
}

fn stripe(section: StripeSection) -> Result<Stripe> {
    let config = StripeConfig {
        base_url: section.base_url,
        secret_key: section.secret_key,
        webhook_secrets: section.webhook_secrets,
        session_minutes: STRIPE_SESSION_MINUTES,
        request_timeout_ms: section.request_timeout_ms,
    };
    Stripe::new(config, client()?).context("Stripe")
}

fn mpesa(
    section: MpesaSection,
    public_url: &str,
    secret: &Secret,
    source: &Source,
) -> Result<Mpesa> {
    let initiator = section.initiator.map(mpesa_initiator).transpose()?;
    let is_paybill = section.till.is_none();
    let config = MpesaConfig {
        base_url: section.base_url,
        consumer_key: section.consumer_key,
        consumer_secret: section.consumer_secret,
        shortcode: section.shortcode,
        passkey: section.passkey,
        receiver: section.till.map_or(Receiver::PayBill, Receiver::Till),
        callback_base: format!(
            "{public_url}/api/v1/payments/webhook/{}",
            ProviderName::Mpesa
        ),
        callback_secret: secret.clone(),
        // A till number carries no account.
        by_hand: initiator
            .clone()
            .filter(|_| is_paybill)
            .map(|initiator| TillConfig {
                initiator,
                callback_base: format!("{public_url}/api/v1/payments/till"),
            }),
        initiator,
        maximum_shillings: MAXIMUM_SHILLINGS,
        request_timeout_ms: section.request_timeout_ms,
    };
    Mpesa::new(config, client()?, source.clone()).context("M-Pesa")
}

fn mpesa_initiator(section: MpesaInitiatorSection) -> Result<MpesaInitiator> {
    let certificate = match section.certificate {
        MpesaCertificate::Pem(text) => text,
        MpesaCertificate::File(path) => std::fs::read_to_string(&path)
            .with_context(|| format!("MPESA_CERTIFICATE_FILE: {}", path.display()))?,
    };
    Ok(MpesaInitiator {
        name: section.name,
        password: section.password,
        certificate,
        payout_shortcode: section.payout_shortcode,
    })
}

fn mtn_momo(
    section: MtnMomoSection,
    public_url: &str,
    secret: &Secret,
    source: &Source,
) -> Result<MtnMomo> {
    let product = |section: MtnMomoProductSection| MtnMomoProduct {
        subscription_key: section.subscription_key,
        api_user: section.api_user,
        api_key: section.api_key,
    };
    let config = MtnMomoConfig {
        base_url: section.base_url,
        target_environment: section.target_environment,
        collection: product(section.collection),
        disbursement: section.disbursement.map(product),
        callback_base: format!(
            "{public_url}/api/v1/payments/webhook/{}",
            ProviderName::MtnMomo
        ),
        callback_secret: secret.clone(),
        request_timeout_ms: section.request_timeout_ms,
    };
    MtnMomo::new(config, client()?, source.clone()).context("MTN MoMo")
}

fn paystack(section: PaystackSection, public_url: &str) -> Result<Paystack> {
    let config = PaystackConfig {
        base_url: section.base_url,
        secret_key: section.secret_key,
        email_domain: email_domain(public_url),
        session_minutes: SESSION_MINUTES,
        request_timeout_ms: section.request_timeout_ms,
    };
    Paystack::new(config, client()?).context("Paystack")
}
