//! What moves no money.

use super::*;

#[tokio::test]
async fn a_network_is_guessed_for_this_very_number_or_not_at_all() {
    let server = Server::start().await;
    let adapter = adapter(config(&server));
    let phone = PhoneNumber::from_e164("+260763456789").unwrap();
    for (status, text, expected) in [
        (
            200,
            r#"{"country":"ZMB","provider":"MTN_MOMO_ZMB","phoneNumber":"260763456789"}"#,
            Some(Network::MtnZambia),
        ),
        (
            200,
            r#"{"country":"ZMB","provider":"AIRTEL_OAPI_ZMB","msisdn":"260763456789"}"#,
            Some(Network::AirtelZambia),
        ),
        (
            200,
            r#"{"country":"RWA","provider":"MTN_MOMO_RWA","phoneNumber":"260763456789"}"#,
            None,
        ),
        (
            200,
            r#"{"country":"ZMB","provider":"MTN_MOMO_ZMB","phoneNumber":"260763456780"}"#,
            None,
        ),
        (
            400,
            r#"{"failureReason":{"failureCode":"INVALID_PHONE_NUMBER"}}"#,
            None,
        ),
        (500, "", None),
        (200, "<html>", None),
    ] {
        server.says(status, text);
        let guessed = adapter.guess_network(&phone).await;
        assert_eq!(guessed, Ok(expected), "{status} {text}");
    }
    assert_eq!(server.last().path, "/v2/predict-provider");
    assert_eq!(
        &server.last().body[..],
        br#"{"phoneNumber":"260763456789"}"#
    );
    server.does(Reply::Hang);
    let nothing = adapter.guess_network(&phone).await;
    assert_eq!(nothing, Err(ProviderError::Unclear(Unclear::Timeout)));
}

#[tokio::test]
async fn news_come_again_only_of_what_is_over_there() {
    let server = Server::start().await;
    let adapter = adapter(config(&server));
    let about = subject(Operation::Collect);
    server.says(
        200,
        &format!(r#"{{"depositId":"{REFERENCE}","status":"ACCEPTED"}}"#),
    );
    assert_eq!(adapter.send_news_again(&about).await, Ok(()));
    let path = format!("/v2/deposits/resend-callback/{REFERENCE}");
    assert_eq!(server.last().path, path);
    server.says(
        200,
        &format!(
            r#"{{"depositId":"{REFERENCE}","status":"REJECTED","failureReason":{{"failureCode":"INVALID_STATE"}}}}"#
        ),
    );
    let waits = adapter.send_news_again(&about).await;
    let why = declined(Refusal::WrongState, "INVALID_STATE");
    assert_eq!(waits, Err(ProviderError::Rejected(why)));
    server.says(200, r#"{"depositId":"another","status":"ACCEPTED"}"#);
    let other = adapter.send_news_again(&about).await;
    assert_eq!(other, Err(ProviderError::Unclear(Unclear::OtherReference)));
}

#[tokio::test]
async fn the_accounts_own_terms_hold_once_they_were_read() {
    let server = Server::start().await;
    let adapter = adapter(config(&server));
    let mtn = Method::MobileMoney(Network::MtnZambia);
    let airtel = Method::MobileMoney(Network::AirtelZambia);
    let supports = |minor, method| {
        adapter.supports(Operation::Collect, Money::new(minor, Currency::ZMW), method)
    };
    assert_eq!(supports(2_000_000, mtn), Ok(()), "the table, until then");
    server.says(
        200,
        r#"{"countries":[{"country":"ZMB","providers":[{"provider":"MTN_MOMO_ZMB","currencies":[{"currency":"ZMW",
            "operationTypes":{"DEPOSIT":{"minAmount":"1","maxAmount":"500","decimalsInAmount":"TWO_PLACES"}}}]}]}]}"#,
    );
    adapter.learn_terms().await.unwrap();
    assert_eq!(server.last().path, "/v2/active-conf");
    assert_eq!(supports(50_000, mtn), Ok(()));
    let maximum = Money::new(50_000, Currency::ZMW);
    assert_eq!(
        supports(50_001, mtn),
        Err(Unsupported::TooLarge { maximum })
    );
    assert_eq!(supports(100, airtel), Err(Unsupported::Method(airtel)));
    // What is not answered changes nothing.
    server.says(500, "");
    assert!(adapter.learn_terms().await.is_err());
    assert_eq!(
        supports(50_001, mtn),
        Err(Unsupported::TooLarge { maximum })
    );
}
