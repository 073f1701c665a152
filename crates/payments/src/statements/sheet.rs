//! Columns, found by their names wherever they stand.

use kernel::{Currency, Money};

use super::Unreadable;
use crate::providers::read::exact_money;

/// A field is kept up to this many characters.
const FIELD_CHARS_MAX: usize = 200;

/// What follows a column's name where an export says in which currency it is.
const CURRENCIES: [&str; 8] = ["zmw", "zk", "k", "kes", "ksh", "kshs", "ugx", "ush"];

/// Where each column stands, by its name without anything but letters and digits.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    names: Vec<String>,
}

impl Columns {
    pub fn of(header: &[String]) -> Self {
        Self {
            names: header.iter().map(|name| plain(name)).collect(),
        }
    }

    /// Where the first column of one of these names is. A currency behind the name does not matter: `Credit (ZMW)`.
    pub fn find(&self, names: &[&str]) -> Option<usize> {
        let at = |fits: fn(&str, &str) -> bool| {
            names
                .iter()
                .find_map(|name| self.names.iter().position(|known| fits(known, name)))
        };
        at(|known, name| known == name).or_else(|| {
            at(|known, name| {
                let rest = known.strip_prefix(name);
                rest.is_some_and(|rest| CURRENCIES.contains(&rest))
            })
        })
    }

    /// Whether a record says the names again.
    pub fn are_said(&self, row: Row<'_>) -> bool {
        row.0
            .iter()
            .map(|field| plain(field))
            .eq(self.names.iter().cloned())
    }
}

/// `Receipt No.` is `receiptno`.
fn plain(name: &str) -> String {
    let kept = name.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

/// The fields of one record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a>(pub &'a [String]);

impl Row<'_> {
    /// What stands in a column. Nothing where it is empty, or where a placeholder for nothing is.
    pub fn text(&self, column: Option<usize>) -> Option<String> {
        let text = self.0.get(column?)?;
        let is_nothing = matches!(text.as_str(), "" | "-" | "N/A" | "n/a" | "null");
        (!is_nothing).then(|| text.chars().take(FIELD_CHARS_MAX).collect())
    }

    /// What stands in a column that every line of the provider's has.
    pub fn must(&self, column: Option<usize>) -> Result<String, Unreadable> {
        let Some(column) = column.filter(|column| *column < self.0.len()) else {
            return Err(Unreadable::Short);
        };
        Ok(self.text(Some(column)).unwrap_or_default())
    }

    /// An exact amount. Nothing where the column is empty.
    pub fn money(
        &self,
        column: Option<usize>,
        currency: Currency,
    ) -> Result<Option<Money>, Unreadable> {
        self.text(column)
            .map(|text| amount(&text, currency).ok_or(Unreadable::Amount))
            .transpose()
    }
}

/// `-1,250.50` and `1250.5` are amounts; `1,25` and `1e3` are not.
pub(super) fn amount(text: &str, currency: Currency) -> Option<Money> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_grouped = whole.contains(',');
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let fits = are_digits(first)
        && (!is_grouped || first.len() <= 3)
        && groups.all(|group| group.len() == 3 && are_digits(group))
        && are_digits(decimals);
    if !fits {
        return None;
    }
    exact_money(&text.replace(',', ""), currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_or_not_read() {
        let read = |text: &str| amount(text, Currency::KES).map(Money::minor);
        for (text, minor) in [
            ("0", 0),
            ("15", 1_500),
            ("15.5", 1_550),
            ("15.5000", 1_550),
            ("1,250.50", 125_050),
            ("-120,000.00", -12_000_000),
            ("1234567", 123_456_700),
        ] {
            assert_eq!(read(text), Some(minor), "{text}");
        }
        for wrong in [
            "",
            "-",
            "1,25",
            "1,2500",
            "12,50.00",
            "1234,567",
            "1e3",
            "15.005",
            ".5",
            "5.",
            "+5",
            "Ksh5",
            "1.2.3",
            "99999999999999999999",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
