//! Sending money to bank accounts, and asking which banks there are.

use kernel::{BankCode, BankEntry, BankName};

use super::*;
use crate::providers::canned::account;

fn entry(code: &str, name: &str) -> BankEntry {
    BankEntry {
        code: BankCode::parse(code).unwrap(),
        name: BankName::parse(name).unwrap(),
    }
}

fn pay_out(amount: Money, branch: Option<(&str, &str)>) -> PayOut {
    PayOut {
        reference: reference(),
        amount,
        to: account(branch),
        message: "Soko payout".into(),
        our_reference: "shop".into(),
    }
}

const QUEUED: &str = r#"{"status":"success","message":"Transfer Queued Successfully","data":{"id":127831,"status":"NEW"}}"#;

fn accepted() -> Accepted {
    Accepted {
        handle: Some("127831".into()),
        ..Accepted::default()
    }
}

#[tokio::test]
async fn a_transfer_to_a_zambian_bank_names_its_branch_and_its_holder() {
    let server = Server::start().await;
    server.says(200, QUEUED);
    let order = pay_out(kwacha(24_850), Some(("ZM210000", "Cairo Road")));
    assert_eq!(adapter(&server).pay_out(&order).await, Ok(accepted()));
    let body: Value = serde_json::from_slice(&server.last().body).unwrap();
    let expected = json!({
        "account_bank": "542", "account_number": "0012030001", "amount": 248.5, "currency": "ZMW", "debit_currency": "ZMW",
        "narration": "Soko payout", "reference": REFERENCE, "beneficiary_name": "Nwabali S.",
        "destination_branch_code": "ZM210000",
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn a_transfer_to_a_kenyan_bank_says_between_whom_it_is() {
    let server = Server::start().await;
    server.says(200, QUEUED);
    let order = pay_out(Money::new(1_250_000, Currency::KES), None);
    assert_eq!(adapter(&server).pay_out(&order).await, Ok(accepted()));
    let body: Value = serde_json::from_slice(&server.last().body).unwrap();
    let expected = json!({
        "account_bank": "542", "account_number": "0012030001", "amount": 12500, "currency": "KES", "debit_currency": "KES",
        "narration": "Soko payout", "reference": REFERENCE, "beneficiary_name": "Nwabali S.",
        "meta": [{
            "sender": "Soko Limited", "sender_country": "KE", "mobile_number": "254712000000", "sender_id_type": "BUSINESS",
            "sender_id_number": "CPR-2026-1", "beneficiary_country": "KE", "beneficiary_mobile_number": "260763456789",
        }],
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn accounts_are_paid_only_where_that_was_agreed_and_within_limits() {
    let server = Server::start().await;
    let bank = Method::BankTransfer;
    let agreed = adapter(&server);
    let supports = |amount| agreed.supports(Operation::PayOut, amount, bank);
    assert_eq!(supports(kwacha(24_850)), Ok(()));
    assert_eq!(supports(Money::new(12_345, Currency::KES)), Ok(()));
    let (most, least) = (kwacha(50_000_000), kwacha(1_000));
    let too_large = Err(Unsupported::TooLarge { maximum: most });
    assert_eq!(supports(kwacha(50_000_001)), too_large);
    let too_small = Err(Unsupported::TooSmall { minimum: least });
    assert_eq!(supports(kwacha(999)), too_small);
    let unknown = Err(Unsupported::Method(bank));
    assert_eq!(supports(Money::new(10_000, Currency::UGX)), unknown);
    for operation in [Operation::Collect, Operation::Refund] {
        assert_eq!(agreed.supports(operation, kwacha(24_850), bank), unknown);
    }
    let mut config = config(&server);
    config.bank_payouts = BankPayouts::default();
    let adapter = Flutterwave::new(config, client()).unwrap();
    let supports = |amount| adapter.supports(Operation::PayOut, amount, bank);
    assert_eq!(supports(kwacha(24_850)), unknown);
    assert_eq!(supports(Money::new(12_345, Currency::KES)), unknown);
    let order = pay_out(kwacha(24_850), None);
    let refused = Err(ProviderError::Rejected(declined(
        Refusal::NetworkNotAccepted,
        "",
    )));
    assert_eq!(adapter.pay_out(&order).await, refused);
    assert_eq!(adapter.banks(Currency::ZMW).await, Ok(Vec::new()));
    assert_eq!(server.calls(), 0);
}

const ZAMBIA: &str = r#"{"status":"success","message":"Banks fetched successfully","data":[
    {"id":191,"code":"542","name":"Zambia National Commercial Bank"},{"id":192,"code":"543","name":"Stanbic Bank"},
    {"id":193,"code":"543","name":"Stanbic again"},{"id":194,"code":"MTN-BANK","name":"MTN Mobile Money"},
    {"id":195,"code":"MPS","name":"Mobile Money"},{"id":196,"code":"no code","name":"Odd"},{"id":"x","code":"1","name":"No id"},
    {"id":197,"code":"ZWALLET","name":"Some wallet"}]}"#;
const BRANCHES: &str = r#"{"status":"success","message":"Bank branches fetched successfully","data":[
    {"id":1,"branch_code":"ZM210000","branch_name":"Cairo Road","swift_code":"ZNCOZMLU","bic":"ZNCOZMLU","bank_id":191},
    {"id":2,"branch_code":"ZM210001","branch_name":"Kabwe","bank_id":191}]}"#;
const NO_BRANCHES: &str =
    r#"{"status":"error","message":"No branches found for specified bank id","data":null}"#;

#[tokio::test]
async fn banks_are_those_that_a_transfer_can_name() {
    let server = Server::start().await;
    server.says_at("/v3/banks/ZM", 200, ZAMBIA);
    server.says_at("/v3/banks/191/branches", 200, BRANCHES);
    server.says_at("/v3/banks/192/branches", 200, BRANCHES);
    server.says_at("/v3/banks/197/branches", 404, NO_BRANCHES);
    let branches = vec![entry("ZM210000", "Cairo Road"), entry("ZM210001", "Kabwe")];
    let listed = |code, name| BankListed {
        bank: entry(code, name),
        branches: branches.clone(),
    };
    let expected = vec![
        listed("542", "Zambia National Commercial Bank"),
        listed("543", "Stanbic Bank"),
    ];
    assert_eq!(adapter(&server).banks(Currency::ZMW).await, Ok(expected));
    // Nobody asks for branches in Kenya.
    server.says_at(
        "/v3/banks/KE",
        200,
        r#"{"status":"success","message":"ok","data":[{"id":1,"code":"01","name":"KCB"},{"id":2,"code":"MPS","name":"M-Pesa"}]}"#,
    );
    let kcb = BankListed {
        bank: entry("01", "KCB"),
        branches: Vec::new(),
    };
    assert_eq!(adapter(&server).banks(Currency::KES).await, Ok(vec![kcb]));
    let calls = server.calls();
    assert_eq!(adapter(&server).banks(Currency::UGX).await, Ok(Vec::new()));
    assert_eq!(server.calls(), calls);
}

#[tokio::test]
async fn half_a_list_is_none() {
    let server = Server::start().await;
    server.says_at("/v3/banks/ZM", 200, ZAMBIA);
    server.says_at("/v3/banks/191/branches", 200, BRANCHES);
    server.says_at("/v3/banks/192/branches", 502, "<html>");
    assert!(adapter(&server).banks(Currency::ZMW).await.is_err());
    server.forget_replies();
    for (status, body) in [(200, "{}"), (500, ZAMBIA), (400, NO_BRANCHES)] {
        server.says(status, body);
        let answer = adapter(&server).banks(Currency::ZMW).await;
        assert!(answer.is_err(), "{status} {body}: {answer:?}");
    }
}

#[test]
fn a_sender_is_said_whole_or_not_at_all() {
    let whole = "Soko Limited|ZM|+260763456789|PASSPORT|ZN123";
    assert!(Sender::parse(whole).is_some());
    for wrong in [
        "",
        "Soko Limited|ZM|+260763456789|PASSPORT",
        "Soko Limited|ZM|0763456789|PASSPORT|ZN123",
        "Soko Limited|zm|+260763456789|PASSPORT|ZN123",
        "|ZM|+260763456789|PASSPORT|ZN123",
        "Soko Limited|ZM|+260763456789| |ZN123",
    ] {
        assert_eq!(Sender::parse(wrong), None, "{wrong:?}");
    }
}
