//! The payout clock: the day on which a shop reads that its money will be its own is the day on which it is.

use std::collections::HashMap;

use catalog::cash::CashTerms;
use countries::Country;
use flows::fulfil::Step;
use flows::payout::{self, When};
use flows::place::Placed;
use kernel::{Currency, OrderId, Timestamp};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rehearsal::{MPESA_APPROVES, MTN_APPROVES, Product, TestMarket, holder, phone};
use store::Shop;
use time::Duration;
use words::Lang;

/// How many orders are promised and waited for.
const ORDERS: usize = 130;

/// How long a shop waits for its money, in hours. Whoever runs the market changes it while orders are under way.
const HOLDS: [i64; 6] = [72, 0, 1, 24, 72, 168];

/// How an order is paid, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paid {
    ByPhone,
    InCash,
    InKenya,
}

/// What happens to one order.
#[derive(Debug, Clone, Copy)]
struct Case {
    paid: Paid,
    hold_hours: i64,
    /// It is delivered so many seconds after the last one, and, for most, right at the end of a day there.
    after_seconds: i64,
    before_midnight_seconds: Option<i64>,
    /// The sweep that finds it comes so late.
    late_seconds: i64,
}

fn case() -> impl Strategy<Value = Case> {
    let paid = prop_oneof![
        6 => Just(Paid::ByPhone),
        2 => Just(Paid::InCash),
        2 => Just(Paid::InKenya)
    ];
    let hold = (0..HOLDS.len()).prop_map(|n| HOLDS[n]);
    // Usually within seconds; now and then the market was away for most of an hour.
    let late = prop_oneof![4 => 0_i64..6, 1 => 6_i64..3_500];
    let midnight = prop::option::of(-30_i64..30);
    (paid, hold, 1_i64..30_000, midnight, late).prop_map(
        |(paid, hold_hours, after_seconds, before_midnight_seconds, late_seconds)| Case {
            paid,
            hold_hours,
            after_seconds,
            before_midnight_seconds,
            late_seconds,
        },
    )
}

/// A promise that was read, and how late the sweep after it comes.
struct Promise {
    order: OrderId,
    country: Country,
    at: Timestamp,
    late: Duration,
}

struct Clock {
    m: TestMarket,
    /// In no order.
    open: Vec<Promise>,
    kept: usize,
    broken: Vec<String>,
}

impl Clock {
    /// Time passes until then. The market sweeps right before and soon after every promise.
    async fn go_to(&mut self, then: Timestamp) {
        loop {
            let next = self.open.iter().min_by_key(|promise| promise.at);
            let Some((at, late)) = next.map(|promise| (promise.at, promise.late)) else {
                break;
            };
            if at + late > then {
                break;
            }
            if at > self.m.now() {
                self.m.clock.set((at - Duration::SECOND).max(self.m.now()));
                assert_eq!(self.m.sweep().await.completed, 0, "too early: {at}");
            }
            self.m.clock.set((at + late).max(self.m.now()));
            self.m.sweep().await;
            self.settle().await;
        }
        self.m.clock.set(then.max(self.m.now()));
    }

    /// Compares every promise that is due with what happened.
    async fn settle(&mut self) {
        let now = self.m.now();
        let mut waiting = Vec::new();
        for promise in std::mem::take(&mut self.open) {
            if promise.at > now {
                waiting.push(promise);
                continue;
            }
            let (completed_at, booked_at) = completed(&self.m, promise.order).await;
            let day = |at| promise.country.date(at, Lang::En);
            let is_kept = completed_at >= Some(promise.at)
                && completed_at == booked_at
                && completed_at.map(day) == Some(day(promise.at));
            if is_kept {
                self.kept += 1;
            } else {
                self.broken.push(format!(
                    "promised {}, completed {completed_at:?}, booked {booked_at:?}",
                    promise.at
                ));
            }
        }
        self.open = waiting;
    }
}

/// When an order was completed, and when its money was booked as the shop's.
async fn completed(m: &TestMarket, id: OrderId) -> (Option<Timestamp>, Option<Timestamp>) {
    let mut tx = m.platform().await;
    let order = orders::order::find(&mut *tx, id).await.unwrap().unwrap();
    let booked =
        sqlx::query_scalar("select at from ledger_journals where cause = 'completed:' || $1::text")
            .bind(kernel::Id::uuid(id))
            .fetch_optional(&mut *tx)
            .await
            .unwrap();
    (order.completed_at, booked)
}

