//! What a buyer reads who pays by hand, and what keeps the goods meanwhile.

use countries::Country;
use kernel::{Money, PhoneNumber, PurchaseId, Timestamp};
use orders::{Purchase, PurchaseState, purchase};
use payments::provider::{ProviderName, Unsupported};
use payments::till::{self, TillPayment};
use payments::{TillState, attempt};
use store::{Buyer, Platform, PlatformFlow, Tx};
use time::Duration;

use super::BankAccount;
use super::effect::sum;
use crate::limits::Limited;
use crate::{Error, Market, settle, stock};

/// Whoever starts paying to the paybill has the goods for so long.
const BEGUN_HOLDS: Duration = Duration::minutes(60);
/// So many purchases of one phone may wait for a bank transfer at once: each takes goods off the shelf for days, and nothing was paid.
pub const TRANSFERS_MAX: u8 = 2;

/// How money is sent by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    Paybill,
    Bank,
}

/// Why no bank transfer is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoTransfer {
    /// The marketplace named no account in this country.
    #[error("no bank account in this country")]
    NoAccount,
    /// As many purchases of this phone as may wait for one already.
    #[error("{TRANSFERS_MAX} purchases of this phone wait for a transfer")]
    TooMany,
}

/// What to type, and what came of it so far.
#[derive(Debug, Clone)]
pub struct Desk {
    pub purchase: Purchase,
    /// `None`: this cannot be paid to our paybill, now or at all.
    pub paybill: Option<String>,
    /// `None`: this cannot be paid by bank transfer, now or at all.
    pub bank: Option<BankAccount>,
    /// The purchase's number without its dashes.
    pub account: String,
    /// Everything that came by hand for it, oldest first.
    pub payments: Vec<TillPayment>,
    /// What waits for the rest.
    pub came: Money,
    pub missing: Money,
    /// Until when the goods are kept.
    pub held_until: Option<Timestamp>,
    /// A prompt is open that may still collect.
    pub is_prompted: bool,
}

/// The number this much can be paid to by hand, or why it cannot.
pub fn offered(market: &Market, amount: Money) -> Result<(ProviderName, &str), Unsupported> {
    let mut why = Unsupported::Operation;
    for provider in market.providers.all() {
        let Some(at) = provider.till() else { continue };
        match at.takes(amount) {
            Ok(()) => return Ok((provider.name(), at.paybill())),
            Err(reason) => why = reason,
        }
    }
    Err(why)
}

/// What a buyer's page says. `None`: not this buyer's.
pub async fn desk(market: &Market, buyer: Buyer, id: PurchaseId) -> Result<Option<Desk>, Error> {
    let mut tx = Tx::begin(&market.pools.app, buyer).await?;
    let Some(bought) = purchase::find(&mut *tx, id).await? else {
        return Ok(None);
    };
    let payments = till::list_of_purchase(&mut *tx, id).await?;
    let attempts = attempt::list_of_purchase(&mut *tx, id).await?;
    let is_prompted = attempts.iter().any(|attempt| attempt.state.is_open());
    Ok(Some(desk_of(market, bought, payments, is_prompted)?))
}

/// The same from what is read already.
pub fn desk_of(
    market: &Market,
    bought: Purchase,
    payments: Vec<TillPayment>,
    is_prompted: bool,
) -> Result<Desk, Error> {
    let waiting = payments
        .iter()
        .filter(|payment| payment.state == TillState::Waiting)
        .cloned()
        .collect::<Vec<_>>();
    let came = sum(&waiting, bought.total)?;
    let (missing, _) = settle::gap(bought.total, came)?;
    let paybill = offered(market, missing).ok();
    let bank = account_of(market, &bought);
    Ok(Desk {
        bank: bank
            .filter(|_| bought.state == PurchaseState::Open)
            .cloned(),
        paybill: paybill
            .filter(|_| bought.state == PurchaseState::Open)
            .map(|(_, paybill)| paybill.to_owned()),
        account: bought.number.to_string().replace('-', ""),
        held_until: bought.held_until,
        purchase: bought,
        payments,
        came,
        missing,
        is_prompted,
    })
}

/// Why nobody should pay by hand now.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    #[error("no such purchase for this buyer")]
    NotFound,
    #[error("the purchase is {}", .0.as_str())]
    NotPayable(PurchaseState),
    /// A prompt may still collect: paying beside it would pay twice.
    #[error("a prompt is open")]
    StillOpen,
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
    #[error(transparent)]
    NoTransfer(#[from] NoTransfer),
    #[error("some lines are sold out")]
    SoldOut(Vec<catalog::Shortage>),
    #[error(transparent)]
    TooOften(#[from] accounts::TooOften),
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(BeginError: store::Error, orders::Error, payments::Error);

impl From<Limited> for BeginError {
    fn from(limited: Limited) -> Self {
        match limited {
            Limited::TooOften(too_often) => Self::TooOften(too_often),
            Limited::Failed(error) => Self::Failed(error),
        }
    }
}

/// The account that this purchase's money is sent to.
pub fn account_of<'a>(market: &'a Market, bought: &Purchase) -> Option<&'a BankAccount> {
    let country = bought.country.parse().ok()?;
    account_in(market, country)
}

