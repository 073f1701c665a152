//! Sending money back to buyers.

use super::*;

const REFUND: &str = "re_3Mx";

fn order() -> RefundOrder {
    RefundOrder {
        reference: reference(),
        amount: kwacha(4_850),
        original: Original {
            reference: original(),
            handle: Some(SESSION.into()),
            transaction: Some("pi_3M".into()),
            amount: kwacha(24_850),
            phone: PhoneNumber::from_e164("+260763456789").unwrap(),
            method: Method::Card,
        },
        our_reference: "SK-7K3M-9Q2D".into(),
    }
}

fn original() -> ProviderReference {
    ProviderReference::from_uuid(Uuid::from_u128(8))
}

/// The page that was paid, under the collection's own reference.
fn paid() -> String {
    let page = session("complete", &intent("succeeded"));
    page.to_string().replace(REFERENCE, &original().to_string())
}

fn refund(status: &str) -> Value {
    json!({
        "id": REFUND, "object": "refund", "amount": 24_850, "currency": "zmw", "payment_intent": "pi_3M", "status": status,
        "metadata": {"soko_reference": REFERENCE}, "failure_reason": null,
    })
}

fn list(items: &[Value], has_more: bool) -> String {
    json!({"object": "list", "url": "/v1/refunds", "data": items, "has_more": has_more}).to_string()
}

fn page_of_the_payment() -> String {
    format!("{SESSIONS}/{SESSION}")
}

#[tokio::test]
async fn a_refund_is_taken_from_the_intent_that_paid() {
    let server = Server::start().await;
    server.says_at(&page_of_the_payment(), 200, &paid());
    server.says_at("/v1/refunds", 200, &refund("pending").to_string());
    let accepted = adapter(&server).refund(&order()).await.unwrap();
    assert_eq!(accepted.handle.as_deref(), Some(REFUND));
    let seen = server.last();
    assert_eq!(seen.method.as_str(), "POST");
    let key = format!("{REFERENCE}:refund");
    assert_eq!(seen.headers["idempotency-key"], key.as_str());
    let expected = [
        ("payment_intent", "pi_3M"),
        ("amount", "4850"),
        ("reason", "requested_by_customer"),
        ("metadata[soko_reference]", REFERENCE),
        ("metadata[soko_purchase]", "SK-7K3M-9Q2D"),
    ];
    let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(form(&seen), BTreeMap::from(expected));
}

#[tokio::test]
async fn a_refund_of_what_was_not_paid_or_cannot_be_found_is_not_begun() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let refused = |why| Err(ProviderError::Rejected(declined(why, "")));
    let missing = refused(Refusal::OriginalNotFound);
    // Somebody else's payment, one that was not paid, and one nobody has tried.
    for page in [
        session("complete", &intent("succeeded")).to_string(),
        paid().replace("succeeded", "processing"),
        session("open", &Value::Null).to_string(),
    ] {
        server.says(200, &page);
        assert_eq!(adapter.refund(&order()).await, missing, "{page}");
    }
    let mut nameless = order();
    nameless.original.handle = None;
    assert_eq!(adapter.refund(&nameless).await, missing);
    server.says(503, "<html></html>");
    assert_eq!(
        adapter.refund(&order()).await,
        refused(Refusal::NetworkUnavailable)
    );
    assert!(server.paths().iter().all(|path| !path.ends_with("refunds")));
}

#[tokio::test]
async fn refusals_of_a_refund_are_told_apart() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    server.says_at(&page_of_the_payment(), 200, &paid());
    let invalid = "invalid_request_error";
    for (status, code, param, why, kept) in [
        (
            400,
            Some("charge_already_refunded"),
            None,
            Refusal::AlreadyRefunded,
            "charge_already_refunded",
        ),
        (
            400,
            None,
            Some("amount"),
            Refusal::RefundTooLarge,
            "HTTP 400",
        ),
        (
            404,
            Some("resource_missing"),
            Some("payment_intent"),
            Refusal::OriginalNotFound,
            "resource_missing",
        ),
        (
            400,
            Some("balance_insufficient"),
            None,
            Refusal::FloatEmpty,
            "balance_insufficient",
        ),
        (
            400,
            Some("charge_disputed"),
            None,
            Refusal::WrongState,
            "charge_disputed",
        ),
    ] {
        server.says(status, &error(invalid, code, param));
        let refused = Err(ProviderError::Rejected(declined(why, kept)));
        assert_eq!(adapter.refund(&order()).await, refused, "{kept}");
    }
    server.says(
        400,
        &error(invalid, Some("parameter_unknown"), Some("mood")),
    );
    let ours = Err(configuration(Fault::Request, "parameter_unknown"));
    assert_eq!(adapter.refund(&order()).await, ours);
    server.says(400, &error("idempotency_error", None, None));
    assert_eq!(
        adapter.refund(&order()).await,
        Err(ProviderError::Duplicate)
    );
    for (status, why) in [
        (409, Unclear::Http(409)),
        (429, Unclear::Http(429)),
        (502, Unclear::Http(502)),
    ] {
        server.says(status, &error("api_error", None, None));
        assert_eq!(adapter.refund(&order()).await, unclear(why), "{status}");
    }
    server.says(200, &list(&[], false));
    assert_eq!(
        adapter.refund(&order()).await,
        unclear(Unclear::Unreadable(200))
    );
}

