//! What the marketplace keeps of a sale: an admin sets a rule, and whoever sells reads which one holds. What was sold keeps the rule
//! of its day.

use catalog::categories::{self, Category};
use catalog::shops;
use countries::Country;
use kernel::{CategoryId, ShopId};
use moderation::{Actor, Entry, Subject};
use orders::CommissionRule;
use orders::commission::rules::{self, NewRule, SetRule, Sold, Whom};
use orders::commission::{RuleId, Terms};
use serde_json::json;
use store::{Platform, PlatformFlow, Shop, Tx};

use crate::cases::Admin;
use crate::{Error, Market, take_down};

/// Rules in force on one page.
const PAGE: i64 = 100;
/// The most of those that are over.
const OVER_MAX: i64 = 50;

/// Why no rule was set.
#[derive(Debug, thiserror::Error)]
pub enum CommissionError {
    /// It was superseded or ended meanwhile.
    #[error("the rule is not in force")]
    NotInForce,
    #[error("a bound is in another currency than the country's")]
    Currency,
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(CommissionError: store::Error, orders::Error);

/// From now on this holds. The same again changes nothing.
pub async fn set(
    market: &Market,
    admin: Admin,
    country: Country,
    whom: Whom,
    terms: Terms,
) -> Result<RuleId, CommissionError> {
    let currency = country.pack().currency;
    let bounds = [terms.minimum(), terms.maximum()];
    if bounds
        .iter()
        .flatten()
        .any(|bound| bound.currency() != currency)
    {
        return Err(CommissionError::Currency);
    }
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Commission)).await?;
    rules::lock(&mut tx).await?;
    let before = rules::own(&mut *tx, country.code(), whom).await?;
    if let Some(same) = before.as_ref().filter(|rule| rule.terms == Some(terms)) {
        return Ok(same.id);
    }
    let id = write(market, &mut tx, admin, country, whom, Some(terms), before).await?;
    tx.commit().await?;
    Ok(id)
}

/// From now on there is no rule of its own: what is above it holds.
pub async fn end(market: &Market, admin: Admin, id: RuleId) -> Result<(), CommissionError> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Commission)).await?;
    rules::lock(&mut tx).await?;
    let found = rules::find(&mut *tx, id).await?;
    let Some(rule) = found.filter(|rule| rule.is_in_force) else {
        return Err(CommissionError::NotInForce);
    };
    let country = rule
        .country
        .parse()
        .map_err(|_| store::Error::corrupt("commission_rules", "country", id))?;
    let whom = rule.whom;
    write(market, &mut tx, admin, country, whom, None, Some(rule)).await?;
    tx.commit().await?;
    Ok(())
}

async fn write(
    market: &Market,
    tx: &mut Tx<Platform>,
    admin: Admin,
    country: Country,
    whom: Whom,
    terms: Option<Terms>,
    before: Option<SetRule>,
) -> Result<RuleId, CommissionError> {
    let now = market.source.now();
    let new = NewRule {
        country: country.code(),
        currency: country.pack().currency,
        whom,
        terms,
        by: admin.person(),
        at: now,
    };
    let id = rules::insert(tx, &new).await?;
    let of = match whom {
        Whom::Everybody => json!("country"),
        Whom::Category(category) => json!({ "category": category }),
        Whom::Shop(shop) => json!({ "shop": shop }),
    };
    let entry = Entry {
        actor: Actor::Admin(admin.person()),
        action: match terms {
            Some(_) => "commission.set",
            None => "commission.end",
        },
        subject: Subject::new("commission_rule", id),
        shop: match whom {
            Whom::Shop(shop) => Some(shop),
            Whom::Everybody | Whom::Category(_) => None,
        },
        detail: json!({
            "country": country.code(),
            "of": of,
            "rate_bps": terms.map(Terms::rate_bps),
            "minimum": terms.and_then(Terms::minimum),
            "maximum": terms.and_then(Terms::maximum),
            "supersedes": before.map(|rule| rule.id.to_string()),
        }),
    };
    moderation::audit(tx, &entry, now).await?;
    Ok(id)
}

