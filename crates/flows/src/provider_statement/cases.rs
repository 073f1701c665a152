//! A case for each difference that needs a person: opened once, and closed by itself when a later statement explains it.

use kernel::{CaseId, Id as _, JournalId, StatementLineId, Timestamp};
use moderation::{CaseKind, NewCase, Reason};
use payments::provider::ProviderName;
use payments::statements::{self, Class, Gap, LineDue};
use serde_json::{Value, json};
use store::{Platform, Tx};
use time::format_description::well_known::Rfc3339;
use words::CaseWords;

use super::{BATCH_MAX, SETTLES_WITHIN};
use crate::{Error, Market};

/// What a case that ended by itself says.
const EXPLAINED: &str = "a later statement or posting explains it";

/// Closes cases about what is explained. Says how many were open still.
pub(super) async fn close(
    tx: &mut Tx<Platform>,
    explained: &[CaseId],
    now: Timestamp,
) -> Result<u64, Error> {
    let Ok(why) = Reason::parse(EXPLAINED) else {
        return Ok(0);
    };
    Ok(moderation::settle_all(tx, explained, &why, now).await?)
}

/// Opens a case about each difference that has none. Says how many.
pub(super) async fn open(
    market: &Market,
    tx: &mut Tx<Platform>,
    provider: ProviderName,
    now: Timestamp,
) -> Result<usize, Error> {
    let settled_before = now - SETTLES_WITHIN;
    let batch_max = i64::try_from(BATCH_MAX).unwrap_or(i64::MAX);
    let mut opened = 0;
    loop {
        let due =
            statements::lines_without_case(tx, provider, (now, settled_before), batch_max).await?;
        if due.is_empty() {
            break;
        }
        let cases = write(
            market,
            tx,
            due.iter().map(|due| of_line(provider, due)),
            now,
        )
        .await?;
        let lines: Vec<_> = cases
            .into_iter()
            .map(|(line, case)| (StatementLineId::from_uuid(line), case))
            .collect();
        statements::keep_cases(tx, &lines).await?;
        opened += lines.len();
    }
    loop {
        let due = statements::gaps_without_case(tx, provider, batch_max).await?;
        if due.is_empty() {
            return Ok(opened);
        }
        let cases = write(market, tx, due.iter().map(of_gap), now).await?;
        let gaps: Vec<_> = cases
            .into_iter()
            .map(|(journal, case)| (JournalId::from_uuid(journal), case))
            .collect();
        statements::keep_gap_cases(tx, &gaps).await?;
        opened += gaps.len();
    }
}

async fn write(
    market: &Market,
    tx: &mut Tx<Platform>,
    cases: impl Iterator<Item = NewCase>,
    now: Timestamp,
) -> Result<Vec<(uuid::Uuid, CaseId)>, Error> {
    let cases: Vec<_> = cases
        .map(|case| (market.source.id::<CaseId>(), case))
        .collect();
    Ok(moderation::open_all(tx, &cases, now).await?)
}

fn of_line(provider: ProviderName, due: &LineDue) -> NewCase {
    let why = match due.class {
        Class::Doubled => CaseWords::DoubledLine,
        Class::MissingHere => CaseWords::MissingHere,
        Class::Unreadable => CaseWords::UnreadableLine,
        Class::DifferentAmount
        | Class::New
        | Class::Matched
        | Class::Late
        | Class::Fee
        | Class::Settlement
        | Class::NoMoney => CaseWords::DifferentLine,
    };
    NewCase {
        kind: CaseKind::Payment,
        subject: due.id.uuid(),
        shop: None,
        purchase: due.purchase,
        title: why.as_str().to_owned(),
        evidence: known(json!({
            "provider": provider.as_str(),
            "expected": due.booked,
            "stated": due.stated,
            "problem": due.word,
            "name": due.own_name,
            "line": format!("{}:{}", due.statement, due.line_number),
            "since": moment(due.at),
        })),
    }
}

fn of_gap(gap: &Gap) -> NewCase {
    NewCase {
        kind: CaseKind::Payment,
        subject: gap.journal.uuid(),
        shop: None,
        purchase: gap.purchase,
        title: CaseWords::MissingThere.as_str().to_owned(),
        evidence: json!({
            "provider": gap.provider.as_str(),
            "expected": gap.amount,
            "problem": gap.cause,
            "since": moment(Some(gap.moved_at)),
        }),
    }
}

/// Without what is not known.
fn known(mut evidence: Value) -> Value {
    if let Some(facts) = evidence.as_object_mut() {
        facts.retain(|_, fact| !fact.is_null());
    }
    evidence
}

/// Since when it is a difference: what makes its age.
fn moment(at: Option<Timestamp>) -> Option<String> {
    at.and_then(|at| at.format(&Rfc3339).ok())
}
