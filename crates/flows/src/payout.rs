//! A shop's earnings, to its mobile wallet or its bank, once. What it owes on cash its riders took is taken off first.

pub mod banks;
pub mod destination;
mod lines;
mod outlook;
mod plan;
mod statement;

pub(crate) use lines::of_order;
pub use lines::{
    Earlier, Explained, Figure, Line, Made, OrderMoney, PayoutMade, earned_between, figure,
    of_payout,
};
pub use outlook::{Banks, Choices, choices, outlook};
pub use statement::{Statement, Waiting, When, statement, waiting};

use catalog::ShopState;
use countries::Country;
use kernel::{
    Currency, Destination, DisbursementId, JournalId, Money, ProviderReference, ShopId, Timestamp,
};
use ledger::shop::Sought;
use ledger::{Account, Journal, Kind};
use payments::provider::Unsupported;
use payments::{Disbursement, NewDisbursement, Purpose, disbursement};
use serde_json::json;
use store::{Platform, PlatformFlow, Shop, Topic, Tx};
use words::CaseWords;

use crate::jobs::{DeliverEvents, PushDisbursement};
use crate::market::failpoint;
use crate::{Error, Market, disburse, refund, settle};

/// Why nothing was paid out.
#[derive(Debug, thiserror::Error)]
pub enum PayoutError {
    #[error("nothing is available")]
    Nothing,
    /// The shop never said where its money goes.
    #[error("nobody knows where the shop's money goes")]
    NoDestination,
    /// Where its money goes was changed a while ago only.
    #[error("nothing is paid out before {until}")]
    Waits { until: Timestamp },
    /// Somebody pays out to banks, and nobody to this one.
    #[error("nobody pays out to the shop's bank")]
    BankNotReached,
    /// Whoever could carry it does not get through at the moment.
    #[error("not reached at the moment")]
    Down,
    #[error("the shop is suspended")]
    Suspended,
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(PayoutError: store::Error, catalog::Error, payments::Error, ledger::Error, kernel::MoneyError);

/// What a shop's money is at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earnings {
    /// Earned by orders whose hold is not over, and not in the shop's hand as cash: goods, delivery and tax.
    pub pending: Money,
    /// May be paid out. Negative when refunds took more than was there.
    pub available: Money,
    /// Owed to the marketplace on cash the shop's riders took. Negative when the shop gave back cash whose commission was paid.
    pub debt: Money,
    pub in_transit: Money,
}

impl Earnings {
    /// What a payout would carry.
    pub fn payable(&self) -> Money {
        let minor = self.available.minor() - self.debt.minor();
        Money::new(minor.max(0), self.available.currency())
    }
}

/// Where the shares of an order wait for its completion.
fn waiting_accounts(shop: ShopId) -> [Account; 3] {
    [
        Account::ShopPending(shop),
        Account::Delivery(shop),
        Account::TaxHeld(shop),
    ]
}

/// The same without what the shop has of them in hand, as cash.
fn pending_accounts(shop: ShopId) -> [Account; 4] {
    let [goods, delivery, tax] = waiting_accounts(shop);
    [goods, delivery, tax, Account::CashKept(shop)]
}

/// What a shop earned from a moment on: its shares of what was paid by phone, by card or at the door.
pub(crate) fn earned(shop: ShopId, currency: Currency, from: Timestamp) -> Sought<'static> {
    Sought {
        from: Some(from),
        kinds: &[Kind::Collected, Kind::CashCollected],
        ..Sought::new(shop, currency, &waiting_accounts(shop))
    }
}

/// What the journal of a payout that sets out is written under.
fn cause_of(id: DisbursementId) -> String {
    format!("payout:{id}")
}

/// Under what a payout that arrived is booked, and one that did not.
fn causes_of_end(id: DisbursementId) -> (String, String) {
    (format!("payout_paid:{id}"), format!("payout_failed:{id}"))
}

/// Whatever is booked about a payout is under one of these.
pub(crate) fn causes_of(payout: &Disbursement) -> Vec<String> {
    let (paid, failed) = causes_of_end(payout.id);
    let returned = disburse::returned_cause(payout);
    vec![cause_of(payout.id), paid, failed, returned]
}

