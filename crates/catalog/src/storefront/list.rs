//! Lists: a page of cards, and the counts beside it. One query each.

use kernel::{Id, Money};
use serde::Deserialize;
use sqlx::types::Json;
use sqlx::{FromRow, PgPool, Postgres, QueryBuilder};
use store::{Cursor, Page};

use super::cards::{self, Card, CardRow, CategoryName, CategoryNameRow};
use super::filter::{COUNT_MAX, Count, Filter, Sort};
use super::found;
use crate::error::Error;
use crate::row;

/// How many shops are counted beside a list.
const SHOPS_MAX: i64 = 12;

/// How well the rows fit what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    Exact,
    /// Nothing fits the search's words; these are spelled nearly so.
    Near,
    /// Nothing at all: show something else that is worth a look.
    Nothing,
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct ResultPage {
    pub page: Page<Card>,
    pub quality: Match,
}

#[derive(FromRow)]
struct FoundRow {
    #[sqlx(flatten)]
    card: CardRow,
    score: i64,
    is_near: bool,
}

/// One page of a list, by one query.
pub async fn list(pool: &PgPool, filter: &Filter) -> Result<ResultPage, Error> {
    let (sort, size) = (filter.effective_sort(), filter.page_size());
    let rows: Vec<FoundRow> = rows_query("", filter)
        .build_query_as()
        .fetch_all(pool)
        .await?;
    let quality = match rows.first() {
        Some(row) if row.is_near => Match::Near,
        Some(_) => Match::Exact,
        None => Match::Nothing,
    };
    let scored = rows
        .into_iter()
        .map(|row| Ok((Card::try_from(row.card)?, row.score)));
    let scored = scored.collect::<Result<Vec<_>, store::Error>>()?;
    let page = Page::cut(scored, size.into(), |(card, score)| Cursor {
        value: match sort {
            Sort::Newest => row::micros(card.published_at),
            Sort::PriceAsc | Sort::PriceDesc => card.price_from.minor(),
            Sort::Relevance => *score,
        },
        id: card.listing.uuid(),
    });
    let rows = page.rows.into_iter().map(|(card, _)| card).collect();
    Ok(ResultPage {
        page: Page {
            rows,
            next: page.next,
        },
        quality,
    })
}

/// How Postgres would answer [`list`], a line at a time.
pub async fn explain(pool: &PgPool, filter: &Filter) -> Result<Vec<String>, Error> {
    Ok(rows_query("explain ", filter)
        .build_query_scalar()
        .fetch_all(pool)
        .await?)
}

fn rows_query(prefix: &'static str, filter: &Filter) -> QueryBuilder<Postgres> {
    let (sort, size) = (filter.effective_sort(), filter.page_size());
    let mut sql = QueryBuilder::new(prefix);
    found::push(&mut sql, filter);
    sql.push(", page as (select * from found f");
    if let Some(after) = filter.after {
        sql.push(" where ");
        match sort {
            Sort::Newest => sql
                .push("(f.published_at, f.listing_id) < (")
                .push_bind(row::moment(after.value)),
            Sort::PriceAsc => sql
                .push("(f.price_from_minor, f.listing_id) > (")
                .push_bind(after.value),
            Sort::PriceDesc => sql
                .push("(f.price_from_minor, f.listing_id) < (")
                .push_bind(after.value),
            Sort::Relevance => sql
                .push("(f.score, f.listing_id) < (")
                .push_bind(after.value),
        };
        sql.push(", ").push_bind(after.id).push(")");
    }
    let order = match sort {
        Sort::Newest => " order by f.published_at desc, f.listing_id desc",
        Sort::PriceAsc => " order by f.price_from_minor, f.listing_id",
        Sort::PriceDesc => " order by f.price_from_minor desc, f.listing_id desc",
        Sort::Relevance => " order by f.score desc, f.listing_id desc",
    };
    // A number in the text, not a bound one: Postgres plans the statement once for all who ask only if it knows how few
    // rows are wanted, and planning takes three times as long as answering.
    sql.push(order)
        .push(" limit ")
        .push(u16::from(size) + 1)
        .push(") select ")
        .push(cards::COLUMNS);
    sql.push(", f.score, f.is_near from page f")
        .push(cards::JOINS)
        .push(order);
    sql
}

/// A category and how many of the found listings are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryCount {
    pub category: CategoryName,
    pub count: Count,
}

/// A shop and how many of the found listings are its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopCount {
    /// What follows `/s/`.
    pub slug: kernel::Slug,
    pub name: String,
    pub count: Count,
}

/// What stands beside a list. When more than 1,000 listings answer, everything here is about the first thousand found, and
/// every count says "at least".
#[derive(Debug, Clone)]
pub struct Facets {
    pub total: Count,
    pub in_stock: Count,
    /// The categories right under the one that was asked for, or the topmost ones; empty ones are left out.
    pub categories: Vec<CategoryCount>,
    /// The dozen shops with the most.
    pub shops: Vec<ShopCount>,
    /// The lowest and the highest price found.
    pub prices: Option<(Money, Money)>,
    /// From the topmost category to the one asked for. Empty when none was asked for, or it does not exist.
    pub path: Vec<CategoryName>,
    /// The name of the shop asked for, if it exists.
    pub shop_name: Option<String>,
}

