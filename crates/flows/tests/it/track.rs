//! Who may open a purchase: its owner, the holder of its link, and whoever can read the phone. Nobody learns whether it exists.

use accounts::{CodeError, Codes};
use flows::track::{self, ConfirmError, RequestError};
use kernel::PurchaseNumber;
use rehearsal::TestMarket;
use words::Lang;

const HERE: [u8; 32] = [7; 32];

fn codes(m: &TestMarket) -> Codes {
    Codes::new(&m.market.settings.secret, accounts::Limits::STANDARD.codes)
}

/// The digits of the newest code that was queued.
async fn code_sent(m: &TestMarket) -> Option<String> {
    let messages = notifications::list_newest(&m.db.app, 10).await.unwrap();
    let body = messages
        .into_iter()
        .find(|message| message.body.contains("code"))?
        .body;
    Some(body.chars().filter(char::is_ascii_digit).take(6).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_alone_opens_nothing() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let stranger = m.person().await;
    let find = async |person, opened: &[_]| {
        track::resolve(&m.market, person, opened, placed.number)
            .await
            .unwrap()
    };
    assert_eq!(find(None, &[]).await, None);
    assert_eq!(find(Some(stranger), &[]).await, None);
    assert_eq!(find(None, &[placed.id]).await, Some(placed.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_s_code_opens_it_in_this_browser_only() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let phone = m.purchase(placed.id).await.recipient.phone;
    let codes = codes(&m);
    track::request(&m.market, &codes, &HERE, placed.number, &phone, Lang::En)
        .await
        .unwrap();
    let code = code_sent(&m).await.unwrap();
    let confirm = async |bound: &[u8; 32], typed: &str| {
        track::confirm(&m.market, &codes, bound, placed.number, &phone, typed).await
    };
    let elsewhere = confirm(&[8; 32], &code).await;
    assert!(
        matches!(elsewhere, Err(ConfirmError::Code(CodeError::Expired))),
        "{elsewhere:?}"
    );
    let wrong = confirm(&HERE, if code == "000000" { "000001" } else { "000000" }).await;
    assert!(
        matches!(
            wrong,
            Err(ConfirmError::Code(CodeError::Wrong { tries_left: 4 }))
        ),
        "{wrong:?}"
    );
    assert_eq!(confirm(&HERE, &code).await.unwrap(), placed.id);
    let again = confirm(&HERE, &code).await;
    assert!(
        matches!(again, Err(ConfirmError::Code(CodeError::Expired))),
        "{again:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_none_is_answered_alike() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let codes = codes(&m);
    let other_number = PurchaseNumber::from_random([3; 8]);
    let other_phone = m.phone();
    for number in [placed.number, other_number] {
        track::request(&m.market, &codes, &HERE, number, &other_phone, Lang::En)
            .await
            .unwrap();
    }
    assert_eq!(
        code_sent(&m).await,
        None,
        "no message leaves for a phone that is not the order's"
    );
    // The limit counts whether or not there is such an order.
    track::request(
        &m.market,
        &codes,
        &HERE,
        other_number,
        &other_phone,
        Lang::En,
    )
    .await
    .unwrap();
    let fourth = track::request(
        &m.market,
        &codes,
        &HERE,
        other_number,
        &other_phone,
        Lang::En,
    )
    .await;
    assert!(
        matches!(fourth, Err(RequestError::TooOften(_))),
        "{fourth:?}"
    );
}
