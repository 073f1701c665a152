//! What a person decided about money that left.

use kernel::Timestamp;
use ledger::Account;
use payments::{Disbursement, Purpose};
use store::{Platform, Tx};

use super::{arrived, fail};
use crate::settle::rule::second_look;
use crate::{Error, Market, payout, refund};

/// A person says what its provider does not: whether it arrived. It is locked, and open.
pub(crate) async fn said(
    market: &Market,
    tx: &mut Tx<Platform>,
    outgoing: &mut Disbursement,
    has_moved: bool,
    now: Timestamp,
) -> Result<(), Error> {
    if has_moved {
        return arrived(market, tx, outgoing, None, "decision", now).await;
    }
    let why = kernel::Refusal::NeverArrived;
    let code = String::new();
    fail(market, tx, outgoing, why, code, "decision", now).await?;
    // A person can be wrong, and the provider may say so yet.
    let again = second_look(now, now);
    Ok(outgoing.note_check(tx, again).await?)
}

/// A person saw on a statement that it came back after it had arrived. It is locked; the money lies there now.
pub(crate) async fn came_back(
    market: &Market,
    tx: &mut Tx<Platform>,
    outgoing: &mut Disbursement,
    lies_in: Account,
    now: Timestamp,
) -> Result<(), Error> {
    let to = outgoing.state.come_back(now)?;
    outgoing.apply(tx, to, "decision", None, now).await?;
    tracing::warn!(disbursement.id = %outgoing.id, "money that had arrived came back");
    match outgoing.purpose {
        Purpose::Refund { purchase, .. } => {
            refund::came_back(market, tx, outgoing, purchase, lies_in, now).await
        }
        Purpose::Payout { shop, .. } => {
            payout::came_back(market, tx, outgoing, shop, lies_in, now).await
        }
    }
}

/// What the journal is written for that takes it in again.
pub(crate) fn returned_cause(outgoing: &Disbursement) -> String {
    match outgoing.purpose {
        Purpose::Refund { .. } => format!("refund_returned:{}", outgoing.id),
        Purpose::Payout { .. } => format!("payout_returned:{}", outgoing.id),
    }
}
