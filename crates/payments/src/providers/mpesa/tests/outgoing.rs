//! Money that leaves, and what is told of it later.

use super::*;
use crate::provider::{
    Answered, CallbackRequest, Moved, Original, PayOut, RefundOrder, Reports, StatedAmount,
};

const B2C: &str = "/mpesa/b2c/v3/paymentrequest";
const REVERSAL: &str = "/mpesa/reversal/v1/request";
const ASK: &str = "/mpesa/transactionstatus/v1/query";
const CONVERSATION: &str = "AG_20260921_20100001";
/// Made for these tests, as another tool makes certificates; nobody has its key any more.
const CERTIFICATE: &str = include_str!("certificate.pem");

fn initiator() -> MpesaInitiator {
    MpesaInitiator {
        name: "testapi".to_owned(),
        password: Secret::new("Safaricom999!"),
        certificate: CERTIFICATE.to_owned(),
        payout_shortcode: Some("600999".to_owned()),
    }
}

fn sends(server: &Server) -> Mpesa {
    let config = MpesaConfig {
        initiator: Some(initiator()),
        ..sandbox(&server.address)
    };
    Mpesa::new(config, client(), source()).unwrap()
}

fn payout() -> PayOut {
    PayOut {
        reference: reference(),
        amount: shillings(124_800),
        to: kernel::Destination::Wallet(kernel::Wallet {
            phone: PhoneNumber::from_e164("+254708374149").unwrap(),
            network: Network::MpesaKenya,
        }),
        message: "Soko payout".into(),
        our_reference: "shop".into(),
    }
}

fn refund(transaction: Option<&str>) -> RefundOrder {
    RefundOrder {
        reference: reference(),
        amount: shillings(24_800),
        original: Original {
            reference: ProviderReference::from_uuid(Uuid::nil()),
            handle: Some(CHECKOUT.to_owned()),
            transaction: transaction.map(ToOwned::to_owned),
            amount: shillings(124_800),
            phone: PhoneNumber::from_e164("+254708374149").unwrap(),
            method: Network::MpesaKenya.into(),
        },
        our_reference: "SK-7K3M-9Q2D".into(),
    }
}

fn taken(originator: &str) -> String {
    format!(
        r#"{{"ConversationID":"{CONVERSATION}","OriginatorConversationID":"{originator}","ResponseCode":"0","ResponseDescription":"…"}}"#
    )
}

fn body(server: &Server) -> Value {
    serde_json::from_slice(&server.last().body).unwrap()
}

/// The last segment of an address that was given away, as Safaricom calls it.
fn path(body: &Value, field: &str) -> String {
    let url = body[field].as_str().unwrap();
    url.strip_prefix("https://shop.example").unwrap().to_owned()
}

async fn read(adapter: &Mpesa, path: &str, body: &str) -> Result<Callback, CallbackError> {
    let headers = http::HeaderMap::new();
    let request = CallbackRequest {
        method: "POST",
        authority: "shop.example",
        path,
        headers: &headers,
        body: body.as_bytes(),
    };
    adapter.read_callback(&request, NOW).await
}

#[tokio::test]
async fn a_payout_names_our_reference_and_where_its_outcome_is_told() {
    let server = server().await;
    let adapter = sends(&server);
    server.says(200, &taken(REFERENCE));
    let accepted = adapter.pay_out(&payout()).await.unwrap();
    assert_eq!(accepted.handle.as_deref(), Some(CONVERSATION));
    assert_eq!(server.last().path, B2C);
    let sent = body(&server);
    for (field, value) in [
        ("OriginatorConversationID", json!(REFERENCE)),
        ("InitiatorName", json!("testapi")),
        ("CommandID", json!("BusinessPayment")),
        ("Amount", json!(1_248)),
        ("PartyA", json!("600999")),
        ("PartyB", json!("254708374149")),
    ] {
        assert_eq!(sent[field], value, "{field}");
    }
    let credential = sent["SecurityCredential"].as_str().unwrap();
    assert_eq!(credential.len(), 344, "2048 bits in base64");
    assert!(!sent.to_string().contains("Safaricom999!"));
    // Outcome and timeout come to addresses of their own, which say what they are for.
    let outcome = r#"{"Result":{"ResultType":0,"ResultCode":0,"ConversationID":"AG_1","OriginatorConversationID":"f4401bd2-1568-4140-bf2d-eb77d2b2b639","TransactionID":"QKJ41HAY4I"}}"#;
    let told = read(&adapter, &path(&sent, "ResultURL"), outcome)
        .await
        .unwrap();
    assert_eq!(
        (told.operation, told.status.as_str()),
        (Operation::PayOut, "0")
    );
    assert_eq!(
        (told.transaction, told.stated, told.asked_at),
        (None, None, None)
    );
    let stuck = r#"{"Result":{"ResultType":1,"ResultDesc":"…","ConversationID":"AG_1"}}"#;
    let told = read(&adapter, &path(&sent, "QueueTimeOutURL"), stuck)
        .await
        .unwrap();
    assert_eq!((told.status.as_str(), told.handle), ("timeout", None));
    let foreign = outcome.replace("f4401bd2", "a4401bd2");
    let refused = read(&adapter, &path(&sent, "ResultURL"), &foreign).await;
    assert!(matches!(refused, Err(CallbackError::Unreadable(_))));
}