fn account_in(market: &Market, country: Country) -> Option<&BankAccount> {
    let mut accounts = market.settings.bank_accounts.iter();
    accounts.find(|account| account.country == country)
}

/// Whether a bank transfer can be chosen in a country; `of`: by this phone, for this purchase where there is one already.
pub async fn transfer_offered(
    market: &Market,
    country: Country,
    of: Option<(&PhoneNumber, Option<PurchaseId>)>,
) -> Result<Result<(), NoTransfer>, Error> {
    if account_in(market, country).is_none() {
        return Ok(Err(NoTransfer::NoAccount));
    }
    let Some((phone, but)) = of else {
        return Ok(Ok(()));
    };
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Pay)).await?;
    let others = purchase::count_awaiting_transfer(&mut *tx, phone, but, now).await?;
    Ok(if others < i64::from(TRANSFERS_MAX) {
        Ok(())
    } else {
        Err(NoTransfer::TooMany)
    })
}

/// A buyer wants to pay by hand: the goods are kept long enough for it, and never past the days a purchase may be paid in. Safe to
/// repeat: a transfer is waited for from the first time.
pub async fn begin(
    market: &Market,
    buyer: Buyer,
    id: PurchaseId,
    hand: Hand,
) -> Result<(), BeginError> {
    let now = market.source.now();
    let limit = market.settings.limits.payments;
    crate::limits::hit(market, limit, &id.to_string(), now).await?;
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Pay)).await?;
    let mut held = purchase::lock(&mut tx, id)
        .await?
        .filter(|found| crate::pay::belongs(found, buyer))
        .ok_or(BeginError::NotFound)?;
    if !held.state.is_payable() {
        return Err(BeginError::NotPayable(held.state));
    }
    match hand {
        Hand::Paybill => {
            offered(market, held.total)?;
        }
        Hand::Bank => may_wait(market, &mut tx, &held, now).await?,
    }
    let attempts = attempt::list_of_purchase(&mut *tx, id).await?;
    if attempts.iter().any(|attempt| attempt.state.is_open()) {
        return Err(BeginError::StillOpen);
    }
    if held.held_until.is_none()
        && let Err(short) = stock::hold(&mut tx, id, now).await?
    {
        return Err(BeginError::SoldOut(short));
    }
    match hand {
        Hand::Paybill => {
            let until = (now + BEGUN_HOLDS).min(held.payable_until());
            if held.held_until.is_none_or(|known| known < until) {
                held.hold_until(&mut tx, Some(until)).await?;
            }
        }
        Hand::Bank => {
            let last = held.placed_at + purchase::TRANSFER_PAYABLE;
            let until = held.awaits_transfer(now);
            let until = until.unwrap_or(now + purchase::TRANSFER_KEPT).min(last);
            if until <= now {
                return Err(BeginError::NotPayable(held.state));
            }
            held.await_transfer(&mut tx, until).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Whether this purchase may wait for a transfer beside those of the same phone that do.
async fn may_wait(
    market: &Market,
    tx: &mut Tx<Platform>,
    held: &Purchase,
    now: Timestamp,
) -> Result<(), BeginError> {
    if account_of(market, held).is_none() {
        return Err(NoTransfer::NoAccount.into());
    }
    if held.awaits_transfer(now).is_some() {
        return Ok(());
    }
    let phone = &held.recipient.phone;
    purchase::lock_transfers(tx, phone).await?;
    let others = purchase::count_awaiting_transfer(&mut **tx, phone, Some(held.id), now).await?;
    if others >= i64::from(TRANSFERS_MAX) {
        return Err(NoTransfer::TooMany.into());
    }
    Ok(())
}

/// Tells every provider with a paybill where its news go. What fails is tried at the next start.
pub async fn register(market: &Market) {
    for provider in market.providers.all() {
        let Some(at) = provider.till() else { continue };
        match at.register(market.source.now()).await {
            Ok(()) => {
                tracing::info!(provider = %provider.name(), "payments by hand are told to us");
            }
            Err(error) => {
                tracing::error!(provider = %provider.name(), %error, "payments by hand may not be told to us");
            }
        }
    }
}
