//! What was typed after `soko`.

use std::path::PathBuf;

use countries::UnknownCountry;
use flows::provider_statement::bank;
use kernel::Timestamp;
use payments::statements::{Book, Period};
use time::format_description::well_known::Rfc3339;

/// How `soko` is used.
pub const HELP: &str = "\
soko: a marketplace for mobile money

  soko serve [--no-worker]   serve pages and run jobs; without DATABASE_URL on a Postgres of its own
  soko work                  run jobs only
  soko migrate               bring the database's tables up to date
  soko seed [--shops N] [--products M] [--orders K]
                             fill the marketplace: the demo, or one of any size
  soko reconcile             ask the providers about everything that is not final, once
  soko reconcile --provider pawapay --statement FILE [--from 2026-11-01T00:00:00Z] [--to 2026-12-01T00:00:00Z]
                             import a provider's statement, compare it with the books, and say what differs
  soko reconcile --bank ZM --statement FILE
                             the same with the statement of our own bank account in a country: transfers are taken in
  soko rates FILE            say what currencies are worth: lines as ZMW,KES,5.61,2026-11-26,central bank
  soko explain SK-7K3M-9Q2D  everything known about one purchase, or about one payout by its id
  soko simulator             the payment providers' simulator alone
  soko doctor                look for what is missing or wrong, and say what to do

Settings come from the environment; .env.example lists them.
";

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    Serve { with_worker: bool },
    Work,
    Migrate,
    Seed(Option<Size>),
    Reconcile,
    Statement(StatementFile),
    Rates { path: PathBuf },
    Explain { number: String },
    Simulator,
    Doctor,
    Help,
}

/// A provider's statement to import, or our bank's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFile {
    pub book: Book,
    pub path: PathBuf,
    /// The moments it tells of, where the file's own days do not say it.
    pub period: Option<Period>,
}

/// How much to seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub shops: u32,
    pub products: u32,
    pub orders: u32,
}

/// What could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArgsError {
    #[error("there is no verb {0:?}; `soko help` lists them")]
    Verb(String),
    #[error("`soko {verb}` does not know {given:?}; `soko help` says what it takes")]
    Unknown { verb: &'static str, given: String },
    #[error("{name} wants a number from 0 to 10000000")]
    Number { name: String },
    #[error("which purchase? `soko explain SK-7K3M-9Q2D`")]
    NoNumber,
    #[error("which file? `soko rates FILE`")]
    NoFile,
    #[error(
        "a statement wants both: `soko reconcile --provider pawapay --statement FILE`, or --bank ZM"
    )]
    HalfAStatement,
    #[error(
        "{0:?} is no provider; there are pawapay, flutterwave, mpesa, stripe, mtn_momo and paystack, and --bank ZM"
    )]
    Provider(String),
    #[error(transparent)]
    Country(#[from] UnknownCountry),
    #[error(
        "--from and --to are moments, one after the other, and both or none: 2026-11-01T00:00:00Z"
    )]
    Period,
}

/// The most of anything that can be seeded.
const SEED_MAX: u32 = 10_000_000;

impl Verb {
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, ArgsError> {
        let mut rest = arguments.into_iter();
        let Some(verb) = rest.next() else {
            return Ok(Self::Help);
        };
        match verb.as_str() {
            "serve" => serve(rest),
            "work" => alone("work", Self::Work, rest),
            "migrate" => alone("migrate", Self::Migrate, rest),
            "seed" => seed(rest),
            "reconcile" => reconcile(rest),
            "rates" => {
                let path = rest.next().ok_or(ArgsError::NoFile)?.into();
                alone("rates", Self::Rates { path }, rest)
            }
            "explain" => {
                let number = rest.next().ok_or(ArgsError::NoNumber)?;
                alone("explain", Self::Explain { number }, rest)
            }
            "simulator" => alone("simulator", Self::Simulator, rest),
            "doctor" => alone("doctor", Self::Doctor, rest),
            "help" | "--help" | "-h" => Ok(Self::Help),
            _ => Err(ArgsError::Verb(verb)),
        }
    }
}

fn alone(
    verb: &'static str,
    parsed: Verb,
    mut rest: impl Iterator<Item = String>,
) -> Result<Verb, ArgsError> {
    match rest.next() {
        None => Ok(parsed),
        Some(given) => Err(ArgsError::Unknown { verb, given }),
    }
}

fn serve(rest: impl Iterator<Item = String>) -> Result<Verb, ArgsError> {
    let mut with_worker = true;
    for given in rest {
        match given.as_str() {
            "--no-worker" => with_worker = false,
            _ => {
                return Err(ArgsError::Unknown {
                    verb: "serve",
                    given,
                });
            }
        }
    }
    Ok(Verb::Serve { with_worker })
}

fn seed(mut rest: impl Iterator<Item = String>) -> Result<Verb, ArgsError> {
    let mut size: Option<Size> = None;
    while let Some(name) = rest.next() {
        let mut wanted = size.unwrap_or(Size {
            shops: 12,
            products: 300,
            orders: 0,
        });
        let field = match name.as_str() {
            "--shops" => &mut wanted.shops,
            "--products" => &mut wanted.products,
            "--orders" => &mut wanted.orders,
            _ => {
                return Err(ArgsError::Unknown {
                    verb: "seed",
                    given: name,
                });
            }
        };
        *field = rest
            .next()
            .and_then(|value| value.parse().ok())
            .filter(|number| *number <= SEED_MAX)
            .ok_or(ArgsError::Number { name })?;
        size = Some(wanted);
    }
    Ok(Verb::Seed(size))
}

