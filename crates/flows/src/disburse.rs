//! Money that leaves us, to a buyer or a shop: requested and committed, then sent, then believed only as its provider's status
//! tells it. What a refund or a payout means for the books is [`crate::refund`]'s and [`crate::payout`]'s to say.

mod decided;

use kernel::{DisbursementId, PurchaseId, Timestamp};
use orders::purchase;
use payments::callbacks::{self, ExchangeKind, Talk};
use payments::provider::{
    Accepted, Moved, PayOut, ProviderError, ProviderStatus, RefundOf, RefundOrder, StatedAmount,
    Subject,
};
use payments::{Disbursement, OutgoingState, Purpose, attempt, disbursement};
use store::{Platform, PlatformFlow, Tx};
use time::Duration;

use crate::jobs::DeliverEvents;
use crate::market::failpoint;
use crate::settle::next_check;
use crate::settle::rule::{NEVER_ARRIVED_AFTER, SEND_AGAIN_WITHIN, second_look};
use crate::stuck::{Heard, Nobodys};
use crate::{Error, Market, exchange, payout, refund};

pub(crate) use self::decided::{came_back, returned_cause, said};

/// How long a refund waits for another one of the same collection.
const WAIT_FOR_THE_OTHER: Duration = Duration::seconds(15);
/// How long one waits of which not all is left.
const WAIT_FOR_A_PERSON: Duration = Duration::hours(1);

/// The disbursement, locked after what it belongs to.
async fn lock(tx: &mut Tx<Platform>, id: DisbursementId) -> Result<Option<Disbursement>, Error> {
    let Some(glance) = disbursement::find(&mut **tx, id).await? else {
        return Ok(None);
    };
    if let Some(purchase) = purchase_of(&glance) {
        purchase::lock(tx, purchase).await?;
    }
    Ok(disbursement::lock(tx, id).await?)
}

const fn purchase_of(outgoing: &Disbursement) -> Option<PurchaseId> {
    match outgoing.purpose {
        Purpose::Refund { purchase, .. } => Some(purchase),
        Purpose::Payout { .. } => None,
    }
}

/// Sends what was requested, once. A crash after the commit leaves it `sent`, which is asked about.
pub async fn push(market: &Market, id: DisbursementId) -> Result<(), Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Disburse)).await?;
    let Some(mut outgoing) = lock(&mut tx, id).await? else {
        return Ok(());
    };
    if outgoing.state != OutgoingState::Requested {
        return Ok(());
    }
    match keeps_back(&mut tx, &outgoing).await? {
        None => {}
        Some(Keeps::ForNow(pause)) => {
            outgoing.note_check(&mut tx, Some(now + pause)).await?;
            tx.commit().await?;
            return Ok(());
        }
        Some(Keeps::ForGood) => {
            tracing::warn!(disbursement.id = %outgoing.id, "a refund stays here: it came back by one that was late");
            let to = outgoing.state.withdraw(now)?;
            outgoing.apply(&mut tx, to, "paid_late", None, now).await?;
            return finish(tx, &outgoing, now).await;
        }
    }
    if let Purpose::Payout { shop, .. } = outgoing.purpose
        && !payout::may_leave(&mut tx, shop).await?
    {
        let to = outgoing.state.withdraw(now)?;
        outgoing.apply(&mut tx, to, "suspended", None, now).await?;
        payout::failed(market, &mut tx, &outgoing, shop, now).await?;
        return finish(tx, &outgoing, now).await;
    }
    let to = outgoing.state.send(now)?;
    outgoing
        .apply(&mut tx, to, "push", Some(next_check(0, now)), now)
        .await?;
    failpoint!("disburse.before_sent");
    tx.commit().await?;
    failpoint!("disburse.sent");
    let answer = send(market, &outgoing).await?;
    failpoint!("disburse.answered");
    record_answer(market, id, answer).await
}

/// Why a refund does not leave.
enum Keeps {
    ForNow(Duration),
    /// Whoever paid has it already.
    ForGood,
}

/// One refund of a collection leaves at a time, and never more of it than came: what had failed and arrived after all, beside what went
/// in its place, is as good as this one.
async fn keeps_back(
    tx: &mut Tx<Platform>,
    outgoing: &Disbursement,
) -> Result<Option<Keeps>, Error> {
    let Purpose::Refund { attempt, .. } = outgoing.purpose else {
        return Ok(None);
    };
    if disbursement::is_refunding(&mut **tx, attempt).await? {
        return Ok(Some(Keeps::ForNow(WAIT_FOR_THE_OTHER)));
    }
    let beyond = refund::beyond(tx, attempt).await?;
    Ok(if beyond >= outgoing.amount.minor() {
        Some(Keeps::ForGood)
    } else if beyond > 0 {
        // A part of it is there: whoever looks at the late one decides.
        tracing::warn!(disbursement.id = %outgoing.id, beyond, "a refund waits: not all of it is left of what came");
        Some(Keeps::ForNow(WAIT_FOR_A_PERSON))
    } else {
        None
    })
}

