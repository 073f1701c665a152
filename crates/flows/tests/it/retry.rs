//! Trying again: one open attempt at a time, the hold taken anew, and only as often as is decent.

use flows::pay::PayError;
use futures::future::join_all;
use kernel::Refusal;
use orders::PurchaseState;
use rehearsal::{MTN_APPROVES, MTN_NOT_APPROVED, Opening, TestMarket, phone};
use simulator::{CallbackKnob, Scenario};
use store::Buyer;

#[tokio::test(flavor = "multi_thread")]
async fn a_second_attempt_waits_until_the_first_is_final() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let first = m.start(&placed, &m.phone()).await;
    for _ in 0..2 {
        let before = m.footprint().await;
        let second = m
            .try_pay(m.wish_to_pay(placed.id, &phone(MTN_APPROVES)))
            .await;
        assert!(matches!(second, Err(PayError::StillOpen(open)) if open == first.id));
        assert_eq!(m.footprint().await, before);
        // Prepared at first, a prompt on the phone then.
        m.run_jobs().await;
    }
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_ten_phones_at_once_one_is_asked() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let wishes: Vec<_> = (0..10)
        .map(|_| m.wish_to_pay(placed.id, &m.phone()))
        .collect();
    let tried = join_all(wishes.into_iter().map(|wish| m.try_pay(wish))).await;
    assert_eq!(tried.iter().filter(|t| t.is_ok()).count(), 1);
    let refused = |t: &&Result<_, PayError>| matches!(t, Err(PayError::StillOpen(_)));
    assert_eq!(tried.iter().filter(refused).count(), 9);
    m.run_jobs().await;
    assert_eq!(m.simulator().transactions().len(), 1);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_frees_the_stock_and_a_retry_takes_it_again() {
    let (m, wrap) = TestMarket::with_product(10_000, 1).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let first = m.pay(&placed, &phone(MTN_NOT_APPROVED)).await;
    assert_eq!(first.refusal(), Some(Refusal::NotApproved));
    assert_eq!(m.status(placed.id).await.as_str(), "FAILED");
    assert_eq!(m.stock(wrap.variant).await, (1, 0));
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "open");

    let second = m.start(&placed, &phone(MTN_APPROVES)).await;
    assert_eq!(m.stock(wrap.variant).await, (1, 1));
    assert_ne!(second.reference, first.reference);
    m.run_jobs().await;
    m.pass(1).await;
    m.run_jobs().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.stock(wrap.variant).await, (0, 0));
    let timeline = m.timeline(placed.id).await;
    assert_eq!(
        timeline,
        [
            "placed",
            "prompt_sent",
            "payment_refused",
            "prompt_sent",
            "paid"
        ]
    );
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_says_which_line_is_gone() {
    let (m, wrap) = TestMarket::with_product(10_000, 1).await;
    let plenty = m.product(wrap.shop, 5_000, 50).await;
    let placed = m.place(&[(&wrap, 1), (&plenty, 2)]).await;
    m.pay(&placed, &phone(MTN_NOT_APPROVED)).await;
    m.sold(&[(&wrap, 1)]).await;

    let before = m.footprint().await;
    let retry = m
        .try_pay(m.wish_to_pay(placed.id, &phone(MTN_APPROVES)))
        .await;
    let Err(PayError::SoldOut(short)) = retry else {
        panic!("{retry:?}")
    };
    assert_eq!(short.len(), 1);
    assert_eq!((short[0].variant, short[0].available), (wrap.variant, 0));
    assert_eq!(m.footprint().await, before);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_pays_twice_for_what_is_paid_or_for_what_is_over() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let paid = m.sold(&[(&wrap, 1)]).await;
    let over = m.place(&[(&wrap, 1)]).await;
    m.pass_here(16 * 60);
    m.sweep().await;
    let before = m.footprint().await;
    for (placed, state) in [(paid, PurchaseState::Paid), (over, PurchaseState::Expired)] {
        let tried = m
            .try_pay(m.wish_to_pay(placed.id, &phone(MTN_APPROVES)))
            .await;
        assert!(
            matches!(tried, Err(PayError::NotPayable(found)) if found == state),
            "{tried:?}"
        );
    }
    assert_eq!(m.footprint().await, before);
}

