//! What every page and action can reach.

use accounts::Codes;
use catalog::storefront::Asides;
use flows::Market;

use crate::assets::Assets;

/// One running application. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    pub market: Market,
    pub assets: Assets,
    pub codes: Codes,
    /// Counts and categories, remembered for seconds.
    pub asides: Asides,
}

impl AppState {
    /// Whether people reach us over https, which decides how cookies are named and kept.
    pub fn is_https(&self) -> bool {
        self.market.settings.public_url.starts_with("https://")
    }

    /// An absolute address on this site.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.market.settings.public_url)
    }
}
