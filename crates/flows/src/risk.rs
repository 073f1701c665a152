//! Purchases that look as if they would not be kept: a person looks before anything is packed. Nobody is refused, no payment waits for
//! it, and what nobody decides in time goes on by itself. The rules are [`orders::risk`]; this gathers their facts and keeps the review.

mod above;

use kernel::{Id, PersonId, PurchaseId, PurchaseNumber, Timestamp};
use moderation::{Entry, Reason, Subject};
use orders::risk::past::{self, Parcels};
use orders::risk::{Facts, Review, ReviewState, reviews, score};
use orders::timeline::{self, NewEvent};
use orders::{Actor, EventKind, Order, OrderState, Purchase, PurchaseState, order, purchase};
use payments::tries;
use serde_json::json;
use store::{Cursor, Page, Platform, PlatformFlow, Topic, Tx};
use time::Duration;

pub use self::above::{AboveError, ReviewAbove};
use crate::cancel::{self, CancelError};
use crate::cases::Admin;
use crate::jobs::DeliverEvents;
use crate::market::failpoint;
use crate::{Error, Market};

/// So long a person may decide; then the shops pack. An honest buyer does not wait for somebody who sleeps.
pub const REVIEW: Duration = Duration::hours(4);

/// What an admin decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Nothing is wrong with it: the shops pack.
    Clear,
    /// All that stands of it is cancelled, and its money goes back. The buyer reads why.
    Reject(Reason),
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    #[error("there is no such review")]
    NotFound,
    /// Another admin was faster, the buyer or a shop cancelled, or its time ran out.
    #[error("the review is over")]
    Over,
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(ReviewError: store::Error, orders::Error);

/// A purchase under review, as an admin looks at it.
#[derive(Debug, Clone)]
pub struct Looked {
    pub review: Review,
    pub purchase: Purchase,
    /// What became of this buyer's parcels, counted now.
    pub parcels: Parcels,
}

/// What is known about a purchase that was just paid or accepted for cash.
pub(crate) async fn facts(
    tx: &mut Tx<Platform>,
    bought: &Purchase,
    now: Timestamp,
) -> Result<Facts, Error> {
    let pace = past::pace(&mut **tx, bought, now).await?;
    let parcels = past::parcels(&mut **tx, bought, now).await?;
    let undone = past::undone(&mut **tx, bought, now).await?;
    let phone = &bought.recipient.phone;
    let tried = tries::of_buyer(&mut **tx, phone, bought.buyer, now).await?;
    let payer = tries::payer(&mut **tx, bought.id, now).await?;
    Ok(Facts {
        bought_hour: pace.bought_hour,
        bought_day: pace.bought_day,
        shops_day: pace.shops_day,
        payers_day: tried.payers,
        recipients_day: payer.map_or(0, |payer| payer.recipients),
        others_at_place_day: past::others_at_place(&mut **tx, bought, now).await?,
        is_paid_by_stranger: payer
            .is_some_and(|payer| !payer.is_the_buyers && !payer.has_paid_before),
        times_shops_usual: past::times_usual(&mut **tx, bought).await?,
        is_cash: bought.state == PurchaseState::CashDue,
        times_largest_arrived: bought
            .total
            .minor()
            .checked_div(parcels.largest_minor)
            .unwrap_or_default(),
        arrived: parcels.arrived,
        arrived_here: parcels.arrived_here,
        refused_at_the_door: parcels.refused_at_the_door,
        refused_prompts_day: tried.refused_prompts,
        refused_cards_day: tried.refused_cards,
        left_unpaid_week: undone.left_unpaid_week,
        cancelled_paid_month: undone.cancelled_paid_month,
    })
}

/// Scores a purchase whose shops may pack from now on, and lets them wait when that is above the limit. It is locked.
pub(crate) async fn look(
    market: &Market,
    tx: &mut Tx<Platform>,
    bought: &Purchase,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(above) = market.settings.review_above.points() else {
        return Ok(());
    };
    let scored = score(&facts(tx, bought, now).await?);
    if scored.points == 0 {
        return Ok(());
    }
    let until = (scored.points > above).then(|| now + REVIEW);
    reviews::write(tx, bought.id, &scored, until, now).await?;
    if until.is_some() {
        say(tx, bought.id, EventKind::ReviewBegun, now).await?;
        let reasons: Vec<String> = scored.reasons.iter().map(ToString::to_string).collect();
        let detail = json!({"points": scored.points, "above": above, "reasons": reasons});
        write_down(
            tx,
            moderation::Actor::Platform,
            "risk.review",
            bought,
            detail,
            now,
        )
        .await?;
        tracing::warn!(purchase.id = %bought.id, points = scored.points, "somebody should look at it before it is packed");
    }
    Ok(())
}

