//! Being told, and being set up wrongly.

use http::HeaderMap;

use super::*;
use crate::provider::{Proof, SignatureFault, StatedAmount};

/// As the provider publishes it, items in another order.
fn paid(amount: &str) -> String {
    format!(
        r#"{{"Body":{{"stkCallback":{{"MerchantRequestID":"29115-34620561-1","CheckoutRequestID":"{CHECKOUT}","ResultCode":0,
        "ResultDesc":"The service request is processed successfully.","CallbackMetadata":{{"Item":[{{"Name":"Balance"}},
        {{"Name":"PhoneNumber","Value":"2547****149"}},{{"Name":"TransactionDate","Value":20191219102115}},
        {{"Name":"MpesaReceiptNumber","Value":"QKJ41HAY4I"}},{{"Name":"Amount","Value":{amount}}}]}}}}}}}}"#
    )
}

fn failed(code: &str) -> String {
    format!(
        r#"{{"Body":{{"stkCallback":{{"MerchantRequestID":"29115-34620561-1","CheckoutRequestID":"{CHECKOUT}","ResultCode":{code},
        "ResultDesc":"Request cancelled by user"}}}}}}"#
    )
}

/// The address the adapter gave away with a prompt.
async fn given_away(server: &Server, adapter: &Mpesa) -> String {
    server.says(200, &accepted());
    adapter.collect(&prompt()).await.unwrap();
    let body: Value = serde_json::from_slice(&server.last().body).unwrap();
    let url = Url::parse(body["CallBackURL"].as_str().unwrap()).unwrap();
    url.path().to_owned()
}

async fn hear(adapter: &Mpesa, path: &str, body: &str) -> Result<Callback, CallbackError> {
    let request = CallbackRequest {
        method: "POST",
        authority: "10.0.0.7:3000",
        path,
        headers: &HeaderMap::new(),
        body: body.as_bytes(),
    };
    adapter.read_callback(&request, NOW).await
}

#[tokio::test]
async fn a_callback_brings_the_receipt_and_the_amount() {
    let server = server().await;
    let adapter = adapter(&server);
    let path = given_away(&server, &adapter).await;
    for amount in ["1248.00", "1248", "1248.0"] {
        let read = hear(&adapter, &path, &paid(amount)).await.unwrap();
        let expected = Callback {
            proof: Proof::Unsigned,
            operation: Operation::Collect,
            reference: reference(),
            handle: Some(CHECKOUT.into()),
            transaction: Some("QKJ41HAY4I".into()),
            stated: Some(StatedAmount::Money(shillings(124_800))),
            asked_at: None,
            event_id: format!("collect:{REFERENCE}:{CHECKOUT}:0"),
            status: "0".into(),
        };
        assert_eq!(read, expected, "{amount}");
    }
    let odd = hear(&adapter, &path, &paid("1248.001")).await.unwrap();
    assert!(matches!(odd.stated, Some(StatedAmount::Unreadable { .. })));
}

#[tokio::test]
async fn a_callback_about_a_refusal_brings_no_receipt() {
    let server = server().await;
    let adapter = adapter(&server);
    let path = given_away(&server, &adapter).await;
    for code in ["1032", "\"1032\"", "1037"] {
        let read = hear(&adapter, &path, &failed(code)).await.unwrap();
        assert_eq!(read.status, code.trim_matches('"'));
        assert_eq!(read.handle.as_deref(), Some(CHECKOUT));
        assert_eq!((read.transaction, read.stated), (None, None));
    }
    let bare = hear(&adapter, &path, &failed("0")).await.unwrap();
    assert_eq!((bare.transaction, bare.stated), (None, None));
    // A receipt of what failed is no receipt.
    let odd = paid("1248").replace(r#""ResultCode":0"#, r#""ResultCode":1"#);
    assert_eq!(hear(&adapter, &path, &odd).await.unwrap().transaction, None);
}

#[tokio::test]
async fn who_does_not_know_the_address_is_not_heard() {
    let server = server().await;
    let adapter = adapter(&server);
    let path = given_away(&server, &adapter).await;
    let refused = Err(CallbackError::Signature(SignatureFault::Address));
    let (base, _) = path.rsplit_once('/').unwrap();
    for forged in [
        base.to_owned(),
        format!("{base}/{REFERENCE}"),
        format!("{base}/{REFERENCE}.{}", "0".repeat(32)),
        path.replace(REFERENCE, &Uuid::nil().to_string()),
        path[..path.len() - 1].to_owned(),
    ] {
        assert_eq!(
            hear(&adapter, &forged, &paid("1248")).await,
            refused,
            "{forged}"
        );
    }
}

#[tokio::test]
async fn what_names_nothing_is_refused() {
    let server = server().await;
    let adapter = adapter(&server);
    let path = given_away(&server, &adapter).await;
    let long = " ".repeat(64 * 1024 + 1);
    for body in [
        "",
        "[]",
        "<html>",
        "{}",
        r#"{"Body":{}}"#,
        r#"{"Result":{"ResultCode":0}}"#,
        &failed("null"),
        &failed("0").replace(CHECKOUT, ""),
        &long,
    ] {
        let read = hear(&adapter, &path, body).await;
        let unreadable = matches!(read, Err(CallbackError::Unreadable(_)));
        assert!(unreadable, "{body:.60}: {read:?}");
    }
}

type Wrong = MpesaConfigError;

#[tokio::test]
async fn a_wrong_configuration_is_named_and_no_secret_is_printed() {
    let broken = |change: fn(&mut MpesaConfig)| {
        let mut config = sandbox("https://sandbox.safaricom.co.ke");
        change(&mut config);
        Mpesa::new(config, client(), source()).err()
    };
    assert_eq!(broken(|_| ()), None);
    assert_eq!(
        broken(|c| c.base_url = "daraja".into()),
        Some(Wrong::BaseUrl)
    );
    assert_eq!(
        broken(|c| c.consumer_key = Secret::new("")),
        Some(Wrong::ConsumerKey)
    );
    assert_eq!(
        broken(|c| c.consumer_key = Secret::new("a:b")),
        Some(Wrong::ConsumerKey)
    );
    assert_eq!(
        broken(|c| c.consumer_secret = Secret::new("a b")),
        Some(Wrong::ConsumerSecret)
    );
    assert_eq!(
        broken(|c| c.shortcode = "17-43".into()),
        Some(Wrong::Shortcode)
    );
    assert_eq!(
        broken(|c| c.passkey = Secret::new("")),
        Some(Wrong::Passkey)
    );
    assert_eq!(
        broken(|c| c.receiver = Receiver::Till("x".into())),
        Some(Wrong::Till)
    );
    assert_eq!(
        broken(|c| c.callback_base = "shop".into()),
        Some(Wrong::CallbackBase)
    );
    assert_eq!(
        broken(|c| c.callback_secret = Secret::new("short")),
        Some(Wrong::CallbackSecret)
    );
    assert_eq!(broken(|c| c.maximum_shillings = 0), Some(Wrong::Maximum));
    assert_eq!(broken(|c| c.request_timeout_ms = 0), Some(Wrong::Timeout));
    let config = sandbox("https://sandbox.safaricom.co.ke");
    let printed = format!("{config:?}");
    let adapter = format!("{:?}", Mpesa::new(config, client(), source()).unwrap());
    for secret in ["key_test", "secret_test", "bfb279f9", "0123456789abcdef"] {
        assert!(
            !printed.contains(secret) && !adapter.contains(secret),
            "{secret}"
        );
    }
}
