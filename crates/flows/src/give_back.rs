//! Giving back of a paid order: all of it, some of its pieces, or money alone. By its shop or an admin, at any time until nothing
//! is left, and never more than was paid. The preview and the deed reckon alike; a cancellation is booked here too.

use accounts::PlatformRole;
use countries::Country;
use kernel::{JournalId, Money, OrderNumber, RefundId, Timestamp};
use ledger::{Account, Journal, Kind};
use moderation::{Entry, Subject};
use orders::refunds::{
    self, LineLeft, NewRefund, NoRefund, ReckonError, Reckoned, Refund, Shares, Way, Wish,
};
use orders::timeline::{self, NewEvent};
use orders::{Actor, EventKind, Order, OrderLine, OrderState, Purchase, order, purchase};
use serde_json::json;
use store::{Platform, PlatformFlow, Shop, Topic, Tx};

use crate::cancel::{self, Undoing};
use crate::jobs::DeliverEvents;
use crate::market::failpoint;
use crate::moderate::Moderator;
use crate::{Error, Market, cash, complete, documents, refund, stock};

/// Who gives back.
#[derive(Debug, Clone, Copy)]
pub enum By {
    /// The order's own shop.
    Shop(Shop),
    Admin(Moderator),
}

/// A refund that somebody asks for.
#[derive(Debug, Clone)]
pub struct Ask {
    pub number: OrderNumber,
    /// The same key is the same refund.
    pub key: String,
    pub wish: Wish,
    /// The buyer reads it.
    pub reason: String,
    /// What the preview said that the buyer would get.
    pub total_seen: Money,
}

/// An order as whoever gives back of it sees it.
#[derive(Debug, Clone)]
pub struct Standing {
    pub order: Order,
    pub lines: Vec<OrderLine>,
    /// Oldest first.
    pub refunds: Vec<Refund>,
    /// What is left of each line.
    pub left: Vec<LineLeft>,
    /// What is left of the frozen shares.
    pub shares_left: Shares,
    /// False: nothing was paid, or all is over.
    pub is_open: bool,
}

/// What a refund will do, to the minor unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub reckoned: Reckoned,
    /// What the buyer gets.
    pub total: Money,
    /// What the shop gives: goods with their tax, and delivery.
    pub of_shop: Money,
    /// Nothing is sent then: the order is cancelled with it.
    pub cancels: bool,
    pub way: Way,
}

/// Why nothing was given back.
#[derive(Debug, thiserror::Error)]
pub enum GiveBackError {
    #[error("no such order for this person")]
    NotFound,
    /// Nobody has paid, or all of it is over.
    #[error("nothing can be given back of what is {}", .0.as_str())]
    NotNow(OrderState),
    #[error(transparent)]
    No(NoRefund),
    /// Providers here carry no less than this.
    #[error("amounts go in steps of {0}")]
    Step(Money),
    /// It is another amount than the preview said, because something was given back since.
    #[error("the buyer would get {total} now")]
    TotalChanged { total: Money },
    /// No piece would be left to send.
    #[error("nothing would be left to send: everything is given back, or a piece stays")]
    NothingToSend,
    #[error("this key gave something else back")]
    KeyReused,
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(GiveBackError: store::Error, orders::Error, ledger::Error, kernel::MoneyError);

impl From<ReckonError> for GiveBackError {
    fn from(error: ReckonError) -> Self {
        match error {
            ReckonError::No(why) => Self::No(why),
            ReckonError::Money(error) => Self::Failed(error.into()),
        }
    }
}

impl From<cancel::CancelError> for GiveBackError {
    fn from(error: cancel::CancelError) -> Self {
        match error {
            cancel::CancelError::NotFound => Self::NotFound,
            cancel::CancelError::TooLate(state) => Self::NotNow(state),
            cancel::CancelError::Failed(error) => Self::Failed(error),
        }
    }
}

/// What can be given back of an order, and what was.
pub async fn standing(
    market: &Market,
    by: By,
    number: OrderNumber,
) -> Result<Standing, GiveBackError> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::GiveBack)).await?;
    let (held, order) = lock(&mut tx, by, number).await?;
    let all = order::lines_of_purchase(&mut *tx, held.id).await?;
    let refunds = refunds::list_of_order(&mut tx, order.id).await?;
    let shares_left = Shares::of(&order)?.after(&refunds)?;
    Ok(Standing {
        left: refunds::left(&order, &all, &refunds)?,
        lines: all
            .into_iter()
            .filter(|line| line.order == order.id)
            .collect(),
        is_open: is_open(&order) && shares_left.total()?.is_positive(),
        refunds,
        shares_left,
        order,
    })
}

