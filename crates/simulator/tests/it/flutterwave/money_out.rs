//! Refunds, transfers, and what the books say of them.

use serde_json::{Value, json};

use super::Merchant;

#[tokio::test]
async fn a_payment_goes_back_in_parts_and_never_more_than_whole() {
    let merchant = Merchant::open().await;
    let id = merchant.paid("a").await;
    let path = format!("/v3/transactions/{id}/refund");
    let (status, answer) = merchant.post(&path, &json!({"amount": 500})).await;
    assert_eq!(status, 200, "{answer}");
    let data = &answer["data"];
    assert_eq!(
        (&data["tx_id"], &data["amount_refunded"], &data["status"]),
        (&json!(id), &json!(500), &json!("completed"))
    );
    let refund = data["id"].as_u64().unwrap();
    let (status, answer) = merchant.get(&format!("/v3/refunds/{refund}")).await;
    assert_eq!((status, &answer["data"]), (200, data));
    let (status, answer) = merchant.post(&path, &json!({"amount": 7001})).await;
    assert_eq!((status, &answer["status"]), (400, &json!("error")));
    let (_, answer) = merchant.post(&path, &json!({})).await;
    assert_eq!(answer["data"]["amount_refunded"], 7000);
    assert_eq!(merchant.post(&path, &json!({})).await.0, 400);
    let (_, list) = merchant.get("/v3/refunds").await;
    assert_eq!(list["data"].as_array().unwrap().len(), 2);
    assert_eq!(
        merchant
            .post("/v3/transactions/1/refund", &json!({}))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn a_refund_may_take_its_time_or_fail() {
    let merchant = Merchant::open().await;
    let id = merchant.paid("a").await;
    let path = format!("/v3/transactions/{id}/refund");
    let slow = json!({"reference": id.to_string(), "settle_after_ms": 60_000, "times": 1});
    merchant.market.scenario(slow);
    let (_, answer) = merchant.post(&path, &json!({"amount": 7000})).await;
    assert_eq!(answer["data"]["status"], "pending");
    assert_eq!(merchant.post(&path, &json!({"amount": 501})).await.0, 400);
    merchant.market.simulator.advance(61).await.unwrap();
    let refund = format!("/v3/refunds/{}", answer["data"]["id"]);
    assert_eq!(merchant.get(&refund).await.1["data"]["status"], "completed");
    merchant
        .market
        .scenario(json!({"reference": id.to_string(), "outcome": "DECLINED"}));
    let (_, answer) = merchant.post(&path, &json!({})).await;
    assert_eq!(answer["data"]["status"], "failed");
    assert_eq!(merchant.market.receiver.wait_for(1).await.len(), 1);
}

fn transfer(reference: &str) -> Value {
    json!({
        "account_bank": "MTN", "account_number": "260961234567", "amount": 100, "currency": "ZMW",
        "reference": reference, "narration": "Payout", "beneficiary_name": "A Seller",
    })
}

async fn status(merchant: &Merchant, reference: &str) -> Value {
    let (_, answer) = merchant
        .get(&format!("/v3/transfers?reference={reference}"))
        .await;
    answer["data"][0]["status"].clone()
}

#[tokio::test]
async fn the_suffix_of_the_reference_decides() {
    let merchant = Merchant::open().await;
    let endings = [
        "a",
        "b_PMCK",
        "c_PMCK_ST_F",
        "d_PMCKDU_1",
        "e_PMCK_ST_FDU_1",
    ];
    for reference in endings {
        let (code, answer) = merchant.post("/v3/transfers", &transfer(reference)).await;
        assert_eq!(
            (code, &answer["data"]["status"]),
            (200, &json!("NEW")),
            "{answer}"
        );
        assert_eq!(answer["message"], "Transfer Queued Successfully");
    }
    merchant.market.simulator.advance(61).await.unwrap();
    for (reference, word) in [
        ("a", "PENDING"),
        ("b_PMCK", "PENDING"),
        ("d_PMCKDU_1", "SUCCESSFUL"),
        ("e_PMCK_ST_FDU_1", "FAILED"),
    ] {
        assert_eq!(status(&merchant, reference).await, word, "{reference}");
    }
    merchant.market.simulator.advance(540).await.unwrap();
    for (reference, word) in [
        ("a", "PENDING"),
        ("b_PMCK", "SUCCESSFUL"),
        ("c_PMCK_ST_F", "FAILED"),
    ] {
        assert_eq!(status(&merchant, reference).await, word, "{reference}");
    }
    let hooks = merchant.market.receiver.wait_for(4).await;
    assert!(
        hooks
            .iter()
            .all(|hook| hook.json()["event"] == "transfer.completed")
    );
    let failed = merchant.market.simulator.find("c_PMCK_ST_F").unwrap();
    let (_, listed) = merchant.get("/v3/transfers?reference=c_PMCK_ST_F").await;
    let id = listed["data"][0]["id"].as_u64().unwrap();
    assert_eq!(
        merchant.market.simulator.find(&id.to_string()).unwrap().id,
        failed.id
    );
    let (_, again) = merchant
        .post(&format!("/v3/transfers/{id}/retries"), &json!({}))
        .await;
    assert_eq!(again["data"]["reference"], "c_PMCK_ST_F_RETRY_1");
    let (_, shown) = merchant.get(&format!("/v3/transfers/{id}")).await;
    assert_eq!(shown["data"]["status"], "FAILED");
}

#[tokio::test]
async fn a_transfer_is_checked() {
    let merchant = Merchant::open().await;
    let (code, _) = merchant.post("/v3/transfers", &transfer("a")).await;
    assert_eq!(code, 200);
    assert_eq!(merchant.post("/v3/transfers", &transfer("a")).await.0, 400);
    let mut bank = transfer("b");
    bank["account_bank"] = json!("ZM010000");
    assert_eq!(merchant.post("/v3/transfers", &bank).await.0, 400);
    bank["destination_branch_code"] = json!("ZM020001");
    assert_eq!(merchant.post("/v3/transfers", &bank).await.0, 400);
    bank["destination_branch_code"] = json!("ZM010001");
    bank["account_number"] = json!("00-12");
    assert_eq!(merchant.post("/v3/transfers", &bank).await.0, 400);
    bank["account_number"] = json!("0012030001");
    assert_eq!(merchant.post("/v3/transfers", &bank).await.0, 200);
    let mut poor = transfer("c");
    poor["amount"] = json!(2_000_000);
    merchant.post("/v3/transfers", &poor).await;
    merchant.market.simulator.advance(5).await.unwrap();
    assert_eq!(status(&merchant, "c").await, "FAILED");
    let body = r#"{"transfers_whitelisted":false}"#;
    merchant.market.control("PUT", "/_sim/account", body).await;
    let (code, answer) = merchant.post("/v3/transfers", &transfer("d")).await;
    assert_eq!(code, 400);
    assert!(
        answer["message"]
            .as_str()
            .unwrap()
            .contains("IP Whitelisting")
    );
}

/// A transfer to an account in Kenya.
fn to_kenya(reference: &str) -> Value {
    json!({
        "account_bank": "68", "account_number": "2332128829", "amount": 100, "currency": "KES", "reference": reference,
        "beneficiary_name": "A Seller",
        "meta": [{
            "sender": "Soko", "sender_country": "KE", "mobile_number": "254712000000", "sender_id_type": "BUSINESS",
            "sender_id_number": "1", "beneficiary_mobile_number": "254712345678",
        }],
    })
}

#[tokio::test]
async fn a_kenyan_bank_is_told_who_sends_what_to_whom() {
    let merchant = Merchant::open().await;
    let (code, answer) = merchant
        .post("/v3/transfers", &to_kenya("a_PMCKDU_1"))
        .await;
    assert_eq!(
        (code, &answer["data"]["bank_name"]),
        (200, &json!("Equity Bank"))
    );
    for name in ["sender", "sender_id_number", "beneficiary_mobile_number"] {
        let mut less = to_kenya("b");
        less["meta"][0].as_object_mut().unwrap().remove(name);
        let (code, answer) = merchant.post("/v3/transfers", &less).await;
        assert_eq!(code, 400, "{name}: {answer}");
    }
    let mut nowhere = to_kenya("c");
    nowhere["account_bank"] = json!("ZM010000");
    assert_eq!(merchant.post("/v3/transfers", &nowhere).await.0, 400);
    merchant.market.simulator.advance(61).await.unwrap();
    assert_eq!(status(&merchant, "a_PMCKDU_1").await, "SUCCESSFUL");
}

#[tokio::test]
async fn a_scenario_of_an_account_decides_what_becomes_of_it() {
    let merchant = Merchant::open().await;
    let fails = json!({"msisdn": "2332128829", "outcome": "ACCOUNT_RESOLVE_FAILED"});
    merchant.market.scenario(fails);
    let (code, _) = merchant
        .post("/v3/transfers", &to_kenya("a_PMCKDU_1"))
        .await;
    assert_eq!(code, 200);
    merchant.market.simulator.advance(61).await.unwrap();
    assert_eq!(status(&merchant, "a_PMCKDU_1").await, "FAILED");
}

#[tokio::test]
async fn banks_and_their_branches_are_listed() {
    let merchant = Merchant::open().await;
    let (code, banks) = merchant.get("/v3/banks/ZM").await;
    assert_eq!(code, 200);
    let of = |name: &str| {
        let all = banks["data"].as_array().unwrap();
        let found = all.iter().find(|bank| bank["code"] == name).unwrap();
        format!("/v3/banks/{}/branches", found["id"])
    };
    let (code, branches) = merchant.get(&of("ZM010000")).await;
    assert_eq!(
        (code, &branches["data"][0]["branch_code"]),
        (200, &json!("ZM010001"))
    );
    assert_eq!(merchant.get(&of("MTN")).await.0, 404);
    assert_eq!(merchant.get("/v3/banks/XX").await.0, 400);
}

#[tokio::test]
async fn the_books_say_what_moved_per_provider() {
    let merchant = Merchant::open().await;
    let id = merchant.paid("a").await;
    merchant
        .post(
            &format!("/v3/transactions/{id}/refund"),
            &json!({"amount": 500}),
        )
        .await;
    merchant
        .post("/v3/transfers", &transfer("b_PMCKDU_1"))
        .await;
    merchant.market.simulator.advance(61).await.unwrap();
    let (_, books) = merchant.market.control("GET", "/_sim/books", "").await;
    let books: Value = serde_json::from_str(&books).unwrap();
    assert_eq!(
        books["totals"],
        json!([{
            "dialect": "flutterwave", "currency": "ZMW",
            "collections": 1, "collected": "7500.0000", "refunds": 1, "refunded": "500.0000",
            "payouts": 1, "paid_out": "100.0000", "fees": "105.0000",
        }])
    );
    assert_eq!(books["wallets"][0]["balance"], "1006795.0000");
}
