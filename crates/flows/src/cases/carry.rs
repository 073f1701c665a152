//! What was decided, carried out in the transaction that decides it.

use kernel::{CaseId, JournalId, Money, Timestamp};
use ledger::{Account, Journal, Kind};
use moderation::Case;
use orders::timeline::{self, NewEvent};
use orders::{Actor, EventKind, Purchase};
use payments::{Attempt, Disbursement};
use serde_json::json;
use store::{Platform, Topic, Tx};
use words::CaseWords;

use super::plan::{NotPossible, Plan};
use super::{CaseError, Known, Subject, by_hand, came_back, difference};
use crate::settle::{self, Payment};
use crate::stuck::Nobodys;
use crate::{Error, Market, credit, disburse, refund};

/// Everything is locked, and the plan was made from what is locked.
pub(super) async fn out(
    market: &Market,
    tx: &mut Tx<Platform>,
    known: &mut Known,
    plan: &Plan,
    case: &Case,
    now: Timestamp,
) -> Result<(), CaseError> {
    match (plan, &mut known.subject) {
        (Plan::CameBack { .. }, _) => came_back::carry_out(market, tx, known, now).await,
        (Plan::Leave, _) | (Plan::Close, Subject::Unknown) => Ok(()),
        (plan, Subject::Stated(_) | Subject::Booked(_)) => {
            difference::carry_out(market, tx, known, plan, case, now).await
        }
        (Plan::Keep { came, over, .. }, Subject::Incoming(both)) => {
            let (purchase, attempt) = both.as_mut();
            keep(market, tx, purchase, attempt, (*came, *over), case.id, now).await
        }
        (Plan::Refund { amount }, Subject::Incoming(both)) => {
            let (purchase, attempt) = both.as_mut();
            Ok(send_back(market, tx, purchase, attempt, *amount, case.id, now).await?)
        }
        (Plan::Moved { .. } | Plan::NotMoved { .. }, Subject::Incoming(both)) => {
            let has_moved = matches!(plan, Plan::Moved { .. });
            let (purchase, attempt) = both.as_mut();
            Ok(settle::said(market, tx, purchase, attempt, has_moved, now).await?)
        }
        (Plan::Moved { .. } | Plan::NotMoved { .. }, Subject::Outgoing(outgoing)) => {
            let has_moved = matches!(plan, Plan::Moved { .. });
            Ok(disburse::said(market, tx, outgoing, has_moved, now).await?)
        }
        (plan, Subject::ByHand(both)) => {
            by_hand::carry_out(market, tx, &mut both.0, both.1.as_mut(), plan, now).await
        }
        (Plan::HandOn { .. }, _) => Err(NotPossible::NoPurchase.into()),
        (Plan::Close, Subject::Incoming(both)) => {
            Ok(settle::end_set_aside(market, tx, both.1.id, now).await?)
        }
        (Plan::Close, Subject::Outgoing(outgoing)) => Ok(leave_be(tx, outgoing).await?),
        (Plan::Keep { .. } | Plan::Refund { .. }, Subject::Outgoing(_)) => {
            Err(NotPossible::MoneyThatLeft.into())
        }
        (_, Subject::Unknown) => Err(NotPossible::NothingThere.into()),
        (_, Subject::Incoming(_) | Subject::Outgoing(_)) => Err(NotPossible::OtherQuestion.into()),
    }
}

/// The purchase is paid out of suspense. What came above its price sets out back to the buyer.
async fn keep(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &mut Purchase,
    attempt: &mut Attempt,
    (came, over): (Money, Money),
    case: CaseId,
    now: Timestamp,
) -> Result<(), CaseError> {
    let rest = purchase.total.minus(attempt.amount).map_err(Error::from)?;
    if !credit::secure(market, tx, purchase, rest, now).await? {
        return Err(NotPossible::CreditGone.into());
    }
    if !settle::have_stock(tx, purchase, now).await? {
        return Err(NotPossible::SoldOut.into());
    }
    // The receipt stays with whichever attempt it paid for first.
    let to = attempt.state.collect(now, None).map_err(Error::from)?;
    attempt.apply(tx, to, "decision", None, now).await?;
    Nobodys::from(&*attempt).known(tx, now).await?;
    let paid = Payment {
        cause: format!("collected:{}", attempt.id),
        from: Account::Suspense,
        asked: attempt.amount,
        came,
    };
    settle::keep(market, tx, purchase, paid, now).await?;
    if over.is_positive() {
        attempt.note_stated(tx, came).await?;
        owe(market, tx, purchase, attempt, over, case, now).await?;
    }
    Ok(())
}

/// What lies in suspense is owed to the buyer, and sets out to whoever paid. The attempt is over and the buyer may pay again.
async fn send_back(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &mut Purchase,
    attempt: &mut Attempt,
    amount: Money,
    case: CaseId,
    now: Timestamp,
) -> Result<(), Error> {
    settle::end_set_aside(market, tx, attempt.id, now).await?;
    let journal = Journal::new(
        market.source.id::<JournalId>(),
        format!("decided:{}:{case}", attempt.id),
        Kind::SetAsideDecided,
        amount.currency(),
        now,
    )
    .of_purchase(purchase.id)
    .debit(Account::Suspense, amount)
    .and_then(|journal| journal.credit(Account::RefundDue(purchase.id), amount))
    .map_err(ledger::Error::from)?;
    ledger::record(tx, &journal).await?;
    attempt.note_stated(tx, amount).await?;
    owe(market, tx, purchase, attempt, amount, case, now).await
}

/// What was booked as owed is on its way, and the buyer reads so.
async fn owe(
    market: &Market,
    tx: &mut Tx<Platform>,
    purchase: &Purchase,
    attempt: &Attempt,
    amount: Money,
    case: CaseId,
    now: Timestamp,
) -> Result<(), Error> {
    let owed = refund::Owed {
        purchase,
        attempt,
        amount,
        cause: format!("decided:{case}"),
    };
    refund::request(market, tx, owed, now).await?;
    let event = NewEvent {
        purchase: purchase.id,
        order: None,
        kind: EventKind::OwedBack,
        actor: Actor::Platform,
        note: CaseWords::AmountMismatch.as_str(),
        is_public: true,
        at: now,
    };
    timeline::write(tx, &event).await?;
    let payload = json!({"number": purchase.number.to_string(), "owed": amount});
    let about = kernel::Id::uuid(purchase.id);
    store::publish(tx, Topic::PaymentOwedBack, about, payload, now).await?;
    Ok(())
}

/// Nothing asks about it any more; what its provider says by itself is still heard.
async fn leave_be(tx: &mut Tx<Platform>, outgoing: &mut Disbursement) -> Result<(), Error> {
    if outgoing.state.is_open() {
        outgoing.note_check(tx, None).await?;
    }
    Ok(())
}
