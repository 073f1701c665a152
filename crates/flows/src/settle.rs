//! The truth about an attempt, and everything that follows from it, in one transaction.

mod aside;
mod late;
pub mod rule;
mod take;
mod twice;

use kernel::{AttemptId, PurchaseId, Refusal, Timestamp};
use ledger::Account;
use orders::timeline::{self, NewEvent};
use orders::{Actor, EventKind, Purchase, purchase};
use payments::callbacks::{ExchangeKind, Talk};
use payments::provider::{Moved, Operation, ProviderName, ProviderStatus, StatedAmount};
use payments::{Attempt, AttemptState, attempt, callbacks};
use serde_json::json;
use store::{Platform, PlatformFlow, Topic, Tx};
use time::Duration;

pub(crate) use self::aside::end_set_aside;
use self::rule::Verdict;
use self::take::take;
pub(crate) use self::take::{Payment, cancel_sold_out, gap, have_stock, keep};
use crate::jobs::DeliverEvents;
use crate::market::failpoint;
use crate::pay::leave;
use crate::stuck::{Heard, Nobodys};
use crate::{Error, Market, credit, exchange, pay, stock};

/// When to ask about an attempt again: 5 s at first, then longer, never more than an hour apart. Goods wait for the answer, so for
/// the first hour and a half it is never more than a minute.
pub fn next_check(checks: u32, now: Timestamp) -> Timestamp {
    let seconds = match checks {
        0..=5 => 5,
        6..=11 => 10,
        12..=17 => 30,
        18..=100 => 60,
        101..=160 => 300,
        _ => 3_600,
    };
    now + Duration::seconds(seconds)
}

/// The purchase and the attempt, locked in this order by everything that moves money.
pub(crate) async fn lock_both(
    tx: &mut Tx<Platform>,
    id: AttemptId,
) -> Result<Option<(Purchase, Attempt)>, Error> {
    let Some(glance) = attempt::find(&mut **tx, id).await? else {
        return Ok(None);
    };
    let Some(purchase) = purchase::lock(tx, glance.purchase).await? else {
        return Ok(None);
    };
    Ok(attempt::lock(tx, id)
        .await?
        .map(|attempt| (purchase, attempt)))
}

/// Asks the provider what became of an attempt, and acts on the answer. Safe to repeat, in any order, at any time.
pub async fn settle(market: &Market, id: AttemptId, cause: &str) -> Result<(), Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    let Some(attempt) = attempt::find(&mut *tx, id).await? else {
        return Ok(());
    };
    tx.commit().await?;
    match attempt.state {
        AttemptState::Prepared => return pay::push(market, id).await,
        // Boxed: it is rare, and what settles most payments need not carry it.
        AttemptState::Collected { .. } => return Box::pin(late::hear(market, &attempt)).await,
        // A refusal can turn into money later, so a callback about one is worth a question.
        AttemptState::Refused { .. }
        | AttemptState::Sent { .. }
        | AttemptState::AwaitingPin { .. }
        | AttemptState::Redirected { .. }
        | AttemptState::Unclear { .. } => {}
    }
    let mut asked_at = market.source.now();
    let mut answer = ask(market, &attempt).await?;
    // The buyer went another way: what is still open there is ended, and then only the next answer counts.
    if answer == Some(ProviderStatus::Pending) && leave::is_to_be_ended(market, &attempt) {
        leave::end(market, &attempt).await?;
        asked_at = market.source.now();
        answer = ask(market, &attempt).await?;
    }
    failpoint!("settle.answered");
    let send_again = act(market, id, cause, answer, asked_at).await?;
    if send_again {
        resend(market, id).await?;
    }
    Ok(())
}

async fn ask(market: &Market, attempt: &Attempt) -> Result<Option<ProviderStatus>, Error> {
    let Some(provider) = market.providers.get(attempt.provider) else {
        return Ok(None);
    };
    let (about, subject) = (Talk::Attempt(attempt.id), attempt.subject());
    let asking = provider.status(&subject, market.source.now());
    let answer = exchange::with(
        market,
        attempt.provider,
        about,
        ExchangeKind::Status,
        asking,
    );
    Ok(answer.await?.ok())
}

