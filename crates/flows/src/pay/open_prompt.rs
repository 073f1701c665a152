//! Ask before you push: whether the phone that is about to pay has a prompt already. Operators mostly refuse a second one while
//! the first is open, so its buyer is asked; nobody is ever refused here, and what is not known is not asked.

use kernel::{Money, PhoneNumber, PurchaseId, PurchaseNumber};
use orders::purchase;
use store::{Platform, PlatformFlow, Tx};
use time::Duration;

use crate::limits::{self, Limited};
use crate::track::Mine;
use crate::{Error, Market};

/// So long an operator may still hold a phone for a prompt, whether it shows or not.
const HELD_FOR: Duration = Duration::minutes(10);

/// No phone has more prompts than this worth looking at.
const LOOKED_AT_MAX: i64 = 5;

/// Who is about to pay, from which phone.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    pub phone: &'a PhoneNumber,
    /// Of these alone number and amount are told.
    pub mine: Mine<'a>,
    /// The form's key: whose press began its prompt already is not asked any more.
    pub key: &'a str,
    /// What is paid for, where it is placed already: of its own prompt its page tells.
    pub purchase: Option<PurchaseId>,
}

/// A prompt that is open on a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenPrompt {
    /// For a purchase of whoever asks.
    Own {
        number: PurchaseNumber,
        /// What the prompt asks for.
        amount: Money,
    },
    /// For somebody else's, of which nothing more is told.
    Others,
}

/// The prompt that is open on the phone already: their own rather than somebody else's. `None` also to whoever asks about one
/// phone too often, and where it cannot be found out: the payment then goes on as if nobody had asked.
pub async fn on(market: &Market, asking: &Asking<'_>) -> Option<OpenPrompt> {
    match find(market, asking).await {
        Ok(found) => found,
        Err(Limited::TooOften(_)) => None,
        Err(Limited::Failed(error)) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "nobody knows whether a prompt is open; the payment goes on"
            );
            None
        }
    }
}

async fn find(market: &Market, asking: &Asking<'_>) -> Result<Option<OpenPrompt>, Limited> {
    let now = market.source.now();
    let limit = market.settings.limits.open_prompts;
    limits::hit(market, limit, asking.phone.e164(), now).await?;
    Ok(read(market, asking).await?)
}

async fn read(market: &Market, asking: &Asking<'_>) -> Result<Option<OpenPrompt>, Error> {
    let since = market.source.now() - HELD_FOR;
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Pay)).await?;
    let open = payments::attempt::list_open_on_phone(&mut *tx, asking.phone, since, LOOKED_AT_MAX);
    let open = open.await?;
    if open
        .iter()
        .any(|attempt| attempt.idempotency_key == asking.key)
    {
        return Ok(None);
    }
    let mut others = None;
    for attempt in open {
        if Some(attempt.purchase) == asking.purchase {
            continue;
        }
        let purchase = purchase::find(&mut *tx, attempt.purchase).await?;
        match purchase.filter(|purchase| asking.mine.has(purchase)) {
            Some(purchase) => {
                return Ok(Some(OpenPrompt::Own {
                    number: purchase.number,
                    amount: attempt.amount,
                }));
            }
            None => others = Some(OpenPrompt::Others),
        }
    }
    Ok(others)
}
