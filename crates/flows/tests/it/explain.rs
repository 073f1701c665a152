//! One purchase explained: every book on one timeline, and nothing in it that a stranger may not read.

use flows::explain::{Book, explain};
use kernel::Id as _;
use rehearsal::{MTN_APPROVES, TestMarket, phone};
use simulator::{DeliverRequest, SignatureKnob};

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_and_cancelled_purchase_is_told_from_every_book() {
    let (m, wrap) = TestMarket::watched("5", 10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &phone(MTN_APPROVES)).await;
    let forged = DeliverRequest {
        signature: Some(SignatureKnob::WrongKey),
        ..DeliverRequest::default()
    };
    m.simulator()
        .deliver(attempt.reference.uuid(), forged)
        .await
        .unwrap();
    m.pass(1).await;
    let purchase = m.purchase(placed.id).await;
    flows::cancel::by_buyer(&m.market, rehearsal::holder(placed.id), placed.id)
        .await
        .unwrap();
    let told = explain(&m.market, purchase.number).await.unwrap().unwrap();
    let not_of_a_purchase = [Book::Case, Book::Payout];
    for book in Book::ALL
        .iter()
        .filter(|book| !not_of_a_purchase.contains(book))
    {
        assert!(
            told.lines.iter().any(|line| line.book == *book),
            "nothing from {}",
            book.as_str()
        );
    }
    let mut moments: Vec<_> = told
        .lines
        .iter()
        .filter(|line| line.book != Book::Job)
        .collect();
    moments.sort_by_key(|line| line.at);
    assert!(told.lines.iter().zip(moments).all(|(a, b)| a.at == b.at));

    let lines = told.lines.iter().flat_map(|line| {
        let details = line.details.iter();
        details.chain([&line.text])
    });
    let all: Vec<String> = lines.cloned().chain(told.head()).collect();
    let all = all.join("\n");
    for said in [
        "prepared by buyer",
        "sent → ",
        "collected",
        "ZMW 125.00",
        "pawapay says COMPLETED (verified), looked into",
        "refused, not signed by the provider",
        "signature-input: ",
        "asked pawapay (collect): accepted",
        "/v2/deposits",
        "\"amount\": \"125.00\"",
        "answered 200",
        "debit  ZMW 125.00  provider_clearing pawapay",
        "held +1",
        "payment.completed, announced",
        "SMS to buyer",
        "push_disbursement waits, try 0 of",
        "requested by flow",
    ] {
        assert!(all.contains(said), "{said} is not in\n{all}");
    }
    assert!(!all.contains("763456789"), "a phone is shown\n{all}");
    assert!(!all.contains(rehearsal::TOKEN));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_explained() {
    let m = TestMarket::open().await;
    let number = kernel::PurchaseNumber::from_random([3; 8]);
    assert!(explain(&m.market, number).await.unwrap().is_none());
}
