//! Paid from another country: asked for in its money at a frozen rate, counted over, and given back in the same money, all of it.

use ::ledger::Account;
use countries::Country;
use flows::abroad::{self, Abroad, NoRate};
use flows::cases::{self, CaseError, NotPossible};
use flows::give_back::{self, Ask, By};
use flows::pay::{Pay, PayError};
use flows::place::Placed;
use flows::provider_statement::{self, Import};
use flows::rates;
use flows::route::Weather;
use kernel::{Currency, Money, Network, PurchaseId};
use moderation::{Choice, Reason};
use orders::refunds::{Part, Wish};
use payments::Attempt;
use payments::statements::Book;
use rehearsal::{MPESA_APPROVES, Product, TestMarket, holder, phone};
use simulator::{Dialect, Outcome, Report, Scenario, StatementRequest};

fn kes(minor: i64) -> Money {
    Money::new(minor, Currency::KES)
}

fn zmw(minor: i64) -> Money {
    Money::new(minor, Currency::ZMW)
}

/// A rate of today. 100.00 kwacha and 25.00 of delivery at 5.613 are 701.625 shillings, so 702 are asked for.
async fn say(m: &TestMarket, rate: &str) {
    let line = format!("ZMW,KES,{rate},{},test", m.now().date());
    assert_eq!(rates::say(&m.market, &line).await.unwrap(), (1, 1));
}

async fn market() -> (TestMarket, Product) {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    say(&m, "5.613").await;
    (m, wrap)
}

async fn offers(m: &TestMarket, price: Money, of: Option<PurchaseId>) -> Vec<Abroad> {
    let weather = Weather::read(&m.market).await.unwrap();
    abroad::offers(&m.market, &weather, price, of)
        .await
        .unwrap()
}

async fn start(m: &TestMarket, wish: Pay, seen: Money) -> Result<Attempt, PayError> {
    abroad::start(&m.market, holder(wish.purchase), wish, seen).await
}

async fn paid(m: &TestMarket, wrap: &Product) -> (Placed, Attempt) {
    let placed = m.place(&[(wrap, 1)]).await;
    let wish = m.wish_to_pay(placed.id, &phone(MPESA_APPROVES));
    let attempt = start(m, wish, kes(70_200)).await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    (placed, m.attempt(attempt.id).await)
}

async fn balances(m: &TestMarket, account: &Account) -> (i64, i64) {
    let mut both = [0; 2];
    for (balance, currency) in both.iter_mut().zip([Currency::ZMW, Currency::KES]) {
        let mut tx = m.platform().await;
        *balance = ::ledger::balance(&mut *tx, account, currency)
            .await
            .unwrap()
            .minor();
    }
    (both[0], both[1])
}

fn clearing(attempt: &Attempt) -> Account {
    Account::ProviderClearing(attempt.provider.as_str().to_owned())
}

/// So much of the first line.
async fn part(m: &TestMarket, placed: &Placed, minor: i64) -> Wish {
    let mut tx = m.platform().await;
    let lines = orders::order::lines_of_purchase(&mut *tx, placed.id)
        .await
        .unwrap();
    Wish::Parts {
        lines: vec![(lines[0].id, Part::Amount(zmw(minor)))],
        delivery: None,
    }
}

/// The shop gives back what is worth so much, and it arrives. While it is on its way, what is owed is what leaves.
async fn give(m: &TestMarket, wrap: &Product, placed: &Placed, wish: Wish, minor: i64) {
    let ask = Ask {
        number: m.orders(placed.id).await[0].number,
        key: format!("back {}", m.refunds(placed.id).await.len()),
        wish,
        reason: "The seam was torn".to_owned(),
        total_seen: zmw(minor),
    };
    give_back::decide(&m.market, By::Shop(wrap.shop), &ask)
        .await
        .unwrap();
    m.assert_sound().await;
    m.run_jobs().await;
    m.let_money_arrive().await;
}

