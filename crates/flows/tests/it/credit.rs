//! Store credit, spent: alone and beside a provider, once, by whoever showed that the phone is theirs, and never more than there is.

use ::ledger::Account;
use ::ledger::wallets::{HoldState, Why};
use flows::credit::{self, CreditError, NoCredit};
use flows::pay::{Pay, PayError};
use flows::place::Placed;
use flows::{cancel, pay};
use futures::future::join_all;
use kernel::{Currency, Money, PersonId, PhoneNumber};
use orders::refunds::{Way, Wish};
use payments::Attempt;
use rehearsal::{Rich, TestMarket, holder};
use simulator::Answer;
use store::Buyer;

async fn wallet(m: &TestMarket, person: PersonId) -> Money {
    m.wallet(person, Currency::ZMW).await
}

/// Presses "Pay" with the box for store credit ticked.
async fn start(
    m: &TestMarket,
    rich: &Rich,
    placed: &Placed,
    phone: &PhoneNumber,
) -> Result<Attempt, PayError> {
    let wish = Pay {
        credit: Some(rich.credit),
        ..m.wish_to_pay(placed.id, phone)
    };
    pay::start(&m.market, rich.buying(placed.id), wish).await
}

async fn aside(m: &TestMarket, placed: &Placed) -> i64 {
    -m.balance(&Account::WalletHeld(placed.id)).await
}

/// The prompt ran out on the phone.
async fn refused(m: &TestMarket, rich: &Rich, placed: &Placed) -> Attempt {
    let attempt = start(m, rich, placed, &m.phone()).await.unwrap();
    m.run_jobs().await;
    m.pass(70).await;
    m.run_jobs().await;
    let attempt = m.attempt(attempt.id).await;
    assert_eq!(attempt.state.as_str(), "refused");
    attempt
}

