//! What the provider says of our account: which networks are on, and within which limits (`GET /v2/active-conf`).

use std::collections::HashMap;

use kernel::{Money, Network};
use serde_json::Value;

use super::terms::{network_code, terms};
use crate::provider::{Operation, Unsupported};
use crate::providers::http::Answer;
use crate::providers::read::{exact_money, word};
use crate::providers::terms::Terms;

/// What is switched on for us, as it was last told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Active(HashMap<Network, HashMap<Operation, Terms>>);

impl Active {
    /// `None`: unreadable, or about no network that we know, which would switch everything off.
    pub(super) fn read(answer: &Answer) -> Option<Self> {
        let json = answer.json().filter(|_| answer.status == 200)?;
        let mut networks = HashMap::new();
        let countries = json.get("countries")?.as_array()?;
        for provider in countries
            .iter()
            .flat_map(|country| list(country, "providers"))
        {
            let code = word(provider, "provider");
            let mut known = Network::ALL.into_iter();
            if let Some(network) = known.find(|network| network_code(*network) == code) {
                networks.insert(network, operations(network, provider));
            }
        }
        (!networks.is_empty()).then_some(Self(networks))
    }

    /// The terms of an operation. What is not switched on cannot be collected by. Money that leaves is never refused for that here: the
    /// provider says so in its own words, and what cannot be sent now may be tomorrow.
    pub(super) fn terms(
        &self,
        network: Network,
        operation: Operation,
    ) -> Result<Terms, Unsupported> {
        let told = self.0.get(&network);
        match (told.and_then(|told| told.get(&operation)), operation) {
            (Some(told), _) => Ok(*told),
            (None, Operation::Collect) => Err(Unsupported::Method(network.into())),
            (None, Operation::PayOut | Operation::Refund) => Ok(terms(network, operation)),
        }
    }
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    let found = value.get(name).and_then(Value::as_array);
    found.map_or(&[], Vec::as_slice)
}

/// Of the network's own currency.
fn operations(network: Network, provider: &Value) -> HashMap<Operation, Terms> {
    let mut found = HashMap::new();
    for currency in list(provider, "currencies") {
        let Some(told) = currency.get("operationTypes") else {
            continue;
        };
        for (name, operation) in [
            ("DEPOSIT", Operation::Collect),
            ("PAYOUT", Operation::PayOut),
            ("REFUND", Operation::Refund),
        ] {
            let fixed = terms(network, operation);
            if word(currency, "currency") != fixed.currency.code() {
                continue;
            }
            // Documented as an object, and in an example as a list of objects with one key each.
            let told = told.get(name).or_else(|| {
                let mut all = told.as_array()?.iter();
                all.find_map(|one| one.get(name))
            });
            if let Some(told) = told {
                found.insert(operation, read(told, fixed));
            }
        }
    }
    found
}

/// What is not said, or not readable, stays as it is known.
fn read(told: &Value, fixed: Terms) -> Terms {
    let money = |name| exact_money(&word(told, name), fixed.currency).filter(|it| it.minor() >= 0);
    let decimals = match word(told, "decimalsInAmount").as_str() {
        "NONE" => 0,
        "TWO_PLACES" => 2,
        _ => fixed.decimals,
    };
    let (minimum, maximum): (Money, Money) = (
        money("minAmount").unwrap_or(fixed.minimum),
        money("maxAmount").unwrap_or(fixed.maximum),
    );
    if minimum.minor() > maximum.minor() {
        return Terms { decimals, ..fixed };
    }
    Terms {
        decimals,
        minimum,
        maximum,
        ..fixed
    }
}

#[cfg(test)]
mod tests {
    use kernel::Currency;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn answer(body: &Value) -> Answer {
        Answer {
            status: 200,
            body: body.to_string().into_bytes(),
        }
    }

    fn conf(operations: &Value) -> Value {
        json!({"companyName": "ACME", "countries": [{"country": "ZMB", "providers": [
            {"provider": "MTN_MOMO_ZMB", "currencies": [
                {"currency": "USD", "operationTypes": {"DEPOSIT": {"minAmount": "7"}}},
                {"currency": "ZMW", "operationTypes": operations}]},
            {"provider": "NEW_MOMO_ZMB", "currencies": []}]}]})
    }

    fn kwacha(minor: i64) -> Money {
        Money::new(minor, Currency::ZMW)
    }

    const MTN: Network = Network::MtnZambia;

    #[test]
    fn limits_and_decimals_are_those_of_the_account_in_either_form() {
        let deposit = json!({"minAmount": "5", "maxAmount": "15000.50", "decimalsInAmount": "NONE", "status": "OPERATIONAL"});
        for told in [
            json!({"DEPOSIT": deposit, "REFUND": {}}),
            json!([{"DEPOSIT": deposit}, {"REFUND": {}}]),
        ] {
            let active = Active::read(&answer(&conf(&told))).unwrap();
            let terms = active.terms(MTN, Operation::Collect).unwrap();
            assert_eq!(terms.minimum, kwacha(500));
            assert_eq!(terms.maximum, kwacha(1_500_050));
            assert_eq!(terms.decimals, 0);
            let refund = active.terms(MTN, Operation::Refund).unwrap();
            assert_eq!(refund, super::terms(MTN, Operation::Refund));
        }
    }

    #[test]
    fn what_is_not_switched_on_is_not_collected_by_and_money_may_leave_all_the_same() {
        let active = Active::read(&answer(&conf(&json!({"PAYOUT": {}})))).unwrap();
        for network in [MTN, Network::AirtelZambia] {
            let closed = Err(Unsupported::Method(network.into()));
            assert_eq!(active.terms(network, Operation::Collect), closed);
            for operation in [Operation::PayOut, Operation::Refund] {
                let fixed = super::terms(network, operation);
                assert_eq!(active.terms(network, operation), Ok(fixed));
            }
        }
    }

    #[test]
    fn what_cannot_be_read_stays_as_it_is_known() {
        let told =
            json!({"DEPOSIT": {"minAmount": "20", "maxAmount": "10", "decimalsInAmount": "SOME"}});
        let active = Active::read(&answer(&conf(&told))).unwrap();
        let fixed = super::terms(MTN, Operation::Collect);
        assert_eq!(active.terms(MTN, Operation::Collect), Ok(fixed));
        for nothing in [
            json!({}),
            json!([]),
            json!({"countries": []}),
            json!({"countries": [{"providers": [{"provider": "MTN_MOMO_RWA"}]}]}),
        ] {
            assert_eq!(Active::read(&answer(&nothing)), None, "{nothing}");
        }
    }

    proptest! {
        #[test]
        fn noise_switches_nothing_off(http in 100_u16..600, body in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(Active::read(&Answer { status: http, body }), None);
        }
    }
}
