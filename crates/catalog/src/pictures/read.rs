//! Pictures as their shop and the platform read them.

use kernel::{Id, ListingId, PictureId, ShopId};
use sqlx::PgExecutor;
use store::{Cursor, Page};

use super::{Picture, PictureRow};
use crate::error::Error;
use crate::row;

/// A picture that waits for a person.
#[derive(Debug, Clone)]
pub struct WaitingPicture {
    pub picture: Picture,
    pub shop_name: String,
    /// The listing's title; empty for a picture without one.
    pub listing_title: String,
}

/// One picture, for its shop or the platform.
pub async fn find(db: impl PgExecutor<'_>, picture: PictureId) -> Result<Option<Picture>, Error> {
    let row = sqlx::query_as!(
        PictureRow,
        r#"select id as "id: PictureId", shop_id as "shop: ShopId", listing_id as "listing: ListingId", alt, state,
             state_reason, original_key, media_key, width, height, colour, uploaded_at
           from pictures where id = $1"#,
        picture.uuid(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Picture::try_from).transpose()?)
}

/// A listing's pictures in their order, whatever their state, but not those taken away.
pub async fn list(db: impl PgExecutor<'_>, listing: ListingId) -> Result<Vec<Picture>, Error> {
    let rows = sqlx::query_as!(
        PictureRow,
        r#"select id as "id: PictureId", shop_id as "shop: ShopId", listing_id as "listing: ListingId", alt, state,
             state_reason, original_key, media_key, width, height, colour, uploaded_at
           from pictures where listing_id = $1 and state <> 'removed' order by position, id"#,
        listing.uuid(),
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(Picture::try_from)
        .collect::<Result<_, _>>()?)
}

/// How many pictures of a shop wait, and how many came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureCounts {
    /// Uploaded or rendered, not decided.
    pub waiting: u32,
    /// Refused or broken, of products that are not archived.
    pub refused: u32,
}

/// Counts a shop's pictures that its members should know of.
pub async fn counts(db: impl PgExecutor<'_>, shop: ShopId) -> Result<PictureCounts, Error> {
    let row = sqlx::query!(
        r#"select count(*) filter (where p.state in ('uploaded', 'pending')) as "waiting!",
             count(*) filter (where p.state in ('refused', 'broken')) as "refused!"
           from listings l join pictures p on p.listing_id = l.id
           where l.shop_id = $1 and l.state <> 'archived'"#,
        shop.uuid(),
    )
    .fetch_one(db)
    .await?;
    Ok(PictureCounts {
        waiting: row::count(row.waiting),
        refused: row::count(row.refused),
    })
}

/// Whether a shop has a picture whose files have this name.
pub async fn has_key(
    db: impl PgExecutor<'_>,
    shop: ShopId,
    media_key: &str,
) -> Result<bool, Error> {
    let found = sqlx::query_scalar!(
        r#"select exists (
             select 1 from listings l join pictures p on p.listing_id = l.id
             where l.shop_id = $1 and p.media_key = $2 and p.state <> 'removed'
           ) as "found!""#,
        shop.uuid(),
        media_key,
    )
    .fetch_one(db)
    .await?;
    Ok(found)
}

/// The platform's queue: rendered pictures that wait for a decision, the oldest first.
pub async fn queue(
    db: impl PgExecutor<'_>,
    after: Option<Cursor>,
    size: u8,
) -> Result<Page<WaitingPicture>, Error> {
    let rows = sqlx::query!(
        r#"select p.id as "id: PictureId", p.shop_id as "shop: ShopId", p.listing_id as "listing: ListingId", p.alt, p.state,
             p.state_reason, p.original_key, p.media_key, p.width, p.height, p.colour, p.uploaded_at,
             s.name as shop_name, coalesce(l.title, '') as "listing_title!"
           from pictures p join shops s on s.id = p.shop_id left join listings l on l.id = p.listing_id
           where p.state = 'pending' and ($1::timestamptz is null or (p.uploaded_at, p.id) > ($1, $2))
           order by p.uploaded_at, p.id
           limit $3"#,
        after.map(|cursor| row::moment(cursor.value)),
        after.map(|cursor| cursor.id),
        i64::from(size) + 1,
    )
    .fetch_all(db)
    .await?;
    let waiting = rows.into_iter().map(|row| {
        let picture = PictureRow {
            id: row.id,
            shop: row.shop,
            listing: row.listing,
            alt: row.alt,
            state: row.state,
            state_reason: row.state_reason,
            original_key: row.original_key,
            media_key: row.media_key,
            width: row.width,
            height: row.height,
            colour: row.colour,
            uploaded_at: row.uploaded_at,
        };
        Ok(WaitingPicture {
            picture: picture.try_into()?,
            shop_name: row.shop_name,
            listing_title: row.listing_title,
        })
    });
    let waiting = waiting.collect::<Result<Vec<_>, store::Error>>()?;
    let cursor = |row: &WaitingPicture| Cursor {
        value: row::micros(row.picture.uploaded_at),
        id: row.picture.id.uuid(),
    };
    Ok(Page::cut(waiting, size.into(), cursor))
}
