//! The first page, and the tree of categories with what is in it.

use std::collections::HashMap;

use kernel::{CategoryId, Id};
use sqlx::{FromRow, PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use super::cards::{self, Card, CardRow, CategoryName};
use super::filter::{COUNT_MAX, Count};
use crate::error::Error;
use crate::row;

/// The most categories on the first page.
const SHELVES_MAX: i64 = 12;

/// What the first page shows.
#[derive(Debug, Clone)]
pub struct Home {
    pub newest: Vec<Card>,
    /// The topmost categories that have something.
    pub shelves: Vec<Shelf>,
}

/// The newest of one category.
#[derive(Debug, Clone)]
pub struct Shelf {
    pub category: CategoryName,
    pub cards: Vec<Card>,
}

#[derive(FromRow)]
struct ShelfRow {
    #[sqlx(flatten)]
    card: CardRow,
    shelf_slug: Option<String>,
    shelf_name_en: Option<String>,
    shelf_name_sw: Option<String>,
}

/// The newest of a country, and of each topmost category, by one query.
pub async fn home(pool: &PgPool, country: &str, newest: u8, per_shelf: u8) -> Result<Home, Error> {
    let mut sql = QueryBuilder::<Postgres>::new(
        "with shelves as (select id, slug, name_en, name_sw, position from categories where parent_id is null \
         order by position, id limit ",
    );
    sql.push(SHELVES_MAX);
    sql.push("), picked as ((select null::uuid as shelf, listing_id from published_listings where country = ");
    sql.push_bind(country.to_owned())
        .push(" order by published_at desc, listing_id desc limit ")
        .push(newest);
    sql.push(
        ") union all select c.id, p.listing_id from shelves c cross join lateral ( \
         select listing_id from published_in_categories i where i.category_id = c.id and i.country = ",
    );
    sql.push_bind(country.to_owned())
        .push(" order by i.published_at desc, i.listing_id desc limit ")
        .push(per_shelf);
    sql.push(") p) select ").push(cards::COLUMNS);
    sql.push(", c.slug as shelf_slug, c.name_en as shelf_name_en, c.name_sw as shelf_name_sw from picked f").push(cards::JOINS);
    sql.push(" left join shelves c on c.id = f.shelf order by c.position nulls first, c.id, l.published_at desc, l.listing_id desc");
    let rows: Vec<ShelfRow> = sql.build_query_as().fetch_all(pool).await?;
    let mut home = Home {
        newest: Vec::new(),
        shelves: Vec::new(),
    };
    for line in rows {
        let card = Card::try_from(line.card)?;
        let (Some(slug), Some(name_en), Some(name_sw)) =
            (line.shelf_slug, line.shelf_name_en, line.shelf_name_sw)
        else {
            home.newest.push(card);
            continue;
        };
        match home.shelves.last_mut() {
            Some(shelf) if shelf.category.slug.as_str() == slug => shelf.cards.push(card),
            Some(_) | None => {
                let slug = row::slug("categories", &slug, &slug)?;
                home.shelves.push(Shelf {
                    category: CategoryName {
                        slug,
                        name_en,
                        name_sw,
                    },
                    cards: vec![card],
                });
            }
        }
    }
    Ok(home)
}

/// A category with what is in it and below.
#[derive(Debug, Clone)]
pub struct TreeNode {
    pub id: CategoryId,
    pub category: CategoryName,
    /// Public listings of the country in it or below.
    pub count: Count,
    pub children: Vec<TreeNode>,
}

/// The whole tree with counts, by one query.
pub async fn tree(pool: &PgPool, country: &str) -> Result<Vec<TreeNode>, Error> {
    let rows = sqlx::query!(
        r#"select c.id, c.parent_id, c.slug, c.name_en, c.name_sw, n.count as "count!"
           from categories c cross join lateral (
             select count(*) as count from (
               select from published_in_categories i where i.category_id = c.id and i.country = $1 limit $2
             ) counted
           ) n
           order by c.position, c.id
           limit 1000"#,
        country,
        COUNT_MAX + 1,
    )
    .fetch_all(pool)
    .await?;
    let mut below: HashMap<Option<Uuid>, Vec<(Uuid, TreeNode)>> = HashMap::new();
    for line in rows {
        let node = TreeNode {
            id: CategoryId::from_uuid(line.id),
            category: CategoryName {
                slug: row::slug("categories", &line.slug, line.id)?,
                name_en: line.name_en,
                name_sw: line.name_sw,
            },
            count: Count::of(line.count),
            children: Vec::new(),
        };
        below
            .entry(line.parent_id)
            .or_default()
            .push((line.id, node));
    }
    Ok(grow(None, &mut below))
}

/// Takes a category's children out of the map; each is taken once, so a ring of parents ends.
fn grow(
    parent: Option<Uuid>,
    below: &mut HashMap<Option<Uuid>, Vec<(Uuid, TreeNode)>>,
) -> Vec<TreeNode> {
    let children = below.remove(&parent).unwrap_or_default();
    children
        .into_iter()
        .map(|(id, node)| TreeNode {
            children: grow(Some(id), below),
            ..node
        })
        .collect()
}
