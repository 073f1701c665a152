//! What of ours a line of a statement speaks of, and what it brings back that had left and arrived.

use kernel::{CaseId, Id, Money, Timestamp};
use ledger::Account;
use moderation::Entry;
use payments::provider::ProviderName;
use payments::statements::{self, Class, Stated};
use payments::{OutgoingState, TillState, disbursement};
use serde_json::json;
use store::{Platform, PlatformFlow, Tx};
use uuid::Uuid;

use super::plan::{NotPossible, Plan};
use super::{About, Admin, CaseError, Known, Subject, difference};
use crate::{Error, Market, disburse, settle};

/// The line a case is about, or the one that told of a transfer.
async fn line_of(tx: &mut Tx<Platform>, subject: &Subject) -> Result<Option<Stated>, Error> {
    match subject {
        Subject::Stated(stated) => Ok(Some(stated.as_ref().clone())),
        Subject::ByHand(both) if !both.0.provider.can_be_asked() => {
            let line = both.0.receipt.parse();
            let line =
                line.map_err(|_| store::Error::corrupt("till_payments", "receipt", both.0.id))?;
            Ok(statements::find_line(&mut **tx, line).await?)
        }
        Subject::Incoming(_)
        | Subject::Outgoing(_)
        | Subject::ByHand(_)
        | Subject::Booked(_)
        | Subject::Unknown => Ok(None),
    }
}

/// Which payment of ours the line speaks of: one that it was found to name, that a person named, or, where money came, one that had left
/// and is named anywhere in it.
pub(super) async fn spoken_of(
    tx: &mut Tx<Platform>,
    subject: &Subject,
) -> Result<Option<Uuid>, Error> {
    let Some(line) = line_of(tx, subject).await? else {
        return Ok(None);
    };
    let known = match subject {
        // Of a transfer that is the transfer itself.
        Subject::ByHand(_) => None,
        _ => line.subject,
    };
    if let Some(known) = line.returned.map(Id::uuid).or(known) {
        return Ok(Some(known));
    }
    let Some(came) = line.amount.filter(|amount| amount.is_positive()) else {
        return Ok(None);
    };
    let sent_by = senders(line.provider);
    let found = disbursement::find_named(&mut **tx, &sent_by, &line.names(), Some(came)).await?;
    Ok(found.map(Id::uuid))
}

/// Who may have sent what comes back here: to our bank, anybody.
fn senders(provider: ProviderName) -> Vec<ProviderName> {
    if provider.can_be_asked() {
        vec![provider]
    } else {
        ProviderName::ALL.to_vec()
    }
}

/// What came by a line that may bring back something of ours.
pub(super) fn came(known: &Known) -> Option<Money> {
    match &known.subject {
        Subject::Stated(line) if line.class == Class::MissingHere => {
            let is_collected = matches!(known.named, Subject::Incoming(_));
            line.amount
                .filter(|came| came.is_positive() && !is_collected)
        }
        Subject::ByHand(both) if !both.0.provider.can_be_asked() => known.suspense.first().copied(),
        Subject::Incoming(_)
        | Subject::Outgoing(_)
        | Subject::ByHand(_)
        | Subject::Stated(_)
        | Subject::Booked(_)
        | Subject::Unknown => None,
    }
}

/// All of it came back, or nobody knows what became of the rest.
pub(super) fn plan(known: &Known) -> Result<Plan, NotPossible> {
    let came = came(known).ok_or(NotPossible::NothingThere)?;
    let Subject::Outgoing(outgoing) = &known.named else {
        return Err(NotPossible::NoneNamed);
    };
    if !matches!(outgoing.state, OutgoingState::Paid { .. }) {
        return Err(NotPossible::NotArrived);
    }
    // What it counted for there, no rate says any more.
    if outgoing.price.is_some() {
        return Err(NotPossible::OtherCurrency);
    }
    if outgoing.amount != came {
        return Err(NotPossible::OtherAmount);
    }
    Ok(Plan::CameBack { amount: came })
}

/// What had arrived is here again, and its line is explained.
pub(super) async fn carry_out(
    market: &Market,
    tx: &mut Tx<Platform>,
    known: &mut Known,
    now: Timestamp,
) -> Result<(), CaseError> {
    let Subject::Outgoing(outgoing) = &mut known.named else {
        return Err(NotPossible::NoneNamed.into());
    };
    // By the decision that set it aside, if there was one.
    let aside = difference::aside(tx, &known.subject).await?;
    match &mut known.subject {
        Subject::ByHand(both) => {
            disburse::came_back(market, tx, outgoing, Account::Suspense, now).await?;
            both.0.move_to(tx, TillState::Decided).await?;
        }
        Subject::Stated(line) => {
            let (lies_in, shown_by) = match aside {
                Some(aside) => (aside.lies_in(), aside.cause),
                None => (
                    settle::held_by(line.provider),
                    disburse::returned_cause(outgoing),
                ),
            };
            disburse::came_back(market, tx, outgoing, lies_in, now).await?;
            statements::match_to(tx, line, &shown_by).await?;
        }
        Subject::Incoming(_) | Subject::Outgoing(_) | Subject::Booked(_) | Subject::Unknown => {
            return Err(NotPossible::OtherQuestion.into());
        }
    }
    Ok(())
}

/// An admin says what a line brought back, by whatever it is called. Nothing moves: that is decided after, by one or two. False: nothing
/// that left is called like this, or several are.
pub async fn name_returned(
    market: &Market,
    by: Admin,
    id: CaseId,
    called: &str,
) -> Result<bool, CaseError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Decide)).await?;
    let (case, known) = super::lock(&mut tx, id).await?;
    let Some(line) = line_of(&mut tx, &known.subject).await? else {
        return Err(CaseError::NotFound);
    };
    // What is proposed is about what was named then.
    if moderation::open_proposal(&mut *tx, id).await?.is_some() {
        return Err(CaseError::Proposed);
    }
    let names = [called.trim().to_owned()];
    let found = disbursement::find_named(&mut *tx, &senders(line.provider), &names, None).await?;
    let Some(found) = found else {
        return Ok(false);
    };
    statements::name_returned(&mut tx, line.id, found).await?;
    let entry = Entry {
        actor: moderation::Actor::Admin(by.person()),
        action: "case.name_returned",
        subject: About::new("case", case.id),
        shop: None,
        detail: json!({ "line": line.id, "disbursement": found }),
    };
    moderation::audit(&mut tx, &entry, now).await?;
    tx.commit().await?;
    Ok(true)
}
