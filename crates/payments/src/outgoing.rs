//! Where money that leaves us stands. Paid is final but for what its provider's or our bank's own statement shows to have come back;
//! failed is too, except that a provider may find out later that it paid.

use kernel::{Refusal, Timestamp};

use crate::WrongState;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutgoingState {
    /// Committed; nothing has left the building.
    Requested,
    /// Committed before the call; the money may be moving.
    Sent { at: Timestamp },
    /// Nobody knows. Only an answer of the provider's status endpoint leaves this state.
    Unclear { since: Timestamp },
    /// The provider says that it arrived.
    Paid {
        at: Timestamp,
        transaction: Option<String>,
    },
    /// The provider says that no money moved.
    Failed {
        at: Timestamp,
        why: Refusal,
        code: String,
    },
    /// It arrived, and came back after: a person says so, who saw it on a statement.
    Returned { at: Timestamp },
}

impl OutgoingState {
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Sent { .. } => "sent",
            Self::Unclear { .. } => "unclear",
            Self::Paid { .. } => "paid",
            Self::Failed { .. } => "failed",
            Self::Returned { .. } => "returned",
        }
    }

    /// May money still be moving, or begin to?
    pub const fn is_open(&self) -> bool {
        match self {
            Self::Requested | Self::Sent { .. } | Self::Unclear { .. } => true,
            Self::Paid { .. } | Self::Failed { .. } | Self::Returned { .. } => false,
        }
    }

    pub fn send(&self, at: Timestamp) -> Result<Self, WrongState> {
        match self {
            Self::Requested => Ok(Self::Sent { at }),
            Self::Sent { .. }
            | Self::Unclear { .. }
            | Self::Paid { .. }
            | Self::Failed { .. }
            | Self::Returned { .. } => Err(self.cannot("be sent")),
        }
    }

    /// No answer, or none we can read.
    pub fn lose_sight(&self, since: Timestamp) -> Result<Self, WrongState> {
        match self {
            Self::Sent { .. } => Ok(Self::Unclear { since }),
            Self::Unclear { .. } => Ok(self.clone()),
            Self::Requested | Self::Paid { .. } | Self::Failed { .. } | Self::Returned { .. } => {
                Err(self.cannot("become unclear"))
            }
        }
    }

    /// The provider says that it paid. Legal even after a failure: what left is gone.
    pub fn pay(&self, at: Timestamp, transaction: Option<String>) -> Result<Self, WrongState> {
        match self {
            Self::Sent { .. } | Self::Unclear { .. } | Self::Failed { .. } => {
                Ok(Self::Paid { at, transaction })
            }
            Self::Requested | Self::Paid { .. } | Self::Returned { .. } => {
                Err(self.cannot("be paid"))
            }
        }
    }

    /// The provider says that no money moved.
    pub fn fail(&self, at: Timestamp, why: Refusal, code: String) -> Result<Self, WrongState> {
        match self {
            Self::Sent { .. } | Self::Unclear { .. } => Ok(Self::Failed { at, why, code }),
            Self::Requested | Self::Paid { .. } | Self::Failed { .. } | Self::Returned { .. } => {
                Err(self.cannot("fail"))
            }
        }
    }

    /// A statement shows that it came back, and a person says so. No answer of a provider does this.
    pub fn come_back(&self, at: Timestamp) -> Result<Self, WrongState> {
        match self {
            Self::Paid { .. } => Ok(Self::Returned { at }),
            Self::Requested
            | Self::Sent { .. }
            | Self::Unclear { .. }
            | Self::Failed { .. }
            | Self::Returned { .. } => Err(self.cannot("come back")),
        }
    }

    /// Given up before anything left the building: certain without asking anybody.
    pub fn withdraw(&self, at: Timestamp) -> Result<Self, WrongState> {
        match self {
            Self::Requested => Ok(Self::Failed {
                at,
                why: Refusal::Cancelled,
                code: String::new(),
            }),
            Self::Sent { .. }
            | Self::Unclear { .. }
            | Self::Paid { .. }
            | Self::Failed { .. }
            | Self::Returned { .. } => Err(self.cannot("be withdrawn")),
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
            OutgoingState::Requested,
            OutgoingState::Sent { at },
            OutgoingState::Unclear { since: at },
            OutgoingState::Paid {
                at,
                transaction: None,
            },
            OutgoingState::Failed {
                at,
                why: Refusal::RecipientNotFound,
                code: String::new(),
            },
            OutgoingState::Returned { at },
        ];
        // What each verb makes of each state, in the order above; "-" is refused.
        let grid: [(&str, [&str; 6]); 6] = [
            ("send", ["sent", "-", "-", "-", "-", "-"]),
            ("withdraw", ["failed", "-", "-", "-", "-", "-"]),
            ("lose", ["-", "unclear", "unclear", "-", "-", "-"]),
            ("pay", ["-", "paid", "paid", "-", "paid", "-"]),
            ("fail", ["-", "failed", "failed", "-", "-", "-"]),
            ("return", ["-", "-", "-", "returned", "-", "-"]),
        ];
        for (verb, expected) in grid {
            for (state, expected) in states.iter().zip(expected) {
                let after = match verb {
                    "send" => state.send(at),
                    "withdraw" => state.withdraw(at),
                    "lose" => state.lose_sight(at),
                    "pay" => state.pay(at, None),
                    "return" => state.come_back(at),
                    _ => state.fail(at, Refusal::Unspecified, String::new()),
                };
                assert_eq!(
                    after.as_ref().map_or("-", OutgoingState::as_str),
                    expected,
                    "{verb} {state:?}"
                );
            }
        }
    }
}
