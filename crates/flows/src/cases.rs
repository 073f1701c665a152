//! Money that does not match: an admin looks at what was asked and what came, and decides. Above a limit a second admin must agree.
//! Each decision is one transaction: the books, the attempt, the case and the audit trail move together or not at all.

mod by_hand;
mod came_back;
mod carry;
mod difference;
mod limit;
mod plan;

use accounts::{Authority, Need};
use kernel::{AttemptId, CaseId, DisbursementId, Id, Money, PersonId, ProposalId, Timestamp};
use moderation::{
    Case, CaseKind, Choice, DecideError, Entry, NewProposal, Proposal, ProposalState, Reason,
    Subject as About, Verdict,
};
use orders::{Purchase, purchase};
use payments::statements::{Gap, Stated};
use payments::{Attempt, Disbursement, Purpose, TillPayment, attempt, disbursement};
use serde_json::json;
use store::{Cursor, Page, Platform, PlatformFlow, Tx};
use uuid::Uuid;

pub use self::by_hand::name_purchase;
pub use self::came_back::name_returned;
pub use self::limit::SecondAdmin;
pub use self::plan::{NotPossible, Plan};
use self::plan::{asks, plan, stake};
use crate::jobs::DeliverEvents;
use crate::market::failpoint;
use crate::{Error, Market, settle};

/// Somebody who may look into everybody's money and decide about it. There is no other way to make one than from what a person may
/// do right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admin(PersonId);

impl Admin {
    /// `None`: not an admin.
    pub fn of(authority: &Authority) -> Option<Self> {
        authority
            .meets(Need::Admin)
            .then_some(Self(authority.person.id))
    }

    pub const fn person(self) -> PersonId {
        self.0
    }
}

/// What a case is about, as far as it is known.
#[derive(Debug, Clone)]
pub enum Subject {
    /// Money that came, for this purchase.
    Incoming(Box<(Purchase, Attempt)>),
    /// Money that left.
    Outgoing(Box<Disbursement>),
    /// Money that came by hand, and the purchase an admin says it is for.
    ByHand(Box<(TillPayment, Option<Purchase>)>),
    /// A line of a statement that is not as our books are.
    Stated(Box<Stated>),
    /// What we have booked and no line shows.
    Booked(Box<Gap>),
    /// Nothing we keep.
    Unknown,
}

/// A case with everything a decision can be based on.
#[derive(Debug, Clone)]
pub struct Looked {
    pub case: Case,
    pub subject: Subject,
    /// What the shop is called whose money it is, if it is a shop's.
    pub shop: Option<String>,
    /// Every attempt of the purchase, newest first.
    pub attempts: Vec<Attempt>,
    /// What of it lies in suspense, by the books.
    pub suspense: Vec<Money>,
    /// What of ours the line of a statement speaks of that it is about.
    pub named: Subject,
    /// Every choice with what would happen, or why it is not possible.
    pub choices: Vec<(Choice, Result<Plan, NotPossible>)>,
    pub needs_second: bool,
    /// What was proposed, oldest first.
    pub proposals: Vec<Proposal>,
    /// What those who proposed, answered and decided are called.
    pub names: Vec<(PersonId, String)>,
}

/// What a decision is made from.
pub(crate) struct Known {
    subject: Subject,
    suspense: Vec<Money>,
    named: Subject,
}

impl Looked {
    /// What waits for a second admin.
    pub fn open_proposal(&self) -> Option<&Proposal> {
        self.proposals
            .iter()
            .find(|proposal| proposal.state == ProposalState::Open)
    }

    /// What a person is called; empty when they never said.
    pub fn name(&self, person: PersonId) -> &str {
        self.names
            .iter()
            .find(|(known, _)| *known == person)
            .map_or("", |(_, name)| name.as_str())
    }
}

/// What came of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// It was carried out.
    Done,
    /// It waits for a second admin.
    Proposed,
}

