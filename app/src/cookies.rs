//! The cookies we set: one plain one for preferences, signed ones for the cart and for purchases a link has opened.

use std::fmt::Write as _;

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite};
use countries::{Area, Country};
use kernel::{CartId, Id, PurchaseId};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use words::Lang;

use crate::remembered::Remembered;
use crate::state::AppState;

/// A cart lives for a week after it was last touched; its cookie a little longer.
const CART_DAYS: i64 = 8;
/// A link that opened a purchase opens it on this phone for so long.
const ACCESS_DAYS: i64 = 90;
const PREFERENCES_DAYS: i64 = 365;
/// Whoever asked to be remembered on this phone is, for so long after the last order.
const RECIPIENT_DAYS: i64 = 180;
/// The only page that the remembered recipient is sent to.
const RECIPIENT_PATH: &str = "/checkout";
/// How many purchases one browser may hold open.
const ACCESS_MAX: usize = 12;

/// What a visitor chose; nothing secret and nothing about who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferences {
    pub country: Country,
    pub lang: Lang,
    pub area: Option<&'static Area>,
}

#[derive(Debug, Clone, Copy)]
enum Jar {
    Preferences,
    Cart,
    Access,
    Recipient,
}

impl Jar {
    const fn name(self, is_https: bool) -> &'static str {
        match (self, is_https) {
            (Self::Preferences, true) => "__Host-soko_prefs",
            (Self::Preferences, false) => "soko_prefs",
            (Self::Cart, true) => "__Host-soko_cart",
            (Self::Cart, false) => "soko_cart",
            (Self::Access, true) => "__Host-soko_access",
            (Self::Access, false) => "soko_access",
            // `__Host-` would be sent to every page.
            (Self::Recipient, true) => "__Secure-soko_recipient",
            (Self::Recipient, false) => "soko_recipient",
        }
    }

    const fn purpose(self) -> &'static str {
        match self {
            Self::Preferences => "preferences-cookie",
            Self::Cart => "cart-cookie",
            Self::Access => "access-cookie",
            Self::Recipient => "recipient-cookie",
        }
    }
}

/// The value of a cookie in a request.
fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

