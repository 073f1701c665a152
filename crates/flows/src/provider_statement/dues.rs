//! What a statement alone tells of, booked once per line: what a provider or our bank kept for itself, and what a provider paid out to
//! our bank.

use kernel::{JournalId, StatementLineId, Timestamp};
use ledger::{Account, Journal, Kind};
use payments::provider::ProviderName;
use payments::statements::{self, Due};
use store::{Platform, Tx};

use super::BATCH_MAX;
use crate::{Error, Market, settle};

/// Where it went.
#[derive(Debug, Clone, Copy)]
pub(super) enum What {
    Fees,
    Settlements,
}

impl What {
    async fn due(self, tx: &mut Tx<Platform>, provider: ProviderName) -> Result<Vec<Due>, Error> {
        let batch_max = i64::try_from(BATCH_MAX).unwrap_or(i64::MAX);
        Ok(match self {
            Self::Fees => statements::fees_due(tx, provider, batch_max).await?,
            Self::Settlements => statements::settlements_due(tx, provider, batch_max).await?,
        })
    }

    async fn keep(
        self,
        tx: &mut Tx<Platform>,
        lines: &[StatementLineId],
        now: Timestamp,
    ) -> Result<(), Error> {
        match self {
            Self::Fees => statements::keep_fees(tx, lines, now).await?,
            Self::Settlements => statements::keep_settlements(tx, lines, now).await?,
        }
        Ok(())
    }

    fn account(self, provider: ProviderName) -> Account {
        match self {
            Self::Fees => Account::ProviderFees(provider.as_str().to_owned()),
            Self::Settlements => Account::Bank,
        }
    }

    const fn kind(self) -> Kind {
        match self {
            Self::Fees => Kind::ProviderFee,
            Self::Settlements => Kind::Settled,
        }
    }

    fn cause(self, line: StatementLineId) -> String {
        match self {
            Self::Fees => format!("provider_fee:{line}"),
            Self::Settlements => format!("settled:{line}"),
        }
    }
}

/// Books everything of the kind that is stated and not booked yet: out of what the provider holds for us. Says how many.
pub(super) async fn book(
    market: &Market,
    tx: &mut Tx<Platform>,
    provider: ProviderName,
    what: What,
    now: Timestamp,
) -> Result<usize, Error> {
    let mut booked = 0;
    loop {
        let due = what.due(tx, provider).await?;
        if due.is_empty() {
            return Ok(booked);
        }
        let journals: Vec<Journal> = due
            .iter()
            .map(|due| journal(market, provider, what, due, now))
            .collect::<Result<_, _>>()?;
        booked += ledger::record_all(tx, &journals).await?;
        let lines: Vec<_> = due.iter().map(|due| due.line).collect();
        what.keep(tx, &lines, now).await?;
    }
}

fn journal(
    market: &Market,
    provider: ProviderName,
    what: What,
    due: &Due,
    now: Timestamp,
) -> Result<Journal, Error> {
    let currency = due.left.currency();
    let id = market.source.id::<JournalId>();
    let journal = Journal::new(id, what.cause(due.line), what.kind(), currency, now);
    let journal = match due.purchase {
        Some(purchase) => journal.of_purchase(purchase),
        None => journal,
    };
    let journal = journal.shift(what.account(provider), settle::held_by(provider), due.left);
    Ok(journal.map_err(ledger::Error::from)?)
}
