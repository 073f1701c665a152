//! A case about a line of a statement that is not as our books are, or about a posting that no line shows: what a decision makes of it.

use kernel::{
    CaseId, Id as _, JournalId, Money, PurchaseId, StatementLineId, TillPaymentId, Timestamp,
};
use ledger::differences::{self, Aside};
use ledger::{Account, Journal, Kind};
use moderation::{Case, CaseKind, Choice, NewCase};
use payments::provider::StatedAmount;
use payments::statements::{self, Class, Stated};
use payments::{AttemptState, OutgoingState, TillState, till};
use store::{Platform, Tx};
use uuid::Uuid;
use words::CaseWords;

use super::plan::{NotPossible, Plan};
use super::{CaseError, Known, Subject};
use crate::stuck::Nobodys;
use crate::{Error, Market, disburse, provider_statement, settle};

/// What a case is about that is no payment and nothing that left.
pub(super) async fn find(tx: &mut Tx<Platform>, subject: Uuid) -> Result<Subject, Error> {
    let line = StatementLineId::from_uuid(subject);
    if let Some(stated) = statements::find_line(&mut **tx, line).await? {
        return Ok(Subject::Stated(Box::new(stated)));
    }
    let gap = statements::find_gap(&mut **tx, JournalId::from_uuid(subject)).await?;
    Ok(gap.map_or(Subject::Unknown, |gap| Subject::Booked(Box::new(gap))))
}

/// The same, while nobody compares statements of its provider.
pub(super) async fn lock(tx: &mut Tx<Platform>, subject: Uuid) -> Result<Subject, Error> {
    let provider = match find(tx, subject).await? {
        Subject::Stated(stated) => stated.provider,
        Subject::Booked(gap) => gap.provider,
        other => return Ok(other),
    };
    statements::lock(tx, provider).await?;
    find(tx, subject).await
}

/// Whether a choice is one of those that a difference asks for; nothing where it is none.
pub(super) fn asks(choice: Choice, subject: &Subject) -> Option<bool> {
    let (decision, fits) = match subject {
        Subject::Stated(line) => {
            let fits = match line.class {
                Class::MissingHere => choice == Choice::There,
                Class::DifferentAmount => choice == Choice::Theirs,
                Class::Doubled => choice == Choice::Twice,
                _ => false,
            };
            (line.decision, fits)
        }
        Subject::Booked(gap) => (gap.decision, choice == Choice::NeverCame),
        Subject::Incoming(_) | Subject::Outgoing(_) | Subject::ByHand(_) | Subject::Unknown => {
            return None;
        }
    };
    // What is set aside is not left there.
    Some(match decision {
        Some(_) => choice == Choice::WrittenOff,
        None => fits || choice == Choice::Close,
    })
}

/// Whether nothing differs any more once a person has read the line: it was written twice and moved once, or tells of nothing.
pub(super) fn is_explained_by_closing(known: &Known) -> bool {
    matches!(&known.subject, Subject::Stated(line) if matches!(line.class, Class::Doubled | Class::Unreadable))
}

/// What lies in suspense because of a difference: as it was decided; or, where our posting set money aside itself, what of that is
/// there still.
pub(super) async fn in_suspense(
    tx: &mut Tx<Platform>,
    subject: &Subject,
) -> Result<Vec<Money>, Error> {
    if let Some(aside) = aside(tx, subject).await? {
        return Ok(if aside.is_written_off {
            Vec::new()
        } else {
            vec![aside.amount]
        });
    }
    let Subject::Booked(gap) = subject else {
        return Ok(Vec::new());
    };
    let mut cause = gap.cause.split(':');
    let (Some("set_aside"), Some(of)) = (cause.next(), cause.next()) else {
        return Ok(Vec::new());
    };
    let Ok(of) = of.parse::<Uuid>() else {
        return Ok(Vec::new());
    };
    if let Some(payment) = till::find(&mut **tx, TillPaymentId::from_uuid(of)).await? {
        let lies_there = matches!(payment.state, TillState::Unmatched | TillState::Waiting);
        let amount = payment.amount.filter(|_| lies_there);
        return Ok(amount.into_iter().collect());
    }
    match gap.purchase {
        Some(purchase) => Ok(ledger::browse::in_suspense(&mut **tx, purchase, of).await?),
        None => Ok(Vec::new()),
    }
}

