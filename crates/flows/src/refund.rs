//! Money back to a buyer: out of the collection it came with, and as store credit where that cannot be.

use kernel::{
    AttemptId, CaseId, DisbursementId, JournalId, Money, ProviderReference, PurchaseId, Refusal,
    Timestamp, WalletId,
};
use ledger::{Account, Journal, Kind, wallets};
use moderation::{CaseKind, NewCase};
use orders::timeline::{self, NewEvent};
use orders::{Actor, EventKind, Purchase, purchase};
use payments::provider::Operation;
use payments::{
    Attempt, Disbursement, NewDisbursement, OutgoingState, Purpose, attempt, disbursement,
};
use serde_json::json;
use store::{Platform, Topic, Tx};
use time::Duration;
use words::CaseWords;

use crate::jobs::PushDisbursement;
use crate::{Error, Market, abroad, disburse};

/// So often a refund is tried anew when the reason passes; then the buyer gets store credit.
const TRIES_MAX: u32 = 5;

/// What a buyer must get back, out of which collection, and why, once.
pub(crate) struct Owed<'a> {
    pub purchase: &'a Purchase,
    pub attempt: &'a Attempt,
    /// As it is owed: in the purchase's currency, or in that of money that a person sends back as it came.
    pub amount: Money,
    /// `cancelled:<order>`, `collected:<attempt>`: the journal that booked it as owed.
    pub cause: String,
}

/// Requests the refund of what the same transaction booked as owed. Where the provider certainly cannot carry it, it becomes
/// store credit at once.
pub(crate) async fn request(
    market: &Market,
    tx: &mut Tx<Platform>,
    owed: Owed<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    let Owed {
        purchase,
        attempt,
        amount,
        cause,
    } = owed;
    if !attempt.provider.can_be_asked() {
        tracing::info!(purchase.id = %purchase.id, "what came by bank is given back as store credit");
        return credit(market, tx, purchase, &attempt.phone, amount, &cause, now).await;
    }
    let sent = abroad::to_send(tx, attempt, amount).await?;
    let provider = market.providers.get(attempt.provider);
    let why = match provider {
        // In the money that came it is less than anybody can send.
        _ if !sent.is_positive() => Some("nothing is left of it".to_owned()),
        Some(provider) => provider
            .supports(Operation::Refund, sent, attempt.method)
            .err()
            .map(|why| why.to_string()),
        None => None,
    };
    if let Some(why) = why {
        tracing::warn!(purchase.id = %purchase.id, why, "the provider cannot carry this refund");
        return credit(market, tx, purchase, &attempt.phone, amount, &cause, now).await;
    }
    let new = NewDisbursement {
        id: market.source.id::<DisbursementId>(),
        purpose: Purpose::Refund {
            purchase: purchase.id,
            attempt: attempt.id,
            method: attempt.method,
            phone: attempt.phone.clone(),
        },
        cause: &cause,
        provider: attempt.provider,
        reference: market.source.opaque_id::<ProviderReference>(),
        amount: sent,
        price: (sent.currency() != amount.currency()).then_some(amount),
        due_at: now,
        at: now,
    };
    write(tx, &new).await
}

async fn write(tx: &mut Tx<Platform>, new: &NewDisbursement<'_>) -> Result<(), Error> {
    if disbursement::insert(tx, new).await? && new.due_at <= new.at {
        let job = PushDisbursement {
            disbursement: new.id,
        };
        store::enqueue(tx, &job, new.at).await?;
    }
    Ok(())
}

/// Sends an amount that was booked as owed back to whoever paid: out of one collection where one holds all of it, as nearly
/// always; else out of several, and what none of them holds as store credit.
pub(crate) async fn send_back(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &Purchase,
    amount: Money,
    cause: &str,
    now: Timestamp,
) -> Result<(), Error> {
    if let Some(attempt) = collection_with(tx, purchase.id, amount).await? {
        let owed = Owed {
            purchase,
            attempt: &attempt,
            amount,
            cause: cause.to_owned(),
        };
        return request(market, tx, owed, now).await;
    }
    let mut left = amount;
    for attempt in attempt::list_of_purchase(&mut **tx, purchase.id).await? {
        let there = holds(tx, &attempt).await?;
        let part = there.minor().min(left.minor());
        if part <= 0 || there.currency() != amount.currency() {
            continue;
        }
        let amount = Money::new(part, amount.currency());
        left = left.minus(amount)?;
        let owed = Owed {
            purchase,
            attempt: &attempt,
            amount,
            cause: format!("{cause}/{}", attempt.id),
        };
        request(market, tx, owed, now).await?;
    }
    if left.is_positive() {
        let paid = crate::credit::payer(tx, purchase.id).await?;
        let phone = paid.unwrap_or_else(|| purchase.recipient.phone.clone());
        let cause = format!("{cause}/credit");
        credit(market, tx, purchase, &phone, left, &cause, now).await?;
    }
    Ok(())
}

