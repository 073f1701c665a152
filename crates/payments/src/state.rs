//! Where one try at collecting money stands. The data a state needs lives in that state; refused is final except that money
//! may still arrive, which is flagged and compensated.

use kernel::{Refusal, Timestamp};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptState {
    /// Committed; nothing has left the building.
    Prepared,
    /// Committed before the call; a prompt may be showing.
    Sent { at: Timestamp },
    /// The provider took it; the buyer has not answered.
    AwaitingPin { since: Timestamp },
    /// The buyer was sent to the provider's page.
    Redirected { since: Timestamp },
    /// Nobody knows. Only an answer of the provider's status endpoint leaves this state.
    Unclear { since: Timestamp },
    /// The provider says it has exactly our amount.
    Collected {
        at: Timestamp,
        transaction: Option<String>,
    },
    /// The provider says no money moved.
    Refused {
        at: Timestamp,
        why: Refusal,
        code: String,
    },
}

/// The move is not legal from this state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an attempt that is {state} cannot {verb}")]
pub struct WrongState {
    pub state: &'static str,
    pub verb: &'static str,
}

impl AttemptState {
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Sent { .. } => "sent",
            Self::AwaitingPin { .. } => "awaiting_pin",
            Self::Redirected { .. } => "redirected",
            Self::Unclear { .. } => "unclear",
            Self::Collected { .. } => "collected",
            Self::Refused { .. } => "refused",
        }
    }

    /// May money still be moving?
    pub const fn is_open(&self) -> bool {
        match self {
            Self::Prepared
            | Self::Sent { .. }
            | Self::AwaitingPin { .. }
            | Self::Redirected { .. }
            | Self::Unclear { .. } => true,
            Self::Collected { .. } | Self::Refused { .. } => false,
        }
    }

    pub fn send(&self, at: Timestamp) -> Result<Self, WrongState> {
        match self {
            Self::Prepared => Ok(Self::Sent { at }),
            Self::Sent { .. }
            | Self::AwaitingPin { .. }
            | Self::Redirected { .. }
            | Self::Unclear { .. }
            | Self::Collected { .. }
            | Self::Refused { .. } => Err(self.cannot("be sent")),
        }
    }

    /// The provider says it has the request and no answer yet.
    pub fn await_pin(&self, since: Timestamp) -> Result<Self, WrongState> {
        match self {
            Self::Sent { .. } | Self::Unclear { .. } => Ok(Self::AwaitingPin { since }),
            Self::AwaitingPin { .. } | Self::Redirected { .. } => Ok(self.clone()),
            Self::Prepared | Self::Collected { .. } | Self::Refused { .. } => {
                Err(self.cannot("await a PIN"))
            }
        }
    }

    /// The provider gave a page of its own, where the buyer approves.
    pub fn redirect(&self, since: Timestamp) -> Result<Self, WrongState> {
        match self {
            Self::Sent { .. } | Self::Unclear { .. } => Ok(Self::Redirected { since }),
            Self::Redirected { .. } => Ok(self.clone()),
            Self::Prepared
            | Self::AwaitingPin { .. }
            | Self::Collected { .. }
            | Self::Refused { .. } => Err(self.cannot("be redirected")),
        }
    }

    /// No answer, or none we can read.
    pub fn lose_sight(&self, since: Timestamp) -> Result<Self, WrongState> {
        match self {
            Self::Sent { .. } | Self::AwaitingPin { .. } | Self::Redirected { .. } => {
                Ok(Self::Unclear { since })
            }
            Self::Unclear { .. } => Ok(self.clone()),
            Self::Prepared | Self::Collected { .. } | Self::Refused { .. } => {
                Err(self.cannot("become unclear"))
            }
        }
    }

    /// The provider says it has the money. Legal even after a refusal: providers change their mind, and money is money.
    pub fn collect(&self, at: Timestamp, transaction: Option<String>) -> Result<Self, WrongState> {
        match self {
            Self::Sent { .. }
            | Self::AwaitingPin { .. }
            | Self::Redirected { .. }
            | Self::Unclear { .. }
            | Self::Refused { .. } => Ok(Self::Collected { at, transaction }),
            Self::Prepared | Self::Collected { .. } => Err(self.cannot("be collected")),
        }
    }

    /// The provider says no money moved.
    pub fn refuse(&self, at: Timestamp, why: Refusal, code: String) -> Result<Self, WrongState> {
        match self {
            Self::Sent { .. }
            | Self::AwaitingPin { .. }
            | Self::Redirected { .. }
            | Self::Unclear { .. } => Ok(Self::Refused { at, why, code }),
            Self::Prepared | Self::Collected { .. } | Self::Refused { .. } => {
                Err(self.cannot("be refused"))
            }
        }
    }

    /// Given up before anything left the building: certain without asking anybody.
    pub fn withdraw(&self, at: Timestamp) -> Result<Self, WrongState> {
        match self {
            Self::Prepared => Ok(Self::Refused {
                at,
                why: Refusal::NeverArrived,
                code: String::new(),
            }),
            Self::Sent { .. }
            | Self::AwaitingPin { .. }
            | Self::Redirected { .. }
            | Self::Unclear { .. }
            | Self::Collected { .. }
            | Self::Refused { .. } => Err(self.cannot("be withdrawn")),
        }
    }

    fn cannot(&self, verb: &'static str) -> WrongState {
        WrongState {
            state: self.as_str(),
            verb,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_only_along_the_graph() {
        let at = Timestamp::UNIX_EPOCH;
        let states = [
            AttemptState::Prepared,
            AttemptState::Sent { at },
            AttemptState::AwaitingPin { since: at },
            AttemptState::Redirected { since: at },
            AttemptState::Unclear { since: at },
            AttemptState::Collected {
                at,
                transaction: None,
            },
            AttemptState::Refused {
                at,
                why: Refusal::NotApproved,
                code: String::new(),
            },
        ];
        // What each verb makes of each state, in the order above; "-" is refused.
        let grid: [(&str, [&str; 7]); 7] = [
            ("send", ["sent", "-", "-", "-", "-", "-", "-"]),
            ("withdraw", ["refused", "-", "-", "-", "-", "-", "-"]),
            (
                "await",
                [
                    "-",
                    "awaiting_pin",
                    "awaiting_pin",
                    "redirected",
                    "awaiting_pin",
                    "-",
                    "-",
                ],
            ),
            (
                "redirect",
                ["-", "redirected", "-", "redirected", "redirected", "-", "-"],
            ),
            (
                "lose",
                ["-", "unclear", "unclear", "unclear", "unclear", "-", "-"],
            ),
            (
                "collect",
                [
                    "-",
                    "collected",
                    "collected",
                    "collected",
                    "collected",
                    "-",
                    "collected",
                ],
            ),
            (
                "refuse",
                ["-", "refused", "refused", "refused", "refused", "-", "-"],
            ),
        ];
        for (verb, expected) in grid {
            for (state, expected) in states.iter().zip(expected) {
                let after = match verb {
                    "send" => state.send(at),
                    "withdraw" => state.withdraw(at),
                    "await" => state.await_pin(at),
                    "redirect" => state.redirect(at),
                    "lose" => state.lose_sight(at),
                    "collect" => state.collect(at, None),
                    _ => state.refuse(at, Refusal::NotApproved, String::new()),
                };
                assert_eq!(
                    after.as_ref().map_or("-", AttemptState::as_str),
                    expected,
                    "{verb} {state:?}"
                );
            }
        }
    }
}