#[tokio::test]
async fn a_refund_is_asked_for_by_its_name() {
    let server = Server::start().await;
    let known = subject(Operation::Refund, Some(REFUND));
    server.says(200, &refund("succeeded").to_string());
    let moved = money(told(&server, &known).await);
    assert_eq!(moved.check(reference(), kwacha(24_850)), Ok(()));
    assert_eq!(server.last().path, format!("/v1/refunds/{REFUND}"));
    for status in ["pending", "requires_action"] {
        server.says(200, &refund(status).to_string());
        assert_eq!(told(&server, &known).await, Ok(ProviderStatus::Pending));
    }
    let mut failed = refund("failed");
    failed["failure_reason"] = json!("expired_or_canceled_card");
    server.says(200, &failed.to_string());
    let why = declined(Refusal::RecipientNotFound, "expired_or_canceled_card");
    assert_eq!(told(&server, &known).await, Ok(ProviderStatus::Failed(why)));
    server.says(200, &refund("canceled").to_string());
    let why = declined(Refusal::Cancelled, "canceled");
    assert_eq!(told(&server, &known).await, Ok(ProviderStatus::Failed(why)));
    server.says(200, &refund("odd").to_string());
    let odd = unclear(Unclear::UnknownStatus("odd".into()));
    assert_eq!(told(&server, &known).await, odd);
    let other = refund("pending").to_string();
    server.says(200, &other.replace(REFERENCE, "INV-77"));
    assert_eq!(
        told(&server, &known).await,
        unclear(Unclear::OtherReference)
    );
    server.says(200, &other.replace(REFUND, "re_4"));
    assert_eq!(
        told(&server, &known).await,
        unclear(Unclear::OtherReference)
    );
    server.says(
        404,
        &error("invalid_request_error", Some("resource_missing"), None),
    );
    assert_eq!(told(&server, &known).await, unclear(Unclear::Http(404)));
}

#[tokio::test]
async fn a_refund_whose_answer_was_lost_is_looked_for_before_it_is_called_absent() {
    let server = Server::start().await;
    let lost = unheard(Operation::Refund);
    let mut other = refund("succeeded");
    other["metadata"] = json!({});
    other["id"] = json!("re_2");
    server.says_at("/v1/refunds", 200, &list(&[other.clone()], true));
    server.says_at("/v1/refunds", 200, &list(&[refund("succeeded")], false));
    let moved = money(told(&server, &lost).await);
    assert_eq!(moved.check(reference(), kwacha(24_850)), Ok(()));
    assert_eq!(moved.handle.as_deref(), Some(REFUND));
    let (from, until) = (NOW.unix_timestamp() - 600, NOW.unix_timestamp() + 1_800);
    assert_eq!(
        server.last().query,
        format!("created%5Bgte%5D={from}&created%5Blte%5D={until}&limit=20&starting_after=re_2")
    );
    server.forget_replies();
    // A full page of entries longer than any that were seen.
    let mut bulky = other.clone();
    bulky["destination_details"] = json!({"card": {"reference": "7".repeat(2_000)}});
    server.says_at("/v1/refunds", 200, &list(&vec![bulky; 20], true));
    server.says_at("/v1/refunds", 200, &list(&[refund("pending")], false));
    assert_eq!(told(&server, &lost).await, Ok(ProviderStatus::Pending));
    server.forget_replies();
    server.says(200, &list(&[other.clone()], false));
    assert_eq!(told(&server, &lost).await, Ok(ProviderStatus::NotFound));
    let heard = subject(Operation::Refund, None);
    assert_eq!(told(&server, &heard).await, unclear(Unclear::NoHandle));
    // A list without an end proves nothing, and neither does one that cannot be read.
    server.says(200, &list(&[other], true));
    assert_eq!(told(&server, &lost).await, unclear(Unclear::NoHandle));
    for wrong in [
        list(&[], true),
        r#"{"object":"list","data":[]}"#.into(),
        list(&[json!({})], false),
    ] {
        server.says(200, &wrong);
        assert_eq!(
            told(&server, &lost).await,
            unclear(Unclear::Unreadable(200)),
            "{wrong}"
        );
    }
    server.says(500, "");
    assert_eq!(told(&server, &lost).await, unclear(Unclear::Http(500)));
}

#[tokio::test]
async fn payouts_are_not_done_here() {
    let server = Server::start().await;
    let asked = told(&server, &subject(Operation::PayOut, Some("po_1"))).await;
    let refused = ProviderError::unsupported(Operation::PayOut);
    assert_eq!(asked, Err(refused));
    assert_eq!(server.calls(), 0);
}