fn reconcile(mut rest: impl Iterator<Item = String>) -> Result<Verb, ArgsError> {
    let (mut provider, mut bank, mut path) = (None, None, None);
    let (mut from, mut until) = (None, None);
    while let Some(name) = rest.next() {
        let value = match name.as_str() {
            "--provider" => &mut provider,
            "--bank" => &mut bank,
            "--statement" => &mut path,
            "--from" => &mut from,
            "--to" => &mut until,
            _ => {
                return Err(ArgsError::Unknown {
                    verb: "reconcile",
                    given: name,
                });
            }
        };
        *value = Some(rest.next().ok_or(ArgsError::HalfAStatement)?);
    }
    let (book, path) = match (provider, bank, path, &from, &until) {
        (None, None, None, None, None) => return Ok(Verb::Reconcile),
        (Some(provider), None, Some(path), _, _) => (
            Book::of_provider(&provider).ok_or(ArgsError::Provider(provider))?,
            path,
        ),
        (None, Some(country), Some(path), _, _) => (bank::book(country.parse()?), path),
        _ => return Err(ArgsError::HalfAStatement),
    };
    let moment = |text: String| Timestamp::parse(&text, &Rfc3339).map_err(|_| ArgsError::Period);
    let period = match (
        from.map(moment).transpose()?,
        until.map(moment).transpose()?,
    ) {
        (None, None) => None,
        (Some(from), Some(until)) if from < until => Some(Period { from, until }),
        _ => return Err(ArgsError::Period),
    };
    Ok(Verb::Statement(StatementFile {
        book,
        path: path.into(),
        period,
    }))
}

#[cfg(test)]
mod tests {
    use countries::Country;
    use payments::provider::ProviderName;

    use super::*;

    fn parse(line: &str) -> Result<Verb, ArgsError> {
        Verb::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn verbs_are_read() {
        assert_eq!(parse("serve"), Ok(Verb::Serve { with_worker: true }));
        assert_eq!(
            parse("serve --no-worker"),
            Ok(Verb::Serve { with_worker: false })
        );
        assert_eq!(parse("seed"), Ok(Verb::Seed(None)));
        let size = Size {
            shops: 7,
            products: 300,
            orders: 9,
        };
        assert_eq!(
            parse("seed --orders 9 --shops 7"),
            Ok(Verb::Seed(Some(size)))
        );
        assert_eq!(
            parse("explain SK-1"),
            Ok(Verb::Explain {
                number: "SK-1".into()
            })
        );
        assert_eq!(
            parse("rates rates.csv"),
            Ok(Verb::Rates {
                path: "rates.csv".into()
            })
        );
        assert_eq!(parse("rates"), Err(ArgsError::NoFile));
        assert_eq!(parse(""), Ok(Verb::Help));
    }

    #[test]
    fn a_statement_is_a_provider_and_a_file() {
        assert_eq!(parse("reconcile"), Ok(Verb::Reconcile));
        let read = parse("reconcile --statement a.csv --provider mpesa");
        let expected = StatementFile {
            book: Book::Provider(ProviderName::Mpesa),
            path: "a.csv".into(),
            period: None,
        };
        assert_eq!(read, Ok(Verb::Statement(expected)));
        let read = parse("reconcile --bank zm --statement a.csv");
        assert!(
            matches!(read, Ok(Verb::Statement(file)) if file.book == bank::book(Country::Zambia))
        );
        let moments = "--from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z";
        let read = parse(&format!(
            "reconcile --statement a.csv --provider mpesa {moments}"
        ));
        assert!(matches!(read, Ok(Verb::Statement(file)) if file.period.is_some()));
        for (line, wrong) in [
            ("reconcile --provider mpesa", ArgsError::HalfAStatement),
            ("reconcile --statement", ArgsError::HalfAStatement),
            ("reconcile --bank ZM", ArgsError::HalfAStatement),
            (
                "reconcile --bank ZM --provider mpesa --statement a",
                ArgsError::HalfAStatement,
            ),
            (
                "reconcile --bank SE --statement a",
                ArgsError::Country(UnknownCountry("SE".into())),
            ),
            (
                "reconcile --from 2026-11-01T00:00:00Z",
                ArgsError::HalfAStatement,
            ),
            (
                "reconcile --provider bank --statement a",
                ArgsError::Provider("bank".into()),
            ),
            (
                "reconcile --provider mpesa --statement a --from today",
                ArgsError::Period,
            ),
            (
                "reconcile --provider mpesa --statement a --from 2026-11-01T00:00:00Z",
                ArgsError::Period,
            ),
        ] {
            assert_eq!(parse(line), Err(wrong), "{line}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        assert_eq!(parse("sreve"), Err(ArgsError::Verb("sreve".into())));
        assert_eq!(
            parse("work now"),
            Err(ArgsError::Unknown {
                verb: "work",
                given: "now".into()
            })
        );
        for line in [
            "seed --shops",
            "seed --shops x",
            "seed --shops -1",
            "seed --products 99999999999",
        ] {
            assert!(
                matches!(parse(line), Err(ArgsError::Number { .. })),
                "{line}"
            );
        }
        assert_eq!(parse("explain"), Err(ArgsError::NoNumber));
    }
}