/// What a decision about it set aside.
pub(super) async fn aside(
    tx: &mut Tx<Platform>,
    subject: &Subject,
) -> Result<Option<Aside>, Error> {
    let decision = match subject {
        Subject::Stated(line) => line.decision,
        Subject::Booked(gap) => gap.decision,
        Subject::Incoming(_) | Subject::Outgoing(_) | Subject::ByHand(_) | Subject::Unknown => None,
    };
    let Some(decision) = decision else {
        return Ok(None);
    };
    Ok(differences::list(&mut **tx, &[decision]).await?.pop())
}

/// What a choice about a difference would do, or about what was set aside.
pub(super) fn plan(choice: Choice, known: &Known) -> Result<Plan, NotPossible> {
    if choice == Choice::WrittenOff {
        let [amount] = known.suspense[..] else {
            return Err(NotPossible::NothingThere);
        };
        return Ok(Plan::WriteOff { amount });
    }
    let amount = match &known.subject {
        Subject::Stated(_) if choice == Choice::Twice => return Ok(Plan::Twice),
        Subject::Stated(line) => {
            if choice == Choice::There
                && let Some(plan) = told(line, &known.named)
            {
                return Ok(plan);
            }
            let amount = line.amount.ok_or(NotPossible::NothingThere)?;
            let booked = line.booked.unwrap_or(Money::zero(amount.currency()));
            let difference = amount.minus(booked);
            difference.map_err(|_| NotPossible::SeveralCurrencies)?
        }
        Subject::Booked(_) if !known.suspense.is_empty() => return Err(NotPossible::DecideFirst),
        Subject::Booked(gap) => Money::new(-gap.amount.minor(), gap.amount.currency()),
        Subject::Incoming(_) | Subject::Outgoing(_) | Subject::ByHand(_) | Subject::Unknown => {
            return Err(NotPossible::OtherQuestion);
        }
    };
    if amount.is_zero() {
        return Err(NotPossible::NothingThere);
    }
    Ok(Plan::SetAside { amount, by: choice })
}

/// Where a line tells of something of ours that has not moved as far as we know: it has, as if its provider had said so.
fn told(line: &Stated, named: &Subject) -> Option<Plan> {
    let amount = line.amount?;
    let is_told = match named {
        Subject::Incoming(both) => {
            let is_known = matches!(
                both.1.state,
                AttemptState::Prepared | AttemptState::Collected { .. }
            );
            amount.is_positive() && !is_known
        }
        Subject::Outgoing(outgoing) => {
            let is_known = matches!(
                outgoing.state,
                OutgoingState::Requested
                    | OutgoingState::Paid { .. }
                    | OutgoingState::Returned { .. }
            );
            let left = Money::new(-amount.minor(), amount.currency());
            left == outgoing.amount && !is_known
        }
        Subject::ByHand(_) | Subject::Stated(_) | Subject::Booked(_) | Subject::Unknown => false,
    };
    is_told.then_some(Plan::Told { amount })
}

/// A decision about a difference. The statements of its provider are locked, and what a line names.
pub(super) async fn carry_out(
    market: &Market,
    tx: &mut Tx<Platform>,
    known: &mut Known,
    plan: &Plan,
    case: &Case,
    now: Timestamp,
) -> Result<(), CaseError> {
    match (plan, &mut known.subject) {
        (Plan::Told { amount }, Subject::Stated(line)) => {
            let receipt = line.receipt.clone();
            as_told(market, tx, &mut known.named, *amount, receipt, now).await?;
        }
        (Plan::SetAside { amount, by }, subject) => {
            set_aside(market, tx, subject, (*amount, *by), case, now).await?;
        }
        (Plan::Twice, Subject::Stated(line)) => statements::keep_apart(tx, line.id).await?,
        (Plan::Explained, Subject::Stated(line)) => {
            statements::explain_line(tx, line.id, now).await?;
        }
        (Plan::WriteOff { amount }, subject) => {
            let aside = aside(tx, subject).await?.ok_or(NotPossible::NothingThere)?;
            let cause = aside.written_off_as();
            write_off(market, tx, cause, *amount, case.purchase, now).await?;
        }
        (Plan::Close, _) => {}
        _ => return Err(NotPossible::OtherQuestion.into()),
    }
    Ok(())
}

