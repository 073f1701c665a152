//! Paying for a purchase by a prompt on a phone: prepare and commit, then call.

mod elsewhere;
pub mod leave;
pub mod open_prompt;
pub mod paying;

use kernel::{
    AttemptId, IntentId, Method, Money, PhoneNumber, ProviderReference, PurchaseId, Timestamp,
};
use orders::timeline::{self, NewEvent};
use orders::{Actor, EventKind, Purchase, PurchaseState, purchase};
use payments::callbacks::{ExchangeKind, Talk};
use payments::provider::{Accepted, Operation, Prompt, ProviderError};
use payments::{Attempt, AttemptState, NewAttempt, attempt, intent};
use store::{Buyer, Platform, PlatformFlow, Tx};
use time::Duration;

use crate::abroad::{self, NoRate};
use crate::credit::{self, NoCredit};
use crate::jobs::{DeliverEvents, PushAttempt};
use crate::market::failpoint;
use crate::route::{NoRoute, Weather};
use crate::settle::{self, after_refusal};
use crate::{Market, exchange};

/// An answer that needs the provider's waits so long for it.
const PUSH_WAIT_MS_MAX: u64 = 3_000;

/// What a buyer asks for when pressing "Pay".
#[derive(Debug, Clone)]
pub struct Pay {
    pub purchase: PurchaseId,
    /// From the form: the same key with the same content is the same attempt.
    pub key: String,
    pub phone: PhoneNumber,
    pub method: Method,
    /// So much is paid with store credit, and the rest by this method; as far as the price reaches. Less is never taken: the buyer
    /// saw this much.
    pub credit: Option<Money>,
}

impl Pay {
    /// What store credit and the method pay, of this price.
    fn shares(&self, price: Money) -> Result<(Money, Money), kernel::MoneyError> {
        let credit = self.credit.unwrap_or(Money::zero(price.currency()));
        let credit = if credit.minor() > price.minor() {
            price
        } else {
            credit
        };
        Ok((credit, price.minus(credit)?))
    }
}

