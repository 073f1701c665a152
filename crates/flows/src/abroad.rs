//! Paid from another country, in its money: a rate that the operator said, frozen for the purchase at the first try. What a
//! provider collects and sends is in the payer's money, everything else in the purchase's; between them stands the account
//! `conversion`.

use std::fmt::Display;

use countries::Country;
use kernel::{Currency, JournalId, Method, Money, PurchaseId, Timestamp};
use ledger::{Account, Journal, JournalError, Kind};
use payments::attempt::{self, Conversion};
use payments::disbursement::{self, GivenBack};
use payments::rates::{self, Quote};
use payments::{Attempt, Disbursement};
use store::{Buyer, Platform, PlatformFlow, Tx};
use time::Duration;

use crate::pay::{self, Pay, PayError};
use crate::route::{Way, Weather};
use crate::{Error, Market, settle};

/// A rate that is older is not believed any more.
pub const RATE_HOLDS: Duration = Duration::days(7);

/// Why nothing is asked for in another money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoRate {
    /// Nobody said a rate in the last days.
    #[error("there is no rate of these days")]
    None,
    /// It is so much now, and not what the buyer saw.
    #[error("it is {amount} now")]
    Changed { amount: Money },
}

/// What a purchase costs in another country.
#[derive(Debug, Clone)]
pub struct Abroad {
    pub country: Country,
    /// What is asked for there.
    pub amount: Money,
    pub quote: Quote,
    /// Every network of that country, open or not.
    pub ways: Vec<Way>,
}

/// Where else a price can be paid from in this weather, of the countries there is a rate for. With `purchase`, at the rate that it keeps.
pub async fn offers(
    market: &Market,
    weather: &Weather,
    price: Money,
    purchase: Option<PurchaseId>,
) -> Result<Vec<Abroad>, Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Pay)).await?;
    let quotes = holding(&mut tx, purchase, price.currency(), now).await?;
    tx.commit().await?;
    let mut offers = Vec::new();
    for &country in Country::ALL {
        let to = country.pack().currency;
        let Some(quote) = into(&quotes, to) else {
            continue;
        };
        let amount = asked(quote, price)?;
        let mut ways = weather.ways(market, country, amount);
        // A card pays the price itself; its bank changes the money.
        ways.retain(|way| way.method != Method::Card);
        if amount.is_positive() && ways.iter().any(|way| way.offered.is_ok()) {
            offers.push(Abroad {
                country,
                amount,
                quote,
                ways,
            });
        }
    }
    Ok(offers)
}

/// As [`pay::start`], in the money of the phone's country. `seen`: what the buyer was told it is; another amount is shown, and never
/// asked for.
pub async fn start(
    market: &Market,
    buyer: Buyer,
    wish: Pay,
    seen: Money,
) -> Result<Attempt, PayError> {
    pay::begin(market, buyer, wish, Some(seen)).await
}

/// The rates that hold: those a purchase keeps since its first try, and into every other currency the newest of these days.
async fn holding(
    tx: &mut Tx<Platform>,
    purchase: Option<PurchaseId>,
    from: Currency,
    now: Timestamp,
) -> Result<Vec<Quote>, Error> {
    let mut quotes = match purchase {
        Some(purchase) => attempt::frozen_rates(&mut **tx, purchase).await?,
        None => Vec::new(),
    };
    let oldest = (now - RATE_HOLDS).date();
    for newest in rates::newest(&mut **tx, from).await? {
        if newest.as_of >= oldest && into(&quotes, newest.rate.to()).is_none() {
            quotes.push(newest);
        }
    }
    Ok(quotes)
}

fn into(quotes: &[Quote], to: Currency) -> Option<Quote> {
    quotes.iter().find(|quote| quote.rate.to() == to).copied()
}

/// What is asked for: no prompt carries less than the country's step.
fn asked(quote: Quote, price: Money) -> Result<Money, kernel::MoneyError> {
    let country = Country::of_currency(quote.rate.to());
    let step = country.map_or(1, |country| country.pack().price_step_minor);
    quote.rate.in_steps(price, step)
}