/// One request to the provider, with its record.
async fn send(
    market: &Market,
    outgoing: &Disbursement,
) -> Result<Result<Accepted, ProviderError>, Error> {
    let Some(provider) = market.providers.get(outgoing.provider) else {
        return Ok(Err(ProviderError::NotSent));
    };
    let (by, about) = (outgoing.provider, Talk::Disbursement(outgoing.id));
    match &outgoing.purpose {
        Purpose::Refund {
            purchase, attempt, ..
        } => {
            let Some(order) = refund_order(market, outgoing, *purchase, *attempt).await? else {
                return Ok(Err(ProviderError::NotSent));
            };
            let asking = provider.refund(&order);
            exchange::with(market, by, about, ExchangeKind::Refund, asking).await
        }
        Purpose::Payout { shop, to } => {
            let order = PayOut {
                reference: outgoing.reference,
                amount: outgoing.amount,
                to: to.clone(),
                message: "Soko payout".to_owned(),
                our_reference: shop.to_string(),
            };
            let asking = provider.pay_out(&order);
            exchange::with(market, by, about, ExchangeKind::PayOut, asking).await
        }
    }
}

async fn refund_order(
    market: &Market,
    outgoing: &Disbursement,
    purchase: PurchaseId,
    attempt: kernel::AttemptId,
) -> Result<Option<RefundOrder>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Disburse)).await?;
    let original = attempt::find(&mut *tx, attempt).await?;
    let bought = purchase::find(&mut *tx, purchase).await?;
    tx.commit().await?;
    Ok(original.zip(bought).map(|(attempt, purchase)| RefundOrder {
        reference: outgoing.reference,
        amount: outgoing.amount,
        original: attempt.original(),
        our_reference: purchase.number.to_string(),
    }))
}

async fn record_answer(
    market: &Market,
    id: DisbursementId,
    answer: Result<Accepted, ProviderError>,
) -> Result<(), Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Disburse)).await?;
    let Some(mut outgoing) = lock(&mut tx, id).await? else {
        return Ok(());
    };
    // A callback may have been faster; what is known already stays.
    if !matches!(outgoing.state, OutgoingState::Sent { .. }) {
        return Ok(());
    }
    match answer {
        Ok(accepted) => outgoing.learn(&mut tx, &accepted, now).await?,
        Err(ProviderError::Rejected(declined)) => {
            fail(
                market,
                &mut tx,
                &mut outgoing,
                declined.why,
                declined.code,
                "push",
                now,
            )
            .await?;
        }
        // Nothing was started, and this was the first call with this reference: certain.
        Err(ProviderError::Configuration(fault)) => {
            tracing::error!(disbursement.id = %id, provider = %outgoing.provider, %fault, "the provider refuses our set-up");
            let why = kernel::Refusal::Configuration;
            fail(market, &mut tx, &mut outgoing, why, fault.code, "push", now).await?;
        }
        Err(ProviderError::Duplicate | ProviderError::Unclear(_) | ProviderError::NotSent) => {
            let to = outgoing.state.lose_sight(now)?;
            let soon = Some(next_check(0, now));
            outgoing.apply(&mut tx, to, "push", soon, now).await?;
        }
    }
    finish(tx, &outgoing, now).await
}

/// Asks the provider what became of it, and acts on the answer. Safe to repeat, in any order, at any time.
pub async fn settle(market: &Market, id: DisbursementId, cause: &str) -> Result<(), Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Disburse)).await?;
    let Some(outgoing) = disbursement::find(&mut *tx, id).await? else {
        return Ok(());
    };
    match outgoing.state {
        // Whatever talks to the provider does so without holding a connection.
        OutgoingState::Requested => {
            tx.commit().await?;
            return push(market, id).await;
        }
        OutgoingState::Paid { .. } | OutgoingState::Returned { .. } => {
            tx.commit().await?;
            return forget_callbacks(market, &outgoing).await;
        }
        // What had failed may have been paid after all, so a callback about it is worth a question.
        OutgoingState::Failed { .. }
        | OutgoingState::Sent { .. }
        | OutgoingState::Unclear { .. } => {}
    }
    let subject = Subject {
        reports: callbacks::reports(&mut tx, outgoing.reference).await?,
        refund_of: refund_of(&mut tx, &outgoing).await?,
        ..outgoing.subject()
    };
    tx.commit().await?;
    let asked_at = market.source.now();
    let answer = ask(market, &outgoing, &subject).await?;
    failpoint!("disburse.told");
    if act(market, id, cause, answer, asked_at).await? {
        // Whatever the answer, the next question tells.
        let _ = send(market, &outgoing).await?;
    }
    Ok(())
}

