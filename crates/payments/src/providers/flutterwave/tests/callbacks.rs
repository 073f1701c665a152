//! Being told, and being set up wrongly.

use http::HeaderMap;

use super::*;
use crate::provider::{Proof, SignatureFault};

fn headers(hash: Option<&'static str>) -> HeaderMap {
    let hash = hash.map(|hash| ("verif-hash", hash));
    hash.into_iter()
        .map(|(name, value)| {
            let name = http::HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        })
        .collect()
}

async fn hear(hash: Option<&'static str>, body: &str) -> Result<Callback, CallbackError> {
    let server = Server::start().await;
    let request = CallbackRequest {
        method: "POST",
        authority: "10.0.0.7:3000",
        path: "/internal",
        headers: &headers(hash),
        body: body.as_bytes(),
    };
    let read = adapter(&server).read_callback(&request, NOW).await;
    assert_eq!(server.calls(), 0);
    read
}

async fn genuine(body: &str) -> Result<Callback, CallbackError> {
    hear(Some("a-hash-of-the-dashboard"), body).await
}

fn charge(status: &str) -> String {
    format!(
        r#"{{"event":"charge.completed","data":{{"id":285959875,"tx_ref":"{REFERENCE}","flw_ref":"F","amount":100,"currency":"ZMW",
        "charged_amount":100,"processor_response":"x","status":"{status}","payment_type":"mobilemoneyzm","account_id":17321,
        "customer":{{"id":1,"phone_number":null}}}},"event.type":"MOBILEMONEYZM_TRANSACTION"}}"#
    )
}

#[tokio::test]
async fn a_charge_is_a_hint_whether_it_failed_or_not() {
    for (status, handle) in [("successful", Some("285959875")), ("failed", None)] {
        let read = genuine(&charge(status)).await.unwrap();
        let expected = Callback {
            proof: Proof::Unsigned,
            operation: Operation::Collect,
            reference: reference(),
            handle: handle.map(ToOwned::to_owned),
            transaction: None,
            stated: None,
            asked_at: None,
            event_id: format!("collect:{REFERENCE}:285959875:{status}"),
            status: status.into(),
        };
        assert_eq!(read, expected);
    }
}

#[tokio::test]
async fn a_transfer_is_known_by_our_reference_whatever_is_put_behind_it() {
    for behind in ["", "_PMCK", "_PMCK_RETRY_1"] {
        let body = format!(
            r#"{{"event":"transfer.completed","event.type":"Transfer","data":{{"id":33286,"reference":"{REFERENCE}{behind}","amount":100,
            "currency":"ZMW","status":"SUCCESSFUL","fullname":"…"}}}}"#
        );
        let read = genuine(&body).await.unwrap();
        assert_eq!(
            (read.operation, read.reference),
            (Operation::PayOut, reference())
        );
        assert_eq!(read.handle.as_deref(), Some("33286"));
        assert_eq!(
            read.event_id,
            format!("pay_out:{REFERENCE}:33286:SUCCESSFUL")
        );
    }
}

#[tokio::test]
async fn the_old_shape_of_old_accounts_is_a_hint_too() {
    let body = format!(
        r#"{{"id":126122,"txRef":"{REFERENCE}","flwRef":"F","amount":100,"status":"successful","currency":"ZMW","event.type":"CARD_TRANSACTION"}}"#
    );
    let read = genuine(&body).await.unwrap();
    assert_eq!(
        (read.operation, read.reference),
        (Operation::Collect, reference())
    );
}

#[tokio::test]
async fn only_who_knows_the_hash_is_heard() {
    let body = charge("successful");
    let missing = CallbackError::Signature(SignatureFault::Missing("verif-hash"));
    assert_eq!(hear(None, &body).await, Err(missing));
    let wrong = Err(CallbackError::Signature(SignatureFault::Wrong));
    for hash in [
        "",
        "a-hash-of-the-dashboar",
        "a-hash-of-the-dashboard ",
        "A-HASH-OF-THE-DASHBOARD",
    ] {
        assert_eq!(hear(Some(hash), &body).await, wrong, "{hash:?}");
    }
}

#[tokio::test]
async fn what_is_about_something_else_is_acknowledged_and_what_is_unreadable_is_not() {
    let not_ours = charge("successful").replace(REFERENCE, "INV-77");
    for body in [
        r#"{"event":"subscription.cancelled","data":{"id":1}}"#,
        r#"{"event":"singlebillpayment.status","data":{"tx_ref":"x"}}"#,
        &not_ours,
    ] {
        assert_eq!(genuine(body).await, Err(CallbackError::NotForUs), "{body}");
    }
    let nameless = charge("successful").replace("tx_ref", "ref");
    let long = " ".repeat(64 * 1024 + 1);
    for body in [
        "",
        "[]",
        "<html>",
        "{}",
        r#"{"event":"charge.completed"}"#,
        r#"{"event":"charge.completed","data":[]}"#,
        &charge(""),
        &nameless,
        &long,
    ] {
        let read = genuine(body).await;
        assert!(
            matches!(read, Err(CallbackError::Unreadable(_))),
            "{body:.60}: {read:?}"
        );
    }
}

type Wrong = FlutterwaveConfigError;

#[tokio::test]
async fn a_wrong_configuration_is_named_and_no_secret_is_printed() {
    let server = Server::start().await;
    let broken = |change: fn(&mut FlutterwaveConfig)| {
        let mut config = config(&server);
        change(&mut config);
        Flutterwave::new(config, client()).err()
    };
    assert_eq!(broken(|_| ()), None);
    assert_eq!(
        broken(|c| c.base_url = "flutterwave".into()),
        Some(Wrong::BaseUrl)
    );
    assert_eq!(
        broken(|c| c.secret_key = Secret::new("")),
        Some(Wrong::SecretKey)
    );
    assert_eq!(
        broken(|c| c.secret_hash = Secret::new("")),
        Some(Wrong::SecretHash)
    );
    for domain in [
        "",
        "shop",
        "a b.example",
        "-x.example",
        "x..example",
        "x@y.example",
    ] {
        let mut config = config(&server);
        config.email_domain = domain.into();
        let refused = Flutterwave::new(config, client()).err();
        assert_eq!(refused, Some(Wrong::EmailDomain), "{domain}");
    }
    assert_eq!(
        broken(|c| c.session_minutes = 0),
        Some(Wrong::SessionMinutes)
    );
    assert_eq!(
        broken(|c| c.session_minutes = 1_441),
        Some(Wrong::SessionMinutes)
    );
    assert_eq!(
        broken(|c| c.network_names.mtn.clear()),
        Some(Wrong::NetworkNames)
    );
    assert_eq!(
        broken(|c| c.transfer_banks.as_mut().unwrap().zamtel.clear()),
        Some(Wrong::TransferBanks)
    );
    assert_eq!(broken(|c| c.transfer_banks = None), None);
    assert_eq!(
        broken(|c| c.transfer_suffix = "PMCK".into()),
        Some(Wrong::TransferSuffix)
    );
    assert_eq!(
        broken(|c| c.transfer_suffix = "_PMCK_ST_FDU_1".into()),
        None
    );
    assert_eq!(broken(|c| c.request_timeout_ms = 0), Some(Wrong::Timeout));
    let printed = format!("{:?} {:?}", config(&server), adapter(&server));
    assert!(
        !printed.contains("FLWSECK") && !printed.contains("a-hash"),
        "{printed}"
    );
}
