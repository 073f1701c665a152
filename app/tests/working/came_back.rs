//! A payout that came back after it had arrived: an admin ties its line to it, and the shop reads so.

use accounts::PlatformRole;
use axum::http::StatusCode;
use rehearsal::TestMarket;
use simulator::{Dialect, StatementRequest};
use time::format_description::well_known::Rfc3339;

use crate::browser::Browser;
use crate::office::decider;

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_names_the_payout_and_its_shop_reads_that_it_came_back() {
    let (m, product) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&product, 1)]).await;
    m.earned(&placed, product.shop).await;
    let payout = m.pay_out(product.shop, "first").await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    let told = m
        .simulator()
        .statement(&StatementRequest::of(Dialect::Pawapay))
        .csv;
    let csv = format!(
        "{}\n{},260763456789,R-1,{},ZMW,ZMB,,REVERSAL\n",
        told.trim_end(),
        m.now().format(&Rfc3339).unwrap(),
        payout.amount.to_plain(2),
    );
    let mut admin = decider(&m, PlatformRole::Admin).await;
    let fields = [("provider", "pawapay")];
    let file = ("file", "pawapay.csv");
    let sent = admin
        .send_file("/admin/reconciliation", &fields, file, csv.as_bytes())
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let case = admin.get("/admin/cases").await.path().to_owned();
    let page = admin.get(&case).await.html;
    for said in [
        "R-1",
        "It came back",
        "Say first which payout or refund came back.",
        "Close without moving money",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("260763456789"), "no phone in full: {page}");

    let naming = format!("{case}/returned");
    for wrong in ["", "SOMETHING"] {
        let told = admin.post(&naming, &[("returned", wrong)]).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(told.html.contains("There is no such payout or refund"));
        assert!(
            told.html.contains(&format!("value=\"{wrong}\"")),
            "{}",
            told.html
        );
    }
    let reference = payout.reference.to_string();
    let named = admin.post(&naming, &[("returned", &reference)]).await;
    assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.html);
    let page = admin.get(&case).await.html;
    for said in [
        reference.as_str(),
        "Payout of the shop Blue Basket",
        "the shop has its money again",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let fields = [
        ("choice", "came_back"),
        ("reason", "It is on the statement"),
    ];
    let done = admin.post(&case, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let deeds = admin.get("/admin/decisions").await.html;
    for said in [
        "Said that money that had arrived came back",
        "Said which payout or refund came back",
    ] {
        assert!(deeds.contains(said), "{said}: {deeds}");
    }

    let mut owner = Browser::of(&m, product.shop.actor).await;
    let money = owner.get("/dashboard/money").await.html;
    for said in ["Came back", "Payout came back after it had arrived"] {
        assert!(money.contains(said), "{said}: {money}");
    }
    let page = format!("/dashboard/money/payouts/{}", payout.id);
    let page = owner.get(&page).await.html;
    assert!(
        page.contains("sent back to us after it had arrived"),
        "{page}"
    );
    m.assert_sound().await;
}
