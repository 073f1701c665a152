//! Listings: one product of one shop, from draft to archive.

use kernel::{CategoryId, Id, ListingId, Money, ShopId, Slug, Timestamp};
use sqlx::{PgConnection, PgExecutor};
use store::{Cursor, Page};

use crate::error::{Error, Thing};
use crate::states::{ListingState, ListingVerb, WrongState};
use crate::text::{Description, OptionNames, Reason, Title};
use crate::variants::{self, NewVariant};
use crate::{ProductAddress, locks, publish, row};

/// What a merchant writes about a product, when it is made and when it is edited.
#[derive(Debug, Clone)]
pub struct ListingContent {
    pub category: CategoryId,
    pub title: Title,
    pub description: Description,
    pub option_names: OptionNames,
    /// In the order in which they are shown.
    pub variants: Vec<NewVariant>,
}

/// A new product of a shop.
#[derive(Debug, Clone)]
pub struct NewListing {
    pub id: ListingId,
    pub shop: ShopId,
    pub content: ListingContent,
}

/// A listing as its shop sees it.
#[derive(Debug, Clone)]
pub struct Listing {
    pub id: ListingId,
    pub shop: ShopId,
    pub category: CategoryId,
    pub slug: Slug,
    pub title: String,
    pub description: String,
    pub option_names: Vec<String>,
    pub state: ListingState,
    /// Why it was rejected; empty otherwise.
    pub state_reason: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Listing {
    /// Where the public finds it, when it is live.
    pub fn address(&self) -> ProductAddress {
        ProductAddress::new(self.slug.clone(), self.id)
    }
}

/// A line of the merchant's list.
#[derive(Debug, Clone)]
pub struct ListingLine {
    pub id: ListingId,
    pub slug: Slug,
    pub title: String,
    pub state: ListingState,
    pub state_reason: String,
    /// The lowest price; nothing when no variant is sold.
    pub price_from: Option<Money>,
    pub variants: u32,
    pub available: u32,
    /// The first picture that is rendered, whether public or not.
    pub picture_key: Option<String>,
    /// Pictures that wait for a decision.
    pub pictures_waiting: u32,
    pub updated_at: Timestamp,
}

/// Writes a draft.
pub async fn create(
    conn: &mut PgConnection,
    new: &NewListing,
    now: Timestamp,
) -> Result<(), Error> {
    locks::share_shop(conn, new.shop).await?;
    let content = &new.content;
    let slug = Slug::of_name(content.title.as_str());
    let names: Vec<String> = content
        .option_names
        .names()
        .iter()
        .map(ToString::to_string)
        .collect();
    sqlx::query!(
        "insert into listings (id, shop_id, category_id, slug, title, description, option_names, state, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'draft', $8, $8)",
        new.id.uuid(),
        new.shop.uuid(),
        content.category.uuid(),
        slug.as_str(),
        content.title.as_str(),
        content.description.as_str(),
        &names,
        now,
    )
    .execute(&mut *conn)
    .await
    .map_err(category_error)?;
    variants::replace(
        conn,
        new.shop,
        new.id,
        &content.option_names,
        &content.variants,
    )
    .await
}

/// Replaces what a listing says and sells. What is live shows the change at once.
pub async fn edit(
    conn: &mut PgConnection,
    listing: ListingId,
    content: &ListingContent,
    now: Timestamp,
) -> Result<(), Error> {
    let locked = locks::listing(conn, listing).await?;
    if !locked.state.is_editable() {
        return Err(WrongState {
            thing: Thing::Listing,
            state: locked.state.as_str(),
            verb: "edit",
        }
        .into());
    }
    let slug = Slug::of_name(content.title.as_str());
    let names: Vec<String> = content
        .option_names
        .names()
        .iter()
        .map(ToString::to_string)
        .collect();
    sqlx::query!(
        "update listings set category_id = $2, slug = $3, title = $4, description = $5, option_names = $6, updated_at = $7
         where id = $1",
        listing.uuid(),
        content.category.uuid(),
        slug.as_str(),
        content.title.as_str(),
        content.description.as_str(),
        &names,
        now,
    )
    .execute(&mut *conn)
    .await
    .map_err(category_error)?;
    variants::replace(
        conn,
        locked.shop,
        listing,
        &content.option_names,
        &content.variants,
    )
    .await?;
    publish::refresh(conn, listing, now).await
}

fn category_error(error: sqlx::Error) -> Error {
    match store::constraint_of(&error) {
        Some("listings_category_id_fkey") => Error::NotFound(Thing::Category),
        Some(_) | None => error.into(),
    }
}

/// Moves a listing to another state, and shows or hides it in the same transaction.
pub async fn act(
    conn: &mut PgConnection,
    listing: ListingId,
    verb: ListingVerb,
    reason: &Reason,
    now: Timestamp,
) -> Result<ListingState, Error> {
    let after = locks::listing(conn, listing).await?.state.after(verb)?;
    sqlx::query!(
        "update listings set state = $2, state_reason = $3, updated_at = $4 where id = $1",
        listing.uuid(),
        after.as_str(),
        reason.as_str(),
        now,
    )
    .execute(&mut *conn)
    .await?;
    publish::refresh(conn, listing, now).await?;
    Ok(after)
}

/// The listing that an address names, in any spelling and whatever its state.
pub async fn named_by(db: impl PgExecutor<'_>, spelling: &str) -> Result<Option<ListingId>, Error> {
    let Ok(short) = spelling.parse::<crate::ShortId>() else {
        return Ok(None);
    };
    let id = sqlx::query_scalar!(
        "select id from listings where right(id::text, 12) = $1",
        short.as_str()
    )
    .fetch_optional(db)
    .await?;
    Ok(id.map(Into::into))
}

/// The titles of all a shop's listings, whatever their state.
pub async fn titles(db: impl PgExecutor<'_>, shop: ShopId) -> Result<Vec<String>, Error> {
    Ok(
        sqlx::query_scalar!("select title from listings where shop_id = $1", shop.uuid())
            .fetch_all(db)
            .await?,
    )
}

/// One listing, for its shop or the platform.
pub async fn find(db: impl PgExecutor<'_>, listing: ListingId) -> Result<Option<Listing>, Error> {
    let row = sqlx::query!(
        r#"select id as "id: ListingId", shop_id as "shop: ShopId", category_id as "category: CategoryId", slug, title,
             description, option_names, state, state_reason, created_at, updated_at
           from listings where id = $1"#,
        listing.uuid(),
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Listing {
        slug: row::slug("listings", &row.slug, row.id)?,
        state: row::word("listings", "state", &row.state, row.id)?,
        id: row.id,
        shop: row.shop,
        category: row.category,
        title: row.title,
        description: row.description,
        option_names: row.option_names,
        state_reason: row.state_reason,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }))
}

