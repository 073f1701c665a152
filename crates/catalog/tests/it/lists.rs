//! Lists and search, as the storefront's role.

use catalog::storefront::{self, Count, Filter, Match, Sort};
use catalog::{Description, delivery, listings};
use kernel::{CategoryId, Id};
use uuid::Uuid;

use crate::support::{Market, fee, kwacha};

fn search(q: &str) -> Filter {
    Filter {
        q: Some(q.to_owned()),
        sort: Sort::Relevance,
        ..Filter::all("ZM")
    }
}

async fn walk(market: &Market, filter: &Filter) -> Vec<String> {
    let (mut seen, mut filter) = (Vec::new(), filter.clone());
    for _ in 0..50 {
        let found = storefront::list(&market.db.storefront, &filter)
            .await
            .unwrap();
        seen.extend(found.page.rows.into_iter().map(|card| card.title));
        match found.page.next {
            None => return seen,
            next => filter.after = next,
        }
    }
    panic!("the list does not end");
}

#[tokio::test]
async fn every_order_is_walked_without_gaps_or_repeats() {
    let market = Market::open().await;
    let shop = market.shop("Walk").await;
    // Prices repeat, so that the id must break ties.
    for number in 0..11_i64 {
        market
            .live(shop, &format!("Shirt {number:02}"), 100 + number % 3, 1)
            .await;
    }
    let by_price = |mut titles: Vec<String>| {
        titles.sort_by_key(|title| (title[6..].parse::<i64>().unwrap() % 3, title.clone()));
        titles
    };
    let newest: Vec<String> = (0..11)
        .rev()
        .map(|number| format!("Shirt {number:02}"))
        .collect();
    let cheapest = by_price(newest.clone());
    let dearest: Vec<String> = cheapest.iter().rev().cloned().collect();
    for category in [None, Some("shirts"), Some("clothes")] {
        for q in [None, Some("shirt".to_owned()), Some("shrit".to_owned())] {
            let ask = |sort| Filter {
                sort,
                size: 4,
                q: q.clone(),
                category: category.map(|slug| slug.parse().unwrap()),
                ..Filter::all("ZM")
            };
            assert_eq!(
                walk(&market, &ask(Sort::Newest)).await,
                newest,
                "{category:?} {q:?}"
            );
            assert_eq!(
                walk(&market, &ask(Sort::PriceAsc)).await,
                cheapest,
                "{category:?} {q:?}"
            );
            assert_eq!(
                walk(&market, &ask(Sort::PriceDesc)).await,
                dearest,
                "{category:?} {q:?}"
            );
            let mut ranked = walk(&market, &ask(Sort::Relevance)).await;
            ranked.sort_unstable();
            ranked.reverse();
            assert_eq!(ranked, newest, "{category:?} {q:?}");
        }
    }
}

#[tokio::test]
async fn filters_narrow_together() {
    let market = Market::open().await;
    let (near, far) = (market.shop("Near").await, market.shop("Far").await);
    market.live(near, "Cheap shirt", 100, 1).await;
    market.live(near, "Dear shirt", 900, 1).await;
    market.live(far, "Sold shirt", 100, 0).await;
    let mut phone = market.content("Phone", 500);
    phone.category = CategoryId::from_uuid(Uuid::from_u128(3));
    market.live_with(far, phone, 1).await;
    let mut tx = market.as_shop(far).await;
    delivery::set_fees(&mut tx, far, &[fee("woodlands", 1)])
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let all = Filter::all("ZM");
    let slug = |text: &str| Some(text.parse().unwrap());
    let cases: [(Filter, &[&str]); 9] = [
        (
            all.clone(),
            &["Phone", "Sold shirt", "Dear shirt", "Cheap shirt"],
        ),
        (Filter::all("KE"), &[]),
        (
            Filter {
                category: slug("clothes"),
                ..all.clone()
            },
            &["Sold shirt", "Dear shirt", "Cheap shirt"],
        ),
        (
            Filter {
                category: slug("nothing"),
                ..all.clone()
            },
            &[],
        ),
        (
            Filter {
                shop: slug("far"),
                ..all.clone()
            },
            &["Phone", "Sold shirt"],
        ),
        (
            Filter {
                area: Some("woodlands".to_owned()),
                ..all.clone()
            },
            &["Phone", "Sold shirt"],
        ),
        (
            Filter {
                in_stock: true,
                category: slug("shirts"),
                ..all.clone()
            },
            &["Dear shirt", "Cheap shirt"],
        ),
        (
            Filter {
                min: Some(kwacha(100)),
                max: Some(kwacha(500)),
                ..all.clone()
            },
            &["Phone", "Sold shirt", "Cheap shirt"],
        ),
        (
            Filter {
                q: Some("shirt".to_owned()),
                shop: slug("near"),
                max: Some(kwacha(100)),
                ..all.clone()
            },
            &["Cheap shirt"],
        ),
    ];
    for (filter, expected) in cases {
        assert_eq!(market.titles(&filter).await, expected, "{filter:?}");
        let facets = storefront::facets(&market.db.storefront, &filter)
            .await
            .unwrap();
        assert_eq!(
            facets.total,
            Count::Exactly(expected.len().try_into().unwrap()),
            "{filter:?}"
        );
    }

    let facets = storefront::facets(&market.db.storefront, &all)
        .await
        .unwrap();
    assert_eq!(facets.in_stock, Count::Exactly(3));
    assert_eq!(facets.prices, Some((kwacha(100), kwacha(900))));
    let categories: Vec<_> = facets
        .categories
        .iter()
        .map(|line| (line.category.slug.as_str(), line.count))
        .collect();
    assert_eq!(
        categories,
        [
            ("clothes", Count::Exactly(3)),
            ("phones", Count::Exactly(1))
        ]
    );
    let shops: Vec<_> = facets
        .shops
        .iter()
        .map(|line| (line.slug.as_str(), line.count))
        .collect();
    assert_eq!(
        shops,
        [("far", Count::Exactly(2)), ("near", Count::Exactly(2))]
    );

    let facets = storefront::facets(
        &market.db.storefront,
        &Filter {
            category: slug("shirts"),
            shop: slug("near"),
            ..all
        },
    )
    .await
    .unwrap();
    let path: Vec<_> = facets
        .path
        .iter()
        .map(|category| category.name_sw.as_str())
        .collect();
    assert_eq!(
        (path, facets.shop_name.as_deref()),
        (vec!["Nguo", "Mashati"], Some("Near"))
    );
}