/// Why no attempt was started.
#[derive(Debug, thiserror::Error)]
pub enum PayError {
    #[error("no such purchase for this buyer")]
    NotFound,
    #[error("the purchase is {}", .0.as_str())]
    NotPayable(PurchaseState),
    /// One open attempt per purchase: the first must be final before a second may begin.
    #[error("an earlier attempt may still collect")]
    StillOpen(AttemptId),
    #[error("this key was used for another attempt")]
    KeyReused,
    #[error(transparent)]
    NoCredit(#[from] NoCredit),
    /// Store credit pays all of it: see [`crate::credit::pay`].
    #[error("nothing is left for the method to pay")]
    NothingLeft,
    #[error(transparent)]
    NoRoute(#[from] NoRoute),
    #[error(transparent)]
    NoRate(#[from] NoRate),
    /// The hold had been given up, and meanwhile someone else bought these.
    #[error("some lines are sold out")]
    SoldOut(Vec<catalog::Shortage>),
    #[error(transparent)]
    TooOften(#[from] accounts::TooOften),
    #[error(transparent)]
    Failed(#[from] crate::Error),
}

impl From<crate::limits::Limited> for PayError {
    fn from(limited: crate::limits::Limited) -> Self {
        match limited {
            crate::limits::Limited::TooOften(too_often) => Self::TooOften(too_often),
            crate::limits::Limited::Failed(error) => Self::Failed(error),
        }
    }
}

crate::error::into_failed!(PayError: store::Error, orders::Error, payments::Error, kernel::MoneyError);

/// Prepares an attempt and enqueues its push; commits both before anything leaves the building. Safe to repeat.
pub async fn start(market: &Market, buyer: Buyer, wish: Pay) -> Result<Attempt, PayError> {
    begin(market, buyer, wish, None).await
}

/// `abroad`: paid in the money of another country, of which the buyer saw that so much is asked for.
pub(crate) async fn begin(
    market: &Market,
    buyer: Buyer,
    wish: Pay,
    abroad: Option<Money>,
) -> Result<Attempt, PayError> {
    let now = market.source.now();
    crate::limits::hit(
        market,
        market.settings.limits.payments,
        &wish.purchase.to_string(),
        now,
    )
    .await?;
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Pay)).await?;
    let mut held = purchase::lock(&mut tx, wish.purchase)
        .await?
        .filter(|found| belongs(found, buyer))
        .ok_or(PayError::NotFound)?;
    if let Some(earlier) = attempt::find_by_key(&mut *tx, held.id, &wish.key).await? {
        let same = earlier.phone == wish.phone
            && earlier.method == wish.method
            && earlier.price() == wish.shares(held.total)?.1;
        return if same {
            Ok(earlier)
        } else {
            Err(PayError::KeyReused)
        };
    }
    if !held.state.is_payable() {
        return Err(PayError::NotPayable(held.state));
    }
    let earlier = attempt::list_of_purchase(&mut *tx, held.id).await?;
    if let Some(open) = earlier.iter().find(|attempt| attempt.state.is_open()) {
        return Err(PayError::StillOpen(open.id));
    }
    let (credit, rest) = wish.shares(held.total)?;
    if rest.is_zero() {
        return Err(PayError::NothingLeft);
    }
    let conversion = match abroad {
        Some(seen) => Some(abroad::convert(&mut tx, held.id, rest, seen, now).await??),
        None => None,
    };
    let amount = abroad.unwrap_or(rest);
    let provider = Weather::within(&mut *tx, now)
        .await?
        .route(market, amount, wish.method, &[])?;
    if wish.method.network().is_some() {
        // Whoever sends them and whatever for: it is a person's phone that rings. Counted with the attempt, so only what is sent.
        let prompts = market.settings.limits.prompts;
        accounts::hit(&mut tx, prompts, wish.phone.e164(), now)
            .await
            .map_err(crate::limits::Limited::from)?;
    }
    if credit.is_positive() {
        credit::set_aside(market, &mut tx, &held, buyer, credit, now).await??;
    }
    keep_stock(market, &mut tx, &mut held, now).await?;
    let intent = intent::ensure(
        &mut tx,
        market.source.id::<IntentId>(),
        held.id,
        held.total,
        now,
    )
    .await?;
    let id: AttemptId = market.source.id();
    let new = NewAttempt {
        id,
        intent,
        purchase: held.id,
        idempotency_key: &wish.key,
        provider: provider.name(),
        reference: market.source.opaque_id::<ProviderReference>(),
        method: wish.method,
        phone: &wish.phone,
        amount,
        conversion,
        at: now,
    };
    attempt::insert(&mut tx, &new).await?;
    let event = NewEvent {
        purchase: held.id,
        order: None,
        kind: EventKind::PromptSent,
        actor: Actor::Buyer(buyer.person),
        note: wish.method.as_str(),
        is_public: true,
        at: now,
    };
    timeline::write(&mut tx, &event).await?;
    store::enqueue(&mut tx, &PushAttempt { attempt: id }, now).await?;
    failpoint!("pay.before_commit");
    let written = attempt::find(&mut *tx, id)
        .await?
        .ok_or(PayError::NotFound)?;
    tx.commit().await?;
    failpoint!("pay.committed");
    // In the span of whoever asked: from here on the attempt's id leads through callback and worker.
    tracing::info!(attempt.id = %id, purchase.id = %held.id, provider = %written.provider, "attempt prepared");
    // A buyer is waiting: the worker need not find out by itself. If this fails it does, a second later.
    store::wake_workers(&market.pools.app).await.ok();
    Ok(written)
}

/// Whose purchase it is: of whoever holds its link, or is signed in as its buyer.
pub(crate) fn belongs(purchase: &Purchase, buyer: Buyer) -> bool {
    buyer.purchase == Some(purchase.id)
        || (buyer.person.is_some() && buyer.person == purchase.buyer)
}

/// A new attempt takes the hold again, or says which line is gone.
async fn keep_stock(
    market: &Market,
    tx: &mut Tx<Platform>,
    held: &mut Purchase,
    now: Timestamp,
) -> Result<(), PayError> {
    if held.held_until.is_none() {
        match crate::stock::hold(tx, held.id, now).await? {
            Ok(()) => {}
            Err(short) => return Err(PayError::SoldOut(short)),
        }
    }
    let until = now + Duration::minutes(market.settings.hold_minutes);
    // Whoever waits for a transfer keeps the goods as long, whatever is tried meanwhile.
    let until = held.awaits_transfer(now).unwrap_or(until).max(until);
    held.hold_until(tx, Some(until)).await?;
    Ok(())
}

/// Sends a prepared attempt to its provider, once. The answer is recorded in a second transaction; a crash in between leaves an
/// attempt that is `sent`, which reconciliation asks about.
pub async fn push(market: &Market, id: AttemptId) -> Result<(), crate::Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Pay)).await?;
    let Some((purchase, mut attempt)) = settle::lock_both(&mut tx, id).await? else {
        return Ok(());
    };
    if attempt.state != AttemptState::Prepared {
        return Ok(());
    }
    // Cancelled, or paid by earlier money, before the prompt could leave: nobody is asked to pay for it.
    if !purchase.state.is_payable() {
        let to = attempt.state.withdraw(now)?;
        attempt.apply(&mut tx, to, "push", None, now).await?;
        tx.commit().await?;
        return Ok(());
    }
    let to = attempt.state.send(now)?;
    attempt
        .apply(&mut tx, to, "push", Some(settle::next_check(0, now)), now)
        .await?;
    failpoint!("push.before_sent");
    tx.commit().await?;
    failpoint!("push.sent");
    let answer = send(market, &attempt, &purchase).await?;
    failpoint!("push.answered");
    if let Some(next) = record_answer(market, id, answer).await? {
        Box::pin(push(market, next)).await?;
    }
    Ok(())
}