#[tokio::test]
async fn a_reversal_names_the_receipt_and_needs_one() {
    let server = server().await;
    let adapter = sends(&server);
    server.says(200, &taken("51012-9-1"));
    let accepted = adapter.refund(&refund(Some("QKJ41HAY4I"))).await.unwrap();
    assert_eq!(accepted.handle.as_deref(), Some("51012-9-1"));
    assert_eq!(server.last().path, REVERSAL);
    let sent = body(&server);
    for (field, value) in [
        ("TransactionID", json!("QKJ41HAY4I")),
        ("CommandID", json!("TransactionReversal")),
        ("Amount", json!(248)),
        ("ReceiverParty", json!("174379")),
        ("RecieverIdentifierType", json!("11")),
        ("Initiator", json!("testapi")),
    ] {
        assert_eq!(sent[field], value, "{field}");
    }
    let calls = server.calls();
    for unknown in [None, Some(""), Some("not a receipt")] {
        let refused = adapter.refund(&refund(unknown)).await;
        let why = declined(Refusal::OriginalNotFound, "");
        assert_eq!(refused, Err(ProviderError::Rejected(why)), "{unknown:?}");
    }
    assert_eq!(server.calls(), calls);
}

#[tokio::test]
async fn tells_every_answer_to_an_order_apart() {
    let server = server().await;
    let adapter = sends(&server);
    for (status, text, expected) in [
        (
            503,
            String::new(),
            ProviderError::Unclear(Unclear::Http(503)),
        ),
        (
            500,
            error("500.002.1001"),
            ProviderError::Unclear(Unclear::Http(500)),
        ),
        (
            200,
            "<html>".to_owned(),
            ProviderError::Unclear(Unclear::Unreadable(200)),
        ),
        (
            200,
            taken("another"),
            ProviderError::Unclear(Unclear::OtherReference),
        ),
        (
            400,
            error("400.002.02"),
            configuration(Fault::Request, "400.002.02"),
        ),
    ] {
        server.says(status, &text);
        assert_eq!(adapter.pay_out(&payout()).await, Err(expected), "{text}");
    }
    // Nobody listens: nothing left, and a reference is sent once.
    let nowhere = MpesaConfig {
        initiator: Some(initiator()),
        ..sandbox("http://127.0.0.1:1")
    };
    let nowhere = Mpesa::new(nowhere, client(), source()).unwrap();
    let away = declined(Refusal::NetworkUnavailable, "");
    let refused = nowhere.pay_out(&payout()).await;
    assert_eq!(refused, Err(ProviderError::Rejected(away)));
}

