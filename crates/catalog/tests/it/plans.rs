//! The plans of the lists, on ten thousand products: an index, always.

use catalog::storefront::{self, Filter, Sort};
use kernel::Id;
use sqlx::Row;

use crate::support::Market;

const PRODUCTS: i32 = 10_000;

/// Copies one live listing ten thousand times, straight into the projection.
async fn large() -> Market {
    let market = Market::open().await;
    let shop = market.shop("Large").await;
    let (listing, _) = market.live(shop, "Pattern", 100, 1).await;
    let statements = [
        "insert into listings select md5('l' || n)::uuid, shop_id, category_id, slug, title, description, option_names, state, '', \
           created_at, updated_at from listings cross join generate_series(1, $2) n where id = $1",
        "insert into published_listings select md5('l' || n)::uuid, shop_id, country, slug, 'Thing ' || n, description, \
           category_id, category_ids, option_names, currency, 100 + n, 100 + n, null, null, null, null, \
           published_at + n * interval '1 second', updated_at, \
           to_tsvector('soko', 'thing word' || n % 500 || case when n = 77 then ' chitenge' else '' end), \
           'thing ' || md5(n::text) || case when n = 77 then ' chitenge' else '' end \
         from published_listings cross join generate_series(1, $2) n where listing_id = $1",
        "insert into published_in_categories select c, p.listing_id, p.shop_id, p.country, p.published_at, p.price_from_minor \
         from published_listings p cross join unnest(p.category_ids) c where p.listing_id <> $1 and $2 > 0",
    ];
    let mut tx = market.platform().await;
    for statement in statements {
        sqlx::query(statement)
            .bind(listing.uuid())
            .bind(PRODUCTS)
            .execute(&mut *tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    sqlx::query("analyze published_listings, published_in_categories")
        .execute(&market.db.owner)
        .await
        .unwrap();
    market
}

async fn plan(market: &Market, sql: &str) -> String {
    let mut tx = market.db.storefront.begin().await.unwrap();
    // As the functions that search are set.
    sqlx::query("set local enable_seqscan = off")
        .execute(&mut *tx)
        .await
        .unwrap();
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!("explain {sql}")))
        .fetch_all(&mut *tx)
        .await
        .unwrap();
    rows.iter()
        .map(|row| row.get::<String, _>(0) + "\n")
        .collect()
}

#[tokio::test]
async fn lists_and_searches_use_their_indexes() {
    let market = large().await;
    for (sql, index) in [
        (
            "select listing_id from published_listings where country = 'ZM' and words @@ websearch_to_tsquery('soko', 'chitenge')",
            "published_listings_words",
        ),
        (
            "select listing_id from published_listings where letters %> 'chitenge'",
            "published_listings_letters",
        ),
        (
            "select listing_id from published_listings where country = 'ZM' order by published_at desc, listing_id desc limit 49",
            "published_listings_newest",
        ),
        (
            "select listing_id from published_listings where right(listing_id::text, 12) = '0123456789ab'",
            "published_listings_short_id",
        ),
    ] {
        let plan = plan(&market, sql).await;
        assert!(
            plan.contains(index) && !plan.contains("Seq Scan on published_listings"),
            "{plan}"
        );
    }
    let slug = |text: &str| Some(text.parse().unwrap());
    let all = Filter::all("ZM");
    let searched = Filter {
        q: Some("word7".to_owned()),
        ..all.clone()
    };
    let cases = [
        (
            Filter {
                sort: Sort::Newest,
                ..all.clone()
            },
            "published_listings_newest",
        ),
        (
            Filter {
                sort: Sort::PriceAsc,
                ..all.clone()
            },
            "published_listings_price",
        ),
        (
            Filter {
                sort: Sort::PriceDesc,
                ..all.clone()
            },
            "published_listings_price",
        ),
        (
            Filter {
                category: slug("shirts"),
                ..all.clone()
            },
            "published_in_categories_newest",
        ),
        (
            Filter {
                category: slug("shirts"),
                sort: Sort::PriceAsc,
                ..all
            },
            "published_in_categories_price",
        ),
        (
            Filter {
                sort: Sort::Relevance,
                ..searched.clone()
            },
            "published_listings_words",
        ),
        (
            Filter {
                category: slug("shirts"),
                in_stock: true,
                ..searched
            },
            "published_listings_words",
        ),
    ];
    for (filter, index) in cases {
        let page = storefront::list(&market.db.storefront, &filter)
            .await
            .unwrap()
            .page;
        assert!(!page.rows.is_empty() || filter.in_stock, "{filter:?}");
        for after in [None, page.next] {
            let filter = Filter {
                after,
                ..filter.clone()
            };
            let plan = storefront::explain(&market.db.storefront, &filter)
                .await
                .unwrap()
                .join("\n");
            assert!(
                plan.contains(index) && !plan.contains("Seq Scan on published_listings"),
                "{filter:?}\n{plan}"
            );
        }
    }
}
