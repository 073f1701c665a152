//! Signing in, and what a session is worth afterwards.

use axum::http::StatusCode;
use rehearsal::TestMarket;

use crate::browser::{Browser, newest_code, other_code, phone_of, web, web_with};

const SESSION: &str = "soko_session";

#[tokio::test(flavor = "multi_thread")]
async fn a_first_look_leaves_no_trace() {
    let m = TestMarket::open().await;
    let web = web(&m);
    for page in [
        "/",
        "/search",
        "/c/everything",
        "/cart",
        "/orders",
        "/track",
        "/sell",
        "/sign-in",
        "/sign-up",
        "/no-such-page",
        "/api/v1/products",
        "/api/v1/cart",
        "/health",
    ] {
        let seen = Browser::at(&web).get(page).await;
        assert!(seen.cookies().is_empty(), "{page} sets a cookie");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_planted_before_signing_in_is_worth_nothing() {
    let m = TestMarket::open().await;
    let web = web(&m);
    let phone = m.phone();
    let mut browser = Browser::at(&web);
    browser.post("/sign-in", &[("phone", phone.e164())]).await;
    let before = browser.clone();
    assert!(!before.cookie(SESSION).is_empty());
    let code = newest_code(&m, &phone).await;
    let led = browser.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(led.location(), "/account");
    assert_ne!(browser.cookie(SESSION), before.cookie(SESSION));
    for cookie in led.cookies() {
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
            "{cookie}"
        );
    }
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    assert!(before.clone().get("/account").await.is_door());
    // The same code, once more, in the same browser and in the planted session.
    for mut again in [browser, before] {
        let led = again.post("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(led.location(), "/sign-in", "nobody asked for a code there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_session_ends_at_once() {
    let m = TestMarket::open().await;
    let web = web(&m);
    let person = m.person().await;
    let mut here = Browser::of(&m, &web, person).await;
    let mut there = Browser::of(&m, &web, person).await;
    assert_eq!(there.get("/account").await.status, StatusCode::OK);
    let ended = here.post("/account/sessions/end-others", &[]).await;
    assert_eq!(ended.location(), "/account?done=ended");
    assert!(there.get("/account").await.is_door());
    assert_eq!(here.get("/account").await.status, StatusCode::OK);
    let kept = here.clone();
    here.post("/sign-out", &[]).await;
    assert!(
        kept.clone().get("/account").await.is_door(),
        "signed out is signed out"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_deactivated_is_a_stranger_at_once() {
    let m = TestMarket::open().await;
    let person = m.person().await;
    let mut browser = Browser::of(&m, &web(&m), person).await;
    let mut tx = m.platform().await;
    accounts::people::deactivate(&mut tx, person).await.unwrap();
    tx.commit().await.unwrap();
    assert!(browser.get("/account").await.is_door());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_has_five_tries() {
    let m = TestMarket::open().await;
    // Without the limit on signing in, so that the code's own is seen.
    let web = web_with(&m, |market, _| market.settings.limits.sign_in.max = 100);
    let phone = m.phone();
    let mut browser = Browser::at(&web);
    browser.post("/sign-in", &[("phone", phone.e164())]).await;
    let code = newest_code(&m, &phone).await;
    for _ in 0..5 {
        let wrong = [("code", other_code(&code))];
        let refused = browser.post("/sign-in/code", &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let late = browser.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(browser.get("/account").await.is_door());
    // A new one is a new chance.
    let led = browser.sign_in(&m, &phone).await;
    assert_eq!(led.location(), "/account");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_has_five_tries_in_a_quarter_of_an_hour() {
    let m = TestMarket::open().await;
    let web = web(&m);
    let person = m.person().await;
    let phone = phone_of(&m, person).await;
    let mut browser = Browser::at(&web);
    browser.post("/sign-in", &[("phone", phone.e164())]).await;
    let code = newest_code(&m, &phone).await;
    for _ in 0..5 {
        browser
            .post("/sign-in/code", &[("code", other_code(&code))])
            .await;
    }
    let sixth = browser.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(sixth.status, StatusCode::TOO_MANY_REQUESTS);
    m.pass_here(17 * 60);
    let led = Browser::at(&web).sign_in(&m, &phone).await;
    assert_eq!(led.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_worth_something_only_where_it_was_asked_for() {
    let m = TestMarket::open().await;
    let web = web(&m);
    let phone = m.phone();
    let ask = [("phone", phone.e164())];
    let (mut thief, mut owner) = (Browser::at(&web), Browser::at(&web));
    thief.post("/sign-in", &ask).await;
    m.pass_here(1);
    owner.post("/sign-in", &ask).await;
    // The newest code is the owner's; the thief looked over their shoulder.
    let code = newest_code(&m, &phone).await;
    let stolen = thief.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(stolen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(thief.get("/account").await.is_door());
    let led = owner.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(led.location(), "/account", "the thief's try cost nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invented_session_is_nobodys() {
    let m = TestMarket::open().await;
    let web = web(&m);
    for value in ["x", "AAAAAAAAAAAAAAAAAAAAAA", "%00", "../../etc"] {
        let mut browser = Browser::at(&web);
        browser.set_cookie(SESSION, value);
        assert!(browser.get("/account").await.is_door(), "{value}");
        assert_eq!(browser.get("/cart").await.status, StatusCode::OK, "{value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_leads_nowhere_else() {
    let m = TestMarket::open().await;
    let web = web(&m);
    for back in [
        "//elsewhere.example",
        "https://elsewhere.example",
        "/\\elsewhere.example",
    ] {
        let phone = m.phone();
        let mut browser = Browser::at(&web);
        let ask = [("phone", phone.e164()), ("back", back)];
        browser.post("/sign-in", &ask).await;
        let code = newest_code(&m, &phone).await;
        let led = browser.post("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(led.location(), "/account", "{back}");
    }
}
