//! Stock under order and disorder: levels are what movements add up to, and nothing is sold twice.

use catalog::stock::{self, Level, StockError, Want};
use kernel::{Id, ShopId, VariantId};

use crate::support::Market;

fn want(shop: ShopId, variant: VariantId, quantity: u32) -> Want {
    Want {
        variant,
        shop,
        quantity,
    }
}

/// On hand and held.
async fn level(market: &Market, variant: VariantId) -> (u32, u32) {
    let mut tx = market.platform().await;
    let levels = stock::levels(&mut *tx, &[variant]).await.unwrap();
    let [
        Level {
            on_hand,
            held,
            available,
            ..
        },
    ] = levels[..]
    else {
        return (0, 0);
    };
    assert_eq!(available, on_hand - held);
    (on_hand, held)
}

async fn levels_are_sums(market: &Market) {
    let wrong: i64 = sqlx::query_scalar(
        "select count(*) from stock_levels l full join (
           select variant_id, sum(on_hand_change) as on_hand, sum(held_change) as held from stock_movements group by variant_id
         ) m on m.variant_id = l.variant_id
         where (l.on_hand, l.held) is distinct from (m.on_hand, m.held)",
    )
    .fetch_one(&mut *market.platform().await)
    .await
    .unwrap();
    assert_eq!(wrong, 0);
}

