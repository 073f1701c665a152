//! Providers' statements on the admin's page, without script: the warning, a file sent by form, what it shows, and who may see it.

use accounts::PlatformRole;
use axum::http::StatusCode;
use rehearsal::TestMarket;
use simulator::{Dialect, StatementRequest};

use crate::browser::{Browser, address};
use crate::office::decider;

const PATH: &str = "/admin/reconciliation";
const DAY_SECONDS: u64 = 86_400;

/// The provider's export.
fn exported(m: &TestMarket) -> String {
    let request = StatementRequest::of(Dialect::Pawapay);
    m.simulator().statement(&request).csv
}

async fn statements(m: &TestMarket) -> usize {
    let mut tx = m.platform().await;
    payments::statements::newest(&mut *tx, 10)
        .await
        .unwrap()
        .len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_without_a_statement_is_told_until_its_file_is_sent() {
    let (m, product) = TestMarket::with_product(10_000, 5).await;
    let mut admin = decider(&m, PlatformRole::Admin).await;
    m.sold(&[(&product, 1)]).await;
    let fresh = admin.get(PATH).await;
    assert_eq!(fresh.status, StatusCode::OK);
    assert!(
        !fresh.html.contains("Days without a statement"),
        "it may still come: {}",
        fresh.html
    );
    m.pass(3 * DAY_SECONDS).await;
    let late = admin.get(PATH).await.html;
    for said in [
        "Days without a statement",
        "pawapay",
        "K\u{a0}125.00",
        "No differences.",
        "No statement tells of these days.",
    ] {
        assert!(late.contains(said), "{said}: {late}");
    }
    assert!(late.contains("href=\"/admin/reconciliation\""), "{late}");

    // The same movement twice, as a provider that doubles a line writes it.
    let csv = exported(&m);
    let last = csv.trim_end().lines().last().unwrap().to_owned();
    let csv = format!("{}\n{last}\n", csv.trim_end());
    let file = ("file", "of <the> day.csv");
    let fields = [("provider", "pawapay")];
    let sent = admin.send_file(PATH, &fields, file, csv.as_bytes()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let page = admin.get(&sent.location).await.html;
    for said in [
        "2 lines read, 2 of them new.",
        "every day with money that is over for two days has its statement",
        "Matched",
        "Stated twice",
        "data-label=\"Age\" class=\"number\">",
        "of &lt;the&gt; day.csv",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("Days without a statement"), "{page}");
    let case = address(&page, "/admin/cases/");
    assert_eq!(admin.get(&case).await.status, StatusCode::OK);
    let deeds = admin.get("/admin/decisions").await.html;
    assert!(deeds.contains("Imported a provider’s statement"), "{deeds}");

    let again = admin.send_file(PATH, &fields, file, csv.as_bytes()).await;
    let page = admin.get(&again.location).await.html;
    assert!(
        page.contains("All of this file was imported before."),
        "{page}"
    );
    assert_eq!(statements(&m).await, 1);

    // What is older stands on pages of its own.
    let earlier = address(&page, "/admin/reconciliation?until=");
    let before = admin.get(&earlier).await.html;
    assert!(!before.contains("Matched") && before.contains("The newest days"));
    for wrong in ["?until=x", "?until=9999-01-01", "?until="] {
        let told = admin.get(&format!("{PATH}{wrong}")).await;
        assert_eq!(told.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_banks_file_pays_what_it_names_and_who_sent_it_is_remembered() {
    let (m, product) = TestMarket::with_product(10_000, 5).await;
    let mut admin = decider(&m, PlatformRole::Admin).await;
    let cart = m.cart_with_one(&product).await;
    let placed = m.try_place(m.wish(&cart)).await.unwrap();
    let form = admin.get(PATH).await.html;
    for said in ["bank:ZM", "Our own bank account: Zambia", "bank:KE"] {
        assert!(form.contains(said), "{said}: {form}");
    }
    let day = m.now().date();
    let csv = format!(
        "Date,Narration,Debit,Credit,Balance\n{day},TRF {},,125.00,125.00\n{day},CASH DEPOSIT,,70.00,195.00\n{day},LEDGER FEE,5.00,,190.00\n",
        placed.number
    );
    let fields = [("provider", "bank:ZM")];
    let sent = admin
        .send_file(PATH, &fields, ("file", "bank.csv"), csv.as_bytes())
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let page = admin.get(&sent.location).await.html;
    for said in ["3 lines read, 3 of them new.", "bank.csv", "Matched"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "paid");
    let deeds = admin.get("/admin/decisions").await.html;
    assert!(deeds.contains("Imported a provider’s statement"), "{deeds}");
    // What nobody knows asks for its purchase.
    assert_eq!(m.open_cases().await, ["unmatched"]);
    let case = admin.get("/admin/cases").await.path().to_owned();
    let case = admin.get(&case).await.html;
    assert!(
        case.contains("CASH DEPOSIT") && case.contains("70.00"),
        "{case}"
    );
    let again = admin
        .send_file(PATH, &fields, ("file", "bank.csv"), csv.as_bytes())
        .await;
    assert!(again.location.contains("known="), "{}", again.location);

    // Not as a provider's, and not of a country that is none.
    for wrong in ["bank", "bank:SE", "bank:"] {
        let fields = [("provider", wrong)];
        let refused = admin
            .send_file(PATH, &fields, ("file", "bank.csv"), csv.as_bytes())
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_statement_is_refused_beside_its_field_and_nothing_is_kept() {
    let (m, _) = TestMarket::with_product(10_000, 5).await;
    let mut admin = decider(&m, PlatformRole::Admin).await;
    let empty = admin.send_file(PATH, &[], ("file", ""), b"").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.html.contains("2 fields need another look"));
    assert!(empty.html.contains("Choose a file."));
    let fields = [("provider", "pawapay")];
    let other = admin
        .send_file(PATH, &fields, ("file", "x.csv"), b"a,b\n1,2\n")
        .await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        other
            .html
            .contains("The columns of pawapay’s statements are not in this file."),
        "{}",
        other.html
    );
    assert!(other.html.contains("<option value=\"pawapay\" selected"));
    let large = vec![b'x'; 8 * 1024 * 1024 + 1];
    let large = admin
        .send_file(PATH, &fields, ("file", "x.csv"), &large)
        .await;
    assert_eq!(large.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(large.html.contains("larger than 8 MB"), "{}", large.html);
    assert_eq!(statements(&m).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_are_the_admins_alone() {
    let (m, product) = TestMarket::with_product(10_000, 5).await;
    m.sold(&[(&product, 1)]).await;
    let csv = exported(&m);
    let mut people = [
        Browser::of(&m, product.shop.actor).await,
        decider(&m, PlatformRole::Moderator).await,
    ];
    for browser in &mut people {
        assert_eq!(browser.get(PATH).await.status, StatusCode::NOT_FOUND);
        let sent = browser
            .send_file(
                PATH,
                &[("provider", "pawapay")],
                ("file", "x.csv"),
                csv.as_bytes(),
            )
            .await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND);
    }
    let home = people[1].get("/admin").await.html;
    assert!(!home.contains(PATH), "{home}");
    assert_eq!(statements(&m).await, 0);
}
