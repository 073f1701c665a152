//! A statement of a dialect's books as its provider would export it: CSV, with the provider's own columns, and with faults put in
//! on purpose where a test asks for them.

use std::time::Duration;

use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use crate::amount::Amount;
use crate::clock::Moment;
use crate::error::SimulatorError;
use crate::transaction::{Dialect, Kind, State, Transaction};
use crate::world::World;
use crate::{daraja, flutterwave, mtn_momo, pawapay, paystack, stripe};

/// How much later a late line is.
const LATE_BY: Duration = Duration::from_hours(48);
/// Rates are counted in ten-thousandths.
const WHOLE: u64 = 10_000;

/// Which statement is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatementRequest {
    pub dialect: Dialect,
    /// The first moment it tells of; everything there is when left out.
    pub from: Option<Moment>,
    /// The first moment it does not tell of.
    pub to: Option<Moment>,
    /// How many of ten thousand movements get a fault.
    pub faults: u16,
    /// The same seed puts the same faults into the same books, whatever the period.
    pub seed: u64,
}

/// What can be wrong with a movement's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementFault {
    Missing,
    Doubled,
    WrongAmount,
    /// Two days later than the money moved.
    Late,
}

/// A fault that was put in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InjectedFault {
    pub fault: StatementFault,
    /// The movement.
    pub id: Uuid,
    pub kind: Kind,
    /// What the statement calls the movement.
    pub name: String,
    /// Whether a line about it is in this statement: not when it is missing, or later than the period.
    pub is_listed: bool,
}

/// A provider's export, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statement {
    pub csv: String,
    pub faults: Vec<InjectedFault>,
}

/// A movement as its line shows it.
pub(crate) struct Shown<'a> {
    pub movement: &'a Transaction,
    pub amount: Amount,
    pub at: Moment,
}

/// How one provider writes.
pub(crate) struct Form {
    /// What stands above the columns' names.
    pub preamble: Vec<Vec<String>>,
    pub columns: &'static [&'static str],
    pub newest_first: bool,
    /// What the provider calls a movement there.
    pub name: fn(&Transaction) -> String,
    /// The line of a movement.
    pub line: fn(&Shown<'_>) -> Vec<String>,
    /// The line of its fee, where that has one of its own.
    pub fee_line: fn(&Shown<'_>) -> Option<Vec<String>>,
    /// Whether what failed is listed too.
    pub lists_failures: bool,
}

impl StatementRequest {
    /// Everything a dialect's books hold, without faults.
    pub const fn of(dialect: Dialect) -> Self {
        Self {
            dialect,
            from: None,
            to: None,
            faults: 0,
            seed: 0,
        }
    }

    fn has(&self, at: Moment) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }
}

/// A request as the control port takes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    dialect: Dialect,
    from: Option<String>,
    to: Option<String>,
    /// A share of one: `0.02`.
    faults: Option<String>,
    #[serde(default)]
    seed: u64,
}

impl Asked {
    pub fn read(self) -> Result<StatementRequest, SimulatorError> {
        let wrong = |what: &str| SimulatorError::Asked(what.to_owned());
        let moment = |text: Option<String>| {
            text.map(|text| Timestamp::parse(&text, &Rfc3339))
                .transpose()
                .map_err(|_| wrong("from and to are moments, such as 2026-11-25T00:00:00Z"))
        };
        let faults = self.faults.as_deref().map_or(Ok(0), |text| {
            let rate = Amount::parse(text).ok().map(|(rate, _)| rate);
            rate.and_then(Amount::ten_thousandths)
                .filter(|rate| u64::from(*rate) <= WHOLE)
                .ok_or_else(|| wrong("faults is a share of one, such as 0.02"))
        })?;
        Ok(StatementRequest {
            dialect: self.dialect,
            from: moment(self.from)?.map(Moment::of),
            to: moment(self.to)?.map(Moment::of),
            faults,
            seed: self.seed,
        })
    }
}