#[tokio::test]
async fn what_is_held_is_released_or_sold_once() {
    let market = Market::open().await;
    let shop = market.shop("Stock").await;
    let (_, variant) = market.live(shop, "Shirt", 100, 5).await;
    let (first, second) = (market.purchase(), market.purchase());
    let mut tx = market.platform().await;
    let now = market.now();
    stock::hold(
        &mut tx,
        &[want(shop, variant, 1), want(shop, variant, 1)],
        first,
        "buyer",
        now,
    )
    .await
    .unwrap();
    stock::hold(&mut tx, &[want(shop, variant, 3)], second, "buyer", now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(level(&market, variant).await, (5, 5));

    let mut tx = market.platform().await;
    assert_eq!(
        stock::release(&mut tx, first, None, "timer", now)
            .await
            .unwrap()[0]
            .quantity,
        2
    );
    assert!(
        stock::release(&mut tx, first, None, "timer", now)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        stock::sell(&mut tx, first, "provider", now)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        stock::sell(&mut tx, second, "provider", now).await.unwrap()[0].quantity,
        3
    );
    assert!(
        stock::sell(&mut tx, second, "provider", now)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        stock::release(&mut tx, second, None, "timer", now)
            .await
            .unwrap()
            .is_empty()
    );
    tx.commit().await.unwrap();
    assert_eq!(level(&market, variant).await, (2, 0));

    let mut tx = market.platform().await;
    assert_eq!(
        stock::put_back(&mut tx, second, Some(shop), "merchant", now)
            .await
            .unwrap()[0]
            .quantity,
        3
    );
    assert!(
        stock::put_back(&mut tx, second, None, "merchant", now)
            .await
            .unwrap()
            .is_empty()
    );
    tx.commit().await.unwrap();
    assert_eq!(level(&market, variant).await, (5, 0));
    levels_are_sums(&market).await;
}

#[tokio::test]
async fn every_short_line_is_named_and_nothing_is_held() {
    let market = Market::open().await;
    let shop = market.shop("Short").await;
    let (_, plenty) = market.live(shop, "Plenty", 100, 5).await;
    let (_, few) = market.live(shop, "Few", 100, 1).await;
    let (_, none) = market.live(shop, "None", 100, 0).await;
    let mut tx = market.platform().await;
    let wants = [
        want(shop, plenty, 5),
        want(shop, few, 2),
        want(shop, none, 1),
    ];
    let refused = stock::hold(&mut tx, &wants, market.purchase(), "buyer", market.now())
        .await
        .unwrap_err();
    let StockError::OutOfStock(short) = refused else {
        panic!("{refused}")
    };
    let short: Vec<_> = short
        .iter()
        .map(|line| (line.variant, line.wanted, line.available))
        .collect();
    assert_eq!(short, [(few, 2, 1), (none, 1, 0)]);
    tx.commit().await.unwrap();
    assert_eq!(level(&market, plenty).await, (5, 0));
}

#[tokio::test]
async fn a_count_corrects_but_never_below_what_is_held() {
    let market = Market::open().await;
    let shop = market.shop("Count").await;
    let (_, variant) = market.live(shop, "Shirt", 100, 5).await;
    let mut tx = market.as_shop(shop).await;
    let now = market.now();
    stock::hold(
        &mut tx,
        &[want(shop, variant, 2)],
        market.purchase(),
        "buyer",
        now,
    )
    .await
    .unwrap();
    stock::correct(&mut tx, shop, variant, 3, "merchant", now)
        .await
        .unwrap();
    let refused = stock::correct(&mut tx, shop, variant, 1, "merchant", now)
        .await
        .unwrap_err();
    assert!(
        matches!(refused, StockError::BelowHeld { held: 2, .. }),
        "{refused}"
    );
    tx.commit().await.unwrap();
    assert_eq!(level(&market, variant).await, (3, 2));
    let mut tx = market.as_shop(shop).await;
    let kinds: Vec<_> = stock::history(&mut *tx, variant, 9)
        .await
        .unwrap()
        .into_iter()
        .map(|line| line.kind)
        .collect();
    assert_eq!(kinds, ["corrected", "held", "received"]);
}

#[tokio::test]
async fn the_application_cannot_write_a_level_or_history() {
    let market = Market::open().await;
    let shop = market.shop("Guard").await;
    let (_, variant) = market.live(shop, "Shirt", 100, 5).await;
    for forbidden in [
        "update stock_levels set on_hand = 9",
        "insert into stock_levels (variant_id, shop_id, on_hand, held) select id, shop_id, 9, 0 from variants",
        "delete from stock_levels",
        "update stock_movements set on_hand_change = 9",
        "delete from stock_movements",
    ] {
        let mut tx = market.platform().await;
        assert!(
            sqlx::query(forbidden).execute(&mut *tx).await.is_err(),
            "{forbidden}"
        );
    }
    assert_eq!(level(&market, variant).await, (5, 0));
    let other = market.shop("Stranger").await;
    let mut tx = market.as_shop(other).await;
    let theirs = stock::hold(
        &mut tx,
        &[want(shop, variant, 1)],
        market.purchase(),
        "buyer",
        market.now(),
    )
    .await
    .unwrap_err();
    assert!(
        matches!(theirs, StockError::OutOfStock(_)),
        "another shop's stock is not there: {theirs}"
    );
}

/// Buyers who want the same two things in opposite orders: nobody waits in a circle, and exactly what exists is held.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_pieces_go_once() {
    let market = std::sync::Arc::new(Market::open().await);
    let shop = market.shop("Rush").await;
    let (_, one) = market.live(shop, "One", 100, 10).await;
    let (_, two) = market.live(shop, "Two", 100, 10).await;
    let buyers: Vec<_> = (0..60)
        .map(|number| {
            let market = market.clone();
            tokio::spawn(async move {
                let mut wants = vec![want(shop, one, 1), want(shop, two, 1)];
                if number % 2 == 0 {
                    wants.reverse();
                }
                let purchase = market.purchase();
                let mut tx = market.platform().await;
                match stock::hold(&mut tx, &wants, purchase, "buyer", market.now()).await {
                    Ok(_) => {
                        tx.commit().await.unwrap();
                        Some(purchase)
                    }
                    Err(StockError::OutOfStock(short)) => {
                        assert_eq!(short.len(), 2);
                        None
                    }
                    Err(other) => panic!("{other}"),
                }
            })
        })
        .collect();
    let mut holders = Vec::new();
    for buyer in buyers {
        holders.extend(buyer.await.unwrap());
    }
    assert_eq!(holders.len(), 10);

    // Each holder is paid and expires at the same moment, twice: each piece is sold or freed, never both.
    let races: Vec<_> = holders
        .iter()
        .flat_map(|purchase| {
            [
                (*purchase, true),
                (*purchase, false),
                (*purchase, true),
                (*purchase, false),
            ]
        })
        .map(|(purchase, paid)| {
            let market = market.clone();
            tokio::spawn(async move {
                let mut tx = market.platform().await;
                let moved = if paid {
                    stock::sell(&mut tx, purchase, "provider", market.now())
                        .await
                        .unwrap()
                } else {
                    stock::release(&mut tx, purchase, None, "timer", market.now())
                        .await
                        .unwrap()
                };
                tx.commit().await.unwrap();
                (purchase.uuid(), moved.len())
            })
        })
        .collect();
    let mut moved = std::collections::HashMap::new();
    for race in races {
        let (purchase, lines) = race.await.unwrap();
        *moved.entry(purchase).or_insert(0) += lines;
    }
    assert!(moved.values().all(|lines| *lines == 2), "{moved:?}");
    assert_eq!(level(&market, one).await.1, 0);
    levels_are_sums(&market).await;
}
