//! Store credit, spent: on its own, or set aside while a provider collects the rest. It is held and freed with the goods: taken in
//! the transaction that prepares the attempt, spent in the one that settles it, given back in the one that refuses it.

use kernel::{
    CreditHoldId, Currency, JournalId, Money, PersonId, PhoneNumber, PurchaseId, Timestamp,
    WalletId,
};
use ledger::wallets::{self, Hold, HoldState, Line};
use ledger::{Account, Journal, Kind};
use orders::timeline::{self, NewEvent};
use orders::{Actor, EventKind, Purchase, PurchaseState, purchase};
use payments::attempt;
use store::{Buyer, Platform, PlatformFlow, Tx};

use crate::jobs::DeliverEvents;
use crate::market::failpoint;
use crate::settle::{self, Payment};
use crate::{Error, Market};

/// Why nothing was paid with store credit.
#[derive(Debug, thiserror::Error)]
pub enum CreditError {
    #[error("no such purchase for this buyer")]
    NotFound,
    #[error("the purchase is {}", .0.as_str())]
    NotPayable(PurchaseState),
    /// A provider may still collect.
    #[error("an earlier attempt may still collect")]
    StillOpen,
    #[error(transparent)]
    NotThere(#[from] NoCredit),
    #[error("some lines are sold out")]
    SoldOut(Vec<catalog::Shortage>),
    #[error(transparent)]
    TooOften(#[from] accounts::TooOften),
    #[error(transparent)]
    Failed(#[from] Error),
}

/// Why store credit cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoCredit {
    /// A wallet is opened by showing that its phone is yours, which signing in does.
    #[error("nobody is signed in")]
    SignIn,
    /// It was spent elsewhere since it was shown.
    #[error("{left} is left")]
    Gone { left: Money },
}

crate::error::into_failed!(CreditError: store::Error, orders::Error, payments::Error, ledger::Error, kernel::MoneyError);

impl From<crate::limits::Limited> for CreditError {
    fn from(limited: crate::limits::Limited) -> Self {
        match limited {
            crate::limits::Limited::TooOften(too_often) => Self::TooOften(too_often),
            crate::limits::Limited::Failed(error) => Self::Failed(error),
        }
    }
}

/// A wallet as its owner reads it.
#[derive(Debug, Clone, Default)]
pub struct Wallet {
    pub balances: Vec<Money>,
    pub lines: Vec<Line>,
}

/// What a person may spend in a currency. Nothing for a visitor: a typed phone number opens no wallet.
pub async fn spendable(
    market: &Market,
    person: Option<PersonId>,
    currency: Currency,
) -> Result<Money, Error> {
    let nothing = Money::zero(currency);
    let Some(person) = person else {
        return Ok(nothing);
    };
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Credit)).await?;
    match wallet_of(&mut tx, person).await? {
        Some(wallet) => in_wallet(&mut tx, wallet, currency).await,
        None => Ok(nothing),
    }
}

/// The wallet of a person's phone, and its lines before one of them, the newest first.
pub async fn read(
    market: &Market,
    person: PersonId,
    before: Option<i64>,
    count_max: i64,
) -> Result<Wallet, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Credit)).await?;
    let Some(wallet) = wallet_of(&mut tx, person).await? else {
        return Ok(Wallet::default());
    };
    Ok(Wallet {
        balances: wallets::balances(&mut *tx, wallet).await?,
        lines: wallets::lines(&mut *tx, wallet, before, count_max).await?,
    })
}

