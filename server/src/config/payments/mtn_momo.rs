//! MTN's own interface: one product collects, another sends.

use kernel::Secret;
use payments::provider::ProviderName;

use super::{ProviderChoice, Vars};

/// `MTN_MOMO_…`.
#[derive(Debug, Clone)]
pub struct MtnMomoSection {
    pub collection: MtnMomoProductSection,
    /// Absent: money only comes.
    pub disbursement: Option<MtnMomoProductSection>,
    pub target_environment: String,
    pub base_url: String,
    pub request_timeout_ms: u64,
}

/// What one of MTN's products knows us by.
#[derive(Debug, Clone)]
pub struct MtnMomoProductSection {
    pub subscription_key: Secret,
    pub api_user: String,
    pub api_key: Secret,
}

/// All of collection or none of it, unless this provider alone was asked for; the same for disbursement beside it.
pub(super) fn read(vars: &mut Vars, choice: ProviderChoice) -> Option<MtnMomoSection> {
    let is_alone = choice == ProviderChoice::Only(ProviderName::MtnMomo);
    let collection = product(
        vars,
        [
            "MTN_MOMO_SUBSCRIPTION_KEY",
            "MTN_MOMO_API_USER",
            "MTN_MOMO_API_KEY",
        ],
        is_alone,
    );
    let disbursement = product(
        vars,
        [
            "MTN_MOMO_DISBURSEMENT_SUBSCRIPTION_KEY",
            "MTN_MOMO_DISBURSEMENT_API_USER",
            "MTN_MOMO_DISBURSEMENT_API_KEY",
        ],
        false,
    );
    let environment = vars.text("MTN_MOMO_TARGET_ENVIRONMENT").map(str::to_owned);
    let base_url = vars.address("MTN_MOMO_BASE_URL", false);
    let request_timeout_ms = vars.number("MTN_MOMO_TIMEOUT_MS", (100, 120_000), 20_000);
    if collection.is_none() && disbursement.is_some() {
        vars.wrong(
            "MTN_MOMO_SUBSCRIPTION_KEY",
            "missing: what is given back or paid out has to be collected first",
        );
    }
    Some(MtnMomoSection {
        collection: collection?,
        disbursement,
        target_environment: environment.unwrap_or_else(|| "mtnzambia".to_owned()),
        base_url: base_url.unwrap_or_else(|| "https://proxy.momoapi.mtn.com".to_owned()),
        request_timeout_ms,
    })
}

/// `names`: of the subscription key, the API user and its key.
fn product(
    vars: &mut Vars,
    names: [&'static str; 3],
    is_wanted: bool,
) -> Option<MtnMomoProductSection> {
    let subscription_key = vars.secret(names[0]);
    let api_user = vars.text(names[1]).map(str::to_owned);
    let api_key = vars.secret(names[2]);
    let is_wanted =
        is_wanted || subscription_key.is_some() || api_user.is_some() || api_key.is_some();
    match (subscription_key, api_user, api_key) {
        (Some(subscription_key), Some(api_user), Some(api_key)) => Some(MtnMomoProductSection {
            subscription_key,
            api_user,
            api_key,
        }),
        _ if is_wanted => {
            let with = format!("goes with {} and {}", names[1], names[2]);
            vars.wrong(names[0], &with);
            None
        }
        _ => None,
    }
}