/// Sends a prepared attempt now instead of waiting for a worker, and waits a little for the answer. Whoever is first sends it,
/// once; if this process dies, the job that was committed with the attempt does it.
pub async fn push_soon(market: &Market, id: AttemptId) {
    let market = market.clone();
    let work = tokio::spawn(async move { push(&market, id).await });
    let waited = tokio::time::timeout(std::time::Duration::from_millis(PUSH_WAIT_MS_MAX), work);
    if let Ok(Ok(Err(error))) = waited.await {
        tracing::warn!(attempt.id = %id, error = &error as &dyn std::error::Error, "not pushed at once; a worker does it");
    }
}

/// One request to the provider, with its record. The same reference is only ever sent with the same content.
pub(crate) async fn send(
    market: &Market,
    attempt: &Attempt,
    purchase: &Purchase,
) -> Result<Result<Accepted, ProviderError>, crate::Error> {
    let Some(provider) = market.providers.get(attempt.provider) else {
        return Ok(Err(ProviderError::NotSent));
    };
    let prompt = Prompt {
        reference: attempt.reference,
        amount: attempt.amount,
        phone: attempt.phone.clone(),
        method: attempt.method,
        customer_message: format!("Soko {}", purchase.number),
        our_reference: purchase.number.to_string(),
        return_url: return_url(market, purchase),
        sent_at: attempt.sent_at.unwrap_or(attempt.prepared_at),
    };
    let (about, asking) = (Talk::Attempt(attempt.id), provider.collect(&prompt));
    exchange::with(
        market,
        attempt.provider,
        about,
        ExchangeKind::Collect,
        asking,
    )
    .await
}

