//! What an admin decides about money by hand that fits nothing, and what can be read about it.

use flows::cases::{self, Answer, CaseError, Decided, NotPossible};
use flows::explain::explain;
use kernel::PurchaseNumber;
use moderation::{Choice, Reason};

use super::*;

fn why() -> Reason {
    Reason::parse("The buyer sent us a picture of the receipt").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_says_which_purchase_it_is_for() {
    let (m, kikoi) = market().await;
    let placed = bought(&m, &kikoi, "254712000111").await;
    let receipt = pay_by_hand(&m, STRANGER, "?", TOTAL).await;
    let payment = kept(&m, &receipt).await;
    let (by, case) = (m.admin().await, m.case_about(payment.id).await);
    let looked = cases::look(&m.market, by, case).await.unwrap().unwrap();
    assert_eq!(
        looked.suspense,
        [Money::new(shillings(TOTAL), Currency::KES)]
    );
    assert_eq!(
        looked.choices[0],
        (Choice::Keep, Err(NotPossible::NoPurchase))
    );

    let none = PurchaseNumber::from_random([9; 8]);
    assert!(
        !cases::name_purchase(&m.market, by, case, none)
            .await
            .unwrap()
    );
    assert!(
        cases::name_purchase(&m.market, by, case, placed.number)
            .await
            .unwrap()
    );
    assert_eq!(
        purchase_state(&m, &placed).await,
        "open",
        "nothing moved yet"
    );
    let decided = cases::decide(&m.market, by, case, Choice::Keep, &why())
        .await
        .unwrap();
    assert_eq!(decided, Decided::Done);
    assert_eq!(state(&m, &receipt).await, "kept");
    assert_eq!(purchase_state(&m, &placed).await, "paid");
    assert_eq!((m.open_cases().await.len(), suspense(&m).await), (0, 0));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn much_money_by_hand_needs_two_admins() {
    let m = TestMarket::open().await;
    by_hand::register(&m.market).await;
    let shop = m.shop("Duka la Amani", Country::Kenya).await;
    let sofa = m.product(shop, 2_600_000, 1).await;
    let placed = bought(&m, &sofa, "254712000111").await;
    let receipt = pay_by_hand(&m, STRANGER, "sofa", 26_025).await;
    let case = m.case_about(kept(&m, &receipt).await.id).await;
    let (one, two) = (m.admin().await, m.admin().await);
    cases::name_purchase(&m.market, one, case, placed.number)
        .await
        .unwrap();
    let decided = cases::decide(&m.market, one, case, Choice::Keep, &why())
        .await
        .unwrap();
    assert_eq!(decided, Decided::Proposed);
    // What is proposed is about the purchase that was named.
    let renamed = cases::name_purchase(&m.market, two, case, placed.number).await;
    assert!(matches!(renamed, Err(CaseError::Proposed)));
    let looked = cases::look(&m.market, two, case).await.unwrap().unwrap();
    let proposal = looked.open_proposal().unwrap().id;
    cases::answer(&m.market, two, case, proposal, Answer::Agree, "")
        .await
        .unwrap();
    assert_eq!(purchase_state(&m, &placed).await, "paid");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_for_nothing_becomes_credit_of_the_phone_that_paid() {
    let (m, _) = market().await;
    let receipt = pay_by_hand(&m, STRANGER, "?", 100).await;
    let case = m.case_about(kept(&m, &receipt).await.id).await;
    let by = m.admin().await;
    cases::decide(&m.market, by, case, Choice::Refund, &why())
        .await
        .unwrap();
    assert_eq!(state(&m, &receipt).await, "decided");
    assert_eq!(
        (credit(&m, STRANGER).await, suspense(&m).await),
        (10_000, 0)
    );
    let again = cases::decide(&m.market, by, case, Choice::Refund, &why()).await;
    assert!(matches!(again, Err(CaseError::Decided)));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_explained_from_every_book() {
    let (m, kikoi) = market().await;
    let placed = bought(&m, &kikoi, "254712000111").await;
    let receipt = pay_by_hand(&m, STRANGER, &account(&placed), 300).await;
    let told = explain(&m.market, placed.number).await.unwrap().unwrap();
    let said: Vec<_> = told.lines.iter().map(|line| line.text.as_str()).collect();
    let has = |words: &str| said.iter().any(|line| line.contains(words));
    assert!(has(&format!("receipt {receipt}")), "{said:#?}");
    assert!(
        has("matched by reference") && has("mpesa says confirmation"),
        "{said:#?}"
    );
    assert!(has("mpesa says answer") && has("(set_aside,"), "{said:#?}");
    assert!(!said.concat().contains(STRANGER), "{said:#?}");
}
