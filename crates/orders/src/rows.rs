//! Turning stored text into values, and saying exactly which row is broken when it cannot be done.

use kernel::{Currency, Money, PhoneNumber, PurchaseNumber};

use crate::Error;

pub(crate) fn parse<T: std::str::FromStr>(
    table: &'static str,
    column: &'static str,
    id: impl ToString,
    text: &str,
) -> Result<T, Error> {
    text.parse()
        .map_err(|_| store::Error::corrupt(table, column, id).into())
}

pub(crate) fn money(
    table: &'static str,
    id: impl ToString,
    minor: i64,
    currency: &str,
) -> Result<Money, Error> {
    let currency: Currency = parse(table, "currency", id, currency)?;
    Ok(Money::new(minor, currency))
}

pub(crate) fn phone(
    table: &'static str,
    id: impl ToString,
    text: &str,
) -> Result<PhoneNumber, Error> {
    PhoneNumber::from_e164(text).map_err(|_| store::Error::corrupt(table, "phone", id).into())
}

pub(crate) fn number(id: impl ToString, text: &str) -> Result<PurchaseNumber, Error> {
    parse("purchases", "number", id, text)
}

pub(crate) fn count(
    table: &'static str,
    column: &'static str,
    id: impl ToString,
    n: i32,
) -> Result<u32, Error> {
    u32::try_from(n).map_err(|_| store::Error::corrupt(table, column, id).into())
}

pub(crate) fn days(table: &'static str, id: impl ToString, n: i16) -> Result<u16, Error> {
    u16::try_from(n).map_err(|_| store::Error::corrupt(table, "days", id).into())
}
