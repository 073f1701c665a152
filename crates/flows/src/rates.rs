//! The rates between currencies, as an operator says them: a file of lines, all of it or none.

use kernel::{Currency, Rate, RateError, UnknownCurrency};
use payments::rates::{self, Quote};
use store::{Platform, PlatformFlow, Tx};
use time::{Date, macros::format_description};

use crate::{Error, Market};

/// A file has so many lines at most.
const LINES_MAX: usize = 1_000;
const SOURCE_CHARS_MAX: usize = 200;

/// A line that cannot be read, counted from 1, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct BadLine {
    pub line: usize,
    pub why: Why,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("five parts are wanted: from, to, rate, day, source")]
    Parts,
    #[error(transparent)]
    Currency(#[from] UnknownCurrency),
    #[error(transparent)]
    Rate(#[from] RateError),
    #[error("{0:?} is not a day as in 2026-11-26, or it has not come yet")]
    Day(String),
    #[error("say who says so, in at most {SOURCE_CHARS_MAX} characters")]
    Source,
    #[error("a file has at most {LINES_MAX} lines")]
    TooMany,
}

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum RatesError {
    #[error(transparent)]
    Line(#[from] BadLine),
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(RatesError: store::Error, payments::Error);

/// A rate that was read, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub quote: Quote,
    pub source: String,
}

/// Keeps every rate of a file, and answers how many of them are new. From now on they count for what is paid first.
pub async fn say(market: &Market, text: &str) -> Result<(usize, usize), RatesError> {
    let now = market.source.now();
    let said = read(text, now.date())?;
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Pay)).await?;
    let mut new = 0;
    for Said { quote, source } in &said {
        new += usize::from(rates::say(&mut tx, *quote, source, now).await?);
    }
    tx.commit().await?;
    tracing::info!(lines = said.len(), new, "rates were said");
    Ok((said.len(), new))
}

/// Lines as `ZMW,KES,5.61,2026-11-26,central bank + 2 %`: one kwacha is 5.61 shillings. Empty lines and such that begin with `#` say
/// nothing.
fn read(text: &str, today: Date) -> Result<Vec<Said>, BadLine> {
    let mut said = Vec::new();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let bad = |why| BadLine {
            line: index + 1,
            why,
        };
        said.push(read_line(line, today).map_err(bad)?);
        if said.len() > LINES_MAX {
            return Err(bad(Why::TooMany));
        }
    }
    Ok(said)
}

fn read_line(line: &str, today: Date) -> Result<Said, Why> {
    let parts: Vec<&str> = line.splitn(5, ',').map(str::trim).collect();
    let [from, to, rate, day, source] = parts[..] else {
        return Err(Why::Parts);
    };
    let from: Currency = from.parse()?;
    let to: Currency = to.parse()?;
    let rate = Rate::parse(from, to, rate)?;
    let as_of = Date::parse(day, format_description!("[year]-[month]-[day]"))
        .ok()
        .filter(|day| *day <= today)
        .ok_or_else(|| Why::Day(day.to_owned()))?;
    if source.is_empty() || source.chars().count() > SOURCE_CHARS_MAX {
        return Err(Why::Source);
    }
    Ok(Said {
        quote: Quote { rate, as_of },
        source: source.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const TODAY: Date = date!(2026 - 11 - 26);

    #[test]
    fn a_file_is_read_line_by_line() {
        let text = "\u{feff}# both ways\n\nZMW,KES,5.61,2026-11-26,central bank, middle + 2 %\n KES , ZMW , 0.175 , 2026-11-25 , the same \n";
        let said = read(text, TODAY).unwrap();
        assert_eq!(said.len(), 2);
        assert_eq!(said[0].source, "central bank, middle + 2 %");
        assert_eq!(said[0].quote.rate.to_string(), "5.61");
        assert_eq!(said[1].quote.rate.to(), Currency::ZMW);
        assert_eq!(said[1].quote.as_of, date!(2026 - 11 - 25));
    }

    #[test]
    fn what_cannot_be_read_says_where_and_why() {
        for (text, line, why) in [
            ("ZMW,KES,5.61,2026-11-26", 1, Why::Parts),
            (
                "\nZMW,KEX,5.61,2026-11-26,x",
                2,
                Why::Currency(UnknownCurrency("KEX".into())),
            ),
            (
                "ZMW,KES,5.61x,2026-11-26,x",
                1,
                Why::Rate(RateError::NotARate("5.61x".into())),
            ),
            (
                "ZMW,KES,5.61,2026-11-27,x",
                1,
                Why::Day("2026-11-27".into()),
            ),
            (
                "ZMW,KES,5.61,26/11/2026,x",
                1,
                Why::Day("26/11/2026".into()),
            ),
            ("ZMW,KES,5.61,2026-11-26,", 1, Why::Source),
        ] {
            assert_eq!(read(text, TODAY), Err(BadLine { line, why }), "{text}");
        }
    }
}
