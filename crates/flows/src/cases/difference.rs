//! A case about a line of a statement that is not as our books are, or about a posting that no line shows.

use kernel::{Id as _, JournalId, StatementLineId};
use payments::statements;
use store::{Platform, Tx};
use uuid::Uuid;

use super::Subject;
use crate::Error;

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
