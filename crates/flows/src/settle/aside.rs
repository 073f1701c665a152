//! Money that is there and not exactly ours: set aside, until a person decides.

use kernel::{AttemptId, CaseId, Id as _, Money, Refusal, Timestamp};
use ledger::{Account, Kind, Recorded};
use moderation::{CaseKind, NewCase};
use payments::provider::{Mismatch, Moved, StatedAmount};
use payments::{Attempt, AttemptState};
use serde_json::json;
use store::{Platform, Tx};
use words::CaseWords;

use super::take::new_journal;
use super::{after_refusal, held_by, lock_both};
use crate::stuck::Nobodys;
use crate::{Error, Market};

/// Not exactly our money: nobody guesses. What can be read is booked to suspense, and a person decides.
pub(super) async fn set_aside(
    market: &Market,
    tx: &mut Tx<Platform>,
    attempt: &mut Attempt,
    collected: &Moved,
    mismatch: &Mismatch,
    now: Timestamp,
) -> Result<(), Error> {
    let mut is_new = false;
    if let StatedAmount::Money(stated) = collected.amount
        && stated.is_positive()
    {
        // What it said before is not there as well.
        put_right(market, tx, attempt, Some(stated), now).await?;
        let (cause, _) = causes(tx, attempt, stated).await?;
        let journal = new_journal(market, cause, Kind::SetAside, stated, now)
            .of_purchase(attempt.purchase)
            .debit(held_by(attempt.provider), stated)
            .and_then(|journal| journal.credit(Account::Suspense, stated))
            .map_err(ledger::Error::from)?;
        is_new = ledger::record(tx, &journal).await? == Recorded::Now;
    }
    // A person decided about this very money, and the provider only says it once more.
    if !is_new && attempt.refusal() == Some(Refusal::SetAside) {
        return Ok(());
    }
    let why = match mismatch {
        Mismatch::Currency { .. } => CaseWords::CurrencyMismatch,
        Mismatch::Amount { .. } => CaseWords::AmountMismatch,
        Mismatch::Reference { .. } | Mismatch::Unreadable { .. } | Mismatch::Receipt { .. } => {
            CaseWords::Unmatched
        }
    };
    let stated = match &collected.amount {
        StatedAmount::Money(money) => json!(money),
        StatedAmount::AsAsked => json!(attempt.amount),
        // Said in the problem, in the provider's own words.
        StatedAmount::Unreadable { .. } => serde_json::Value::Null,
    };
    let evidence =
        json!({"expected": attempt.amount, "stated": stated, "problem": mismatch.to_string()});
    open_case(market, tx, attempt, why, evidence, now).await?;
    if attempt.state.is_open() {
        let to = attempt.state.lose_sight(now)?;
        attempt.apply(tx, to, "mismatch", None, now).await?;
    }
    tracing::error!(attempt.id = %attempt.id, %mismatch, "collected money does not match");
    Ok(())
}

/// The provider says something else now than what was set aside before: that is taken out of suspense again, unless it is `still`
/// what is stated.
pub(super) async fn put_right(
    market: &Market,
    tx: &mut Tx<Platform>,
    attempt: &Attempt,
    still: Option<Money>,
    now: Timestamp,
) -> Result<(), Error> {
    // Less what a person decided about it since: that is not there any more.
    let there = ledger::browse::in_suspense(&mut **tx, attempt.purchase, attempt.id.uuid()).await?;
    for amount in there {
        if still == Some(amount) || !amount.is_positive() {
            continue;
        }
        let (_, cause) = causes(tx, attempt, amount).await?;
        let clearing = held_by(attempt.provider);
        let journal = new_journal(market, cause, Kind::SetAside, amount, now)
            .of_purchase(attempt.purchase)
            .debit(Account::Suspense, amount)
            .and_then(|journal| journal.credit(clearing, amount))
            .map_err(ledger::Error::from)?;
        ledger::record(tx, &journal).await?;
    }
    Ok(())
}

/// By which an amount is set aside, and put right. A provider that states it, then another, then it again is booked anew, under the
/// next ordinal; as long as it was not put right, it is the same money.
async fn causes(
    tx: &mut Tx<Platform>,
    attempt: &Attempt,
    amount: Money,
) -> Result<(String, String), Error> {
    let mut before = 0_u32;
    loop {
        let ordinal = match before {
            0 => String::new(),
            _ => format!("#{before}"),
        };
        let set_aside = format!("set_aside:{}:{amount}{ordinal}", attempt.id);
        let put_right = format!("put_right:{set_aside}");
        if !ledger::is_recorded(&mut **tx, &put_right).await? {
            return Ok((set_aside, put_right));
        }
        before += 1;
    }
}

pub(super) async fn open_case(
    market: &Market,
    tx: &mut Tx<Platform>,
    attempt: &Attempt,
    why: CaseWords,
    evidence: serde_json::Value,
    now: Timestamp,
) -> Result<(), Error> {
    let case = NewCase {
        kind: CaseKind::Payment,
        subject: kernel::Id::uuid(attempt.id),
        shop: None,
        purchase: Some(attempt.purchase),
        title: why.as_str().to_owned(),
        evidence,
    };
    moderation::open(tx, &case, market.source.id::<CaseId>(), now).await?;
    Ok(())
}

/// A person decided not to keep money that did not match: its attempt is over, the stock is free and the buyer may pay again. The
/// money itself is the decision's to move: see [`crate::cases`].
pub(crate) async fn end_set_aside(
    market: &Market,
    tx: &mut Tx<Platform>,
    id: AttemptId,
    now: Timestamp,
) -> Result<(), Error> {
    let Some((mut purchase, mut attempt)) = lock_both(tx, id).await? else {
        return Ok(());
    };
    if !matches!(attempt.state, AttemptState::Unclear { .. }) || attempt.check_after.is_some() {
        return Ok(());
    }
    let to = attempt
        .state
        .refuse(now, Refusal::SetAside, String::new())?;
    attempt.apply(tx, to, "decision", None, now).await?;
    Nobodys::from(&attempt).known(tx, now).await?;
    after_refusal(market, tx, &mut purchase, &attempt, now).await
}