/// Each purchase is a new one, so counting them alone would let somebody ring a stranger's phone without end.
#[tokio::test(flavor = "multi_thread")]
async fn one_phone_is_not_rung_without_end_whatever_is_bought() {
    let (mut m, wrap) = TestMarket::with_product(10_000, 50).await;
    m.market.settings.limits.prompts = accounts::Limits::STANDARD.prompts;
    let stranger = m.phone();
    for _ in 0..10 {
        let placed = m.place(&[(&wrap, 1)]).await;
        let attempt = m.start(&placed, &stranger).await;
        // Asking for the same once more rings nobody.
        let again = flows::pay::Pay {
            key: attempt.idempotency_key.clone(),
            ..m.wish_to_pay(placed.id, &stranger)
        };
        assert_eq!(m.try_pay(again).await.unwrap().id, attempt.id);
    }
    let placed = m.place(&[(&wrap, 1)]).await;
    let before = m.footprint().await;
    for _ in 0..3 {
        let tried = m.try_pay(m.wish_to_pay(placed.id, &stranger)).await;
        assert!(matches!(tried, Err(PayError::TooOften(_))), "{tried:?}");
    }
    assert_eq!(m.footprint().await, before);
    // The buyer's own phone rings, and so does a page for a card, which rings none.
    let card = flows::pay::Pay {
        method: kernel::Method::Card,
        ..m.wish_to_pay(m.place(&[(&wrap, 1)]).await.id, &stranger)
    };
    m.try_pay(card).await.unwrap();
    m.start(&placed, &m.phone()).await;
    m.pass_here(11 * 60);
    let later = m.place(&[(&wrap, 1)]).await;
    m.start(&later, &stranger).await;
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_cannot_pay_or_see_a_purchase() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let other = m.place(&[(&wrap, 1)]).await;
    let strangers = [
        Buyer {
            person: Some(m.person().await),
            purchase: None,
        },
        Buyer {
            person: None,
            purchase: Some(other.id),
        },
        Buyer {
            person: None,
            purchase: None,
        },
    ];
    let before = m.footprint().await;
    for stranger in strangers {
        let wish = m.wish_to_pay(placed.id, &phone(MTN_APPROVES));
        assert!(matches!(
            flows::pay::start(&m.market, stranger, wish).await,
            Err(PayError::NotFound)
        ));
        assert!(
            flows::view::of(&m.market, stranger, placed.id)
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            flows::progress::of(&m.market, stranger, placed.id)
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            flows::progress::check_now(&m.market, stranger, placed.id)
                .await
                .unwrap()
                .is_none()
        );
    }
    assert_eq!(m.footprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn trying_too_often_is_refused_for_a_while() {
    let m = TestMarket::open_with(Opening {
        payments_per_minute: 3,
        ..Opening::default()
    })
    .await;
    let shop = m.shop("Blue Basket", countries::Country::Zambia).await;
    let wrap = m.product(shop, 10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    for _ in 0..3 {
        m.pay(&placed, &phone(MTN_NOT_APPROVED)).await;
    }
    let before = m.footprint().await;
    let wish = m.wish_to_pay(placed.id, &phone(MTN_APPROVES));
    let refused = m.try_pay(wish.clone()).await;
    let Err(PayError::TooOften(wait)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(m.footprint().await, before);
    m.pass_here(u64::try_from(wait.retry_after_seconds).unwrap() + 60);
    m.try_pay(wish).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impatient_buyer_does_not_make_us_ask_more_often() {
    let (m, wrap) = TestMarket::with_product(10_000, 3).await;
    let phone = m.phone();
    m.scenario(
        &phone,
        Scenario {
            callback: CallbackKnob::None,
            ..Scenario::default()
        },
    );
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &phone).await;
    let asked = || {
        m.simulator()
            .requests()
            .iter()
            .filter(|r| r.method == "GET")
            .count()
    };
    let check = async || {
        let holder = rehearsal::holder(placed.id);
        flows::progress::check_now(&m.market, holder, placed.id)
            .await
            .unwrap()
            .unwrap()
            .status
            .as_str()
    };
    for _ in 0..10 {
        assert_eq!(check().await, "PENDING");
    }
    assert_eq!(asked(), 1);
    m.answer(&attempt, simulator::Answer::Approve).await;
    m.pass_here(5);
    assert_eq!(check().await, "PAID", "without any worker");
    assert_eq!(asked(), 2);
}
