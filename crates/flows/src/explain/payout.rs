//! One payout explained: where it went, by whom, and what became of it.

use kernel::DisbursementId;
use payments::{Disbursement, Purpose, disbursement, history};
use store::{Platform, PlatformFlow, Tx};

use super::{Book, Line, asked, booked, changed, moment, said};
use crate::{Error, Market, payout};

/// A payout explained.
#[derive(Debug, Clone)]
pub struct PayoutExplained {
    pub payout: Disbursement,
    /// Oldest first.
    pub lines: Vec<Line>,
}

impl PayoutExplained {
    /// What stands above the timeline. Where it went is masked.
    pub fn head(&self) -> Vec<String> {
        let payout = &self.payout;
        let of = match &payout.purpose {
            Purpose::Payout { shop, .. } => format!("shop {shop}"),
            Purpose::Refund { purchase, .. } => format!("purchase {purchase}"),
        };
        vec![
            format!(
                "{}  {}  {}  requested {}",
                payout.id,
                payout.state.as_str(),
                payout.amount,
                moment(payout.requested_at)
            ),
            format!(
                "{of}  to {}  by {} at {} as {}",
                payout.purpose.masked(),
                payout.method(),
                payout.provider,
                payout.reference
            ),
        ]
    }
}

/// Gathers everything about a payout. `None`: there is none with this id.
pub async fn explain_payout(
    market: &Market,
    id: DisbursementId,
) -> Result<Option<PayoutExplained>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Explain)).await?;
    let Some(payout) = disbursement::find(&mut *tx, id).await? else {
        return Ok(None);
    };
    let changes = history::of_disbursement(&mut *tx, id).await?;
    let mut lines: Vec<Line> = changes
        .iter()
        .map(|change| Line {
            book: Book::Payout,
            ..changed(change)
        })
        .collect();
    lines.extend(history::asked_about(&mut *tx, id).await?.iter().map(asked));
    let heard = history::heard_about(&mut *tx, payout.reference).await?;
    lines.extend(heard.iter().map(said));
    let causes = payout::causes_of(&payout);
    let posted = ledger::postings_of_causes(&mut *tx, &causes).await?;
    lines.extend(posted.iter().map(booked));
    // Stable: what happened at the same moment stays in the order it was written.
    lines.sort_by_key(|line| line.at);
    Ok(Some(PayoutExplained { payout, lines }))
}