/// What a second admin says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Agree,
    /// The first may say so too, and takes the proposal back.
    Reject,
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    #[error("there is no such case")]
    NotFound,
    #[error("the case is decided already")]
    Decided,
    /// Somebody proposed something meanwhile, which must be answered first.
    #[error("something else is proposed")]
    Proposed,
    /// The proposal is answered already.
    #[error("the proposal is answered already")]
    Answered,
    #[error("a second person must agree")]
    SamePerson,
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(CaseError: store::Error, payments::Error, orders::Error, ledger::Error, kernel::MoneyError);

impl From<DecideError> for CaseError {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::NotFound => Self::NotFound,
            DecideError::AlreadyDecided(_) => Self::Decided,
            DecideError::Store(error) => Self::Failed(error.into()),
        }
    }
}

/// Open cases of money, the longest waiting first.
pub async fn queue(
    market: &Market,
    _by: Admin,
    after: Option<Cursor>,
    size: u16,
) -> Result<Page<Case>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Decide)).await?;
    Ok(moderation::queue(&mut *tx, CaseKind::Payment, after, size).await?)
}

/// A case and what it is about.
pub async fn look(market: &Market, _by: Admin, id: CaseId) -> Result<Option<Looked>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Decide)).await?;
    let Some(case) = find(&mut tx, id).await? else {
        return Ok(None);
    };
    let subject = subject_of(&mut tx, case.subject).await?;
    let named = match came_back::spoken_of(&mut tx, &subject).await? {
        Some(id) => find_payment(&mut tx, id).await?,
        None => Subject::Unknown,
    };
    let known = Known {
        suspense: in_suspense(&mut tx, &subject).await?,
        subject,
        named,
    };
    let attempts = match &known.subject {
        Subject::Incoming(both) => attempt::list_of_purchase(&mut *tx, both.0.id).await?,
        Subject::ByHand(both) => match &both.1 {
            Some(bought) => attempt::list_of_purchase(&mut *tx, bought.id).await?,
            None => Vec::new(),
        },
        Subject::Outgoing(_) | Subject::Stated(_) | Subject::Booked(_) | Subject::Unknown => {
            Vec::new()
        }
    };
    let choices = Choice::ALL
        .iter()
        .filter(|choice| asks(&case, **choice, &known))
        .map(|choice| (*choice, plan(&case, *choice, &known)))
        .collect();
    let at_stake = stake(&case, &known);
    let named = match &known.named {
        Subject::Outgoing(outgoing) => outgoing.purpose.shop(),
        _ => None,
    };
    let shop = match case.shop.or(named) {
        Some(shop) => catalog::shops::find(&mut *tx, shop).await?,
        None => None,
    };
    let proposals = moderation::list_proposals(&mut *tx, id).await?;
    let mut people: Vec<PersonId> = proposals
        .iter()
        .flat_map(|proposal| [Some(proposal.proposed_by), proposal.answered_by])
        .flatten()
        .collect();
    people.extend(case.decided_by);
    Ok(Some(Looked {
        names: accounts::people::names(&mut *tx, &people).await?,
        needs_second: needs_second(market, &at_stake),
        case,
        subject: known.subject,
        shop: shop.map(|shop| shop.name),
        attempts,
        suspense: known.suspense,
        named: known.named,
        choices,
        proposals,
    }))
}

/// Decides a case, or proposes so where a second admin must agree.
pub async fn decide(
    market: &Market,
    by: Admin,
    id: CaseId,
    choice: Choice,
    note: &Reason,
) -> Result<Decided, CaseError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Decide)).await?;
    let (case, mut known) = lock(&mut tx, id).await?;
    if moderation::open_proposal(&mut *tx, id).await?.is_some() {
        return Err(CaseError::Proposed);
    }
    let planned = plan(&case, choice, &known)?;
    let at_stake = stake(&case, &known);
    let new = NewProposal {
        id: market.source.id::<ProposalId>(),
        case: id,
        choice,
        note,
        needs_second: needs_second(market, &at_stake),
        by: by.0,
        at: now,
    };
    moderation::propose(&mut tx, &new).await?;
    let decided = if new.needs_second {
        write_down(
            &mut tx,
            by,
            &case,
            "case.propose",
            choice,
            note.as_str(),
            &at_stake,
            now,
        )
        .await?;
        Decided::Proposed
    } else {
        moderation::answer(&mut tx, new.id, ProposalState::Agreed, by.0, "", now).await?;
        carry::out(market, &mut tx, &mut known, &planned, &case, now).await?;
        end(&mut tx, by, &case, choice, note, &at_stake, now).await?;
        Decided::Done
    };
    failpoint!("decide.before_commit");
    tx.commit().await?;
    if decided == Decided::Done {
        difference::compare_anew(market, &known, &planned).await;
    }
    Ok(decided)
}

