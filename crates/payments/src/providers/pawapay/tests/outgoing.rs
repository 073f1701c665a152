//! Sending money, back to buyers and out to shops, and asking how well that goes at the moment.

use super::*;
use crate::provider::Original;

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

fn refund() -> RefundOrder {
    RefundOrder {
        reference: reference(),
        amount: kwacha(4_850),
        original: Original {
            reference: ProviderReference::from_uuid(Uuid::from_u128(7)),
            handle: None,
            transaction: None,
            amount: kwacha(24_850),
            phone: PhoneNumber::from_e164("+260763456789").unwrap(),
            method: Network::MtnZambia.into(),
        },
        our_reference: "SK-7F3K-22".into(),
    }
}

#[tokio::test]
async fn sends_a_payout_as_documented() {
    let server = Server::start().await;
    server.says(200, r#"{"payoutId":"x","status":"ACCEPTED"}"#);
    let accepted = adapter(config(&server)).pay_out(&pay_out()).await;
    assert_eq!(accepted, Ok(Accepted::default()));
    let seen = server.last();
    assert_eq!(seen.path, "/v2/payouts");
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    assert_eq!(
        body,
        json!({
            "payoutId": REFERENCE, "amount": "248.5", "currency": "ZMW", "clientReferenceId": "shop", "customerMessage": "Soko payout",
            "recipient": { "type": "MMO", "accountDetails": { "phoneNumber": "260763456789", "provider": "MTN_MOMO_ZMB" } },
        })
    );
}

#[tokio::test]
async fn a_refund_names_its_deposit_and_no_recipient() {
    let server = Server::start().await;
    server.says(200, r#"{"refundId":"x","status":"ACCEPTED"}"#);
    let accepted = adapter(config(&server)).refund(&refund()).await;
    assert_eq!(accepted, Ok(Accepted::default()));
    let seen = server.last();
    assert_eq!(seen.path, "/v2/refunds");
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    assert_eq!(
        body,
        json!({
            "refundId": REFERENCE, "depositId": "00000000-0000-0000-0000-000000000007", "amount": "48.5", "currency": "ZMW",
            "clientReferenceId": "SK-7F3K-22",
        })
    );
}

#[tokio::test]
async fn refusals_of_money_that_leaves_are_told_apart() {
    let server = Server::start().await;
    let adapter = adapter(config(&server));
    for (code, why) in [
        ("RECIPIENT_NOT_FOUND", Refusal::RecipientNotFound),
        ("PAWAPAY_WALLET_OUT_OF_FUNDS", Refusal::FloatEmpty),
        ("REFUND_IN_PROGRESS", Refusal::RefundInProgress),
    ] {
        let text = format!(r#"{{"status":"REJECTED","failureReason":{{"failureCode":"{code}"}}}}"#);
        server.says(200, &text);
        let refused = Err(ProviderError::Rejected(declined(why, code)));
        assert_eq!(adapter.refund(&refund()).await, refused, "{code}");
        assert_eq!(adapter.pay_out(&pay_out()).await, refused, "{code}");
    }
}

#[tokio::test]
async fn each_operation_is_asked_for_at_its_own_address() {
    let server = Server::start().await;
    let adapter = adapter(config(&server));
    for (operation, collection, id) in [
        (Operation::PayOut, "payouts", "payoutId"),
        (Operation::Refund, "refunds", "refundId"),
    ] {
        let text = format!(
            r#"{{"status":"FOUND","data":{{"{id}":"{REFERENCE}","depositId":"00000000-0000-0000-0000-000000000007",
            "status":"COMPLETED","amount":"15.00","currency":"ZMW","providerTransactionId":"77"}}}}"#
        );
        server.says(200, &text);
        let told = adapter.status(&subject(operation), NOW).await;
        let Ok(ProviderStatus::Moved(moved)) = told else {
            panic!("{told:?}");
        };
        assert_eq!(moved.check(reference(), kwacha(1_500)), Ok(()));
        assert_eq!(server.last().path, format!("/v2/{collection}/{REFERENCE}"));
    }
}

#[tokio::test]
async fn says_how_well_each_network_is_reached() {
    let server = Server::start().await;
    let adapter = adapter(config(&server));
    server.says(
        200,
        r#"[{"country":"ZMB","providers":[
            {"provider":"MTN_MOMO_ZMB","operationTypes":[{"operationType":"DEPOSIT","status":"OPERATIONAL"},
              {"operationType":"PAYOUT","status":"DELAYED"}]},
            {"provider":"AIRTEL_OAPI_ZMB","operationTypes":[{"operationType":"DEPOSIT","status":"DELAYED"}]},
            {"provider":"NOBODY","operationTypes":[{"operationType":"DEPOSIT","status":"OPERATIONAL"}]}]}]"#,
    );
    let told = adapter.availability().await.unwrap();
    let mtn = network_method(Network::MtnZambia);
    let airtel = network_method(Network::AirtelZambia);
    assert_eq!(
        told,
        [
            (mtn, Operation::Collect, Availability::Up),
            (mtn, Operation::PayOut, Availability::Delayed),
            (airtel, Operation::Collect, Availability::Down),
        ]
    );
    server.says(502, "<html></html>");
    assert!(adapter.availability().await.is_err());
}

fn network_method(network: Network) -> Method {
    network.into()
}

#[tokio::test]
async fn banks_are_not_reached_and_nothing_is_sent() {
    let server = Server::start().await;
    let adapter = adapter(config(&server));
    crate::providers::canned::refuses_banks(&adapter, kwacha(24_850)).await;
    assert_eq!(server.calls(), 0);
}
