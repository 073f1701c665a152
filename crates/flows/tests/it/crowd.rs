//! A crowd at the last pieces.

use std::time::{Duration, Instant};

use flows::place::{PlaceError, Placed};
use futures::StreamExt as _;
use futures::stream;
use rehearsal::scarce::{Crowd, sell};
use rehearsal::{MTN_APPROVES, TestMarket, phone};

const BUYERS: usize = 500;
const PIECES: u32 = 100;
/// As many at a time as the pool has connections, and some that wait for one.
const AT_A_TIME: usize = 24;

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_buyers_share_a_hundred_pieces() {
    let started = Instant::now();
    let (m, wrap) = TestMarket::with_product(10_000, PIECES).await;
    let carts: Vec<_> = stream::iter(0..BUYERS)
        .map(|_| m.cart_with_one(&wrap))
        .buffer_unordered(AT_A_TIME)
        .collect()
        .await;
    let tried: Vec<Result<Placed, PlaceError>> = stream::iter(&carts)
        .map(|cart| m.try_place(m.wish(cart)))
        .buffer_unordered(AT_A_TIME)
        .collect()
        .await;

    let mut placed = Vec::new();
    for one in tried {
        match one {
            Ok(one) => placed.push(one),
            Err(PlaceError::Short(short)) => {
                assert_eq!(
                    (short[0].variant, short[0].wanted, short[0].available),
                    (wrap.variant, 1, 0)
                );
            }
            Err(other) => panic!("the rest are told why: {other:?}"),
        }
    }
    assert_eq!(placed.len(), PIECES as usize);
    assert_eq!(m.stock(wrap.variant).await, (PIECES, PIECES));

    let phone = phone(MTN_APPROVES);
    let attempts: Vec<_> = stream::iter(&placed)
        .map(|one| m.start(one, &phone))
        .buffer_unordered(AT_A_TIME)
        .collect()
        .await;
    let market = &m.market;
    let push =
        async |attempt: payments::Attempt| flows::pay::push(market, attempt.id).await.unwrap();
    stream::iter(attempts)
        .for_each_concurrent(AT_A_TIME, push)
        .await;
    m.pass(1).await;
    m.run_jobs().await;

    for one in &placed {
        assert_eq!(m.purchase(one.id).await.state.as_str(), "paid");
    }
    assert_eq!(m.stock(wrap.variant).await, (0, 0));
    assert_eq!(
        m.cleared().await,
        i64::from(PIECES) * placed[0].total.minor()
    );
    assert_eq!(m.open_cases().await, [""; 0]);
    let after = m.footprint().await;
    assert_eq!(
        (after.purchases.len(), after.attempts.len()),
        (PIECES as usize, PIECES as usize)
    );
    m.assert_sound().await;
    m.assert_books_agree().await;
    // No budget, only a fence: waiting for each other in a circle would be seen here.
    assert!(
        started.elapsed() < Duration::from_mins(1),
        "bounded: {:?}",
        started.elapsed()
    );
}

/// With unknowns, refusals and late money, as `bench_hold` plays it with more.
#[tokio::test(flavor = "multi_thread")]
async fn stock_follows_the_money_of_a_crowd() {
    let crowd = Crowd {
        buyers: 150,
        pieces: 30,
        minutes: 10,
        seed: 3,
    };
    let sale = sell(crowd).await;
    assert_eq!((sale.oversold, sale.paid_but_cancelled), (0, 0), "{sale}");
    assert!(sale.late_kept + sale.late_sent_back > 0, "{sale}");
    assert!(sale.idle_p95 < 60, "{sale}");
}
