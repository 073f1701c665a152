//! What had arrived and stands on a statement again: whoever had it has it as before, once, when an admin says so.

use flows::cases::{self, Answer, CaseError, Decided, NotPossible};
use kernel::CaseId;
use moderation::Choice;
use payments::Disbursement;
use payments::provider::ProviderName;
use rehearsal::Product;

use super::*;

/// A shop whose payout has arrived.
async fn paid_out(price_minor: i64) -> (TestMarket, Product, Disbursement) {
    let (m, wrap) = TestMarket::with_product(price_minor, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.earned(&placed, wrap.shop).await;
    let payout = m.pay_out(wrap.shop, "first").await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "paid");
    (m, wrap, payout)
}

/// So much came back, on lines with these names beside all that the provider tells of.
async fn told(m: &TestMarket, names: &[&str], amount: Money) {
    let amount = amount.to_plain(2);
    let lines: Vec<_> = names
        .iter()
        .map(|name| (*name, amount.as_str(), "REVERSAL"))
        .collect();
    let back = statement(m, &lines);
    let back = back.strip_prefix(HEADER).unwrap();
    let csv = exported(m, Wanted::of("pawapay")).await;
    let csv = format!("{}{back}", csv.trim_end());
    import(m, ProviderName::PawaPay, &csv, m.now()).await;
}

async fn back(m: &TestMarket, name: &str, amount: Money) -> CaseId {
    told(m, &[name], amount).await;
    m.case_called("missing_here").await
}

async fn choice(m: &TestMarket, case: CaseId) -> Result<cases::Plan, NotPossible> {
    let by = m.admin().await;
    let looked = cases::look(&m.market, by, case).await.unwrap().unwrap();
    let found = looked
        .choices
        .into_iter()
        .find(|(choice, _)| *choice == Choice::CameBack);
    found.unwrap().1
}

/// An admin types what came back.
async fn name(m: &TestMarket, case: CaseId, typed: &str) -> bool {
    let by = m.admin().await;
    cases::name_returned(&m.market, by, case, typed)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_names_nothing_is_tied_to_a_payout_by_its_reference() {
    let (m, wrap, payout) = paid_out(10_000).await;
    let case = back(&m, "R-1", payout.amount).await;
    assert_eq!(choice(&m, case).await, Err(NotPossible::NoneNamed));
    for wrong in ["", "R-1", "5d7a4c5e-7d3b-4a75-9f11-0c5f5a4cf001"] {
        assert!(!name(&m, case, wrong).await, "{wrong:?}");
    }
    assert!(name(&m, case, &format!(" {} ", payout.reference)).await);
    let amount = payout.amount;
    assert_eq!(choice(&m, case).await, Ok(cases::Plan::CameBack { amount }));
    assert_eq!(m.decide_case(case, Choice::CameBack).await, Decided::Done);
    assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "returned");
    assert_eq!(classes(&m).await, [("matched".to_owned(), 3)].into());

    // The same file again, the provider asked again, the hour over: nothing more.
    let before = m.footprint().await;
    let again = provider_statement::examine(&m.market, ProviderName::PawaPay);
    assert_eq!(
        again.await.unwrap(),
        provider_statement::Examined::default()
    );
    flows::disburse::settle(&m.market, payout.id, "job")
        .await
        .unwrap();
    assert_eq!(m.footprint().await, before);
    m.assert_sound().await;

    // A second line about it is a second question, and no second payout.
    let second = back(&m, "R-2", payout.amount).await;
    assert!(name(&m, second, &payout.reference.to_string()).await);
    assert_eq!(choice(&m, second).await, Err(NotPossible::NotArrived));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_all_of_a_payout_comes_back() {
    let (m, wrap, payout) = paid_out(10_000).await;
    let less = payout.amount.minus(Money::new(1, Currency::ZMW)).unwrap();
    let case = back(&m, "R-1", less).await;
    assert!(name(&m, case, &payout.reference.to_string()).await);
    assert_eq!(choice(&m, case).await, Err(NotPossible::OtherAmount));
    let by = m.admin().await;
    let why = moderation::Reason::parse("It is").unwrap();
    let decided = cases::decide(&m.market, by, case, Choice::CameBack, &why).await;
    assert!(matches!(
        decided,
        Err(CaseError::NotPossible(NotPossible::OtherAmount))
    ));
    assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "paid");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn above_the_limit_two_admins_say_that_a_payout_came_back() {
    let (m, wrap, payout) = paid_out(600_000).await;
    let before = m.earnings(wrap.shop).await.available;
    let case = back(&m, &payout.reference.to_string(), payout.amount).await;
    let proposed = m.decide_case(case, Choice::CameBack).await;
    assert_eq!(proposed, Decided::Proposed);
    assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "paid");
    assert_eq!(m.earnings(wrap.shop).await.available, before);
    // What is proposed is about what was named then.
    let by = m.admin().await;
    let other = cases::name_returned(&m.market, by, case, &payout.reference.to_string()).await;
    assert!(matches!(other, Err(CaseError::Proposed)));
    m.agree(case).await;
    assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "returned");
    assert_eq!(m.earnings(wrap.shop).await.available, payout.amount);
    m.assert_sound().await;
}

