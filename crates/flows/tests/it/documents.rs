//! Invoices and credit notes: one for each payment and refund, numbered without a gap, and never another than they were.

use catalog::{About, ReturnsPolicy, ShopName, shops::ShopSettings};
use countries::{Country, TaxNumber};
use flows::give_back::{self, Ask, By};
use flows::{documents, keep_shop, settle};
use futures::future::join_all;
use kernel::{Currency, Id as _, Money};
use orders::documents::{Body, Document, DocumentKind, NewDocument, SellerNamed};
use orders::refunds::{Part, Wish};
use rehearsal::{TestMarket, holder};
use simulator::{Answer, CallbackKnob, Scenario};

async fn all_of(m: &TestMarket, purchase: kernel::PurchaseId) -> Vec<Document> {
    let mut tx = m.platform().await;
    orders::documents::list_of_purchase(&mut *tx, purchase)
        .await
        .unwrap()
}

/// Every serial of a shop's invoices, sorted.
async fn serials(m: &TestMarket, shop: kernel::ShopId) -> Vec<i32> {
    let mut tx = m.platform().await;
    sqlx::query_scalar(
        "select serial from documents where shop_id = $1 and kind = 'invoice' order by serial",
    )
    .bind(shop.uuid())
    .fetch_all(&mut *tx)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_purchase_has_an_invoice_of_each_shop_and_unpaid_ones_have_none() {
    let m = TestMarket::open().await;
    let mut products = Vec::new();
    for name in ["Amani", "Bupe"] {
        let shop = m.shop(name, Country::Zambia).await;
        products.push(m.product(shop, 12_345, 9).await);
    }
    let lines: Vec<_> = products.iter().map(|product| (product, 2)).collect();
    let placed = m.place(&lines).await;
    assert_eq!(all_of(&m, placed.id).await, []);
    m.pay(&placed, &rehearsal::phone(rehearsal::MTN_APPROVES))
        .await;
    let issued = all_of(&m, placed.id).await;
    assert_eq!(issued.len(), 2);
    for (document, order) in issued.iter().zip(m.orders(placed.id).await) {
        assert_eq!((document.kind, document.serial), (DocumentKind::Invoice, 1));
        assert_eq!((document.total, document.tax), (order.total, order.tax));
        let body = &document.body;
        assert_eq!(body.buyer, "Chipo Banda");
        assert!(["Amani", "Bupe"].contains(&body.seller.name.as_str()));
        assert_eq!(body.lines.len(), 1);
        let line = &body.lines[0];
        assert_eq!(
            (line.pieces, line.tax_rate_bps, line.tax.minor()),
            (2, 1_600, 3_406)
        );
    }
    let next = m.sold(&[(&products[0], 1)]).await;
    assert_eq!(all_of(&m, next.id).await[0].number(), "INV-00002");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_issued_stays_whatever_its_shop_is_called_later() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    let before = all_of(&m, placed.id).await;
    let settings = ShopSettings {
        name: ShopName::parse("Another name").unwrap(),
        area: rehearsal::AREA(Country::Zambia).to_owned(),
        phone: m.phone(),
        about: About::parse("").unwrap(),
        returns_policy: ReturnsPolicy::parse("").unwrap(),
    };
    keep_shop::save(&m.market, wrap.shop, &settings, None)
        .await
        .unwrap();
    assert_eq!(all_of(&m, placed.id).await, before);
    let next = m.sold(&[(&wrap, 1)]).await;
    assert_eq!(
        all_of(&m, next.id).await[0].body.seller.name,
        "Another name"
    );
    for change in [
        "update documents set serial = serial + 1",
        "delete from documents",
        "update document_counters set last = last + 1",
        "delete from document_counters",
    ] {
        let mut tx = m.platform().await;
        let tried = sqlx::query(change).execute(&mut *tx).await;
        assert!(tried.is_err(), "{change}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credit_note_gives_back_the_same_tax_and_names_its_invoice() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let placed = m.sold(&[(&wrap, 3)]).await;
    let order = m.orders(placed.id).await.remove(0);
    let mut tx = m.platform().await;
    let lines = orders::order::lines_of_purchase(&mut *tx, placed.id).await;
    drop(tx);
    let line = lines.unwrap()[0].id;
    let part = |part, delivery: i64| Wish::Parts {
        lines: vec![(line, part)],
        delivery: (delivery > 0).then(|| Money::new(delivery, Currency::ZMW)),
    };
    let one = Part::Pieces {
        count: 1,
        to_shelf: true,
    };
    let money = Part::Amount(Money::new(3_333, Currency::ZMW));
    for (key, wish, total) in [
        ("a", part(one, 0), 10_000),
        ("b", part(money, 1_000), 4_333),
        ("c", Wish::Everything { to_shelf: true }, 18_167),
    ] {
        let ask = Ask {
            number: order.number,
            key: key.to_owned(),
            wish,
            reason: "It tore".to_owned(),
            total_seen: Money::new(total, Currency::ZMW),
        };
        let by = By::Shop(wrap.shop);
        give_back::decide(&m.market, by, &ask).await.unwrap();
    }
    let issued = all_of(&m, placed.id).await;
    let notes: Vec<&Document> = issued
        .iter()
        .filter(|document| document.kind == DocumentKind::CreditNote)
        .collect();
    let serials: Vec<i32> = notes.iter().map(|note| note.serial).collect();
    assert_eq!(serials, [1, 2, 3]);
    assert!(notes.iter().all(|note| note.body.corrects == Some(1)));
    let sum = |part: fn(&Document) -> i64| notes.iter().map(|note| part(note)).sum::<i64>();
    assert_eq!(sum(|note| note.total.minor()), order.total.minor());
    assert_eq!(sum(|note| note.tax.minor()), order.tax.minor());
    assert_eq!(notes[1].body.lines[0].pieces, 0, "money alone");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_orders_paid_at_once_and_some_undone_leave_no_gap() {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    let silent = Scenario {
        callback: CallbackKnob::None,
        ..Scenario::default()
    };
    let mut attempts = Vec::new();
    for _ in 0..20 {
        let phone = m.phone();
        m.scenario(&phone, silent.clone());
        let placed = m.place(&[(&wrap, 1)]).await;
        attempts.push(m.start(&placed, &phone).await);
    }
    m.run_jobs().await;
    for attempt in &attempts {
        m.simulator()
            .answer(attempt.reference.uuid(), Answer::Approve)
            .unwrap();
    }
    let unpaid = m.place(&[(&wrap, 1)]).await;
    let unpaid = m.orders(unpaid.id).await.remove(0);
    let undone = (0..10).map(|_| undone(&m, &unpaid));
    let settled = attempts
        .iter()
        .map(|attempt| settle::settle(&m.market, attempt.id, "job"));
    let (settled, _) = tokio::join!(join_all(settled), join_all(undone));
    assert!(settled.iter().all(Result::is_ok), "{settled:?}");
    let expected: Vec<i32> = (1..=20).collect();
    assert_eq!(serials(&m, wrap.shop.shop).await, expected);
    m.assert_sound().await;
}

/// Takes a number, and dies before the commit.
async fn undone(m: &TestMarket, order: &orders::Order) {
    let body = Body {
        seller: SellerNamed {
            name: String::new(),
            phone: String::new(),
            area: String::new(),
            country: String::new(),
            tax_number: None,
        },
        buyer: String::new(),
        order: String::new(),
        lines: Vec::new(),
        delivery: order.delivery,
        reason: String::new(),
        corrects: None,
    };
    let new = NewDocument {
        id: m.market.source.id(),
        order,
        refund: None,
        body: &body,
        at: order.placed_at,
    };
    let mut tx = m.platform().await;
    orders::documents::insert(&mut tx, &new).await.unwrap();
    drop(tx);
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_read_by_who_may_see_the_order() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    let other = m.sold(&[(&wrap, 1)]).await;
    let stranger = m.shop("Red Basket", Country::Zambia).await;
    let number = m.orders(placed.id).await[0].number;
    let id = all_of(&m, placed.id).await[0].id;
    let buyer = |purchase| holder(purchase);
    let read = documents::of_buyer(&m.market, buyer(placed.id), placed.id, id).await;
    assert!(read.unwrap().is_some());
    let read = documents::of_buyer(&m.market, buyer(other.id), placed.id, id).await;
    assert!(read.unwrap().is_none());
    let read = documents::of_buyer(&m.market, buyer(other.id), other.id, id).await;
    assert!(read.unwrap().is_none());
    let read = documents::of_shop(&m.market, wrap.shop, number, id).await;
    assert!(read.unwrap().is_some());
    let read = documents::of_shop(&m.market, stranger, number, id).await;
    assert!(read.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tax_number_stands_on_what_is_issued_after_it_was_said() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    let settings = ShopSettings {
        name: ShopName::parse("Blue Basket").unwrap(),
        area: rehearsal::AREA(Country::Zambia).to_owned(),
        phone: m.phone(),
        about: About::parse("").unwrap(),
        returns_policy: ReturnsPolicy::parse("").unwrap(),
    };
    let number = TaxNumber::parse("1001-234 567", Country::Zambia).unwrap();
    keep_shop::save(&m.market, wrap.shop, &settings, Some(&number))
        .await
        .unwrap();
    let told = |document: &Document| document.body.seller.tax_number.clone();
    let before = &all_of(&m, placed.id).await[0];
    assert_eq!(told(before), None, "an issued paper never changes");
    let next = m.sold(&[(&wrap, 1)]).await;
    let order = m.orders(next.id).await.remove(0);
    let ask = Ask {
        number: order.number,
        key: "a torn seam".to_owned(),
        wish: Wish::Everything { to_shelf: false },
        reason: "It tore".to_owned(),
        total_seen: order.total,
    };
    give_back::decide(&m.market, By::Shop(wrap.shop), &ask)
        .await
        .unwrap();
    let papers = all_of(&m, next.id).await;
    assert_eq!(papers.len(), 2);
    for paper in &papers {
        assert_eq!(told(paper).as_deref(), Some("1001234567"));
    }
    keep_shop::save(&m.market, wrap.shop, &settings, None)
        .await
        .unwrap();
    let last = m.sold(&[(&wrap, 1)]).await;
    assert_eq!(told(&all_of(&m, last.id).await[0]), None);
}