/// Pays all of a purchase with store credit. Safe to repeat.
pub async fn pay(market: &Market, buyer: Buyer, id: PurchaseId) -> Result<(), CreditError> {
    let now = market.source.now();
    let limit = market.settings.limits.payments;
    crate::limits::hit(market, limit, &id.to_string(), now).await?;
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Credit)).await?;
    let mut held = purchase::lock(&mut tx, id)
        .await?
        .filter(|found| crate::pay::belongs(found, buyer))
        .ok_or(CreditError::NotFound)?;
    let spent = spent_on(&mut tx, id).await?;
    if held.state == PurchaseState::Paid && spent.is_some_and(|hold| hold.spent == held.total) {
        return Ok(());
    }
    if !held.state.is_payable() {
        return Err(CreditError::NotPayable(held.state));
    }
    let attempts = attempt::list_of_purchase(&mut *tx, id).await?;
    if attempts.iter().any(|attempt| attempt.state.is_open()) {
        return Err(CreditError::StillOpen);
    }
    let price = held.total;
    set_aside(market, &mut tx, &held, buyer, price, now).await??;
    if held.held_until.is_none()
        && let Err(short) = crate::stock::hold(&mut tx, id, now).await?
    {
        return Err(CreditError::SoldOut(short));
    }
    let nothing = Money::zero(price.currency());
    let came = Payment {
        cause: format!("collected:{id}"),
        from: Account::Suspense,
        asked: nothing,
        came: nothing,
    };
    settle::keep(market, &mut tx, &mut held, came, now).await?;
    store::enqueue(&mut tx, &DeliverEvents::about(id), now).await?;
    failpoint!("credit.before_commit");
    tx.commit().await?;
    failpoint!("credit.committed");
    tracing::info!(purchase.id = %id, "paid with store credit");
    Ok(())
}

/// Takes `amount` out of the wallet of whoever is signed in, for this purchase, which is locked and of which nothing is set aside.
pub(crate) async fn set_aside(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &Purchase,
    buyer: Buyer,
    amount: Money,
    now: Timestamp,
) -> Result<Result<(), NoCredit>, Error> {
    let Some(person) = buyer.person else {
        return Ok(Err(NoCredit::SignIn));
    };
    let Some(wallet) = wallet_of(tx, person).await? else {
        let left = Money::zero(amount.currency());
        return Ok(Err(NoCredit::Gone { left }));
    };
    hold(market, tx, purchase.id, wallet, amount, now).await
}

async fn hold(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: PurchaseId,
    wallet: WalletId,
    amount: Money,
    now: Timestamp,
) -> Result<Result<(), NoCredit>, Error> {
    // Whoever spends from one wallet waits here for each other.
    ledger::lock(tx, &Account::BuyerWallet(wallet)).await?;
    let left = in_wallet(tx, wallet, amount.currency()).await?;
    if left.minor() < amount.minor() {
        return Ok(Err(NoCredit::Gone { left }));
    }
    let new = Hold {
        id: market.source.id::<CreditHoldId>(),
        purchase,
        wallet,
        amount,
        state: HoldState::Held,
        spent: Money::zero(amount.currency()),
    };
    wallets::insert_hold(tx, &new, now).await?;
    let cause = format!("wallet_held:{}", new.id);
    let journal = journal(market, cause, Kind::WalletHeld, &new, now)
        .debit(Account::BuyerWallet(wallet), amount)
        .and_then(|journal| journal.credit(Account::WalletHeld(purchase), amount))
        .map_err(ledger::Error::from)?;
    ledger::record(tx, &journal).await?;
    Ok(Ok(()))
}

/// Makes sure that `rest` is set aside for a purchase that is about to be paid by other money: it usually is. Money that was
/// refused and came after all finds it given back, and takes it again if it is still there, as it does with the goods.
pub(crate) async fn secure(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &Purchase,
    rest: Money,
    now: Timestamp,
) -> Result<bool, Error> {
    if !rest.is_positive() {
        return Ok(true);
    }
    // What is set aside is found by its state: of two holds of one moment, or of two clocks, the time says nothing.
    let last = match held(tx, purchase.id).await? {
        Some(held) => Some(held),
        None => wallets::holds_of_purchase(&mut **tx, purchase.id)
            .await?
            .into_iter()
            .next(),
    };
    let Some(mut last) = last else {
        return Ok(false);
    };
    let is_held = last.state == HoldState::Held;
    if is_held && last.amount.minor() >= rest.minor() {
        return Ok(true);
    }
    let wallet = last.wallet;
    ledger::lock(tx, &Account::BuyerWallet(wallet)).await?;
    let mut left = in_wallet(tx, wallet, rest.currency()).await?;
    if is_held {
        left = left.plus(last.amount)?;
    }
    if left.minor() < rest.minor() {
        return Ok(false);
    }
    if is_held {
        give_back(market, tx, &mut last, now).await?;
    }
    Ok(hold(market, tx, purchase.id, wallet, rest, now)
        .await?
        .is_ok())
}

