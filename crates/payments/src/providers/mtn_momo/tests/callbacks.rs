//! Being told, and being set up wrongly.

use http::HeaderMap;

use super::*;
use crate::provider::{Proof, SignatureFault};

/// The path of the address the adapter gave away with its last request.
fn given_away(server: &Server) -> String {
    let seen = server.last();
    let url = seen.headers["x-callback-url"].to_str().unwrap();
    Url::parse(url).unwrap().path().to_owned()
}

async fn hear(
    adapter: &MtnMomo,
    method: &str,
    path: &str,
    body: &str,
) -> Result<Callback, CallbackError> {
    let request = CallbackRequest {
        method,
        authority: "10.0.0.7:3000",
        path,
        headers: &HeaderMap::new(),
        body: body.as_bytes(),
    };
    adapter.read_callback(&request, NOW).await
}

#[tokio::test]
async fn a_callback_is_a_hint_by_put_and_by_post() {
    let server = server().await;
    let adapter = adapter(&server);
    server.says(202, "");
    adapter.collect(&prompt()).await.unwrap();
    let path = given_away(&server);
    for status in ["SUCCESSFUL", "FAILED"] {
        for method in ["PUT", "POST"] {
            let read = hear(&adapter, method, &path, &told(status, "")).await;
            let expected = Callback {
                proof: Proof::Unsigned,
                operation: Operation::Collect,
                reference: reference(),
                handle: None,
                transaction: None,
                stated: None,
                asked_at: None,
                event_id: format!("collect:{REFERENCE}:{status}"),
                status: status.into(),
            };
            assert_eq!(read, Ok(expected), "{method}");
        }
    }
}

#[tokio::test]
async fn the_address_says_what_was_asked_whatever_the_body_says() {
    let server = server().await;
    let adapter = adapter(&server);
    server.says(202, "");
    adapter.pay_out(&pay_out()).await.unwrap();
    let path = given_away(&server);
    let read = hear(&adapter, "PUT", &path, &told("SUCCESSFUL", "")).await;
    assert_eq!(read.unwrap().operation, Operation::PayOut);
    adapter.refund(&refund()).await.unwrap();
    let path = given_away(&server);
    let other = told("FAILED", "").replace(REFERENCE, "other");
    let read = hear(&adapter, "PUT", &path, &other).await.unwrap();
    assert_eq!(
        (read.operation, read.reference),
        (Operation::Refund, reference())
    );
}

#[tokio::test]
async fn who_does_not_know_the_address_is_not_heard() {
    let server = server().await;
    let adapter = adapter(&server);
    server.says(202, "");
    adapter.collect(&prompt()).await.unwrap();
    let path = given_away(&server);
    let (base, _) = path.rsplit_once('/').unwrap();
    let refused = Err(CallbackError::Signature(SignatureFault::Address));
    for forged in [
        base.to_owned(),
        format!("{base}/{REFERENCE}"),
        format!("{base}/{REFERENCE}.{}", "0".repeat(32)),
        path.replace(REFERENCE, &Uuid::nil().to_string()),
        path[..path.len() - 1].to_owned(),
    ] {
        let heard = hear(&adapter, "PUT", &forged, &told("SUCCESSFUL", "")).await;
        assert_eq!(heard, refused, "{forged}");
    }
    let long = " ".repeat(64 * 1024 + 1);
    for body in ["", "[]", "<html>", "{}", &told("", ""), &long] {
        let heard = hear(&adapter, "PUT", &path, body).await;
        let unreadable = matches!(heard, Err(CallbackError::Unreadable(_)));
        assert!(unreadable, "{body:.60}: {heard:?}");
    }
}

type Wrong = MtnMomoConfigError;

#[tokio::test]
async fn a_wrong_configuration_is_named_and_no_secret_is_printed() {
    let broken = |change: fn(&mut MtnMomoConfig)| {
        let mut config = production("https://momo.example");
        change(&mut config);
        MtnMomo::new(config, client(), source()).err()
    };
    assert_eq!(broken(|_| ()), None);
    assert_eq!(broken(|c| c.disbursement = None), None);
    assert_eq!(broken(|c| c.base_url = "momo".into()), Some(Wrong::BaseUrl));
    for wrong in ["", "MTN Zambia", "mtn-zambia"] {
        let mut config = production("https://momo.example");
        config.target_environment = wrong.into();
        let refused = MtnMomo::new(config, client(), source()).err();
        assert_eq!(refused, Some(Wrong::TargetEnvironment), "{wrong}");
    }
    assert_eq!(
        broken(|c| c.collection.subscription_key = Secret::new("")),
        Some(Wrong::SubscriptionKey)
    );
    assert_eq!(
        broken(|c| c.collection.api_user = "a:b".into()),
        Some(Wrong::ApiUser)
    );
    assert_eq!(
        broken(|c| c.disbursement.as_mut().unwrap().api_key = Secret::new("")),
        Some(Wrong::ApiKey)
    );
    assert_eq!(
        broken(|c| c.callback_base = "shop".into()),
        Some(Wrong::CallbackBase)
    );
    assert_eq!(
        broken(|c| c.callback_secret = Secret::new("short")),
        Some(Wrong::CallbackSecret)
    );
    assert_eq!(broken(|c| c.request_timeout_ms = 0), Some(Wrong::Timeout));
    let config = production("https://momo.example");
    let printed = format!("{config:?}");
    let adapter = format!("{:?}", adapter_with(config));
    for secret in ["-subscription", "-api-key", "0123456789abcdef"] {
        assert!(
            !printed.contains(secret) && !adapter.contains(secret),
            "{secret}"
        );
    }
}
