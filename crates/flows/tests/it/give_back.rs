//! Refunds of a paid order: whole and in parts, to the unit, by who may, and never more than was paid.

use ::ledger::Account;
use accounts::PlatformRole;
use catalog::cash::CashTerms;
use countries::Country;
use flows::cash;
use flows::give_back::{self, Ask, By, GiveBackError, Preview};
use flows::moderate::Moderator;
use flows::payout::PayoutError;
use flows::place::Placed;
use flows::{cancel, fulfil};
use futures::future::join_all;
use kernel::{Currency, Money, OrderLineId, OrderNumber};
use orders::refunds::{NoRefund, Part, Refund, Shares, Way, Wish};
use orders::{Order, OrderState};
use rehearsal::{Product, TestMarket, holder};
use simulator::{Code, Outcome, Scenario, ScenarioRule};

fn kwacha(minor: i64) -> Money {
    Money::new(minor, Currency::ZMW)
}

async fn order(m: &TestMarket, placed: &Placed) -> Order {
    m.orders(placed.id).await.remove(0)
}

/// The lines of a purchase's first order.
async fn lines(m: &TestMarket, placed: &Placed) -> Vec<OrderLineId> {
    let mut tx = m.platform().await;
    let lines = orders::order::lines_of_purchase(&mut *tx, placed.id)
        .await
        .unwrap();
    lines.into_iter().map(|line| line.id).collect()
}

fn money(line: OrderLineId, minor: i64) -> Wish {
    Wish::Parts {
        lines: vec![(line, Part::Amount(kwacha(minor)))],
        delivery: None,
    }
}

fn pieces(line: OrderLineId, count: u32, to_shelf: bool) -> Wish {
    Wish::Parts {
        lines: vec![(line, Part::Pieces { count, to_shelf })],
        delivery: None,
    }
}

const ALL: Wish = Wish::Everything { to_shelf: false };

fn ask(number: OrderNumber, key: &str, wish: &Wish, total: i64) -> Ask {
    Ask {
        number,
        key: key.to_owned(),
        wish: wish.clone(),
        reason: "The seam was torn".to_owned(),
        total_seen: kwacha(total),
    }
}

/// The owner presses "Refund" after looking at what it would do, and it does just that.
async fn give(
    m: &TestMarket,
    wrap: &Product,
    placed: &Placed,
    key: &str,
    wish: &Wish,
) -> Result<Refund, GiveBackError> {
    let number = m
        .orders(placed.id)
        .await
        .into_iter()
        .find(|order| order.shop == wrap.shop.shop)
        .unwrap()
        .number;
    let by = By::Shop(wrap.shop);
    let Preview {
        reckoned,
        total,
        of_shop,
        way,
        ..
    } = give_back::preview(&m.market, by, number, wish).await?;
    let given = give_back::decide(
        &m.market,
        by,
        &Ask {
            total_seen: total,
            ..ask(number, key, wish, 0)
        },
    )
    .await?;
    assert_eq!((given.total, given.way), (total, way));
    assert_eq!(
        (given.lines.clone(), given.shares),
        (reckoned.lines, reckoned.shares)
    );
    assert_eq!(of_shop.plus(given.shares.commission), Ok(total));
    Ok(given)
}

/// Goods, tax, delivery and what may be spent of a shop; our commission; each as a credit.
async fn books(m: &TestMarket, wrap: &Product) -> [i64; 5] {
    let shop = wrap.shop.shop;
    [
        -m.balance(&Account::ShopPending(shop)).await,
        -m.balance(&Account::TaxHeld(shop)).await,
        -m.balance(&Account::Delivery(shop)).await,
        -m.balance(&Account::ShopAvailable(shop)).await,
        -m.balance(&Account::Commission).await,
    ]
}

/// K 100 and K 25 delivery: tax 13.79, commission 5.00, goods 81.21.
const SOLD: [i64; 5] = [8_121, 1_379, 2_500, 0, 500];

