//! From rows to values: what a column holds is checked once, here.

use std::str::FromStr;

use kernel::{Money, Slug};

/// Reads money out of minor units and a currency's code.
pub(crate) fn money(
    table: &'static str,
    minor: i64,
    currency: &str,
    id: impl ToString,
) -> Result<Money, store::Error> {
    let currency = currency
        .parse()
        .map_err(|_| store::Error::corrupt(table, "currency", id))?;
    Ok(Money::new(minor, currency))
}

/// Reads a slug.
pub(crate) fn slug(
    table: &'static str,
    text: &str,
    id: impl ToString,
) -> Result<Slug, store::Error> {
    text.parse()
        .map_err(|_| store::Error::corrupt(table, "slug", id))
}

/// Reads a word of a closed set, such as a state.
pub(crate) fn word<T: FromStr>(
    table: &'static str,
    column: &'static str,
    text: &str,
    id: impl ToString,
) -> Result<T, store::Error> {
    text.parse()
        .map_err(|_| store::Error::corrupt(table, column, id))
}

/// Reads a count that is never negative.
pub(crate) fn count(number: impl TryInto<u32>) -> u32 {
    number.try_into().unwrap_or_default()
}

/// A moment as a cursor holds it: microseconds since 1970, which is what Postgres keeps.
pub(crate) fn micros(at: kernel::Timestamp) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}

/// The moment a cursor holds; one that no calendar has is the beginning of time.
pub(crate) fn moment(micros: i64) -> kernel::Timestamp {
    kernel::Timestamp::from_unix_timestamp_nanos(i128::from(micros) * 1_000)
        .unwrap_or(kernel::Timestamp::UNIX_EPOCH)
}
