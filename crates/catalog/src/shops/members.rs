//! Who works in a shop, and where a person works.

use kernel::{Id, PersonId, ShopId, Slug, Timestamp};
use sqlx::{PgConnection, PgExecutor};

use crate::error::Error;
use crate::row;
use crate::states::{Role, ShopState};

/// How many members of a shop, or shops of a person, are listed.
const MEMBERS_MAX: i64 = 100;

/// A shop a person belongs to.
#[derive(Debug, Clone)]
pub struct Membership {
    pub shop: ShopId,
    pub slug: Slug,
    pub name: String,
    pub state: ShopState,
    pub role: Role,
}

/// The shops a person belongs to, the oldest membership first. Works in that person's buyer scope.
pub async fn shops_of(db: impl PgExecutor<'_>, person: PersonId) -> Result<Vec<Membership>, Error> {
    let rows = sqlx::query!(
        r#"select s.id as "id: ShopId", s.slug, s.name, s.state, m.role
           from shop_members m join shops s on s.id = m.shop_id
           where m.person_id = $1
           order by m.since, s.id
           limit $2"#,
        person.uuid(),
        MEMBERS_MAX,
    )
    .fetch_all(db)
    .await?;
    let memberships = rows.into_iter().map(|row| {
        Ok(Membership {
            slug: row::slug("shops", &row.slug, row.id)?,
            state: row::word("shops", "state", &row.state, row.id)?,
            role: row::word("shop_members", "role", &row.role, row.id)?,
            shop: row.id,
            name: row.name,
        })
    });
    Ok(memberships.collect::<Result<_, store::Error>>()?)
}

/// What a person may do in a shop, if anything. Works in that person's buyer scope.
pub async fn role_of(
    db: impl PgExecutor<'_>,
    person: PersonId,
    shop: ShopId,
) -> Result<Option<Role>, Error> {
    let role = sqlx::query_scalar!(
        "select role from shop_members where person_id = $1 and shop_id = $2",
        person.uuid(),
        shop.uuid(),
    )
    .fetch_optional(db)
    .await?;
    Ok(role
        .map(|role| row::word("shop_members", "role", &role, shop))
        .transpose()?)
}

/// Who works in a shop.
pub async fn members(
    db: impl PgExecutor<'_>,
    shop: ShopId,
) -> Result<Vec<(PersonId, Role)>, Error> {
    let rows = sqlx::query!(
        r#"select person_id as "person: PersonId", role from shop_members where shop_id = $1 order by since, person_id limit $2"#,
        shop.uuid(),
        MEMBERS_MAX,
    )
    .fetch_all(db)
    .await?;
    let members = rows.into_iter().map(|row| {
        Ok((
            row.person,
            row::word("shop_members", "role", &row.role, shop)?,
        ))
    });
    Ok(members.collect::<Result<_, store::Error>>()?)
}

/// Lets a person work in a shop.
pub async fn add_member(
    conn: &mut PgConnection,
    shop: ShopId,
    person: PersonId,
    role: Role,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into shop_members (shop_id, person_id, role, since) values ($1, $2, $3, $4) on conflict do nothing",
        shop.uuid(),
        person.uuid(),
        role.as_str(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
