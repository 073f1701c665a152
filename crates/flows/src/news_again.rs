//! A provider is asked to send its news of a payment once more: to have them signed beside what was asked, and to see whether
//! callbacks reach us at all. They come the usual way and have the usual effect, which is a question.

use kernel::{AttemptId, PurchaseNumber};
use moderation::{Entry, Subject};
use orders::purchase;
use payments::attempt;
use payments::callbacks::{ExchangeKind, Talk};
use payments::provider::ProviderError;
use serde_json::json;
use store::{Platform, PlatformFlow, Tx};

use crate::cases::Admin;
use crate::{Error, Market, exchange};

/// Why no news will come.
#[derive(Debug, thiserror::Error)]
pub enum NewsError {
    #[error("there is no such attempt")]
    NotFound,
    /// The provider has none, because it is not over there, or repeats none.
    #[error("the provider sends none")]
    None,
    #[error("the provider gave no answer; it may send them")]
    Unclear,
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(NewsError: store::Error, orders::Error, payments::Error);

/// As [`ask`], about the newest attempt of a purchase.
pub async fn ask_about(
    market: &Market,
    by: Admin,
    number: PurchaseNumber,
) -> Result<(), NewsError> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Explain)).await?;
    let found = purchase::find_by_number(&mut *tx, number).await?;
    let found = found.ok_or(NewsError::NotFound)?;
    let all = attempt::list_of_purchase(&mut *tx, found.id).await?;
    tx.commit().await?;
    match all.first() {
        Some(newest) => ask(market, by, newest.id).await,
        None => Err(NewsError::None),
    }
}

/// Asks once. Moves nothing, and may be repeated.
pub async fn ask(market: &Market, by: Admin, id: AttemptId) -> Result<(), NewsError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Callback)).await?;
    let attempt = attempt::find(&mut *tx, id).await?;
    let attempt = attempt.ok_or(NewsError::NotFound)?;
    let entry = Entry {
        actor: moderation::Actor::Admin(by.person()),
        action: "callback.ask_again",
        subject: Subject::new("attempt", id),
        shop: None,
        detail: json!({ "provider": attempt.provider.as_str() }),
    };
    moderation::audit(&mut tx, &entry, now).await?;
    tx.commit().await?;
    let Some(provider) = market.providers.get(attempt.provider) else {
        return Err(NewsError::None);
    };
    let subject = attempt.subject();
    let answer = exchange::with(
        market,
        attempt.provider,
        Talk::Attempt(id),
        ExchangeKind::NewsAgain,
        provider.send_news_again(&subject),
    );
    answer.await?.map_err(|error| match error {
        ProviderError::Rejected(_) | ProviderError::Configuration(_) => NewsError::None,
        ProviderError::Unclear(_) | ProviderError::NotSent | ProviderError::Duplicate => {
            NewsError::Unclear
        }
    })
}