/// Agrees with what another admin proposed, which carries it out, or rejects it, which leaves the case as it was.
pub async fn answer(
    market: &Market,
    by: Admin,
    id: CaseId,
    proposal: ProposalId,
    answer: Answer,
    words: &str,
) -> Result<(), CaseError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Decide)).await?;
    let (case, mut known) = lock(&mut tx, id).await?;
    let open = moderation::open_proposal(&mut *tx, id).await?;
    let Some(open) = open.filter(|open| open.id == proposal) else {
        return Err(CaseError::Answered);
    };
    let at_stake = stake(&case, &known);
    let mut carried = None;
    match answer {
        Answer::Reject => {
            moderation::answer(&mut tx, open.id, ProposalState::Rejected, by.0, words, now).await?;
            write_down(
                &mut tx,
                by,
                &case,
                "case.reject",
                open.choice,
                words,
                &at_stake,
                now,
            )
            .await?;
        }
        Answer::Agree if open.proposed_by == by.0 => return Err(CaseError::SamePerson),
        Answer::Agree => {
            // What was possible when it was proposed may not be now.
            let planned = plan(&case, open.choice, &known)?;
            moderation::answer(&mut tx, open.id, ProposalState::Agreed, by.0, words, now).await?;
            carry::out(market, &mut tx, &mut known, &planned, &case, now).await?;
            carried = Some(planned);
            let note = Reason::parse(&open.note)
                .map_err(|_| store::Error::corrupt("case_proposals", "note", open.id))?;
            end(&mut tx, by, &case, open.choice, &note, &at_stake, now).await?;
        }
    }
    failpoint!("decide.before_commit");
    tx.commit().await?;
    if let Some(planned) = carried {
        difference::compare_anew(market, &known, &planned).await;
    }
    Ok(())
}

async fn find(tx: &mut Tx<Platform>, id: CaseId) -> Result<Option<Case>, Error> {
    let case = moderation::find(&mut **tx, id).await?;
    Ok(case.filter(|case| case.kind == CaseKind::Payment))
}

/// The case, locked after what it is about, like everything that moves money.
async fn lock(tx: &mut Tx<Platform>, id: CaseId) -> Result<(Case, Known), CaseError> {
    let glance = find(tx, id).await?.ok_or(CaseError::NotFound)?;
    let subject = match lock_payment(tx, glance.subject).await? {
        Subject::Unknown => match by_hand::lock(tx, glance.subject).await? {
            Some(both) => Subject::ByHand(Box::new(both)),
            None => difference::lock(tx, glance.subject).await?,
        },
        payment => payment,
    };
    let named = match came_back::spoken_of(tx, &subject).await? {
        Some(id) => lock_payment(tx, id).await?,
        None => Subject::Unknown,
    };
    let case = moderation::lock_open(tx, id).await?;
    let known = Known {
        suspense: in_suspense(tx, &subject).await?,
        subject,
        named,
    };
    Ok((case, known))
}

/// Money that came or left at a provider.
async fn lock_payment(tx: &mut Tx<Platform>, id: Uuid) -> Result<Subject, Error> {
    match settle::lock_both(tx, AttemptId::from_uuid(id)).await? {
        Some(both) => Ok(Subject::Incoming(Box::new(both))),
        None => lock_outgoing(tx, DisbursementId::from_uuid(id)).await,
    }
}