/// A shop's listings, the last changed first; archived ones only when asked for.
pub async fn list(
    db: impl PgExecutor<'_>,
    shop: ShopId,
    state: Option<ListingState>,
    after: Option<Cursor>,
    size: u8,
) -> Result<Page<ListingLine>, Error> {
    let rows = sqlx::query_file!(
        "queries/list_listings.sql",
        shop.uuid(),
        state.map(ListingState::as_str),
        after.map(|cursor| row::moment(cursor.value)),
        after.map(|cursor| cursor.id),
        i64::from(size) + 1,
    )
    .fetch_all(db)
    .await?;
    let lines = rows.into_iter().map(|row| {
        let currency = row.currency.as_deref();
        let price = row
            .price_from_minor
            .zip(currency)
            .map(|(minor, code)| row::money("variants", minor, code, row.id));
        Ok(ListingLine {
            slug: row::slug("listings", &row.slug, row.id)?,
            state: row::word("listings", "state", &row.state, row.id)?,
            price_from: price.transpose()?,
            id: row.id,
            title: row.title,
            state_reason: row.state_reason,
            variants: row::count(row.variants),
            available: row::count(row.available),
            picture_key: row.picture_key,
            pictures_waiting: row::count(row.pictures_waiting),
            updated_at: row.updated_at,
        })
    });
    let lines = lines.collect::<Result<Vec<_>, store::Error>>()?;
    Ok(Page::cut(lines, size.into(), |line| Cursor {
        value: row::micros(line.updated_at),
        id: line.id.uuid(),
    }))
}