#[tokio::test]
async fn a_search_finds_by_any_part_and_through_a_wrong_letter() {
    let market = Market::open().await;
    let shop = market.shop("Kamwala Fashions").await;
    let chitenge = market.content("Chitenge dress", 100);
    market
        .live_with(
            shop,
            listings::ListingContent {
                description: Description::parse("Bright caf\u{e9} colours").unwrap(),
                ..chitenge
            },
            1,
        )
        .await;
    market.live(shop, "Leather shoes", 100, 1).await;
    let found = async |q: &str| {
        let found = storefront::list(&market.db.storefront, &search(q))
            .await
            .unwrap();
        (
            found.quality,
            found
                .page
                .rows
                .into_iter()
                .map(|card| card.title)
                .collect::<Vec<_>>(),
        )
    };
    let dress = || vec!["Chitenge dress".to_owned()];
    let shoes = || vec!["Leather shoes".to_owned()];
    for (q, titles) in [
        ("dresses", dress()),
        ("CAFE", dress()),
        ("shoe", shoes()),
        ("leather shoes", shoes()),
    ] {
        assert_eq!(found(q).await, (Match::Exact, titles), "{q}");
    }
    for (q, titles) in [
        ("chitange", dress()),
        ("chitnge", dress()),
        ("drss", dress()),
        ("lether", shoes()),
        ("shoez", shoes()),
        ("leathr shoes", shoes()),
        ("shoes lether", shoes()),
        // A word that stands in the description alone.
        ("brigt", dress()),
        ("colurs", dress()),
    ] {
        let (quality, seen) = found(q).await;
        assert_eq!(
            (quality, seen.first()),
            (Match::Near, titles.first()),
            "{q}: {seen:?}"
        );
    }
    for everywhere in ["mashati", "kamwala", "nguo"] {
        assert_eq!(found(everywhere).await.1.len(), 2, "{everywhere}");
    }
    for nothing in ["qqqq", "the", "'", "!!! & | <->", "\u{0}"] {
        let (quality, _) = found(nothing).await;
        assert_ne!((nothing, quality), ("qqqq", Match::Exact));
    }
    assert_eq!(found("qqqq").await, (Match::Nothing, vec![]));
    let facets = storefront::facets(&market.db.storefront, &search("lether"))
        .await
        .unwrap();
    assert!(!facets.total.is_zero());
}

#[tokio::test]
async fn a_title_counts_more_than_a_description() {
    let market = Market::open().await;
    let shop = market.shop("Rank").await;
    market.live(shop, "Cotton bag", 100, 1).await;
    market.live(shop, "Plain bag", 100, 1).await;
    let titles = market.titles(&search("cotton")).await;
    assert_eq!(
        titles,
        ["Cotton bag", "Plain bag"],
        "both say cotton in their description"
    );
}