#[tokio::test(flavor = "multi_thread")]
async fn a_part_before_completion_comes_from_every_share_and_the_rest_completes() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    let line = lines(&m, &placed).await[0];
    assert_eq!(books(&m, &wrap).await, SOLD);
    let given = give(&m, &wrap, &placed, "a", &money(line, 2_000))
        .await
        .unwrap();
    // 276 tax, 100 commission, 1624 goods.
    assert_eq!(books(&m, &wrap).await, [6_497, 1_103, 2_500, 0, 400]);
    assert_eq!(given.total, kwacha(2_000));
    assert_eq!(m.owed(placed.id).await, 2_000);
    m.assert_sound().await;
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.given_back(placed.id).await, 2_000);
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    let story = m.timeline(placed.id).await;
    assert_eq!(story[story.len() - 2..], ["refund_decided", "refunded"]);
    let told = m.messages(placed.id).await;
    assert_eq!(
        told.len(),
        3,
        "paid to buyer and shop, and one of the refund"
    );
    // In no order of their own.
    let of_refund = told.iter().filter(|one| one.body.contains("20.00"));
    assert_eq!(of_refund.count(), 1, "{told:?}");

    m.earned(&placed, wrap.shop).await;
    assert_eq!(books(&m, &wrap).await, [0, 0, 0, 10_100, 400]);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_completion_it_comes_from_what_is_available_and_everything_is_everything() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    let line = lines(&m, &placed).await[0];
    m.earned(&placed, wrap.shop).await;
    give(&m, &wrap, &placed, "a", &money(line, 3_333))
        .await
        .unwrap();
    assert_eq!(books(&m, &wrap).await, [0, 0, 0, 12_000 - 3_333 + 167, 333]);
    let delivery = Wish::Parts {
        lines: Vec::new(),
        delivery: Some(kwacha(1_000)),
    };
    give(&m, &wrap, &placed, "b", &delivery).await.unwrap();
    give(&m, &wrap, &placed, "c", &ALL).await.unwrap();
    assert_eq!(books(&m, &wrap).await, [0, 0, 0, 0, 0]);
    assert_eq!(m.owed(placed.id).await, placed.total.minor());
    m.assert_sound().await;
    m.run_jobs().await;
    for _ in 0..4 {
        m.pass(15).await;
        m.let_money_arrive().await;
    }
    assert_eq!(m.status(placed.id).await.as_str(), "REFUNDED");
    assert_eq!(m.order_states(placed.id).await, [("completed", 1)].into());
    let before = m.footprint().await;
    for wish in [ALL, money(line, 1), pieces(line, 1, true)] {
        let refused = give(&m, &wrap, &placed, "d", &wish).await;
        assert!(matches!(refused, Err(GiveBackError::No(_))), "{refused:?}");
    }
    assert_eq!(m.footprint().await, before);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_payout_the_shop_is_below_zero_and_later_earnings_cover_it_first() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.earned(&placed, wrap.shop).await;
    m.pay_out(wrap.shop, "first").await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    give(&m, &wrap, &placed, "a", &ALL).await.unwrap();
    let earnings = m.earnings(wrap.shop).await;
    assert_eq!(
        (earnings.available, earnings.payable()),
        (kwacha(-12_000), kwacha(0))
    );
    let refused = m.pay_out(wrap.shop, "second").await;
    assert!(matches!(refused, Err(PayoutError::Nothing)), "{refused:?}");
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "REFUNDED");

    let next = m.sold(&[(&wrap, 2)]).await;
    m.earned(&next, wrap.shop).await;
    let own = next.total.minor() - m.orders(next.id).await[0].commission.minor();
    let payout = m.pay_out(wrap.shop, "third").await.unwrap();
    assert_eq!(payout.amount, kwacha(own - 12_000));
    let statement = m.statement(wrap.shop).await;
    let number = order(&m, &placed).await.number;
    let line = statement
        .lines
        .iter()
        .find(|line| line.kind == "refund_decided")
        .unwrap();
    assert_eq!((line.order, line.amount), (Some(number), kwacha(-12_000)));
    assert_eq!(statement.refunds.len(), 1);
    assert_eq!(
        (statement.refunds[0].0, statement.refunds[0].1.total),
        (number, placed.total)
    );
    m.run_jobs().await;
    m.let_money_arrive().await;
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_and_refunds_at_once_never_pay_the_same_money_twice() {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    let mut sold = Vec::new();
    for _ in 0..4 {
        let placed = m.sold(&[(&wrap, 1)]).await;
        m.deliver(&placed, wrap.shop).await;
        sold.push(placed);
    }
    m.complete_all().await;
    let refunds = sold.iter().map(|placed| async {
        give(&m, &wrap, placed, "a", &ALL).await.unwrap();
    });
    let (paid, _) = tokio::join!(m.pay_out(wrap.shop, "a"), join_all(refunds));
    let out = paid.map_or(0, |payout| payout.amount.minor());
    let available = m.earnings(wrap.shop).await.available.minor();
    assert_eq!(available, -out, "what went out was there when it went");
    m.assert_sound().await;
    m.run_jobs().await;
    m.let_money_arrive().await;
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_refunds_at_once_give_back_what_was_paid_and_no_more() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    let line = lines(&m, &placed).await[0];
    let number = order(&m, &placed).await.number;
    let keys: Vec<String> = (0..20).map(|n| format!("key {n}")).collect();
    let wish = money(line, 1_700);
    let asks = keys.iter().map(|key| {
        let ask = ask(number, key, &wish, 1_700);
        let (m, by) = (&m, By::Shop(wrap.shop));
        async move { give_back::decide(&m.market, by, &ask).await }
    });
    let done = join_all(asks).await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 5);
    for refused in done.iter().filter_map(|done| done.as_ref().err()) {
        let left = kwacha(1_500);
        assert!(
            matches!(refused, GiveBackError::No(NoRefund::Amount { left: l, .. }) if *l == left),
            "{refused:?}"
        );
    }
    assert_eq!(m.owed(placed.id).await, 8_500);
    m.assert_sound().await;
    give(&m, &wrap, &placed, "rest", &money(line, 1_500))
        .await
        .unwrap();
    assert_eq!(books(&m, &wrap).await, [0, 0, 2_500, 0, 0]);
    m.run_jobs().await;
    for _ in 0..8 {
        m.pass(15).await;
        m.let_money_arrive().await;
    }
    assert_eq!(m.given_back(placed.id).await, 10_000);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_is_the_same_refund_and_with_other_content_a_mistake() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 3)]).await;
    let line = lines(&m, &placed).await[0];
    let number = order(&m, &placed).await.number;
    let by = By::Shop(wrap.shop);
    let asked = ask(number, "a", &pieces(line, 1, true), 10_000);
    let done = join_all((0..6).map(|_| give_back::decide(&m.market, by, &asked))).await;
    let first = done[0].as_ref().unwrap();
    for answer in &done {
        assert_eq!(answer.as_ref().unwrap(), first);
    }
    assert_eq!(m.stock(wrap.variant).await, (3, 0), "one piece came back");
    let before = m.footprint().await;
    let changed = ask(number, "b", &pieces(line, 1, true), 9_999);
    let refused = give_back::decide(&m.market, by, &changed).await;
    assert!(
        matches!(refused, Err(GiveBackError::TotalChanged { total }) if total == kwacha(10_000)),
        "{refused:?}"
    );
    let other = ask(number, "a", &pieces(line, 2, true), 20_000);
    let refused = give_back::decide(&m.market, by, &other).await;
    assert!(
        matches!(refused, Err(GiveBackError::KeyReused)),
        "{refused:?}"
    );
    assert_eq!(m.footprint().await, before);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_what_no_check_of_ours_saw() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 2)]).await;
    let found = order(&m, &placed).await;
    let line = lines(&m, &placed).await[0];
    give(&m, &wrap, &placed, "a", &money(line, 15_000))
        .await
        .unwrap();
    let write = async |amount: i64, pieces: i32, (tax, commission): (i64, i64), delivery: i64| {
        let mut tx = m.platform().await;
        let id = uuid::Uuid::new_v4();
        sqlx::query(
            "insert into refunds (id, purchase_id, order_id, shop_id, cause, key, content_hash, reason, way, items_minor, tax_minor,
               commission_minor, delivery_minor, total_minor, currency, at)
             values ($1, $2, $3, $4, $1::text, $1::text, '', '', 'to_source', $5, $6, $7, $8, $5 + $8, 'ZMW', now())",
        )
        .bind(id)
        .bind(kernel::Id::uuid(placed.id))
        .bind(kernel::Id::uuid(found.id))
        .bind(kernel::Id::uuid(found.shop))
        .bind(amount)
        .bind(tax)
        .bind(commission)
        .bind(delivery)
        .execute(&mut *tx)
        .await?;
        if amount > 0 {
            sqlx::query(
                "insert into refund_lines (refund_id, line_id, order_id, purchase_id, shop_id, pieces, restocked, amount_minor,
                   tax_minor, commission_minor, currency)
                 select $1, l.id, l.order_id, l.purchase_id, l.shop_id, $3, 0, $4, $5, $6, 'ZMW' from order_lines l where l.id = $2",
            )
            .bind(id)
            .bind(kernel::Id::uuid(line))
            .bind(pieces)
            .bind(amount)
            .bind(tax)
            .bind(commission)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await
    };
    let before = m.footprint().await;
    for (amount, pieces, shares, delivery) in [
        (5_001, 0, (0, 0), 0),
        (5_000, 0, (0, 0), 0),
        (4_999, 3, (0, 0), 0),
        (4_999, 0, (691, 0), 0),
        (0, 0, (0, 0), 2_501),
    ] {
        let refused = write(amount, pieces, shares, delivery).await;
        assert!(refused.is_err(), "{amount} {pieces} {shares:?} {delivery}");
    }
    assert_eq!(m.footprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn pieces_go_back_on_the_shelf_or_not_and_a_cancellation_undoes_only_the_rest() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 4)]).await;
    let line = lines(&m, &placed).await[0];
    let number = order(&m, &placed).await.number;
    give(&m, &wrap, &placed, "shelf", &pieces(line, 1, true))
        .await
        .unwrap();
    assert_eq!(m.stock(wrap.variant).await, (2, 0));
    give(&m, &wrap, &placed, "gone", &pieces(line, 1, false))
        .await
        .unwrap();
    assert_eq!(m.stock(wrap.variant).await, (2, 0));
    give(&m, &wrap, &placed, "money", &money(line, 500))
        .await
        .unwrap();
    m.assert_sound().await;
    let nothing = give(&m, &wrap, &placed, "all pieces", &pieces(line, 2, true)).await;
    assert!(
        matches!(nothing, Err(GiveBackError::NothingToSend)),
        "{nothing:?}"
    );

    let cancelled = cancel::by_shop(&m.market, wrap.shop, number, "It tore")
        .await
        .unwrap();
    assert_eq!(cancelled.owed, kwacha(placed.total.minor() - 20_500));
    assert_eq!(
        m.stock(wrap.variant).await,
        (4, 0),
        "all but the one that is gone"
    );
    assert_eq!(m.owed(placed.id).await, placed.total.minor());
    assert_eq!(books(&m, &wrap).await, [0; 5]);
    m.assert_sound().await;
    m.run_jobs().await;
    for _ in 0..5 {
        m.pass(15).await;
        m.let_money_arrive().await;
    }
    assert_eq!(m.status(placed.id).await.as_str(), "REFUNDED");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_what_was_all_given_back_in_money_owes_nothing_more() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 2)]).await;
    let line = lines(&m, &placed).await[0];
    let wish = Wish::Parts {
        lines: vec![(line, Part::Amount(kwacha(20_000)))],
        delivery: Some(kwacha(2_500)),
    };
    give(&m, &wrap, &placed, "a", &wish).await.unwrap();
    assert_eq!(m.order_states(placed.id).await, [("confirmed", 1)].into());
    let cancelled = cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    assert_eq!(cancelled.owed, kwacha(0));
    assert_eq!(m.owed(placed.id).await, placed.total.minor());
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_of_an_order_that_did_not_leave_cancels_it() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 2)]).await;
    let all = Wish::Everything { to_shelf: true };
    let given = give(&m, &wrap, &placed, "a", &all).await.unwrap();
    assert_eq!(given.total, placed.total);
    let asked = ask(order(&m, &placed).await.number, "a", &all, 22_500);
    let again = give_back::decide(&m.market, By::Shop(wrap.shop), &asked).await;
    assert_eq!(again.unwrap(), given, "the same key");
    assert_eq!(m.order_states(placed.id).await, [("cancelled", 1)].into());
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "REFUNDED");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_gives_back_of_its_own_orders_only_and_an_admin_of_all() {
    let m = TestMarket::open().await;
    let ours = m.shop("Ours", Country::Zambia).await;
    let theirs = m.shop("Theirs", Country::Zambia).await;
    let wrap = m.product(ours, 10_000, 5).await;
    let lamp = m.product(theirs, 7_000, 5).await;
    let placed = m.sold(&[(&wrap, 1), (&lamp, 1)]).await;
    let orders = m.orders(placed.id).await;
    let number = |shop: store::Shop| {
        let found = orders.iter().find(|order| order.shop == shop.shop);
        found.unwrap().number
    };
    let moderator = m.moderator().await;
    let before = m.footprint().await;
    for by in [By::Shop(theirs), By::Admin(moderator)] {
        let refused = give_back::decide(&m.market, by, &ask(number(ours), "a", &ALL, 12_500)).await;
        assert!(
            matches!(refused, Err(GiveBackError::NotFound)),
            "{refused:?}"
        );
        let refused = give_back::standing(&m.market, by, number(ours)).await;
        assert!(matches!(refused, Err(GiveBackError::NotFound)));
    }
    assert_eq!(m.footprint().await, before);
    let admin = Moderator {
        role: PlatformRole::Admin,
        ..moderator
    };
    let given = give_back::decide(
        &m.market,
        By::Admin(admin),
        &ask(number(ours), "a", &ALL, 12_500),
    )
    .await
    .unwrap();
    assert_eq!(given.total, kwacha(12_500));
    assert_eq!(
        books(&m, &lamp).await[..3],
        [5_684, 966, 2_500],
        "the other shop's is its own"
    );
    let mut tx = m.platform().await;
    let subject = moderation::Subject::new("order", number(ours));
    let trail = moderation::trail(&mut *tx, &subject, 10).await.unwrap();
    let entry = trail.last().unwrap();
    assert_eq!(entry.actor, moderation::Actor::Admin(admin.person));
    assert_eq!(entry.detail["reason"], "The seam was torn");
    drop(tx);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_given_back_of_what_nobody_paid() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let before = m.footprint().await;
    let refused = give(&m, &wrap, &placed, "a", &ALL).await;
    assert!(
        matches!(refused, Err(GiveBackError::NotNow(OrderState::Placed))),
        "{refused:?}"
    );
    assert_eq!(m.footprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn kenya_gives_back_whole_shillings() {
    let m = TestMarket::open().await;
    let shop = m.shop("Nairobi", Country::Kenya).await;
    let cup = m.product(shop, 10_000, 5).await;
    let placed = m.place(&[(&cup, 1)]).await;
    m.pay(&placed, &rehearsal::phone(rehearsal::MPESA_APPROVES))
        .await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    let line = lines(&m, &placed).await[0];
    let part = |minor| Wish::Parts {
        lines: vec![(line, Part::Amount(Money::new(minor, Currency::KES)))],
        delivery: None,
    };
    let refused = give(&m, &cup, &placed, "a", &part(1_050)).await;
    assert!(
        matches!(refused, Err(GiveBackError::Step(_))),
        "{refused:?}"
    );
    give(&m, &cup, &placed, "a", &part(1_100)).await.unwrap();
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_cannot_be_sent_back_is_credit_and_the_next_part_goes_its_own_way() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    let line = lines(&m, &placed).await[0];
    let gone = Scenario {
        outcome: Outcome::Fail(Code::try_from("RECIPIENT_NOT_FOUND".to_owned()).unwrap()),
        ..Scenario::default()
    };
    m.simulator()
        .put_scenario(ScenarioRule::everybody(gone))
        .unwrap();
    give(&m, &wrap, &placed, "a", &money(line, 4_000))
        .await
        .unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.timeline(placed.id).await.last(), Some(&"credited"));
    m.simulator().clear_scenarios().unwrap();
    give(&m, &wrap, &placed, "b", &money(line, 6_000))
        .await
        .unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.given_back(placed.id).await, 6_000);
    assert_eq!(m.owed(placed.id).await, 0);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

/// An order that was paid in cash at the door.
async fn paid_in_cash(m: &TestMarket, wrap: &Product) -> Placed {
    let terms = CashTerms {
        maximum: None,
        areas: Vec::new(),
    };
    m.takes_cash(wrap.shop, Currency::ZMW, &terms).await;
    let placed = m.place(&[(wrap, 1)]).await;
    cash::accept(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    let early = give(m, wrap, &placed, "early", &ALL).await;
    assert!(
        matches!(early, Err(GiveBackError::NotNow(_))),
        "nobody paid: {early:?}"
    );
    m.hand_over(&placed, wrap.shop).await;
    m.take_cash(&placed, wrap.shop).await;
    m.run_jobs().await;
    placed
}

#[tokio::test(flavor = "multi_thread")]
async fn cash_is_given_back_by_hand_and_the_shop_owes_that_much_less() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = paid_in_cash(&m, &wrap).await;
    let line = lines(&m, &placed).await[0];
    let debt = Account::CodDebt(wrap.shop.shop);
    assert_eq!(m.balance(&debt).await, 500);
    let given = give(&m, &wrap, &placed, "a", &money(line, 2_000))
        .await
        .unwrap();
    assert_eq!(given.way, Way::InHand);
    assert_eq!(m.balance(&debt).await, 400);
    assert_eq!(m.owed(placed.id).await, 0);
    assert_eq!(m.timeline(placed.id).await.last(), Some(&"cash_given_back"));
    m.run_jobs().await;
    assert!(m.has_told("in cash for order").await);
    m.complete_all().await;
    assert_eq!(
        m.balance(&debt).await,
        400,
        "the commission of what stayed sold"
    );
    assert_eq!(books(&m, &wrap).await, [0, 0, 0, 0, 400]);
    m.assert_sound().await;

    // Once it is complete the shop had its part in hand: only the commission comes back.
    give(&m, &wrap, &placed, "b", &ALL).await.unwrap();
    assert_eq!(books(&m, &wrap).await, [0, 0, 0, 400, 0]);
    let earnings = m.earnings(wrap.shop).await;
    assert_eq!(
        (earnings.debt, earnings.payable()),
        (kwacha(400), kwacha(0))
    );
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_turns_cash_into_store_credit_on_the_shops_account() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = paid_in_cash(&m, &wrap).await;
    m.complete_all().await;
    let admin = By::Admin(Moderator {
        role: PlatformRole::Admin,
        ..m.moderator().await
    });
    let number = order(&m, &placed).await.number;
    let given = give_back::decide(&m.market, admin, &ask(number, "a", &ALL, 12_500))
        .await
        .unwrap();
    assert_eq!((given.way, given.total), (Way::Credit, placed.total));
    assert_eq!(books(&m, &wrap).await, [0, 0, 0, -12_000, 0]);
    let earnings = m.earnings(wrap.shop).await;
    assert_eq!(
        (earnings.debt, earnings.payable()),
        (kwacha(500), kwacha(0))
    );
    let phone = m.purchase(placed.id).await.recipient.phone;
    let mut tx = m.platform().await;
    let wallet = ::ledger::wallets::find(&mut *tx, &phone)
        .await
        .unwrap()
        .unwrap();
    drop(tx);
    assert_eq!(m.balance(&Account::BuyerWallet(wallet)).await, -12_500);
    assert_eq!(m.owed(placed.id).await, 0);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn completing_and_giving_back_at_once_leaves_the_same_books_whoever_is_first() {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    let mut sold = Vec::new();
    for _ in 0..6 {
        let placed = m.sold(&[(&wrap, 1)]).await;
        m.deliver(&placed, wrap.shop).await;
        let line = lines(&m, &placed).await[0];
        sold.push((placed, line));
    }
    m.pass_here(73 * 3_600);
    let refunds = sold.iter().map(|(placed, line)| async {
        give(&m, &wrap, placed, "a", &money(*line, 3_333))
            .await
            .unwrap();
    });
    tokio::join!(m.sweep(), join_all(refunds));
    m.sweep().await;
    let each = 12_000 - 3_333 + 167;
    assert_eq!(books(&m, &wrap).await, [0, 0, 0, 6 * each, 6 * 333]);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_packed_is_refunded_in_part_and_the_rest_is_delivered() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.sold(&[(&wrap, 2)]).await;
    let line = lines(&m, &placed).await[0];
    let number = order(&m, &placed).await.number;
    fulfil::advance(&m.market, wrap.shop, number, fulfil::Step::Pack)
        .await
        .unwrap();
    give(&m, &wrap, &placed, "a", &pieces(line, 1, true))
        .await
        .unwrap();
    let standing = give_back::standing(&m.market, By::Shop(wrap.shop), number)
        .await
        .unwrap();
    assert_eq!(
        (standing.left[0].pieces, standing.left[0].amount),
        (1, kwacha(10_000))
    );
    let half = Shares {
        goods: kwacha(8_121),
        tax: kwacha(1_379),
        commission: kwacha(500),
        delivery: kwacha(2_500),
    };
    assert_eq!(standing.shares_left, half);
    assert!(standing.is_open);
    fulfil::advance(&m.market, wrap.shop, number, fulfil::Step::HandOver)
        .await
        .unwrap();
    m.assert_sound().await;
}