const ALL: Wish = Wish::Everything { to_shelf: false };

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_abroad_pays_in_its_own_money() {
    let (m, wrap) = market().await;
    let offers = offers(&m, zmw(12_500), None).await;
    let [offer] = &offers[..] else {
        panic!("one rate, one country: {offers:?}")
    };
    assert_eq!((offer.country, offer.amount), (Country::Kenya, kes(70_200)));
    assert!(offer.ways.iter().all(|way| way.method.network().is_some()));

    let (placed, attempt) = paid(&m, &wrap).await;
    assert_eq!(placed.total, zmw(12_500));
    assert_eq!(attempt.amount, kes(70_200));
    assert_eq!(attempt.price(), zmw(12_500));
    assert_eq!(attempt.method, Network::MpesaKenya.into());
    // What the provider holds is shillings. The shop, the tax office and we have kwacha.
    assert_eq!(balances(&m, &clearing(&attempt)).await, (0, 70_200));
    assert_eq!(balances(&m, &Account::Conversion).await, (12_500, -70_162));
    assert_eq!(balances(&m, &Account::Rounding).await, (0, -38));
    let shop = wrap.shop.shop;
    assert_eq!(balances(&m, &Account::ShopPending(shop)).await.0, -8_121);
    assert_eq!(balances(&m, &Account::TaxHeld(shop)).await.0, -1_379);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_back_in_parts_is_what_came() {
    let (m, wrap) = market().await;
    let (placed, attempt) = paid(&m, &wrap).await;
    // 3,333 ngwee are KSh 187.08; 6,666 KSh 374.17; then the rest of the wrap and the delivery.
    for _ in 0..2 {
        let wish = part(&m, &placed, 3_333).await;
        give(&m, &wrap, &placed, wish, 3_333).await;
    }
    give(&m, &wrap, &placed, ALL, 5_834).await;
    let sent: Vec<Money> = m
        .refunds(placed.id)
        .await
        .iter()
        .map(|r| r.amount)
        .collect();
    assert_eq!(sent, [kes(18_700), kes(18_700), kes(32_800)]);
    assert_eq!(m.status(placed.id).await.as_str(), "REFUNDED");
    // Nothing is left anywhere.
    assert_eq!(balances(&m, &clearing(&attempt)).await, (0, 0));
    assert_eq!(balances(&m, &Account::RefundDue(placed.id)).await, (0, 0));
    let (kwacha, shillings) = balances(&m, &Account::Conversion).await;
    assert_eq!(kwacha, 0);
    let (_, rounded) = balances(&m, &Account::Rounding).await;
    assert_eq!(shillings + rounded, 0);
    assert!(
        shillings.abs() <= 1,
        "a cent of rounding at most: {shillings}"
    );
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rate_of_the_first_try_holds_for_the_purchase() {
    let (m, wrap) = market().await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let low = Scenario {
        outcome: Outcome::Fail("INSUFFICIENT_BALANCE".to_owned().try_into().unwrap()),
        ..Scenario::default()
    };
    let kenyan = phone("+254703456039");
    m.scenario(&kenyan, low);
    let wish = m.wish_to_pay(placed.id, &kenyan);
    start(&m, wish, kes(70_200)).await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "FAILED");

    say(&m, "6").await;
    let frozen = offers(&m, placed.total, Some(placed.id)).await;
    assert_eq!(frozen[0].amount, kes(70_200));
    let others = offers(&m, placed.total, None).await;
    assert_eq!(others[0].amount, kes(75_000));
    // Somebody who saw another amount is told, and not asked for it.
    let wish = m.wish_to_pay(placed.id, &phone(MPESA_APPROVES));
    let refused = start(&m, wish.clone(), kes(75_000)).await;
    let now = kes(70_200);
    assert!(
        matches!(refused, Err(PayError::NoRate(NoRate::Changed { amount })) if amount == now),
        "{refused:?}"
    );
    start(&m, wish, now).await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_rate_of_these_days_nothing_is_offered() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let none = offers(&m, placed.total, None).await;
    assert!(none.is_empty());
    let long_ago = (m.now() - abroad::RATE_HOLDS - time::Duration::DAY).date();
    let line = format!("ZMW,KES,5.613,{long_ago},test");
    rates::say(&m.market, &line).await.unwrap();
    let old = offers(&m, placed.total, None).await;
    assert!(old.is_empty());
    let wish = m.wish_to_pay(placed.id, &phone(MPESA_APPROVES));
    let refused = start(&m, wish.clone(), kes(70_200)).await;
    assert!(
        matches!(refused, Err(PayError::NoRate(NoRate::None))),
        "{refused:?}"
    );
    let same = start(&m, wish, placed.total).await;
    assert!(matches!(same, Err(PayError::NoRate(NoRate::None))));
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_comes_too_late_goes_back_as_it_came() {
    let (m, wrap) = market().await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let slow = phone("+254703456129");
    let waits = Scenario {
        outcome: Outcome::Prompt,
        ..Scenario::default()
    };
    m.scenario(&slow, waits);
    let wish = m.wish_to_pay(placed.id, &slow);
    let attempt = start(&m, wish, kes(70_200)).await.unwrap();
    m.run_jobs().await;
    flows::cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    let attempt = m.attempt(attempt.id).await;
    m.answer(&attempt, simulator::Answer::Approve).await;
    m.run_jobs().await;
    m.let_money_arrive().await;
    let sent: Vec<Money> = m
        .refunds(placed.id)
        .await
        .iter()
        .map(|r| r.amount)
        .collect();
    assert_eq!(sent, [kes(70_200)]);
    assert_eq!(balances(&m, &clearing(&attempt)).await, (0, 0));
    assert_eq!(balances(&m, &Account::Conversion).await, (0, 0));
    assert_eq!(balances(&m, &Account::Rounding).await, (0, 0));
    assert_eq!(balances(&m, &Account::RefundDue(placed.id)).await, (0, 0));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_cannot_arrive_is_credit_in_the_purchases_money() {
    let (m, wrap) = market().await;
    let (placed, _) = paid(&m, &wrap).await;
    let gone = Scenario {
        outcome: Outcome::Fail("RECIPIENT_NOT_FOUND".to_owned().try_into().unwrap()),
        ..Scenario::default()
    };
    m.scenario(&phone(MPESA_APPROVES), gone);
    let wish = part(&m, &placed, 2_000).await;
    give(&m, &wrap, &placed, wish, 2_000).await;
    let states: Vec<_> = m.refunds(placed.id).await;
    let states: Vec<_> = states.iter().map(|r| r.state.as_str()).collect();
    assert_eq!(states, ["failed"]);
    assert_eq!(balances(&m, &Account::RefundDue(placed.id)).await, (0, 0));
    let held: Vec<_> = m.postings(placed.id).await;
    let credit = held
        .iter()
        .find(|(account, _, _)| account == "buyer_wallet");
    assert_eq!(credit.map(|(_, _, minor)| *minor), Some(-2_000));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_does_not_match_has_no_rate_and_goes_back_as_it_came() {
    let (m, wrap) = market().await;
    let lies = Scenario {
        outcome: Outcome::Success,
        report: Some(Report {
            amount: Some("701".to_owned()),
            ..Report::default()
        }),
        ..Scenario::default()
    };
    let kenyan = phone("+254712000001");
    m.scenario(&kenyan, lies);
    let placed = m.place(&[(&wrap, 1)]).await;
    let wish = m.wish_to_pay(placed.id, &kenyan);
    let attempt = start(&m, wish, kes(70_200)).await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.attempt(attempt.id).await.state.as_str(), "unclear");
    m.simulator().clear_scenarios().unwrap();

    let (case, by) = (m.case_about(attempt.id).await, m.admin().await);
    let note = Reason::parse("Looked at the provider's page").unwrap();
    let kept = cases::decide(&m.market, by, case, Choice::Keep, &note).await;
    assert!(
        matches!(
            kept,
            Err(CaseError::NotPossible(NotPossible::OtherCurrency))
        ),
        "{kept:?}"
    );
    m.decide_payment(attempt.id, Choice::Refund).await;
    m.run_jobs().await;
    m.let_money_arrive().await;
    let sent: Vec<Money> = m
        .refunds(placed.id)
        .await
        .iter()
        .map(|r| r.amount)
        .collect();
    assert_eq!(sent, [kes(70_100)]);
    assert_eq!(balances(&m, &clearing(&attempt)).await, (0, 0));
    assert_eq!(balances(&m, &Account::RefundDue(placed.id)).await, (0, 0));
    assert_eq!(balances(&m, &Account::Suspense).await, (0, 0));
    assert_eq!(balances(&m, &Account::Conversion).await, (0, 0));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_providers_statement_shows_it_in_the_money_that_moved() {
    let (m, wrap) = market().await;
    let (placed, attempt) = paid(&m, &wrap).await;
    give(&m, &wrap, &placed, ALL, 12_500).await;

    let statement = m.simulator().statement(&StatementRequest {
        dialect: Dialect::Pawapay,
        from: None,
        to: None,
        faults: 0,
        seed: 0,
    });
    let import = Import {
        book: Book::Provider(attempt.provider),
        name: "statement.csv",
        content: statement.csv.as_bytes(),
        period: None,
    };
    let imported = provider_statement::import(&m.market, &import)
        .await
        .unwrap();
    assert_eq!((imported.new_lines, imported.examined.matched), (2, 2));
    assert_eq!(m.open_cases().await, [""; 0]);
    m.assert_sound().await;
}
