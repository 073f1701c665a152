//! What an admin makes of the bank's lines that nothing explains.

use flows::cases::{Decided, Plan};

use super::settled::{left, settle, settle_at};
use super::*;

/// A shop whose payout has arrived.
async fn paid_out(m: &TestMarket, goods: &Product) -> payments::Disbursement {
    let placed = m.sold(&[(goods, 1)]).await;
    m.earned(&placed, goods.shop).await;
    let payout = m.pay_out(goods.shop, "first").await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    payout
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_that_came_back_to_our_bank_is_the_shops_again() {
    for written in ["RETURNED", "PAWAPAY RETURN OF"] {
        let (m, goods) = market().await;
        let payout = paid_out(&m, &goods).await;
        let line = format!("{written} {}", payout.reference);
        import(&m, &[came(&m, &line, payout.amount.minor())]).await;
        // What speaks of a provider waits for its statement first.
        m.pass(6 * DAY_SECONDS).await;
        provider_statement::examine(&m.market, payments::provider::ProviderName::Bank)
            .await
            .unwrap();
        let title = m.open_cases().await.remove(0);
        let case = m.case_called(&title).await;
        let by = m.admin().await;
        let looked = cases::look(&m.market, by, case).await.unwrap().unwrap();
        let amount = payout.amount;
        let choice = (Choice::CameBack, Ok(Plan::CameBack { amount }));
        assert!(looked.choices.contains(&choice), "{:?}", looked.choices);
        assert_eq!(m.decide_case(case, Choice::CameBack).await, Decided::Done);
        assert_eq!(m.payouts(goods.shop).await[0].state.as_str(), "returned");
        assert_eq!(m.earnings(goods.shop).await.available, amount);
        assert_eq!(held(&m).await, (amount.minor(), 0), "{written}");
        assert_eq!(classes(&m).await, [of("matched", 1)], "{written}");
        m.assert_sound().await;
    }
}

/// Where a bank writes no balance, the second of two equal transfers of one day says what the first said.
#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_that_came_twice_is_a_transfer_of_its_own() {
    let (m, goods) = market().await;
    let placed = bought(&m, &goods, BUYER).await;
    let half = came(&m, &placed.number.to_string(), TOTAL / 2);
    import(&m, &[half.clone(), half.clone()]).await;
    assert_eq!(state(&m, &placed).await, "open");
    assert_eq!(held(&m).await, (TOTAL / 2, TOTAL / 2));
    let case = m.case_called("doubled_line").await;
    m.decide_case(case, Choice::Twice).await;
    assert_eq!(state(&m, &placed).await, "paid");
    assert_eq!(held(&m).await, (TOTAL, 0));
    assert_eq!(classes(&m).await, [of("matched", 2)]);
    assert_eq!(m.open_cases().await, [""; 0]);
    m.assert_sound().await;

    // The same export again, and a third of them, is asked about again.
    import(&m, &[half.clone(), half.clone(), half]).await;
    assert_eq!(m.open_cases().await, ["doubled_line"]);
    let case = m.case_called("doubled_line").await;
    m.decide_case(case, Choice::Close).await;
    let left =
        provider_statement::differences(&m.market, payments::provider::ProviderName::Bank, 9);
    assert_eq!(left.await.unwrap().len(), 0, "written twice, moved once");
    m.assert_sound().await;
}

async fn compared(m: &TestMarket) -> provider_statement::Examined {
    provider_statement::examine(&m.market, payments::provider::ProviderName::Bank)
        .await
        .unwrap()
}

