//! The token: fetched once, kept while it is good, replaced when it is not.

use time::Duration;

use super::*;

fn fetched(server: &Server) -> usize {
    server.paths().iter().filter(|path| *path == OAUTH).count()
}

#[tokio::test]
async fn a_token_is_kept_until_a_minute_before_its_end() {
    let server = server().await;
    let adapter = adapter(&server);
    server.says(200, &result("\"0\""));
    for seconds in [0, 1_000, 3_538] {
        asked(&adapter, AT + Duration::seconds(seconds))
            .await
            .unwrap();
        assert_eq!(server.last().headers["authorization"], "Bearer token_1");
    }
    assert_eq!(fetched(&server), 1);
    asked(&adapter, AT + Duration::seconds(3_539))
        .await
        .unwrap();
    assert_eq!(server.last().headers["authorization"], "Bearer token_2");
    assert_eq!(fetched(&server), 2);
}

#[tokio::test]
async fn many_at_once_fetch_one_token() {
    let server = server().await;
    let adapter = adapter(&server);
    server.says(200, &result("\"0\""));
    let told = tokio::join!(
        asked(&adapter, AT),
        asked(&adapter, AT),
        asked(&adapter, AT),
        asked(&adapter, AT)
    );
    assert!(told.0.is_ok() && told.1.is_ok() && told.2.is_ok() && told.3.is_ok());
    assert_eq!(fetched(&server), 1);
}

#[tokio::test]
async fn a_token_of_unknown_life_is_used_once() {
    for life in [
        r#""expires_in":"soon""#,
        r#""expires_in":"59""#,
        r#""other":1"#,
    ] {
        let server = Server::start().await;
        let adapter = adapter(&server);
        server.says_at(OAUTH, 200, &format!(r#"{{"access_token":"t",{life}}}"#));
        server.says(200, &result("\"0\""));
        asked(&adapter, AT).await.unwrap();
        asked(&adapter, AT).await.unwrap();
        assert_eq!(fetched(&server), 2, "{life}");
    }
}

#[tokio::test]
async fn a_token_that_is_not_good_is_replaced_once_and_the_request_sent_once_more() {
    for (status, text) in [
        (404, error("404.001.03")),
        (401, error("401.002.01")),
        (401, String::new()),
    ] {
        let server = server().await;
        let adapter = adapter(&server);
        server.says_at(requests::PUSH, status, &text);
        server.says_at(requests::PUSH, 200, &accepted());
        adapter.collect(&prompt()).await.unwrap();
        let expected = [OAUTH, requests::PUSH, OAUTH, requests::PUSH];
        assert_eq!(server.paths(), expected, "{status} {text}");
        assert_eq!(server.last().headers["authorization"], "Bearer token_2");
        let seen = server.seen.lock().unwrap();
        assert_eq!(seen[1].body, seen[3].body, "the same prompt");
    }
}

#[tokio::test]
async fn a_second_refusal_of_the_token_is_our_set_up() {
    let server = server().await;
    let adapter = adapter(&server);
    server.says(404, &error("404.001.03"));
    let credentials = Err(configuration(Fault::Credentials, "404.001.03"));
    assert_eq!(adapter.collect(&prompt()).await, credentials);
    assert_eq!(server.calls(), 4);
    assert_eq!(asked(&adapter, AT).await.err(), credentials.err());
}

#[tokio::test]
async fn wrong_credentials_are_our_set_up() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    for (status, text, code) in [
        (400, error("400.008.01"), "400.008.01"),
        (401, String::new(), "HTTP 401"),
    ] {
        server.says(status, &text);
        let credentials = configuration(Fault::Credentials, code);
        assert_eq!(adapter.collect(&prompt()).await, Err(credentials.clone()));
        assert_eq!(asked(&adapter, AT).await, Err(credentials));
    }
    // A question that could not be put says nothing about the prompt.
    server.says(503, "");
    assert_eq!(asked(&adapter, AT).await, Err(ProviderError::NotSent));
}
