//! The admin's money pages without script: finding a payment, deciding a case alone and by two, walking through the ledger.

use accounts::PlatformRole;
use axum::http::StatusCode;
use countries::Country;
use kernel::PersonId;
use ledger::Account;
use rehearsal::{MTN_APPROVES, Product, TestMarket, phone};
use simulator::{Outcome, Report, Scenario};

use crate::browser::{Browser, address, value};

pub(crate) async fn decider(m: &TestMarket, role: PlatformRole) -> Browser {
    let person: PersonId = m.person().await;
    let mut tx = m.platform().await;
    accounts::people::set_platform_role(&mut tx, person, role)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    Browser::of(m, person).await
}

/// A payment of which its provider states this.
async fn odd(m: &TestMarket, product: &Product, stated: &str) -> flows::place::Placed {
    let payer = m.phone();
    let scenario = Scenario {
        outcome: Outcome::Success,
        report: Some(Report {
            amount: Some(stated.to_owned()),
            ..Report::default()
        }),
        ..Scenario::default()
    };
    m.scenario(&payer, scenario);
    let placed = m.place(&[(product, 1)]).await;
    m.pay(&placed, &payer).await;
    placed
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_read_and_decided_on_one_page() {
    let (m, product) = TestMarket::with_product(10_000, 5).await;
    let placed = odd(&m, &product, "124.0000").await;
    let mut admin = decider(&m, PlatformRole::Admin).await;
    let home = admin.get("/admin").await;
    assert!(
        home.html.contains("1 payment case is open"),
        "{}",
        home.html
    );
    let oldest = admin.get("/admin/cases").await;
    let case = oldest.path().to_owned();
    let page = admin.get(&case).await;
    assert_eq!(page.status, StatusCode::OK);
    for said in [
        "The amount is not the order’s",
        "K\u{a0}125.00",
        "K\u{a0}124.00",
        "K\u{a0}1.00",
        "Open for less than an hour",
        "the marketplace bears K\u{a0}1.00",
        "K\u{a0}124.00 sets out to whoever paid",
        &placed.number.to_string(),
    ] {
        assert!(page.html.contains(said), "{said}: {}", page.html);
    }
    assert!(!page.html.contains("Propose to a second admin"));

    // Nothing chosen, nothing written: both are said, and what was typed stays.
    let empty = admin.post(&case, &[("reason", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        empty.html.contains("2 fields need another look"),
        "{}",
        empty.html
    );
    let typed = [("reason", "Called <MTN> & asked")];
    let half = admin.post(&case, &typed).await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(half.html.contains("Called &lt;MTN&gt; &amp; asked"));
    let chosen = admin.post(&case, &[("choice", "refund")]).await;
    assert_eq!(chosen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(chosen.html.contains("checked"), "{}", chosen.html);
    assert_eq!(m.open_cases().await.len(), 1);

    let fields = [("choice", "keep"), ("reason", "Called MTN and asked")];
    let done = admin.post(&case, &fields).await;
    assert_eq!(done.path(), "/admin/cases");
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    let after = admin.get(&done.location).await;
    assert!(
        after.html.contains("Decided and recorded."),
        "{}",
        after.html
    );
    let again = admin.post(&case, &fields).await;
    assert_eq!(again.location, format!("{case}?done=meanwhile"));
    let read = admin.get(&case).await;
    assert!(read.html.contains("Called MTN and asked") && read.html.contains("Carried out"));
    let deeds = admin.get("/admin/decisions").await;
    assert!(deeds.html.contains("Accepted money that did not match"));
}

#[tokio::test(flavor = "multi_thread")]
async fn above_the_limit_a_second_admin_answers() {
    let (m, product) = TestMarket::with_product(600_000, 5).await;
    let placed = odd(&m, &product, "6000.0000").await;
    let mut first = decider(&m, PlatformRole::Admin).await;
    let mut second = decider(&m, PlatformRole::Admin).await;
    let case = first.get("/admin/cases").await.path().to_owned();
    let page = first.get(&case).await;
    assert!(
        page.html.contains("two admins must agree")
            && page.html.contains("Propose to a second admin")
    );
    let fields = [("choice", "refund"), ("reason", "The buyer asked for it")];
    let proposed = first.post(&case, &fields).await;
    assert_eq!(proposed.location, format!("{case}?done=proposed"));

    let own = first.get(&case).await;
    let answer = address(&own.html, &format!("{case}/proposals/"));
    assert!(
        own.html.contains("Take the proposal back") && !own.html.contains("Agree and carry it out")
    );
    let alone = first
        .post(&answer, &[("answer", "agree"), ("note", "Me too")])
        .await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(alone.html.contains("Another admin must agree") && alone.html.contains("Me too"));
    assert_eq!(m.balance(&Account::Suspense).await, -600_000);

    let shown = second.get(&case).await;
    assert!(
        shown.html.contains("The buyer asked for it")
            && shown.html.contains("K\u{a0}6,000.00 sets out")
    );
    let neither = second.post(&answer, &[("note", "Hm")]).await;
    assert_eq!(neither.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(neither.html.contains("Hm"));
    let no = second
        .post(&answer, &[("answer", "reject"), ("note", "Ask first")])
        .await;
    assert_eq!(no.location, format!("{case}?done=rejected"));
    let rejected = first.get(&case).await;
    assert!(rejected.html.contains("Ask first") && rejected.html.contains("Rejected"));

    first.post(&case, &fields).await;
    let answer = address(&second.get(&case).await.html, &format!("{case}/proposals/"));
    let yes = second
        .post(&answer, &[("answer", "agree"), ("note", "")])
        .await;
    assert_eq!(yes.location, "/admin/cases?done=yes");
    assert_eq!(m.owed(placed.id).await, 600_000);
    let late = first.post(&answer, &[("answer", "reject")]).await;
    assert_eq!(late.location, format!("{case}?done=meanwhile"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_found_and_told_from_its_first_line_to_its_postings() {
    let (m, product) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&product, 1)]).await;
    m.pay(&placed, &phone(MTN_APPROVES)).await;
    let number = placed.number.to_string();
    let mut admin = decider(&m, PlatformRole::Admin).await;

    let list = admin.get("/admin/payments?q=6789&state=collected").await;
    assert!(list.html.contains(&number) && list.html.contains("+260 ••• ••• 789"));
    assert_eq!(value(&list.html, "q"), "6789");
    let none = admin.get("/admin/payments?q=6789&state=refused").await;
    assert!(none.html.contains("No payment fits."), "{}", none.html);
    let straight = admin
        .get(&format!("/admin/payments?q={}", number.to_lowercase()))
        .await;
    assert_eq!(straight.path(), format!("/admin/payments/{number}"));

    let page = admin.get(&format!("/admin/payments/{number}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let told = flows::explain::explain(&m.market, placed.number)
        .await
        .unwrap()
        .unwrap();
    for line in told
        .head()
        .into_iter()
        .chain(told.lines.into_iter().map(|line| line.text))
    {
        let escaped = line
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        assert!(page.html.contains(&escaped), "{line}");
    }
    assert!(!page.html.contains("763456789"), "a phone is shown");

    let before = m.footprint().await;
    let replay = address(&page.html, &format!("/admin/payments/{number}/callbacks/"));
    let done = admin.post(&replay, &[]).await;
    assert_eq!(done.path(), format!("/admin/payments/{number}"));
    m.run_jobs().await;
    assert_eq!(m.footprint().await, before);
    assert!(
        admin
            .get(&done.location)
            .await
            .html
            .contains("delivered once more")
    );

    let journal_path = address(&page.html, "/admin/ledger/journals/");
    let journal = admin.get(&journal_path).await;
    assert!(journal.html.contains(&format!("Payment of {number}")));
    let account = admin
        .get(&address(&journal.html, "/admin/ledger/accounts/"))
        .await;
    assert_eq!(account.status, StatusCode::OK);
    assert!(account.html.contains(&journal_path), "{}", account.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn how_the_providers_do_is_told_as_it_was_counted() {
    let (m, product) = TestMarket::with_product(10_000, 5).await;
    let mut admin = decider(&m, PlatformRole::Admin).await;
    let before = admin.get("/admin/providers").await;
    assert!(before.html.contains("Nothing was counted yet."));
    m.sold(&[(&product, 1)]).await;
    flows::route::watch(&m.market).await.unwrap();
    let page = admin.get("/admin/providers").await.html;
    assert!(
        page.contains("pawapay") && page.contains("1 of 1"),
        "{page}"
    );
    // PawaPay speaks of itself; Flutterwave does not.
    assert!(page.contains("Works") && page.contains("Nothing"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_proves_itself_and_every_amount_leads_to_its_postings() {
    let (m, product) = TestMarket::with_product(10_000, 5).await;
    let mut admin = decider(&m, PlatformRole::Admin).await;
    let empty = admin.get("/admin/ledger").await;
    assert!(
        empty.html.contains("Nothing was posted yet."),
        "{}",
        empty.html
    );
    m.sold(&[(&product, 1)]).await;
    let page = admin.get("/admin/ledger").await;
    assert!(
        page.html
            .contains("Checked now: 1 journal, 5 postings, and it balances."),
        "{}",
        page.html
    );
    assert!(
        page.html.contains("All accounts in ZMW together") && page.html.contains("K\u{a0}0.00")
    );
    assert!(page.html.contains("Held by providers"));
    let kind = admin
        .get("/admin/ledger/accounts?name=provider_clearing&currency=ZMW")
        .await;
    assert!(kind.html.contains("pawapay") && kind.html.contains("K\u{a0}125.00"));
    let account = admin
        .get(&address(&kind.html, "/admin/ledger/accounts/"))
        .await;
    let journal = admin
        .get(&address(&account.html, "/admin/ledger/journals/"))
        .await;
    assert!(
        journal
            .html
            .contains("Debits and credits of this journal are equal.")
    );
    for nothing in [
        "/admin/ledger/accounts",
        "/admin/ledger/accounts?name=nothing&currency=ZMW",
        "/admin/ledger/accounts?name=commission&currency=XX",
        "/admin/ledger/accounts/0",
        "/admin/ledger/accounts/x",
        "/admin/ledger/journals/x",
        "/admin/payments/SK-0000-0000",
        "/admin/cases/x",
    ] {
        assert_eq!(
            admin.get(nothing).await.status,
            StatusCode::NOT_FOUND,
            "{nothing}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn money_is_nobody_else_s_whatever_ids_they_know() {
    let (m, product) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&product, 1)]).await;
    odd(&m, &product, "124.0000").await;
    let mut admin = decider(&m, PlatformRole::Admin).await;
    let case = admin.get("/admin/cases").await.path().to_owned();
    let payment = format!("/admin/payments/{}", placed.number);
    let page = admin.get(&payment).await.html;
    let callback = address(&page, &format!("{payment}/callbacks/"));
    let journal = address(&page, "/admin/ledger/journals/");
    let account = address(&admin.get(&journal).await.html, "/admin/ledger/accounts/");
    let other = m.shop("Red Basket", Country::Zambia).await;

    let mut people = vec![
        Browser::of(&m, product.shop.actor).await,
        Browser::of(&m, other.actor).await,
        decider(&m, PlatformRole::Moderator).await,
    ];
    m.run_jobs().await;
    let before = m.footprint().await;
    let proposal = format!("{case}/proposals/01930000-0000-7000-8000-000000000001");
    for browser in &mut people {
        for path in [
            "/admin/cases",
            &case,
            "/admin/payments",
            &payment,
            "/admin/providers",
            "/admin/ledger",
            "/admin/ledger/accounts?name=commission&currency=ZMW",
            &account,
            &journal,
        ] {
            assert_eq!(
                browser.get(path).await.status,
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
        let fields = [
            ("choice", "close"),
            ("reason", "x"),
            ("answer", "agree"),
            ("decision", "settle"),
        ];
        for path in [&case, &proposal, &callback] {
            let told = browser.post(path, &fields).await;
            assert_eq!(told.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    assert!(!m.has_jobs().await);
    assert_eq!(m.footprint().await, before, "nothing moved");
    assert_eq!(m.open_cases().await.len(), 1);

    // A moderator still decides the rest, and is shown no way to the money.
    let home = people[2].get("/admin").await;
    assert_eq!(home.status, StatusCode::OK);
    for hidden in [
        "/admin/cases",
        "/admin/payments",
        "/admin/ledger",
        "payment case",
    ] {
        assert!(!home.html.contains(hidden), "{hidden}");
    }
    assert!(home.html.contains("/admin/pictures"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_money_pages_speak_swahili_too() {
    let (m, product) = TestMarket::with_product(10_000, 5).await;
    odd(&m, &product, "130.0000").await;
    let mut admin = decider(&m, PlatformRole::Admin).await;
    admin
        .post(
            "/preferences",
            &[("language", "sw"), ("return_to", "/admin")],
        )
        .await;
    let case = admin.get("/admin/cases").await.path().to_owned();
    let page = admin.get(&case).await.html;
    assert!(
        page.contains("Kubali kama ilivyo") && page.contains("Ziada"),
        "{page}"
    );
    let ledger = admin.get("/admin/ledger").await.html;
    assert!(
        ledger.contains("Zimewekwa pembeni hadi mtu aamue"),
        "{ledger}"
    );
}
