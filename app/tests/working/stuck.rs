//! Money that no provider says anything about, on the admin's page: one question, and where to look for its answer.

use accounts::PlatformRole;
use axum::http::StatusCode;
use flows::Providers;
use payments::provider::ProviderName;
use rehearsal::{MTN_APPROVES, TestMarket, phone};

use crate::office::decider;

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_nobody_knows_of_asks_one_question_and_says_where_to_look() {
    let (mut m, product) = TestMarket::with_product(10_000, 5).await;
    let alone = m.market.providers.get(ProviderName::PawaPay).unwrap();
    m.market.providers = Providers::new(vec![alone.clone()]);
    let placed = m.place(&[(&product, 1)]).await;
    m.stop_simulator().await;
    let attempt = m.start(&placed, &phone(MTN_APPROVES)).await;
    m.run_jobs().await;
    for _ in 0..3 {
        m.pass_here(3_600);
        m.sweep().await;
    }
    let mut admin = decider(&m, PlatformRole::Admin).await;
    let case = admin.get("/admin/cases").await.path().to_owned();
    let page = admin.get(&case).await;
    for said in [
        "Not known for too long",
        "Look for it in the books of pawapay",
        &attempt.reference.to_string(),
        "The money moved",
        "No money moved",
        "The goods are free again",
    ] {
        assert!(page.html.contains(said), "{said}: {}", page.html);
    }
    for other in ["Send it back", "Close without moving money"] {
        assert!(!page.html.contains(other), "{other}: {}", page.html);
    }
    let closed = [("choice", "close"), ("reason", "Tired of it")];
    let closed = admin.post(&case, &closed).await;
    assert_eq!(closed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(closed.html.contains("That is not what this case asks."));
    assert!(closed.html.contains("Tired of it"), "what was typed stays");

    let fields = [("choice", "not_moved"), ("reason", "Not in their books")];
    let done = admin.post(&case, &fields).await;
    assert_eq!(done.path(), "/admin/cases");
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "refused");
    assert_eq!(m.stock(product.variant).await, (5, 0), "free again");
    let deeds = admin.get("/admin/decisions").await;
    assert!(deeds.html.contains("Said that no money moved"));
}
