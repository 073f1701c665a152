//! The providers that are asked for by name, as the simulator plays them.

use kernel::{Secret, Source};
use payments::providers::mpesa::{Mpesa, MpesaConfig, MpesaInitiator, Receiver, TillConfig};
use payments::providers::mtn_momo::{MtnMomo, MtnMomoConfig, MtnMomoProduct};
use payments::providers::paystack::{Paystack, PaystackConfig};

use crate::market::{Opening, ProviderAt, client};

/// How MTN's own interface is reached.
pub fn momo_config(simulator_url: &str, public_url: &str, opening: Opening) -> MtnMomoConfig {
    let product = |subscription_key: &str| MtnMomoProduct {
        subscription_key: Secret::new(subscription_key),
        api_user: simulator::MTN_MOMO_API_USER.to_owned(),
        api_key: Secret::new(simulator::MTN_MOMO_API_KEY),
    };
    MtnMomoConfig {
        base_url: simulator_url.to_owned(),
        target_environment: "mtnzambia".to_owned(),
        collection: product(simulator::MTN_MOMO_COLLECTION_KEY),
        disbursement: Some(product(simulator::MTN_MOMO_DISBURSEMENT_KEY)),
        callback_base: format!("{public_url}/api/v1/payments/webhook/mtn_momo"),
        callback_secret: Secret::new("a secret of thirty-two characters"),
        request_timeout_ms: opening.request_timeout_ms,
    }
}

/// MTN's own interface.
///
/// # Panics
/// When it is configured wrongly.
pub fn momo(config: MtnMomoConfig, source: Source) -> MtnMomo {
    MtnMomo::new(config, client(), source).unwrap()
}

/// How Safaricom's own interface is reached, by a marketplace that only collects there.
pub fn mpesa_config(simulator_url: &str, public_url: &str, opening: Opening) -> MpesaConfig {
    MpesaConfig {
        base_url: simulator_url.to_owned(),
        consumer_key: Secret::new(simulator::DARAJA_CONSUMER_KEY),
        consumer_secret: Secret::new(simulator::DARAJA_CONSUMER_SECRET),
        shortcode: simulator::DARAJA_SHORT_CODE.to_owned(),
        passkey: Secret::new(simulator::DARAJA_PASSKEY),
        receiver: Receiver::PayBill,
        callback_base: format!("{public_url}/api/v1/payments/webhook/mpesa"),
        callback_secret: Secret::new("a secret of thirty-two characters"),
        initiator: None,
        by_hand: Some(TillConfig {
            initiator: mpesa_initiator(),
            callback_base: format!("{public_url}/api/v1/payments/till"),
        }),
        maximum_shillings: 250_000,
        request_timeout_ms: opening.request_timeout_ms,
    }
}

/// Who sends money there in a rehearsal.
pub fn mpesa_initiator() -> MpesaInitiator {
    MpesaInitiator {
        name: simulator::DARAJA_INITIATOR.to_owned(),
        password: Secret::new(simulator::DARAJA_INITIATOR_PASSWORD),
        certificate: simulator::DARAJA_CERTIFICATE.to_owned(),
        payout_shortcode: Some(simulator::DARAJA_B2C_SHORT_CODE.to_owned()),
    }
}

/// Safaricom's own interface.
///
/// # Panics
/// When it is configured wrongly.
pub fn mpesa(config: MpesaConfig, source: Source) -> Mpesa {
    Mpesa::new(config, client(), source).unwrap()
}

/// The provider of cards in Kenya.
pub(crate) fn paystack(provider: &ProviderAt, opening: Opening) -> Paystack {
    let config = PaystackConfig {
        base_url: provider.dialect_url.clone(),
        secret_key: Secret::new(simulator::PAYSTACK_SECRET_KEY),
        email_domain: "soko.example".to_owned(),
        session_minutes: 30,
        request_timeout_ms: opening.request_timeout_ms,
    };
    Paystack::new(config, client()).unwrap()
}
