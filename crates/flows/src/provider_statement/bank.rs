//! Our own bank's statement: what buyers sent is money by hand, what a provider settled is found there again, and charges are booked.

use std::collections::HashSet;

use countries::Country;
use kernel::{Currency, PurchaseNumber, StatementLineId, TillPaymentId, Timestamp};
use orders::purchase;
use payments::provider::ProviderName;
use payments::statements::{self, Book, Credit, Home};
use payments::till::{self, NewTransfer};
use store::{Platform, Tx};

use super::dues::{self, What};
use super::{BATCH_MAX, Examined, SETTLES_WITHIN, begin, cases, undo};
use crate::market::failpoint;
use crate::{Error, Market};

/// The statement of our account in a country.
pub fn book(country: Country) -> Book {
    Book::Bank(home(country))
}

/// What our banks do not say, of every country.
pub(super) fn homes() -> Vec<Home> {
    Country::ALL.iter().copied().map(home).collect()
}

fn home(country: Country) -> Home {
    let pack = country.pack();
    Home {
        currency: pack.currency,
        offset: pack.utc_offset,
    }
}

/// Which credits become money by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    /// Those that name a purchase of ours.
    Named,
    /// Those that no settlement explains, and that speak of none.
    Rest,
}

/// Compares what is imported of our bank with what is booked, and takes in what buyers sent. Safe to repeat at any time.
pub(super) async fn examine(market: &Market) -> Result<Examined, Error> {
    let (now, bank) = (market.source.now(), ProviderName::Bank);
    let mut tx = begin(market, bank).await?;
    statements::class_doubled(&mut tx).await?;
    let mut transfers = take_in(market, &mut tx, Which::Named, now).await?;
    let settled = statements::pair_settlements(&mut tx, SETTLES_WITHIN).await?;
    transfers.extend(take_in(market, &mut tx, Which::Rest, now).await?);
    statements::class_bank_lines(&mut tx).await?;
    let mut explained = settled.explained;
    explained.extend(statements::explain_gaps(&mut tx, bank, now).await?);
    let mut examined = Examined {
        matched: settled.matched,
        transfers: transfers.len(),
        missing_there: statements::find_bank_gaps(&mut tx, SETTLES_WITHIN, now).await?,
        fees_booked: dues::book(market, &mut tx, bank, What::Fees, now).await?,
        cases_closed: cases::close(&mut tx, &explained.cases, now).await?,
        undone: undo::decisions(market, &mut tx, bank, &explained, now).await?,
        cases_opened: cases::open(market, &mut tx, bank, now).await?,
        ..Examined::default()
    };
    failpoint!("bank.before_taken");
    tx.commit().await?;
    failpoint!("bank.taken");
    for payment in transfers {
        // Each in a transaction of its own, under its purchase's lock; what fails is due at the next sweep.
        if let Err(error) = Box::pin(crate::till::settle(market, payment)).await {
            tracing::error!(till_payment.id = %payment, %error, "a transfer could not be settled; the next sweep tries again");
        }
    }
    let mut tx = begin(market, bank).await?;
    examined.matched += statements::pair_transfers(&mut tx).await?;
    tx.commit().await?;
    Ok(examined)
}

/// Keeps credits as money by hand, each once.
async fn take_in(
    market: &Market,
    tx: &mut Tx<Platform>,
    which: Which,
    now: Timestamp,
) -> Result<Vec<TillPaymentId>, Error> {
    let batch_max = i64::try_from(BATCH_MAX).unwrap_or(i64::MAX);
    let (mut taken, mut after) = (Vec::new(), 0);
    while let Some((credits, last)) = statements::credits(tx, after, batch_max).await? {
        after = last;
        let ours: Vec<&Credit> = match which {
            Which::Named => that_name_purchases(tx, &credits).await?,
            Which::Rest => credits
                .iter()
                .filter(|credit| !credit.is_settlement)
                .collect(),
        };
        let mut kept: Vec<(StatementLineId, TillPaymentId)> = Vec::new();
        for credit in ours {
            let new = NewTransfer {
                id: market.source.id(),
                line: credit.line,
                written: &credit.written,
                amount: credit.amount,
                at: credit.at,
            };
            if till::insert_transfer(tx, &new, now).await? {
                kept.push((credit.line, new.id));
            }
        }
        statements::keep_transfers(tx, &kept).await?;
        taken.extend(kept.into_iter().map(|(_, payment)| payment));
    }
    Ok(taken)
}

/// Those that name a purchase of ours whose price is in their currency.
async fn that_name_purchases<'a>(
    tx: &mut Tx<Platform>,
    credits: &'a [Credit],
) -> Result<Vec<&'a Credit>, Error> {
    let named = |credit: &Credit| PurchaseNumber::all_in(&credit.written);
    let numbers: Vec<PurchaseNumber> = credits.iter().flat_map(named).collect();
    let mut ours: HashSet<(PurchaseNumber, Currency)> = HashSet::new();
    let currencies: HashSet<Currency> = credits.iter().map(|one| one.amount.currency()).collect();
    for currency in currencies {
        let found = purchase::list_by_numbers(&mut **tx, &numbers, currency).await?;
        ours.extend(found.into_iter().map(|(number, _)| (number, currency)));
    }
    let is_ours = |credit: &&Credit| {
        let currency = credit.amount.currency();
        named(credit)
            .into_iter()
            .any(|number| ours.contains(&(number, currency)))
    };
    Ok(credits.iter().filter(is_ours).collect())
}
