//! The providers' simulator, inside `serve` or alone.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Result, anyhow};
use kernel::Secret;
use payments::providers::flutterwave::{BankPayouts, Sender, ZambianNetworks};
use simulator::{
    Outcome, Report, Running, Scenario, ScenarioRule, Simulator, SimulatorConfig, SimulatorError,
};

use crate::config::{
    Config, FlutterwaveSection, MpesaCertificate, MpesaInitiatorSection, MpesaSection,
    MtnMomoProductSection, MtnMomoSection, PaystackSection, SimulatorSection, StripeSection,
};
use crate::market::REHEARSAL_TOKEN;
use crate::serve::in_use;

/// As long as the page that waits counts down.
const PROMPT_MINUTES: u64 = 3;

/// Starts the simulator. `web_port`: where callbacks really go when the public address is not on this machine.
pub async fn start(config: &Config, public_url: &str, web_port: u16) -> Result<Running> {
    let api_key = config.payments.pawapay.api_key.as_ref();
    let mut settings = SimulatorConfig::new(
        public_url,
        api_key.map_or(REHEARSAL_TOKEN, kernel::Secret::expose),
    );
    settings.dialect_addr = config.payments.simulator.dialect_addr;
    settings.control_addr = config.payments.simulator.control_addr;
    settings.prompt_timeout = Duration::from_mins(PROMPT_MINUTES);
    settings.deliver_to = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, web_port)));
    let folder = config.home.join(".soko");
    std::fs::create_dir_all(&folder)?;
    settings.state_file = Some(folder.join("simulator.journal"));
    let running = Simulator::start(settings)
        .await
        .map_err(|error| explain(error, config.payments.simulator))?;
    state_too_little(&running)?;
    Ok(running)
}

/// What the provider says that it collected from the demo's odd phone, whatever was asked.
const ODD_AMOUNT: &str = "100.0000";

/// One phone of whose payments the provider states another amount than was asked, so that there is a case to decide.
fn state_too_little(simulator: &Running) -> Result<()> {
    let scenario = Scenario {
        outcome: Outcome::Success,
        report: Some(Report {
            amount: Some(ODD_AMOUNT.to_owned()),
            ..Report::default()
        }),
        ..Scenario::default()
    };
    let digits = demo::ODD_PHONE.trim_start_matches('+');
    Ok(simulator.put_scenario(ScenarioRule::for_msisdn(digits, scenario))?)
}

/// A busy port is named with the variable that moves it.
fn explain(error: SimulatorError, section: SimulatorSection) -> anyhow::Error {
    match error {
        SimulatorError::Listen { address, source } if source.kind() == ErrorKind::AddrInUse => {
            let variable = if address == section.dialect_addr {
                "SIMULATOR_ADDR"
            } else {
                "SIMULATOR_CONTROL_ADDR"
            };
            anyhow!("the simulator: {}", in_use(address, variable))
        }
        other => other.into(),
    }
}

/// The simulator's patience, and a little more.
const TIMEOUT_MS: u64 = 20_000;

/// How Flutterwave is reached in a rehearsal.
pub fn flutterwave(url: &str) -> FlutterwaveSection {
    FlutterwaveSection {
        secret_key: Secret::new(simulator::FLUTTERWAVE_SECRET_KEY),
        secret_hash: Secret::new(simulator::FLUTTERWAVE_SECRET_HASH),
        base_url: url.to_owned(),
        request_timeout_ms: TIMEOUT_MS,
        transfer_banks: Some(ZambianNetworks {
            mtn: "MTN".to_owned(),
            airtel: "AIRTEL".to_owned(),
            zamtel: "ZAMTEL".to_owned(),
        }),
        bank_payouts: BankPayouts {
            zambia: true,
            kenya: Sender::parse("Soko Rehearsal|KE|+254712000000|BUSINESS|no real money"),
        },
        // Arrived after a minute.
        transfer_suffix: "_PMCKDU_1".to_owned(),
    }
}

/// How Daraja is reached in a rehearsal.
pub fn mpesa(url: &str) -> MpesaSection {
    MpesaSection {
        consumer_key: Secret::new(simulator::DARAJA_CONSUMER_KEY),
        consumer_secret: Secret::new(simulator::DARAJA_CONSUMER_SECRET),
        shortcode: simulator::DARAJA_SHORT_CODE.to_owned(),
        passkey: Secret::new(simulator::DARAJA_PASSKEY),
        till: None,
        initiator: Some(MpesaInitiatorSection {
            name: simulator::DARAJA_INITIATOR.to_owned(),
            password: Secret::new(simulator::DARAJA_INITIATOR_PASSWORD),
            certificate: MpesaCertificate::Pem(simulator::DARAJA_CERTIFICATE.to_owned()),
            payout_shortcode: Some(simulator::DARAJA_B2C_SHORT_CODE.to_owned()),
        }),
        base_url: url.to_owned(),
        request_timeout_ms: TIMEOUT_MS,
    }
}

/// How Stripe is reached in a rehearsal.
pub fn stripe(url: &str) -> StripeSection {
    StripeSection {
        secret_key: Secret::new(simulator::STRIPE_SECRET_KEY),
        webhook_secrets: vec![Secret::new(simulator::STRIPE_WEBHOOK_SECRET)],
        base_url: url.to_owned(),
        request_timeout_ms: TIMEOUT_MS,
    }
}

/// How MTN is reached in a rehearsal.
pub fn mtn_momo(url: &str) -> MtnMomoSection {
    let product = |subscription_key: &str| MtnMomoProductSection {
        subscription_key: Secret::new(subscription_key),
        api_user: simulator::MTN_MOMO_API_USER.to_owned(),
        api_key: Secret::new(simulator::MTN_MOMO_API_KEY),
    };
    MtnMomoSection {
        collection: product(simulator::MTN_MOMO_COLLECTION_KEY),
        disbursement: Some(product(simulator::MTN_MOMO_DISBURSEMENT_KEY)),
        target_environment: "mtnzambia".to_owned(),
        base_url: url.to_owned(),
        request_timeout_ms: TIMEOUT_MS,
    }
}

/// How Paystack is reached in a rehearsal.
pub fn paystack(url: &str) -> PaystackSection {
    PaystackSection {
        secret_key: Secret::new(simulator::PAYSTACK_SECRET_KEY),
        base_url: url.to_owned(),
        request_timeout_ms: TIMEOUT_MS,
    }
}
