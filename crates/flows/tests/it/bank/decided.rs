//! What an admin makes of the bank's lines that nothing explains.

use flows::cases::{Decided, Plan};

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
