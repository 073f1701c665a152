//! Every amount of money that the dashboard shows of a shop's own earnings leads to its lines, and they come to it.

mod html;
mod proof;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use ::ledger::Account;
use axum::http::StatusCode;
use catalog::cash::CashTerms;
use countries::Country;
use flows::fulfil::Step;
use flows::give_back::{self, Ask, By};
use flows::{cancel, cash};
use kernel::{Currency, Money, PurchaseId};
use orders::commission::rules::Whom;
use orders::refunds::{Part, Wish};
use rehearsal::{MTN_APPROVES, Product, TestMarket, holder, phone};
use simulator::{Code, Outcome, Scenario, ScenarioRule};

use self::proof::{Desk, NotEarned, Page, Proof};
use crate::browser::Browser;

/// More completed orders than one page of lines holds.
const MANY: usize = 55;

fn kwacha(minor: i64) -> Money {
    Money::new(minor, Currency::ZMW)
}

/// A shop to which everything happened that happens to a shop's money.
struct Busy {
    m: TestMarket,
    wrap: Product,
    /// Every purchase with an order of the shop's.
    bought: Vec<PurchaseId>,
}

impl Busy {
    async fn open() -> Self {
        let (m, wrap) = TestMarket::with_product(9_950, 1_000).await;
        let any = CashTerms {
            maximum: None,
            areas: Vec::new(),
        };
        m.takes_cash(wrap.shop, Currency::ZMW, &any).await;
        Self {
            m,
            wrap,
            bought: Vec::new(),
        }
    }

    async fn paid(&mut self, pieces: u32) -> flows::place::Placed {
        let placed = self.m.sold(&[(&self.wrap, pieces)]).await;
        self.bought.push(placed.id);
        placed
    }

    async fn delivered(&mut self, pieces: u32) -> flows::place::Placed {
        let placed = self.paid(pieces).await;
        self.m.deliver(&placed, self.wrap.shop).await;
        placed
    }

    async fn in_cash(&mut self) -> flows::place::Placed {
        let placed = self
            .m
            .sold_for_cash(&[(&self.wrap, 1)], self.wrap.shop)
            .await;
        self.bought.push(placed.id);
        placed
    }

    async fn cash_due(&mut self) -> flows::place::Placed {
        let placed = self.m.place(&[(&self.wrap, 1)]).await;
        self.bought.push(placed.id);
        cash::accept(&self.m.market, holder(placed.id), placed.id)
            .await
            .unwrap();
        placed
    }

    async fn give_back(&self, placed: &flows::place::Placed, amount: i64, delivery: i64) {
        let orders = self.m.orders(placed.id).await;
        let shop = self.wrap.shop;
        let order = orders.iter().find(|order| order.shop == shop.shop).unwrap();
        let by = By::Shop(shop);
        let standing = give_back::standing(&self.m.market, by, order.number)
            .await
            .unwrap();
        let wish = Wish::Parts {
            lines: vec![(standing.left[0].line, Part::Amount(kwacha(amount)))],
            delivery: (delivery > 0).then(|| kwacha(delivery)),
        };
        let ask = Ask {
            number: order.number,
            key: format!("{amount} {delivery}"),
            wish,
            reason: "The seam was torn".to_owned(),
            total_seen: kwacha(amount + delivery),
        };
        give_back::decide(&self.m.market, by, &ask).await.unwrap();
    }

    async fn pay_out(&self, key: &str, fails: bool) {
        if fails {
            let gone = Code::try_from("RECIPIENT_NOT_FOUND".to_owned()).unwrap();
            let scenario = Scenario {
                outcome: Outcome::Fail(gone),
                ..Scenario::default()
            };
            let rule = ScenarioRule::everybody(scenario);
            self.m.simulator().put_scenario(rule).unwrap();
        }
        self.m.pay_out(self.wrap.shop, key).await.unwrap();
        self.m.run_jobs().await;
        self.m.let_money_arrive().await;
        self.m.simulator().clear_scenarios().unwrap();
    }

