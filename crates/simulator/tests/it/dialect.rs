//! What is accepted, what is refused, and in which words.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{GOOD, Market, TOKEN, deposit, send};

const MTN: &str = "MTN_MOMO_ZMB";

#[tokio::test]
async fn a_deposit_is_accepted_and_completes() {
    let market = Market::open().await;
    let id = Uuid::new_v4();
    let (status, answer) = market
        .post("/v2/deposits", &deposit(id, GOOD, MTN, "15.5"))
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        (&answer["depositId"], &answer["status"]),
        (&json!(id), &json!("ACCEPTED"))
    );
    assert_eq!(answer["nextStep"], "FINAL_STATUS");
    let data = market.wait_for_status(id, "COMPLETED").await;
    assert_eq!(
        (&data["amount"], &data["clientReferenceId"]),
        (&json!("15.50"), &json!("REF-1"))
    );
    assert_eq!(
        data["metadata"],
        json!({"orderId": "ORD-1", "customerId": "C-1"})
    );
    assert!(data["providerTransactionId"].is_string());
}

#[tokio::test]
async fn an_id_is_used_once_whatever_else_changes() {
    let market = Market::open().await;
    let id = market.deposit("260763456039", MTN, "15").await;
    let (status, answer) = market
        .post("/v2/deposits", &deposit(id, GOOD, MTN, "99"))
        .await;
    assert_eq!(
        (status, &answer["status"]),
        (200, &json!("DUPLICATE_IGNORED"))
    );
    market.wait_for_status(id, "FAILED").await;
    let (_, answer) = market
        .post("/v2/deposits", &deposit(id, GOOD, MTN, "15"))
        .await;
    assert_eq!(answer["status"], "DUPLICATE_IGNORED");
    assert_eq!(market.simulator.transactions().len(), 1);
    let (status, answer) = market
        .get(&format!("/v2/deposits/{}", Uuid::new_v4()))
        .await;
    assert_eq!((status, answer), (200, json!({"status": "NOT_FOUND"})));
}

#[tokio::test]
async fn published_numbers_fail_as_published() {
    let market = Market::open().await;
    for (msisdn, provider, code) in [
        ("260763456029", MTN, "PAYER_NOT_FOUND"),
        ("260973456049", "AIRTEL_OAPI_ZMB", "INSUFFICIENT_BALANCE"),
        (
            "254703456059",
            "MPESA_KEN",
            "TRANSACTION_ALREADY_IN_PROCESS",
        ),
        ("260973456789", MTN, "PAYER_NOT_FOUND"),
    ] {
        let id = market.deposit(msisdn, provider, "15").await;
        let data = market.wait_for_status(id, "FAILED").await;
        assert_eq!(data["failureReason"]["failureCode"], code);
    }
    let stuck = market.deposit("260953456789", "ZAMTEL_ZMB", "15").await;
    market.wait_for_status(stuck, "PROCESSING").await;
    market.simulator.advance(86_400).await.unwrap();
    assert_eq!(market.status(stuck).await["status"], "PROCESSING");
}

