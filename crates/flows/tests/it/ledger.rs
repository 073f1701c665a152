//! The postings of a sale, to the ngwee.

use countries::Country;
use flows::cancel;
use kernel::{Money, OrderNumber};
use ledger::Account;
use rehearsal::{TestMarket, holder};

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_of_three_shops_is_posted_to_the_ngwee() {
    let m = TestMarket::open().await;
    let mut shops = Vec::new();
    for name in ["Amani", "Bupe", "Chanda"] {
        shops.push(m.shop(name, Country::Zambia).await);
    }
    let wrap = m.product(shops[0], 12_345, 5).await;
    let lamp = m.product(shops[1], 9_999, 5).await;
    let cup = m.product(shops[2], 3_333, 5).await;
    let pin = m.product(shops[2], 50, 5).await;
    let placed = m
        .sold(&[(&wrap, 2), (&lamp, 1), (&cup, 3), (&pin, 1)])
        .await;

    // Per line: tax is 16/116 and commission 5 %, each half to even. Delivery is the shop's whole.
    //   2 × 123.45 = 246.90: tax 34.06, commission 12.34, goods 200.50
    //        99.99         : tax 13.79, commission  5.00, goods  81.20
    //   3 ×  33.33 =  99.99: tax 13.79, commission  5.00, goods  81.20
    //         0.50         : tax  0.07, commission  0.02, goods   0.41
    let party = |shop: &store::Shop| shop.shop.to_string();
    let mut expected = vec![
        ("provider_clearing".to_owned(), "pawapay".to_owned(), 52_238),
        ("commission".to_owned(), String::new(), -2_236),
    ];
    for (shop, goods, tax) in [
        (&shops[0], 20_050, 3_406),
        (&shops[1], 8_120, 1_379),
        (&shops[2], 8_161, 1_386),
    ] {
        expected.push(("shop_pending".to_owned(), party(shop), -goods));
        expected.push(("tax_held".to_owned(), party(shop), -tax));
        expected.push(("delivery".to_owned(), party(shop), -2_500));
    }
    expected.sort();
    assert_eq!(m.postings(placed.id).await, expected);
    assert_eq!(placed.total.minor(), 52_238);
    let orders = m.orders(placed.id).await;
    assert_eq!(orders.len(), 3);
    let sum = Money::sum(
        placed.total.currency(),
        orders.iter().map(|order| order.total),
    )
    .unwrap();
    assert_eq!(sum, placed.total);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_order_gives_back_every_frozen_share_of_it_and_of_no_other() {
    let m = TestMarket::open().await;
    let shops = [
        m.shop("Amani", Country::Zambia).await,
        m.shop("Bupe", Country::Zambia).await,
    ];
    let wrap = m.product(shops[0], 12_345, 5).await;
    let lamp = m.product(shops[1], 9_999, 5).await;
    let placed = m.sold(&[(&wrap, 2), (&lamp, 1)]).await;
    let order = m
        .orders(placed.id)
        .await
        .into_iter()
        .find(|o| o.shop == shops[0].shop)
        .unwrap();
    let number: OrderNumber = order.number;
    let cancelled = cancel::by_shop(&m.market, shops[0], number, "No more cotton")
        .await
        .unwrap();

    assert_eq!(cancelled.owed, Money::new(27_190, placed.total.currency()));
    assert_eq!(m.owed(placed.id).await, 27_190);
    for account in [Account::ShopPending, Account::TaxHeld, Account::Delivery] {
        assert_eq!(m.balance(&account(shops[0].shop)).await, 0);
    }
    assert_eq!(
        m.balance(&Account::ShopPending(shops[1].shop)).await,
        -8_120
    );
    assert_eq!(m.balance(&Account::TaxHeld(shops[1].shop)).await, -1_379);
    assert_eq!(m.balance(&Account::Delivery(shops[1].shop)).await, -2_500);
    assert_eq!(m.balance(&Account::Commission).await, -500);
    assert_eq!(
        m.cleared().await,
        placed.total.minor(),
        "nothing left the provider yet"
    );
    m.assert_sound().await;

    // The buyer gives up the rest.
    let rest = cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    assert_eq!(rest.owed.minor(), 12_499);
    assert_eq!(m.owed(placed.id).await, placed.total.minor());
    assert_eq!(m.balance(&Account::Commission).await, 0);
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
    assert_eq!(m.stock(lamp.variant).await, (5, 0));
    m.assert_sound().await;
}
