//! Where a payment stands, in words nobody has to take back: the wait page, the overlay and REST all ask here.

pub mod poll;

use kernel::{Method, Money, Refusal, Timestamp};
use ledger::wallets::{self, Hold};
use orders::{Purchase, PurchaseState, purchase};
use payments::{Attempt, AttemptState, attempt};
use store::{Buyer, Tx};
use time::Duration;

use crate::{Error, Market, settle};

kernel::text_enum! {
    /// The first that fits, as REST spells it.
    pub enum Status {
        /// Everything that was paid has gone back.
        Refunded = "REFUNDED",
        /// The purchase is paid.
        Paid = "PAID",
        /// Nobody knows yet whether money moved.
        Unclear = "UNCLEAR",
        /// A prompt is open, or none was sent yet and the purchase can still be paid.
        Pending = "PENDING",
        /// Over without being paid: expired or cancelled.
        Expired = "EXPIRED",
        /// The last try was refused; another may begin.
        Failed = "FAILED",
    }
}

/// How long a prompt usually waits on a phone.
const PROMPT_LIVES: Duration = Duration::minutes(3);
/// The provider is not asked more often than this, however often the buyer presses.
const ASK_AT_MOST_EVERY: Duration = Duration::seconds(4);

/// What we know, and since when.
#[derive(Debug, Clone)]
pub struct Progress {
    pub purchase: Purchase,
    pub status: Status,
    /// The newest attempt.
    pub attempt: Option<Attempt>,
    /// How many attempts were refused.
    pub refusals: usize,
}

impl Progress {
    pub fn refusal(&self) -> Option<Refusal> {
        self.attempt.as_ref().and_then(Attempt::refusal)
    }

    pub fn method(&self) -> Option<Method> {
        self.attempt.as_ref().map(|attempt| attempt.method)
    }

    /// The price of the purchase.
    pub fn amount(&self) -> Money {
        self.purchase.total
    }

    /// What the newest attempt asks for: the price, less what store credit pays.
    pub fn asked(&self) -> Money {
        let attempt = self.attempt.as_ref();
        attempt.map_or(self.purchase.total, |attempt| attempt.amount)
    }

    /// Seconds the prompt still waits on the phone, as far as anyone can tell.
    pub fn seconds_left(&self, now: Timestamp) -> i64 {
        let since = self
            .attempt
            .as_ref()
            .filter(|attempt| attempt.state.is_open())
            .map(|a| a.sent_at.unwrap_or(a.prepared_at));
        since.map_or(0, |since| {
            (since + PROMPT_LIVES - now).whole_seconds().max(0)
        })
    }
}

/// Reads where a purchase stands. `None`: not this buyer's.
pub async fn of(
    market: &Market,
    buyer: Buyer,
    id: kernel::PurchaseId,
) -> Result<Option<Progress>, Error> {
    let mut tx = Tx::begin(&market.pools.app, buyer).await?;
    let Some(purchase) = purchase::find(&mut *tx, id).await? else {
        return Ok(None);
    };
    let attempts = attempt::list_of_purchase(&mut *tx, id).await?;
    let spent = wallets::holds_of_purchase(&mut *tx, id).await?;
    let returned = ledger::returned(&mut *tx, id, purchase.total.currency()).await?;
    let attempt = attempts.first().cloned();
    let refused = attempts
        .iter()
        .filter(|attempt| attempt.refusal().is_some());
    let refusals = refused.count();
    let status = if is_refunded(&attempts, &spent, returned) {
        Status::Refunded
    } else {
        status(&purchase, attempt.as_ref())
    };
    Ok(Some(Progress {
        purchase,
        status,
        attempt,
        refusals,
    }))
}

/// Asks the provider first, if nobody has in the last seconds; then reads. For "Check now", which must work when no worker does.
pub async fn check_now(
    market: &Market,
    buyer: Buyer,
    id: kernel::PurchaseId,
) -> Result<Option<Progress>, Error> {
    let Some(progress) = of(market, buyer, id).await? else {
        return Ok(None);
    };
    let now = market.source.now();
    let Some(open) = progress
        .attempt
        .as_ref()
        .filter(|attempt| attempt.state.is_open())
    else {
        return Ok(Some(progress));
    };
    let asked_at = open.check_after.map_or(open.prepared_at, |after| {
        after - (settle::next_check(open.checks, now) - now)
    });
    if open.checks > 0 && now - asked_at < ASK_AT_MOST_EVERY {
        return Ok(Some(progress));
    }
    settle::settle(market, open.id, "buyer").await?;
    of(market, buyer, id).await
}

/// Money came, and all of it is the buyer's again: sent back and arrived, or store credit.
fn is_refunded(attempts: &[Attempt], spent: &[Hold], returned: Money) -> bool {
    let came = attempts
        .iter()
        .filter(|attempt| matches!(attempt.state, AttemptState::Collected { .. }))
        .map(Attempt::worth)
        .filter(|worth| worth.currency() == returned.currency());
    let came: i64 = came.map(Money::minor).sum();
    let spent: i64 = spent.iter().map(|hold| hold.spent.minor()).sum();
    came + spent > 0 && returned.minor() >= came + spent
}

fn status(purchase: &Purchase, attempt: Option<&Attempt>) -> Status {
    match purchase.state {
        PurchaseState::Paid => return Status::Paid,
        PurchaseState::Open
        | PurchaseState::CashDue
        | PurchaseState::Expired
        | PurchaseState::Cancelled => {}
    }
    let payable = purchase.state.is_payable();
    match attempt.map(|attempt| &attempt.state) {
        None | Some(AttemptState::Collected { .. } | AttemptState::Refused { .. }) if !payable => {
            Status::Expired
        }
        None
        | Some(
            AttemptState::Prepared
            | AttemptState::Sent { .. }
            | AttemptState::AwaitingPin { .. }
            | AttemptState::Redirected { .. },
        ) => Status::Pending,
        Some(AttemptState::Refused { .. }) => Status::Failed,
        // Collected, yet the purchase is open: settling writes both at once, so that is never seen.
        Some(AttemptState::Unclear { .. } | AttemptState::Collected { .. }) => Status::Unclear,
    }
}
