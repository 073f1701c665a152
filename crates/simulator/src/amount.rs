//! Exact amounts as providers write them: decimal text, never a float.

use serde::{Deserialize, Serialize};

/// Decimals kept inside; the widest form a provider documents.
const SCALE: usize = 4;
const UNIT: i128 = 10_i128.pow(4);

/// An amount in ten-thousandths of a major unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Amount(i128);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an amount in a documented form, such as 15 or 15.50")]
pub struct AmountError;

impl Amount {
    pub const ZERO: Self = Self(0);

    /// A whole number of major units.
    pub const fn major(units: i64) -> Self {
        Self(units as i128 * UNIT)
    }

    /// Reads one of the documented forms: `5`, `5.0`, `5.00`, `5.5`, `0.5`. Answers how many decimals were written too,
    /// because an operator that takes none refuses `5.0`.
    pub fn parse(text: &str) -> Result<(Self, usize), AmountError> {
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let (whole, decimals) = match text.split_once('.') {
            Some((whole, decimals)) if digits(decimals) => (whole, decimals),
            Some(_) => return Err(AmountError),
            None => (text, ""),
        };
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        if !digits(whole) || leading_zero || whole.len() > 18 || decimals.len() > SCALE {
            return Err(AmountError);
        }
        let units: i128 = format!("{whole}{decimals:0<SCALE$}")
            .parse()
            .map_err(|_| AmountError)?;
        Ok((Self(units), decimals.len()))
    }

    /// As callbacks carry it: always four decimals, `15.0000`.
    pub fn padded(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let units = self.0.unsigned_abs();
        let per_major = UNIT.unsigned_abs();
        format!("{sign}{}.{:0>SCALE$}", units / per_major, units % per_major)
    }

    /// With two decimals where they say all, else four: `15.00`.
    pub fn plain(self) -> String {
        let mut text = self.padded();
        if text.ends_with("00") {
            text.truncate(text.len() - 2);
        }
        text
    }

    /// With as few decimals as say all: `7500`, `98.6`.
    pub fn shortest(self) -> String {
        let text = self.padded();
        let text = text.trim_end_matches('0');
        text.strip_suffix('.').unwrap_or(text).to_owned()
    }

    /// With one decimal at least: `7500.0`, `98.65`.
    pub fn decimal(self) -> String {
        let text = self.shortest();
        if text.contains('.') {
            text
        } else {
            format!("{text}.0")
        }
    }

    /// So many thousandths of it, to two decimals, half up: what a fee is.
    #[must_use]
    pub const fn per_mille(self, thousandths: i128) -> Self {
        let hundredth = UNIT / 100;
        let exact = self.0.saturating_mul(thousandths);
        let step = 1_000 * hundredth;
        Self((exact + step / 2) / step * hundredth)
    }

    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// In ten-thousandths, where that is a small number.
    pub(crate) fn ten_thousandths(self) -> Option<u16> {
        u16::try_from(self.0).ok()
    }

    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }
}

impl TryFrom<String> for Amount {
    type Error = AmountError;
    fn try_from(text: String) -> Result<Self, AmountError> {
        Self::parse(&text).map(|(amount, _)| amount)
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.padded()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_documented_forms_only() {
        for (text, padded, decimals) in [
            ("5", "5.0000", 0),
            ("5.0", "5.0000", 1),
            ("5.00", "5.0000", 2),
            ("5.5", "5.5000", 1),
            ("0.5", "0.5000", 1),
            ("5.555", "5.5550", 3),
        ] {
            let (amount, written) = Amount::parse(text).unwrap();
            assert_eq!((amount.padded().as_str(), written), (padded, decimals));
        }
        for wrong in [
            "",
            "5.",
            ".5",
            "00.5",
            "05",
            "-5",
            "+5",
            "5,0",
            "5e2",
            " 5",
            "1234567890123456789",
            "1.00000",
        ] {
            assert_eq!(Amount::parse(wrong), Err(AmountError), "{wrong:?}");
        }
    }

    #[test]
    fn writes_what_it_holds() {
        assert_eq!(Amount::major(15).plain(), "15.00");
        assert_eq!(Amount::parse("15.505").unwrap().0.plain(), "15.5050");
        let hundred = Amount::major(100);
        assert_eq!(
            (hundred.shortest().as_str(), hundred.decimal().as_str()),
            ("100", "100.0")
        );
        assert_eq!(hundred.per_mille(14).shortest(), "1.4");
        assert_eq!(
            Amount::parse("10.50").unwrap().0.per_mille(14).decimal(),
            "0.15"
        );
        assert_eq!(Amount::ZERO.shortest(), "0");
        assert_eq!(
            Amount::major(1)
                .minus(Amount::parse("1.5").unwrap().0)
                .padded(),
            "-0.5000"
        );
    }
}
