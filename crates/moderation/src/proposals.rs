//! What admins want to be done about a case of money, and who agreed. Every decision is one row, also one that needed nobody else.

use kernel::{CaseId, Id, PersonId, ProposalId, Timestamp, text_enum};
use sqlx::{PgConnection, PgExecutor};
use store::Error;
use uuid::Uuid;

use crate::Reason;

/// The most proposals of one case that are looked at.
const PROPOSALS_MAX: i64 = 100;

text_enum! {
    /// What is to be done about money that does not match.
    #[derive(PartialOrd, Ord)]
    pub enum Choice {
        /// Accept what came as it is.
        Keep = "keep",
        /// Send what came back to whoever paid.
        Refund = "refund",
        /// Nobody else says it: this money moved.
        Moved = "moved",
        /// Nobody else says it: no money moved.
        NotMoved = "not_moved",
        /// The line is right: what it tells of is booked.
        There = "there",
        /// The line's amount is right, and not ours.
        Theirs = "theirs",
        /// What we booked has no counterpart.
        NeverCame = "never_came",
        /// A line that says what an earlier one said is a movement of its own.
        Twice = "twice",
        /// What had left and arrived is here again.
        CameBack = "came_back",
        /// Nobody will ever explain what is set aside.
        WrittenOff = "written_off",
        /// Move nothing.
        Close = "close",
    }
}

text_enum! {
    /// How far a proposal got.
    pub enum ProposalState {
        /// Waits for a second person.
        Open = "open",
        /// Carried out.
        Agreed = "agreed",
        /// Taken back, or refused by another.
        Rejected = "rejected",
    }
}

/// What somebody wants to be done.
#[derive(Debug, Clone)]
pub struct NewProposal<'a> {
    pub id: ProposalId,
    pub case: CaseId,
    pub choice: Choice,
    pub note: &'a Reason,
    /// Whether another person must agree before it is done.
    pub needs_second: bool,
    pub by: PersonId,
    pub at: Timestamp,
}

/// A proposal as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub id: ProposalId,
    pub case: CaseId,
    pub choice: Choice,
    pub note: String,
    pub needs_second: bool,
    pub state: ProposalState,
    pub proposed_by: PersonId,
    pub proposed_at: Timestamp,
    pub answered_by: Option<PersonId>,
    pub answered_at: Option<Timestamp>,
    /// What the second person said; may be empty.
    pub answer: String,
}

struct Row {
    id: Uuid,
    case_id: Uuid,
    choice: String,
    note: String,
    needs_second: bool,
    state: String,
    proposed_by: Uuid,
    proposed_at: Timestamp,
    answered_by: Option<Uuid>,
    answered_at: Option<Timestamp>,
    answer: String,
}

impl TryFrom<Row> for Proposal {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let corrupt = |column| Error::corrupt("case_proposals", column, row.id);
        Ok(Self {
            id: row.id.into(),
            case: row.case_id.into(),
            choice: row.choice.parse().map_err(|_| corrupt("choice"))?,
            note: row.note,
            needs_second: row.needs_second,
            state: row.state.parse().map_err(|_| corrupt("state"))?,
            proposed_by: row.proposed_by.into(),
            proposed_at: row.proposed_at,
            answered_by: row.answered_by.map(Into::into),
            answered_at: row.answered_at,
            answer: row.answer,
        })
    }
}

/// Writes what somebody wants. The caller holds the lock of the case and knows that nothing else is proposed.
pub async fn propose(conn: &mut PgConnection, new: &NewProposal<'_>) -> Result<(), Error> {
    sqlx::query!(
        "insert into case_proposals (id, case_id, choice, note, needs_second, state, proposed_by, proposed_at)
         values ($1, $2, $3, $4, $5, 'open', $6, $7)",
        new.id.uuid(),
        new.case.uuid(),
        new.choice.as_str(),
        new.note.as_str(),
        new.needs_second,
        new.by.uuid(),
        new.at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What waits for a second person, if anything does. There is at most one of a case.
pub async fn open_proposal(
    db: impl PgExecutor<'_>,
    case: CaseId,
) -> Result<Option<Proposal>, Error> {
    sqlx::query_as!(
        Row,
        "select id, case_id, choice, note, needs_second, state, proposed_by, proposed_at, answered_by, answered_at, answer
         from case_proposals where case_id = $1 and state = 'open'",
        case.uuid(),
    )
    .fetch_optional(db)
    .await?
    .map(Proposal::try_from)
    .transpose()
}

/// Everything that was proposed about a case, oldest first.
pub async fn list_proposals(db: impl PgExecutor<'_>, case: CaseId) -> Result<Vec<Proposal>, Error> {
    sqlx::query_as!(
        Row,
        "select id, case_id, choice, note, needs_second, state, proposed_by, proposed_at, answered_by, answered_at, answer
         from case_proposals where case_id = $1 order by proposed_at, id limit $2",
        case.uuid(),
        PROPOSALS_MAX,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(Proposal::try_from)
    .collect()
}

/// Ends an open proposal, as agreed or rejected. The database refuses an agreement of whoever proposed, where a second person is
/// needed.
pub async fn answer(
    conn: &mut PgConnection,
    id: ProposalId,
    state: ProposalState,
    by: PersonId,
    words: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let done = sqlx::query!(
        "update case_proposals set state = $2, answered_by = $3, answered_at = $4, answer = $5 where id = $1 and state = 'open'",
        id.uuid(),
        state.as_str(),
        by.uuid(),
        now,
        words,
    )
    .execute(conn)
    .await?;
    store::one_row("case_proposals", done.rows_affected())
}
