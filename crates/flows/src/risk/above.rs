//! From how many points on a person looks.

/// More points than this, and a person looks before anything is packed; or nobody ever does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewAbove(Option<i32>);

/// What is wrong with a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("points from 1 to 1000, or off")]
pub struct AboveError;

impl ReviewAbove {
    /// No one rule reaches it alone: it takes two that speak against a buyer, or one and a buyer nobody knows.
    pub const STANDARD: Self = Self(Some(50));
    /// Nothing is scored, and nobody waits.
    pub const OFF: Self = Self(None);

    /// The limit. `None`: off.
    pub const fn points(self) -> Option<i32> {
        self.0
    }
}

impl std::str::FromStr for ReviewAbove {
    type Err = AboveError;

    fn from_str(text: &str) -> Result<Self, AboveError> {
        if text.eq_ignore_ascii_case("off") {
            return Ok(Self::OFF);
        }
        let points: i32 = text.parse().map_err(|_| AboveError)?;
        if !(1..=1_000).contains(&points) {
            return Err(AboveError);
        }
        Ok(Self(Some(points)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_points_or_off() {
        assert_eq!("50".parse(), Ok(ReviewAbove::STANDARD));
        assert_eq!("off".parse(), Ok(ReviewAbove::OFF));
        for wrong in ["", "0", "-5", "1001", "50.5", "high"] {
            assert_eq!(wrong.parse::<ReviewAbove>(), Err(AboveError), "{wrong:?}");
        }
    }

    #[test]
    fn no_rule_reaches_the_usual_limit_alone() {
        let most = orders::risk::RULES.iter().map(|row| row.points).max();
        assert!(most < ReviewAbove::STANDARD.points());
    }
}