#[tokio::test]
async fn a_question_gives_away_an_address_that_says_when_it_was_asked() {
    let server = server().await;
    let adapter = sends(&server);
    server.says(200, &taken("1-1-1"));
    let later = NOW + time::Duration::minutes(20);
    let told = adapter
        .status(&subject(Operation::PayOut, None), later)
        .await;
    assert_eq!(told, Ok(ProviderStatus::Pending));
    assert_eq!(server.last().path, ASK);
    let sent = body(&server);
    for (field, value) in [
        ("OriginatorConversationID", json!(REFERENCE)),
        ("PartyA", json!("600999")),
        ("IdentifierType", json!("4")),
        ("CommandID", json!("TransactionStatusQuery")),
    ] {
        assert_eq!(sent[field], value, "{field}");
    }
    let item = |key: &str, value: Value| json!({"Key": key, "Value": value});
    let all = json!([
        item("TransactionStatus", json!("Completed")),
        item("Amount", json!(1_248.0)),
        item("ReceiptNo", json!("QKJ41HAY4I")),
        item("DebitPartyName", json!("600999")),
    ]);
    for parameters in [all, item("TransactionStatus", json!("Completed"))] {
        let is_whole = parameters.is_array();
        let answer = json!({"Result": {"ResultType": 0, "ResultCode": 0, "ConversationID": "AG_2",
            "ResultParameters": {"ResultParameter": parameters}}});
        let told = read(&adapter, &path(&sent, "ResultURL"), &answer.to_string()).await;
        let told = told.unwrap();
        assert_eq!(told.asked_at, Some(later));
        assert_eq!(told.status, "Completed");
        assert_eq!(told.handle, None, "an answer is no acceptance");
        let amount = StatedAmount::Money(shillings(124_800));
        assert_eq!(told.stated, is_whole.then_some(amount));
        assert_eq!(told.transaction.is_some(), is_whole);
    }
    let absent = r#"{"Result":{"ResultType":0,"ResultCode":2032,"ConversationID":"AG_2"}}"#;
    let told = read(&adapter, &path(&sent, "ResultURL"), absent).await;
    assert_eq!(told.unwrap().status, "2032");
    // That the question got stuck is an answer to it as well, which says nothing.
    let stuck = r#"{"Result":{"ResultType":1,"ResultDesc":"…","ConversationID":"AG_2"}}"#;
    let told = read(&adapter, &path(&sent, "QueueTimeOutURL"), stuck).await;
    let told = told.unwrap();
    assert_eq!(
        (told.status.as_str(), told.asked_at),
        ("timeout", Some(later))
    );
    // The same address with another time is nobody's.
    let forged = path(&sent, "ResultURL").replace("answer-pay_out-", "answer-pay_out-1");
    let refused = read(&adapter, &forged, absent).await;
    assert!(matches!(refused, Err(CallbackError::Signature(_))));
}

/// What was answered, when that was asked, the hint beside it, whether it was taken; what it means, and whether it is asked again.
type Case = (
    &'static str,
    i64,
    Option<&'static str>,
    bool,
    &'static str,
    bool,
);

#[tokio::test]
async fn the_newest_answer_is_what_became_of_it() {
    let server = server().await;
    let adapter = sends(&server);
    server.says(200, &taken("1-1-1"));
    let minutes = time::Duration::minutes;
    let cases: [Case; 17] = [
        ("Completed", 0, None, true, "moved", false),
        ("Completed", 0, Some("1"), false, "moved", false),
        ("Failed", 20, Some("1"), true, "FloatEmpty", false),
        ("Failed", 20, Some("0"), true, "Unspecified", false),
        ("Failed", 20, Some("timeout"), true, "Unspecified", false),
        ("Failed", 10, None, true, "Unspecified", true),
        ("Pending", 20, None, true, "pending", false),
        ("Pending", 10, None, true, "pending", true),
        ("timeout", 20, None, true, "pending", false),
        ("timeout", 10, None, true, "pending", true),
        ("timeout", 20, Some("1"), true, "pending", false),
        ("2032", 10, None, false, "unclear", true),
        ("2032", 20, None, false, "absent", false),
        ("2032", 20, None, true, "pending", false),
        ("2032", 20, Some("1"), true, "FloatEmpty", false),
        ("2001", 20, None, true, "unclear", false),
        ("Whatever", 20, Some("0"), true, "unclear", false),
    ];
    for (status, asked, hint, was_accepted, expected, asks) in cases {
        let how = format!("{status} {asked} {hint:?} {was_accepted}");
        let about = Subject {
            was_accepted,
            reports: Reports {
                answer: Some(Answered {
                    asked_at: NOW + minutes(asked),
                    status: status.to_owned(),
                    amount: Some(shillings(124_800)),
                    transaction: Some("QKJ41HAY4I".to_owned()),
                }),
                hint: hint.map(ToOwned::to_owned),
            },
            ..subject(Operation::PayOut, None)
        };
        let before = server.calls();
        let told = adapter.status(&about, NOW + minutes(20)).await;
        let seen = match &told {
            Ok(ProviderStatus::Moved(_)) => "moved".to_owned(),
            Ok(ProviderStatus::Pending) => "pending".to_owned(),
            Ok(ProviderStatus::NotFound) => "absent".to_owned(),
            Ok(ProviderStatus::Failed(declined)) => format!("{:?}", declined.why),
            Err(ProviderError::Unclear(_)) => "unclear".to_owned(),
            Err(other) => panic!("{how}: {other}"),
        };
        assert_eq!(seen, expected, "{how}");
        let asked_now = server.paths()[before..].iter().any(|path| path == ASK);
        assert_eq!(asked_now, asks, "{how}");
        if let Ok(ProviderStatus::Moved(moved)) = told {
            assert_eq!(
                moved,
                Moved {
                    reference: Some(reference()),
                    amount: StatedAmount::Money(shillings(124_800)),
                    provider_transaction: Some("QKJ41HAY4I".to_owned()),
                    handle: None,
                }
            );
        }
    }
}

