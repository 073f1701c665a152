//! Anything, in any order: buyers, phones, shops, time and lost jobs by lot. What must hold, holds after every step.

use std::collections::HashMap;

use flows::fulfil::{self, Step};
use flows::place::Placed;
use flows::{cancel, settle};
use futures::StreamExt as _;
use futures::future::join_all;
use futures::stream;
use kernel::PhoneNumber;
use orders::{OrderState, PurchaseState};
use rehearsal::{
    Dice, MTN_APPROVES, MTN_NEVER_ENDS, MTN_NOT_APPROVED, Product, TestMarket, holder, phone,
};
use simulator::{Answer, CallbackKnob, Outcome, Scenario, State, Transport};

const SEEDS: u64 = 4;
const STEPS: usize = 60;

struct Walk {
    m: TestMarket,
    lot: Dice,
    goods: Vec<Product>,
    placed: Vec<Placed>,
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_in_whatever_order_money_and_goods_add_up() {
    let walk = async |seed| {
        let m = TestMarket::open().await;
        let mut goods = Vec::new();
        for name in ["Amani", "Bupe"] {
            let shop = m.shop(name, countries::Country::Zambia).await;
            goods.push(m.product(shop, 12_345, 3).await);
            goods.push(m.product(shop, 777, 4).await);
        }
        let mut walk = Walk {
            m,
            lot: Dice::new(seed),
            goods,
            placed: Vec::new(),
        };
        for step in 0..STEPS {
            let done = walk.step().await;
            println!("seed {seed} step {step}: {done}");
            walk.m.assert_sound().await;
        }
        walk.come_to_rest().await;
    };
    stream::iter(1..=SEEDS).for_each_concurrent(4, walk).await;
}

impl Walk {
    async fn step(&mut self) -> &'static str {
        match self.lot.below(12) {
            0 | 1 => self.place().await,
            2..=4 => self.pay().await,
            5 => {
                self.m.run_jobs().await;
                "jobs done"
            }
            6 => {
                self.m.lose_jobs().await;
                "jobs lost"
            }
            7 => self.answer().await,
            8 => {
                let seconds = [1, 6, 70, 1_000, 20_000][self.lot.below(5)];
                self.m.pass(seconds).await;
                "time passed"
            }
            9 => {
                self.m.sweep().await;
                "swept"
            }
            10 => self.cancel_or_fulfil().await,
            _ => self.settle_all().await,
        }
    }

