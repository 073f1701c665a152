//! What people were asked about a purchase, and what they decided.

use kernel::PurchaseId;
use moderation::{Case, Proposal};
use sqlx::PgConnection;

use super::{Book, Line};
use crate::Error;

pub(super) async fn of_purchase(
    conn: &mut PgConnection,
    purchase: PurchaseId,
) -> Result<Vec<Line>, Error> {
    let mut lines = Vec::new();
    for case in moderation::cases_of_purchase(&mut *conn, purchase).await? {
        lines.push(opened(&case));
        let proposals = moderation::list_proposals(&mut *conn, case.id).await?;
        lines.extend(proposals.iter().flat_map(proposed));
        lines.extend(ended(&case));
    }
    Ok(lines)
}

fn opened(case: &Case) -> Line {
    let text = format!("{} opened {}  about {}", case.id, case.title, case.subject);
    let evidence = payments::masked(&case.evidence.to_string());
    Line {
        details: evidence.lines().map(str::to_owned).collect(),
        ..Line::new(case.opened_at, Book::Case, text)
    }
}

fn proposed(proposal: &Proposal) -> Vec<Line> {
    let (choice, by) = (proposal.choice.as_str(), proposal.proposed_by);
    let waits = if proposal.needs_second {
        ", and a second person must agree"
    } else {
        ""
    };
    let note = &proposal.note;
    let text = format!("{choice} proposed by person {by}{waits}  {note}");
    let mut lines = vec![Line::new(proposal.proposed_at, Book::Case, text)];
    if let (Some(at), Some(by)) = (proposal.answered_at, proposal.answered_by) {
        let (state, said) = (proposal.state.as_str(), &proposal.answer);
        let text = format!("{choice} {state} by person {by}  {said}");
        lines.push(Line::new(at, Book::Case, text));
    }
    lines
}

fn ended(case: &Case) -> Option<Line> {
    let by = case
        .decided_by
        .map_or_else(|| "by itself".to_owned(), |by| format!("by person {by}"));
    let text = format!("{} {} {by}  {}", case.id, case.state.as_str(), case.reason);
    Some(Line::new(case.decided_at?, Book::Case, text))
}
