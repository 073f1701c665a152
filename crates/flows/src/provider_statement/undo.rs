//! A decision about a difference stands while nothing else explains it. When a later line or posting does, it is taken back.

use kernel::{JournalId, Timestamp};
use ledger::{Journal, Kind, differences};
use payments::provider::ProviderName;
use payments::statements::Explained;
use store::{Platform, Tx};

use crate::{Error, Market, settle};

/// Books the opposite of every decision that is needed no more, out of wherever its money is by now. Says how many.
pub(super) async fn decisions(
    market: &Market,
    tx: &mut Tx<Platform>,
    provider: ProviderName,
    explained: &Explained,
    now: Timestamp,
) -> Result<usize, Error> {
    let mut journals = Vec::new();
    for aside in differences::list(&mut **tx, &explained.decisions).await? {
        let (held, amount) = (settle::held_by(provider), aside.amount);
        let id = market.source.id::<JournalId>();
        let cause = format!("explained:{}", aside.journal);
        let kind = Kind::DifferenceExplained;
        let mut journal = Journal::new(id, cause, kind, amount.currency(), now);
        if let Some(purchase) = aside.purchase {
            journal = journal.of_purchase(purchase);
        }
        let journal = journal
            .shift(aside.lies_in(), held, amount)
            .map_err(ledger::Error::from)?;
        tracing::warn!(decided = %aside.journal, %amount, "a difference that was decided is explained by now");
        journals.push(journal);
    }
    Ok(ledger::record_all(tx, &journals).await?)
}
