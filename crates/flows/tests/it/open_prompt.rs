//! A phone that has a prompt already: asked about before another is sent, and told to nobody who must not know.

use flows::pay::open_prompt::{Asking, OpenPrompt, on};
use flows::place::Placed;
use flows::track::Mine;
use kernel::{PhoneNumber, PurchaseId, Refusal};
use rehearsal::TestMarket;
use simulator::{Answer, Scenario, Transport};

use crate::cards::{by_card, everybody};

const MINUTE: u64 = 60;

/// What somebody is told who is about to pay from this phone for something new.
async fn told(m: &TestMarket, phone: &PhoneNumber, opened: &[PurchaseId]) -> Option<OpenPrompt> {
    let asking = Asking {
        phone,
        mine: Mine {
            person: None,
            opened,
        },
        key: "a-form-of-its-own",
        purchase: None,
    };
    on(&m.market, &asking).await
}

fn own(placed: &Placed) -> OpenPrompt {
    OpenPrompt::Own {
        number: placed.number,
        amount: placed.total,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_that_waits_is_named_to_its_buyer_and_to_nobody_else() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let (mine, another) = (m.phone(), m.phone());
    let first = m.place(&[(&wrap, 1)]).await;
    assert_eq!(told(&m, &mine, &[first.id]).await, None, "none was sent");
    let waiting = m.pay(&first, &mine).await;
    assert_eq!(waiting.state.as_str(), "awaiting_pin");

    let stranger = m.place(&[(&wrap, 1)]).await;
    assert_eq!(told(&m, &mine, &[first.id]).await, Some(own(&first)));
    for opened in [&[][..], &[stranger.id]] {
        assert_eq!(told(&m, &mine, opened).await, Some(OpenPrompt::Others));
    }
    assert_eq!(told(&m, &another, &[first.id]).await, None, "another phone");

    // The same press twice, and the purchase itself, are not "another".
    for (key, purchase) in [
        (&*waiting.idempotency_key, None),
        ("another-press", Some(first.id)),
    ] {
        let asking = Asking {
            phone: &mine,
            mine: Mine {
                person: None,
                opened: &[first.id],
            },
            key,
            purchase,
        };
        assert_eq!(on(&m.market, &asking).await, None, "{key}");
    }

    // Whoever goes on all the same: it is a question, and the operator's no has its own words.
    let second = m.pay(&stranger, &mine).await;
    assert_eq!(second.refusal(), Some(Refusal::AnotherInProgress));
    m.answer(&waiting, Answer::Approve).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(first.id).await.as_str(), "PAID");
    assert_eq!(told(&m, &mine, &[first.id]).await, None, "answered");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_in_buyer_is_told_of_their_own_without_its_link() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let person = m.person().await;
    let cart = m.cart_with_one(&wrap).await;
    let mut wish = m.wish(&cart);
    wish.buyer = Some(person);
    let placed = m.try_place(wish).await.unwrap();
    let phone = m.phone();
    m.pay(&placed, &phone).await;
    let other = m.person().await;
    for (who, expected) in [(person, own(&placed)), (other, OpenPrompt::Others)] {
        let asking = Asking {
            phone: &phone,
            mine: Mine {
                person: Some(who),
                opened: &[],
            },
            key: "a-form-of-its-own",
            purchase: None,
        };
        assert_eq!(on(&m.market, &asking).await, Some(expected));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_answered_for_counts_and_what_cannot_ring_any_more_does_not() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let card = m.place(&[(&wrap, 1)]).await;
    let on_a_page = by_card(&m, &card).await;
    assert!(on_a_page.state.is_open());
    let quiet = told(&m, &on_a_page.phone, &[card.id]).await;
    assert_eq!(quiet, None, "a card rings no phone");

    let transport = Transport::ServerErrorAfter { code: 500 };
    everybody(
        &m,
        Scenario {
            transport,
            ..Scenario::default()
        },
    );
    let phone = m.phone();
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.start(&placed, &phone).await;
    flows::pay::push(&m.market, attempt.id).await.unwrap();
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "unclear");
    assert_eq!(told(&m, &phone, &[placed.id]).await, Some(own(&placed)));
    m.pass_here(11 * MINUTE);
    assert_eq!(told(&m, &phone, &[placed.id]).await, None, "long gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_phone_is_not_asked_about_without_end() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let (phone, other) = (m.phone(), m.phone());
    for phone in [&phone, &other] {
        let placed = m.place(&[(&wrap, 1)]).await;
        m.pay(&placed, phone).await;
    }
    let max = m.market.settings.limits.open_prompts.max;
    for _ in 0..max {
        assert_eq!(told(&m, &phone, &[]).await, Some(OpenPrompt::Others));
    }
    assert_eq!(told(&m, &phone, &[]).await, None, "and it keeps nobody");
    assert_eq!(told(&m, &other, &[]).await, Some(OpenPrompt::Others));
}
