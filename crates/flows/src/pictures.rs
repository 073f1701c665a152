//! A picture's way: kept as it came, rendered by a job, decided by a person, and only then public.

use catalog::pictures::{self, NewPicture, Rendered};
use catalog::{AltText, PictureState, PictureVerb, Reason};
use kernel::{CaseId, Id, ListingId, PictureId};
use media::{DarkroomError, Limits, PictureError, PictureKey, Shelf, StoreKey};
use moderation::{CaseKind, NewCase};
use serde_json::json;
use store::{Platform, PlatformFlow, Shop, Tx};

use crate::jobs::RenderPicture;
use crate::market::failpoint;
use crate::{Error, Market};

/// Why an upload was not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// Not JPEG, PNG or WebP, whatever its name says.
    #[error("not a picture we can read")]
    NotAPicture,
    #[error("larger than {megabytes_max} MB")]
    TooLarge { megabytes_max: usize },
    #[error("a product has at most {max} pictures")]
    TooMany { max: usize },
    #[error("no such product in this shop")]
    NotFound,
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(UploadError: store::Error, media::StoreError);

impl From<catalog::Error> for UploadError {
    fn from(error: catalog::Error) -> Self {
        match error {
            catalog::Error::TooMany { max, .. } => Self::TooMany { max },
            catalog::Error::NotFound(_) => Self::NotFound,
            other => Self::Failed(other.into()),
        }
    }
}

/// Keeps an upload and enqueues its rendering. Nobody but the shop and moderators sees it before it is approved.
pub async fn upload(
    market: &Market,
    shop: Shop,
    listing: ListingId,
    alt: AltText,
    file: Vec<u8>,
) -> Result<PictureId, UploadError> {
    let limits = Limits::default();
    if file.len() > limits.bytes_max {
        return Err(UploadError::TooLarge {
            megabytes_max: limits.bytes_max / 1_000_000,
        });
    }
    let key = StoreKey::of_original(shop.shop.uuid().as_bytes(), &file)
        .ok_or(UploadError::NotAPicture)?;
    let now = market.source.now();
    let id: PictureId = market.source.id();
    // Stored first: a row never points at nothing. A file without a row is only waste.
    market.pictures.put(&key, file, key.content_type()).await?;
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    pictures::add(
        &mut tx,
        &NewPicture {
            id,
            listing,
            alt,
            original_key: key.as_str().to_owned(),
        },
        now,
    )
    .await?;
    store::enqueue(&mut tx, &RenderPicture { picture: id }, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// The shop takes one of its pictures away.
pub async fn remove(market: &Market, shop: Shop, id: PictureId) -> Result<(), Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    pictures::act(&mut tx, id, PictureVerb::Remove, &Reason::none(), now).await?;
    tx.commit().await?;
    Ok(())
}

/// The shop shows one of a product's pictures before the others.
pub async fn show_first(
    market: &Market,
    shop: Shop,
    listing: ListingId,
    id: PictureId,
) -> Result<(), Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    pictures::reorder(&mut tx, listing, &[id], now).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether a shop's picture has its files under this name, so that its members may see it while it waits.
pub async fn is_of_shop(market: &Market, shop: Shop, key: PictureKey) -> Result<bool, Error> {
    let mut tx = Tx::begin(&market.pools.app, shop).await?;
    Ok(pictures::has_key(&mut *tx, shop.shop, &key.to_string()).await?)
}

/// Renders an upload in four sizes without its metadata, and asks a person to look at it. Safe to repeat.
pub async fn render(market: &Market, id: PictureId) -> Result<(), Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Picture)).await?;
    let Some(picture) = pictures::find(&mut *tx, id).await? else {
        return Ok(());
    };
    tx.commit().await?;
    if picture.state != PictureState::Uploaded {
        return Ok(());
    }
    let key: StoreKey = picture
        .original_key
        .parse()
        .map_err(|_| store::Error::corrupt("pictures", "original_key", id))?;
    let Some(original) = market.pictures.get(&key).await? else {
        return give_up(market, id, "the file is gone").await;
    };
    let renditions = match market
        .darkroom
        .develop(original.bytes, Limits::default())
        .await
    {
        Ok(renditions) => renditions,
        Err(DarkroomError::Refused(why)) => return give_up(market, id, say(&why)).await,
        Err(DarkroomError::Busy | DarkroomError::Stopped) => return Err(Error::Later),
    };
    let media_key = renditions.key(id.uuid().as_bytes());
    media::save(&*market.pictures, Shelf::Waiting, media_key, &renditions).await?;
    failpoint!("picture.saved");
    let now = market.source.now();
    let rendered = Rendered {
        media_key: media_key.to_string(),
        width: renditions.width,
        height: renditions.height,
        colour: renditions.average.to_string(),
    };
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Picture)).await?;
    pictures::mark_rendered(&mut tx, id, &rendered, now).await?;
    let case = NewCase {
        kind: CaseKind::Picture,
        subject: id.uuid(),
        shop: Some(picture.shop),
        purchase: None,
        title: picture.alt,
        evidence: json!({ "media_key": rendered.media_key }),
    };
    moderation::open(&mut tx, &case, market.source.id::<CaseId>(), now).await?;
    tx.commit().await?;
    Ok(())
}

async fn give_up(market: &Market, id: PictureId, why: &str) -> Result<(), Error> {
    let now = market.source.now();
    let reason = Reason::parse(why).unwrap_or_else(|_| Reason::none());
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Picture)).await?;
    pictures::act(&mut tx, id, PictureVerb::GiveUp, &reason, now).await?;
    tx.commit().await?;
    Ok(())
}

/// For the merchant; the details are no help to them.
fn say(why: &PictureError) -> &'static str {
    match why {
        PictureError::NotAPicture => "not a picture we can read",
        other => {
            tracing::info!(%other, "an upload could not be rendered");
            "the picture is damaged, too large or too small"
        }
    }
}