    /// Completed, paid out, come back, paid again.
    async fn earn_and_be_paid(&mut self) {
        for n in 0..MANY {
            self.delivered(1 + u32::try_from(n % 2).unwrap()).await;
        }
        let torn = self.delivered(2).await;
        self.give_back(&torn, 1_999, 550).await;
        self.m.complete_all().await;
        self.pay_out("first", false).await;
        let returned = self.delivered(1).await;
        // Their commission is still a debt when the next payout sets out.
        let cash = self.in_cash().await;
        let back = self.in_cash().await;
        self.give_back(&back, 1_000, 0).await;
        self.m.complete_all().await;
        self.give_back(&returned, 3_333, 0).await;
        self.give_back(&cash, 2_050, 100).await;
        self.pay_out("comes back", true).await;
        self.delivered(1).await;
        self.m.complete_all().await;
        self.pay_out("second", false).await;
        self.delivered(3).await;
        self.be_charged_by_a_rule().await;
    }

    /// Of two shops, with store credit, cancelled by either side, never paid, not taken at the door.
    async fn be_unusual(&mut self) {
        let m = &self.m;
        let other = m.shop("Red Basket", Country::Zambia).await;
        let lamp = m.product(other, 7_777, 50).await;
        let both = m.sold(&[(&self.wrap, 1), (&lamp, 1)]).await;
        self.bought.push(both.id);

        let rich = m.rich(&lamp).await;
        let with_credit = m.place(&[(&self.wrap, 1)]).await;
        self.bought.push(with_credit.id);
        let mut wish = m.wish_to_pay(with_credit.id, &rich.phone);
        let own = rich.credit.minor().min(with_credit.total.minor() - 500);
        wish.credit = Some(kwacha(own));
        flows::pay::start(&m.market, rich.buying(with_credit.id), wish)
            .await
            .unwrap();
        m.run_jobs().await;
        m.pass(1).await;
        m.run_jobs().await;
        assert_eq!(m.status(with_credit.id).await.as_str(), "PAID");

        let by_shop = self.paid(1).await;
        let number = self.m.orders(by_shop.id).await[0].number;
        cancel::by_shop(&self.m.market, self.wrap.shop, number, "It tore")
            .await
            .unwrap();
        let by_buyer = self.paid(2).await;
        self.give_back(&by_buyer, 500, 0).await;
        cancel::by_buyer(&self.m.market, holder(by_buyer.id), by_buyer.id)
            .await
            .unwrap();
        let never = self.m.place(&[(&self.wrap, 1)]).await;
        self.bought.push(never.id);
        self.m.start(&never, &phone(MTN_APPROVES)).await;
        cancel::by_buyer(&self.m.market, holder(never.id), never.id)
            .await
            .unwrap();
        let not_taken = self.cash_due().await;
        self.m.hand_over(&not_taken, self.wrap.shop).await;
        let number = self.m.orders(not_taken.id).await[0].number;
        cash::refused(&self.m.market, self.wrap.shop, number, "")
            .await
            .unwrap();
        self.m.run_jobs().await;
        self.m.let_money_arrive().await;
    }

    /// By a rule of the shop's own: at its minimum, at its maximum, and by line; completed, and given back in part before and after.
    async fn be_charged_by_a_rule(&mut self) {
        let whom = Whom::Shop(self.wrap.shop.shop);
        let rule = (500, Some(600), Some(1_200));
        self.m.keeps(Country::Zambia, whom, rule).await;
        let least = self.delivered(1).await;
        let most = self.delivered(5).await;
        let lamp = self.m.product(self.wrap.shop, 30_000, 50).await;
        let both = self.m.sold(&[(&self.wrap, 2), (&lamp, 1)]).await;
        self.bought.push(both.id);
        self.m.deliver(&both, self.wrap.shop).await;
        self.give_back(&least, 2_222, 0).await;
        self.in_cash().await;
        self.m.complete_all().await;
        self.give_back(&most, 3_333, 100).await;
        self.give_back(&both, 5_555, 0).await;
    }

    /// Waiting: to be packed, on the way, for the rider's cash, for the hold.
    async fn be_under_way(&mut self) {
        self.paid(1).await;
        let packed = self.paid(1).await;
        self.m.step(&packed, self.wrap.shop, Step::Pack).await;
        self.cash_due().await;
        let on_its_way = self.cash_due().await;
        self.m.hand_over(&on_its_way, self.wrap.shop).await;
        let waits = self.delivered(1).await;
        self.give_back(&waits, 777, 0).await;
        self.in_cash().await;
        self.m.run_jobs().await;
    }
}

