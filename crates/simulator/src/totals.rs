//! Sums over the books: floats, wallets, what is left to refund, and what moved for good, which is what a reconciliation
//! compares with.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::amount::Amount;
use crate::books::Books;
use crate::transaction::{Dialect, Kind, State, Transaction};

/// The completed movements of one provider in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Totals {
    pub dialect: Dialect,
    pub currency: String,
    pub collections: usize,
    pub collected: Amount,
    pub refunds: usize,
    pub refunded: Amount,
    pub payouts: usize,
    pub paid_out: Amount,
    /// Kept by the provider, of all of them.
    pub fees: Amount,
}

fn totals_of<'a>(movements: impl Iterator<Item = &'a Transaction>) -> Vec<Totals> {
    let mut all: BTreeMap<(Dialect, &str), Totals> = BTreeMap::new();
    for movement in movements.filter(|t| t.state == State::Completed) {
        let key = (movement.dialect, movement.currency.as_str());
        let totals = all.entry(key).or_insert_with(|| Totals {
            dialect: movement.dialect,
            currency: movement.currency.clone(),
            collections: 0,
            collected: Amount::ZERO,
            refunds: 0,
            refunded: Amount::ZERO,
            payouts: 0,
            paid_out: Amount::ZERO,
            fees: Amount::ZERO,
        });
        let (count, sum) = match movement.kind {
            Kind::Deposit => (&mut totals.collections, &mut totals.collected),
            Kind::Refund => (&mut totals.refunds, &mut totals.refunded),
            Kind::Payout => (&mut totals.payouts, &mut totals.paid_out),
        };
        *count += 1;
        *sum = sum.plus(movement.amount);
        totals.fees = totals.fees.plus(movement.fee);
    }
    all.into_values().collect()
}

impl Books {
    /// The merchant's float at one provider: what came in, less what went out or is about to, less the fees.
    pub fn balance(&self, dialect: Dialect, country: &str, currency: &str) -> Amount {
        let here = |t: &&Transaction| {
            t.dialect == dialect && t.country == country && t.currency == currency
        };
        self.all()
            .filter(here)
            .fold(self.account.opening_float, |sum, t| {
                match (t.kind, t.state) {
                    (Kind::Deposit, State::Completed) => sum.plus(t.amount).minus(t.fee),
                    (Kind::Deposit, _) | (Kind::Payout | Kind::Refund, State::Failed) => sum,
                    (Kind::Payout | Kind::Refund, _) => sum.minus(t.amount).minus(t.fee),
                }
            })
    }

    /// What moved for good, per provider and currency.
    pub fn totals(&self) -> Vec<Totals> {
        totals_of(self.all())
    }

    /// What a payer's wallet has gained or lost.
    pub fn wallet_change(&self, msisdn: &str, currency: &str) -> Amount {
        let theirs = |t: &&Transaction| {
            t.msisdn == msisdn && t.currency == currency && t.state == State::Completed
        };
        self.all()
            .filter(theirs)
            .fold(Amount::ZERO, |sum, t| match t.kind {
                Kind::Deposit => sum.minus(t.amount),
                Kind::Payout | Kind::Refund => sum.plus(t.amount),
            })
    }

    /// What of a completed deposit has not gone back, and whether some of it is on its way.
    pub fn refundable(&self, deposit: &Transaction) -> (Amount, bool) {
        let of_it = |t: &&Transaction| t.kind == Kind::Refund && t.deposit_id == Some(deposit.id);
        self.all()
            .filter(of_it)
            .fold((deposit.amount, false), |(left, on_its_way), t| {
                match t.state {
                    State::Completed => (left.minus(t.amount), on_its_way),
                    State::Failed => (left, on_its_way),
                    State::Accepted
                    | State::Enqueued
                    | State::Processing
                    | State::InReconciliation => (left, true),
                }
            })
    }
}
