//! What a simulator is started with.

mod providers;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use crate::account::RequestKey;
use crate::amount::Amount;
use crate::error::SimulatorError;

pub use providers::{
    DARAJA_B2C_SHORT_CODE, DARAJA_CERTIFICATE, DARAJA_CONSUMER_KEY, DARAJA_CONSUMER_SECRET,
    DARAJA_INITIATOR, DARAJA_INITIATOR_PASSWORD, DARAJA_PASSKEY, DARAJA_SHORT_CODE, DARAJA_TILL,
    DarajaConfig, FLUTTERWAVE_SECRET_HASH, FLUTTERWAVE_SECRET_KEY, FlutterwaveConfig,
    MTN_MOMO_API_KEY, MTN_MOMO_API_USER, MTN_MOMO_COLLECTION_KEY, MTN_MOMO_DISBURSEMENT_KEY,
    MtnMomoConfig, PAYSTACK_SECRET_KEY, PaystackConfig, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET,
    StripeConfig,
};

/// Everything a simulator can be told at its start. Build one with [`SimulatorConfig::new`] and change fields.
#[derive(Debug, Clone)]
pub struct SimulatorConfig {
    /// Where the providers' dialects are spoken. Loopback; port 0 takes a free one.
    pub dialect_addr: SocketAddr,
    /// Where tests and people steer it: `/_sim/…` and `/phone`. Loopback; port 0 takes a free one.
    pub control_addr: SocketAddr,
    /// The address the receiver is known by to the world. Its authority and path are what callbacks are signed over.
    pub public_callback_url: String,
    /// Where callbacks really go, when that is not the authority of `public_callback_url`. Loopback.
    pub deliver_to: Option<SocketAddr>,
    /// The journal of the books. Absent: everything is forgotten at the end.
    pub state_file: Option<PathBuf>,
    /// The bearer token that every call must carry.
    pub api_token: String,
    /// Who asks for the money, as the payer's phone shows it.
    pub merchant_name: String,
    /// Refuse financial calls that are not signed by one of `request_keys`.
    pub signed_requests_only: bool,
    /// Public keys the merchant has uploaded.
    pub request_keys: Vec<RequestKey>,
    /// From acceptance to the end, in virtual time, for what needs no person.
    pub settle_delay: Duration,
    /// How long a prompt waits for the person, in virtual time.
    pub prompt_timeout: Duration,
    /// How long a callback may take, in real time.
    pub callback_timeout: Duration,
    /// How long a hanging answer hangs before the connection is reset, in real time.
    pub hang_limit: Duration,
    /// The merchant's float per country and currency at the start.
    pub opening_float: Amount,
    /// The account at Flutterwave.
    pub flutterwave: FlutterwaveConfig,
    /// The app at Daraja.
    pub daraja: DarajaConfig,
    /// The account at Stripe.
    pub stripe: StripeConfig,
    /// The products at MTN.
    pub mtn_momo: MtnMomoConfig,
    /// The account at Paystack.
    pub paystack: PaystackConfig,
}

impl SimulatorConfig {
    /// A simulator on free loopback ports that calls `{public_url}/api/v1/payments/webhook/pawapay` and its siblings
    /// `flutterwave` and `stripe` back, and expects a rehearsal's credentials in the other dialects.
    pub fn new(public_url: &str, api_token: &str) -> Self {
        Self {
            dialect_addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            control_addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            public_callback_url: format!(
                "{}/api/v1/payments/webhook/pawapay",
                public_url.trim_end_matches('/')
            ),
            deliver_to: None,
            state_file: None,
            api_token: api_token.to_owned(),
            merchant_name: "Soko".to_owned(),
            signed_requests_only: false,
            request_keys: Vec::new(),
            settle_delay: Duration::from_secs(2),
            prompt_timeout: Duration::from_mins(1),
            callback_timeout: Duration::from_secs(10),
            hang_limit: Duration::from_mins(2),
            opening_float: Amount::major(1_000_000),
            flutterwave: FlutterwaveConfig::rehearsal(public_url),
            daraja: DarajaConfig::default(),
            stripe: StripeConfig::rehearsal(public_url),
            mtn_momo: MtnMomoConfig::rehearsal(public_url),
            paystack: PaystackConfig::rehearsal(public_url),
        }
    }

