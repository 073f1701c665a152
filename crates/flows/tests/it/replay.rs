//! A stored callback comes once more: whatever became of it the first time, nothing happens.

use flows::Market;
use flows::replay::{ReplayError, replay};
use kernel::CallbackId;
use moderation::Choice;
use rehearsal::{MTN_APPROVES, MTN_NOT_APPROVED, TestMarket, phone};
use simulator::{DeliverRequest, Outcome, Report, Scenario, SignatureKnob};
use uuid::Uuid;

async fn stored(m: &TestMarket, verification: &str) -> Vec<CallbackId> {
    let mut tx = m.platform().await;
    let ids: Vec<Uuid> =
        sqlx::query_scalar("select id from payment_callbacks where verification = $1 order by id")
            .bind(verification)
            .fetch_all(&mut *tx)
            .await
            .unwrap();
    ids.into_iter().map(Into::into).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_callback_replayed_has_zero_new_effects() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    // Paid and sent back; refused; set aside and decided.
    let paid = m.place(&[(&wrap, 1)]).await;
    m.pay(&paid, &phone(MTN_APPROVES)).await;
    flows::cancel::by_buyer(&m.market, rehearsal::holder(paid.id), paid.id)
        .await
        .unwrap();
    let refused = m.place(&[(&wrap, 1)]).await;
    m.pay(&refused, &phone(MTN_NOT_APPROVED)).await;
    let odd = m.phone();
    let scenario = Scenario {
        outcome: Outcome::Success,
        report: Some(Report {
            amount: Some("124.0000".to_owned()),
            ..Report::default()
        }),
        ..Scenario::default()
    };
    m.scenario(&odd, scenario);
    let aside = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&aside, &odd).await;
    m.simulator().clear_scenarios().unwrap();
    m.decide_payment(attempt.id, Choice::Refund).await;
    m.let_money_arrive().await;
    m.assert_sound().await;

    let callbacks = stored(&m, "verified").await;
    assert!(callbacks.len() >= 4, "{callbacks:?}");
    let by = m.admin().await;
    let before = m.footprint().await;
    for _ in 0..2 {
        for callback in &callbacks {
            replay(&m.market, by, *callback).await.unwrap();
            assert!(m.has_jobs().await, "it goes the whole way");
            m.run_jobs().await;
        }
    }
    assert_eq!(m.footprint().await, before);
    assert_eq!(stored(&m, "verified").await, callbacks, "stored once");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_replayed_where_money_is_real_nor_what_was_refused() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &m.phone()).await;
    let forged = DeliverRequest {
        signature: Some(SignatureKnob::WrongKey),
        ..DeliverRequest::default()
    };
    m.simulator()
        .deliver(kernel::Id::uuid(attempt.reference), forged)
        .await
        .unwrap();
    let by = m.admin().await;
    let refused = stored(&m, "refused").await[0];
    let told = replay(&m.market, by, refused).await;
    assert!(matches!(told, Err(ReplayError::Refused)), "{told:?}");
    let nothing = CallbackId::from(Uuid::from_u128(1));
    assert!(matches!(
        replay(&m.market, by, nothing).await,
        Err(ReplayError::NotFound)
    ));

    m.pay(&m.place(&[(&wrap, 1)]).await, &phone(MTN_APPROVES))
        .await;
    let taken = stored(&m, "verified").await[0];
    let mut settings = m.market.settings.clone();
    settings.is_rehearsal = false;
    let real = Market {
        settings,
        ..m.market.clone()
    };
    let told = replay(&real, by, taken).await;
    assert!(matches!(told, Err(ReplayError::NotHere)), "{told:?}");
    assert!(!m.has_jobs().await);
}
