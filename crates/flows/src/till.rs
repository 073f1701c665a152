//! Paying by hand, asked by nobody: to our paybill, with the purchase's number as the account, or to our bank account, with the number
//! beside the transfer. What is told of a payment to the paybill is a hint; the provider is asked by the receipt. Of a transfer the bank's
//! statement is all there is. What is confirmed is booked once and matched to what it was meant for.

mod account;
mod arrive;
mod desk;
mod effect;
mod found;

use kernel::{AttemptId, TillPaymentId, Timestamp};
use payments::till::{self, TillPayment};
use payments::{AttemptState, TillState, attempt};
use store::{Platform, PlatformFlow, Tx};

pub use self::account::{AccountError, BankAccount};
pub use self::arrive::receive;
pub use self::desk::{
    BeginError, Desk, Hand, NoTransfer, TRANSFERS_MAX, account_of, begin, desk, desk_of, offered,
    register, transfer_offered,
};
pub(crate) use self::effect::{credit, hand_on};
use self::found::Found;
use crate::{Error, Market, settle};

/// Asks about a payment by hand, or acts on what is known of it. Safe to repeat, in any order, at any time.
pub async fn settle(market: &Market, id: TillPaymentId) -> Result<(), Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    let Some(payment) = till::find(&mut *tx, id).await? else {
        return Ok(());
    };
    tx.commit().await?;
    match payment.state {
        TillState::Told => ask(market, &payment).await,
        TillState::Verified => act(market, &payment).await,
        TillState::Waiting => effect::resolve_of(market, &payment).await,
        // A person's, or over.
        TillState::Refuted
        | TillState::Prompted
        | TillState::Unmatched
        | TillState::Kept
        | TillState::OwedBack
        | TillState::Decided => Ok(()),
    }
}

/// The question is put; its answer comes by itself, to an address made for it.
async fn ask(market: &Market, payment: &TillPayment) -> Result<(), Error> {
    let now = market.source.now();
    if !look_again(market, payment, TillState::Told, now).await? {
        return Ok(());
    }
    let provider = market.providers.get(payment.provider);
    let Some(at) = provider.and_then(|provider| provider.till()) else {
        return Ok(());
    };
    match at.ask(payment.id, &payment.receipt, now).await {
        Ok(()) => {
            tracing::info!(till_payment.id = %payment.id, "asked the provider about a payment by hand");
        }
        Err(error) => {
            tracing::warn!(till_payment.id = %payment.id, %error, "could not ask about a payment by hand; it is asked again");
        }
    }
    Ok(())
}

/// Counts a look and says when the next is due. False: it went on meanwhile.
async fn look_again(
    market: &Market,
    payment: &TillPayment,
    while_it_is: TillState,
    now: Timestamp,
) -> Result<bool, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    let Some(mut payment) = till::lock(&mut tx, payment.id).await? else {
        return Ok(false);
    };
    if payment.state != while_it_is {
        return Ok(false);
    }
    let again = settle::next_check(payment.checks, now);
    payment.look_at(&mut tx, again).await?;
    tx.commit().await?;
    Ok(true)
}

/// The money is there: it is booked, and goes where it was meant to.
async fn act(market: &Market, payment: &TillPayment) -> Result<(), Error> {
    let Some(amount) = payment.amount else {
        return Ok(());
    };
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    let found = found::find(&mut tx, payment, amount).await?;
    tx.commit().await?;
    match prompted(market, payment, found).await? {
        Prompted::Yes => effect::leave_to_prompt(market, payment.id).await,
        Prompted::Nameless(attempt) => effect::name_prompt(market, payment.id, attempt).await,
        Prompted::No => effect::book(market, payment.id, found).await,
        Prompted::Perhaps => {
            let now = market.source.now();
            look_again(market, payment, TillState::Verified, now).await?;
            Ok(())
        }
    }
}

/// Whether a payment is what a prompt of ours collected.
enum Prompted {
    Yes,
    /// That of this attempt, whose receipt nobody told yet.
    Nameless(AttemptId),
    No,
    /// One is open, and may have.
    Perhaps,
}

/// The provider tells of what prompts collected at the same address, under the same number. Whoever could be it is asked first.
async fn prompted(
    market: &Market,
    payment: &TillPayment,
    found: Option<Found>,
) -> Result<Prompted, Error> {
    // No prompt ends at our bank.
    if !payment.provider.can_be_asked() {
        return Ok(Prompted::No);
    }
    if is_of_prompt(market, payment).await? {
        return Ok(Prompted::Yes);
    }
    let attempts = {
        let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
        // A prompt may ask for another money than its purchase's, so what is named counts here, whatever its currency.
        let named = found::spoken_of(&mut tx, payment).await?;
        let Some(meant) = named.or(found.map(|found| found.purchase)) else {
            return Ok(Prompted::No);
        };
        attempt::list_of_purchase(&mut *tx, meant).await?
    };
    let may_be = attempts.into_iter().filter(|attempt| {
        attempt.provider == payment.provider && Some(attempt.amount) == payment.amount
    });
    for candidate in may_be {
        if !matches!(candidate.state, AttemptState::Collected { .. }) {
            settle::settle(market, candidate.id, "by_hand").await?;
        }
        let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
        let Some(now) = attempt::find(&mut *tx, candidate.id).await? else {
            continue;
        };
        match now.state {
            // Its receipt is not known, so it may be this one: money that came once must not count twice. It is, from now on, and
            // the next that comes is not.
            AttemptState::Collected {
                transaction: None, ..
            } if !till::made(&mut *tx, now.id).await? => return Ok(Prompted::Nameless(now.id)),
            AttemptState::Collected { .. } | AttemptState::Refused { .. } => {}
            AttemptState::Prepared
            | AttemptState::Sent { .. }
            | AttemptState::AwaitingPin { .. }
            | AttemptState::Redirected { .. }
            | AttemptState::Unclear { .. } => return Ok(Prompted::Perhaps),
        }
    }
    // The answer may have brought its receipt.
    Ok(if is_of_prompt(market, payment).await? {
        Prompted::Yes
    } else {
        Prompted::No
    })
}

async fn is_of_prompt(market: &Market, payment: &TillPayment) -> Result<bool, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Settle)).await?;
    Ok(till::is_of_prompt(&mut *tx, payment.provider, &payment.receipt).await?)
}
