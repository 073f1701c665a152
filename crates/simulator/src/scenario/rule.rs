//! Whom a scenario is for, and which of several rules.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{CallbackKnob, Scenario};
use crate::transaction::Dialect;

/// Which movement a rule is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    pub dialect: Dialect,
    pub id: Option<Uuid>,
    pub references: &'a [&'a str],
    pub msisdn: &'a str,
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

    use super::super::{Code, Outcome};
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
    fn the_closest_rule_is_about_a_movement() {
        let about = About {
            dialect: Dialect::Daraja,
            id: Some(Uuid::nil()),
            references: &["SK-1"],
            msisdn: "254712345678",
        };
        let closeness = |rule: Value| {
            let rule: ScenarioRule = serde_json::from_value(rule).unwrap();
            rule.closeness(&about)
        };
        let closest_first = [
            json!({"id": Uuid::nil()}),
            json!({"reference": "SK-1", "dialect": "daraja"}),
            json!({"reference": "SK-1"}),
            json!({"msisdn": "254712345678"}),
            json!({"dialect": "daraja"}),
            json!({}),
        ];
        let all: Vec<_> = closest_first.map(closeness).into_iter().flatten().collect();
        assert_eq!(all.len(), 6);
        assert!(all.is_sorted_by(|one, next| one > next), "{all:?}");
        for other in [
            json!({"reference": "SK-2"}),
            json!({"dialect": "flutterwave"}),
            json!({"msisdn": "254712345678", "dialect": "pawapay"}),
        ] {
            assert_eq!(closeness(other.clone()), None, "{other}");
        }
    }

    #[test]
    fn refuses_a_misspelt_knob() {
        for wrong in [
            json!({"outcom": "success"}),
            json!({"outcome": "sucess"}),
            json!({"signature": "wrong"}),
            json!({"callback": {"duplicate": {"count": 0}}}),
            json!({"report": {"amout": "1"}}),
            json!({"reference": "a", "msisdn": "1"}),
        ] {
            assert!(
                serde_json::from_value::<ScenarioRule>(wrong.clone()).is_err(),
                "{wrong}"
            );
        }
    }
}