/// Reads every page that links lead to from the dashboard.
async fn crawl(browser: &mut Browser) -> BTreeMap<String, Page> {
    let mut pages = BTreeMap::new();
    let mut seen = BTreeSet::from(["/dashboard".to_owned()]);
    let mut waiting = VecDeque::from(["/dashboard".to_owned()]);
    while let Some(path) = waiting.pop_front() {
        let answer = browser.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        if !answer.content_type.starts_with("text/html") {
            continue;
        }
        for link in html::links(&answer.html) {
            if link.starts_with("/dashboard") && seen.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
        let amounts = html::amounts(&answer.html);
        pages.insert(path.clone(), Page { path, amounts });
    }
    pages
}

/// Proves every amount of every page, and counts how.
fn prove(desk: &Desk) -> BTreeMap<Proof, usize> {
    let mut proofs = BTreeMap::new();
    let mut wrong = Vec::new();
    for page in desk.pages.values() {
        for amount in &page.amounts {
            match desk.prove(page, amount) {
                Ok(proof) => *proofs.entry(proof).or_insert(0) += 1,
                Err(why) => wrong.push(format!("{}: {:?}: {why}", page.path, amount.text)),
            }
        }
    }
    let count = wrong.len();
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{count} amounts: {wrong:#?}");
    proofs
}

#[tokio::test(flavor = "multi_thread")]
async fn every_amount_of_the_dashboard_is_what_its_lines_come_to() {
    let mut busy = Busy::open().await;
    busy.earn_and_be_paid().await;
    busy.be_unusual().await;
    busy.be_under_way().await;
    let Busy { m, wrap, bought } = busy;
    m.assert_sound().await;
    let mut owner = Browser::of(&m, wrap.shop.actor).await;
    for language in ["en", "sw"] {
        owner.post("/preferences", &[("language", language)]).await;
        let mut desk = Desk::new(&m, wrap.shop, &bought).await;
        desk.pages = crawl(&mut owner).await;
        let proofs = prove(&desk);
        assert!(desk.assert_orders_come_to_what_is_left() > MANY);
        let of = |proof: Proof| proofs.get(&proof).copied().unwrap_or_default();
        for proof in [
            Proof::Posting,
            Proof::Linked,
            Proof::Summed,
            Proof::Term,
            Proof::Repeated,
        ] {
            assert!(of(proof) > 0, "nothing is {proof:?}: {proofs:?}");
        }
        let (read, of_the_ledger) = counted(&proofs);
        assert!(desk.pages.len() > 200, "{} pages", desk.pages.len());
        assert!(read > 2_500 && of_the_ledger > 1_500, "{proofs:?}");
        for kind in NotEarned::ALL {
            assert!(of(Proof::Not(kind)) > 0, "there is no {kind:?} any more");
        }
        balances_are_those_of_the_books(&m, &wrap, &desk).await;
    }
}

/// How many amounts were read, and how many of them the ledger answers for.
fn counted(proofs: &BTreeMap<Proof, usize>) -> (usize, usize) {
    let is_of_the_ledger = |proof: &&Proof| !matches!(proof, Proof::Not(_));
    let of_the_ledger = proofs.keys().filter(is_of_the_ledger);
    let count = of_the_ledger.map(|proof| proofs[proof]).sum();
    (proofs.values().sum(), count)
}

async fn balances_are_those_of_the_books(m: &TestMarket, wrap: &Product, desk: &Desk) {
    let shop = wrap.shop.shop;
    let available = -m.balance(&Account::ShopAvailable(shop)).await;
    let debt = m.balance(&Account::CodDebt(shop)).await;
    let mut pending = 0;
    for account in [
        Account::ShopPending(shop),
        Account::TaxHeld(shop),
        Account::Delivery(shop),
        Account::CashKept(shop),
    ] {
        pending -= m.balance(&account).await;
    }
    assert!(available > 0 && debt > 0 && pending > 0);
    for (page, balance) in [
        ("pending", pending),
        ("available", available),
        ("debt", debt),
        ("payable", available - debt),
        ("in-transit", 0),
    ] {
        let path = format!("/dashboard/money/{page}");
        assert_eq!(desk.come_to(&path), Ok(balance), "{page}");
    }
}
