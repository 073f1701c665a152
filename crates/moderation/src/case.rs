//! What a case is: its kind, its states, and how it can end.

use kernel::{CaseId, PersonId, PurchaseId, ShopId, Timestamp};
use serde_json::Value;
use uuid::Uuid;

/// A kind or state was spelled in a way that nothing writes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a case's kind or state")]
pub struct UnknownCase;

macro_rules! stored {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every one, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// As stored. Never changes.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownCase;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($text => Ok(Self::$variant),)+ _ => Err(UnknownCase) }
            }
        }
    };
}

stored! {
    /// What a case is about.
    CaseKind {
        /// A shop wants to open. Subject: the shop.
        Shop = "shop"
        /// A picture waits to be seen. Subject: the picture.
        Picture = "picture"
        /// Money does not match what we know. Subject: the attempt, or the callback that fits none.
        Payment = "payment"
    }
}

stored! {
    /// How far a case got.
    CaseState {
        /// Waits for a person.
        Open = "open"
        /// Decided in favour.
        Approved = "approved"
        /// Decided against, with a reason.
        Refused = "refused"
        /// Nothing to approve or refuse: looked into and put right.
        Settled = "settled"
    }
}

/// Something to decide.
#[derive(Debug, Clone)]
pub struct NewCase {
    pub kind: CaseKind,
    /// The shop, picture or attempt in question.
    pub subject: Uuid,
    pub shop: Option<ShopId>,
    pub purchase: Option<PurchaseId>,
    /// What is the matter, for the queue. With kind and subject it says which case this is.
    pub title: String,
    /// What a decision can be based on. No secrets, and no full phone numbers.
    pub evidence: Value,
}

/// A case as stored.
#[derive(Debug, Clone)]
pub struct Case {
    pub id: CaseId,
    pub kind: CaseKind,
    pub subject: Uuid,
    pub shop: Option<ShopId>,
    pub purchase: Option<PurchaseId>,
    pub title: String,
    pub evidence: Value,
    pub state: CaseState,
    pub opened_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<PersonId>,
    /// Empty unless refused or settled with a note.
    pub reason: String,
}

/// Why something was refused, in words its owner will read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

/// What is wrong with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReasonError {
    #[error("a refusal needs a reason")]
    Missing,
    #[error("a reason has at most {} characters", Reason::CHARS_MAX)]
    TooLong,
}

impl Reason {
    /// The longest reason, in characters.
    pub const CHARS_MAX: usize = 500;

    pub fn parse(text: &str) -> Result<Self, ReasonError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ReasonError::Missing);
        }
        if text.chars().count() > Self::CHARS_MAX {
            return Err(ReasonError::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How a case ends. A refusal cannot be spelled without its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Approve,
    Refuse(Reason),
    /// With what was done about it.
    Settle(Reason),
}

impl Verdict {
    pub const fn state(&self) -> CaseState {
        match self {
            Self::Approve => CaseState::Approved,
            Self::Refuse(_) => CaseState::Refused,
            Self::Settle(_) => CaseState::Settled,
        }
    }

    /// Empty for an approval.
    pub fn reason(&self) -> &str {
        match self {
            Self::Approve => "",
            Self::Refuse(reason) | Self::Settle(reason) => reason.as_str(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_why() {
        assert_eq!(Reason::parse("  \n"), Err(ReasonError::Missing));
        assert_eq!(Reason::parse(&"a".repeat(501)), Err(ReasonError::TooLong));
        let verdict = Verdict::Refuse(Reason::parse(" blurred ").unwrap());
        assert_eq!(
            (verdict.state(), verdict.reason()),
            (CaseState::Refused, "blurred")
        );
    }
}