    async fn place(&mut self) -> &'static str {
        let first = self.lot.below(self.goods.len());
        let second = (first + 1 + self.lot.below(self.goods.len() - 1)) % self.goods.len();
        let mut wanted = vec![(first, 1)];
        if self.lot.below(2) == 0 {
            wanted.push((second, 2));
        }
        for (product, pieces) in &wanted {
            let (on_hand, held) = self.m.stock(self.goods[*product].variant).await;
            if on_hand - held < *pieces {
                return "nothing placed: sold out";
            }
        }
        let lines: Vec<_> = wanted
            .iter()
            .map(|(product, pieces)| (&self.goods[*product], *pieces))
            .collect();
        self.placed.push(self.m.place(&lines).await);
        "placed"
    }

    /// A phone, and with it the kind of trouble.
    fn phone(&mut self) -> PhoneNumber {
        let person = self.m.phone();
        let knobs = |scenario| self.m.scenario(&person, scenario);
        let calm = Scenario {
            outcome: Outcome::Success,
            ..Scenario::default()
        };
        match self.lot.below(7) {
            0 => return phone(MTN_APPROVES),
            1 => return phone(MTN_NOT_APPROVED),
            2 => return phone(MTN_NEVER_ENDS),
            3 => knobs(Scenario {
                callback: CallbackKnob::None,
                ..calm
            }),
            4 => knobs(Scenario {
                transport: Transport::ServerErrorAfter { code: 500 },
                ..calm
            }),
            5 => knobs(Scenario {
                callback: CallbackKnob::Duplicate { count: 5 },
                ..calm
            }),
            // A person, who may or may not enter the PIN.
            _ => {}
        }
        person
    }

    async fn pay(&mut self) -> &'static str {
        let phone = self.phone();
        let Some(placed) = self.lot.of(&self.placed) else {
            return "nothing to pay";
        };
        match self.m.try_pay(self.m.wish_to_pay(placed.id, &phone)).await {
            Ok(_) => "payment started",
            Err(flows::pay::PayError::Failed(error)) => panic!("{error:?}"),
            Err(_) => "payment refused",
        }
    }

    /// The person at some phone approves, early, late or after a refusal.
    async fn answer(&mut self) -> &'static str {
        let deposits = self.m.simulator().transactions();
        let unpaid: Vec<_> = deposits
            .iter()
            .filter(|t| t.state != State::Completed)
            .collect();
        let Some(deposit) = self.lot.of(&unpaid) else {
            return "nobody to answer";
        };
        let answer = if self.lot.below(3) == 0 {
            Answer::Refuse
        } else {
            Answer::Approve
        };
        self.m.simulator().answer(deposit.id, answer).unwrap();
        self.m.pass(1).await;
        "answered"
    }

    async fn cancel_or_fulfil(&mut self) -> &'static str {
        let Some(placed) = self.lot.of(&self.placed).cloned() else {
            return "nothing to cancel";
        };
        let orders = self.m.orders(placed.id).await;
        let order = &orders[self.lot.below(orders.len())];
        let shop = self
            .goods
            .iter()
            .map(|product| product.shop)
            .find(|shop| shop.shop == order.shop)
            .unwrap();
        let failed = match self.lot.below(4) {
            0 => cancel::by_buyer(&self.m.market, holder(placed.id), placed.id)
                .await
                .err(),
            1 => cancel::by_shop(&self.m.market, shop, order.number, "It tore")
                .await
                .err(),
            lot => {
                let step = if lot == 2 { Step::Pack } else { Step::HandOver };
                let _ = fulfil::advance(&self.m.market, shop, order.number, step).await;
                None
            }
        };
        assert!(
            !matches!(failed, Some(cancel::CancelError::Failed(_))),
            "{failed:?}"
        );
        "cancelled or moved"
    }

    /// Everybody asks about everything at the same time.
    async fn settle_all(&mut self) -> &'static str {
        let mut attempts = Vec::new();
        for placed in &self.placed {
            attempts.extend(self.m.attempts(placed.id).await);
        }
        let asked = attempts
            .iter()
            .chain(&attempts)
            .map(|a| settle::settle(&self.m.market, a.id, "job"));
        for answer in join_all(asked).await {
            answer.unwrap();
        }
        "settled"
    }

    /// Every prompt ends, everything is asked about, and the last ngwee is accounted for.
    async fn come_to_rest(&mut self) {
        self.m.run_jobs().await;
        self.m.pass(100).await;
        for deposit in self.m.simulator().transactions() {
            if !deposit.state.is_final() {
                self.m
                    .simulator()
                    .answer(deposit.id, Answer::Approve)
                    .unwrap();
            }
        }
        for _ in 0..6 {
            self.m.pass(30_000).await;
            self.m.run_jobs().await;
            self.m.sweep().await;
            self.m.run_jobs().await;
        }
        self.m.assert_sound().await;
        self.m.assert_books_agree().await;
        let mut seen: HashMap<&'static str, usize> = HashMap::new();
        for placed in &self.placed {
            let purchase = self.m.purchase(placed.id).await;
            *seen.entry(purchase.state.as_str()).or_default() += 1;
            let attempts = self.m.attempts(placed.id).await;
            assert!(
                attempts.iter().all(|attempt| !attempt.state.is_open()),
                "{attempts:?}"
            );
            let came = attempts
                .iter()
                .filter(|attempt| attempt.state.as_str() == "collected");
            let came: i64 = came.map(|attempt| attempt.amount.minor()).sum();
            let stands = self.m.orders(placed.id).await.into_iter();
            let stands = stands.filter(|order| order.state != OrderState::Cancelled);
            let kept: i64 = match purchase.state {
                PurchaseState::Paid => stands.map(|order| order.total.minor()).sum(),
                PurchaseState::Open
                | PurchaseState::CashDue
                | PurchaseState::Expired
                | PurchaseState::Cancelled => 0,
            };
            assert_eq!(self.m.owed(placed.id).await, 0, "{}", placed.number);
            let refunds = self.m.refunds(placed.id).await;
            let back = refunds.iter().filter(|r| r.state.as_str() == "paid");
            let back: i64 = back.map(|refund| refund.amount.minor()).sum();
            assert_eq!(back, came - kept, "{}: {refunds:?}", placed.number);
        }
        println!("came to rest: {seen:?}");
    }
}
