//! Everything a flow needs that is not an argument.

use std::sync::Arc;

use countries::Country;
use hmac::{Hmac, Mac};
use kernel::{Method, Money, Secret, Source};
use payments::provider::{Operation, Provider, ProviderName, Unsupported};
use sha2::Sha256;
use store::Pools;

use crate::cases::SecondAdmin;
use crate::progress::poll::Remembered;
use crate::risk::ReviewAbove;
use crate::till::BankAccount;

/// One running marketplace.
#[derive(Clone)]
pub struct Market {
    pub pools: Pools,
    /// The clock and the randomness.
    pub source: Source,
    pub providers: Providers,
    pub pictures: Arc<dyn media::PictureStore>,
    pub darkroom: media::Darkroom,
    pub settings: Settings,
    /// What was read for whoever waits for a payment.
    pub remembered: Remembered,
}

/// What an operator chose.
#[derive(Clone)]
pub struct Settings {
    /// Scheme and host people reach us by, without a slash at the end.
    pub public_url: String,
    /// Where is traded; never empty.
    pub countries: Vec<Country>,
    /// One of them.
    pub default_country: Country,
    /// Signs what leaves and comes back: cookies, form tokens, access keys.
    pub secret: Secret,
    /// True when every provider is the simulator: a banner says so on every page.
    pub is_rehearsal: bool,
    /// How long stock is kept while nobody pays, in minutes.
    pub hold_minutes: i64,
    /// How long after its delivery an order's money is the shop's to spend, in hours.
    pub hold_earnings_hours: i64,
    /// How long nothing is paid out after a shop changed where its money goes, in hours.
    pub payout_change_hours: i64,
    pub limits: accounts::Limits,
    /// Where buyers send bank transfers, one account for a country at most.
    pub bank_accounts: Vec<BankAccount>,
    /// Above which amounts two admins decide about a case of money.
    pub second_admin: SecondAdmin,
    /// From how many points on a person looks at a purchase before it is packed.
    pub review_above: ReviewAbove,
}

impl Settings {
    /// A keyed digest for one purpose; another purpose gives another digest of the same content.
    pub fn sign(&self, purpose: &str, content: &[u8]) -> [u8; 32] {
        // HMAC takes a key of any length, so this cannot fail; an empty digest would only ever refuse.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.expose().as_bytes()) else {
            return [0; 32];
        };
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(content);
        mac.finalize().into_bytes().into()
    }
}

/// A provider that is able to something, and how.
pub(crate) type Able<'a, T> = (&'a Arc<dyn Provider>, T);

/// The providers this marketplace moves money through.
#[derive(Clone, Default)]
pub struct Providers(Vec<Arc<dyn Provider>>);

impl Providers {
    pub fn new(providers: Vec<Arc<dyn Provider>>) -> Self {
        Self(providers)
    }

    pub fn get(&self, name: ProviderName) -> Option<&Arc<dyn Provider>> {
        self.0.iter().find(|provider| provider.name() == name)
    }

    /// Every provider, in the order of preference.
    pub fn all(&self) -> impl Iterator<Item = &Arc<dyn Provider>> {
        self.0.iter()
    }

    /// Every provider that can move this amount by this method, in the order of preference, or why none can.
    pub(crate) fn able(
        &self,
        operation: Operation,
        amount: Money,
        method: Method,
    ) -> Result<Vec<&Arc<dyn Provider>>, Unsupported> {
        let able = self.able_by(method, |provider| {
            provider.supports(operation, amount, method)
        })?;
        Ok(able.into_iter().map(|(provider, ())| provider).collect())
    }

    /// Every provider that is able to something by this method, with how, in the order of preference; or why none is.
    pub(crate) fn able_by<T>(
        &self,
        method: Method,
        can: impl Fn(&Arc<dyn Provider>) -> Result<T, Unsupported>,
    ) -> Result<Vec<Able<'_, T>>, Unsupported> {
        let mut why = Unsupported::Method(method);
        let mut able = Vec::new();
        for provider in &self.0 {
            match can(provider) {
                Ok(how) => able.push((provider, how)),
                // That a provider does not know the method says less than that the amount does not fit.
                Err(Unsupported::Method(_) | Unsupported::Operation) => {}
                // Nor does a currency that one does not take, where another would take less or more.
                Err(Unsupported::Currency(_)) if !matches!(why, Unsupported::Method(_)) => {}
                Err(reason) => why = reason,
            }
        }
        if able.is_empty() { Err(why) } else { Ok(able) }
    }
}

/// Marks a place where tests kill the process. Does nothing in release builds.
macro_rules! failpoint {
    ($name:literal) => {
        fail::fail_point!($name)
    };
}
pub(crate) use failpoint;
