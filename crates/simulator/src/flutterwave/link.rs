//! A hosted payment link: what was asked, and whether somebody may still pay on it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::records::Customer;
use crate::amount::Amount;
use crate::books::Books;
use crate::clock::Moment;
use crate::scenario::{Scenario, ScenarioRule};
use crate::transaction::Dialect;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LinkState {
    Open,
    /// The buyer was sent back: paid, pending, or out of attempts.
    Used,
    Cancelled,
    Disabled,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    /// `flwlnk-…`
    pub name: String,
    pub tx_ref: String,
    pub amount: Amount,
    pub currency: String,
    pub redirect_url: String,
    pub customer: Customer,
    pub meta: Option<Value>,
    pub title: Option<String>,
    pub until: Moment,
    /// Attempts that may still fail before the buyer is sent back.
    pub attempts_left: u64,
    pub state: LinkState,
    pub scenario: Scenario,
}

impl Link {
    pub fn is_open(&self, now: Moment) -> bool {
        match self.state {
            LinkState::Open => now < self.until,
            LinkState::Used | LinkState::Cancelled | LinkState::Disabled => false,
        }
    }
}

/// The links that a rule for a `tx_ref` is about.
pub(crate) fn links_of(books: &Books, rule: &ScenarioRule) -> Vec<Link> {
    if rule
        .dialect
        .is_some_and(|dialect| dialect != Dialect::Flutterwave)
    {
        return Vec::new();
    }
    let tx_ref = rule
        .reference
        .clone()
        .or_else(|| rule.id.map(|id| id.to_string()));
    let ours = |link: &&Link| Some(&link.tx_ref) == tx_ref.as_ref();
    books.links.values().filter(ours).cloned().collect()
}
