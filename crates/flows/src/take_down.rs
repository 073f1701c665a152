//! Taking down what is public: a product or a whole shop, at once and with a reason its owner reads. And the way back.

use accounts::PlatformRole;
use catalog::{
    ListingState, ListingVerb, PictureState, PictureVerb, Reason, ShopState, ShopVerb, listings,
    pictures, publish, shops,
};
use kernel::{Id as _, ListingId, ShopId, Timestamp};
use media::PictureKey;
use moderation::{Entry, Subject};
use serde_json::json;
use store::{Platform, PlatformFlow, Topic, Tx};

use crate::jobs::DeliverEvents;
use crate::moderate::Moderator;
use crate::{Error, Market};

/// What can be taken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Listing(ListingId),
    Shop(ShopId),
}

/// What an address leads to.
#[derive(Debug, Clone)]
pub struct Found {
    pub target: Target,
    pub title: String,
    /// Its public address.
    pub path: String,
    pub is_down: bool,
    /// Why it is down.
    pub reason: String,
}

/// Why nothing changed.
#[derive(Debug, thiserror::Error)]
pub enum TakeDownError {
    #[error("there is nothing there")]
    NotFound,
    /// It is not public, or not down.
    #[error("not from the state it is in")]
    NotNow,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for TakeDownError {
    fn from(error: Error) -> Self {
        match error {
            Error::Catalog(catalog::Error::WrongState(_)) => Self::NotNow,
            other => Self::Failed(other),
        }
    }
}

impl From<catalog::Error> for TakeDownError {
    fn from(error: catalog::Error) -> Self {
        Error::from(error).into()
    }
}

impl From<store::Error> for TakeDownError {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Finds a product or a shop by its public address, or by the part of it that names it.
pub async fn find(market: &Market, address: &str) -> Result<Option<Found>, Error> {
    let (folder, name) = parts(address);
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Moderate)).await?;
    if folder.ends_with("/s") {
        let Ok(slug) = name.parse() else {
            return Ok(None);
        };
        let shop = shops::find_by_slug(&mut *tx, &slug).await?;
        return Ok(shop.map(|shop| Found {
            target: Target::Shop(shop.id),
            path: format!("/s/{}", shop.slug),
            is_down: shop.state == ShopState::Suspended,
            title: shop.name,
            reason: shop.state_reason,
        }));
    }
    let Some(id) = listings::named_by(&mut *tx, name).await? else {
        return Ok(None);
    };
    let listing = listings::find(&mut *tx, id).await?;
    Ok(listing.map(|listing| Found {
        target: Target::Listing(listing.id),
        path: format!("/p/{}", listing.address()),
        title: listing.title,
        is_down: listing.state == ListingState::Rejected,
        reason: listing.state_reason,
    }))
}

/// A public address: what it is of, and the part that names it. The part alone is of a product.
pub(crate) fn parts(address: &str) -> (&str, &str) {
    let path = address.split(['?', '#']).next().unwrap_or_default().trim();
    path.trim_end_matches('/')
        .rsplit_once('/')
        .unwrap_or(("/p", path))
}

/// Takes it off every page, out of search, carts and checkout, in one transaction, and tells its owner why.
pub async fn take_down(
    market: &Market,
    who: Moderator,
    target: Target,
    reason: &Reason,
) -> Result<(), TakeDownError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Moderate)).await?;
    let mut withdrawn = Vec::new();
    let shop = match target {
        Target::Shop(shop) => {
            shops::act(&mut tx, shop, ShopVerb::Suspend, reason, now).await?;
            publish::refresh_shop(&mut tx, shop, now).await?;
            shop
        }
        Target::Listing(id) => {
            let found = listings::find(&mut *tx, id).await?;
            let shop = found.ok_or(TakeDownError::NotFound)?.shop;
            listings::act(&mut tx, id, ListingVerb::Reject, reason, now).await?;
            // Its pictures go with it, so that it does not come back without somebody looking.
            for picture in pictures::list(&mut *tx, id).await? {
                if picture.state == PictureState::Approved {
                    pictures::act(&mut tx, picture.id, PictureVerb::Refuse, reason, now).await?;
                    let rendered = picture.rendered.as_ref();
                    withdrawn.extend(
                        rendered.and_then(|rendered| rendered.media_key.parse::<PictureKey>().ok()),
                    );
                }
            }
            shop
        }
    };
    record(&mut tx, who, target, shop, "take_down", reason, now).await?;
    store::publish(
        &mut tx,
        Topic::TakenDown,
        shop.uuid(),
        json!({ "reason": reason.as_str(), "is_shop": matches!(target, Target::Shop(_)) }),
        now,
    )
    .await?;
    store::enqueue(&mut tx, &DeliverEvents::about(shop), now).await?;
    tx.commit().await?;
    for key in withdrawn {
        media::withdraw(&*market.pictures, key)
            .await
            .map_err(Error::from)?;
    }
    Ok(())
}

/// A suspended shop opens again. A product comes back through its shop, which changes it and asks again.
pub async fn restore(market: &Market, who: Moderator, shop: ShopId) -> Result<(), TakeDownError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Moderate)).await?;
    let found = shops::find(&mut *tx, shop)
        .await?
        .ok_or(TakeDownError::NotFound)?;
    // An application is decided in its queue.
    if found.state != ShopState::Suspended {
        return Err(TakeDownError::NotNow);
    }
    let none = Reason::none();
    shops::act(&mut tx, shop, ShopVerb::Approve, &none, now).await?;
    publish::refresh_shop(&mut tx, shop, now).await?;
    record(
        &mut tx,
        who,
        Target::Shop(shop),
        shop,
        "restore",
        &none,
        now,
    )
    .await?;
    store::publish(
        &mut tx,
        Topic::ShopDecided,
        shop.uuid(),
        json!({ "approved": true }),
        now,
    )
    .await?;
    store::enqueue(&mut tx, &DeliverEvents::about(shop), now).await?;
    tx.commit().await?;
    Ok(())
}

async fn record(
    tx: &mut Tx<Platform>,
    who: Moderator,
    target: Target,
    shop: ShopId,
    what: &'static str,
    reason: &Reason,
    now: Timestamp,
) -> Result<(), store::Error> {
    let (action, subject) = match (target, what) {
        (Target::Shop(id), "take_down") => ("shop.take_down", Subject::new("shop", id)),
        (Target::Shop(id), _) => ("shop.restore", Subject::new("shop", id)),
        (Target::Listing(id), _) => ("listing.take_down", Subject::new("listing", id)),
    };
    let entry = Entry {
        actor: match who.role {
            PlatformRole::Admin => moderation::Actor::Admin(who.person),
            PlatformRole::Moderator | PlatformRole::None => {
                moderation::Actor::Moderator(who.person)
            }
        },
        action,
        subject,
        shop: Some(shop),
        detail: json!({ "reason": reason.as_str() }),
    };
    moderation::audit(tx, &entry, now).await
}
