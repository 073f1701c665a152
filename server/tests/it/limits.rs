//! Too often, too much, and what programs are told about it.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use futures::stream;
use rehearsal::TestMarket;
use server::config::RateLimits;

use crate::browser::{Answer, Browser, web, web_with};

const FORM: &str = "application/x-www-form-urlencoded";

/// Says how long to wait.
fn waits(answer: &Answer) -> bool {
    let seconds = answer.header(header::RETRY_AFTER).parse::<u32>();
    answer.status == StatusCode::TOO_MANY_REQUESTS && seconds.is_ok_and(|s| (1..=61).contains(&s))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_waits() {
    let m = TestMarket::open().await;
    let limits = RateLimits {
        per_ip: 2,
        per_session: 1,
    };
    let web = web_with(&m, |_, config| config.rate_limits = Some(limits));
    let mut browser = Browser::at(&web);
    for _ in 0..2 {
        assert_eq!(browser.get("/cart").await.status, StatusCode::OK);
    }
    let page = browser.get("/cart").await;
    assert!(waits(&page), "{}", page.status);
    assert!(page.header(header::CONTENT_TYPE).starts_with("text/html"));
    let api = browser.get("/api/v1/cart").await;
    assert!(waits(&api), "{}", api.status);
    assert_eq!(api.json()["code"], "too_many");
    // What a client writes about itself is not believed.
    let lie = Request::get("/cart").header("x-forwarded-for", "198.51.100.4");
    assert!(waits(&browser.send(lie.body(Body::empty()).unwrap()).await));
    // Only what costs work is counted.
    assert_eq!(browser.get("/health").await.status, StatusCode::OK);

    // Loopback is no exception, and its own address.
    let mut local = Browser::at(&web);
    local.peer.set_ip([127, 0, 0, 1].into());
    let mut session = async || {
        // A session that is none is taken away again; whoever insists on it is counted all the same.
        local.set_cookie("soko_session", "AbCdEfGhIjKlMnOpQrStUv");
        local.get("/cart").await
    };
    assert_eq!(session().await.status, StatusCode::OK);
    assert!(waits(&session().await), "the session's own limit");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_gets_three_codes_in_ten_minutes() {
    let m = TestMarket::open().await;
    let web = web(&m);
    let phone = m.phone();
    let ask = [("phone", phone.e164())];
    for _ in 0..3 {
        // From anywhere: it is the phone that must not ring.
        let asked = Browser::at(&web).post("/sign-in", &ask).await;
        assert_eq!(asked.location(), "/sign-in/code");
    }
    let fourth = Browser::at(&web).post("/sign-in", &ask).await;
    assert_eq!(fourth.status, StatusCode::TOO_MANY_REQUESTS);
    m.pass_here(12 * 60);
    let later = Browser::at(&web).post("/sign-in", &ask).await;
    assert_eq!(later.location(), "/sign-in/code");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_refused() {
    let m = TestMarket::open().await;
    let web = web_with(&m, |_, config| {
        config.body_bytes_max = 1_000;
        config.upload_bytes_max = 2_000;
    });
    let mut browser = Browser::at(&web);
    let large = format!("variant={}", "x".repeat(1_000));
    let honest = |path: &str, kind: &str| {
        Request::post(path)
            .header(header::CONTENT_TYPE, kind)
            .header(header::CONTENT_LENGTH, large.len())
            .body(Body::from(large.clone()))
            .unwrap()
    };
    let page = browser.send(honest("/cart/add", FORM)).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.header(header::CONTENT_TYPE).starts_with("text/html"));
    let api = browser
        .send(honest("/api/v1/cart", "application/json"))
        .await;
    assert_eq!(api.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(api.json()["code"], "too_large");

    // Without saying how much comes.
    for (path, kind) in [("/cart/add", FORM), ("/api/v1/cart", "application/json")] {
        let parts = vec![Ok::<_, std::io::Error>(large.clone())];
        let body = Body::from_stream(stream::iter(parts));
        let silent = browser.ask(&Method::POST, path, kind, body).await;
        assert_eq!(silent.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_are_told_what_is_wrong_in_one_shape() {
    let m = TestMarket::open().await;
    let mut program = Browser::at(&web(&m));
    let json = "application/json";
    let cases = [
        (Method::GET, "/api/v1/products/nothing", 404, "not_found"),
        (Method::GET, "/api/v1/nothing", 404, "not_found"),
        (
            Method::GET,
            "/api/v1/payments/status/SK-2222-2222",
            404,
            "not_found",
        ),
        (Method::GET, "/api/v1/products?sort=random", 422, "invalid"),
        (Method::PUT, "/api/v1/cart", 405, "not_found"),
        (Method::POST, "/api/v1/cart", 400, "bad_request"),
    ];
    for (method, path, status, code) in cases {
        let told = program.ask(&method, path, json, "{nonsense").await;
        assert_eq!(told.status, status, "{method} {path}: {}", told.body);
        assert_eq!(
            told.header(header::CONTENT_TYPE),
            "application/problem+json",
            "{method} {path}"
        );
        let problem = told.json();
        assert_eq!(problem["code"], code, "{method} {path}");
        assert_eq!(problem["status"], status, "{method} {path}");
        assert_eq!(problem["type"], format!("urn:soko:problem:{code}"));
        assert!(problem["title"].is_string(), "{method} {path}");
    }
    let page = program.get("/nothing").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.header(header::CONTENT_TYPE).starts_with("text/html"));
}
