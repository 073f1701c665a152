//! Where a shop's money goes, without script: a number with its network or an account, why not beside the choice, and how a change is
//! taken back.

use axum::http::StatusCode;
use catalog::Role;
use countries::Country;
use flows::Providers;
use rehearsal::{ACCOUNT, Product, TestMarket, account_in_zambia};

use crate::browser::{Browser, address, value};

const PATH: &str = "/dashboard/money";
const CHANGE: &str = "/dashboard/money/destination";
const BACK: &str = "/dashboard/money/destination/back";

fn plain(html: &str) -> String {
    html.replace('\u{a0}', " ")
}

async fn with_earnings() -> (TestMarket, Product, Browser) {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    m.list_banks().await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.earned(&placed, wrap.shop).await;
    let owner = Browser::of(&m, wrap.shop.actor).await;
    (m, wrap, owner)
}

fn account(branch: &'static str) -> [(&'static str, &'static str); 5] {
    [
        ("paid_to", "bank"),
        ("paid_bank", "ZM010000"),
        ("paid_branch", branch),
        ("paid_account", "0012-0300 019876"),
        ("paid_holder", "Mwila Phiri"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_said_in_two_presses_and_shown_by_its_last_digits() {
    let (m, wrap, mut owner) = with_earnings().await;
    let page = owner.get(PATH).await.html;
    assert_eq!(address(&page, CHANGE), CHANGE);
    assert!(page.contains("Payouts go to MTN +260 ••• •••"), "{page}");
    assert!(
        page.contains("Stanbic Bank Zambia") && !page.contains("paid_branch"),
        "which branch is asked when the bank is known"
    );
    // The bank has three branches: the form comes back with them, and with every word.
    let asked = owner.post(CHANGE, &account("")).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = &asked.html;
    assert!(html.contains("Choose the branch that keeps the account."));
    assert!(html.contains("href=\"#paid_branch\"") && html.contains("Kitwe"));
    assert_eq!(value(html, "paid_account"), "0012-0300 019876");
    assert_eq!(value(html, "paid_holder"), "Mwila Phiri");
    let before = m.statement(wrap.shop).await.paid_to;

    let done = owner.post(CHANGE, &account("ZM010001")).await;
    assert_eq!(done.path(), PATH);
    let known = m.statement(wrap.shop).await.paid_to;
    let mut expected = account_in_zambia();
    if let kernel::Destination::Bank(account) = &mut expected {
        account.phone = before.current.unwrap().to.phone().clone();
    }
    assert_eq!(known.current.unwrap().to, expected);
    let page = plain(&owner.get(&done.location).await.html);
    assert!(page.contains("We sent an SMS to the number that the owner signs in with."));
    assert!(page.contains(
        "payouts go to Zambia National Commercial Bank •••• 9876. Until then nothing is paid out."
    ));
    assert!(
        page.contains("Nothing is paid out before") && !page.contains(">Pay out K"),
        "{page}"
    );
    assert_eq!(value(&page, "paid_account"), ACCOUNT, "in the form alone");
    assert_eq!(page.matches(ACCOUNT).count(), 1, "{page}");
    // Pressed all the same, it says so and moves nothing.
    let before = m.footprint().await;
    let refused = owner.post(PATH, &[("key", "a-key-of-sixteen-signs")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("Nothing is paid out before"));
    assert_eq!(m.footprint().await, before);

    m.pass_here(24 * 3_600);
    let page = owner.get(PATH).await.html;
    let key = value(&page, "key");
    let sent = owner.post(PATH, &[("key", &key)]).await;
    assert_eq!(sent.path(), PATH);
    let page = owner.get(PATH).await.html;
    let payout = m.payouts(wrap.shop).await[0].id;
    let lines = owner
        .get(&format!("/dashboard/money/payouts/{payout}"))
        .await
        .html;
    for page in [page, lines] {
        assert!(
            page.contains("Zambia National Commercial Bank •••• 9876"),
            "{page}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_nobody_wanted_is_taken_back_by_one_press() {
    let (m, wrap, mut owner) = with_earnings().await;
    let own = m.statement(wrap.shop).await.paid_to.current.unwrap().to;
    let thief = [
        ("paid_to", "wallet"),
        ("paid_phone", "097 111 1111"),
        ("paid_network", ""),
    ];
    let done = owner.post(CHANGE, &thief).await;
    assert_eq!(done.path(), PATH);
    let page = owner.get(PATH).await.html;
    assert!(page.contains("Airtel +260 ••• ••• 111"), "{page}");
    assert_eq!(address(&page, BACK), BACK);
    assert!(page.contains("If that was not you"));
    let back = owner.post(BACK, &[]).await;
    assert_eq!(back.path(), PATH);
    let page = owner.get(&back.location).await.html;
    assert!(
        page.contains("Payouts go where they went before.") && page.contains(">Pay out K"),
        "{page}"
    );
    assert_eq!(
        m.statement(wrap.shop).await.paid_to.current.unwrap().to,
        own
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost() {
    let (m, wrap, mut owner) = with_earnings().await;
    let before = m.statement(wrap.shop).await.paid_to;
    for (typed, wrong) in [
        (vec![("paid_phone", "0971111111")], vec!["paid_to"]),
        (
            vec![
                ("paid_to", "wallet"),
                ("paid_phone", "12"),
                ("paid_network", ""),
            ],
            vec!["paid_phone"],
        ),
        (
            vec![
                ("paid_to", "wallet"),
                ("paid_phone", "0981234567"),
                ("paid_network", ""),
            ],
            vec!["paid_network"],
        ),
        (
            vec![
                ("paid_to", "wallet"),
                ("paid_phone", "0971111111"),
                ("paid_network", "mpesa_kenya"),
            ],
            vec!["paid_network"],
        ),
        (
            vec![
                ("paid_to", "bank"),
                ("paid_bank", ""),
                ("paid_account", "12"),
                ("paid_holder", "1"),
            ],
            vec!["paid_bank", "paid_account", "paid_holder"],
        ),
        (
            vec![
                ("paid_to", "bank"),
                ("paid_bank", "ZM040000"),
                ("paid_account", ""),
                ("paid_holder", ""),
            ],
            vec!["paid_account", "paid_holder"],
        ),
    ] {
        let refused = owner.post(CHANGE, &typed).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{typed:?}"
        );
        for field in wrong {
            let html = &refused.html;
            assert!(html.contains(&format!("href=\"#{field}\"")), "{typed:?}");
            let is_beside = html.contains(&format!("id=\"{field}-error\""));
            assert!(is_beside, "{typed:?} {field}: {html}");
        }
        for (name, text) in typed {
            if !["paid_to", "paid_network", "paid_bank"].contains(&name) {
                assert_eq!(value(&refused.html, name), text);
            }
        }
    }
    assert_eq!(m.statement(wrap.shop).await.paid_to, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_chosen_says_why_before_anything_is_pressed() {
    let (mut m, wrap) = TestMarket::with_product(10_000, 50).await;
    let mut owner = Browser::of(&m, wrap.shop.actor).await;
    let page = owner.get(PATH).await.html;
    assert!(
        page.contains("The list of banks has not come yet."),
        "{page}"
    );
    let refused = owner.post(CHANGE, &account("ZM010001")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("href=\"#paid_to\""));

    // Nobody here pays out to banks, and to one network alone.
    let momo = m
        .market
        .providers
        .get(payments::provider::ProviderName::MtnMomo)
        .unwrap()
        .clone();
    m.market.providers = Providers::new(vec![momo]);
    let mut owner = Browser::of(&m, wrap.shop.actor).await;
    let page = owner.get(PATH).await.html;
    assert!(page.contains("No provider of ours pays out to bank accounts in this country yet."));
    assert!(page.contains("Airtel: nobody pays out there yet") && !page.contains("MTN: nobody"));
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_read_where_the_money_goes_and_change_nothing() {
    let (m, wrap, _) = with_earnings().await;
    let helper = m.shop("Another", Country::Zambia).await.actor;
    let mut tx = m.platform().await;
    catalog::shops::add_member(&mut tx, wrap.shop.shop, helper, Role::Staff, m.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut staff = Browser::of(&m, helper).await;
    let of = format!("?shop={}", wrap.shop.shop);
    let page = staff.get(&format!("{PATH}{of}")).await.html;
    assert!(page.contains("Payouts go to MTN +260 ••• •••"), "{page}");
    assert!(!page.contains("paid_account") && !page.contains(">Pay out K"));
    for path in [CHANGE, BACK] {
        let answer = staff
            .post(&format!("{path}{of}"), &account("ZM010001"))
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
}
