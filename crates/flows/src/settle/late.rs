//! What callbacks tell of money that is taken already: its receipt, by which it can go back, and perhaps another amount, for a person.

use kernel::Timestamp;
use payments::provider::Mismatch;
use payments::{Attempt, AttemptState, attempt, callbacks};
use serde_json::json;
use store::{Platform, PlatformFlow, Tx};
use words::CaseWords;

use super::aside::open_case;
use super::rule::second_look;
use super::{lock_both, twice};
use crate::market::failpoint;
use crate::{Error, Market};

/// Looks once at what came about a collected attempt. Moves none of its money; what else was paid on its page goes back.
pub(super) async fn hear(market: &Market, glance: &Attempt) -> Result<(), Error> {
    let paid = twice::ask(market, glance).await?;
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    let Some((mut purchase, mut attempt)) = lock_both(&mut tx, glance.id).await? else {
        return Ok(());
    };
    if attempt.check_after.is_some() {
        let again = match attempt.state {
            AttemptState::Collected { at, .. } => second_look(at, now),
            _ => None,
        };
        attempt.note_check(&mut tx, again).await?;
    }
    let Some(paid) = paid else {
        callbacks::look_later(&mut tx, attempt.reference, now).await?;
        tx.commit().await?;
        return Ok(());
    };
    if callbacks::mark_processed(&mut tx, attempt.reference, now).await? > 0 {
        compare(market, &mut tx, &mut attempt, now).await?;
    }
    twice::give_back(market, &mut tx, &mut purchase, &attempt, &paid, now).await?;
    failpoint!("settle.before_commit");
    tx.commit().await?;
    Ok(())
}

async fn compare(
    market: &Market,
    tx: &mut Tx<Platform>,
    attempt: &mut Attempt,
    now: Timestamp,
) -> Result<(), Error> {
    let told = callbacks::told(&mut **tx, attempt.reference).await?;
    if let Some(receipt) = told.transaction
        && attempt::find_other_by_transaction(&mut **tx, attempt, &receipt)
            .await?
            .is_none()
    {
        attempt.name_receipt(tx, &receipt).await?;
    }
    // What a person accepted is what was asked for, from then on.
    let expected = attempt.stated.unwrap_or(attempt.amount);
    let Some(stated) = told.amount.filter(|stated| *stated != expected) else {
        return Ok(());
    };
    // Set aside before, and decided about by a person.
    let set_aside = format!("set_aside:{}:{stated}", attempt.id);
    if ledger::is_recorded(&mut **tx, &set_aside).await? {
        return Ok(());
    }
    let (why, mismatch) = if stated.currency() == expected.currency() {
        let mismatch = Mismatch::Amount { expected, stated };
        (CaseWords::AmountMismatch, mismatch)
    } else {
        let mismatch = Mismatch::Currency {
            expected: expected.currency(),
            stated: stated.currency(),
        };
        (CaseWords::CurrencyMismatch, mismatch)
    };
    tracing::error!(attempt.id = %attempt.id, %mismatch, "a callback tells another amount of money that is taken");
    let problem = mismatch.to_string();
    let evidence = json!({"expected": expected, "stated": stated, "problem": problem});
    open_case(market, tx, attempt, why, evidence, now).await
}
