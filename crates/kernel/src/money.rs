//! Money: an integer count of a currency's minor unit, and the one rounding rule.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A currency of ISO 4217. Its exponent comes from the published table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Currency(iso_currency::Currency);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a currency of ISO 4217")]
pub struct UnknownCurrency(pub String);

impl Currency {
    /// The Zambian kwacha: 100 ngwee.
    pub const ZMW: Self = Self(iso_currency::Currency::ZMW);
    /// The Kenyan shilling: 100 cents, which no mobile-money prompt can carry.
    pub const KES: Self = Self(iso_currency::Currency::KES);

    /// The Ugandan shilling, which has no smaller unit.
    pub const UGX: Self = Self(iso_currency::Currency::UGX);

    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals the minor unit stands for. ISO 4217's "no minor unit" counts as 0.
    pub fn exponent(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(0))
    }

    /// How many minor units make one major unit.
    pub fn minor_per_major(self) -> i64 {
        10_i64.pow(self.exponent())
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        iso_currency::Currency::from_code(code)
            .map(Self)
            .ok_or_else(|| UnknownCurrency(code.to_owned()))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount of money. Minor units only; arithmetic is checked and never mixes currencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("{left} and {right} cannot be added or compared")]
    CurrencyMismatch { left: Currency, right: Currency },
    #[error("the amount is too large")]
    Overflow,
    #[error("{0:?} is not an amount: write digits, with at most {1} decimals")]
    NotAnAmount(String, u32),
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    pub const fn minor(self) -> i64 {
        self.minor
    }

    pub const fn currency(self) -> Currency {
        self.currency
    }

    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.with(self.minor.checked_add(other.minor))
    }

    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.with(self.minor.checked_sub(other.minor))
    }

    pub fn times(self, count: u32) -> Result<Self, MoneyError> {
        self.with(self.minor.checked_mul(i64::from(count)))
    }

    /// The sum of amounts in one currency; zero of that currency when there are none.
    pub fn sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        amounts
            .into_iter()
            .try_fold(Self::zero(currency), Self::plus)
    }

    /// A share in basis points (1/100 of a percent), rounded half to even.
    pub fn share_bps(self, bps: u32) -> Result<Self, MoneyError> {
        self.ratio(i64::from(bps), 10_000)
    }

    /// The tax inside an amount that includes it: `amount × rate / (1 + rate)`, rounded half to even.
    pub fn tax_inside_bps(self, rate_bps: u32) -> Result<Self, MoneyError> {
        self.ratio(i64::from(rate_bps), 10_000 + i64::from(rate_bps))
    }

    /// The share that a part of a whole has in this amount, rounded half to even. Of nothing there is no share.
    pub fn pro_rata(self, part: Self, whole: Self) -> Result<Self, MoneyError> {
        self.same_currency(part)?;
        self.same_currency(whole)?;
        if whole.is_zero() {
            return Ok(Self::zero(self.currency));
        }
        self.ratio(part.minor, whole.minor)
    }

    fn ratio(self, numerator: i64, denominator: i64) -> Result<Self, MoneyError> {
        let product = i128::from(self.minor) * i128::from(numerator);
        let rounded = half_even(product, i128::from(denominator));
        self.with(i64::try_from(rounded).ok())
    }

    /// Parses what a person typed in major units: `1248`, `1 248.5`, `1,248.50`. Never rounds.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let wrong = || MoneyError::NotAnAmount(text.trim().to_owned(), currency.exponent());
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != ',')
            .collect();
        let (major, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let exponent = currency.exponent() as usize;
        if major.is_empty() || !digits(major) || !digits(decimals) || decimals.len() > exponent {
            return Err(wrong());
        }
        let padded = format!("{major}{decimals:0<exponent$}");
        padded
            .parse()
            .map(|minor| Self::new(minor, currency))
            .map_err(|_| MoneyError::Overflow)
    }

    /// The amount in major units with exactly `decimals` decimals and no grouping, as an input field holds it. Drops
    /// nothing: when the minor part does not fit, all decimals of the currency are written.
    pub fn to_plain(self, decimals: u32) -> String {
        let exponent = self.currency.exponent();
        let per_major = self.currency.minor_per_major();
        let (major, minor) = (self.minor / per_major, (self.minor % per_major).abs());
        let sign = if self.minor < 0 && major == 0 {
            "-"
        } else {
            ""
        };
        if exponent == 0 || (decimals == 0 && minor == 0) {
            return format!("{sign}{major}");
        }
        format!("{sign}{major}.{minor:0>width$}", width = exponent as usize)
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(MoneyError::CurrencyMismatch {
            left: self.currency,
            right: other.currency,
        })
    }

    fn with(self, minor: Option<i64>) -> Result<Self, MoneyError> {
        minor
            .map(|minor| Self::new(minor, self.currency))
            .ok_or(MoneyError::Overflow)
    }
}