/// Two lines about one payout, and two admins who decide them at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_payout_comes_back_once_however_many_say_so() {
    let (m, wrap, payout) = paid_out(10_000).await;
    let reference = payout.reference.to_string();
    told(&m, &["R-1", "R-2"], payout.amount).await;
    let one = m.case_called("missing_here").await;
    assert!(name(&m, one, &reference).await);
    let mut tx = m.platform().await;
    let page = moderation::queue(&mut *tx, moderation::CaseKind::Payment, None, 10).await;
    let two = page.unwrap().rows.last().unwrap().id;
    drop(tx);
    assert!(name(&m, two, &reference).await);
    let (a, b) = (m.admin().await, m.admin().await);
    let why = moderation::Reason::parse("On the statement").unwrap();
    let told = tokio::join!(
        cases::decide(&m.market, a, one, Choice::CameBack, &why),
        cases::decide(&m.market, b, two, Choice::CameBack, &why),
    );
    let told = [told.0, told.1];
    assert_eq!(
        told.iter().filter(|told| told.is_ok()).count(),
        1,
        "{told:?}"
    );
    assert_eq!(m.earnings(wrap.shop).await.available, payout.amount);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_comes_back_is_store_credit() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    m.let_money_arrive().await;
    let refund = m.refunds(placed.id).await.remove(0);
    assert_eq!(refund.state.as_str(), "paid");
    let case = back(&m, &refund.reference.to_string(), refund.amount).await;
    m.decide_case(case, Choice::CameBack).await;
    assert_eq!(m.refunds(placed.id).await[0].state.as_str(), "returned");
    assert_eq!(
        m.credit_of(refund.purpose.phone()).await,
        refund.amount.minor()
    );
    assert_eq!(m.cleared().await, refund.amount.minor());
    assert_eq!(m.status(placed.id).await.as_str(), "REFUNDED");
    assert!(m.timeline(placed.id).await.contains(&"credited"));
    m.run_jobs().await;
    assert!(m.has_told("It is store credit").await);
    m.assert_sound().await;
}

/// A provider that says "failed" of what it had called paid changes nothing: only a statement and a person do.
#[tokio::test(flavor = "multi_thread")]
async fn what_came_back_stays_so_whatever_its_provider_says() {
    let (m, wrap, payout) = paid_out(10_000).await;
    let case = back(&m, &payout.reference.to_string(), payout.amount).await;
    m.decide_case(case, Choice::CameBack).await;
    m.run_jobs().await;
    let before = m.footprint().await;
    let again = simulator::DeliverRequest {
        count: 3,
        replay: true,
        ..simulator::DeliverRequest::default()
    };
    let reference = kernel::Id::uuid(payout.reference);
    m.simulator().deliver(reference, again).await.unwrap();
    m.run_jobs().await;
    m.sweep().await;
    assert_eq!(m.footprint().await, before);
    assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "returned");
    let by = m.admin().await;
    let answered =
        cases::answer(&m.market, by, case, m.market.source.id(), Answer::Agree, "").await;
    assert!(answered.is_err());
    m.assert_sound().await;
}