/// What would happen, with nothing done.
pub async fn preview(
    market: &Market,
    by: By,
    number: OrderNumber,
    wish: &Wish,
) -> Result<Preview, GiveBackError> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::GiveBack)).await?;
    let (held, order) = lock(&mut tx, by, number).await?;
    weigh(&mut tx, by, &held, &order, wish).await
}

/// Gives back, once per key, however often and however parallel it is asked for.
pub async fn decide(market: &Market, by: By, ask: &Ask) -> Result<Refund, GiveBackError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::GiveBack)).await?;
    let (mut held, order) = lock(&mut tx, by, ask.number).await?;
    let content_hash = refunds::hash_of(&ask.wish, &ask.reason);
    if let Some(earlier) = refunds::find_by_key(&mut tx, order.id, &ask.key).await? {
        if earlier.content_hash == content_hash {
            return Ok(earlier);
        }
        return Err(GiveBackError::KeyReused);
    }
    let preview = weigh(&mut tx, by, &held, &order, &ask.wish).await?;
    if preview.total != ask.total_seen {
        let total = preview.total;
        return Err(GiveBackError::TotalChanged { total });
    }
    let given = if preview.cancels {
        let undoing = Undoing {
            actor: by.actor(),
            reason: &ask.reason,
            key: &ask.key,
            wish: &ask.wish,
        };
        let undone = cancel::undo(
            market,
            &mut tx,
            &mut held,
            vec![order.clone()],
            &undoing,
            now,
        )
        .await?;
        undone
            .into_iter()
            .next()
            .ok_or(GiveBackError::No(NoRefund::Nothing))?
    } else {
        let lines = order::lines_of_purchase(&mut *tx, held.id).await?;
        stock::put_back_some(&mut tx, held.id, &lines, &preview.reckoned, now).await?;
        let id: RefundId = market.source.id();
        let deed = Deed {
            id,
            cause: &format!("refund:{}:{id}", order.id),
            key: &ask.key,
            content_hash,
            reason: &ask.reason,
            way: preview.way,
        };
        let given = book(
            market,
            &mut tx,
            &held,
            &order,
            &preview.reckoned,
            &deed,
            now,
        )
        .await?;
        tell(&mut tx, by, &order, &given, now).await?;
        given
    };
    let entry = Entry {
        actor: by.auditor(),
        action: "order.give_back",
        subject: Subject::new("order", order.number),
        shop: Some(order.shop),
        detail: json!({"total": given.total, "way": given.way.as_str(), "reason": given.reason, "refund": given.id}),
    };
    moderation::audit(&mut tx, &entry, now).await?;
    store::enqueue(&mut tx, &DeliverEvents::about(held.id), now).await?;
    failpoint!("give_back.before_commit");
    tx.commit().await?;
    failpoint!("give_back.committed");
    store::wake_workers(&market.pools.app).await.ok();
    tracing::info!(order.id = %order.id, refund.id = %given.id, total = %given.total, "given back");
    Ok(given)
}

/// The purchase and the order, locked, for who may give back of it.
async fn lock(
    tx: &mut Tx<Platform>,
    by: By,
    number: OrderNumber,
) -> Result<(Purchase, Order), GiveBackError> {
    let glance = purchase::find_by_number(&mut **tx, number.purchase)
        .await?
        .ok_or(GiveBackError::NotFound)?;
    let held = purchase::lock(tx, glance.id)
        .await?
        .ok_or(GiveBackError::NotFound)?;
    let order = order::lock_by_number(tx, number)
        .await?
        .filter(|order| by.may(order))
        .ok_or(GiveBackError::NotFound)?;
    Ok((held, order))
}

impl By {
    fn may(self, order: &Order) -> bool {
        match self {
            Self::Shop(shop) => order.shop == shop.shop,
            Self::Admin(admin) => admin.role == PlatformRole::Admin,
        }
    }

