//! Sending money out to shops.

use super::*;

fn pay_out() -> PayOut {
    PayOut {
        reference: reference(),
        amount: kwacha(24_850),
        to: kernel::Destination::Wallet(kernel::Wallet {
            phone: PhoneNumber::from_e164("+260763456789").unwrap(),
            network: Network::MtnZambia,
        }),
        message: "Soko payout".into(),
        our_reference: "shop".into(),
    }
}

fn transfer(reference: &str, status: &str) -> String {
    format!(
        r#"{{"id":190626,"account_number":"260763456789","bank_code":"MTN-BANK","amount":100,"fee":5,"currency":"ZMW","status":"{status}",
        "reference":"{reference}","complete_message":"DISBURSE FAILED: Insufficient funds"}}"#
    )
}

#[tokio::test]
async fn a_transfer_is_sent_as_documented() {
    let server = Server::start().await;
    server.says(200, &one(&transfer(REFERENCE, "NEW")));
    let mut config = config(&server);
    config.transfer_suffix = "_PMCK".into();
    let adapter = Flutterwave::new(config, client()).unwrap();
    let accepted = Ok(Accepted {
        handle: Some("190626".into()),
        ..Accepted::default()
    });
    assert_eq!(adapter.pay_out(&pay_out()).await, accepted);
    let seen = server.last();
    assert_eq!(seen.path, "/v3/transfers");
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    let expected = json!({
        "account_bank": "MTN-BANK", "account_number": "260763456789", "amount": 248.5, "currency": "ZMW",
        "debit_currency": "ZMW", "narration": "Soko payout", "reference": format!("{REFERENCE}_PMCK"),
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn refusals_of_a_transfer_are_told_apart() {
    let server = Server::start().await;
    let adapter = adapter(&server);
    let rejected = |why| ProviderError::Rejected(declined(why, "HTTP 400"));
    for (message, expected) in [
        ("Insufficient wallet balance", rejected(Refusal::FloatEmpty)),
        (
            "Please enable IP Whitelisting to access this service",
            configuration(Fault::NotAllowed, "HTTP 400"),
        ),
        ("Duplicate reference", ProviderError::Duplicate),
        (
            "Transfer with this reference already exists",
            ProviderError::Duplicate,
        ),
        (
            "Account resolve failed",
            rejected(Refusal::RecipientNotFound),
        ),
        ("Account is blacklisted", rejected(Refusal::Unspecified)),
        (
            "narration is required",
            configuration(Fault::Request, "HTTP 400"),
        ),
    ] {
        server.says(400, &ERROR.replace("MESSAGE", message));
        assert_eq!(
            adapter.pay_out(&pay_out()).await,
            Err(expected),
            "{message}"
        );
    }
    server.says(500, &ERROR.replace("MESSAGE", "Insufficient balance"));
    let unclear = Err(ProviderError::Unclear(Unclear::Http(500)));
    assert_eq!(adapter.pay_out(&pay_out()).await, unclear);
    server.does(Reply::Hang);
    let timeout = Err(ProviderError::Unclear(Unclear::Timeout));
    assert_eq!(adapter.pay_out(&pay_out()).await, timeout);
}

#[tokio::test]
async fn a_transfer_is_asked_for_by_its_id_or_by_our_reference() {
    let server = Server::start().await;
    let by_id = subject(Operation::PayOut, Some("190626"));
    let unheard = Subject {
        was_accepted: false,
        ..subject(Operation::PayOut, None)
    };
    for (word, pending) in [("NEW", true), ("PENDING", true), ("SUCCESSFUL", false)] {
        let shown = transfer(&format!("{REFERENCE}_PMCK_RETRY_1"), word);
        server.says_at("/v3/transfers/190626", 200, &one(&shown));
        server.says_at("/v3/transfers", 200, &several(&[shown]));
        for subject in [&by_id, &unheard] {
            let told = told(&server, subject).await;
            if pending {
                assert_eq!(told, Ok(ProviderStatus::Pending), "{word}");
            } else {
                let moved = money(told);
                assert_eq!(moved.check(reference(), kwacha(10_000)), Ok(()));
            }
        }
        server.forget_replies();
    }
    assert_eq!(server.last().query, format!("reference={REFERENCE}"));
    server.says(200, &one(&transfer(REFERENCE, "FAILED")));
    let failed = declined(Refusal::FloatEmpty, "DISBURSE-FAILED-Insufficient-funds");
    assert_eq!(
        told(&server, &by_id).await,
        Ok(ProviderStatus::Failed(failed))
    );
}

#[tokio::test]
async fn a_transfer_is_absent_only_in_an_empty_list() {
    let server = Server::start().await;
    let unheard = Subject {
        was_accepted: false,
        ..subject(Operation::PayOut, None)
    };
    let heard = subject(Operation::PayOut, None);
    server.says(200, &several(&[]));
    assert_eq!(told(&server, &unheard).await, Ok(ProviderStatus::NotFound));
    let unclear = |why| Err(ProviderError::Unclear(why));
    assert_eq!(
        told(&server, &heard).await,
        unclear(Unclear::OtherReference)
    );
    server.says(200, &several(&[transfer("INV-77", "SUCCESSFUL")]));
    assert_eq!(
        told(&server, &unheard).await,
        unclear(Unclear::OtherReference)
    );
    server.says(404, &ERROR.replace("MESSAGE", "Not found"));
    assert_eq!(told(&server, &unheard).await, unclear(Unclear::Http(404)));
    let by_id = subject(Operation::PayOut, Some("190626"));
    assert_eq!(told(&server, &by_id).await, unclear(Unclear::Http(404)));
    server.says(200, &one(&transfer("INV-77", "FAILED")));
    assert_eq!(
        told(&server, &by_id).await,
        unclear(Unclear::OtherReference)
    );
    server.says(200, &one(&transfer(REFERENCE, "HELD")));
    let strange = unclear(Unclear::UnknownStatus("HELD".into()));
    assert_eq!(told(&server, &by_id).await, strange);
}

#[tokio::test]
async fn payouts_need_the_codes_of_banks() {
    let server = Server::start().await;
    let mut config = config(&server);
    config.transfer_banks = None;
    let adapter = Flutterwave::new(config, client()).unwrap();
    let supports = |operation, method| adapter.supports(operation, kwacha(10_000), method);
    let mtn = Method::MobileMoney(Network::MtnZambia);
    assert_eq!(
        supports(Operation::PayOut, mtn),
        Err(Unsupported::Operation)
    );
    assert_eq!(
        supports(Operation::PayOut, Method::Card),
        Err(Unsupported::Method(Method::Card))
    );
    assert_eq!(supports(Operation::Refund, Method::Card), Ok(()));
    assert_eq!(supports(Operation::Refund, mtn), Ok(()));
    let refused = Err(ProviderError::Rejected(declined(
        Refusal::NetworkNotAccepted,
        "",
    )));
    assert_eq!(adapter.pay_out(&pay_out()).await, refused);
    assert_eq!(server.calls(), 0);
}
