//! Shops: delivering, earning, being paid out; and money that goes back.

use catalog::cash::CashTerms;
use countries::Country;
use flows::fulfil::{self, Step};
use flows::payout::{self, Earnings, PayoutError, Statement};
use flows::place::Placed;
use flows::{cash, commission};
use kernel::{Currency, Money, PurchaseId};
use orders::commission::rules::Whom;
use orders::commission::{RuleId, Terms};
use payments::{Disbursement, disbursement};
use store::Shop;

use crate::{Product, TestMarket, holder};

/// Longer than the hold on a shop's earnings.
const PAST_THE_HOLD_SECONDS: u64 = 73 * 3_600;

impl TestMarket {
    /// The shop packs its order, hands it over, and it arrives.
    pub async fn deliver(&self, placed: &Placed, shop: Shop) {
        self.hand_over(placed, shop).await;
        self.step(placed, shop, Step::Deliver).await;
    }

    /// The shop packs its order and the rider leaves with it.
    pub async fn hand_over(&self, placed: &Placed, shop: Shop) {
        self.step(placed, shop, Step::Pack).await;
        self.step(placed, shop, Step::HandOver).await;
    }

    /// One step of the shop's with its order.
    pub async fn step(&self, placed: &Placed, shop: Shop, step: Step) {
        let orders = self.orders(placed.id).await;
        let order = orders.iter().find(|order| order.shop == shop.shop).unwrap();
        fulfil::advance(&self.market, shop, order.number, step)
            .await
            .unwrap();
    }

    /// From now on the shop's rider takes cash, by these rules.
    pub async fn takes_cash(&self, shop: Shop, currency: Currency, terms: &CashTerms) {
        let mut tx = self.platform().await;
        catalog::cash::set_terms(&mut tx, shop.shop, currency, Some(terms))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// An admin says what is kept of these sales from now on: the rate, and the minimum and maximum of a line.
    pub async fn keeps(
        &self,
        country: Country,
        whom: Whom,
        (rate_bps, minimum, maximum): (u32, Option<i64>, Option<i64>),
    ) -> RuleId {
        let money = |minor| Money::new(minor, country.pack().currency);
        let terms = Terms::new(rate_bps, minimum.map(money), maximum.map(money)).unwrap();
        let admin = self.admin().await;
        commission::set(&self.market, admin, country, whom, terms)
            .await
            .unwrap()
    }

    /// A purchase that its buyer will pay to the rider, who leaves with it, comes to the door and gets the money.
    pub async fn sold_for_cash(&self, lines: &[(&Product, u32)], shop: Shop) -> Placed {
        let placed = self.place(lines).await;
        cash::accept(&self.market, holder(placed.id), placed.id)
            .await
            .unwrap();
        self.hand_over(&placed, shop).await;
        self.take_cash(&placed, shop).await;
        placed
    }

    /// The rider is at the door, and the buyer pays.
    pub async fn take_cash(&self, placed: &Placed, shop: Shop) {
        let orders = self.orders(placed.id).await;
        let order = orders.iter().find(|order| order.shop == shop.shop).unwrap();
        cash::collected(&self.market, shop, order.number)
            .await
            .unwrap();
    }

    /// The hold on what was delivered passes, and its money is the shops'.
    pub async fn complete_all(&self) {
        self.pass_here(PAST_THE_HOLD_SECONDS);
        self.sweep().await;
    }

    /// A sale that is delivered and complete.
    pub async fn earned(&self, placed: &Placed, shop: Shop) {
        self.deliver(placed, shop).await;
        self.complete_all().await;
    }

    pub async fn earnings(&self, shop: Shop) -> Earnings {
        self.statement(shop).await.earnings
    }

    pub async fn statement(&self, shop: Shop) -> Statement {
        payout::statement(&self.market, shop, Currency::ZMW)
            .await
            .unwrap()
    }

    /// The owner presses "Pay out".
    pub async fn pay_out(&self, shop: Shop, key: &str) -> Result<Disbursement, PayoutError> {
        payout::request(&self.market, shop, key).await
    }

    /// The refunds of a purchase, oldest first.
    pub async fn refunds(&self, purchase: PurchaseId) -> Vec<Disbursement> {
        let mut tx = self.platform().await;
        disbursement::list_of_purchase(&mut *tx, purchase)
            .await
            .unwrap()
    }

    /// What of a purchase has gone back and arrived, in minor units.
    pub async fn given_back(&self, purchase: PurchaseId) -> i64 {
        let refunds = self.refunds(purchase).await;
        let arrived = refunds.iter().filter(|r| r.state.as_str() == "paid");
        arrived.map(|refund| refund.amount.minor()).sum()
    }

    /// The payouts of a shop, newest first.
    pub async fn payouts(&self, shop: Shop) -> Vec<Disbursement> {
        let mut tx = self.platform().await;
        disbursement::list_of_shop(&mut *tx, shop.shop, 100)
            .await
            .unwrap()
    }

    /// Time passes until whatever is on its way has arrived, with every callback and without.
    pub async fn let_money_arrive(&self) {
        for _ in 0..3 {
            self.pass(10).await;
            self.run_jobs().await;
            self.sweep().await;
            self.run_jobs().await;
        }
    }
}
