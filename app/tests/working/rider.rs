//! A rider's link: a parcel for whoever carries it, without an account.

use axum::http::StatusCode;
use catalog::cash::CashTerms;
use flows::cash;
use kernel::{Currency, OrderNumber};
use orders::Order;
use rehearsal::{Product, TestMarket, holder};

use crate::browser::Browser;

/// The key as the shop's page of the order has it in its link.
async fn sent(owner: &mut Browser, m: &TestMarket, number: OrderNumber) -> Option<String> {
    let page = owner.get(&format!("/dashboard/orders/{number}")).await.html;
    let start = format!("{}/rider/{number}?k=", m.market.settings.public_url);
    let (_, rest) = page.split_once(&format!("href=\"{start}"))?;
    let (key, _) = rest.split_once('"')?;
    Some(key.to_owned())
}

/// A parcel under way, for cash or paid.
async fn under_way(m: &TestMarket, wrap: &Product, is_cash: bool) -> Order {
    let placed = if is_cash {
        let placed = m.place(&[(wrap, 1)]).await;
        cash::accept(&m.market, holder(placed.id), placed.id)
            .await
            .unwrap();
        placed
    } else {
        m.sold(&[(wrap, 1)]).await
    };
    m.hand_over(&placed, wrap.shop).await;
    m.orders(placed.id).await.remove(0)
}

async fn state(m: &TestMarket, number: OrderNumber) -> &'static str {
    let mut tx = m.platform().await;
    let found = orders::order::find_by_number(&mut *tx, number).await;
    found.unwrap().unwrap().state.as_str()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rider_without_an_account_says_what_happened_at_the_door() {
    let (m, wrap) = TestMarket::with_product(12_500, 9).await;
    let terms = CashTerms {
        maximum: None,
        areas: Vec::new(),
    };
    m.takes_cash(wrap.shop, Currency::ZMW, &terms).await;
    let mut owner = Browser::of(&m, wrap.shop.actor).await;
    for (is_cash, step, ends) in [
        (true, "take-cash", "delivered"),
        (true, "not-taken", "returned"),
        (false, "deliver", "delivered"),
    ] {
        let order = under_way(&m, &wrap, is_cash).await;
        let number = order.number;
        let key = sent(&mut owner, &m, number).await.unwrap();
        let (link, press) = (
            format!("/rider/{number}?k={key}"),
            format!("/rider/{number}/{step}"),
        );
        let mut rider = Browser::at(&m);
        let page = rider.get(&link).await.html.replace('\u{a0}', " ");
        assert_eq!(page.contains("Collect K 150.00 in cash"), is_cash, "{page}");
        assert_eq!(page.contains("Take no money"), !is_cash, "{page}");
        assert!(page.contains(&format!("action=\"{press}\"")), "{page}");
        let pressed = rider.post(&press, &[("k", &key)]).await;
        assert_eq!(pressed.location, link);
        assert_eq!(state(&m, number).await, ends);
        // Twice is once, and where it went is told no more.
        rider.post(&press, &[("k", &key)]).await;
        let after = rider.get(&link).await.html;
        assert!(
            !after.contains(&order.recipient.landmark) && !after.contains("<form"),
            "{after}"
        );
        assert_eq!(sent(&mut owner, &m, number).await, None);
    }
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_one_parcels_and_does_only_what_fits_it() {
    let (m, wrap) = TestMarket::with_product(12_500, 9).await;
    let terms = CashTerms {
        maximum: None,
        areas: Vec::new(),
    };
    m.takes_cash(wrap.shop, Currency::ZMW, &terms).await;
    let mut owner = Browser::of(&m, wrap.shop.actor).await;
    let number = under_way(&m, &wrap, true).await.number;
    let other = under_way(&m, &wrap, true).await.number;
    let key = sent(&mut owner, &m, number).await.unwrap();
    let mut rider = Browser::at(&m);
    let last = if key.ends_with('0') { "1" } else { "0" };
    let guessed = format!("{}{last}", &key[..key.len() - 1]);
    for (parcel, wrong) in [
        (other, key.as_str()),
        (number, guessed.as_str()),
        (number, ""),
    ] {
        let got = rider
            .get(&format!("/rider/{parcel}?k={wrong}"))
            .await
            .status;
        let press = format!("/rider/{parcel}/take-cash");
        let pressed = rider.post(&press, &[("k", wrong)]).await.status;
        let none = StatusCode::NOT_FOUND;
        assert_eq!((got, pressed), (none, none), "{wrong}");
        assert_eq!(state(&m, parcel).await, "handed_over");
    }
    // What was paid before takes no cash, and what is paid at the door is not delivered without it.
    let paid = under_way(&m, &wrap, false).await.number;
    let paid_key = sent(&mut owner, &m, paid).await.unwrap();
    for (parcel, step, key) in [(paid, "take-cash", &paid_key), (number, "deliver", &key)] {
        rider
            .post(&format!("/rider/{parcel}/{step}"), &[("k", key)])
            .await;
        assert_eq!(state(&m, parcel).await, "handed_over");
    }
    m.assert_sound().await;
}