/// What is in the bank, what lies in suspense, and what was written off.
async fn books(m: &TestMarket) -> (i64, i64, i64) {
    let (bank, suspense) = held(m).await;
    (bank, suspense, -m.balance(&Account::Differences).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_operator_pays_from_the_account_is_there_and_written_off() {
    let (m, _) = market().await;
    import(&m, &[left(&m, "RENT OF THE SHOP", "500.00")]).await;
    let case = m.case_called("missing_here").await;
    m.decide_case(case, Choice::There).await;
    assert_eq!(books(&m).await, (-50_000, -50_000, 0));
    let case = m.case_called("difference_set_aside").await;
    m.decide_case(case, Choice::WrittenOff).await;
    assert_eq!(books(&m).await, (-50_000, 0, -50_000));
    assert_eq!(compared(&m).await, provider_statement::Examined::default());
    assert_eq!(m.open_cases().await, [""; 0]);
    m.assert_sound().await;
}

/// The bank showed a settlement long before its provider told of it, and a person said that it is there.
#[tokio::test(flavor = "multi_thread")]
async fn a_settlement_that_is_there_is_found_again_when_its_provider_tells_of_it() {
    let (m, _) = market().await;
    let day = m.now();
    import(&m, &[came(&m, "PAWAPAY SETTLEMENT", 90_000)]).await;
    m.pass(6 * DAY_SECONDS).await;
    compared(&m).await;
    let case = m.case_called("missing_here").await;
    m.decide_case(case, Choice::There).await;
    assert_eq!(books(&m).await, (90_000, 90_000, 0));
    let settlement = rehearsal::SettledThere {
        name: "S-1".to_owned(),
        provider: "pawapay",
        minor: 90_000,
    };
    settle_at(&m, day, &[settlement]).await;
    assert_eq!(compared(&m).await.undone, 1);
    assert_eq!(books(&m).await, (90_000, 0, 0), "once");
    assert_eq!(m.cleared().await, -90_000);
    assert_eq!(m.open_cases().await, [""; 0]);
    assert_eq!(compared(&m).await, provider_statement::Examined::default());
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_settlement_that_never_came_is_taken_back_until_a_forgotten_page_shows_it() {
    let (m, _) = market().await;
    import(&m, &[came(&m, "HELLO", 100)]).await;
    let settlement = rehearsal::SettledThere {
        name: "S-1".to_owned(),
        provider: "pawapay",
        minor: 90_000,
    };
    settle(&m, &[settlement]).await;
    let page = came(&m, "PAWAPAY SETTLEMENT", 90_000);
    m.pass(6 * DAY_SECONDS).await;
    import(&m, &[came(&m, "HELLO", 200)]).await;
    let before = books(&m).await;
    let case = m.case_called("missing_there").await;
    m.decide_case(case, Choice::NeverCame).await;
    let (bank, suspense, _) = before;
    assert_eq!(books(&m).await, (bank - 90_000, suspense - 90_000, 0));
    m.assert_sound().await;
    import(&m, &[page]).await;
    assert_eq!(books(&m).await, before);
    m.assert_sound().await;
}

/// Somebody's money, of whom nothing is known: it is nobody's to give it to.
#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_transfer_is_written_off_when_nobody_can_be_named() {
    let (m, goods) = market().await;
    import(&m, &[came(&m, "CASH DEPOSIT", 4_000)]).await;
    let case = m.case_called("unmatched").await;
    let by = m.admin().await;
    let looked = cases::look(&m.market, by, case).await.unwrap().unwrap();
    let amount = Money::new(4_000, kernel::Currency::ZMW);
    let choice = (Choice::WrittenOff, Ok(Plan::WriteOff { amount }));
    assert!(looked.choices.contains(&choice), "{:?}", looked.choices);
    // Once somebody is named, it is theirs.
    let placed = bought(&m, &goods, BUYER).await;
    cases::name_purchase(&m.market, by, case, placed.number)
        .await
        .unwrap();
    let looked = cases::look(&m.market, by, case).await.unwrap().unwrap();
    assert!(!looked.choices.contains(&choice), "{:?}", looked.choices);
    let (m, _) = market().await;
    import(&m, &[came(&m, "CASH DEPOSIT", 4_000)]).await;
    let case = m.case_called("unmatched").await;
    m.decide_case(case, Choice::WrittenOff).await;
    assert_eq!(books(&m).await, (4_000, 0, 4_000));
    assert_eq!(m.open_cases().await, [""; 0]);
    m.assert_sound().await;
}