/// What the provider answered. The attempt at another provider that follows from it, if one does.
async fn record_answer(
    market: &Market,
    id: AttemptId,
    answer: Result<Accepted, ProviderError>,
) -> Result<Option<AttemptId>, crate::Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Pay)).await?;
    let Some((mut purchase, mut attempt)) = settle::lock_both(&mut tx, id).await? else {
        return Ok(None);
    };
    // A callback may have been faster; what is known already stays.
    if !matches!(attempt.state, AttemptState::Sent { .. }) {
        return Ok(None);
    }
    let soon = Some(settle::next_check(0, now));
    let mut next = None;
    match answer {
        Ok(accepted) => {
            let to = if accepted.redirect.is_some() {
                attempt.state.redirect(now)?
            } else {
                attempt.state.await_pin(now)?
            };
            attempt.learn(&mut tx, &accepted).await?;
            attempt.apply(&mut tx, to, "push", soon, now).await?;
        }
        Err(error) => {
            if let ProviderError::Configuration(fault) = &error {
                tracing::error!(attempt.id = %attempt.id, provider = %attempt.provider, %fault, "the provider refuses our set-up");
            }
            // Whoever asked about it meanwhile may have sent it again: then this answer is not the last word.
            let refused = elsewhere::nothing_began(&error).filter(|_| attempt.checks == 0);
            let other = match &refused {
                Some((why, _)) => {
                    elsewhere::after(market, &mut tx, &purchase, &attempt, *why, now).await?
                }
                None => None,
            };
            // With nobody else to ask, what did not leave us goes out again soon, where that is safe.
            let goes_out_again = other.is_none()
                && matches!(error, ProviderError::NotSent)
                && is_repeatable(market, &attempt);
            if let Some((why, code)) = refused.filter(|_| !goes_out_again) {
                let to = attempt.state.refuse(now, why, code)?;
                attempt.apply(&mut tx, to, "push", None, now).await?;
                match other {
                    Some(other) => {
                        next = Some(other.prepare(market, &mut tx, &attempt, now).await?);
                    }
                    None => after_refusal(market, &mut tx, &mut purchase, &attempt, now).await?,
                }
            } else {
                let to = attempt.state.lose_sight(now)?;
                attempt.apply(&mut tx, to, "push", soon, now).await?;
            }
        }
    }
    failpoint!("push.before_recorded");
    store::enqueue(&mut tx, &DeliverEvents::about(attempt.purchase), now).await?;
    tx.commit().await?;
    failpoint!("push.recorded");
    Ok(next)
}

fn is_repeatable(market: &Market, attempt: &Attempt) -> bool {
    let provider = market.providers.get(attempt.provider);
    provider.is_some_and(|provider| provider.is_repeatable(Operation::Collect, attempt.method))
}

/// A second sending of the same request was accepted: its page is as good as the first one's.
pub(crate) async fn learn(
    market: &Market,
    id: AttemptId,
    accepted: &Accepted,
) -> Result<(), crate::Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Pay)).await?;
    let Some((_, mut attempt)) = settle::lock_both(&mut tx, id).await? else {
        return Ok(());
    };
    attempt.learn(&mut tx, accepted).await?;
    if accepted.redirect.is_some()
        && matches!(
            attempt.state,
            AttemptState::Sent { .. } | AttemptState::Unclear { .. }
        )
    {
        let to = attempt.state.redirect(now)?;
        let again = attempt.check_after;
        attempt.apply(&mut tx, to, "push", again, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Where a provider's own page sends the buyer back to: an address that authorises nothing.
fn return_url(market: &Market, purchase: &Purchase) -> String {
    format!(
        "{}/payment/callback?order={}",
        market.settings.public_url, purchase.number
    )
}

/// What the buyer pays, for the page that asks how.
pub async fn amount_due(
    market: &Market,
    buyer: Buyer,
    purchase: PurchaseId,
) -> Result<Option<Money>, crate::Error> {
    let mut tx = Tx::begin(&market.pools.app, buyer).await?;
    Ok(purchase::find(&mut *tx, purchase)
        .await?
        .filter(|found| found.state.is_payable())
        .map(|found| found.total))
}
