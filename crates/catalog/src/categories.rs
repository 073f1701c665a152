//! The marketplace's tree of categories.

use kernel::{CategoryId, Id, Slug};
use sqlx::{PgConnection, PgExecutor};

use crate::error::Error;
use crate::row;

/// The most categories the tree is read with.
const CATEGORIES_MAX: i64 = 1_000;

/// A category. Names in the two languages that are complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    pub id: CategoryId,
    pub parent: Option<CategoryId>,
    pub slug: Slug,
    pub name_en: String,
    pub name_sw: String,
    /// Among its siblings, from 0.
    pub position: i16,
}

/// Adds a category, or renames the one with this slug.
pub async fn save(conn: &mut PgConnection, category: &Category) -> Result<(), Error> {
    sqlx::query!(
        "insert into categories (id, parent_id, slug, name_en, name_sw, position) values ($1, $2, $3, $4, $5, $6)
         on conflict (slug) do update
           set name_en = excluded.name_en, name_sw = excluded.name_sw, position = excluded.position",
        category.id.uuid(),
        category.parent.map(Id::uuid),
        category.slug.as_str(),
        category.name_en,
        category.name_sw,
        category.position,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The whole tree, parents before children.
pub async fn list(db: impl PgExecutor<'_>) -> Result<Vec<Category>, Error> {
    let rows = sqlx::query!(
        r#"select id as "id: CategoryId", parent_id as "parent: CategoryId", slug, name_en, name_sw, position
           from categories order by parent_id nulls first, position, id limit $1"#,
        CATEGORIES_MAX,
    )
    .fetch_all(db)
    .await?;
    let categories = rows.into_iter().map(|row| {
        Ok(Category {
            slug: row::slug("categories", &row.slug, row.id)?,
            id: row.id,
            parent: row.parent,
            name_en: row.name_en,
            name_sw: row.name_sw,
            position: row.position,
        })
    });
    Ok(categories.collect::<Result<_, store::Error>>()?)
}
