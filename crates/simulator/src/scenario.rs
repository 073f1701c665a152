//! The knobs: what a transaction does and what goes wrong on the way.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::transaction::Dialect;

/// Which movement a rule is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    pub dialect: Dialect,
    pub id: Option<Uuid>,
    pub references: &'a [&'a str],
    pub msisdn: &'a str,
}

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
    /// As an old account, or a dashboard still pointed at the old version, would send.
    V1,
    /// Daraja: with the middle of the payer's number hidden.
    MaskedPhone,
    /// Cut off in the middle.
    Malformed,
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
    pub report: Option<Report>,
    /// Flutterwave: the hosted page's way back.
    pub redirect: RedirectKnob,
    /// Flutterwave: which family answers a direct charge.
    pub charge_answer: ChargeAnswer,
    /// Flutterwave: how amounts are written.
    pub amounts: AmountForm,
}

/// A scenario and whom it is for: one id, else one reference of the merchant's, else one number, else everybody; each of
/// them in every dialect or in one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>")]
pub struct ScenarioRule {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub msisdn: Option<String>,
    /// `tx_ref`, a transfer's `reference`, `CheckoutRequestID`, `AccountReference`, `OriginatorConversationID`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect: Option<Dialect>,
    /// For so many initiations, then no more. Absent: until replaced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    #[serde(flatten)]
    pub scenario: Scenario,
}

impl ScenarioRule {
    pub fn everybody(scenario: Scenario) -> Self {
        Self {
            scenario,
            ..Self::default()
        }
    }

    pub fn for_id(id: Uuid, scenario: Scenario) -> Self {
        Self {
            id: Some(id),
            scenario,
            ..Self::default()
        }
    }

    pub fn for_msisdn(msisdn: &str, scenario: Scenario) -> Self {
        Self {
            msisdn: Some(msisdn.to_owned()),
            scenario,
            ..Self::default()
        }
    }

    pub fn for_reference(reference: &str, scenario: Scenario) -> Self {
        Self {
            reference: Some(reference.to_owned()),
            scenario,
            ..Self::default()
        }
    }

    /// The same rule, for one dialect only.
    #[must_use]
    pub fn in_dialect(self, dialect: Dialect) -> Self {
        Self {
            dialect: Some(dialect),
            ..self
        }
    }

    /// Whether both rules are for the same key.
    pub(crate) fn replaces(&self, other: &Self) -> bool {
        self.id == other.id
            && self.msisdn == other.msisdn
            && self.reference == other.reference
            && self.dialect == other.dialect
    }

    /// How closely the rule is about this movement; the closest one rules. `None`: not at all.
    pub(crate) fn closeness(&self, about: &About<'_>) -> Option<u8> {
        if self.dialect.is_some_and(|dialect| dialect != about.dialect) {
            return None;
        }
        let key = match (self.id, &self.reference, &self.msisdn) {
            (Some(id), _, _) => (Some(id) == about.id).then_some(6)?,
            (None, Some(reference), _) => about
                .references
                .contains(&reference.as_str())
                .then_some(4)?,
            (None, None, Some(msisdn)) => (msisdn == about.msisdn).then_some(2)?,
            (None, None, None) => 0,
        };
        Some(key + u8::from(self.dialect.is_some()))
    }
}

/// By hand, because a flattened struct cannot refuse unknown fields.
impl TryFrom<Map<String, Value>> for ScenarioRule {
    type Error = String;
    fn try_from(mut map: Map<String, Value>) -> Result<Self, String> {
        fn take<T: serde::de::DeserializeOwned>(
            map: &mut Map<String, Value>,
            name: &str,
        ) -> Result<Option<T>, String> {
            let value = map.remove(name).unwrap_or(Value::Null);
            serde_json::from_value(value).map_err(|error| format!("{name}: {error}"))
        }
        let (id, msisdn, reference): (Option<Uuid>, Option<String>, Option<String>) = (
            take(&mut map, "id")?,
            take(&mut map, "msisdn")?,
            take(&mut map, "reference")?,
        );
        let (dialect, times) = (take(&mut map, "dialect")?, take(&mut map, "times")?);
        let keys = [id.is_some(), msisdn.is_some(), reference.is_some()];
        if keys.into_iter().filter(|given| *given).count() > 1 {
            return Err("a scenario is for an id, a reference or a msisdn: one of them".to_owned());
        }
        let scenario: Scenario =
            serde_json::from_value(Value::Object(map)).map_err(|error| error.to_string())?;
        if let CallbackKnob::Duplicate { count } = scenario.callback
            && !(1..=1_000).contains(&count)
        {
            return Err("duplicate.count is 1 to 1000".to_owned());
        }
        Ok(Self {
            id,
            msisdn,
            reference,
            dialect,
            times,
            scenario,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_the_knobs_as_they_are_written() {
        let rule: ScenarioRule = serde_json::from_value(json!({
            "msisdn": "260763456789", "times": 1, "outcome": "INSUFFICIENT_BALANCE",
            "callback": {"duplicate": {"count": 100}}, "transport": {"slow": {"ms": 5}},
            "report": {"amount": "1.0000", "in": "callback"}
        }))
        .unwrap();
        assert_eq!(
            rule.scenario.outcome,
            Outcome::Fail(Code::known("INSUFFICIENT_BALANCE"))
        );
        assert_eq!(
            rule.scenario.callback,
            CallbackKnob::Duplicate { count: 100 }
        );
        let back: ScenarioRule =
            serde_json::from_value(serde_json::to_value(&rule).unwrap()).unwrap();
        assert_eq!(back, rule);
        let late: ScenarioRule = serde_json::from_value(json!({
            "outcome": {"late_success": {"code": "PAYMENT_NOT_APPROVED", "after_seconds": 120}}
        }))
        .unwrap();
        assert!(matches!(
            late.scenario.outcome,
            Outcome::LateSuccess {
                after_seconds: 120,
                ..
            }
        ));
    }

    #[test]
    fn refuses_a_misspelt_knob() {
        for wrong in [
            json!({"outcom": "success"}),
            json!({"outcome": "sucess"}),
            json!({"signature": "wrong"}),
            json!({"callback": {"duplicate": {"count": 0}}}),
            json!({"report": {"amout": "1"}}),
        ] {
            assert!(
                serde_json::from_value::<ScenarioRule>(wrong.clone()).is_err(),
                "{wrong}"
            );
        }
    }
}