#[tokio::test]
async fn every_rule_is_checked() {
    let market = Market::open().await;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut body = deposit(Uuid::new_v4(), GOOD, MTN, "15");
        change(&mut body);
        body
    };
    let set = |pointer: &'static str, value: Value| {
        with(&move |body: &mut Value| *body.pointer_mut(pointer).unwrap() = value.clone())
    };
    let add = |name: &'static str, value: Value| {
        with(&move |body: &mut Value| body[name] = value.clone())
    };
    let phone = "/payer/accountDetails/phoneNumber";
    let provider = "/payer/accountDetails/provider";
    let kenyan = |amount| deposit(Uuid::new_v4(), "254703456789", "MPESA_KEN", amount);
    let cases = [
        (
            set("/depositId", json!("f4401bd2-1568-1140-bf2d-eb77d2b2b639")),
            400,
            "INVALID_PARAMETER",
        ),
        (
            set("/depositId", json!("f4401bd215684140bf2deb77d2b2b639")),
            400,
            "INVALID_PARAMETER",
        ),
        (set("/amount", json!(15)), 400, "INVALID_PARAMETER"),
        (set("/amount", json!("5.")), 400, "INVALID_PARAMETER"),
        (set("/amount", json!("05")), 400, "INVALID_PARAMETER"),
        (set("/amount", json!("-5")), 400, "INVALID_PARAMETER"),
        (set("/amount", json!("5.555")), 200, "INVALID_AMOUNT"),
        (kenyan("15.5"), 200, "INVALID_AMOUNT"),
        (kenyan("15.00"), 200, "INVALID_AMOUNT"),
        (set("/amount", json!("0.5")), 200, "AMOUNT_OUT_OF_BOUNDS"),
        (
            set("/amount", json!("20000.01")),
            200,
            "AMOUNT_OUT_OF_BOUNDS",
        ),
        (set("/currency", json!("zmw")), 400, "INVALID_PARAMETER"),
        (set("/currency", json!("KES")), 200, "INVALID_CURRENCY"),
        (
            set("/payer/type", json!("MSISDN")),
            400,
            "INVALID_PARAMETER",
        ),
        (
            set(phone, json!("+260763456789")),
            200,
            "INVALID_PHONE_NUMBER",
        ),
        (set(phone, json!("0763456789")), 200, "INVALID_PHONE_NUMBER"),
        (
            set(phone, json!("260113456789")),
            200,
            "INVALID_PHONE_NUMBER",
        ),
        (
            set(phone, json!("254703456789")),
            200,
            "INVALID_PHONE_NUMBER",
        ),
        (
            set(provider, json!("ZAMTEL_MOMO_ZMB")),
            200,
            "INVALID_PROVIDER",
        ),
        (
            set("/payer", json!({"type": "MMO"})),
            400,
            "MISSING_PARAMETER",
        ),
        (
            set("/customerMessage", json!("Order #1")),
            400,
            "INVALID_PARAMETER",
        ),
        (
            set("/customerMessage", json!("Ord")),
            400,
            "INVALID_PARAMETER",
        ),
        (
            set("/customerMessage", json!("12345678901234567890123")),
            400,
            "INVALID_PARAMETER",
        ),
        (
            set("/metadata", json!([{"a": "1"}, {"a": "2"}])),
            400,
            "DUPLICATE_METADATA_FIELD",
        ),
        (
            set("/metadata", json!([{"a": "1", "b": "2"}])),
            400,
            "INVALID_PARAMETER",
        ),
        (
            add("statementDescription", json!("Order")),
            400,
            "UNSUPPORTED_PARAMETER",
        ),
        (
            add("successfulUrl", json!("http://127.0.0.1/a")),
            400,
            "UNSUPPORTED_PARAMETER",
        ),
    ];
    let count = cases.len();
    for (body, status, code) in cases {
        let body = if code == "UNSUPPORTED_PARAMETER" && body.get("successfulUrl").is_some() {
            let mut body = body;
            body["failedUrl"] = json!("http://127.0.0.1/b");
            body
        } else {
            body
        };
        let (got, answer) = market.post("/v2/deposits", &body).await;
        assert_eq!(
            (got, answer["failureReason"]["failureCode"].as_str()),
            (status, Some(code)),
            "{body} {answer}"
        );
        assert_eq!(answer["status"], "REJECTED");
        if code == "AMOUNT_OUT_OF_BOUNDS" {
            assert_eq!(answer["depositId"], Value::Null);
        }
    }
    assert!(market.simulator.transactions().is_empty());
    assert_eq!(market.simulator.requests().len(), count);
}

#[tokio::test]
async fn a_rejected_id_may_be_used_again() {
    let market = Market::open().await;
    let id = Uuid::new_v4();
    market
        .post("/v2/deposits", &deposit(id, GOOD, MTN, "0.5"))
        .await;
    let (_, answer) = market
        .post("/v2/deposits", &deposit(id, GOOD, MTN, "5"))
        .await;
    assert_eq!(answer["status"], "ACCEPTED");
    market
        .control("PUT", "/_sim/account", r#"{"remember_rejected":true}"#)
        .await;
    let id = Uuid::new_v4();
    market
        .post("/v2/deposits", &deposit(id, GOOD, MTN, "0.5"))
        .await;
    let (_, answer) = market
        .post("/v2/deposits", &deposit(id, GOOD, MTN, "5"))
        .await;
    assert_eq!(answer["status"], "DUPLICATE_IGNORED");
}

#[tokio::test]
async fn strangers_are_turned_away() {
    let market = Market::open().await;
    let url = market.simulator.dialect_url();
    let body = deposit(Uuid::new_v4(), GOOD, MTN, "15").to_string();
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let json_type = header("content-type", "application/json");
    let token = header("authorization", &format!("Bearer {TOKEN}"));
    for (headers, status, code) in [
        (vec![json_type.clone()], 401, "NO_AUTHENTICATION"),
        (
            vec![json_type, header("authorization", "Bearer wrong")],
            403,
            "AUTHENTICATION_ERROR",
        ),
        (
            vec![token, header("content-type", "text/plain")],
            400,
            "INVALID_INPUT",
        ),
    ] {
        let (got, text, _) = send(url, "POST", "/v2/deposits", &headers, &body)
            .await
            .unwrap();
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (got, answer["failureReason"]["failureCode"].as_str()),
            (status, Some(code)),
            "{answer}"
        );
    }
    assert!(
        market
            .simulator
            .requests()
            .iter()
            .all(|r| !format!("{:?}", r.headers).contains(TOKEN))
    );
}

