//! The knobs: what a transaction does and what goes wrong on the way.

mod rule;

use serde::{Deserialize, Serialize};

pub(crate) use rule::About;
pub use rule::ScenarioRule;

/// A failure code in the provider's spelling. Codes the documentation does not know are allowed on purpose: the receiver
/// must survive them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(String);

impl Code {
    /// For the codes written in this crate.
    pub(crate) fn known(code: &'static str) -> Self {
        Self(code.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Code {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let fits = (1..=60).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_' || b == b'.');
        if fits {
            Ok(Self(text))
        } else {
            Err(format!(
                "{text:?} is not a failure code: CAPITALS_AND_UNDERSCORES or a number as text"
            ))
        }
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0
    }
}

/// How a transaction ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// What the number is published for; any other number gets a prompt.
    #[default]
    Usual,
    Success,
    /// In flight for ever.
    Stuck,
    /// Waits for the person at the phone page, also for a published number.
    Prompt,
    /// Refused at initiation.
    Reject(Code),
    /// In reconciliation for a while, then successful, or failed with `then`.
    InReconciliation {
        after_seconds: u64,
        #[serde(default)]
        then: Option<Code>,
    },
    /// Says failed, then takes the money after all: "prompt timed out, then money arrives".
    LateSuccess {
        code: Code,
        after_seconds: u64,
    },
    /// Says completed, then failed.
    LateFailure {
        code: Code,
        after_seconds: u64,
    },
    /// Fails after acceptance.
    #[serde(untagged)]
    Fail(Code),
}

/// When the callback comes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackKnob {
    #[default]
    Normal,
    None,
    /// Virtual seconds after the end.
    Delayed {
        seconds: u64,
    },
    /// That many copies at once, 1 to 1,000.
    Duplicate {
        count: u16,
    },
    /// The newest news first: a stale PROCESSING, or the first of two contradicting ends, arrives last.
    Reordered,
    /// Settles and calls back before the initiation is answered.
    BeforeResponse,
    /// Daraja: the result never comes; what comes is the news, at its own address, that the queue timed out.
    QueueTimeout,
}

/// The body's shape.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackShape {
    #[default]
    V2,
    /// As an old account, or a dashboard still pointed at the old version, would send. MTN: with the reason as an object.
    V1,
    /// Daraja: with the middle of the payer's number hidden.
    MaskedPhone,
    /// Cut off in the middle.
    Malformed,
}

/// How a callback comes, where a provider knows two ways.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackMethod {
    #[default]
    Usual,
    Put,
    Post,
}

/// With what the hosted page sends the buyer back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RedirectKnob {
    /// `successful`, `failed` or `cancelled`, as it ended; `completed` while it is pending.
    #[default]
    Usual,
    Successful,
    Completed,
    /// And without an id, whatever happened.
    Cancelled,
    Failed,
    /// `status` twice: `completed` first, then as it ended.
    DuplicatedStatus,
    /// As it ended, but without `transaction_id`.
    WithoutId,
    /// The page spins and the buyer never comes back.
    Never,
}

/// How an answer to a direct charge sends the buyer on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeAnswer {
    /// As documented for the country.
    #[default]
    Usual,
    /// To a page; without `data`.
    Redirect,
    /// Nowhere: `pending`, and a webhook later.
    Callback,
}

/// How amounts are written where they are JSON numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountForm {
    /// `7500`
    #[default]
    Shortest,
    /// `7500.0`
    Decimal,
}

/// How a callback is signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureKnob {
    #[default]
    Valid,
    /// No signature headers at all.
    Missing,
    /// The active key's id over a signature of a stranger's key.
    WrongKey,
    /// The body is changed after signing, and so is its digest.
    TamperedBody,
    /// The body is changed after signing; the digest still is the signed body's.
    TamperedBodyOldDigest,
    /// Created an hour ago, expired since.
    StaleTimestamp,
    /// Created an hour from now.
    FutureTimestamp,
    UnknownKeyId,
    /// Validly signed by the second published key.
    RotatedKey,
    /// Valid, as 64 raw bytes instead of DER.
    Raw,
    /// The digest is neither sent nor covered.
    MissingDigest,
    /// The digest is sent and true, but the signature does not cover it.
    UncoveredDigest,
    /// Validly signed, but over another merchant's authority.
    OtherAuthority,
}

/// What happens to the answer on its way back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    #[default]
    Ok,
    ClientError {
        code: u16,
    },
    ServerErrorBefore {
        code: u16,
    },
    ServerErrorAfter {
        code: u16,
    },
    HangBefore,
    HangAfter,
    ResetBefore,
    ResetAfter,
    /// Accepts, then answers after so many real milliseconds.
    Slow {
        ms: u64,
    },
    /// Accepts, then answers garbage.
    MalformedJson,
    /// Accepts, then answers as a proxy in trouble would.
    HtmlErrorPage,
    /// Too many calls: refused by the gateway in its own words, before the provider hears it.
    SpikeArrest,
}

impl Transport {
    /// Whether the request is lost before the provider hears it.
    pub(crate) fn loses_the_request(&self) -> bool {
        match self {
            Self::ClientError { .. }
            | Self::ServerErrorBefore { .. }
            | Self::HangBefore
            | Self::ResetBefore
            | Self::SpikeArrest => true,
            Self::Ok
            | Self::ServerErrorAfter { .. }
            | Self::HangAfter
            | Self::ResetAfter
            | Self::Slow { .. }
            | Self::MalformedJson
            | Self::HtmlErrorPage => false,
        }
    }
}

/// Where a lie is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportIn {
    Callback,
    Status,
    #[default]
    Both,
}

/// What is reported instead of the truth.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Report {
    /// Written as given, so that its form can be wrong too.
    pub amount: Option<String>,
    pub currency: Option<String>,
    /// Any word, also one the documentation does not know.
    pub status: Option<String>,
    pub r#in: ReportIn,
}

/// All knobs of one transaction. What is absent is as the provider does it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    pub outcome: Outcome,
    /// From acceptance to the end, in virtual milliseconds.
    pub settle_after_ms: Option<u64>,
    pub callback: CallbackKnob,
    pub callback_shape: CallbackShape,
    pub signature: SignatureKnob,
    /// For initiations.
    pub transport: Transport,
    /// For status queries.
    pub status_transport: Transport,
    /// Stripe: for asking a page back.
    pub cancel_transport: Transport,
    pub report: Option<Report>,
    /// The hosted page's way back: of Stripe, `never` alone.
    pub redirect: RedirectKnob,
    /// Flutterwave: a hosted page that was paid stays, as in a second tab that was open before.
    pub pays_again: bool,
    /// Flutterwave: which family answers a direct charge.
    pub charge_answer: ChargeAnswer,
    /// Flutterwave: how amounts are written.
    pub amounts: AmountForm,
    /// MTN: put or posted.
    pub callback_method: CallbackMethod,
    /// MTN: for so many virtual seconds after the end, a status still says pending.
    pub status_lag_seconds: u64,
}