impl World {
    /// Writes a statement of what moved for good.
    pub fn statement(&self, request: &StatementRequest) -> Statement {
        let form = match request.dialect {
            Dialect::Pawapay => pawapay::statement_form(),
            Dialect::Flutterwave => flutterwave::statement_form(),
            Dialect::Daraja => daraja::statement_form(self),
            Dialect::Stripe => stripe::statement_form(),
            Dialect::MtnMomo => mtn_momo::statement_form(),
            Dialect::Paystack => paystack::statement_form(),
        };
        let mut faults = Vec::new();
        let mut lines: Vec<(Moment, String)> = Vec::new();
        let books = self.books();
        for (index, movement) in books.all().enumerate() {
            if movement.dialect != request.dialect {
                continue;
            }
            let settled = movement.settled.unwrap_or(movement.created);
            let fault = match movement.state {
                State::Completed => fault_of(request, index),
                State::Failed if form.lists_failures => None,
                State::Failed
                | State::Accepted
                | State::Enqueued
                | State::Processing
                | State::InReconciliation => continue,
            };
            let shown = Shown {
                movement,
                amount: match fault {
                    Some(StatementFault::WrongAmount) => movement.amount.plus(Amount::major(1)),
                    _ => movement.amount,
                },
                at: match fault {
                    Some(StatementFault::Late) => settled.plus(LATE_BY),
                    _ => settled,
                },
            };
            let is_listed = request.has(shown.at) && fault != Some(StatementFault::Missing);
            if let Some(fault) = fault
                && (request.has(settled) || request.has(shown.at))
            {
                faults.push(InjectedFault {
                    fault,
                    id: movement.id,
                    kind: movement.kind,
                    name: (form.name)(movement),
                    is_listed,
                });
            }
            if !is_listed {
                continue;
            }
            let line = row(&(form.line)(&shown));
            if fault == Some(StatementFault::Doubled) {
                lines.push((shown.at, line.clone()));
            }
            lines.push((shown.at, line));
            if let Some(fee) = (form.fee_line)(&shown) {
                lines.push((shown.at, row(&fee)));
            }
        }
        drop(books);
        lines.sort_by_key(|(at, _)| *at);
        if form.newest_first {
            lines.reverse();
        }
        let mut csv: String = form.preamble.iter().map(|fields| row(fields)).collect();
        csv.push_str(&row(form.columns));
        csv.extend(lines.into_iter().map(|(_, line)| line));
        Statement { csv, faults }
    }
}

/// What is wrong with the movement that came as the `index`th, if anything is.
fn fault_of(request: &StatementRequest, index: usize) -> Option<StatementFault> {
    let mut hash = Sha256::new();
    hash.update(request.seed.to_be_bytes());
    hash.update(u64::try_from(index).unwrap_or(u64::MAX).to_be_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    let [which, .., a, b, c, d] = hash;
    if u64::from(u32::from_be_bytes([a, b, c, d])) % WHOLE >= u64::from(request.faults) {
        return None;
    }
    Some(match which % 4 {
        0 => StatementFault::Missing,
        1 => StatementFault::Doubled,
        2 => StatementFault::WrongAmount,
        _ => StatementFault::Late,
    })
}

/// One line of CSV, fields quoted where they must be.
fn row(fields: &[impl AsRef<str>]) -> String {
    let quoted = |field: &str| {
        if field.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.to_owned()
        }
    };
    let fields: Vec<String> = fields.iter().map(|field| quoted(field.as_ref())).collect();
    format!("{}\r\n", fields.join(","))
}

/// Money that left is written with a sign before it.
pub(crate) fn signed(kind: Kind, amount: Amount) -> Amount {
    match kind {
        Kind::Deposit => amount,
        Kind::Payout | Kind::Refund => Amount::ZERO.minus(amount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(faults: u16, seed: u64) -> StatementRequest {
        StatementRequest {
            faults,
            seed,
            ..StatementRequest::of(Dialect::Pawapay)
        }
    }

    #[test]
    fn faults_are_as_many_as_asked_for_and_the_same_for_the_same_seed() {
        let of = |request: &StatementRequest| -> Vec<_> {
            (0..10_000).map(|index| fault_of(request, index)).collect()
        };
        let (first, again) = (of(&request(200, 7)), of(&request(200, 7)));
        assert_eq!(first, again);
        assert_ne!(first, of(&request(200, 8)));
        let count = first.iter().flatten().count();
        assert!((130..270).contains(&count), "{count} of 10000");
        for kind in [
            StatementFault::Missing,
            StatementFault::Doubled,
            StatementFault::WrongAmount,
            StatementFault::Late,
        ] {
            assert!(first.contains(&Some(kind)), "{kind:?}");
        }
        assert!(of(&request(0, 7)).iter().all(Option::is_none));
        assert!(of(&request(10_000, 7)).iter().all(Option::is_some));
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        assert_eq!(
            row(&["a", "1,000.00", "say \"so\""]),
            "a,\"1,000.00\",\"say \"\"so\"\"\"\r\n"
        );
    }

    #[test]
    fn a_request_says_what_it_means() {
        let asked = |text: &str| serde_json::from_str::<Asked>(text).unwrap().read();
        let read =
            asked(r#"{"dialect":"daraja","faults":"0.02","seed":3,"from":"2026-11-25T00:00:00Z"}"#);
        let read = read.unwrap();
        assert_eq!((read.faults, read.seed, read.to), (200, 3, None));
        assert_eq!(read.from.unwrap().rfc3339(), "2026-11-25T00:00:00Z");
        for wrong in [
            r#"{"dialect":"daraja","faults":"1.5"}"#,
            r#"{"dialect":"daraja","faults":"some"}"#,
            r#"{"dialect":"daraja","to":"yesterday"}"#,
        ] {
            assert!(asked(wrong).is_err(), "{wrong}");
        }
    }
}