#[derive(FromRow)]
struct FacetsRow {
    total: i64,
    in_stock: i64,
    currency: Option<String>,
    price_min: Option<i64>,
    price_max: Option<i64>,
    categories: Json<Vec<CategoryCountRow>>,
    shops: Json<Vec<ShopCountRow>>,
    path: Json<Vec<CategoryNameRow>>,
    shop_name: Option<String>,
}

#[derive(Deserialize)]
struct CategoryCountRow {
    #[serde(flatten)]
    category: CategoryNameRow,
    count: i64,
}

#[derive(Deserialize)]
struct ShopCountRow {
    slug: String,
    name: String,
    count: i64,
}

/// The counts beside a list, by one query. The page's place in the list does not matter to them.
pub async fn facets(pool: &PgPool, filter: &Filter) -> Result<Facets, Error> {
    let row: FacetsRow = facets_query(filter)
        .build_query_as()
        .fetch_one(pool)
        .await?;
    let total = Count::of(row.total);
    let count = |counted: i64| match (total, Count::of(counted)) {
        (Count::AtLeast(_), Count::Exactly(number)) => Count::AtLeast(number),
        (_, exact) => exact,
    };
    let price = |minor: Option<i64>| {
        let both = minor.zip(row.currency.as_deref());
        both.map(|(minor, currency)| row::money("published_listings", minor, currency, "facets"))
            .transpose()
    };
    let prices = price(row.price_min)?.zip(price(row.price_max)?);
    let categories = row.categories.0.into_iter().map(|line| {
        Ok(CategoryCount {
            category: line.category.try_into()?,
            count: count(line.count),
        })
    });
    let shops = row.shops.0.into_iter().map(|line| {
        Ok(ShopCount {
            slug: row::slug("published_shops", &line.slug, &line.name)?,
            name: line.name,
            count: count(line.count),
        })
    });
    Ok(Facets {
        in_stock: count(row.in_stock),
        categories: categories.collect::<Result<_, store::Error>>()?,
        shops: shops.collect::<Result<_, store::Error>>()?,
        path: row
            .path
            .0
            .into_iter()
            .map(CategoryName::try_from)
            .collect::<Result<_, _>>()?,
        shop_name: row.shop_name,
        prices,
        total,
    })
}

fn facets_query(filter: &Filter) -> QueryBuilder<Postgres> {
    let category = filter
        .category
        .as_ref()
        .map(|slug| slug.as_str().to_owned());
    let shop = filter.shop.as_ref().map(|slug| slug.as_str().to_owned());
    let mut sql = QueryBuilder::new("");
    found::push(&mut sql, filter);
    sql.push(", base as materialized (select listing_id from found limit ")
        .push(COUNT_MAX + 1);
    sql.push("), listed as materialized (select l.listing_id, l.shop_id, l.category_ids, l.currency, l.price_from_minor from base f");
    sql.push(" join published_listings l on l.listing_id = f.listing_id), asked as (select id from categories where slug = ");
    sql.push_bind(category);
    sql.push(
        ") select (select count(*) from listed) as total, \
         (select count(*) from listed l where exists (select from published_variants v \
           join stock_levels k on k.variant_id = v.variant_id where v.listing_id = l.listing_id and k.available > 0)) as in_stock, \
         (select min(currency) from listed) as currency, \
         (select min(price_from_minor) from listed) as price_min, (select max(price_from_minor) from listed) as price_max, \
         coalesce((select json_agg(n order by n.position, n.slug) from ( \
           select c.slug, c.name_en, c.name_sw, c.position, count(*) as count \
           from listed l cross join unnest(l.category_ids) as i (id) join categories c on c.id = i.id \
           where c.parent_id is not distinct from (select id from asked) group by c.id) n), '[]') as categories, \
         coalesce((select json_agg(n order by n.count desc, n.slug) from ( \
           select s.slug, s.name, count(*) as count from listed l join published_shops s on s.shop_id = l.shop_id \
           group by s.shop_id order by count(*) desc, s.slug limit ",
    );
    sql.push_bind(SHOPS_MAX);
    sql.push(
        ") n), '[]') as shops, \
         coalesce((with recursive above as ( \
           select id, parent_id, slug, name_en, name_sw, 0 as height from categories where id = (select id from asked) \
           union all select up.id, up.parent_id, up.slug, up.name_en, up.name_sw, above.height + 1 \
           from categories up join above on up.id = above.parent_id where above.height < 10) \
           select json_agg(above order by height desc) from above), '[]') as path, \
         (select name from published_shops where slug = ",
    );
    sql.push_bind(shop).push(") as shop_name");
    sql
}