fn write(state: &AppState, jar: Jar, value: String, days: i64) -> HeaderValue {
    let mut cookie = Cookie::new(jar.name(state.is_https()), value);
    cookie.set_path(match jar {
        Jar::Recipient => RECIPIENT_PATH,
        Jar::Preferences | Jar::Cart | Jar::Access => "/",
    });
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(state.is_https());
    cookie.set_max_age(time::Duration::days(days));
    // Names and values are ours: letters, digits, dots, dashes and underscores.
    HeaderValue::from_str(&cookie.to_string()).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// `<content>.<128 bits of its signature>`
fn signed(state: &AppState, jar: Jar, content: &str) -> String {
    format!("{content}.{}", seal(state, jar, content))
}

fn seal(state: &AppState, jar: Jar, content: &str) -> String {
    let digest = state
        .market
        .settings
        .sign(jar.purpose(), content.as_bytes());
    digest[..16]
        .iter()
        .fold(String::with_capacity(32), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// The content of a signed cookie; `None` when it was made by anyone else.
fn verified<'a>(state: &AppState, jar: Jar, value: &'a str) -> Option<&'a str> {
    let (content, given) = value.rsplit_once('.')?;
    let expected = seal(state, jar, content);
    bool::from(expected.as_bytes().ct_eq(given.as_bytes())).then_some(content)
}

pub fn preferences(state: &AppState, headers: &HeaderMap) -> Option<Preferences> {
    preferences_of(headers, state.is_https(), &state.market.settings.countries)
}

/// As they were chosen; none where the country is no longer traded in.
pub(crate) fn preferences_of(
    headers: &HeaderMap,
    is_https: bool,
    countries: &[Country],
) -> Option<Preferences> {
    let value = read(headers, Jar::Preferences.name(is_https))?;
    let mut parts = value.splitn(3, '.');
    let country: Country = parts.next()?.parse().ok()?;
    if !countries.contains(&country) {
        return None;
    }
    let lang = parts.next()?.parse().ok()?;
    Some(Preferences {
        country,
        lang,
        area: parts.next().and_then(|id| country.area(id)),
    })
}

/// Whether a request carries a cookie of ours besides the preferences: whatever it is, it may be somebody's own.
pub(crate) fn has_own(headers: &HeaderMap, is_https: bool) -> bool {
    let preferences = Jar::Preferences.name(is_https);
    let lines = headers.get_all(header::COOKIE).iter();
    let names = lines
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .map(|pair| {
            let name = pair.split(|byte| *byte == b'=').next().unwrap_or(pair);
            name.trim_ascii()
        });
    let is_ours = |name: &[u8]| name.starts_with(b"soko") || name.starts_with(b"__Host-soko");
    names
        .into_iter()
        .any(|name| is_ours(name) && name != preferences.as_bytes())
}

pub fn set_preferences(state: &AppState, preferences: Preferences) -> HeaderValue {
    let area = preferences.area.map_or("", |area| area.id);
    let value = format!(
        "{}.{}.{area}",
        preferences.country.code(),
        preferences.lang.code()
    );
    write(state, Jar::Preferences, value, PREFERENCES_DAYS)
}

/// The visitor's cart. A forged or altered token is no cart at all, never somebody else's.
pub fn cart(state: &AppState, headers: &HeaderMap) -> Option<CartId> {
    let value = read(headers, Jar::Cart.name(state.is_https()))?;
    Some(CartId::from_uuid(
        Uuid::parse_str(verified(state, Jar::Cart, value)?).ok()?,
    ))
}

pub fn set_cart(state: &AppState, cart: CartId) -> HeaderValue {
    write(
        state,
        Jar::Cart,
        signed(state, Jar::Cart, &cart.uuid().simple().to_string()),
        CART_DAYS,
    )
}

/// The purchases whose link was opened in this browser, newest first.
pub fn access(state: &AppState, headers: &HeaderMap) -> Vec<PurchaseId> {
    read(headers, Jar::Access.name(state.is_https()))
        .and_then(|value| verified(state, Jar::Access, value))
        .map(|content| {
            let ids = content.split('-').filter_map(|id| Uuid::parse_str(id).ok());
            ids.map(PurchaseId::from_uuid).take(ACCESS_MAX).collect()
        })
        .unwrap_or_default()
}

/// Who received the last order of a buyer who asked to be remembered on this phone.
pub fn recipient(state: &AppState, headers: &HeaderMap) -> Option<Remembered> {
    let value = read(headers, Jar::Recipient.name(state.is_https()))?;
    Remembered::decode(verified(state, Jar::Recipient, value)?)
}

/// Remembers, or forgets: nothing is kept of whoever does not ask for it.
pub fn set_recipient(state: &AppState, remembered: Option<&Remembered>) -> HeaderValue {
    match remembered.map(Remembered::encode) {
        Some(content) => {
            let value = signed(state, Jar::Recipient, &content);
            write(state, Jar::Recipient, value, RECIPIENT_DAYS)
        }
        None => write(state, Jar::Recipient, String::new(), 0),
    }
}

/// Opens one more purchase to this browser.
pub fn set_access(state: &AppState, held: &[PurchaseId], opened: PurchaseId) -> HeaderValue {
    let mut ids = vec![opened];
    ids.extend(
        held.iter()
            .copied()
            .filter(|id| *id != opened)
            .take(ACCESS_MAX - 1),
    );
    let content: Vec<String> = ids
        .iter()
        .map(|id| id.uuid().simple().to_string())
        .collect();
    write(
        state,
        Jar::Access,
        signed(state, Jar::Access, &content.join("-")),
        ACCESS_DAYS,
    )
}