/// An admin decides, once: who comes second, or after its time, is told that it is over.
pub async fn decide(
    market: &Market,
    by: Admin,
    number: PurchaseNumber,
    decision: &Decision,
) -> Result<(), ReviewError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Review)).await?;
    let glance = purchase::find_by_number(&mut *tx, number)
        .await?
        .ok_or(ReviewError::NotFound)?;
    let mut held = purchase::lock(&mut tx, glance.id)
        .await?
        .ok_or(ReviewError::NotFound)?;
    let review = reviews::find(&mut *tx, held.id)
        .await?
        .ok_or(ReviewError::NotFound)?;
    if review.state != ReviewState::Open || review.until.is_none_or(|until| until <= now) {
        return Err(ReviewError::Over);
    }
    let person = Some(by.person());
    let (action, reason) = match decision {
        Decision::Clear => {
            pass(&mut tx, &held, ReviewState::Cleared, person, now).await?;
            ("risk.clear", "")
        }
        Decision::Reject(reason) => {
            let reason = reason.as_str();
            reviews::end(&mut tx, held.id, ReviewState::Rejected, person, reason, now).await?;
            cancel::by_platform(market, &mut tx, &mut held, reason, now)
                .await
                .map_err(not_cancelled)?;
            ("risk.reject", reason)
        }
    };
    let detail = json!({"points": review.score.points, "reason": reason});
    let actor = moderation::Actor::Admin(by.person());
    write_down(&mut tx, actor, action, &held, detail, now).await?;
    store::enqueue(&mut tx, &DeliverEvents::about(held.id), now).await?;
    failpoint!("review.before_decided");
    tx.commit().await?;
    store::wake_workers(&market.pools.app).await.ok();
    tracing::info!(purchase.id = %held.id, action, "a review was decided");
    Ok(())
}

/// While a review is open nothing is packed, so all that stands can be cancelled.
fn not_cancelled(error: CancelError) -> ReviewError {
    match error {
        CancelError::NotFound => ReviewError::NotFound,
        CancelError::TooLate(_) => ReviewError::Over,
        CancelError::Failed(error) => ReviewError::Failed(error),
    }
}

/// Reviews whose time is over.
pub(crate) async fn due(market: &Market, count_max: i64) -> Result<Vec<PurchaseId>, Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Review)).await?;
    Ok(reviews::list_over(&mut *tx, now, count_max).await?)
}

/// Nobody decided in time: the shops pack. False: somebody did meanwhile.
pub(crate) async fn lapse(market: &Market, id: PurchaseId) -> Result<bool, Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Review)).await?;
    let Some(held) = purchase::lock(&mut tx, id).await? else {
        return Ok(false);
    };
    if !pass(&mut tx, &held, ReviewState::Lapsed, None, now).await? {
        return Ok(false);
    }
    let detail = json!({"after_hours": REVIEW.whole_hours()});
    write_down(
        &mut tx,
        moderation::Actor::Platform,
        "risk.lapse",
        &held,
        detail,
        now,
    )
    .await?;
    store::enqueue(&mut tx, &DeliverEvents::about(id), now).await?;
    tx.commit().await?;
    tracing::info!(purchase.id = %id, "nobody decided in time, and the shops pack");
    Ok(true)
}

/// The review is over and the shops that waited are told so, each once.
async fn pass(
    tx: &mut Tx<Platform>,
    held: &Purchase,
    to: ReviewState,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<bool, Error> {
    let waiting: Vec<Order> = order::lock_of_purchase(tx, held.id)
        .await?
        .into_iter()
        // After its time a shop may have packed by itself, before anybody said so.
        .filter(|order| order.state == OrderState::Confirmed)
        .collect();
    if !reviews::end(tx, held.id, to, by, "", now).await? {
        return Ok(false);
    }
    say(tx, held.id, EventKind::ReviewPassed, now).await?;
    for order in waiting {
        let payload = json!({"number": order.number.to_string(), "shop": order.shop});
        store::publish(tx, Topic::OrderMayBePacked, held.id.uuid(), payload, now).await?;
    }
    Ok(true)
}

/// Whoever cancelled: when nothing of a purchase stands, nobody needs to look at it. It is locked.
pub(crate) async fn end_with(
    tx: &mut Tx<Platform>,
    purchase: PurchaseId,
    now: Timestamp,
) -> Result<(), Error> {
    reviews::end(tx, purchase, ReviewState::Ended, None, "", now).await?;
    Ok(())
}

/// Open reviews, the longest waiting first.
pub async fn queue(
    market: &Market,
    _by: Admin,
    after: Option<Cursor>,
    size: u16,
) -> Result<Page<Looked>, Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Review)).await?;
    let page = reviews::queue(&mut *tx, after, size).await?;
    let mut rows = Vec::with_capacity(page.rows.len());
    for review in page.rows {
        if let Some(purchase) = purchase::find(&mut *tx, review.purchase).await? {
            let parcels = past::parcels(&mut *tx, &purchase, now).await?;
            rows.push(Looked {
                review,
                purchase,
                parcels,
            });
        }
    }
    Ok(Page {
        rows,
        next: page.next,
    })
}

async fn say(
    tx: &mut Tx<Platform>,
    purchase: PurchaseId,
    kind: EventKind,
    now: Timestamp,
) -> Result<(), Error> {
    let event = NewEvent {
        purchase,
        order: None,
        kind,
        actor: Actor::Platform,
        note: "",
        is_public: true,
        at: now,
    };
    Ok(timeline::write(tx, &event).await?)
}

async fn write_down(
    tx: &mut Tx<Platform>,
    actor: moderation::Actor,
    action: &'static str,
    purchase: &Purchase,
    detail: serde_json::Value,
    now: Timestamp,
) -> Result<(), Error> {
    let entry = Entry {
        actor,
        action,
        subject: Subject::new("purchase", purchase.number),
        shop: None,
        detail,
    };
    Ok(moderation::audit(tx, &entry, now).await?)
}