/// Spends `rest` of what is set aside, in the transaction that books the payment; what is set aside beyond it goes back.
pub(crate) async fn spend(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &Purchase,
    rest: Money,
    now: Timestamp,
) -> Result<(), Error> {
    if !rest.is_positive() {
        return release(market, tx, purchase.id, now).await;
    }
    let mut held = held(tx, purchase.id)
        .await?
        .ok_or_else(|| store::Error::corrupt("wallet_holds", "state", purchase.id))?;
    let over = held.amount.minus(rest)?;
    held.end(tx, rest, now).await?;
    if over.is_positive() {
        return_to_wallet(market, tx, &held, over, now).await?;
    }
    let event = NewEvent {
        purchase: purchase.id,
        order: None,
        kind: EventKind::CreditUsed,
        actor: Actor::Platform,
        note: &rest.minor().to_string(),
        is_public: true,
        at: now,
    };
    timeline::write(tx, &event).await?;
    Ok(())
}

/// Gives back what is set aside for a purchase, if anything is: its payment failed, or it is over.
pub(crate) async fn release(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: PurchaseId,
    now: Timestamp,
) -> Result<(), Error> {
    match held(tx, purchase).await? {
        Some(mut held) => give_back(market, tx, &mut held, now).await,
        None => Ok(()),
    }
}

/// The phone whose store credit paid for a purchase, or for part of it.
pub(crate) async fn payer(
    tx: &mut Tx<Platform>,
    purchase: PurchaseId,
) -> Result<Option<PhoneNumber>, Error> {
    match spent_on(tx, purchase).await? {
        Some(hold) => Ok(Some(wallets::phone_of(&mut **tx, hold.wallet).await?)),
        None => Ok(None),
    }
}

async fn give_back(
    market: &Market,
    tx: &mut Tx<Platform>,
    held: &mut Hold,
    now: Timestamp,
) -> Result<(), Error> {
    held.end(tx, Money::zero(held.amount.currency()), now)
        .await?;
    return_to_wallet(market, tx, held, held.amount, now).await
}

async fn return_to_wallet(
    market: &Market,
    tx: &mut Tx<Platform>,
    hold: &Hold,
    amount: Money,
    now: Timestamp,
) -> Result<(), Error> {
    let cause = format!("wallet_released:{}", hold.id);
    let journal = journal(market, cause, Kind::WalletReleased, hold, now)
        .debit(Account::WalletHeld(hold.purchase), amount)
        .and_then(|journal| journal.credit(Account::BuyerWallet(hold.wallet), amount))
        .map_err(ledger::Error::from)?;
    ledger::record(tx, &journal).await?;
    Ok(())
}

async fn held(tx: &mut Tx<Platform>, purchase: PurchaseId) -> Result<Option<Hold>, Error> {
    in_state(tx, purchase, HoldState::Held).await
}

async fn spent_on(tx: &mut Tx<Platform>, purchase: PurchaseId) -> Result<Option<Hold>, Error> {
    in_state(tx, purchase, HoldState::Spent).await
}

async fn in_state(
    tx: &mut Tx<Platform>,
    purchase: PurchaseId,
    state: HoldState,
) -> Result<Option<Hold>, Error> {
    let holds = wallets::holds_of_purchase(&mut **tx, purchase).await?;
    Ok(holds.into_iter().find(|hold| hold.state == state))
}

async fn wallet_of(tx: &mut Tx<Platform>, person: PersonId) -> Result<Option<WalletId>, Error> {
    let person = accounts::people::by_id(&mut **tx, person).await?;
    let Some(person) = person.filter(|person| person.is_active) else {
        return Ok(None);
    };
    Ok(wallets::find(&mut **tx, &person.phone).await?)
}

async fn in_wallet(
    tx: &mut Tx<Platform>,
    wallet: WalletId,
    currency: Currency,
) -> Result<Money, Error> {
    let balance = ledger::balance(&mut **tx, &Account::BuyerWallet(wallet), currency).await?;
    Ok(Money::zero(currency).minus(balance)?)
}

fn journal(market: &Market, cause: String, kind: Kind, hold: &Hold, now: Timestamp) -> Journal {
    let id = market.source.id::<JournalId>();
    Journal::new(id, cause, kind, hold.amount.currency(), now).of_purchase(hold.purchase)
}
