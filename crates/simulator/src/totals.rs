//! What moved for good, per provider and currency: what a reconciliation compares with.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::amount::Amount;
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

pub(crate) fn totals_of<'a>(movements: impl Iterator<Item = &'a Transaction>) -> Vec<Totals> {
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