    const fn actor(self) -> Actor {
        match self {
            Self::Shop(shop) => Actor::Merchant(shop.actor),
            Self::Admin(_) => Actor::Platform,
        }
    }

    const fn auditor(self) -> moderation::Actor {
        match self {
            Self::Shop(shop) => moderation::Actor::Merchant(shop.actor),
            Self::Admin(admin) => moderation::Actor::Admin(admin.person),
        }
    }

    /// A shop that took cash has it in hand, so it gives it back by hand. Only an admin turns it into store credit on the shop's
    /// account: otherwise a shop and its buyer could make credit out of a sale that never was.
    const fn way(self, order: &Order) -> Way {
        match (order.is_cash, self) {
            (false, _) => Way::ToSource,
            (true, Self::Shop(_)) => Way::InHand,
            (true, Self::Admin(_)) => Way::Credit,
        }
    }
}

/// Whether the order's money was collected and not all undone.
pub fn is_open(order: &Order) -> bool {
    match order.state {
        OrderState::Placed | OrderState::Cancelled | OrderState::Returned => false,
        OrderState::Delivered | OrderState::Completed => true,
        // The rider has not been paid yet.
        OrderState::Confirmed | OrderState::Packed | OrderState::HandedOver => !order.is_cash,
    }
}

async fn weigh(
    tx: &mut Tx<Platform>,
    by: By,
    held: &Purchase,
    order: &Order,
    wish: &Wish,
) -> Result<Preview, GiveBackError> {
    if !is_open(order) {
        return Err(GiveBackError::NotNow(order.state));
    }
    let lines = order::lines_of_purchase(&mut **tx, held.id).await?;
    let before = refunds::list_of_order(tx, order.id).await?;
    let reckoned = refunds::reckon(order, &lines, &before, wish)?;
    let total = reckoned.shares.total()?;
    if !total.is_positive() {
        return Err(GiveBackError::No(NoRefund::Nothing));
    }
    in_steps(held, &reckoned)?;
    let is_here = matches!(order.state, OrderState::Confirmed | OrderState::Packed);
    let cancels = is_here && matches!(wish, Wish::Everything { .. });
    if is_here && !cancels {
        let sent_back = |line: &LineLeft| {
            let now = reckoned.lines.iter().find(|part| part.line == line.line);
            now.map_or(0, |part| part.pieces)
        };
        let left = refunds::left(order, &lines, &before)?;
        if left.iter().all(|line| line.pieces == sent_back(line)) {
            return Err(GiveBackError::NothingToSend);
        }
    }
    Ok(Preview {
        total,
        of_shop: reckoned.shares.of_shop()?,
        reckoned,
        cancels,
        way: by.way(order),
    })
}

/// What no provider of the country can carry is not decided.
fn in_steps(held: &Purchase, reckoned: &Reckoned) -> Result<(), GiveBackError> {
    let country: Country = held
        .country
        .parse()
        .map_err(|_| store::Error::corrupt("purchases", "country", held.id))?;
    let step = country.pack().price_step_minor.max(1);
    let amounts = reckoned.lines.iter().map(|line| line.amount);
    let mut amounts = amounts.chain([reckoned.shares.delivery]);
    if amounts.any(|amount| amount.minor() % step != 0) {
        let currency = held.total.currency();
        return Err(GiveBackError::Step(Money::new(step, currency)));
    }
    Ok(())
}

/// Under which name, and how, a refund is written.
pub(crate) struct Deed<'a> {
    pub id: RefundId,
    pub cause: &'a str,
    pub key: &'a str,
    pub content_hash: [u8; 32],
    pub reason: &'a str,
    pub way: Way,
}

