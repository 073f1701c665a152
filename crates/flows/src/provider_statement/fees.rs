//! What a provider kept for itself, booked once per line.

use kernel::{JournalId, Money, Timestamp};
use ledger::{Account, Journal, Kind};
use payments::provider::ProviderName;
use payments::statements::{self, FeeDue};
use store::{Platform, Tx};

use super::BATCH_MAX;
use crate::{Error, Market};

/// Books every fee that is stated and not booked yet: out of what the provider holds for us. Says how many.
pub(super) async fn book(
    market: &Market,
    tx: &mut Tx<Platform>,
    provider: ProviderName,
    now: Timestamp,
) -> Result<usize, Error> {
    let mut booked = 0;
    loop {
        let batch_max = i64::try_from(BATCH_MAX).unwrap_or(i64::MAX);
        let due = statements::fees_due(tx, provider, batch_max).await?;
        if due.is_empty() {
            return Ok(booked);
        }
        let journals: Vec<Journal> = due
            .iter()
            .map(|due| journal(market, provider, due, now))
            .collect::<Result<_, _>>()?;
        booked += ledger::record_all(tx, &journals).await?;
        let lines: Vec<_> = due.iter().map(|due| due.line).collect();
        statements::keep_fees(tx, &lines, now).await?;
    }
}

fn journal(
    market: &Market,
    provider: ProviderName,
    due: &FeeDue,
    now: Timestamp,
) -> Result<Journal, Error> {
    let currency = due.fee.currency();
    let kept = Account::ProviderFees(provider.as_str().to_owned());
    let held = Account::ProviderClearing(provider.as_str().to_owned());
    let (to, from) = if due.fee.is_positive() {
        (kept, held)
    } else {
        (held, kept)
    };
    let amount = Money::new(due.fee.minor().abs(), currency);
    let journal = Journal::new(
        market.source.id::<JournalId>(),
        format!("provider_fee:{}", due.line),
        Kind::ProviderFee,
        currency,
        now,
    );
    let journal = match due.purchase {
        Some(purchase) => journal.of_purchase(purchase),
        None => journal,
    };
    let journal = journal
        .debit(to, amount)
        .and_then(|journal| journal.credit(from, amount));
    Ok(journal.map_err(ledger::Error::from)?)
}