/// What of an attempt's money is still there, as it counts for the purchase.
async fn holds(tx: &mut Tx<Platform>, attempt: &Attempt) -> Result<Money, Error> {
    let worth = attempt.worth();
    // What could not be kept was owed back whole, and nothing of it pays for the purchase, whichever way it went back.
    let is_kept = matches!(attempt.state, payments::AttemptState::Collected { .. })
        && !ledger::was_owed_back(&mut **tx, kernel::Id::uuid(attempt.id)).await?;
    if !is_kept {
        return Ok(Money::zero(worth.currency()));
    }
    let given = disbursement::given_back(&mut **tx, attempt.id).await?;
    Ok(worth.minus(Money::new(given.worth_minor, worth.currency()))?)
}

/// The collection that paid for a purchase and still holds `amount` of it.
async fn collection_with(
    tx: &mut Tx<Platform>,
    purchase: PurchaseId,
    amount: Money,
) -> Result<Option<Attempt>, Error> {
    for found in attempt::list_of_purchase(&mut **tx, purchase).await? {
        let there = holds(tx, &found).await?;
        if there.currency() == amount.currency() && there.minor() >= amount.minor() {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// It arrived: what was owed is paid.
pub(crate) async fn paid(
    market: &Market,
    tx: &mut Tx<Platform>,
    refund: &Disbursement,
    id: PurchaseId,
    was_failed: bool,
    now: Timestamp,
) -> Result<(), Error> {
    let kind = if was_failed {
        Kind::PaidLate
    } else {
        Kind::RefundPaid
    };
    let (from, worth) = (
        abroad::returned(market, tx, refund, id, now).await?,
        refund.worth(),
    );
    let journal = Journal::new(
        market.source.id::<JournalId>(),
        format!("refund_paid:{}", refund.id),
        kind,
        worth.currency(),
        now,
    )
    .of_purchase(id)
    .debit(Account::RefundDue(id), worth)
    .and_then(|journal| journal.credit(from, worth))
    .map_err(ledger::Error::from)?;
    ledger::record(tx, &journal).await?;
    // It had failed, so something else was done about it since: a second try that has not left yet stays here, else the buyer
    // may have both, and a person looks.
    if was_failed && !withdraw_second_try(tx, refund, id, now).await? {
        let evidence = refund.amount.to_string();
        open_case(market, tx, refund, CaseWords::PaidLate, &evidence, now).await?;
    }
    // What whoever paid sees at their provider, in its currency.
    let note = note_of(refund.amount);
    timeline::write(tx, &event(id, EventKind::Refunded, &note, now)).await?;
    let payload = json!({"amount": refund.amount, "ending": refund.purpose.phone().ending()});
    store::publish(
        tx,
        Topic::PaymentRefunded,
        kernel::Id::uuid(id),
        payload,
        now,
    )
    .await?;
    Ok(())
}

/// The refund that was to be tried in this one's place, if it waits still. Whether there was one.
async fn withdraw_second_try(
    tx: &mut Tx<Platform>,
    refund: &Disbursement,
    id: PurchaseId,
    now: Timestamp,
) -> Result<bool, Error> {
    let (base, _) = tries(&refund.cause);
    for other in disbursement::list_of_purchase(&mut **tx, id).await? {
        if tries(&other.cause).0 != base || other.state != OutgoingState::Requested {
            continue;
        }
        if let Some(mut waiting) = disbursement::lock(tx, other.id).await? {
            let to = waiting.state.withdraw(now)?;
            waiting.apply(tx, to, "paid_late", None, now).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// By how much what was given back of a collection, or is to be, exceeds what it collected, in minor units: only what had failed and
/// arrived after all makes that.
pub(crate) async fn beyond(tx: &mut Tx<Platform>, id: AttemptId) -> Result<i64, Error> {
    let Some(attempt) = attempt::find(&mut **tx, id).await? else {
        return Ok(0);
    };
    let came = attempt.stated.unwrap_or(attempt.amount);
    let given = disbursement::given_back(&mut **tx, id).await?;
    Ok(given.amount_minor - came.minor())
}

/// It did not arrive: again later when the reason passes, as store credit when it does not.
pub(crate) async fn failed(
    market: &Market,
    tx: &mut Tx<Platform>,
    refund: &Disbursement,
    id: PurchaseId,
    why: Refusal,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(purchase) = purchase::find(&mut **tx, id).await? else {
        return Ok(());
    };
    let (base, tried) = tries(&refund.cause);
    if !passes(why) || tried >= TRIES_MAX {
        let (phone, amount) = (refund.purpose.phone(), refund.worth());
        return credit(market, tx, &purchase, phone, amount, base, now).await;
    }
    if !matches!(refund.purpose, Purpose::Refund { .. }) {
        return Ok(());
    }
    let cause = format!("{base}#{}", tried + 1);
    let new = NewDisbursement {
        id: market.source.id::<DisbursementId>(),
        purpose: refund.purpose.clone(),
        cause: &cause,
        provider: refund.provider,
        // Another reference: what is sent under one is never changed and never sent after it failed.
        reference: market.source.opaque_id::<ProviderReference>(),
        amount: refund.amount,
        price: refund.price,
        due_at: now + pause(tried),
        // Later than the one it follows, whatever the clock says: they are read in this order.
        at: now.max(refund.requested_at + Duration::MICROSECOND),
    };
    write(tx, &new).await
}

/// `cancelled:<order>#2` is the second try of `cancelled:<order>`.
fn tries(cause: &str) -> (&str, u32) {
    cause
        .rsplit_once('#')
        .and_then(|(base, tried)| Some((base, tried.parse().ok()?)))
        .unwrap_or((cause, 1))
}

/// Whether the same refund may go through later.
const fn passes(why: Refusal) -> bool {
    matches!(
        why,
        Refusal::RefundInProgress
            | Refusal::FloatEmpty
            | Refusal::NetworkUnavailable
            | Refusal::Configuration
            | Refusal::NeverArrived
    )
}

/// A minute at first, then five times longer each time.
const fn pause(tried: u32) -> Duration {
    Duration::minutes(5_i64.pow(if tried > 4 {
        3
    } else {
        tried.saturating_sub(1)
    }))
}

/// What cannot be sent back is store credit of the phone that paid.
pub(crate) async fn credit(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &Purchase,
    phone: &kernel::PhoneNumber,
    amount: Money,
    cause: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let given = Given {
        purchase: purchase.id,
        to: phone,
        from: Account::RefundDue(purchase.id),
        amount,
        cause: format!("credited:{cause}"),
    };
    give(market, tx, given, now).await
}

/// It came back after it had arrived, and lies there now: like what cannot arrive, it is store credit.
pub(crate) async fn came_back(
    market: &Market,
    tx: &mut Tx<Platform>,
    refund: &Disbursement,
    id: PurchaseId,
    lies_in: Account,
    now: Timestamp,
) -> Result<(), Error> {
    let given = Given {
        purchase: id,
        to: refund.purpose.phone(),
        from: lies_in,
        amount: refund.amount,
        cause: disburse::returned_cause(refund),
    };
    give(market, tx, given, now).await
}

/// Store credit, of which purchase, whose, and where the money for it lies.
struct Given<'a> {
    purchase: PurchaseId,
    to: &'a kernel::PhoneNumber,
    from: Account,
    amount: Money,
    cause: String,
}

async fn give(
    market: &Market,
    tx: &mut Tx<Platform>,
    given: Given<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    let Given {
        purchase,
        to,
        from,
        amount,
        cause,
    } = given;
    let wallet = wallets::ensure(tx, market.source.id::<WalletId>(), to, now).await?;
    let journal = Journal::new(
        market.source.id::<JournalId>(),
        cause,
        Kind::CreditGiven,
        amount.currency(),
        now,
    )
    .of_purchase(purchase)
    .debit(from, amount)
    .and_then(|journal| journal.credit(Account::BuyerWallet(wallet), amount))
    .map_err(ledger::Error::from)?;
    ledger::record(tx, &journal).await?;
    let note = note_of(amount);
    timeline::write(tx, &event(purchase, EventKind::Credited, &note, now)).await?;
    let payload = json!({"amount": amount, "ending": to.ending()});
    store::publish(
        tx,
        Topic::PaymentCredited,
        kernel::Id::uuid(purchase),
        payload,
        now,
    )
    .await?;
    Ok(())
}

/// A person has to look at money that left.
pub(crate) async fn open_case(
    market: &Market,
    tx: &mut Tx<Platform>,
    outgoing: &Disbursement,
    why: CaseWords,
    stated: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let (shop, purchase) = match outgoing.purpose {
        Purpose::Refund { purchase, .. } => (None, Some(purchase)),
        Purpose::Payout { shop, .. } => (Some(shop), None),
    };
    let case = NewCase {
        kind: CaseKind::Payment,
        subject: kernel::Id::uuid(outgoing.id),
        shop,
        purchase,
        title: why.as_str().to_owned(),
        evidence: json!({"expected": outgoing.amount, "stated": stated, "problem": outgoing.cause}),
    };
    moderation::open(tx, &case, market.source.id::<CaseId>(), now).await?;
    Ok(())
}

/// As the timeline keeps an amount: what a person sends back as it came may be of another currency than the purchase.
fn note_of(amount: Money) -> String {
    format!("{} {}", amount.minor(), amount.currency())
}

fn event(purchase: PurchaseId, kind: EventKind, note: &str, at: Timestamp) -> NewEvent<'_> {
    NewEvent {
        purchase,
        order: None,
        kind,
        actor: Actor::Platform,
        note,
        is_public: true,
        at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_says_how_often_it_was_tried() {
        assert_eq!(tries("cancelled:1"), ("cancelled:1", 1));
        assert_eq!(tries("cancelled:1#4"), ("cancelled:1", 4));
        assert_eq!(tries("odd#one"), ("odd#one", 1));
    }

    #[test]
    fn the_pauses_grow() {
        let minutes: Vec<i64> = (1..=5).map(|tried| pause(tried).whole_minutes()).collect();
        assert_eq!(minutes, [1, 5, 25, 125, 125]);
    }
}