/// What a refund is taken from, where its provider has not told a name that it can be asked by.
async fn refund_of(
    tx: &mut Tx<Platform>,
    outgoing: &Disbursement,
) -> Result<Option<RefundOf>, Error> {
    let (&Purpose::Refund { attempt, .. }, None) = (&outgoing.purpose, &outgoing.handle) else {
        return Ok(None);
    };
    let Some(original) = attempt::find(&mut **tx, attempt).await? else {
        return Ok(None);
    };
    Ok(Some(RefundOf {
        original: original.original(),
        others: disbursement::other_handles(&mut **tx, attempt, outgoing.id).await?,
        has_nameless: disbursement::has_other_nameless(&mut **tx, attempt, outgoing.id).await?,
    }))
}

async fn ask(
    market: &Market,
    outgoing: &Disbursement,
    subject: &Subject,
) -> Result<Option<ProviderStatus>, Error> {
    let Some(provider) = market.providers.get(outgoing.provider) else {
        return Ok(None);
    };
    let answer = exchange::with(
        market,
        outgoing.provider,
        Talk::Disbursement(outgoing.id),
        ExchangeKind::Status,
        provider.status(subject, market.source.now()),
    );
    Ok(answer.await?.ok())
}

/// Records an answer and all its effects. True: the provider never saw the request and it should be sent again.
async fn act(
    market: &Market,
    id: DisbursementId,
    cause: &str,
    answer: Option<ProviderStatus>,
    asked_at: Timestamp,
) -> Result<bool, Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Disburse)).await?;
    let Some(mut outgoing) = lock(&mut tx, id).await? else {
        return Ok(false);
    };
    if outgoing.state == OutgoingState::Requested {
        return Ok(false);
    }
    let is_open = outgoing.state.is_open();
    let sent_at = outgoing.sent_at.unwrap_or(outgoing.requested_at);
    let was_asked = outgoing.check_after.is_some();
    if is_open {
        // What a person left as it is, is not asked about again.
        let later = was_asked.then(|| next_check(outgoing.checks, now));
        outgoing.note_check(&mut tx, later).await?;
    } else if let (OutgoingState::Failed { at, .. }, Some(_)) =
        (&outgoing.state, outgoing.check_after)
    {
        let again = second_look(*at, now);
        outgoing.note_check(&mut tx, again).await?;
    }
    let mut send_again = false;
    match answer {
        None => {
            if matches!(outgoing.state, OutgoingState::Sent { .. }) {
                let to = outgoing.state.lose_sight(now)?;
                let again = outgoing.check_after;
                outgoing.apply(&mut tx, to, cause, again, now).await?;
            }
            if is_open && was_asked {
                let nobodys = Nobodys::from(&outgoing);
                nobodys.waits(market, &mut tx, Heard::Nothing, now).await?;
            }
            callbacks::look_later(&mut tx, outgoing.reference, now).await?;
            tx.commit().await?;
            return Ok(false);
        }
        Some(ProviderStatus::Pending) if is_open => {
            outgoing.learn(&mut tx, &Accepted::default(), now).await?;
        }
        Some(ProviderStatus::NotFound) if is_open && asked_at - sent_at >= NEVER_ARRIVED_AFTER => {
            let why = kernel::Refusal::NeverArrived;
            fail(
                market,
                &mut tx,
                &mut outgoing,
                why,
                String::new(),
                cause,
                now,
            )
            .await?;
        }
        Some(ProviderStatus::NotFound) if is_open => {
            let provider = market.providers.get(outgoing.provider);
            let operation = outgoing.purpose.operation();
            send_again = now - sent_at < SEND_AGAIN_WITHIN
                && provider
                    .is_some_and(|provider| provider.is_repeatable(operation, outgoing.method()));
        }
        Some(ProviderStatus::Failed(declined)) if is_open => {
            fail(
                market,
                &mut tx,
                &mut outgoing,
                declined.why,
                declined.code,
                cause,
                now,
            )
            .await?;
        }
        Some(ProviderStatus::Pending | ProviderStatus::NotFound | ProviderStatus::Failed(_)) => {}
        Some(ProviderStatus::Moved(moved)) => {
            let has_arrived = matches!(
                outgoing.state,
                OutgoingState::Paid { .. } | OutgoingState::Returned { .. }
            );
            if !has_arrived {
                paid(market, &mut tx, &mut outgoing, &moved, cause, now).await?;
            }
        }
    }
    if is_open && matches!(outgoing.state, OutgoingState::Failed { .. }) {
        let again = second_look(now, now);
        outgoing.note_check(&mut tx, again).await?;
    }
    let nobodys = Nobodys::from(&outgoing);
    if is_open && !outgoing.state.is_open() {
        nobodys.known(&mut tx, now).await?;
    } else if is_open && was_asked {
        nobodys.waits(market, &mut tx, Heard::Waiting, now).await?;
    }
    callbacks::mark_processed(&mut tx, outgoing.reference, now).await?;
    finish(tx, &outgoing, now).await?;
    Ok(send_again)
}