#[tokio::test]
async fn an_answer_without_an_amount_is_a_case_and_a_lost_question_no_answer() {
    let server = server().await;
    let adapter = sends(&server);
    let nameless = Subject {
        reports: Reports {
            answer: Some(Answered {
                asked_at: NOW,
                status: "Completed".to_owned(),
                amount: None,
                transaction: None,
            }),
            hint: None,
        },
        ..subject(Operation::PayOut, None)
    };
    let Ok(ProviderStatus::Moved(moved)) = adapter.status(&nameless, NOW).await else {
        panic!("it moved");
    };
    assert!(moved.check(reference(), shillings(124_800)).is_err());
    server.says(503, "");
    let told = adapter.status(&subject(Operation::PayOut, None), NOW).await;
    assert_eq!(told, Err(ProviderError::Unclear(Unclear::Http(503))));
    // A reversal goes by Safaricom's own name for it.
    let told = adapter.status(&subject(Operation::Refund, None), NOW).await;
    assert_eq!(told, Err(ProviderError::Unclear(Unclear::NoHandle)));
}

#[test]
fn a_set_up_that_cannot_work_is_refused_at_the_start() {
    let wrong = |by: MpesaInitiator| {
        let config = MpesaConfig {
            initiator: Some(by),
            ..sandbox("http://x")
        };
        Mpesa::new(config, client(), source()).err()
    };
    let by = initiator;
    for (config, why) in [
        (
            MpesaInitiator {
                name: String::new(),
                ..by()
            },
            MpesaConfigError::Initiator,
        ),
        (
            MpesaInitiator {
                password: Secret::new(""),
                ..by()
            },
            MpesaConfigError::InitiatorPassword,
        ),
        (
            MpesaInitiator {
                certificate: "none".into(),
                ..by()
            },
            MpesaConfigError::Certificate,
        ),
        (
            MpesaInitiator {
                payout_shortcode: Some("x".into()),
                ..by()
            },
            MpesaConfigError::PayoutShortcode,
        ),
    ] {
        assert_eq!(wrong(config), Some(why));
    }
    // Money goes back without a shortcode that pays out.
    let only_back = MpesaConfig {
        initiator: Some(MpesaInitiator {
            payout_shortcode: None,
            ..by()
        }),
        ..sandbox("http://x")
    };
    let adapter = Mpesa::new(only_back, client(), source()).unwrap();
    let supports =
        |operation| adapter.supports(operation, shillings(124_800), Network::MpesaKenya.into());
    assert_eq!(supports(Operation::Refund), Ok(()));
    assert_eq!(supports(Operation::PayOut), Err(Unsupported::Operation));
    let cents = shillings(124_850);
    let refused = adapter.supports(Operation::Refund, cents, Network::MpesaKenya.into());
    assert_eq!(refused, Err(Unsupported::Decimals { decimals: 0 }));
}

#[tokio::test]
async fn banks_are_not_reached_and_nothing_is_sent() {
    let server = server().await;
    let shillings = Money::new(124_800, Currency::KES);
    crate::providers::canned::refuses_banks(&sends(&server), shillings).await;
    assert_eq!(server.calls(), 0);
}