/// A shop's balances.
pub(crate) async fn balances(
    conn: &mut sqlx::PgConnection,
    shop: ShopId,
    currency: Currency,
) -> Result<Earnings, Error> {
    let zero = Money::zero(currency);
    let mut held = zero;
    for account in pending_accounts(shop) {
        held = held.plus(zero.minus(ledger::balance(&mut *conn, &account, currency).await?)?)?;
    }
    let available = ledger::balance(&mut *conn, &Account::ShopAvailable(shop), currency).await?;
    let in_transit = ledger::balance(&mut *conn, &Account::PayoutInTransit(shop), currency).await?;
    Ok(Earnings {
        pending: held,
        available: zero.minus(available)?,
        debt: ledger::balance(&mut *conn, &Account::CodDebt(shop), currency).await?,
        in_transit: zero.minus(in_transit)?,
    })
}

/// Sends everything a shop may have on its way. `key` comes from the form: the same key is the same payout.
pub async fn request(market: &Market, scope: Shop, key: &str) -> Result<Disbursement, PayoutError> {
    let now = market.source.now();
    let shop = scope.shop;
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Payout)).await?;
    // Everything that takes from this account waits here, so that two payouts never see the same money.
    ledger::lock(&mut tx, &Account::ShopAvailable(shop)).await?;
    let cause = format!("payout:{shop}:{key}");
    if let Some(before) = disbursement::find_by_cause(&mut *tx, &cause).await? {
        return Ok(before);
    }
    let found = catalog::shops::find(&mut *tx, shop)
        .await?
        .ok_or(PayoutError::NoDestination)?;
    if found.state != ShopState::Approved {
        return Err(PayoutError::Suspended);
    }
    let country: Country = found
        .country
        .parse()
        .map_err(|_| store::Error::corrupt("shops", "country", shop))?;
    let destinations = catalog::shops::payout_destinations(&mut *tx, shop).await?;
    let to = outlook::usable(&destinations, now)?;
    let currency = country.pack().currency;
    let earnings = balances(&mut tx, shop, currency).await?;
    net_debt(market, &mut tx, shop, earnings, now).await?;
    let payable = earnings.payable();
    if !payable.is_positive() {
        return Err(PayoutError::Nothing);
    }
    let plan = plan::plan(market, &mut tx, to, payable, now).await?;
    let amount = plan.amount;
    let new = NewDisbursement {
        id: market.source.id::<DisbursementId>(),
        purpose: Purpose::Payout {
            shop,
            to: to.clone(),
        },
        cause: &cause,
        provider: plan.provider.name(),
        reference: market.source.opaque_id::<ProviderReference>(),
        amount,
        price: None,
        due_at: now,
        at: now,
    };
    disbursement::insert(&mut tx, &new).await?;
    let (from, into) = (Account::ShopAvailable(shop), Account::PayoutInTransit(shop));
    post(
        market,
        &mut tx,
        cause_of(new.id),
        Kind::PayoutRequested,
        (from, into),
        amount,
        now,
    )
    .await?;
    let entry = moderation::Entry {
        actor: moderation::Actor::Merchant(scope.actor),
        action: "payout.request",
        subject: moderation::Subject::new("shop", shop),
        shop: Some(shop),
        detail: json!({"amount": amount, "to": to.masked()}),
    };
    moderation::audit(&mut tx, &entry, now).await?;
    let job = PushDisbursement {
        disbursement: new.id,
    };
    store::enqueue(&mut tx, &job, now).await?;
    let written = disbursement::find(&mut *tx, new.id)
        .await?
        .ok_or(PayoutError::Nothing)?;
    failpoint!("payout.before_commit");
    tx.commit().await?;
    failpoint!("payout.committed");
    store::wake_workers(&market.pools.app).await.ok();
    Ok(written)
}

/// What a shop owes on cash is taken from what it has, as far as that reaches; what it paid too much of it is its own again.
async fn net_debt(
    market: &Market,
    tx: &mut Tx<Platform>,
    shop: ShopId,
    earnings: Earnings,
    now: Timestamp,
) -> Result<(), Error> {
    let (available, debt) = (Account::ShopAvailable(shop), Account::CodDebt(shop));
    let owed = earnings.debt.minor();
    let (minor, from, to) = if owed < 0 {
        (-owed, debt, available)
    } else {
        (owed.min(earnings.available.minor()), available, debt)
    };
    if minor <= 0 {
        return Ok(());
    }
    let amount = Money::new(minor, earnings.debt.currency());
    let cause = format!("netted:{}", market.source.id::<DisbursementId>());
    post(market, tx, cause, Kind::DebtNetted, (from, to), amount, now).await
}

