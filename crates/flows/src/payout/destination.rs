//! Where a shop's money goes: said by its owner, told to its owner's own phone, and paid to only when there was time to object.
//!
//! Whoever changes it and cannot be stopped has the money. So a stolen session is not enough: for some hours nothing is paid out, and
//! one press puts back what was there before.

use catalog::shops::{self, PayoutDestination, PayoutDestinations};
use kernel::{Destination, Timestamp};
use serde_json::json;
use store::{Shop, Topic, Tx};
use time::Duration;

use crate::jobs::DeliverEvents;
use crate::{Error, Market};

/// Says where a shop's money goes from now on. What is there already is left as it is, and does not wait anew.
pub async fn change(market: &Market, scope: Shop, to: &Destination) -> Result<(), Error> {
    let mut tx = Tx::begin(&market.pools.app, scope).await?;
    let known = shops::payout_destinations(&mut *tx, scope.shop).await?;
    if known.current.as_ref().is_some_and(|now| now.to == *to) {
        return Ok(());
    }
    let now = market.source.now();
    // What was trusted until this change is trusted still.
    let wait = if is_waiting(&known, now) && known.before.as_ref() == Some(to) {
        Duration::ZERO
    } else {
        Duration::hours(market.settings.payout_change_hours)
    };
    write(tx, &known, to.clone(), wait, now).await
}

/// Puts back what was there before a change that waits still. False: there is no such change.
pub async fn take_back(market: &Market, scope: Shop) -> Result<bool, Error> {
    let mut tx = Tx::begin(&market.pools.app, scope).await?;
    let known = shops::payout_destinations(&mut *tx, scope.shop).await?;
    let now = market.source.now();
    let Some(before) = known.before.clone().filter(|_| is_waiting(&known, now)) else {
        return Ok(false);
    };
    write(tx, &known, before, Duration::ZERO, now).await?;
    Ok(true)
}

/// Whether what counts may not be paid to yet.
fn is_waiting(known: &PayoutDestinations, now: Timestamp) -> bool {
    known
        .current
        .as_ref()
        .is_some_and(|current| now < current.usable_from)
}

async fn write(
    mut tx: Tx<Shop>,
    known: &PayoutDestinations,
    to: Destination,
    wait: Duration,
    now: Timestamp,
) -> Result<(), Error> {
    let scope = tx.scope();
    let set = PayoutDestination {
        set_at: now,
        usable_from: now + wait,
        to,
    };
    shops::set_payout_destination(&mut tx, scope.shop, &set).await?;
    let was = known.current.as_ref().map(|was| was.to.masked());
    let entry = moderation::Entry {
        actor: moderation::Actor::Merchant(scope.actor),
        action: "shop.paid_to",
        subject: moderation::Subject::new("shop", scope.shop),
        shop: Some(scope.shop),
        detail: json!({"from": was, "to": set.to.masked(), "usable_from": set.usable_from.unix_timestamp()}),
    };
    moderation::audit(&mut tx, &entry, now).await?;
    let payload = json!({"ending": set.to.ending(), "hours": wait.whole_hours()});
    let shop = kernel::Id::uuid(scope.shop);
    store::publish(&mut tx, Topic::PaidToChanged, shop, payload, now).await?;
    store::enqueue(&mut tx, &DeliverEvents::about(scope.shop), now).await?;
    tx.commit().await?;
    Ok(())
}