/// What an amount that the buyer saw pays of the purchase. It must be exactly the price at the rate that holds.
pub(crate) async fn convert(
    tx: &mut Tx<Platform>,
    purchase: PurchaseId,
    price: Money,
    seen: Money,
    now: Timestamp,
) -> Result<Result<Conversion, NoRate>, Error> {
    let quotes = holding(tx, Some(purchase), price.currency(), now).await?;
    let Some(quote) = into(&quotes, seen.currency()) else {
        return Ok(Err(NoRate::None));
    };
    let amount = asked(quote, price)?;
    if amount != seen {
        return Ok(Err(NoRate::Changed { amount }));
    }
    Ok(Ok(Conversion { price, quote }))
}

/// Where what was collected lies, in the purchase's currency. What came in another is counted over, once.
pub(crate) async fn received(
    market: &Market,
    tx: &mut Tx<Platform>,
    attempt: &Attempt,
    now: Timestamp,
) -> Result<Account, Error> {
    let clearing = settle::held_by(attempt.provider);
    let Some(conversion) = &attempt.conversion else {
        return Ok(clearing);
    };
    let exact = conversion.quote.rate.worth(conversion.price)?;
    let journal = converted(market, attempt.id, attempt.purchase, attempt.amount, now)
        .debit(clearing, attempt.amount)
        .and_then(|journal| journal.credit(Account::Conversion, exact))
        .and_then(|journal| round(journal, exact, attempt.amount))
        .map_err(ledger::Error::from)?;
    ledger::record(tx, &journal).await?;
    Ok(Account::Conversion)
}

/// The other way round: where what arrived back at the payer came from.
pub(crate) async fn returned(
    market: &Market,
    tx: &mut Tx<Platform>,
    refund: &Disbursement,
    purchase: PurchaseId,
    now: Timestamp,
) -> Result<Account, Error> {
    let clearing = settle::held_by(refund.provider);
    let Some(price) = refund.price else {
        return Ok(clearing);
    };
    let amount = refund.amount;
    let frozen = attempt::frozen_rates(&mut **tx, purchase).await?;
    let quote = into(&frozen, amount.currency())
        .ok_or_else(|| store::Error::corrupt("disbursements", "price_currency", refund.id))?;
    let exact = quote.rate.worth(price)?;
    let journal = converted(market, refund.id, purchase, amount, now)
        .credit(clearing, amount)
        .and_then(|journal| journal.debit(Account::Conversion, exact))
        .and_then(|journal| round(journal, amount, exact))
        .map_err(ledger::Error::from)?;
    ledger::record(tx, &journal).await?;
    Ok(Account::Conversion)
}

/// The journal in the payer's money, of an attempt or a disbursement.
fn converted(
    market: &Market,
    of: impl Display,
    purchase: PurchaseId,
    amount: Money,
    now: Timestamp,
) -> Journal {
    let (id, cause) = (market.source.id::<JournalId>(), format!("converted:{of}"));
    Journal::new(id, cause, Kind::Converted, amount.currency(), now).of_purchase(purchase)
}

/// What is missing on either side of a journal is rounding.
fn round(journal: Journal, credited: Money, debited: Money) -> Result<Journal, JournalError> {
    let over = debited.minus(credited)?;
    if over.minor() < 0 {
        return journal.debit(Account::Rounding, credited.minus(debited)?);
    }
    journal.credit(Account::Rounding, over)
}

/// What is sent back to whoever paid for an amount that is owed: the same, or its part of what came in another money, such that all
/// parts are what came. Nothing, where it is less than can be sent.
pub(crate) async fn to_send(
    tx: &mut Tx<Platform>,
    attempt: &Attempt,
    owed: Money,
) -> Result<Money, Error> {
    let Some(conversion) = &attempt.conversion else {
        return Ok(owed);
    };
    // What a person sends back as it came has no rate.
    if attempt.stated.is_some() || owed.currency() != conversion.price.currency() {
        return Ok(owed);
    }
    let given = disbursement::given_back(&mut **tx, attempt.id).await?;
    Ok(next_part(conversion, given, owed)?)
}

fn next_part(
    conversion: &Conversion,
    given: GivenBack,
    owed: Money,
) -> Result<Money, kernel::MoneyError> {
    let back = owed.plus(Money::new(given.worth_minor, owed.currency()))?;
    let all = asked(conversion.quote, back)?;
    let part = all.minus(Money::new(given.amount_minor, all.currency()))?;
    Ok(Money::new(part.minor().max(0), all.currency()))
}
