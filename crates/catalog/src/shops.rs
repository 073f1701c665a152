//! Shops: asked for, decided about, changed.

mod destinations;
mod members;
mod taxes;

pub use destinations::{
    PayoutDestination, PayoutDestinations, payout_destinations, set_payout_destination,
};
pub use members::{Membership, add_member, members, role_of, shops_of};
pub use taxes::{set_tax_number, tax_number};

use kernel::{Destination, Id, PersonId, PhoneNumber, ShopId, Slug, Timestamp};
use sqlx::{PgConnection, PgExecutor};
use store::{Cursor, Page};

use crate::delivery::{self, AreaFee};
use crate::error::{Error, Thing};
use crate::states::{ShopState, ShopVerb};
use crate::text::{About, Reason, ReturnsPolicy, ShopName};
use crate::{publish, row};

/// How many shops may share a name before the next is asked for another.
const SAME_NAME_MAX: u32 = 20;

/// What a person fills in to open a shop.
#[derive(Debug, Clone)]
pub struct NewShop {
    pub id: ShopId,
    pub owner: PersonId,
    pub name: ShopName,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub area: String,
    pub phone: PhoneNumber,
    pub about: About,
    pub returns_policy: ReturnsPolicy,
    /// Where it delivers from the first day.
    pub fees: Vec<AreaFee>,
    /// Where its money goes, if that is known from the first day.
    pub paid_to: Option<Destination>,
}

/// What the owner may change later. The slug stays, so links keep working.
#[derive(Debug, Clone)]
pub struct ShopSettings {
    pub name: ShopName,
    pub area: String,
    pub phone: PhoneNumber,
    pub about: About,
    pub returns_policy: ReturnsPolicy,
}

/// A shop as its members and the platform see it.
#[derive(Debug, Clone)]
pub struct Shop {
    pub id: ShopId,
    pub slug: Slug,
    pub name: String,
    pub country: String,
    pub area: String,
    pub phone: PhoneNumber,
    pub about: String,
    pub returns_policy: String,
    pub state: ShopState,
    /// Why it was refused or suspended; empty otherwise.
    pub state_reason: String,
    pub applied_at: Timestamp,
    pub decided_at: Option<Timestamp>,
}

struct ShopRow {
    id: ShopId,
    slug: String,
    name: String,
    country: String,
    area: String,
    phone: String,
    about: String,
    returns_policy: String,
    state: String,
    state_reason: String,
    applied_at: Timestamp,
    decided_at: Option<Timestamp>,
}

impl TryFrom<ShopRow> for Shop {
    type Error = store::Error;
    fn try_from(row: ShopRow) -> Result<Self, store::Error> {
        Ok(Self {
            slug: row::slug("shops", &row.slug, row.id)?,
            phone: PhoneNumber::from_e164(&row.phone)
                .map_err(|_| store::Error::corrupt("shops", "phone", row.id))?,
            state: row::word("shops", "state", &row.state, row.id)?,
            id: row.id,
            name: row.name,
            country: row.country,
            area: row.area,
            about: row.about,
            returns_policy: row.returns_policy,
            state_reason: row.state_reason,
            applied_at: row.applied_at,
            decided_at: row.decided_at,
        })
    }
}

/// Asks to open a shop: the shop, its owner, and where it delivers. It sells nothing until approved. Answers its slug.
/// Needs the platform's scope, because nobody belongs to the shop yet.
pub async fn apply(conn: &mut PgConnection, shop: &NewShop, now: Timestamp) -> Result<Slug, Error> {
    let slug = insert(conn, shop, now).await?;
    sqlx::query!(
        "insert into shop_members (shop_id, person_id, role, since) values ($1, $2, 'owner', $3)",
        shop.id.uuid(),
        shop.owner.uuid(),
        now,
    )
    .execute(&mut *conn)
    .await?;
    delivery::set_fees(conn, shop.id, &shop.fees).await?;
    if let Some(to) = shop.paid_to.clone() {
        // It has no other yet that a thief could have changed.
        let first = PayoutDestination {
            to,
            set_at: now,
            usable_from: now,
        };
        set_payout_destination(conn, shop.id, &first).await?;
    }
    Ok(slug)
}

