//! A shop writes, changes, pauses and stocks its products.

use catalog::listings::{self, ListingContent, NewListing};
use catalog::pictures;
use catalog::stock;
use catalog::taxes::{self, TaxClass};
use catalog::{ListingState, ListingVerb, PictureState, Reason, StockError};
use kernel::{ListingId, Timestamp, VariantId};
use moderation::{Entry, Subject};
use serde_json::{Value, json};
use store::{Shop, Tx};

use crate::{Error, Market};

/// Why the product did not change.
#[derive(Debug, thiserror::Error)]
pub enum ListingError {
    /// What was typed breaks a rule of the catalogue, which says which field.
    #[error(transparent)]
    Refused(catalog::Error),
    /// It cannot go on sale without a picture.
    #[error("a product needs a picture before it can be sold")]
    NeedsPicture,
    /// A count would leave less than buyers have been promised.
    #[error("{held} are held for buyers")]
    BelowHeld { held: u32 },
    /// The same form came before.
    #[error("this product was written already")]
    Again,
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<catalog::Error> for ListingError {
    fn from(error: catalog::Error) -> Self {
        match error {
            catalog::Error::Store(error) => Self::Failed(error.into()),
            refused => Self::Refused(refused),
        }
    }
}

impl From<StockError> for ListingError {
    fn from(error: StockError) -> Self {
        match error {
            StockError::Store(error) => Self::Failed(error.into()),
            StockError::BelowHeld { held, .. } => Self::BelowHeld { held },
            StockError::OutOfStock(_) | StockError::NotPositive => Self::BelowHeld { held: 0 },
        }
    }
}

crate::error::into_failed!(ListingError: store::Error);

/// Writes a new product as a draft.
pub async fn create(
    market: &Market,
    shop: Shop,
    content: ListingContent,
) -> Result<ListingId, ListingError> {
    create_stocked(market, shop, market.source.id(), content, &[]).await
}

/// Writes a new product as a draft, with what there is of each variant. The id travels with the form, so that one sent twice
/// makes one product: the second time is [`ListingError::Again`].
pub async fn create_stocked(
    market: &Market,
    shop: Shop,
    id: ListingId,
    content: ListingContent,
    opening: &[(VariantId, u32)],
) -> Result<ListingId, ListingError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    listings::create(
        &mut tx,
        &NewListing {
            id,
            shop: shop.shop,
            content,
        },
        now,
    )
    .await
    .map_err(|error| match error {
        catalog::Error::Store(error) if error.constraint() == Some("listings_pkey") => {
            ListingError::Again
        }
        other => other.into(),
    })?;
    open_stock(&mut tx, opening, now).await?;
    note(&mut tx, "listing.create", id, json!({}), now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a product; what is public changes in the same transaction.
pub async fn edit(
    market: &Market,
    shop: Shop,
    id: ListingId,
    content: ListingContent,
) -> Result<(), ListingError> {
    edit_stocked(market, shop, id, content, &[]).await
}

/// Changes a product, with what there is of each new variant.
pub async fn edit_stocked(
    market: &Market,
    shop: Shop,
    id: ListingId,
    content: ListingContent,
    opening: &[(VariantId, u32)],
) -> Result<(), ListingError> {
    let now = market.source.now();
    let prices: Vec<i64> = content
        .variants
        .iter()
        .map(|variant| variant.price.minor())
        .collect();
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    listings::edit(&mut tx, id, &content, now).await?;
    open_stock(&mut tx, opening, now).await?;
    note(
        &mut tx,
        "listing.edit",
        id,
        json!({ "prices_minor": prices }),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Puts a product on sale. It is shown once a picture of it is approved; if one already is, at once.
pub async fn submit(
    market: &Market,
    shop: Shop,
    id: ListingId,
) -> Result<ListingState, ListingError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    let pictures = pictures::list(&mut *tx, id).await?;
    let usable = |state| {
        matches!(
            state,
            PictureState::Uploaded | PictureState::Pending | PictureState::Approved
        )
    };
    if !pictures.iter().any(|picture| usable(picture.state)) {
        return Err(ListingError::NeedsPicture);
    }
    let mut state = listings::act(&mut tx, id, ListingVerb::Submit, &Reason::none(), now).await?;
    if pictures
        .iter()
        .any(|picture| picture.state == PictureState::Approved)
    {
        state = listings::act(&mut tx, id, ListingVerb::Approve, &Reason::none(), now).await?;
    }
    note(&mut tx, "listing.submit", id, json!({}), now).await?;
    tx.commit().await?;
    Ok(state)
}

/// Pauses, resumes or archives.
pub async fn act(
    market: &Market,
    shop: Shop,
    id: ListingId,
    verb: ListingVerb,
) -> Result<ListingState, ListingError> {
    let now = market.source.now();
    let action = match verb {
        ListingVerb::Pause => "listing.pause",
        ListingVerb::Resume => "listing.resume",
        ListingVerb::Archive => "listing.archive",
        // Deciding is the platform's, submitting has its own flow.
        ListingVerb::Submit | ListingVerb::Approve | ListingVerb::Reject => {
            return submit(market, shop, id).await;
        }
    };
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    let state = listings::act(&mut tx, id, verb, &Reason::none(), now).await?;
    note(&mut tx, action, id, json!({}), now).await?;
    tx.commit().await?;
    Ok(state)
}

/// How a stock count changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockChange {
    /// This many more came in.
    Received(u32),
    /// This many are there, counted.
    Counted(u32),
}

/// Changes the stock of one variant.
pub async fn set_stock(
    market: &Market,
    shop: Shop,
    variant: VariantId,
    change: StockChange,
) -> Result<(), ListingError> {
    set_stocks(market, shop, &[(variant, change)]).await
}

/// Changes the stock of several variants, all or none. The variants are the shop's: the caller has read them in its scope.
pub async fn set_stocks(
    market: &Market,
    shop: Shop,
    changes: &[(VariantId, StockChange)],
) -> Result<(), ListingError> {
    let now = market.source.now();
    let actor = format!("merchant:{}", shop.actor);
    let mut changes = changes.to_vec();
    // Levels are locked in the order of their variants' ids.
    changes.sort_by_key(|(variant, _)| *variant);
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    for (variant, change) in changes {
        match change {
            StockChange::Received(count) => {
                stock::receive(&mut tx, shop.shop, variant, count, &actor, now).await?;
            }
            StockChange::Counted(count) => {
                stock::correct(&mut tx, shop.shop, variant, count, &actor, now).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn open_stock(
    tx: &mut Tx<Shop>,
    opening: &[(VariantId, u32)],
    now: Timestamp,
) -> Result<(), ListingError> {
    let shop = tx.scope();
    let actor = format!("merchant:{}", shop.actor);
    for (variant, count) in opening.iter().filter(|(_, count)| *count > 0) {
        stock::receive(tx, shop.shop, *variant, *count, &actor, now).await?;
    }
    Ok(())
}

/// How a product is taxed, as its shop says it. `None`: not this shop's.
pub async fn tax_class(
    market: &Market,
    shop: Shop,
    id: ListingId,
) -> Result<Option<TaxClass>, Error> {
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    Ok(taxes::tax_class(&mut *tx, id).await?)
}

/// Says how a product is taxed. What is placed from now on is reckoned so; who said it is remembered.
pub async fn set_tax_class(
    market: &Market,
    shop: Shop,
    id: ListingId,
    class: TaxClass,
) -> Result<(), ListingError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    taxes::set_tax_class(&mut tx, id, class, now).await?;
    let detail = json!({ "tax_class": class.as_str() });
    note(&mut tx, "listing.set_tax", id, detail, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn note(
    tx: &mut Tx<Shop>,
    action: &'static str,
    id: ListingId,
    detail: Value,
    now: Timestamp,
) -> Result<(), store::Error> {
    let shop = tx.scope();
    let entry = Entry {
        actor: moderation::Actor::Merchant(shop.actor),
        action,
        subject: Subject::new("listing", id),
        shop: Some(shop.shop),
        detail,
    };
    moderation::audit(tx, &entry, now).await
}