async fn finish(
    mut tx: Tx<Platform>,
    outgoing: &Disbursement,
    now: Timestamp,
) -> Result<(), Error> {
    store::enqueue(&mut tx, &DeliverEvents::about(outgoing.id), now).await?;
    failpoint!("disburse.before_commit");
    tx.commit().await?;
    failpoint!("disburse.committed");
    Ok(())
}

async fn fail(
    market: &Market,
    tx: &mut Tx<Platform>,
    outgoing: &mut Disbursement,
    why: kernel::Refusal,
    code: String,
    cause: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let to = outgoing.state.fail(now, why, code)?;
    outgoing.apply(tx, to, cause, None, now).await?;
    if why == kernel::Refusal::FloatEmpty {
        tracing::error!(disbursement.id = %outgoing.id, provider = %outgoing.provider, amount = %outgoing.amount, "money did not leave: our float there is empty");
    } else {
        tracing::warn!(disbursement.id = %outgoing.id, %why, "money did not leave");
    }
    match outgoing.purpose {
        Purpose::Refund { purchase, .. } => {
            refund::failed(market, tx, outgoing, purchase, why, now).await
        }
        Purpose::Payout { shop, .. } => payout::failed(market, tx, outgoing, shop, now).await,
    }
}

/// The provider says that it arrived. What it states must be what was asked; if not, nothing is booked and a person looks.
async fn paid(
    market: &Market,
    tx: &mut Tx<Platform>,
    outgoing: &mut Disbursement,
    moved: &Moved,
    cause: &str,
    now: Timestamp,
) -> Result<(), Error> {
    if let Err(mismatch) = moved.check(outgoing.reference, outgoing.amount) {
        let stated = match &moved.amount {
            StatedAmount::Money(money) => money.to_string(),
            other @ (StatedAmount::AsAsked | StatedAmount::Unreadable { .. }) => {
                format!("{other:?}")
            }
        };
        tracing::error!(disbursement.id = %outgoing.id, %mismatch, "money left that is not what was asked for");
        return refund::open_case(
            market,
            tx,
            outgoing,
            words::CaseWords::PayoutMismatch,
            &stated,
            now,
        )
        .await;
    }
    // Under its name it is known from now on, and never taken for another.
    if let (Some(handle), None, &Purpose::Refund { attempt, .. }) =
        (&moved.handle, &outgoing.handle, &outgoing.purpose)
    {
        let others = disbursement::other_handles(&mut **tx, attempt, outgoing.id).await?;
        if others.contains(handle) {
            tracing::error!(disbursement.id = %outgoing.id, "the provider tells of another refund of the same payment");
            return Ok(());
        }
    }
    let told = Accepted {
        handle: moved.handle.clone(),
        ..Accepted::default()
    };
    outgoing.learn(tx, &told, now).await?;
    let receipt = moved.provider_transaction.clone();
    arrived(market, tx, outgoing, receipt, cause, now).await
}

async fn arrived(
    market: &Market,
    tx: &mut Tx<Platform>,
    outgoing: &mut Disbursement,
    receipt: Option<String>,
    cause: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let was_failed = matches!(outgoing.state, OutgoingState::Failed { .. });
    let to = outgoing.state.pay(now, receipt)?;
    outgoing.apply(tx, to, cause, None, now).await?;
    tracing::info!(disbursement.id = %outgoing.id, was_failed, "money arrived");
    match outgoing.purpose {
        Purpose::Refund { purchase, .. } => {
            refund::paid(market, tx, outgoing, purchase, was_failed, now).await
        }
        Purpose::Payout { shop, .. } => {
            payout::paid(market, tx, outgoing, shop, was_failed, now).await
        }
    }
}

async fn forget_callbacks(market: &Market, outgoing: &Disbursement) -> Result<(), Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Disburse)).await?;
    callbacks::mark_processed(&mut tx, outgoing.reference, market.source.now()).await?;
    tx.commit().await?;
    Ok(())
}
