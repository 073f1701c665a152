//! Who is asking: what they chose, what they carry, who they are and what they may do.

use accounts::{Authority, Membership, Need, browser};
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::{HeaderMap, header, request::Parts};
use countries::{Area, Country};
use flows::track::Mine;
use kernel::{CartId, PersonId, PurchaseId, ShopId};
use store::{Buyer, Shop, Tx};
use tower_sessions::Session;
use words::Lang;

use crate::cookies::{self, Preferences};
use crate::problem::Problem;
use crate::state::AppState;

/// A request's author. Extracting one reads the database only for a signed-in browser.
#[derive(Clone)]
pub struct Visitor {
    pub lang: Lang,
    pub country: Country,
    pub area: Option<&'static Area>,
    pub cart: Option<CartId>,
    /// Purchases whose link this browser has opened.
    pub access: Vec<PurchaseId>,
    /// The signed-in person and their roles, read now.
    pub authority: Option<Authority>,
    pub session: Session,
    /// Path and query, to come back to.
    pub here: String,
    /// What the browser calls itself.
    pub device: String,
}

impl Visitor {
    pub fn person(&self) -> Option<PersonId> {
        self.authority.as_ref().map(|authority| authority.person.id)
    }

    /// The purchases that are this visitor's.
    pub fn mine(&self) -> Mine<'_> {
        Mine {
            person: self.person(),
            opened: &self.access,
        }
    }

    /// The scope in which this visitor may see a purchase. `purchase` counts only if this browser opened its link.
    pub fn buyer(&self, purchase: PurchaseId) -> Buyer {
        Buyer {
            person: self.person(),
            purchase: Some(purchase).filter(|id| self.access.contains(id)),
        }
    }

    pub fn preferences(&self) -> Preferences {
        Preferences {
            country: self.country,
            lang: self.lang,
            area: self.area,
        }
    }

    /// Whoever is signed in, or an invitation to sign in and come back.
    pub fn signed_in(&self) -> Result<&Authority, Problem> {
        self.authority.as_ref().ok_or_else(|| Problem::SignIn {
            back: self.here.clone(),
        })
    }

    /// A moderator or an admin. To everybody else there is nothing here.
    pub fn platform(&self, need: Need) -> Result<PersonId, Problem> {
        let authority = self.signed_in()?;
        if authority.meets(need) {
            Ok(authority.person.id)
        } else {
            Err(Problem::NotFound)
        }
    }

    /// The scope in which a member acts for a shop. Another shop does not exist.
    pub fn in_shop(&self, shop: ShopId, need: Need) -> Result<Shop, Problem> {
        let authority = self.signed_in()?;
        if !authority.meets_in(need, shop) {
            return Err(Problem::NotFound);
        }
        Ok(Shop {
            shop,
            actor: authority.person.id,
        })
    }

    /// The shop a member works in: the first they joined. `None`: no shop at all.
    pub fn first_membership(&self) -> Result<Option<&Membership>, Problem> {
        Ok(self.signed_in()?.memberships.first())
    }

    /// True when a page may be kept for everybody: nothing in it depends on who asks.
    pub fn is_anonymous(&self) -> bool {
        self.authority.is_none() && self.cart.is_none() && self.area.is_none()
    }
}

/// All that a page depends on when nothing in it depends on who asks. Such a page may be kept for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Audience {
    pub country: Country,
    pub lang: Lang,
}

impl Audience {
    /// Reads a request as [`Visitor`] would. `None` when the request carries anything of its author's own: a session, a cart,
    /// opened purchases, an area, credentials.
    pub fn of(
        headers: &HeaderMap,
        is_https: bool,
        countries: &[Country],
        default_country: Country,
    ) -> Option<Self> {
        if headers.contains_key(header::AUTHORIZATION) || cookies::has_own(headers, is_https) {
            return None;
        }
        match cookies::preferences_of(headers, is_https, countries) {
            Some(Preferences { area: Some(_), .. }) => None,
            Some(Preferences {
                country,
                lang,
                area: None,
            }) => Some(Self { country, lang }),
            None => Some(Self {
                country: default_country,
                lang: accepted(headers),
            }),
        }
    }
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let session = <Session as FromRequestParts<AppState>>::from_request_parts(parts, state)
            .await
            .map_err(|(_, why)| {
                tracing::error!(why, "no session layer");
                Problem::server()
            })?;
        let headers = &parts.headers;
        let preferences = cookies::preferences(state, headers);
        let country = preferences.map_or(state.market.settings.default_country, |chosen| {
            chosen.country
        });
        let signed_in = browser::person(&session).await?;
        let authority = match signed_in {
            Some(person) => load(state, person).await?,
            None => None,
        };
        if authority.is_some() {
            browser::keep_alive(&session, state.market.source.now()).await?;
        }
        Ok(Self {
            lang: preferences.map_or_else(|| accepted(headers), |chosen| chosen.lang),
            country,
            area: preferences.and_then(|chosen| chosen.area),
            cart: cookies::cart(state, headers),
            access: cookies::access(state, headers),
            authority,
            session,
            here: parts
                .uri
                .path_and_query()
                .map(ToString::to_string)
                .unwrap_or_default(),
            device: text(headers, header::USER_AGENT),
        })
    }
}

impl OptionalFromRequestParts<AppState> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Option<Self>, Self::Rejection> {
        Ok(
            <Self as FromRequestParts<AppState>>::from_request_parts(parts, state)
                .await
                .ok(),
        )
    }
}

async fn load(state: &AppState, person: PersonId) -> Result<Option<Authority>, Problem> {
    let mut tx = Tx::begin(
        &state.market.pools.app,
        Buyer {
            person: Some(person),
            purchase: None,
        },
    )
    .await?;
    Ok(Authority::load(&mut tx, person).await?)
}

fn accepted(headers: &HeaderMap) -> Lang {
    Lang::from_accept_language(&text(headers, header::ACCEPT_LANGUAGE)).unwrap_or_default()
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> String {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}