    pub(crate) fn target(&self) -> Result<CallbackTarget, SimulatorError> {
        for address in [
            Some(self.dialect_addr),
            Some(self.control_addr),
            self.deliver_to,
        ]
        .into_iter()
        .flatten()
        {
            if !address.ip().is_loopback() {
                return Err(SimulatorError::NotLoopback(address));
            }
        }
        CallbackTarget::parse(&self.flutterwave.webhook_url, self.deliver_to)?;
        CallbackTarget::parse(&self.stripe.webhook_url, self.deliver_to)?;
        CallbackTarget::parse(&self.paystack.webhook_url, self.deliver_to)?;
        CallbackTarget::parse(&self.public_callback_url, self.deliver_to)
    }
}

/// The callback address taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallbackTarget {
    /// Lower case, the port only when it is not the scheme's own: what `@authority` is.
    pub authority: String,
    /// Without the query: what `@path` is.
    pub path: String,
    /// What the request line carries.
    pub path_and_query: String,
    pub address: SocketAddr,
}

impl CallbackTarget {
    pub fn parse(url: &str, deliver_to: Option<SocketAddr>) -> Result<Self, SimulatorError> {
        let wrong = || SimulatorError::CallbackUrl(url.to_owned());
        let uri: http::Uri = url.parse().map_err(|_| wrong())?;
        let default_port = match uri.scheme_str() {
            Some("http") => 80,
            Some("https") => 443,
            Some(_) | None => return Err(wrong()),
        };
        let host = uri.host().ok_or_else(wrong)?.to_ascii_lowercase();
        let port = uri.port_u16().unwrap_or(default_port);
        let authority = if port == default_port {
            host.clone()
        } else {
            format!("{host}:{port}")
        };
        let address = match deliver_to {
            Some(address) => address,
            None => Self::loopback(&host, port)
                .ok_or_else(|| SimulatorError::DeliverTo(url.to_owned()))?,
        };
        Ok(Self {
            authority,
            path: uri.path().to_owned(),
            path_and_query: uri
                .path_and_query()
                .map_or_else(|| "/".to_owned(), ToString::to_string),
            address,
        })
    }

    fn loopback(host: &str, port: u16) -> Option<SocketAddr> {
        if host == "localhost" {
            return Some(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        }
        let ip: std::net::IpAddr = host.trim_matches(['[', ']']).parse().ok()?;
        ip.is_loopback().then_some(SocketAddr::from((ip, port)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_callback_address_apart() {
        let target = CallbackTarget::parse("http://LOCALHOST:3000/hook?x=1", None).unwrap();
        assert_eq!(target.authority, "localhost:3000");
        assert_eq!(
            (target.path.as_str(), target.path_and_query.as_str()),
            ("/hook", "/hook?x=1")
        );
        assert_eq!(
            target.address,
            SocketAddr::from((Ipv4Addr::LOCALHOST, 3000))
        );
        let elsewhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 9));
        let target =
            CallbackTarget::parse("https://Shop.example:443/hook", Some(elsewhere)).unwrap();
        assert_eq!(
            (target.authority.as_str(), target.address),
            ("shop.example", elsewhere)
        );
    }

    #[test]
    fn stays_on_loopback() {
        assert!(matches!(
            CallbackTarget::parse("https://shop.example/hook", None),
            Err(SimulatorError::DeliverTo(_))
        ));
        let mut config = SimulatorConfig::new("http://127.0.0.1:3000", "t");
        config.dialect_addr = SocketAddr::from(([0, 0, 0, 0], 4000));
        assert!(matches!(
            config.target(),
            Err(SimulatorError::NotLoopback(_))
        ));
    }
}
