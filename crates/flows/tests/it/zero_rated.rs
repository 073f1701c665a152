//! Goods that bear no tax: nothing is reckoned inside their price, the paper says so, and nothing of it goes back.

use ::ledger::Account;
use catalog::taxes::TaxClass;
use flows::give_back::{self, Ask, By};
use flows::keep_listing;
use kernel::{Currency, Money};
use orders::documents::{Document, DocumentKind};
use orders::refunds::Wish;
use rehearsal::{Product, TestMarket};

async fn set(m: &TestMarket, product: &Product, class: TaxClass) {
    keep_listing::set_tax_class(&m.market, product.shop, product.listing, class)
        .await
        .unwrap();
}

async fn papers(m: &TestMarket, purchase: kernel::PurchaseId) -> Vec<Document> {
    let mut tx = m.platform().await;
    orders::documents::list_of_purchase(&mut *tx, purchase)
        .await
        .unwrap()
}

/// Rate and tax of every line.
fn told(document: &Document) -> Vec<(u32, i64)> {
    let lines = document.body.lines.iter();
    let mut told: Vec<_> = lines
        .map(|line| (line.tax_rate_bps, line.tax.minor()))
        .collect();
    told.sort_unstable();
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn food_without_tax_and_a_wrap_with_it_stand_on_one_invoice() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let maize = m.product(wrap.shop, 24_800, 9).await;
    let before = m.sold(&[(&maize, 1)]).await;
    set(&m, &maize, TaxClass::Zero).await;
    assert_eq!(
        told(&papers(&m, before.id).await[0]),
        [(1_600, 3_421)],
        "what was sold keeps its tax"
    );
    let tax_held = async || -m.balance(&Account::TaxHeld(wrap.shop.shop)).await;
    let held_before = tax_held().await;
    let placed = m.sold(&[(&wrap, 1), (&maize, 2)]).await;
    let invoice = &papers(&m, placed.id).await[0];
    assert_eq!(told(invoice), [(0, 0), (1_600, 1_379)]);
    assert_eq!(invoice.tax, Money::new(1_379, Currency::ZMW));
    assert_eq!(tax_held().await - held_before, 1_379);

    let order = m.orders(placed.id).await.remove(0);
    let ask = Ask {
        number: order.number,
        key: "all of it".to_owned(),
        wish: Wish::Everything { to_shelf: false },
        reason: "It was wet".to_owned(),
        total_seen: order.total,
    };
    give_back::decide(&m.market, By::Shop(wrap.shop), &ask)
        .await
        .unwrap();
    let all = papers(&m, placed.id).await;
    let note = all
        .iter()
        .find(|paper| paper.kind == DocumentKind::CreditNote)
        .unwrap();
    assert_eq!(told(note), told(invoice));
    assert_eq!(tax_held().await, held_before);

    set(&m, &maize, TaxClass::Standard).await;
    let again = m.sold(&[(&maize, 1)]).await;
    assert_eq!(told(&papers(&m, again.id).await[0]), [(1_600, 3_421)]);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_shop_cannot_say_how_a_product_is_taxed() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let other = m.shop("Red Basket", countries::Country::Zambia).await;
    let tried = keep_listing::set_tax_class(&m.market, other, wrap.listing, TaxClass::Zero).await;
    assert!(tried.is_err());
    let read = keep_listing::tax_class(&m.market, wrap.shop, wrap.listing).await;
    assert_eq!(read.unwrap(), Some(TaxClass::Standard));
    let by_other = keep_listing::tax_class(&m.market, other, wrap.listing).await;
    assert_eq!(by_other.unwrap(), None);
}