/// The shop that an address names, or the part of one.
pub async fn shop_at(market: &Market, address: &str) -> Result<Option<shops::Shop>, Error> {
    let (_, name) = take_down::parts(address);
    let Ok(slug) = name.parse() else {
        return Ok(None);
    };
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Commission)).await?;
    Ok(shops::find_by_slug(&mut *tx, &slug).await?)
}

/// What an admin reads, newest first.
#[derive(Debug, Clone)]
pub struct Rules {
    pub in_force: Vec<SetRule>,
    /// Whether there are more in force, before the last of these.
    pub is_more: bool,
    /// Superseded, or ended, and what ended them.
    pub over: Vec<SetRule>,
    /// Countries of which nobody set a rule: the standard holds.
    pub standard: Vec<Country>,
    pub categories: Vec<Category>,
}

/// Reads the rules in force before one of them, and the newest that are over.
pub async fn list(market: &Market, before: Option<RuleId>) -> Result<Rules, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Commission)).await?;
    let mut in_force = rules::list_in_force(&mut *tx, before, PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let is_more = in_force.len() > page;
    in_force.truncate(page);
    let mut standard = Vec::new();
    for country in &market.settings.countries {
        let own = rules::own(&mut *tx, country.code(), Whom::Everybody).await?;
        if own.is_none() {
            standard.push(*country);
        }
    }
    Ok(Rules {
        in_force,
        is_more,
        over: rules::list_over(&mut *tx, OVER_MAX).await?,
        standard,
        categories: categories::list(&mut *tx).await?,
    })
}

/// What the marketplace keeps, as those read it who sell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub terms: Terms,
    /// The categories for which it is something else.
    pub categories: Vec<(Category, Terms)>,
}

/// What is kept in a country of those who have no rule of their own.
pub async fn in_country(market: &Market, country: Country) -> Result<Kept, Error> {
    kept(market, country, None).await
}

/// What is kept of a shop's sales.
pub async fn of_shop(market: &Market, shop: Shop, country: Country) -> Result<Kept, Error> {
    kept(market, country, Some(shop.shop)).await
}

async fn kept(market: &Market, country: Country, shop: Option<ShopId>) -> Result<Kept, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Commission)).await?;
    let (rule, whose) = holding(&mut tx, country, (shop, None)).await?;
    let terms = rule.terms;
    let set = match whose {
        // It comes before all categories'.
        Whom::Shop(_) => Vec::new(),
        Whom::Everybody | Whom::Category(_) => {
            rules::list_of_categories(&mut *tx, country.code()).await?
        }
    };
    let others: Vec<(CategoryId, Terms)> = set
        .into_iter()
        .filter_map(|set| match set.whom {
            Whom::Category(category) => Some((category, set.terms?)),
            Whom::Everybody | Whom::Shop(_) => None,
        })
        .collect();
    let mut of_categories = Vec::new();
    if !others.is_empty() {
        for category in categories::list(&mut *tx).await? {
            if let Some((_, terms)) = others.iter().find(|(id, _)| *id == category.id) {
                of_categories.push((category, *terms));
            }
        }
    }
    Ok(Kept {
        terms,
        categories: of_categories,
    })
}

/// What is kept of what a shop sells in this category.
pub async fn of_product(
    market: &Market,
    shop: Shop,
    country: Country,
    category: CategoryId,
) -> Result<Kept, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Commission)).await?;
    let sold = (Some(shop.shop), Some(category));
    let (rule, _) = holding(&mut tx, country, sold).await?;
    Ok(Kept {
        terms: rule.terms,
        categories: Vec::new(),
    })
}

/// The rule for one kind of sale, and whose it is.
async fn holding(
    tx: &mut Tx<Platform>,
    country: Country,
    sold: Sold,
) -> Result<(CommissionRule, Whom), Error> {
    let currency = country.pack().currency;
    let found = rules::in_force(&mut **tx, country.code(), currency, [sold]).await?;
    Ok(found.of(sold))
}