async fn assert_settled(m: &TestMarket) {
    m.let_money_arrive().await;
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn credit_pays_a_part_and_the_provider_the_rest() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let rich = m.rich(&wrap).await;
    let placed = m.place(&[(&wrap, 3)]).await;

    let attempt = start(&m, &rich, &placed, &rich.phone).await.unwrap();
    let rest = placed.total.minor() - rich.credit.minor();
    assert_eq!(attempt.amount.minor(), rest);
    assert_eq!(aside(&m, &placed).await, rich.credit.minor());
    assert!(wallet(&m, rich.person).await.is_zero());
    m.assert_sound().await;

    m.run_jobs().await;
    m.pass(1).await;
    m.run_jobs().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(aside(&m, &placed).await, 0);
    assert_eq!(
        m.timeline(placed.id).await,
        ["placed", "prompt_sent", "credit_used", "paid"]
    );
    assert_eq!(m.order_states(placed.id).await, [("confirmed", 1)].into());
    let read = credit::read(&m.market, rich.person, None, 9).await.unwrap();
    let lines: Vec<(Why, i64)> = read
        .lines
        .iter()
        .map(|line| (line.why, line.amount.minor()))
        .collect();
    let credit = rich.credit.minor();
    assert_eq!(lines, [(Why::Used, -credit), (Why::Given, credit)]);
    assert_eq!(read.lines[0].purchase, Some(placed.number));
    assert_eq!(read.balances, []);
    assert_settled(&m).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rest_that_fails_gives_the_credit_back_once() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let rich = m.rich(&wrap).await;
    let placed = m.place(&[(&wrap, 3)]).await;
    let attempt = refused(&m, &rich, &placed).await;
    assert_eq!(wallet(&m, rich.person).await, rich.credit);
    // Whatever else is said about it.
    for _ in 0..3 {
        flows::settle::settle(&m.market, attempt.id, "job")
            .await
            .unwrap();
        m.sweep().await;
    }
    assert_eq!(wallet(&m, rich.person).await, rich.credit);
    m.assert_sound().await;

    // It is there for the next try.
    start(&m, &rich, &placed, &rich.phone).await.unwrap();
    m.run_jobs().await;
    m.pass(1).await;
    m.run_jobs().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert!(wallet(&m, rich.person).await.is_zero());
    assert_settled(&m).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn credit_pays_all_of_it_once_and_no_provider_is_asked() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let rich = m.rich(&wrap).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let none_left = start(&m, &rich, &placed, &rich.phone).await;
    assert!(matches!(none_left, Err(PayError::NothingLeft)));

    let buyer = rich.buying(placed.id);
    for paid in join_all((0..5).map(|_| credit::pay(&m.market, buyer, placed.id))).await {
        paid.unwrap();
    }
    m.run_jobs().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.attempts(placed.id).await.len(), 0);
    assert!(wallet(&m, rich.person).await.is_zero());
    assert_eq!(m.messages(placed.id).await.len(), 2, "buyer and shop");
    let again = m.try_pay(m.wish_to_pay(placed.id, &rich.phone)).await;
    assert!(matches!(again, Err(PayError::NotPayable(_))));

    // It comes back into the wallet it came from, whoever receives the goods.
    cancel::by_buyer(&m.market, buyer, placed.id).await.unwrap();
    m.run_jobs().await;
    assert_eq!(wallet(&m, rich.person).await, rich.credit);
    assert_eq!(m.status(placed.id).await.as_str(), "REFUNDED");
    assert_settled(&m).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_is_spent_once_however_many_reach_for_it() {
    let (m, wrap) = TestMarket::with_product(10_000, 30).await;
    let rich = m.rich(&wrap).await;
    let mut all = Vec::new();
    for _ in 0..8 {
        all.push(m.place(&[(&wrap, 1)]).await);
    }
    // Half of them want all of it at once, half beside a prompt.
    let wishes = all.iter().enumerate().map(|(n, placed)| {
        let (m, rich) = (&m, &rich);
        async move {
            if n % 2 == 0 {
                let paid = credit::pay(&m.market, rich.buying(placed.id), placed.id).await;
                match paid {
                    Ok(()) => true,
                    Err(CreditError::NotThere(NoCredit::Gone { left })) => {
                        assert!(left.minor() < placed.total.minor());
                        false
                    }
                    Err(other) => panic!("{other}"),
                }
            } else {
                let wish = Pay {
                    credit: Some(Money::new(7_000, Currency::ZMW)),
                    ..m.wish_to_pay(placed.id, &rich.phone)
                };
                let buyer = rich.buying(placed.id);
                pay::start(&m.market, buyer, wish).await.is_ok()
            }
        }
    });
    let won = join_all(wishes).await;
    assert!(won.iter().any(|won| *won));
    m.assert_sound().await;
    let mut used = 0;
    for placed in &all {
        let mut tx = m.platform().await;
        let holds = ::ledger::wallets::holds_of_purchase(&mut *tx, placed.id)
            .await
            .unwrap();
        let out = |state| state == HoldState::Held || state == HoldState::Spent;
        let out = holds.iter().filter(|hold| out(hold.state));
        used += out.map(|hold| hold.amount.minor()).sum::<i64>();
    }
    let left = wallet(&m, rich.person).await.minor();
    assert_eq!(used + left, rich.credit.minor());
    m.run_jobs().await;
    m.pass(1).await;
    m.run_jobs().await;
    assert_settled(&m).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_books_refuse_an_overdrawn_wallet_whoever_writes() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let rich = m.rich(&wrap).await;
    let mut tx = m.platform().await;
    let wallet = ::ledger::wallets::find(&mut *tx, &rich.phone)
        .await
        .unwrap()
        .unwrap();
    let over = Money::new(rich.credit.minor() + 1, Currency::ZMW);
    let journal = ::ledger::Journal::new(
        m.market.source.id(),
        "test:over".to_owned(),
        ::ledger::Kind::WalletHeld,
        Currency::ZMW,
        m.now(),
    )
    .debit(Account::BuyerWallet(wallet), over)
    .unwrap()
    .credit(Account::Suspense, over)
    .unwrap();
    ::ledger::record(&mut tx, &journal).await.unwrap();
    let refused = tx.commit().await.unwrap_err();
    assert!(
        format!("{refused:?}").contains("ledger_wallet_not_overdrawn"),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn late_money_takes_the_credit_again_as_it_takes_the_goods() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let rich = m.rich(&wrap).await;
    let placed = m.place(&[(&wrap, 3)]).await;
    let attempt = refused(&m, &rich, &placed).await;
    m.answer(&attempt, Answer::Approve).await;
    m.run_jobs().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert!(wallet(&m, rich.person).await.is_zero());
    assert_settled(&m).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn late_money_whose_credit_was_spent_elsewhere_goes_back_and_the_purchase_waits() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let rich = m.rich(&wrap).await;
    let placed = m.place(&[(&wrap, 3)]).await;
    let attempt = refused(&m, &rich, &placed).await;
    let other = m.place(&[(&wrap, 1)]).await;
    credit::pay(&m.market, rich.buying(other.id), other.id)
        .await
        .unwrap();

    m.answer(&attempt, Answer::Approve).await;
    m.run_jobs().await;
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "open");
    assert_eq!(m.owed_because(placed.id).await, ["credit_gone"]);
    m.assert_sound().await;
    m.let_money_arrive().await;
    assert_eq!(m.owed(placed.id).await, 0, "sent back without being asked");

    // And it can still be paid, all of it.
    m.pay(&placed, &rich.phone).await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_settled(&m).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_of_an_earlier_try_frees_the_credit_a_later_one_set_aside() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let rich = m.rich(&wrap).await;
    let placed = m.place(&[(&wrap, 3)]).await;
    let whole = m.pay(&placed, &m.phone()).await;
    m.pass(70).await;
    m.run_jobs().await;
    assert_eq!(m.attempt(whole.id).await.state.as_str(), "refused");
    let second = start(&m, &rich, &placed, &m.phone()).await.unwrap();
    m.run_jobs().await;
    assert!(wallet(&m, rich.person).await.is_zero());

    m.answer(&whole, Answer::Approve).await;
    m.run_jobs().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(wallet(&m, rich.person).await, rich.credit);
    m.assert_sound().await;

    // The second comes too: it goes back, and the wallet is not touched again.
    m.answer(&second, Answer::Approve).await;
    m.run_jobs().await;
    assert_eq!(m.owed_because(placed.id).await, ["double_payment"]);
    assert_eq!(wallet(&m, rich.person).await, rich.credit);
    assert_settled(&m).await;
}