/// Records an answer and all its effects. True: the provider never saw the request and it should be sent again.
async fn act(
    market: &Market,
    id: AttemptId,
    cause: &str,
    answer: Option<ProviderStatus>,
    asked_at: Timestamp,
) -> Result<bool, Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    let Some((mut purchase, mut attempt)) = lock_both(&mut tx, id).await? else {
        return Ok(false);
    };
    let (is_open, was_asked) = (attempt.state.is_open(), attempt.check_after.is_some());
    if is_open {
        // What a person has to decide about is not asked about again.
        let later = was_asked.then(|| next_check(attempt.checks, now));
        attempt.note_check(&mut tx, later).await?;
    } else if let (AttemptState::Refused { at, .. }, Some(_)) =
        (&attempt.state, attempt.check_after)
    {
        let again = rule::second_look(*at, now);
        attempt.note_check(&mut tx, again).await?;
    }
    let provider = market.providers.get(attempt.provider);
    let sent_at = attempt.sent_at.unwrap_or(attempt.prepared_at);
    let verdict = rule::hear(&rule::Heard {
        state: &attempt.state,
        answer: answer.as_ref(),
        age_when_asked: asked_at - sent_at,
        age: now - sent_at,
        has_page: attempt.redirect_url.is_some(),
        is_repeatable: provider
            .is_some_and(|provider| provider.is_repeatable(Operation::Collect, attempt.method)),
    });
    if let Some(to) = verdict.leads_to(&attempt.state, now)? {
        let again = attempt.check_after;
        attempt.apply(&mut tx, to, cause, again, now).await?;
    }
    match verdict {
        Verdict::Refuse { .. } => {
            let again = rule::second_look(now, now);
            attempt.note_check(&mut tx, again).await?;
            after_refusal(market, &mut tx, &mut purchase, &attempt, now).await?;
        }
        Verdict::Take(moved) => {
            take(
                market,
                &mut tx,
                &mut purchase,
                &mut attempt,
                moved,
                cause,
                now,
            )
            .await?;
        }
        Verdict::Stay
        | Verdict::SendAgain
        | Verdict::LoseSight
        | Verdict::AwaitPin
        | Verdict::Redirect => {}
    }
    let send_again = verdict == Verdict::SendAgain;
    let heard = match answer {
        None => Heard::Nothing,
        Some(_) => Heard::Waiting,
    };
    let nobodys = Nobodys::from(&attempt);
    let is_decided_elsewhere = !attempt.state.is_open() || attempt.check_after.is_none();
    if is_open && is_decided_elsewhere {
        nobodys.known(&mut tx, now).await?;
    } else if is_open {
        nobodys.waits(market, &mut tx, heard, now).await?;
    }
    if answer.is_none() {
        callbacks::look_later(&mut tx, attempt.reference, now).await?;
        tx.commit().await?;
        return Ok(false);
    }
    callbacks::mark_processed(&mut tx, attempt.reference, now).await?;
    store::enqueue(&mut tx, &DeliverEvents::about(attempt.purchase), now).await?;
    failpoint!("settle.before_commit");
    tx.commit().await?;
    failpoint!("settle.committed");
    Ok(send_again)
}

/// A person says what the provider does not: whether an open attempt collected its money. Both are locked.
pub(crate) async fn said(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &mut Purchase,
    attempt: &mut Attempt,
    has_moved: bool,
    now: Timestamp,
) -> Result<(), Error> {
    if has_moved {
        let amount = StatedAmount::AsAsked;
        return stated(market, tx, purchase, attempt, amount, None, now).await;
    }
    let to = attempt
        .state
        .refuse(now, Refusal::NeverArrived, String::new())?;
    attempt.apply(tx, to, "decision", None, now).await?;
    // A person can be wrong, and the provider may say so yet.
    let again = rule::second_look(now, now);
    attempt.note_check(tx, again).await?;
    after_refusal(market, tx, purchase, attempt, now).await
}

/// The same, where a statement says how much came. Both are locked, and the attempt has left and collected nothing yet.
pub(crate) async fn stated(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &mut Purchase,
    attempt: &mut Attempt,
    amount: StatedAmount,
    receipt: Option<String>,
    now: Timestamp,
) -> Result<(), Error> {
    let moved = Moved {
        reference: Some(attempt.reference),
        amount,
        provider_transaction: receipt,
        handle: None,
    };
    take(market, tx, purchase, attempt, &moved, "decision", now).await
}

/// Where money lies that a provider collected, or that came to our own bank.
pub(crate) fn held_by(provider: ProviderName) -> Account {
    if provider.can_be_asked() {
        Account::ProviderClearing(provider.as_str().to_owned())
    } else {
        Account::Bank
    }
}

/// A final no frees the stock and the store credit at once, but for stock that waits for a bank transfer; the buyer may try again while
/// they last.
pub(crate) async fn after_refusal(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &mut Purchase,
    attempt: &Attempt,
    now: Timestamp,
) -> Result<(), Error> {
    if purchase.state.is_payable() && purchase.held_until.is_some() {
        // Money may be on its way by bank all the same.
        let kept = purchase.awaits_transfer(now);
        if kept.is_none() {
            stock::release(tx, purchase.id, now).await?;
        }
        purchase.hold_until(tx, kept).await?;
    }
    credit::release(market, tx, purchase.id, now).await?;
    let why = attempt.refusal().map_or("", kernel::Refusal::as_str);
    timeline::write(tx, &event(purchase.id, EventKind::PaymentRefused, why, now)).await?;
    store::publish(
        tx,
        Topic::PaymentRefused,
        kernel::Id::uuid(purchase.id),
        json!({"number": purchase.number.to_string(), "why": why}),
        now,
    )
    .await?;
    Ok(())
}

/// The provider never saw it: the same reference and content once more.
async fn resend(market: &Market, id: AttemptId) -> Result<(), Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    let Some(attempt) = attempt::find(&mut *tx, id).await? else {
        return Ok(());
    };
    let Some(purchase) = purchase::find(&mut *tx, attempt.purchase).await? else {
        return Ok(());
    };
    tx.commit().await?;
    if attempt.state.is_open() && purchase.state.is_payable() {
        // Whatever else the answer is, the next question tells; where a page is, only this one does.
        if let Ok(accepted) = pay::send(market, &attempt, &purchase).await? {
            pay::learn(market, id, &accepted).await?;
        }
    }
    Ok(())
}

fn event(purchase: PurchaseId, kind: EventKind, note: &str, at: Timestamp) -> NewEvent<'_> {
    NewEvent {
        purchase,
        order: None,
        kind,
        actor: Actor::Provider,
        note,
        is_public: true,
        at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goods_wait_a_minute_at_most_for_an_answer_of_the_first_hour_and_a_half() {
        let (began, mut now) = (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
        for checks in 0.. {
            let next = next_check(checks, now);
            if next - now > Duration::minutes(1) {
                break;
            }
            now = next;
        }
        assert!(now - began > Duration::minutes(85), "{}", now - began);
        assert_eq!(next_check(u32::MAX, now) - now, Duration::hours(1));
    }
}
