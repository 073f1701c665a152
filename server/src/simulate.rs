//! The providers' simulator, inside `serve` or alone.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Result;
use kernel::Secret;
use simulator::{Running, Simulator, SimulatorConfig};

use crate::config::{Config, FlutterwaveSection, MpesaSection};
use crate::market::REHEARSAL_TOKEN;

/// Starts the simulator. `web_port`: where callbacks really go when the public address is not on this machine.
pub async fn start(config: &Config, public_url: &str, web_port: u16) -> Result<Running> {
    let api_key = config.payments.pawapay.api_key.as_ref();
    let mut settings = SimulatorConfig::new(
        public_url,
        api_key.map_or(REHEARSAL_TOKEN, kernel::Secret::expose),
    );
    settings.dialect_addr = config.payments.simulator.dialect_addr;
    settings.control_addr = config.payments.simulator.control_addr;
    settings.deliver_to = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, web_port)));
    let folder = config.home.join(".soko");
    std::fs::create_dir_all(&folder)?;
    settings.state_file = Some(folder.join("simulator.journal"));
    Ok(Simulator::start(settings).await?)
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
        base_url: url.to_owned(),
        request_timeout_ms: TIMEOUT_MS,
    }
}
