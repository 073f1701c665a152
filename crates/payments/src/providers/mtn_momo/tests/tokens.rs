//! The tokens: one for each product, kept while they are good, replaced when they are not.

use time::Duration;

use super::*;

fn fetched(server: &Server) -> usize {
    server.paths().iter().filter(|path| *path == TOKEN).count()
}

#[tokio::test]
async fn a_token_is_kept_until_a_minute_before_its_end() {
    let server = server().await;
    let adapter = adapter(&server);
    server.says(200, &told("PENDING", ""));
    for seconds in [0, 1_000, 3_539] {
        asked(&adapter, NOW + Duration::seconds(seconds))
            .await
            .unwrap();
        assert_eq!(server.last().headers["authorization"], "Bearer token_1");
    }
    assert_eq!(fetched(&server), 1);
    asked(&adapter, NOW + Duration::seconds(3_540))
        .await
        .unwrap();
    assert_eq!(server.last().headers["authorization"], "Bearer token_2");
    assert_eq!(fetched(&server), 2);
}

#[tokio::test]
async fn a_token_that_is_not_good_is_replaced_once_and_the_same_request_sent_once_more() {
    for text in [String::new(), gateway(401), error("UNAUTHORIZED")] {
        let server = server().await;
        let adapter = adapter(&server);
        server.says_at(COLLECT, 401, &text);
        server.says_at(COLLECT, 202, "");
        assert_eq!(adapter.collect(&prompt()).await, Ok(Accepted::default()));
        assert_eq!(server.paths(), [TOKEN, COLLECT, TOKEN, COLLECT], "{text}");
        assert_eq!(server.last().headers["authorization"], "Bearer token_2");
        let seen = server.seen.lock().unwrap();
        assert_eq!(seen[1].body, seen[3].body, "the same prompt");
        let reference = "x-reference-id";
        assert_eq!(seen[1].headers[reference], seen[3].headers[reference]);
    }
}

#[tokio::test]
async fn a_second_refusal_of_the_token_is_our_set_up() {
    let server = server().await;
    let adapter = adapter(&server);
    server.says(401, &gateway(401));
    let credentials = configuration(Fault::Credentials, "HTTP 401");
    assert_eq!(adapter.collect(&prompt()).await, Err(credentials.clone()));
    assert_eq!(server.calls(), 4);
    assert_eq!(asked(&adapter, NOW).await, Err(credentials));
    server.says(401, "<html></html>");
    let unclear = Err(ProviderError::Unclear(Unclear::Http(401)));
    assert_eq!(adapter.collect(&prompt()).await, unclear);
}

#[tokio::test]
async fn without_a_token_nothing_leaves() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    for (status, text) in [
        (500, ""),
        (200, "<html></html>"),
        (429, ""),
        (200, r#"{"access_token":""}"#),
    ] {
        server.says(status, text);
        let told = adapter.collect(&prompt()).await;
        assert_eq!(told, Err(ProviderError::NotSent), "{status} {text}");
        assert_eq!(asked(&adapter, NOW).await, Err(ProviderError::NotSent));
    }
    for (status, text, code) in [
        (401, gateway(401), "HTTP 401"),
        (
            400,
            r#"{"error":"login_failed"}"#.to_owned(),
            "login_failed",
        ),
    ] {
        server.says(status, &text);
        let credentials = configuration(Fault::Credentials, code);
        assert_eq!(adapter.collect(&prompt()).await, Err(credentials));
    }
    assert!(server.paths().iter().all(|path| path == TOKEN));
}
