//! What a provider paid out to the marketplace's own bank account, booked once per line.

use kernel::{JournalId, Money, Timestamp};
use ledger::{Account, Journal, Kind};
use payments::provider::ProviderName;
use payments::statements::{self, SettlementDue};
use store::{Platform, Tx};

use super::BATCH_MAX;
use crate::{Error, Market};

/// Books every settlement that is stated and not booked yet. Says how many.
pub(super) async fn book(
    market: &Market,
    tx: &mut Tx<Platform>,
    provider: ProviderName,
    now: Timestamp,
) -> Result<usize, Error> {
    let mut booked = 0;
    loop {
        let batch_max = i64::try_from(BATCH_MAX).unwrap_or(i64::MAX);
        let due = statements::settlements_due(tx, provider, batch_max).await?;
        if due.is_empty() {
            return Ok(booked);
        }
        let journals: Vec<Journal> = due
            .iter()
            .map(|due| journal(market, provider, due, now))
            .collect::<Result<_, _>>()?;
        booked += ledger::record_all(tx, &journals).await?;
        let lines: Vec<_> = due.iter().map(|due| due.line).collect();
        statements::keep_settlements(tx, &lines, now).await?;
    }
}

fn journal(
    market: &Market,
    provider: ProviderName,
    due: &SettlementDue,
    now: Timestamp,
) -> Result<Journal, Error> {
    let held = Account::ProviderClearing(provider.as_str().to_owned());
    let (to, from) = if due.amount.is_positive() {
        (held, Account::Bank)
    } else {
        (Account::Bank, held)
    };
    let currency = due.amount.currency();
    let amount = Money::new(due.amount.minor().saturating_abs(), currency);
    let journal = Journal::new(
        market.source.id::<JournalId>(),
        format!("settled:{}", due.line),
        Kind::Settled,
        currency,
        now,
    )
    .debit(to, amount)
    .and_then(|journal| journal.credit(from, amount));
    Ok(journal.map_err(ledger::Error::from)?)
}