/// What the shop reads of an order's money while it waits. Together it is what the books say is pending.
async fn read(m: &TestMarket, shop: Shop, country: Country, placed: &Placed) -> (OrderId, When) {
    let currency = country.pack().currency;
    let order = m.orders(placed.id).await.remove(0);
    let waiting = payout::waiting(&m.market, shop, currency).await.unwrap();
    let sum: i64 = waiting.iter().map(|order| order.amount.minor()).sum();
    let statement = payout::statement(&m.market, shop, currency).await.unwrap();
    assert_eq!(statement.earnings.pending.minor(), sum);
    let own = waiting
        .iter()
        .find(|waiting| waiting.number == order.number);
    // Cash waits in the shop's own hand: the order's page says until when.
    let when = own.map_or_else(|| When::of(&order), |own| Some(own.when));
    (order.id, when.unwrap())
}

/// The last so many seconds of the day there, or the first of the next.
fn around_midnight(country: Country, at: Timestamp, before_seconds: i64) -> Timestamp {
    let next = country.start_of_day(country.start_of_day(at) + Duration::hours(30));
    next - Duration::seconds(before_seconds)
}

async fn paid(m: &TestMarket, case: Case, product: &Product) -> Placed {
    match case.paid {
        Paid::ByPhone => {
            let placed = m.place(&[(product, 1)]).await;
            m.pay(&placed, &phone(MTN_APPROVES)).await;
            placed
        }
        Paid::InKenya => {
            let placed = m.place(&[(product, 1)]).await;
            m.pay(&placed, &phone(MPESA_APPROVES)).await;
            placed
        }
        Paid::InCash => {
            let placed = m.place(&[(product, 1)]).await;
            flows::cash::accept(&m.market, holder(placed.id), placed.id)
                .await
                .unwrap();
            placed
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_day_that_was_promised_is_the_day_on_which_the_money_is_there() {
    let m = TestMarket::open().await;
    let mut goods = HashMap::new();
    for (name, country) in [("Lusaka", Country::Zambia), ("Nairobi", Country::Kenya)] {
        let shop = m.shop(name, country).await;
        goods.insert(name, m.product(shop, 10_000, 1_000).await);
    }
    let any = CashTerms {
        maximum: None,
        areas: Vec::new(),
    };
    m.takes_cash(goods["Lusaka"].shop, Currency::ZMW, &any)
        .await;
    let mut clock = Clock {
        m,
        open: Vec::new(),
        kept: 0,
        broken: Vec::new(),
    };
    let mut runner = TestRunner::deterministic();
    let mut at_once = 0;
    for _ in 0..ORDERS {
        let case = case().new_tree(&mut runner).unwrap().current();
        let (name, country) = match case.paid {
            Paid::InKenya => ("Nairobi", Country::Kenya),
            Paid::ByPhone | Paid::InCash => ("Lusaka", Country::Zambia),
        };
        let product = &goods[name];
        let shop = product.shop;
        let placed = paid(&clock.m, case, product).await;
        clock.m.hand_over(&placed, shop).await;
        if case.paid == Paid::ByPhone {
            let (_, when) = read(&clock.m, shop, country, &placed).await;
            assert_eq!(when, When::AfterDelivery, "no day is promised before");
        }
        let mut then = clock.m.now() + Duration::seconds(case.after_seconds);
        if let Some(seconds) = case.before_midnight_seconds {
            then = around_midnight(country, then, seconds);
        }
        clock.go_to(then).await;
        clock.m.market.settings.hold_earnings_hours = case.hold_hours;
        if case.paid == Paid::InCash {
            clock.m.take_cash(&placed, shop).await;
        } else {
            clock.m.step(&placed, shop, Step::Deliver).await;
        }
        let (order, when) = read(&clock.m, shop, country, &placed).await;
        let When::On { at, delivered_at } = when else {
            panic!("a day is promised at the delivery")
        };
        assert_eq!(delivered_at, clock.m.now());
        assert!(at - delivered_at >= Duration::hours(case.hold_hours));
        assert!(at - delivered_at < Duration::hours(case.hold_hours + 1));
        // What is the shop's at once is no promise of a day: the next sweep makes it true.
        let is_at_once = case.hold_hours == 0;
        at_once += usize::from(is_at_once);
        let late = Duration::seconds(if is_at_once { 0 } else { case.late_seconds });
        clock.open.push(Promise {
            order,
            country,
            at,
            late,
        });
    }
    let end = clock.m.now() + Duration::hours(24 * 30);
    clock.go_to(end).await;
    let (kept, broken) = (clock.kept, &clock.broken);
    assert!(broken.is_empty(), "kept {kept}: {broken:#?}");
    assert_eq!(kept, ORDERS);
    assert!(ORDERS - at_once >= 100, "{at_once} were at once");
    for product in goods.values() {
        let currency = product.price.currency();
        let rest = payout::waiting(&clock.m.market, product.shop, currency).await;
        assert_eq!(rest.unwrap(), []);
    }
    clock.m.assert_sound().await;
}