/// Writes what was reckoned, books every share of it, lets the money set out, and issues the credit note. Purchase and order are locked, and whatever
/// goes back on the shelf is there already: stock is locked before books.
pub(crate) async fn book(
    market: &Market,
    tx: &mut Tx<Platform>,
    held: &Purchase,
    order: &Order,
    reckoned: &Reckoned,
    deed: &Deed<'_>,
    now: Timestamp,
) -> Result<Refund, Error> {
    let new = NewRefund {
        id: deed.id,
        order,
        cause: deed.cause,
        key: deed.key,
        content_hash: deed.content_hash,
        reason: deed.reason,
        way: deed.way,
        reckoned,
        at: now,
    };
    let given = refunds::insert(tx, &new).await?;
    post(market, tx, order, &given, now).await?;
    match given.way {
        Way::ToSource => {
            refund::send_back(market, tx, held, given.total, deed.cause, now).await?;
        }
        Way::Credit => {
            let phone = &held.recipient.phone;
            refund::credit(market, tx, held, phone, given.total, deed.cause, now).await?;
        }
        Way::InHand => {}
    }
    documents::credit_note(market, tx, held, order, &given, now).await?;
    Ok(given)
}

/// Before completion each share comes from where it waits; after it, the shop's side from what the shop may spend, which may go
/// below zero until later earnings cover it. Cash given back by hand leaves less of its own part in the shop's hand, and makes it owe
/// less commission; once it is complete, only the commission comes back to it. What we give back of cash that a shop has in hand, it
/// owes us.
async fn post(
    market: &Market,
    tx: &mut Tx<Platform>,
    order: &Order,
    given: &Refund,
    now: Timestamp,
) -> Result<(), Error> {
    let (shop, shares) = (order.shop, given.shares);
    let is_complete = ledger::is_recorded(&mut **tx, &complete::cause(order)).await?;
    let kind = match given.way {
        Way::ToSource | Way::Credit => Kind::RefundDecided,
        Way::InHand => Kind::CashGivenBack,
    };
    let due = Account::RefundDue(given.purchase);
    let own = shares.of_shop()?;
    let journal = Journal::new(
        market.source.id::<JournalId>(),
        given.cause.clone(),
        kind,
        given.total.currency(),
        now,
    )
    .of_purchase(given.purchase)
    .debit(Account::Commission, shares.commission)
    .map_err(ledger::Error::from)?;
    let journal = match (is_complete, given.way) {
        (false, way) => {
            let mut journal = journal
                .debit(Account::ShopPending(shop), shares.goods)
                .and_then(|journal| journal.debit(Account::TaxHeld(shop), shares.tax))
                .and_then(|journal| journal.debit(Account::Delivery(shop), shares.delivery))
                .map_err(ledger::Error::from)?;
            let is_cash = cash::is_taken(tx, order).await?;
            if is_cash {
                journal = cash::out_of_hand(tx, journal, order, own).await?;
            }
            let owed = if is_cash { own } else { own.minus(own)? };
            match way {
                Way::InHand => journal.credit(Account::CodDebt(shop), shares.commission),
                Way::ToSource | Way::Credit => journal
                    .debit(Account::CodDebt(shop), owed)
                    .and_then(|journal| journal.credit(due, given.total)),
            }
        }
        (true, Way::ToSource | Way::Credit) => {
            // Whoever takes from this account waits for the others.
            ledger::lock(tx, &Account::ShopAvailable(shop)).await?;
            journal
                .debit(Account::ShopAvailable(shop), own)
                .and_then(|journal| journal.credit(due, given.total))
        }
        (true, Way::InHand) if shares.commission.is_zero() => return Ok(()),
        (true, Way::InHand) => journal.credit(Account::ShopAvailable(shop), shares.commission),
    };
    ledger::record(tx, &journal.map_err(ledger::Error::from)?).await?;
    Ok(())
}

async fn tell(
    tx: &mut Tx<Platform>,
    by: By,
    order: &Order,
    given: &Refund,
    now: Timestamp,
) -> Result<(), Error> {
    let in_hand = given.way == Way::InHand;
    let note = format!("{} {}", given.total.minor(), given.reason);
    let event = NewEvent {
        purchase: order.purchase,
        order: Some((order.id, order.shop)),
        kind: if in_hand {
            EventKind::CashGivenBack
        } else {
            EventKind::RefundDecided
        },
        actor: by.actor(),
        note: &note,
        is_public: true,
        at: now,
    };
    timeline::write(tx, &event).await?;
    // What is sent is told when it has arrived; what was handed over, now.
    if in_hand {
        let payload = json!({"number": order.number.to_string(), "amount": given.total});
        let about = kernel::Id::uuid(order.purchase);
        store::publish(tx, Topic::CashGivenBack, about, payload, now).await?;
    }
    Ok(())
}
