//! Paystack: cards where its currencies are.

use kernel::Secret;
use payments::provider::ProviderName;

use super::{ProviderChoice, Vars};

/// `PAYSTACK_…`.
#[derive(Debug, Clone)]
pub struct PaystackSection {
    /// It signs the callbacks too.
    pub secret_key: Secret,
    pub base_url: String,
    pub request_timeout_ms: u64,
}

/// Absent without its key, unless this provider alone was asked for.
pub(super) fn read(vars: &mut Vars, choice: ProviderChoice) -> Option<PaystackSection> {
    let secret_key = vars.secret("PAYSTACK_SECRET_KEY");
    let base_url = vars.address("PAYSTACK_BASE_URL", false);
    let request_timeout_ms = vars.number("PAYSTACK_TIMEOUT_MS", (100, 120_000), 20_000);
    if secret_key.is_none() && choice == ProviderChoice::Only(ProviderName::Paystack) {
        vars.wrong(
            "PAYSTACK_SECRET_KEY",
            "missing: sk_… from the provider's dashboard",
        );
    }
    Some(PaystackSection {
        secret_key: secret_key?,
        base_url: base_url.unwrap_or_else(|| "https://api.paystack.co".to_owned()),
        request_timeout_ms,
    })
}
