//! The one builder of SQL: which listings answer a filter. Only literals of this file are ever pushed; every value is bound.
//!
//! It is a builder and not one statement with optional parts, because a prepared statement whose parts may be absent is
//! planned for all cases at once and then uses no index.

use sqlx::{Postgres, QueryBuilder};

use super::filter::Filter;

/// How many matches of a search are ranked. A word that more listings hold than this is ranked among the first found.
const RANKED_MAX: i64 = 2_000;
/// How many near matches are looked at when nothing matches.
const NEAR_MAX: i32 = 200;

/// Pushes `with … found as (…)`: columns `listing_id`, `shop_id`, `published_at`, `price_from_minor`,
/// `score` and `is_near`.
pub(crate) fn push(sql: &mut QueryBuilder<Postgres>, filter: &Filter) {
    match filter.wanted() {
        Some(wanted) => push_search(sql, filter, &wanted),
        None => push_browse(sql, filter),
    }
}

/// Without a search the rows come from an index in the order they are shown in.
fn push_browse(sql: &mut QueryBuilder<Postgres>, filter: &Filter) {
    sql.push("with found as (select l.listing_id, l.shop_id, l.published_at, l.price_from_minor, 0::bigint as score, false as is_near");
    match &filter.category {
        Some(category) => {
            sql.push(" from published_in_categories l where l.category_id = (select id from categories where slug = ");
            sql.push_bind(category.as_str().to_owned());
            sql.push(") and ");
        }
        None => {
            sql.push(" from published_listings l where ");
        }
    }
    push_conditions(sql, filter);
    sql.push(")");
}

/// Words first; only if no listing has the words, what is spelled nearly so.
fn push_search(sql: &mut QueryBuilder<Postgres>, filter: &Filter, wanted: &str) {
    let rows = "l.listing_id, l.shop_id, l.published_at, l.price_from_minor";
    sql.push("with matched as materialized (select ").push(rows);
    sql.push(", (ts_rank(l.words, websearch_to_tsquery('soko', ")
        .push_bind(wanted.to_owned());
    sql.push(")) * 1000000)::bigint as score, false as is_near from published_listings l where l.words @@ websearch_to_tsquery('soko', ");
    sql.push_bind(wanted.to_owned()).push(")");
    push_search_conditions(sql, filter);
    sql.push(" limit ").push(RANKED_MAX);
    sql.push("), near as (select ").push(rows);
    sql.push(", n.score, true as is_near from near_listings(unaccent(lower(")
        .push_bind(wanted.to_owned());
    sql.push(")), ")
        .push_bind(filter.country.clone())
        .push(", ")
        .push_bind(NEAR_MAX);
    sql.push(") n join published_listings l on l.listing_id = n.listing_id where not exists (select from matched)");
    push_search_conditions(sql, filter);
    sql.push("), found as (select * from matched union all select * from near)");
}

fn push_search_conditions(sql: &mut QueryBuilder<Postgres>, filter: &Filter) {
    sql.push(" and ");
    push_conditions(sql, filter);
    if let Some(category) = &filter.category {
        sql.push(" and l.category_ids @> array[(select id from categories where slug = ");
        sql.push_bind(category.as_str().to_owned()).push(")]");
    }
}

fn push_conditions(sql: &mut QueryBuilder<Postgres>, filter: &Filter) {
    sql.push("l.country = ").push_bind(filter.country.clone());
    if let Some(shop) = &filter.shop {
        sql.push(" and l.shop_id = (select shop_id from published_shops where slug = ");
        sql.push_bind(shop.as_str().to_owned()).push(")");
    }
    if let Some(min) = filter.min {
        sql.push(" and l.price_from_minor >= ")
            .push_bind(min.minor());
    }
    if let Some(max) = filter.max {
        sql.push(" and l.price_from_minor <= ")
            .push_bind(max.minor());
    }
    if let Some(area) = &filter.area {
        sql.push(
            " and exists (select from delivery_fees d where d.shop_id = l.shop_id and d.area = ",
        );
        sql.push_bind(area.clone()).push(")");
    }
    if filter.in_stock {
        sql.push(" and exists (select from published_variants v join stock_levels k on k.variant_id = v.variant_id ");
        sql.push("where v.listing_id = l.listing_id and k.available > 0)");
    }
}