async fn lock_outgoing(tx: &mut Tx<Platform>, id: DisbursementId) -> Result<Subject, Error> {
    let Some(glance) = disbursement::find(&mut **tx, id).await? else {
        return Ok(Subject::Unknown);
    };
    if let Purpose::Refund { purchase, .. } = glance.purpose {
        purchase::lock(tx, purchase).await?;
    }
    let locked = disbursement::lock(tx, id).await?;
    Ok(locked.map_or(Subject::Unknown, |outgoing| {
        Subject::Outgoing(Box::new(outgoing))
    }))
}

async fn subject_of(tx: &mut Tx<Platform>, id: Uuid) -> Result<Subject, Error> {
    match find_payment(tx, id).await? {
        Subject::Unknown => match by_hand::find(tx, id).await? {
            Some(both) => Ok(Subject::ByHand(Box::new(both))),
            None => difference::find(tx, id).await,
        },
        payment => Ok(payment),
    }
}

async fn find_payment(tx: &mut Tx<Platform>, id: Uuid) -> Result<Subject, Error> {
    if let Some(attempt) = attempt::find(&mut **tx, AttemptId::from_uuid(id)).await?
        && let Some(bought) = purchase::find(&mut **tx, attempt.purchase).await?
    {
        return Ok(Subject::Incoming(Box::new((bought, attempt))));
    }
    let outgoing = disbursement::find(&mut **tx, DisbursementId::from_uuid(id)).await?;
    Ok(outgoing.map_or(Subject::Unknown, |outgoing| {
        Subject::Outgoing(Box::new(outgoing))
    }))
}

async fn in_suspense(tx: &mut Tx<Platform>, subject: &Subject) -> Result<Vec<Money>, Error> {
    match subject {
        Subject::Incoming(both) => {
            let (purchase, attempt) = both.as_ref();
            Ok(ledger::browse::in_suspense(&mut **tx, purchase.id, attempt.id.uuid()).await?)
        }
        Subject::ByHand(both) => Ok(by_hand::in_suspense(&both.0)),
        Subject::Stated(_) | Subject::Booked(_) => difference::in_suspense(tx, subject).await,
        Subject::Outgoing(_) | Subject::Unknown => Ok(Vec::new()),
    }
}

fn needs_second(market: &Market, at_stake: &[Money]) -> bool {
    let limits = &market.settings.second_admin;
    at_stake.iter().any(|amount| limits.is_needed(*amount))
}

/// Ends the case and writes down who did what.
async fn end(
    tx: &mut Tx<Platform>,
    by: Admin,
    case: &Case,
    choice: Choice,
    note: &Reason,
    at_stake: &[Money],
    now: Timestamp,
) -> Result<(), CaseError> {
    let verdict = Verdict::Settle(note.clone());
    moderation::decide(tx, case.id, &verdict, Some(by.0), now).await?;
    crate::dispute::closed(tx, case).await?;
    let action = match choice {
        Choice::Keep => "case.keep",
        Choice::Refund => "case.refund",
        Choice::Close => "case.settle",
        Choice::Moved => "case.moved",
        Choice::NotMoved => "case.not_moved",
        Choice::CameBack => "case.came_back",
        Choice::There => "case.there",
        Choice::Theirs => "case.theirs",
        Choice::NeverCame => "case.never_came",
        Choice::Twice => "case.twice",
        Choice::WrittenOff => "case.written_off",
    };
    write_down(tx, by, case, action, choice, note.as_str(), at_stake, now).await?;
    store::enqueue(tx, &DeliverEvents::about(case.id), now).await?;
    Ok(())
}

#[expect(
    clippy::too_many_arguments,
    reason = "an audit entry says who, what, about what, why, how much and when"
)]
async fn write_down(
    tx: &mut Tx<Platform>,
    by: Admin,
    case: &Case,
    action: &'static str,
    choice: Choice,
    note: &str,
    at_stake: &[Money],
    now: Timestamp,
) -> Result<(), Error> {
    let entry = Entry {
        actor: moderation::Actor::Admin(by.0),
        action,
        subject: About::new("case", case.id),
        shop: case.shop,
        detail: json!({
            "kind": case.kind.as_str(), "subject": case.subject, "reason": note, "choice": choice.as_str(), "amounts": at_stake,
        }),
    };
    Ok(moderation::audit(tx, &entry, now).await?)
}