/// Whether what the shop asked for may still set out: it may have been suspended since.
pub(crate) async fn may_leave(tx: &mut Tx<Platform>, shop: ShopId) -> Result<bool, Error> {
    let found = catalog::shops::find(&mut **tx, shop).await?;
    Ok(found.is_some_and(|found| found.state == ShopState::Approved))
}

/// It arrived.
pub(crate) async fn paid(
    market: &Market,
    tx: &mut Tx<Platform>,
    payout: &Disbursement,
    shop: ShopId,
    was_failed: bool,
    now: Timestamp,
) -> Result<(), Error> {
    let clearing = settle::held_by(payout.provider);
    let (from, kind) = if was_failed {
        // The money had gone back to what is available, so it is taken from there: later earnings cover it first.
        let evidence = payout.amount.to_string();
        refund::open_case(market, tx, payout, CaseWords::PaidLate, &evidence, now).await?;
        (Account::ShopAvailable(shop), Kind::PaidLate)
    } else {
        (Account::PayoutInTransit(shop), Kind::PayoutPaid)
    };
    let (cause, _) = causes_of_end(payout.id);
    post(
        market,
        tx,
        cause,
        kind,
        (from, clearing),
        payout.amount,
        now,
    )
    .await?;
    tell(tx, payout, shop, Topic::PayoutPaid, now).await
}

/// It did not arrive: the shop has its money again.
pub(crate) async fn failed(
    market: &Market,
    tx: &mut Tx<Platform>,
    payout: &Disbursement,
    shop: ShopId,
    now: Timestamp,
) -> Result<(), Error> {
    let (from, to) = (Account::PayoutInTransit(shop), Account::ShopAvailable(shop));
    let (_, cause) = causes_of_end(payout.id);
    post(
        market,
        tx,
        cause,
        Kind::PayoutFailed,
        (from, to),
        payout.amount,
        now,
    )
    .await?;
    tell(tx, payout, shop, Topic::PayoutFailed, now).await
}

/// It came back after it had arrived, and lies there now: the shop has its money again.
pub(crate) async fn came_back(
    market: &Market,
    tx: &mut Tx<Platform>,
    payout: &Disbursement,
    shop: ShopId,
    lies_in: Account,
    now: Timestamp,
) -> Result<(), Error> {
    post(
        market,
        tx,
        disburse::returned_cause(payout),
        Kind::PayoutReturned,
        (lies_in, Account::ShopAvailable(shop)),
        payout.amount,
        now,
    )
    .await?;
    tell(tx, payout, shop, Topic::PayoutReturned, now).await
}

async fn tell(
    tx: &mut Tx<Platform>,
    payout: &Disbursement,
    shop: ShopId,
    topic: Topic,
    now: Timestamp,
) -> Result<(), Error> {
    let Purpose::Payout { to, .. } = &payout.purpose else {
        return Ok(());
    };
    let payload = json!({
        "amount": payout.amount,
        "ending": to.ending(),
        "is_account": matches!(to, Destination::Bank(_)),
        "why": payout.refusal(),
    });
    store::publish(tx, topic, kernel::Id::uuid(shop), payload, now).await?;
    store::enqueue(tx, &DeliverEvents::about(payout.id), now).await?;
    Ok(())
}

async fn post(
    market: &Market,
    tx: &mut Tx<Platform>,
    cause: String,
    kind: Kind,
    (debit, credit): (Account, Account),
    amount: Money,
    now: Timestamp,
) -> Result<(), Error> {
    let journal = Journal::new(
        market.source.id::<JournalId>(),
        cause,
        kind,
        amount.currency(),
        now,
    )
    .debit(debit, amount)
    .and_then(|journal| journal.credit(credit, amount))
    .map_err(ledger::Error::from)?;
    ledger::record(tx, &journal).await?;
    Ok(())
}
