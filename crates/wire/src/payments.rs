//! What a buyer's browser may know about a payment while it waits.

use serde::{Deserialize, Serialize};

/// Where a payment stands, as far as the page must behave differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayState {
    /// The provider has the request and the buyer has not answered yet.
    Waiting,
    /// Nobody has told us what happened; the money may be moving.
    Unclear,
    /// The provider said no, or the buyer did. Nothing was taken.
    Refused,
    /// The purchase ran out of time, or was cancelled, unpaid.
    Closed,
    /// The money has arrived.
    Paid,
}

impl PayState {
    /// Is there a reason to ask again?
    pub const fn is_open(self) -> bool {
        match self {
            Self::Waiting | Self::Unclear => true,
            Self::Refused | Self::Closed | Self::Paid => false,
        }
    }

    /// The word used in class names and in the JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Unclear => "unclear",
            Self::Refused => "refused",
            Self::Closed => "closed",
            Self::Paid => "paid",
        }
    }
}

/// The one thing to do next: a link, already worded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayNext {
    pub label: String,
    pub url: String,
}

/// What we know about a payment, in words the buyer can read. Props of the waiting island, and the answer to its requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayStatus {
    pub state: PayState,
    /// A few words: "Waiting for your PIN".
    pub title: String,
    /// One honest sentence, never more than the provider has said.
    pub sentence: String,
    /// Until the prompt, or the purchase, runs out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds_left: Option<u32>,
    /// When paid, the browser goes there by itself; otherwise a link to press.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<PayNext>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_small_and_comes_back_whole() {
        let status = PayStatus {
            state: PayState::Unclear,
            title: "Not known yet".into(),
            sentence: "MTN has not told us whether the money moved. We keep asking.".into(),
            seconds_left: None,
            next: None,
        };
        let json = serde_json::to_string(&status).unwrap();
        assert!(json.len() < 200, "{json}");
        assert_eq!(serde_json::from_str::<PayStatus>(&json).unwrap(), status);
    }
}
