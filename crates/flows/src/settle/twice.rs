//! A page that was paid more than once: one payment is its attempt's, every other one goes back to whoever paid.

use kernel::{AttemptId, Money, ProviderReference, Timestamp};
use orders::Purchase;
use payments::attempt::{NewSecond, insert_second};
use payments::callbacks::{ExchangeKind, Talk};
use payments::provider::{Moved, StatedAmount};
use payments::{Attempt, intent};
use serde_json::json;
use store::{Platform, Tx};
use words::CaseWords;

use super::aside::open_case;
use super::take::owe_back;
use crate::{Error, Market, abroad, exchange};

/// Whether more than one payment can come of an attempt.
pub(super) fn can_be(market: &Market, attempt: &Attempt) -> bool {
    let provider = market.providers.get(attempt.provider);
    attempt.paid_under.is_none()
        && provider.is_some_and(|provider| provider.can_be_paid_twice(attempt.method))
}

/// Every payment under a collected attempt's reference. `None`: nobody answered.
pub(super) async fn ask(market: &Market, attempt: &Attempt) -> Result<Option<Vec<Moved>>, Error> {
    let provider = market.providers.get(attempt.provider);
    let Some(provider) = provider.filter(|_| can_be(market, attempt)) else {
        return Ok(Some(Vec::new()));
    };
    let (about, subject) = (Talk::Attempt(attempt.id), attempt.subject());
    let answer = exchange::with(
        market,
        attempt.provider,
        about,
        ExchangeKind::Status,
        provider.payments(&subject),
    );
    Ok(answer.await?.ok())
}

/// Of what was `paid` under the reference of a collected attempt, all that is not its own and not known yet is owed back. Both are
/// locked.
pub(super) async fn give_back(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &mut Purchase,
    first: &Attempt,
    paid: &[Moved],
    now: Timestamp,
) -> Result<(), Error> {
    for moved in paid {
        let Some(handle) = &moved.handle else {
            open_about(market, tx, first, moved, now).await?;
            continue;
        };
        let Some(amount) = exact(moved, first) else {
            if first.handle.as_ref() != Some(handle) {
                open_about(market, tx, first, moved, now).await?;
            }
            continue;
        };
        let new = NewSecond {
            id: market.source.id::<AttemptId>(),
            intent: intent::of_attempt(&mut **tx, first.id).await?,
            first,
            reference: market.source.opaque_id::<ProviderReference>(),
            handle,
            transaction: moved.provider_transaction.as_deref(),
            amount,
            conversion: first.conversion,
            at: now,
        };
        let Some(second) = insert_second(tx, &new).await? else {
            continue;
        };
        tracing::error!(attempt.id = %first.id, second.id = %second.id, "a page was paid twice");
        let from = abroad::received(market, tx, &second, now).await?;
        let why = CaseWords::DoublePayment;
        owe_back(market, tx, purchase, &second, from, why, now).await?;
    }
    Ok(())
}

/// What came, where it can be given back as it came. Money of a converted price is so only if it is what was asked for.
fn exact(moved: &Moved, first: &Attempt) -> Option<Money> {
    let StatedAmount::Money(amount) = moved.amount else {
        return None;
    };
    let is_ours = amount.is_positive() && amount.currency() == first.amount.currency();
    let is_worth_known = first.conversion.is_none() || amount == first.amount;
    (is_ours && is_worth_known).then_some(amount)
}

/// Nobody can say how much more came: a person looks at the provider's own books.
async fn open_about(
    market: &Market,
    tx: &mut Tx<Platform>,
    first: &Attempt,
    moved: &Moved,
    now: Timestamp,
) -> Result<(), Error> {
    tracing::error!(attempt.id = %first.id, "a page was paid twice, and what came cannot be read");
    let problem = format!(
        "the same page was paid once more: transaction {}, {:?}",
        moved.handle.as_deref().unwrap_or("without a name"),
        moved.amount
    );
    let evidence = json!({"expected": first.amount, "stated": null, "problem": problem});
    open_case(market, tx, first, CaseWords::DoublePayment, evidence, now).await
}
