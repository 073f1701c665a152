//! A phone, a code, an account; and out again, here and elsewhere.

use axum::http::StatusCode;
use rehearsal::TestMarket;

use crate::browser::{Browser, newest_code, value};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_person_signs_up_and_comes_back_to_where_they_were() {
    let m = TestMarket::open().await;
    let phone = m.phone();
    let mut browser = Browser::at(&m);
    let asked = browser.get("/account").await;
    assert_eq!(
        (asked.status, asked.location.as_str()),
        (StatusCode::SEE_OTHER, "/sign-in?back=/account")
    );

    let wrong = browser
        .post("/sign-up", &[("name", "Chipo"), ("phone", "12")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("phone-error") && value(&wrong.html, "name") == "Chipo");

    let sent = browser
        .post(
            "/sign-up",
            &[
                ("name", "Chipo"),
                ("phone", phone.e164()),
                ("back", "/sell"),
            ],
        )
        .await;
    assert_eq!(sent.path(), "/sign-in/code");
    let code = newest_code(&m, &phone).await;
    // The page of messages shows the code while everything is a rehearsal.
    assert!(
        browser
            .get("/development/outbox")
            .await
            .html
            .contains(&code)
    );

    for typed in ["12", "000000"] {
        let typed = if typed == code { "000001" } else { typed };
        let refused = browser.post("/sign-in/code", &[("code", typed)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains("code-error"));
    }
    let inside = browser.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(inside.path(), "/sell");
    let account = browser.get("/account").await;
    assert_eq!(account.status, StatusCode::OK);
    assert_eq!(value(&account.html, "name"), "Chipo");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_only_in_the_browser_that_asked() {
    let m = TestMarket::open().await;
    let phone = m.phone();
    let (mut mine, mut theirs) = (Browser::at(&m), Browser::at(&m));
    mine.post("/sign-in", &[("phone", phone.e164())]).await;
    let code = newest_code(&m, &phone).await;
    assert_eq!(
        theirs
            .post("/sign-in/code", &[("code", &code)])
            .await
            .path(),
        "/sign-in"
    );
    assert_eq!(
        mine.post("/sign-in/code", &[("code", &code)]).await.path(),
        "/account"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_led_to_another_site() {
    let m = TestMarket::open().await;
    let phone = m.phone();
    let mut browser = Browser::at(&m);
    let form = browser.get("/sign-in?back=//evil.example").await;
    assert_eq!(value(&form.html, "back"), "");
    browser
        .post(
            "/sign-in",
            &[("phone", phone.e164()), ("back", "https://evil.example/")],
        )
        .await;
    let code = newest_code(&m, &phone).await;
    assert_eq!(
        browser
            .post("/sign-in/code", &[("code", &code)])
            .await
            .location,
        "/account"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_not_sent_without_end() {
    let m = TestMarket::open().await;
    let phone = m.phone();
    let mut browser = Browser::at(&m);
    let mut last = StatusCode::SEE_OTHER;
    for _ in 0..20 {
        last = browser
            .post("/sign-in", &[("phone", phone.e164())])
            .await
            .status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_ends_what_is_open_elsewhere() {
    let m = TestMarket::open().await;
    let person = m.person().await;
    let mut here = Browser::of(&m, person).await;
    let mut there = Browser::of(&m, person).await;
    assert_eq!(there.get("/account").await.status, StatusCode::OK);
    assert_eq!(
        here.post("/account/sessions/end-others", &[]).await.path(),
        "/account"
    );
    assert_eq!(
        there.get("/account").await.status,
        StatusCode::SEE_OTHER,
        "ended with the next request"
    );
    assert_eq!(here.get("/account").await.status, StatusCode::OK);

    let saved = here
        .post("/account", &[("name", "Mutale B."), ("language", "sw")])
        .await;
    assert_eq!(saved.path(), "/account");
    let account = here.get("/account").await;
    assert!(
        account.html.contains("<html lang=\"sw\">") && value(&account.html, "name") == "Mutale B."
    );

    here.post("/sign-out", &[]).await;
    assert_eq!(here.get("/account").await.status, StatusCode::SEE_OTHER);
}