#[tokio::test]
async fn unsigned_requests_are_refused_when_only_signed_ones_are_wanted() {
    let market = Market::open().await;
    market
        .control("PUT", "/_sim/account", r#"{"signed_requests_only":true}"#)
        .await;
    let (status, answer) = market
        .post("/v2/deposits", &deposit(Uuid::new_v4(), GOOD, MTN, "15"))
        .await;
    assert_eq!(
        (status, &answer["failureReason"]["failureCode"]),
        (403, &json!("HTTP_SIGNATURE_ERROR"))
    );
    let (_, conf) = market.get("/v2/active-conf").await;
    assert_eq!(conf["signatureConfiguration"]["signedRequestsOnly"], true);
}

#[tokio::test]
async fn operators_out_of_order_refuse_deposits_and_let_payouts_wait() {
    let market = Market::open().await;
    market
        .control(
            "PUT",
            "/_sim/operator",
            r#"{"provider":"MTN_MOMO_ZMB","status":"DELAYED"}"#,
        )
        .await;
    let (status, answer) = market
        .post("/v2/deposits", &deposit(Uuid::new_v4(), GOOD, MTN, "15"))
        .await;
    assert_eq!(
        (status, &answer["failureReason"]["failureCode"]),
        (200, &json!("PROVIDER_TEMPORARILY_UNAVAILABLE"))
    );
    let payout = |id: Uuid| {
        json!({"payoutId": id, "amount": "15", "currency": "ZMW",
               "recipient": {"type": "MMO", "accountDetails": {"phoneNumber": GOOD, "provider": MTN}}})
    };
    let (first, second) = (Uuid::new_v4(), Uuid::new_v4());
    let (_, answer) = market
        .post(
            "/v2/payouts/bulk",
            &json!([payout(first), payout(second), payout(first)]),
        )
        .await;
    let words: Vec<_> = answer
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["status"].clone())
        .collect();
    assert_eq!(
        words,
        [
            json!("ACCEPTED"),
            json!("ACCEPTED"),
            json!("DUPLICATE_IGNORED")
        ]
    );
    let (_, answer) = market.get(&format!("/v2/payouts/{first}")).await;
    assert_eq!(answer["data"]["status"], "ENQUEUED");
    let (_, answer) = market
        .post(&format!("/v2/payouts/fail-enqueued/{first}"), &json!({}))
        .await;
    assert_eq!(answer["status"], "ACCEPTED");
    let arrived = market.receiver.wait_for(1).await;
    assert_eq!(
        arrived[0].json()["failureReason"]["failureCode"],
        "MANUALLY_CANCELLED"
    );
    market
        .control(
            "PUT",
            "/_sim/operator",
            r#"{"provider":"MTN_MOMO_ZMB","status":"OPERATIONAL"}"#,
        )
        .await;
    let arrived = market.receiver.wait_for(2).await;
    assert_eq!(
        (&arrived[1].json()["payoutId"], &arrived[1].json()["status"]),
        (&json!(second), &json!("COMPLETED"))
    );
    let (_, answer) = market
        .post(&format!("/v2/payouts/fail-enqueued/{second}"), &json!({}))
        .await;
    assert_eq!(answer["failureReason"]["failureCode"], "INVALID_STATE");
    let (_, answer) = market.get("/v2/wallet-balances?country=ZMB").await;
    assert_eq!(answer["balances"][0]["balance"], "999985.00");
}