/// Takes the first free slug: `blue-basket`, `blue-basket-2`, and so on.
async fn insert(conn: &mut PgConnection, shop: &NewShop, now: Timestamp) -> Result<Slug, Error> {
    let wanted = Slug::of_name(shop.name.as_str());
    for number in 1..=SAME_NAME_MAX {
        let slug = if number == 1 {
            wanted.clone()
        } else {
            Slug::of_name(&format!("{:.56} {number}", wanted.as_str()))
        };
        let inserted = sqlx::query!(
            "insert into shops (id, slug, name, country, area, phone, about, returns_policy, state, applied_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, 'applied', $9)
             on conflict (slug) do nothing",
            shop.id.uuid(),
            slug.as_str(),
            shop.name.as_str(),
            shop.country,
            shop.area,
            shop.phone.e164(),
            shop.about.as_str(),
            shop.returns_policy.as_str(),
            now,
        )
        .execute(&mut *conn)
        .await?;
        if inserted.rows_affected() == 1 {
            return Ok(slug);
        }
    }
    Err(Error::NameTaken)
}

/// Decides about a shop, and shows or hides all it sells. The platform's, but for [`ShopVerb::Reapply`].
pub async fn act(
    conn: &mut PgConnection,
    shop: ShopId,
    verb: ShopVerb,
    reason: &Reason,
    now: Timestamp,
) -> Result<ShopState, Error> {
    let state = sqlx::query_scalar!(
        "select state from shops where id = $1 for no key update",
        shop.uuid()
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or(Error::NotFound(Thing::Shop))?;
    let before: ShopState = row::word("shops", "state", &state, shop)?;
    let after = before.after(verb)?;
    let decided_at = (after != ShopState::Applied).then_some(now);
    sqlx::query!(
        "update shops set state = $2, state_reason = $3, decided_at = $4 where id = $1",
        shop.uuid(),
        after.as_str(),
        reason.as_str(),
        decided_at,
    )
    .execute(&mut *conn)
    .await?;
    publish::refresh_shop(conn, shop, now).await?;
    Ok(after)
}

/// Changes what a shop says of itself.
pub async fn update(
    conn: &mut PgConnection,
    shop: ShopId,
    settings: &ShopSettings,
    now: Timestamp,
) -> Result<(), Error> {
    let updated = sqlx::query!(
        "update shops set name = $2, area = $3, phone = $4, about = $5, returns_policy = $6 where id = $1",
        shop.uuid(),
        settings.name.as_str(),
        settings.area,
        settings.phone.e164(),
        settings.about.as_str(),
        settings.returns_policy.as_str(),
    )
    .execute(&mut *conn)
    .await?;
    if updated.rows_affected() == 0 {
        return Err(Error::NotFound(Thing::Shop));
    }
    publish::refresh_shop(conn, shop, now).await
}

/// One shop, for its members or the platform.
pub async fn find(db: impl PgExecutor<'_>, shop: ShopId) -> Result<Option<Shop>, Error> {
    let row = sqlx::query_as!(
        ShopRow,
        r#"select id as "id: ShopId", slug, name, country, area, phone, about, returns_policy, state, state_reason,
             applied_at, decided_at
           from shops where id = $1"#,
        shop.uuid(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Shop::try_from).transpose()?)
}

/// The shop that an address names, whatever its state.
pub async fn find_by_slug(db: impl PgExecutor<'_>, slug: &Slug) -> Result<Option<Shop>, Error> {
    let row = sqlx::query_as!(
        ShopRow,
        r#"select id as "id: ShopId", slug, name, country, area, phone, about, returns_policy, state, state_reason,
             applied_at, decided_at
           from shops where slug = $1"#,
        slug.as_str(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Shop::try_from).transpose()?)
}

/// Shops in one state, the longest waiting first: the platform's queue.
pub async fn list(
    db: impl PgExecutor<'_>,
    state: ShopState,
    after: Option<Cursor>,
    size: u8,
) -> Result<Page<Shop>, Error> {
    let rows = sqlx::query_as!(
        ShopRow,
        r#"select id as "id: ShopId", slug, name, country, area, phone, about, returns_policy, state, state_reason,
             applied_at, decided_at
           from shops
           where state = $1
             and ($2::timestamptz is null or (applied_at, id) > ($2, $3))
           order by applied_at, id
           limit $4"#,
        state.as_str(),
        after.map(|cursor| row::moment(cursor.value)),
        after.map(|cursor| cursor.id),
        i64::from(size) + 1,
    )
    .fetch_all(db)
    .await?;
    let shops = rows
        .into_iter()
        .map(Shop::try_from)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(shops, size.into(), |shop| Cursor {
        value: row::micros(shop.applied_at),
        id: shop.id.uuid(),
    }))
}