/// A quotient as a whole number, rounded half to even. The denominator is positive.
pub(crate) fn half_even(numerator: i128, denominator: i128) -> i128 {
    let (floor, rest) = (
        numerator.div_euclid(denominator),
        numerator.rem_euclid(denominator),
    );
    // Compared without doubling, which might not fit.
    let up = match rest.cmp(&(denominator - rest)) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => 1,
        std::cmp::Ordering::Equal => floor.rem_euclid(2),
    };
    floor + up
}

/// For logs and errors: `ZMW 248.00`. What people read is written by the country pack.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}",
            self.currency,
            self.to_plain(self.currency.exponent())
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn k(minor: i64) -> Money {
        Money::new(minor, Currency::ZMW)
    }

    #[test]
    fn rounds_half_to_even() {
        assert_eq!(k(50).share_bps(100).unwrap(), k(0));
        assert_eq!(k(150).share_bps(100).unwrap(), k(2));
        assert_eq!(k(250).share_bps(100).unwrap(), k(2));
        assert_eq!(k(-150).share_bps(100).unwrap(), k(-2));
    }

    #[test]
    fn shares_follow_the_part_and_the_whole_has_all() {
        let tax = k(1_379);
        assert_eq!(tax.pro_rata(k(10_000), k(10_000)).unwrap(), tax);
        assert_eq!(tax.pro_rata(k(2_000), k(10_000)).unwrap(), k(276));
        assert_eq!(k(5).pro_rata(k(1), k(2)).unwrap(), k(2));
        assert_eq!(k(7).pro_rata(k(1), k(2)).unwrap(), k(4));
        assert_eq!(tax.pro_rata(k(0), k(0)).unwrap(), k(0));
    }

    #[test]
    fn finds_the_tax_inside_a_price() {
        assert_eq!(k(11_600).tax_inside_bps(1_600).unwrap(), k(1_600));
        assert_eq!(k(10_000).tax_inside_bps(1_600).unwrap(), k(1_379));
        assert_eq!(k(10_000).tax_inside_bps(0).unwrap(), k(0));
    }

    #[test]
    fn reads_amounts_as_people_write_them() {
        assert_eq!(
            Money::parse(" 1,248.5 ", Currency::ZMW).unwrap(),
            k(124_850)
        );
        assert_eq!(Money::parse("12", Currency::KES).unwrap().minor(), 1_200);
        for wrong in [
            "",
            ".5",
            "-5",
            "5.555",
            "5 K",
            "1e3",
            "99999999999999999999",
        ] {
            assert!(Money::parse(wrong, Currency::ZMW).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn never_mixes_currencies() {
        assert!(k(1).plus(Money::new(1, Currency::KES)).is_err());
    }

    #[test]
    fn refuses_to_overflow() {
        assert_eq!(k(i64::MAX).plus(k(1)), Err(MoneyError::Overflow));
        assert_eq!(k(i64::MAX).times(2), Err(MoneyError::Overflow));
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read_back(minor in 0..1_000_000_000_000_i64) {
            for currency in [Currency::ZMW, Currency::KES, Currency::UGX] {
                let money = Money::new(minor, currency);
                prop_assert_eq!(Money::parse(&money.to_plain(2), currency).unwrap(), money);
                prop_assert_eq!(Money::parse(&money.to_plain(0), currency).unwrap(), money);
            }
        }
    }
}