#[tokio::test]
async fn the_toolkit_answers_in_its_documented_shapes() {
    let market = Market::open().await;
    let (_, answer) = market
        .post(
            "/v2/predict-provider",
            &json!({"phoneNumber": "+260 763-456789"}),
        )
        .await;
    assert_eq!(
        answer,
        json!({"country": "ZMB", "provider": MTN, "phoneNumber": GOOD})
    );
    let (_, answer) = market
        .get("/v2/availability?country=KEN&operationType=DEPOSIT")
        .await;
    let statuses = json!([{"operationType": "DEPOSIT", "status": "OPERATIONAL"}]);
    assert_eq!(
        answer[0]["providers"][0],
        json!({"provider": "MPESA_KEN", "operationTypes": statuses})
    );
    let (_, conf) = market.get("/v2/active-conf?country=KEN").await;
    let operations = &conf["countries"][0]["providers"][0]["currencies"][0]["operationTypes"];
    assert_eq!(operations["DEPOSIT"]["decimalsInAmount"], "NONE");
    assert_eq!(
        (
            &operations["PAYOUT"]["minAmount"],
            &operations["DEPOSIT"]["maxAmount"]
        ),
        (&json!("10"), &json!("250000"))
    );
    market
        .control("PUT", "/_sim/account", r#"{"active_conf_form":"array"}"#)
        .await;
    let (_, conf) = market.get("/v2/active-conf?country=KEN").await;
    let operations = &conf["countries"][0]["providers"][0]["currencies"][0]["operationTypes"];
    assert_eq!(operations[0]["DEPOSIT"]["decimalsInAmount"], "NONE");
    let (_, keys) = market.get("/v2/public-key/http").await;
    assert_eq!(keys.as_array().unwrap().len(), 2);
    assert_eq!(market.get("/v2/active-conf?country=XX").await.0, 400);
}

/// A merchant's own signature, made with another implementation than the one that verifies it.
#[tokio::test]
async fn signed_requests_are_taken_in_both_encodings_and_not_when_altered() {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD as BASE64;
    use ring::signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
    };
    use sha2::Digest as _;

    let market = Market::open().await;
    let url = market.simulator.dialect_url().to_owned();
    let random = ring::rand::SystemRandom::new();
    for algorithm in [
        &ECDSA_P256_SHA256_ASN1_SIGNING,
        &ECDSA_P256_SHA256_FIXED_SIGNING,
    ] {
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
        let mut spki = BASE64
            .decode("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgA=")
            .unwrap();
        spki.extend(pair.public_key().as_ref());
        let text = BASE64.encode(spki);
        let pem = format!(
            "-----BEGIN PUBLIC KEY-----\n{}\n{}\n-----END PUBLIC KEY-----\n",
            &text[..64],
            &text[64..]
        );
        let account = json!({"signed_requests_only": true, "request_keys": [{"id": "MERCHANT:1", "key": pem}]});
        assert_eq!(
            market
                .control("PUT", "/_sim/account", &account.to_string())
                .await
                .0,
            200
        );

        for (altered, status, word) in [(false, 200, "ACCEPTED"), (true, 403, "REJECTED")] {
            let body = deposit(Uuid::new_v4(), GOOD, MTN, "15").to_string();
            let digest = format!("sha-512=:{}:", BASE64.encode(sha2::Sha512::digest(&body)));
            let now = std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap()
                .as_secs();
            let params = format!(
                "(\"@method\" \"@authority\" \"@path\" \"signature-date\" \"content-digest\" \"content-type\");\
                 alg=\"ecdsa-p256-sha256\";keyid=\"MERCHANT:1\";created={now};expires={}",
                now + 60
            );
            let date = "2026-09-21T15:06:40Z";
            let base = format!(
                "\"@method\": POST\n\"@authority\": {}\n\"@path\": /v2/deposits\n\"signature-date\": {date}\n\
                 \"content-digest\": {digest}\n\"content-type\": application/json\n\"@signature-params\": {params}",
                url.strip_prefix("http://").unwrap()
            );
            let signature = BASE64.encode(pair.sign(&random, base.as_bytes()).unwrap());
            let date = if altered {
                "2026-09-21T15:06:41Z"
            } else {
                date
            };
            let headers = [
                ("authorization", format!("Bearer {TOKEN}")),
                ("content-type", "application/json".to_owned()),
                ("signature-date", date.to_owned()),
                ("content-digest", digest),
                ("signature-input", format!("sig-pp={params}")),
                ("signature", format!("sig-pp=:{signature}:")),
            ]
            .map(|(name, value)| (name.to_owned(), value));
            let (got, text, _) = send(&url, "POST", "/v2/deposits", &headers, &body)
                .await
                .unwrap();
            assert_eq!(got, status, "{text}");
            assert!(text.contains(word), "{text}");
        }
    }
}
