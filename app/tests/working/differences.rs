//! Differences between a provider's statement and the books, on the admin's pages: what each choice does in words, what is booked, and
//! where it is read afterwards.

use accounts::PlatformRole;
use axum::http::StatusCode;
use rehearsal::TestMarket;
use simulator::{Dialect, StatementRequest};
use time::format_description::well_known::Rfc3339;

use crate::browser::{Browser, address};
use crate::office::decider;

/// A sale, and a statement of it with a line that nobody knows and one of another amount.
async fn differing(m: &TestMarket, admin: &mut Browser) {
    let told = m
        .simulator()
        .statement(&StatementRequest::of(Dialect::Pawapay))
        .csv;
    let at = m.now().format(&Rfc3339).unwrap();
    let csv = format!(
        "{}\n{at},,A-1,-17.00,ZMW,ZMB,,ADJUSTMENT\n",
        told.trim_end().replace(",125.00,", ",124.00,"),
    );
    let fields = [("provider", "pawapay")];
    let file = ("file", "pawapay.csv");
    let sent = admin
        .send_file("/admin/reconciliation", &fields, file, csv.as_bytes())
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
}

/// The page of the case with this title.
async fn case(m: &TestMarket, admin: &mut Browser, title: &str) -> (String, String) {
    let path = format!("/admin/cases/{}", m.case_called(title).await);
    let page = admin.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    (path, page.html)
}

async fn decide(admin: &mut Browser, path: &str, choice: &str) {
    let fields = [("choice", choice), ("reason", "Compared with their page")];
    let done = admin.post(path, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn differences_are_booked_and_written_off_and_read_everywhere() {
    let (m, product) = TestMarket::with_product(10_000, 5).await;
    m.sold(&[(&product, 1)]).await;
    let mut admin = decider(&m, PlatformRole::Admin).await;
    differing(&m, &mut admin).await;

    let (path, page) = case(&m, &mut admin, "different_line").await;
    for said in [
        "Their amount is right",
        "K\u{a0}1.00 less is held there",
        "Nothing is booked. It stays a difference.",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    for other in ["Send it back", "Accept it as it is", "It came back"] {
        assert!(!page.contains(other), "{other}: {page}");
    }
    // Not what this case asks, and nothing typed is lost.
    let wrong = [("choice", "never_came"), ("reason", "Compared")];
    let wrong = admin.post(&path, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("That is not what this case asks."));
    assert!(wrong.html.contains("Compared"), "{}", wrong.html);
    decide(&mut admin, &path, "theirs").await;

    let (path, page) = case(&m, &mut admin, "missing_here").await;
    for said in ["A-1", "It is there", "K\u{a0}17.00 less is held there"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    decide(&mut admin, &path, "there").await;
    let told = admin.get("/admin/reconciliation").await.html;
    for said in ["Booked by a decision", "No differences."] {
        assert!(told.contains(said), "{said}: {told}");
    }

    let mut lost = vec!["K\u{a0}1.00", "K\u{a0}17.00"];
    for _ in 0..2 {
        let (path, page) = case(&m, &mut admin, "difference_set_aside").await;
        for said in [
            "Set aside until the difference is explained",
            "Nobody will ever explain it",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("Close without moving money"), "{page}");
        let before = lost.len();
        lost.retain(|lost| !page.contains(&format!("{lost} is the marketplace’s loss.")));
        assert_eq!(lost.len(), before - 1, "{page}");
        // The journal of the decision leads back to its case.
        let journal = address(&page, "/admin/ledger/journals/");
        let journal = admin.get(&journal).await.html;
        assert!(
            journal.contains("A difference with a statement"),
            "{journal}"
        );
        let decided = address(&journal, "/admin/cases/");
        let decided = admin.get(&decided).await.html;
        assert!(decided.contains("Compared with their page"), "{decided}");
        decide(&mut admin, &path, "written_off").await;
    }
    let ledger = admin.get("/admin/ledger").await.html;
    assert!(
        ledger.contains("Lost or found by the marketplace"),
        "{ledger}"
    );
    assert!(ledger.contains("K\u{a0}18.00"), "{ledger}");
    let deeds = admin.get("/admin/decisions").await.html;
    for said in [
        "Booked the amount of a statement",
        "Booked what a statement tells of",
        "Wrote off what was set aside",
    ] {
        assert!(deeds.contains(said), "{said}: {deeds}");
    }
    assert_eq!(m.open_cases().await, [""; 0]);
    m.assert_sound().await;
}
