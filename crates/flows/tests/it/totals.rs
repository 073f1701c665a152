//! What the cart shows is the sum of its lines, and what is charged is what was shown: whatever is in it, wherever it goes.

use catalog::delivery::AreaFee;
use countries::Country;
use flows::basket::{self, Basket, Reach};
use flows::keep_shop;
use kernel::{Currency, Money};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rehearsal::{Filled, Product, TestMarket};

const ZAMBIA: Country = Country::Zambia;
const AREAS: [&str; 2] = ["chelstone", "kabulonga"];
const SHOPS: usize = 3;
/// Each is a cart that is filled, changed and placed on a real database.
const CASES: u32 = 16;

/// Prices and quantities of each shop's lines, a fee and days of each shop to each area, and where it goes.
#[derive(Debug, Clone)]
struct Case {
    lines: Vec<(usize, i64, u32)>,
    fees: Vec<[(i64, u8, u8); 2]>,
    area: usize,
}

fn case() -> impl Strategy<Value = Case> {
    let line = (0..SHOPS, 1_i64..2_000_000, 1_u32..9);
    let fee = (0_i64..50_000, 0_u8..3, 0_u8..4).prop_map(|(fee, min, more)| (fee, min, min + more));
    let fees = prop::collection::vec([fee.clone(), fee], SHOPS);
    (prop::collection::vec(line, 1..6), fees, 0..AREAS.len()).prop_map(|(lines, fees, area)| Case {
        lines,
        fees,
        area,
    })
}

fn kwacha(minor: i64) -> Money {
    Money::new(minor, Currency::ZMW)
}

fn sum(parts: impl Iterator<Item = Money>) -> Money {
    Money::sum(Currency::ZMW, parts).unwrap()
}

async fn seen(m: &TestMarket, cart: &Filled, area: &str) -> Basket {
    basket::view(&m.market, cart.token, ZAMBIA, Some(area))
        .await
        .unwrap()
        .unwrap()
}

/// Every total is the sum of what stands above it.
fn assert_adds_up(basket: &Basket, wanted: &[(Product, u32)]) {
    let lines = sum(wanted
        .iter()
        .map(|(product, quantity)| product.price.times(*quantity).unwrap()));
    assert_eq!(basket.items, lines);
    assert_eq!(basket.lines().count(), wanted.len());
    assert_eq!(basket.items, sum(basket.lines().map(|line| line.total)));
    for group in &basket.groups {
        assert_eq!(group.items, sum(group.lines.iter().map(|line| line.total)));
    }
    let fees = basket.groups.iter().map(|group| match &group.delivery {
        Reach::There(fee) => fee.fee,
        Reach::NotAsked | Reach::NotThere => panic!("every shop delivers there"),
    });
    let fees = sum(fees);
    assert_eq!(basket.delivery, Some(fees));
    assert_eq!(basket.total(), Some(lines.plus(fees).unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn totals_are_sums_and_what_is_charged_is_what_was_shown() {
    let m = TestMarket::open().await;
    let mut shops = Vec::new();
    for name in ["Blue Basket", "Red Basket", "Green Basket"] {
        shops.push(m.shop(name, ZAMBIA).await);
    }
    let mut runner = TestRunner::deterministic();
    for _ in 0..CASES {
        let case = case().new_tree(&mut runner).unwrap().current();
        let area = AREAS[case.area];
        for (shop, fees) in shops.iter().zip(&case.fees) {
            let fees = AREAS
                .iter()
                .zip(fees)
                .map(|(area, (fee, min, max))| AreaFee {
                    area: (*area).to_owned(),
                    fee: kwacha(*fee),
                    days_min: *min,
                    days_max: *max,
                });
            let fees: Vec<AreaFee> = fees.collect();
            keep_shop::set_fees(&m.market, *shop, &fees).await.unwrap();
        }
        let mut wanted = Vec::new();
        for (shop, price, quantity) in &case.lines {
            wanted.push((m.product(shops[*shop], *price, 20).await, *quantity));
        }
        let lines: Vec<(&Product, u32)> =
            wanted.iter().map(|(p, quantity)| (p, *quantity)).collect();
        let cart = m.cart_with(&lines).await;
        assert_adds_up(&seen(&m, &cart, area).await, &wanted);

        // Another quantity of the first, and without the last: still the sum.
        wanted[0].1 = 9;
        let set = |product: &Product, quantity| {
            basket::set(&m.market, cart.token, ZAMBIA, product.variant, quantity)
        };
        set(&wanted[0].0, 9).await.unwrap();
        if wanted.len() > 1 {
            let (last, _) = wanted.pop().unwrap();
            set(&last, 0).await.unwrap();
        }
        let shown = seen(&m, &cart, area).await;
        assert_adds_up(&shown, &wanted);
        let again = seen(&m, &cart, area).await;
        assert_eq!(
            (again.delivery, again.total()),
            (shown.delivery, shown.total())
        );

        // The same rate to the checkout, into the order, and for whoever looks at it later.
        let mut wish = m.wish(&cart);
        wish.recipient.area = area.to_owned();
        wish.total_seen = shown.total().unwrap();
        let placed = m.try_place(wish).await.unwrap();
        assert_eq!(Some(placed.total), shown.total(), "{case:?}");
        let orders = m.orders(placed.id).await;
        assert_eq!(orders.len(), shown.groups.len());
        for group in &shown.groups {
            let order = orders.iter().find(|order| order.shop == group.shop.id);
            let order = order.unwrap();
            let Reach::There(fee) = &group.delivery else {
                panic!("{:?}", group.delivery)
            };
            assert_eq!(
                (order.items, order.delivery, order.days_min, order.days_max),
                (
                    group.items,
                    fee.fee,
                    fee.days_min.into(),
                    fee.days_max.into()
                ),
            );
            assert_eq!(order.total, order.items.plus(order.delivery).unwrap());
        }
        basket::clear(&m.market, cart.token, ZAMBIA).await.unwrap();
    }
    m.assert_sound().await;
}
