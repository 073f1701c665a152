//! What was typed after `soko`.

/// How `soko` is used.
pub const HELP: &str = "\
soko: a marketplace for mobile money

  soko serve [--no-worker]   serve pages and run jobs; without DATABASE_URL on a Postgres of its own
  soko work                  run jobs only
  soko migrate               bring the database's tables up to date
  soko seed [--shops N] [--products M] [--orders K]
                             fill the marketplace: the demo, or one of any size
  soko reconcile             ask the providers about everything that is not final, once
  soko explain SK-7K3M-9Q2D  everything known about one purchase
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
    Explain { number: String },
    Simulator,
    Doctor,
    Help,
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
            "reconcile" => alone("reconcile", Self::Reconcile, rest),
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

#[cfg(test)]
mod tests {
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
        assert_eq!(parse(""), Ok(Verb::Help));
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
