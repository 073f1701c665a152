//! What was bought as a guest belongs to whoever shows that the phone is theirs.

use accounts::Codes;
use flows::sign_in::{self, ConfirmError};
use flows::view;
use kernel::{PersonId, PhoneNumber};
use orders::Purchase;
use rehearsal::TestMarket;
use store::{Buyer, Cursor};
use words::Lang;

const HERE: [u8; 32] = [7; 32];

/// Asks for a code and types it, or something else.
async fn confirm(
    m: &TestMarket,
    phone: &PhoneNumber,
    is_right: bool,
) -> Result<PersonId, ConfirmError> {
    let codes = Codes::new(&m.market.settings.secret, accounts::Limits::STANDARD.codes);
    let purpose = accounts::Purpose::SignIn;
    m.pass_here(1);
    sign_in::send_code(&m.market, &codes, phone, purpose, &HERE, Lang::En)
        .await
        .unwrap();
    let newest = notifications::list_newest(&m.db.app, 1).await.unwrap();
    let digits = newest[0].body.chars().filter(char::is_ascii_digit);
    let code: String = digits.take(6).collect();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let code = if is_right { &code } else { wrong };
    let person = sign_in::confirm(&m.market, &codes, phone, &HERE, code, "Chipo", Lang::En).await?;
    Ok(person.id)
}

async fn history(m: &TestMarket, person: PersonId, after: Option<Cursor>) -> Vec<Purchase> {
    let buyer = Buyer {
        person: Some(person),
        purchase: None,
    };
    view::history(&m.market, buyer, None, after, 10)
        .await
        .unwrap()
        .rows
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_s_purchases_come_with_the_phone_and_no_other_do() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let others = m.place(&[(&wrap, 1)]).await;
    let phone = m.purchase(placed.id).await.recipient.phone;

    // With the wrong code nobody gets anything.
    let refused = confirm(&m, &phone, false).await;
    assert!(matches!(refused, Err(ConfirmError::Code(_))));
    assert_eq!(m.purchase(placed.id).await.buyer, None);

    let person = confirm(&m, &phone, true).await.unwrap();
    assert_eq!(m.purchase(placed.id).await.buyer, Some(person));
    assert_eq!(m.purchase(others.id).await.buyer, None);
    let ids: Vec<_> = history(&m, person, None)
        .await
        .iter()
        .map(|p| p.id)
        .collect();
    assert_eq!(ids, [placed.id]);
    // Signing in again changes nothing, and the guest's own link still opens it.
    assert_eq!(confirm(&m, &phone, true).await.unwrap(), person);
    let opened = view::open(&m.market, placed.number, &placed.key).await;
    assert_eq!(opened.unwrap(), Some(placed.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_bought_signed_in_stays_theirs_whoever_receives_it() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let giver = m.person().await;
    let cart = m.cart_with(&[(&wrap, 1)]).await;
    let mut wish = m.wish(&cart);
    wish.buyer = Some(giver);
    let phone = wish.recipient.phone.clone();
    let gift = m.try_place(wish).await.unwrap();
    let receiver = confirm(&m, &phone, true).await.unwrap();
    assert_eq!(m.purchase(gift.id).await.buyer, Some(giver));
    assert!(history(&m, receiver, None).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn history_is_paged_by_newest_filtered_by_state_and_one_s_own() {
    let (m, wrap) = TestMarket::with_product(10_000, 99).await;
    let (me, other) = (m.person().await, m.person().await);
    let mut mine = Vec::new();
    for at in 0..5 {
        for buyer in [me, other] {
            let cart = m.cart_with(&[(&wrap, 1)]).await;
            let mut wish = m.wish(&cart);
            wish.buyer = Some(buyer);
            let placed = m.try_place(wish).await.unwrap();
            if buyer == me {
                mine.push(placed.id);
            }
        }
        // Two of them in the same moment: the id decides.
        m.pass_here(u64::from(at != 2));
    }
    let buyer = |person| Buyer {
        person: Some(person),
        purchase: None,
    };
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = view::history(&m.market, buyer(me), None, after, 2)
            .await
            .unwrap();
        assert!(page.rows.len() <= 2);
        seen.extend(page.rows.iter().map(|purchase| purchase.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let times: Vec<_> = {
        let mut times = Vec::new();
        for id in &seen {
            times.push(m.purchase(*id).await.placed_at);
        }
        times
    };
    assert!(times.is_sorted_by(|newer, older| newer >= older));
    let mut sorted = seen.clone();
    sorted.sort_unstable();
    mine.sort_unstable();
    assert_eq!(sorted, mine, "each of mine once, and none of another's");

    let state = async |state| {
        let page = view::history(&m.market, buyer(me), Some(state), None, 10).await;
        page.unwrap().rows.len()
    };
    let cancelled = Buyer {
        person: Some(me),
        purchase: None,
    };
    flows::cancel::by_buyer(&m.market, cancelled, mine[0])
        .await
        .unwrap();
    assert_eq!(state(orders::PurchaseState::Open).await, 4);
    assert_eq!(state(orders::PurchaseState::Cancelled).await, 1);
    // Another person's scope finds nothing of mine, however it is asked.
    for id in &mine {
        let theirs = view::of(&m.market, buyer(other), *id).await.unwrap();
        assert!(theirs.is_none());
        let number = m.purchase(*id).await.number;
        let found = view::find(&m.market, buyer(other), number).await.unwrap();
        assert_eq!(found, None);
    }
    let nobody = Buyer {
        person: None,
        purchase: None,
    };
    let page = view::history(&m.market, nobody, None, None, 10)
        .await
        .unwrap();
    assert!(page.rows.is_empty());
}