/// Two programs do not have the same clock, and in one millisecond nothing is older: what is set aside is known by its state alone.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_set_aside_is_found_whatever_the_clock_said() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let rich = m.rich(&wrap).await;
    let placed = m.place(&[(&wrap, 3)]).await;
    let first = refused(&m, &rich, &placed).await;
    m.clock.set(m.now() - time::Duration::minutes(2));
    start(&m, &rich, &placed, &m.phone()).await.unwrap();
    m.clock.set(m.now() + time::Duration::minutes(2));

    m.answer(&first, Answer::Approve).await;
    m.run_jobs().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(aside(&m, &placed).await, 0);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_while_a_prompt_is_open_frees_the_credit_at_once() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let rich = m.rich(&wrap).await;
    let placed = m.place(&[(&wrap, 3)]).await;
    let attempt = start(&m, &rich, &placed, &m.phone()).await.unwrap();
    m.run_jobs().await;
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    assert_eq!(wallet(&m, rich.person).await, rich.credit);
    m.assert_sound().await;

    m.answer(&attempt, Answer::Approve).await;
    m.run_jobs().await;
    assert_eq!(m.owed_because(placed.id).await, ["cancelled_paid"]);
    assert_eq!(wallet(&m, rich.person).await, rich.credit);
    assert_settled(&m).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_goes_to_the_phone_first_and_what_credit_paid_is_credit_again() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let rich = m.rich(&wrap).await;
    let placed = m.place(&[(&wrap, 3)]).await;
    start(&m, &rich, &placed, &rich.phone).await.unwrap();
    m.run_jobs().await;
    m.pass(1).await;
    m.run_jobs().await;
    let rest = placed.total.minor() - rich.credit.minor();

    let number = m.orders(placed.id).await.remove(0).number;
    let by = flows::give_back::By::Shop(wrap.shop);
    let wish = Wish::Everything { to_shelf: true };
    let preview = flows::give_back::preview(&m.market, by, number, &wish)
        .await
        .unwrap();
    let ask = flows::give_back::Ask {
        number,
        key: "all-of-it".to_owned(),
        wish,
        reason: "The seam was torn".to_owned(),
        total_seen: preview.total,
    };
    let given = flows::give_back::decide(&m.market, by, &ask).await.unwrap();
    assert_eq!(given.way, Way::ToSource);
    m.let_money_arrive().await;
    let refunds = m.refunds(placed.id).await;
    assert_eq!(refunds.len(), 1);
    assert_eq!(refunds[0].amount.minor(), rest);
    assert_eq!(wallet(&m, rich.person).await, rich.credit);
    assert_eq!(m.status(placed.id).await.as_str(), "REFUNDED");
    assert_settled(&m).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_opens_for_nobody_but_the_phone_that_signed_in() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let rich = m.rich(&wrap).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let stranger = m.person().await;
    let before = m.footprint().await;
    // A guest who types the number.
    let guest = credit::pay(&m.market, holder(placed.id), placed.id).await;
    let no = |error| matches!(error, CreditError::NotThere(NoCredit::SignIn));
    assert!(guest.is_err_and(no));
    let wish = Pay {
        credit: Some(Money::new(1_000, Currency::ZMW)),
        ..m.wish_to_pay(placed.id, &rich.phone)
    };
    let typed = pay::start(&m.market, holder(placed.id), wish.clone()).await;
    assert!(matches!(typed, Err(PayError::NoCredit(NoCredit::SignIn))));
    // Somebody else who is signed in, with an empty wallet.
    let other = Buyer {
        person: Some(stranger),
        purchase: Some(placed.id),
    };
    let gone = pay::start(&m.market, other, wish).await;
    assert!(matches!(gone, Err(PayError::NoCredit(NoCredit::Gone { left })) if left.is_zero()));
    // Whoever is signed in, for a purchase that is not theirs to see.
    let strange = Buyer {
        person: Some(rich.person),
        purchase: None,
    };
    let not_theirs = credit::pay(&m.market, strange, placed.id).await;
    assert!(matches!(not_theirs, Err(CreditError::NotFound)));
    assert_eq!(m.footprint().await, before);
    assert_eq!(wallet(&m, rich.person).await, rich.credit);
    m.assert_sound().await;
}
