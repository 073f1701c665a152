//! Pages that are not lists, and what their role may not read.

use catalog::storefront::{self, CartLine, Count, DeliveryTo, ProductLookup};
use catalog::{OptionNames, ProductAddress, stock};

use crate::support::{Market, fee, kwacha};

#[tokio::test]
async fn a_product_shows_its_fee_and_what_goes_with_it() {
    let market = Market::open().await;
    let shop = market.shop("Product").await;
    let (listing, variant) = market.live(shop, "Shirt", 100, 2).await;
    for number in 0..8 {
        market
            .live(
                shop,
                &format!("Other {number}"),
                100,
                u32::from(number != 3),
            )
            .await;
    }
    let ask = async |area| {
        let address = ProductAddress::new("shirt".parse().unwrap(), listing).to_string();
        match storefront::product(&market.db.storefront, &address, area)
            .await
            .unwrap()
        {
            ProductLookup::Found(product) => product,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(ask(None).await.delivery, DeliveryTo::NotAsked);
    assert_eq!(ask(Some("mongu")).await.delivery, DeliveryTo::NotThere);
    let product = ask(Some("chelston")).await;
    assert_eq!(product.delivery, DeliveryTo::There(fee("chelston", 4_000)));
    let related: Vec<_> = product
        .related
        .iter()
        .map(|card| card.title.as_str())
        .collect();
    assert_eq!(
        related,
        [
            "Other 7", "Other 6", "Other 5", "Other 4", "Other 2", "Other 1"
        ]
    );
    assert_eq!(product.shop.returns_policy, "Seven days");

    let mut tx = market.platform().await;
    let wants = [stock::Want {
        variant,
        shop,
        quantity: 2,
    }];
    stock::hold(&mut tx, &wants, market.purchase(), "buyer", market.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        ask(None).await.variants[0].available,
        0,
        "stock is read live"
    );
}

#[tokio::test]
async fn a_cart_hears_what_its_lines_are_worth_now() {
    let market = Market::open().await;
    let shop = market.shop("Cart").await;
    let mut content = market.content("Shirt", 100);
    content.option_names = OptionNames::new(vec![crate::support::option("Size")]).unwrap();
    content.variants[0].option_values = vec![crate::support::option("XL")];
    let variant = content.variants[0].id;
    market.live_with(shop, content, 4).await;
    let unknown = market.id();
    let lines = storefront::cart_lines(&market.db.storefront, &[unknown, variant])
        .await
        .unwrap();
    let [CartLine::Gone(gone), CartLine::Here(item)] = &lines[..] else {
        panic!("{lines:?}")
    };
    assert_eq!(*gone, unknown);
    assert_eq!(
        (item.price, item.available, item.options_text().as_str()),
        (kwacha(100), 4, "Size: XL")
    );
    let mut tx = market.platform().await;
    assert!(matches!(
        storefront::cart_lines(&mut *tx, &[variant]).await.unwrap()[..],
        [CartLine::Here(_)]
    ));
}

#[tokio::test]
async fn the_first_page_the_tree_and_the_sitemap_agree() {
    let market = Market::open().await;
    let shop = market.shop("Home").await;
    for number in 0..5 {
        market.live(shop, &format!("Shirt {number}"), 100, 1).await;
    }
    let home = storefront::home(&market.db.storefront, "ZM", 4, 2)
        .await
        .unwrap();
    let titles = |cards: &[storefront::Card]| {
        cards
            .iter()
            .map(|card| card.title.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        titles(&home.newest),
        ["Shirt 4", "Shirt 3", "Shirt 2", "Shirt 1"]
    );
    assert_eq!(home.shelves.len(), 1);
    assert_eq!(titles(&home.shelves[0].cards), ["Shirt 4", "Shirt 3"]);

    let tree = storefront::tree(&market.db.storefront, "ZM").await.unwrap();
    let clothes = tree
        .iter()
        .find(|node| node.category.slug.as_str() == "clothes")
        .unwrap();
    assert_eq!(
        (clothes.count, clothes.children[0].count),
        (Count::Exactly(5), Count::Exactly(5))
    );
    let counts = storefront::counts(&market.db.storefront, "ZM")
        .await
        .unwrap();
    assert_eq!(
        (counts.listings, counts.shops),
        (Count::Exactly(5), Count::Exactly(1))
    );

    let entries = storefront::sitemap_products(&market.db.storefront, None)
        .await
        .unwrap();
    assert_eq!(entries.len(), 5);
    assert_eq!(
        storefront::sitemap_products(&market.db.storefront, Some(entries[2].id))
            .await
            .unwrap()
            .len(),
        2
    );
    // In files of two products: the second begins after the second product, the third after the fourth.
    let ids: Vec<_> = entries.iter().map(|entry| entry.id).collect();
    for (size, begin) in [(2, vec![ids[1], ids[3]]), (4, vec![ids[3]]), (5, vec![])] {
        let parts = storefront::sitemap_product_parts(&market.db.storefront, size).await;
        assert_eq!(parts.unwrap(), begin, "{size}");
    }
    let parts = storefront::sitemap_shop_parts(&market.db.storefront, 1).await;
    assert_eq!(parts.unwrap(), [], "one shop is one file");
    assert_eq!(
        storefront::sitemap_shops(&market.db.storefront, None)
            .await
            .unwrap()[0]
            .path,
        "home"
    );
    assert_eq!(
        storefront::sitemap_categories(&market.db.storefront)
            .await
            .unwrap(),
        ["clothes", "shirts"]
    );
}

#[tokio::test]
async fn the_storefronts_role_reads_nothing_else() {
    let market = Market::open().await;
    for forbidden in [
        "select from shops",
        "select from listings",
        "select from variants",
        "select from pictures",
        "select from people",
        "select from purchases",
        "select from stock_movements",
        "select on_hand from stock_levels",
        "select held from stock_levels",
        "delete from published_listings",
        "select from lock_stock('{}')",
    ] {
        assert!(
            sqlx::query(forbidden)
                .fetch_optional(&market.db.storefront)
                .await
                .is_err(),
            "{forbidden}"
        );
    }
}
