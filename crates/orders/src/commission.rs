//! The marketplace's share of a line: by which rule, what it comes to, and what may be said of it. Pure.

pub mod rules;

#[cfg(test)]
pub(crate) mod golden;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use kernel::{Money, MoneyError};

/// Everything, in basis points.
const WHOLE_BPS: u32 = 10_000;

/// How a share is reckoned: so much of a line's total, not less than the minimum, and not more than the maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    rate_bps: u32,
    minimum: Option<Money>,
    maximum: Option<Money>,
}

/// Why terms cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrongTerms {
    #[error("a rate is between nothing and everything")]
    Rate,
    #[error("a bound is more than nothing, and both are in one currency")]
    Bound,
    #[error("the minimum is above the maximum")]
    Crossed,
}

impl Terms {
    /// `minimum` and `maximum` are of one line.
    pub fn new(
        rate_bps: u32,
        minimum: Option<Money>,
        maximum: Option<Money>,
    ) -> Result<Self, WrongTerms> {
        if rate_bps > WHOLE_BPS {
            return Err(WrongTerms::Rate);
        }
        if [minimum, maximum]
            .iter()
            .flatten()
            .any(|bound| !bound.is_positive())
        {
            return Err(WrongTerms::Bound);
        }
        if let (Some(least), Some(most)) = (minimum, maximum) {
            let left = most.minus(least).map_err(|_| WrongTerms::Bound)?;
            if left.minor() < 0 {
                return Err(WrongTerms::Crossed);
            }
        }
        Ok(Self {
            rate_bps,
            minimum,
            maximum,
        })
    }

    /// Basis points of the line's total.
    pub const fn rate_bps(self) -> u32 {
        self.rate_bps
    }

    pub const fn minimum(self) -> Option<Money> {
        self.minimum
    }

    pub const fn maximum(self) -> Option<Money> {
        self.maximum
    }

    /// The share in a line: its rate, rounded half to even; raised to the minimum; cut to the maximum; and never more than the line
    /// without its tax, so that nobody pays to sell.
    pub fn share(self, total: Money, tax: Money) -> Result<Money, MoneyError> {
        let by_rate = total.share_bps(self.rate_bps)?;
        let raised = match self.minimum {
            Some(least) if least.minus(by_rate)?.is_positive() => least,
            Some(_) | None => by_rate,
        };
        let cut = match self.maximum {
            Some(most) => lesser(raised, most)?,
            None => raised,
        };
        lesser(cut, total.minus(tax)?)
    }

    /// Which of these gave a line the share it has.
    pub fn gave(self, total: Money, share: Money) -> Charged {
        if total.share_bps(self.rate_bps) == Ok(share) {
            Charged::Rate { bps: self.rate_bps }
        } else if self.minimum == Some(share) {
            Charged::Minimum
        } else if self.maximum == Some(share) {
            Charged::Maximum
        } else {
            Charged::AllButTax
        }
    }
}

fn lesser(one: Money, other: Money) -> Result<Money, MoneyError> {
    Ok(if one.minus(other)?.is_positive() {
        other
    } else {
        one
    })
}

/// What a share is, in one word: of a line, or of all lines of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charged {
    /// The rate of the goods.
    Rate { bps: u32 },
    /// The minimum of each line.
    Minimum,
    /// The maximum of each line.
    Maximum,
    /// Whatever there was but the tax: the minimum was more.
    AllButTax,
    /// Not the same of every line.
    ByLine,
}

impl Charged {
    /// Of two lines together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if self == other { self } else { Self::ByLine }
    }
}

/// A rule as a line names it, so that a later one never explains an earlier sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleName {
    /// What holds where nobody set anything.
    Standard,
    /// One that somebody set.
    Set(RuleId),
}

/// The number of a rule that somebody set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleId(i64);

/// What a line of ours never says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no commission rule")]
pub struct NoRule(String);

const STANDARD: &str = "standard-2026";
const SET: &str = "rule-";

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standard => f.write_str(STANDARD),
            Self::Set(id) => write!(f, "{SET}{id}"),
        }
    }
}

impl FromStr for RuleName {
    type Err = NoRule;
    fn from_str(text: &str) -> Result<Self, NoRule> {
        if text == STANDARD {
            return Ok(Self::Standard);
        }
        let id = text.strip_prefix(SET).and_then(|id| id.parse().ok());
        id.map(Self::Set).ok_or_else(|| NoRule(text.to_owned()))
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RuleId {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// How the share of a line is reckoned, and by whose word. Frozen on the line at placing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommissionRule {
    pub name: RuleName,
    pub terms: Terms,
}

impl CommissionRule {
    /// Five percent of every line, nothing of delivery: what holds until somebody sets a rule.
    pub const STANDARD: Self = Self {
        name: RuleName::Standard,
        terms: Terms {
            rate_bps: 500,
            minimum: None,
            maximum: None,
        },
    };
}
