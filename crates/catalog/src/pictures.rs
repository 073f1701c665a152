//! Pictures of listings: uploaded, rendered by a job, decided by a person, and only then public.

mod read;

pub use read::{PictureCounts, WaitingPicture, counts, find, has_key, list, queue};

use kernel::{Id, ListingId, PictureId, ShopId, Timestamp};
use sqlx::PgConnection;

use crate::error::{Error, Thing};
use crate::states::{PictureState, PictureVerb};
use crate::text::{AltText, Reason};
use crate::{locks, publish, row};

/// The most pictures of a listing.
pub const PICTURES_MAX: usize = 8;

/// A file that somebody of the shop sent.
#[derive(Debug, Clone)]
pub struct NewPicture {
    pub id: PictureId,
    pub listing: ListingId,
    pub alt: AltText,
    /// Where the file as it came is kept; never public.
    pub original_key: String,
}

/// What rendering made of an upload.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The name under which all sizes are stored.
    pub media_key: String,
    /// Pixels of the upright original.
    pub width: u32,
    /// Pixels of the upright original.
    pub height: u32,
    /// The average colour, `#a8481b`.
    pub colour: String,
}

/// A picture as its shop and the platform see it.
#[derive(Debug, Clone)]
pub struct Picture {
    pub id: PictureId,
    pub shop: ShopId,
    pub listing: Option<ListingId>,
    pub alt: String,
    pub state: PictureState,
    /// Why it was refused or is broken; empty otherwise.
    pub state_reason: String,
    pub original_key: String,
    /// Nothing before it is rendered.
    pub rendered: Option<Rendered>,
    pub uploaded_at: Timestamp,
}

struct PictureRow {
    id: PictureId,
    shop: ShopId,
    listing: Option<ListingId>,
    alt: String,
    state: String,
    state_reason: String,
    original_key: String,
    media_key: Option<String>,
    width: Option<i32>,
    height: Option<i32>,
    colour: Option<String>,
    uploaded_at: Timestamp,
}

impl TryFrom<PictureRow> for Picture {
    type Error = store::Error;
    fn try_from(row: PictureRow) -> Result<Self, store::Error> {
        let rendered = match (row.media_key, row.width, row.height, row.colour) {
            (Some(media_key), Some(width), Some(height), Some(colour)) => Some(Rendered {
                media_key,
                width: row::count(width),
                height: row::count(height),
                colour,
            }),
            _ => None,
        };
        Ok(Self {
            state: row::word("pictures", "state", &row.state, row.id)?,
            id: row.id,
            shop: row.shop,
            listing: row.listing,
            alt: row.alt,
            state_reason: row.state_reason,
            original_key: row.original_key,
            rendered,
            uploaded_at: row.uploaded_at,
        })
    }
}

