//! What a provider pays out to our bank account is booked by its statement, and is no difference.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn settlements_move_what_the_provider_holds_to_the_bank_once() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    sell(&m, &wrap, 2).await;
    let provider = ProviderName::PawaPay;
    let held = balance(&m, clearing(provider), Currency::ZMW).await;
    let first = [
        ("S-1", "-90.00", "SETTLEMENT"),
        // Without a sign it went the same way.
        ("S-2", "0.50", "SETTLEMENT"),
        ("S-2", "-0.25", "SETTLEMENT_FEE"),
    ];
    let content = statement(&m, &first);
    let told = import(&m, provider, &content, m.now()).await;
    assert_eq!(
        (told.examined.settlements_booked, told.examined.fees_booked),
        (2, 1)
    );
    assert_eq!(told.examined.cases_opened, 0);
    assert_eq!(balance(&m, Account::Bank, Currency::ZMW).await, 9_050);
    assert_eq!(
        balance(&m, clearing(provider), Currency::ZMW).await,
        held - 9_050 - 25
    );

    // The next export overlaps, says one of them again in other words, and the account is filled for refunds.
    let next = [
        first[0],
        ("S-1", "-90.00", "WITHDRAWAL"),
        ("S-3", "40.00", "TOP_UP"),
        ("A-1", "-7.00", "ADJUSTMENT"),
    ];
    let told = import(&m, provider, &statement(&m, &next), m.now()).await;
    assert_eq!(told.examined.settlements_booked, 1);
    assert_eq!(balance(&m, Account::Bank, Currency::ZMW).await, 5_050);
    let again = import(&m, provider, &content, m.now()).await;
    assert!(!again.is_new);
    assert_eq!(balance(&m, Account::Bank, Currency::ZMW).await, 5_050);
    let found = classes(&m).await;
    assert_eq!(
        (found["settlement"], found["doubled"], found["missing_here"]),
        (3, 1, 1)
    );
    let mut cases = m.open_cases().await;
    cases.sort();
    assert_eq!(
        cases,
        ["doubled_line", "missing_here"],
        "a correction is for a person"
    );
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_from_the_bank_is_booked_though_it_has_the_same_name() {
    let (m, _) = TestMarket::with_product(10_000, 5).await;
    let provider = ProviderName::Stripe;
    let content = "created_utc,currency,gross,fee,net,reporting_category,source_id\n\
        2026-11-25 13:00:00,zmw,-90.00,0.00,-90.00,payout,po_1\n\
        2026-11-26 13:00:00,zmw,90.00,0.00,90.00,payout_reversal,po_1\n\
        2026-11-27 13:00:00,zmw,-90.00,0.00,-90.00,payout,po_1\n";
    let told = import(&m, provider, content, m.now()).await;
    assert_eq!(told.examined.settlements_booked, 2);
    assert_eq!(balance(&m, Account::Bank, Currency::ZMW).await, 0);
    assert_eq!(
        classes(&m).await["doubled"],
        1,
        "the third says the first again"
    );
}
