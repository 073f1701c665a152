//! A rider's link: a parcel for whoever carries it, without an account.

use axum::http::StatusCode;
use catalog::cash::CashTerms;
use flows::cash;
use kernel::{Currency, OrderNumber};
use orders::Order;
use rehearsal::{Product, TestMarket, holder};

use crate::browser::Browser;

/// The link as the shop's page of the order has it.
async fn sent(owner: &mut Browser, m: &TestMarket, number: OrderNumber) -> Option<String> {
    let page = owner.get(&format!("/dashboard/orders/{number}")).await.html;
    let start = format!("{}/rider/{number}/", m.market.settings.public_url);
    let (_, rest) = page.split_once(&format!("href=\"{start}"))?;
    let (key, _) = rest.split_once('"')?;
    Some(format!("/rider/{number}/{key}"))
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
        let link = sent(&mut owner, &m, number).await.unwrap();
        let mut rider = Browser::at(&m);
        let page = rider.get(&link).await.html.replace('\u{a0}', " ");
        assert_eq!(page.contains("Collect K 150.00 in cash"), is_cash, "{page}");
        assert_eq!(page.contains("Take no money"), !is_cash, "{page}");
        assert!(page.contains(&format!("{link}/{step}")), "{page}");
        let pressed = rider.post(&format!("{link}/{step}"), &[]).await;
        assert_eq!(pressed.path(), link);
        assert_eq!(state(&m, number).await, ends);
        // Twice is once, and where it went is told no more.
        rider.post(&format!("{link}/{step}"), &[]).await;
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
    let link = sent(&mut owner, &m, number).await.unwrap();
    let mut rider = Browser::at(&m);
    let elsewhere = link.replace(&number.to_string(), &other.to_string());
    for wrong in [
        elsewhere,
        format!("{}0", &link[..link.len() - 1]),
        format!("{link}0"),
    ] {
        if wrong == link {
            continue;
        }
        let got = rider.get(&wrong).await.status;
        let pressed = rider.post(&format!("{wrong}/take-cash"), &[]).await.status;
        assert_eq!(
            (got, pressed),
            (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
            "{wrong}"
        );
    }
    // Before it was handed over, and for parcels that are paid in another way, nothing can be pressed that does not fit.
    let paid = under_way(&m, &wrap, false).await.number;
    let paid_link = sent(&mut owner, &m, paid).await.unwrap();
    rider.post(&format!("{paid_link}/take-cash"), &[]).await;
    assert_eq!(state(&m, paid).await, "handed_over");
    rider.post(&format!("{link}/deliver"), &[]).await;
    assert_eq!(state(&m, number).await, "handed_over");
    m.assert_sound().await;
}
