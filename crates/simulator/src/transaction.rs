//! One movement of money as the provider's books hold it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::amount::Amount;
use crate::clock::Moment;
use crate::scenario::{Code, Scenario};

/// Whose language the merchant spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    Pawapay,
    Flutterwave,
    Daraja,
    Stripe,
    MtnMomo,
    Paystack,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Deposit,
    Payout,
    Refund,
}

/// Where a movement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    Accepted,
    /// Waits for an operator that is delayed.
    Enqueued,
    Processing,
    InReconciliation,
    Completed,
    Failed,
}

impl State {
    pub const fn is_final(self) -> bool {
        match self {
            Self::Completed | Self::Failed => true,
            Self::Accepted | Self::Enqueued | Self::Processing | Self::InReconciliation => false,
        }
    }

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "ACCEPTED",
            Self::Enqueued => "ENQUEUED",
            Self::Processing => "PROCESSING",
            Self::InReconciliation => "IN_RECONCILIATION",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
        }
    }
}

/// How a movement ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Completed,
    Failed(Code),
}

impl Verdict {
    pub fn state(&self) -> State {
        match self {
            Self::Completed => State::Completed,
            Self::Failed(_) => State::Failed,
        }
    }

    pub fn code(&self) -> Option<&Code> {
        match self {
            Self::Completed => None,
            Self::Failed(code) => Some(code),
        }
    }
}

/// What a person, or a test in their place, says to a prompt.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    #[default]
    Approve,
    Refuse,
    WrongPin,
    /// Ends with this code.
    #[serde(untagged)]
    Fail(Code),
}

/// One piece of news to call back with: what was true when it was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub state: State,
    pub failure: Option<Code>,
    /// The first try; the retry ladder counts from here.
    pub first_at: Moment,
    /// How many tries came before.
    pub tries: usize,
    pub copies: u16,
    /// What it is called, in a dialect that tells one thing under several names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
}

/// Something that happens to a movement by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    BecomeProcessing,
    BecomeReconciling,
    Settle(Verdict),
    ExpirePrompt,
    /// The time of a hosted page is over.
    ExpirePage,
    Deliver(Notice),
    Tell(Telling),
}

/// Something to tell the merchant that is not news of the movement itself, such as the answer to a question about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    pub to: String,
    pub body: String,
    pub copies: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedStep {
    pub at: Moment,
    pub step: Step,
}

/// A deposit, payout or refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    pub dialect: Dialect,
    pub kind: Kind,
    pub id: Uuid,
    /// Of a refund: what is given back.
    pub deposit_id: Option<Uuid>,
    pub amount: Amount,
    pub currency: String,
    pub country: String,
    pub provider: String,
    pub msisdn: String,
    pub customer_message: Option<String>,
    pub client_reference_id: Option<String>,
    /// Flat, as it is echoed.
    pub metadata: Map<String, Value>,
    pub state: State,
    pub failure: Option<Code>,
    pub created: Moment,
    pub settled: Option<Moment>,
    /// While a prompt is open on the phone: when it goes away.
    pub prompt_until: Option<Moment>,
    /// The page where the payer approves, for operators that send the payer to one.
    pub authorization_url: Option<String>,
    /// The operator's own number, once there is one.
    pub provider_transaction_id: Option<String>,
    pub scenario: Scenario,
    /// What is still to happen.
    pub steps: Vec<PlannedStep>,
    /// Its other names: the provider's numbers and the merchant's references.
    #[serde(default)]
    pub handles: Vec<String>,
    /// What the provider keeps of it for itself.
    #[serde(default)]
    pub fee: Amount,
    /// Where its news go, when its request said so.
    #[serde(default)]
    pub callback_url: Option<String>,
    #[serde(default)]
    pub(crate) particulars: Particulars,
}

/// What only a movement's own dialect understands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Particulars {
    #[default]
    None,
    Flutterwave(Box<crate::flutterwave::Particulars>),
    Daraja(Box<crate::daraja::Particulars>),
    Stripe(Box<crate::stripe::Particulars>),
    MtnMomo(Box<crate::mtn_momo::Particulars>),
    Paystack(Box<crate::paystack::Particulars>),
}

impl Transaction {
    pub fn has_open_prompt(&self) -> bool {
        self.prompt_until.is_some()
    }

    /// The number it has in a dialect that counts; zero elsewhere.
    pub(crate) fn number(&self) -> u64 {
        match &self.particulars {
            Particulars::Flutterwave(particulars) => particulars.number,
            Particulars::Paystack(particulars) => particulars.number,
            Particulars::None
            | Particulars::Daraja(_)
            | Particulars::Stripe(_)
            | Particulars::MtnMomo(_) => 0,
        }
    }

    pub(crate) fn plan(&mut self, at: Moment, step: Step) {
        self.steps.push(PlannedStep { at, step });
    }

    /// Forgets how it would have ended by itself; news on the way stay on the way, and a page's time runs on.
    pub(crate) fn forget_plan(&mut self) {
        self.steps.retain(|planned| {
            matches!(
                planned.step,
                Step::Deliver(_) | Step::Tell(_) | Step::ExpirePage
            )
        });
    }

    /// Takes out the first step that is due, earliest first.
    pub(crate) fn take_due(&mut self, now: Moment) -> Option<PlannedStep> {
        let due = self
            .steps
            .iter()
            .enumerate()
            .filter(|(_, planned)| planned.at <= now)
            .min_by_key(|(_, planned)| planned.at)
            .map(|(index, _)| index)?;
        Some(self.steps.remove(due))
    }

    pub(crate) fn next_at(&self) -> Option<Moment> {
        self.steps.iter().map(|planned| planned.at).min()
    }
}