/// Records an upload at the end of the listing's pictures.
pub async fn add(conn: &mut PgConnection, new: &NewPicture, now: Timestamp) -> Result<(), Error> {
    let locked = locks::listing(conn, new.listing).await?;
    let place = sqlx::query!(
        r#"select count(*) as "count!", (coalesce(max(position), -1) + 1)::smallint as "next!"
           from pictures where listing_id = $1 and state <> 'removed'"#,
        new.listing.uuid(),
    )
    .fetch_one(&mut *conn)
    .await?;
    if usize::try_from(place.count).unwrap_or(usize::MAX) >= PICTURES_MAX {
        return Err(Error::TooMany {
            what: Thing::Picture,
            max: PICTURES_MAX,
        });
    }
    sqlx::query!(
        "insert into pictures (id, shop_id, listing_id, position, alt, state, original_key, uploaded_at)
         values ($1, $2, $3, $4, $5, 'uploaded', $6, $7)",
        new.id.uuid(),
        locked.shop.uuid(),
        new.listing.uuid(),
        place.next,
        new.alt.as_str(),
        new.original_key,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Locks the oldest upload that nobody is rendering. Keep the transaction open while rendering, or let one job do all.
pub async fn next_uploaded(conn: &mut PgConnection) -> Result<Option<Picture>, Error> {
    let row = sqlx::query_as!(
        PictureRow,
        r#"select id as "id: PictureId", shop_id as "shop: ShopId", listing_id as "listing: ListingId", alt, state,
             state_reason, original_key, media_key, width, height, colour, uploaded_at
           from pictures where state = 'uploaded' order by uploaded_at, id limit 1 for update skip locked"#,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Picture::try_from).transpose()?)
}

/// Records what rendering made; the picture now waits for a decision.
pub async fn mark_rendered(
    conn: &mut PgConnection,
    picture: PictureId,
    rendered: &Rendered,
    now: Timestamp,
) -> Result<(), Error> {
    let size = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
    let (_, after) = lock(conn, picture, PictureVerb::Render).await?;
    sqlx::query!(
        "update pictures set media_key = $2, width = $3, height = $4, colour = $5 where id = $1",
        picture.uuid(),
        rendered.media_key,
        size(rendered.width),
        size(rendered.height),
        rendered.colour,
    )
    .execute(&mut *conn)
    .await?;
    set_state(conn, picture, after, "", now).await
}

/// Records that a person or the rendering job decided, and shows or hides the picture in the same transaction.
/// [`PictureVerb::Render`] belongs to [`mark_rendered`].
pub async fn act(
    conn: &mut PgConnection,
    picture: PictureId,
    verb: PictureVerb,
    reason: &Reason,
    now: Timestamp,
) -> Result<PictureState, Error> {
    let (listing, after) = lock(conn, picture, verb).await?;
    set_state(conn, picture, after, reason.as_str(), now).await?;
    if let Some(listing) = listing {
        publish::refresh(conn, listing, now).await?;
    }
    Ok(after)
}

async fn lock_listing_of(
    conn: &mut PgConnection,
    picture: PictureId,
) -> Result<Option<ListingId>, Error> {
    let listing = sqlx::query_scalar!(
        r#"select listing_id as "listing: ListingId" from pictures where id = $1"#,
        picture.uuid()
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or(Error::NotFound(Thing::Picture))?;
    if let Some(listing) = listing {
        locks::listing(conn, listing).await?;
    }
    Ok(listing)
}

/// Locks the listing, then the picture, and finds the state after the verb.
async fn lock(
    conn: &mut PgConnection,
    picture: PictureId,
    verb: PictureVerb,
) -> Result<(Option<ListingId>, PictureState), Error> {
    let listing = lock_listing_of(conn, picture).await?;
    let state = sqlx::query_scalar!(
        "select state from pictures where id = $1 for update",
        picture.uuid()
    )
    .fetch_one(conn)
    .await?;
    let state: PictureState = row::word("pictures", "state", &state, picture)?;
    Ok((listing, state.after(verb)?))
}

async fn set_state(
    conn: &mut PgConnection,
    picture: PictureId,
    state: PictureState,
    reason: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let decided_at = match state {
        PictureState::Uploaded | PictureState::Pending => None,
        PictureState::Approved
        | PictureState::Refused
        | PictureState::Broken
        | PictureState::Removed => Some(now),
    };
    sqlx::query!(
        "update pictures set state = $2, state_reason = $3, decided_at = $4 where id = $1",
        picture.uuid(),
        state.as_str(),
        reason,
        decided_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Puts the listing's pictures in this order; those not named follow in their old order.
pub async fn reorder(
    conn: &mut PgConnection,
    listing: ListingId,
    order: &[PictureId],
    now: Timestamp,
) -> Result<(), Error> {
    locks::listing(conn, listing).await?;
    let ids: Vec<_> = order.iter().map(|picture| picture.uuid()).collect();
    sqlx::query!(
        "update pictures p set position = o.place - 1
         from (
           select id, row_number() over (order by coalesce(array_position($2::uuid[], id), 1000), position, id) as place
           from pictures where listing_id = $1 and state <> 'removed'
         ) o
         where p.id = o.id",
        listing.uuid(),
        &ids,
    )
    .execute(&mut *conn)
    .await?;
    publish::refresh(conn, listing, now).await
}

/// Changes what a picture is said to show.
pub async fn describe(
    conn: &mut PgConnection,
    picture: PictureId,
    alt: &AltText,
    now: Timestamp,
) -> Result<(), Error> {
    let listing = lock_listing_of(conn, picture).await?;
    sqlx::query!(
        "update pictures set alt = $2 where id = $1",
        picture.uuid(),
        alt.as_str()
    )
    .execute(&mut *conn)
    .await?;
    match listing {
        Some(listing) => publish::refresh(conn, listing, now).await,
        None => Ok(()),
    }
}