async fn as_told(
    market: &Market,
    tx: &mut Tx<Platform>,
    named: &mut Subject,
    amount: Money,
    receipt: Option<String>,
    now: Timestamp,
) -> Result<(), CaseError> {
    match named {
        Subject::Incoming(both) => {
            let (purchase, attempt) = both.as_mut();
            let amount = StatedAmount::Money(amount);
            settle::stated(market, tx, purchase, attempt, amount, receipt, now).await?;
            Nobodys::from(&*attempt).known(tx, now).await?;
        }
        Subject::Outgoing(outgoing) => {
            disburse::said(market, tx, outgoing, true, now).await?;
            Nobodys::from(outgoing.as_ref()).known(tx, now).await?;
        }
        _ => return Err(NotPossible::OtherQuestion.into()),
    }
    Ok(())
}

/// The books say what the statement says, and the difference lies in suspense, with a case of its own until it is explained.
async fn set_aside(
    market: &Market,
    tx: &mut Tx<Platform>,
    subject: &Subject,
    (amount, by): (Money, Choice),
    case: &Case,
    now: Timestamp,
) -> Result<(), CaseError> {
    let provider = match subject {
        Subject::Stated(line) => line.provider,
        Subject::Booked(gap) => gap.provider,
        _ => return Err(NotPossible::OtherQuestion.into()),
    };
    let cause = format!("{}:{}:{}", by.as_str(), case.subject, case.id);
    let accounts = (settle::held_by(provider), Account::Suspense);
    let kind = Kind::DifferenceSetAside;
    let journal = post(
        market,
        tx,
        (cause, kind),
        accounts,
        amount,
        case.purchase,
        now,
    )
    .await?;
    let asks_on = NewCase {
        kind: CaseKind::Payment,
        subject: case.subject,
        shop: case.shop,
        purchase: case.purchase,
        title: CaseWords::DifferenceSetAside.as_str().to_owned(),
        evidence: case.evidence.clone(),
    };
    let id = market.source.id::<CaseId>();
    let asks_on = moderation::open(tx, &asks_on, id, now).await?.id;
    match subject {
        Subject::Stated(line) => {
            statements::decide_line(tx, line.id, journal, asks_on, now).await?;
        }
        Subject::Booked(gap) => statements::decide_gap(tx, gap, journal, asks_on, now).await?,
        _ => {}
    }
    Ok(())
}

/// What lies in suspense is the marketplace's gain, or its loss where it is less than nothing.
pub(super) async fn write_off(
    market: &Market,
    tx: &mut Tx<Platform>,
    cause: String,
    amount: Money,
    purchase: Option<PurchaseId>,
    now: Timestamp,
) -> Result<(), Error> {
    let accounts = (Account::Suspense, Account::Differences);
    post(
        market,
        tx,
        (cause, Kind::WrittenOff),
        accounts,
        amount,
        purchase,
        now,
    )
    .await?;
    Ok(())
}

async fn post(
    market: &Market,
    tx: &mut Tx<Platform>,
    (cause, kind): (String, Kind),
    (to, from): (Account, Account),
    amount: Money,
    purchase: Option<PurchaseId>,
    now: Timestamp,
) -> Result<JournalId, Error> {
    let id = market.source.id::<JournalId>();
    let mut journal = Journal::new(id, cause, kind, amount.currency(), now);
    if let Some(purchase) = purchase {
        journal = journal.of_purchase(purchase);
    }
    let journal = journal
        .shift(to, from, amount)
        .map_err(ledger::Error::from)?;
    ledger::record(tx, &journal).await?;
    Ok(id)
}

/// What a decision makes of a line is found when its provider's statements are compared again: at once, and else within the hour.
pub(super) async fn compare_anew(market: &Market, known: &Known, plan: &Plan) {
    let (Plan::Told { .. } | Plan::Twice, Subject::Stated(line)) = (plan, &known.subject) else {
        return;
    };
    if let Err(error) = Box::pin(provider_statement::examine(market, line.provider)).await {
        tracing::error!(%error, "could not compare statements after a decision; the next hour does");
    }
}
