//! What the account looks like: operators, limits, health, balances, keys, and whose number it is.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, Request, State as Shared};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::access::Call;
use super::answers::Refusal;
use super::fields::Fields;
use super::numbers;
use super::operation;
use super::operators::{self, Auth, COUNTRIES, Country, Limits, OPERATORS, Operator, Prompt};
use crate::account::ActiveConfForm;
use crate::books::Books;
use crate::transaction::{Dialect, Kind};
use crate::world::World;

const KINDS: [Kind; 3] = [Kind::Deposit, Kind::Payout, Kind::Refund];

/// What a list is narrowed to.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Narrow {
    country: Option<String>,
    operation_type: Option<String>,
}

impl Narrow {
    fn countries(&self) -> Result<Vec<&'static Country>, Refusal> {
        match &self.country {
            None => Ok(COUNTRIES.iter().collect()),
            Some(code) => match operators::country(code) {
                Some(country) => Ok(vec![country]),
                None => Err(Refusal::invalid(
                    "country",
                    "an ISO 3166 code of three letters is expected",
                )),
            },
        }
    }

    fn kinds(&self) -> Result<Vec<Kind>, Refusal> {
        match &self.operation_type {
            None => Ok(KINDS.to_vec()),
            Some(word) => match KINDS.into_iter().find(|kind| operation(*kind) == word) {
                Some(kind) => Ok(vec![kind]),
                None => Err(Refusal::invalid(
                    "operationType",
                    "DEPOSIT, PAYOUT or REFUND is expected",
                )),
            },
        }
    }
}

type Narrowed = Result<Query<Narrow>, axum::extract::rejection::QueryRejection>;

fn narrowed(query: Narrowed) -> Result<(Vec<&'static Country>, Vec<Kind>), Refusal> {
    let Query(narrow) =
        query.map_err(|error| Refusal::new("UNSUPPORTED_PARAMETER", error.body_text()))?;
    Ok((narrow.countries()?, narrow.kinds()?))
}

fn of_country(country: &Country) -> impl Iterator<Item = &'static Operator> {
    OPERATORS
        .iter()
        .filter(move |operator| operator.country == country.code)
}

pub(crate) async fn availability(Shared(world): Shared<Arc<World>>, query: Narrowed) -> Response {
    let (countries, kinds) = match narrowed(query) {
        Ok(narrowed) => narrowed,
        Err(refusal) => return refusal.plain(),
    };
    let books = world.books();
    let status = |operator: &Operator, kind| json!({"operationType": operation(kind), "status": books.operator_status(operator.code, kind)});
    let provider = |operator: &Operator| {
        let statuses: Vec<_> = kinds.iter().map(|kind| status(operator, *kind)).collect();
        json!({"provider": operator.code, "operationTypes": statuses})
    };
    let answer: Vec<_> = countries
        .into_iter()
        .map(|country| {
            let providers: Vec<_> = of_country(country).map(provider).collect();
            json!({"country": country.code, "providers": providers})
        })
        .collect();
    Json(answer).into_response()
}

pub(crate) async fn active_conf(Shared(world): Shared<Arc<World>>, query: Narrowed) -> Response {
    let (countries, kinds) = match narrowed(query) {
        Ok(narrowed) => narrowed,
        Err(refusal) => return refusal.plain(),
    };
    let books = world.books();
    let countries: Vec<_> = countries
        .into_iter()
        .map(|country| {
            let providers: Vec<_> = of_country(country)
                .map(|operator| conf_of(&world, &books, operator, &kinds))
                .collect();
            json!({
                "country": country.code,
                "prefix": country.prefix,
                "displayName": {"en": country.english, "fr": country.french},
                "flag": format!("{}/flags/{}.svg", world.control_url, country.code),
                "providers": providers,
            })
        })
        .collect();
    Json(json!({
        "companyName": world.config.merchant_name,
        "signatureConfiguration": {
            "signedRequestsOnly": books.account.signed_requests_only,
            "signedCallbacks": books.account.signed_callbacks,
        },
        "countries": countries,
    }))
    .into_response()
}

fn conf_of(world: &World, books: &Books, operator: &Operator, kinds: &[Kind]) -> Value {
    let currencies: Vec<_> = operator
        .currencies
        .iter()
        .map(|currency| {
            let of_kind = |kind: Kind| match kind {
                Kind::Deposit => operation_conf(world, books, operator, kind, currency.deposit),
                Kind::Payout | Kind::Refund => operation_conf(world, books, operator, kind, currency.payout),
            };
            let by_name = kinds.iter().map(|kind| (operation(*kind).to_owned(), of_kind(*kind)));
            let operations = match books.account.active_conf_form {
                ActiveConfForm::Object => Value::Object(by_name.collect::<Map<_, _>>()),
                ActiveConfForm::Array => {
                    Value::Array(by_name.map(|(name, conf)| Value::Object([(name, conf)].into_iter().collect())).collect())
                }
            };
            json!({"currency": currency.code, "displayName": currency.code, "operationTypes": operations})
        })
        .collect();
    json!({
        "provider": operator.code,
        "displayName": operator.name,
        "logo": format!("{}/logos/{}.svg", world.control_url, operator.code),
        "nameDisplayedToCustomer": world.config.merchant_name,
        "currencies": currencies,
    })
}

fn operation_conf(
    world: &World,
    books: &Books,
    operator: &Operator,
    kind: Kind,
    limits: Limits,
) -> Value {
    let mut conf = json!({
        "minAmount": limits.min.to_string(),
        "maxAmount": limits.max.to_string(),
        "decimalsInAmount": if limits.decimals == 0 { "NONE" } else { "TWO_PLACES" },
        "status": books.operator_status(operator.code, kind),
        "callbackUrl": world.config.public_callback_url,
    });
    if kind == Kind::Deposit {
        conf["authType"] = json!(operator.auth.word());
        if operator.auth == Auth::Provider {
            let (word, channels) = match operator.prompt {
                Prompt::Automatic => ("AUTOMATIC", json!([])),
                Prompt::Manual => {
                    let steps =
                        json!({"en": [{"text": "Dial *144# and choose pending approvals"}]});
                    (
                        "MANUAL",
                        json!([{"type": "USSD", "displayName": {"en": "Dial"}, "instructions": steps}]),
                    )
                }
            };
            conf["pinPrompt"] = json!(word);
            conf["pinPromptRevivable"] = json!(operator.prompt == Prompt::Manual);
            conf["pinPromptInstructions"] = json!({"channels": channels});
        }
    }
    conf
}

pub(crate) async fn predict(request: Request) -> Response {
    let predicted = match Call::read(request).await.and_then(|call| call.json()) {
        Ok(body) => predict_in(&body),
        Err(refusal) => Err(refusal),
    };
    match predicted {
        Ok(answer) => Json(answer).into_response(),
        Err(refusal) => (
            refusal.status(),
            Json(json!({"failureReason": refusal.reason()})),
        )
            .into_response(),
    }
}

fn predict_in(body: &Value) -> Result<Value, Refusal> {
    let typed = Fields::of(body, "", &["phoneNumber"])?
        .text("phoneNumber")?
        .to_owned();
    let (country, provider, msisdn) = numbers::predict(&typed).ok_or_else(|| {
        Refusal::new(
            "INVALID_PHONE_NUMBER",
            "The phone number is not one we can serve.",
        )
    })?;
    Ok(json!({"country": country, "provider": provider, "phoneNumber": msisdn}))
}

pub(crate) async fn balances(Shared(world): Shared<Arc<World>>, query: Narrowed) -> Response {
    let (countries, _) = match narrowed(query) {
        Ok(narrowed) => narrowed,
        Err(refusal) => return refusal.plain(),
    };
    let books = world.books();
    let mut balances = Vec::new();
    for country in countries {
        let currencies: BTreeSet<_> = of_country(country)
            .flat_map(|o| o.currencies)
            .map(|c| c.code)
            .collect();
        for currency in currencies {
            let balance = books
                .balance(Dialect::Pawapay, country.code, currency)
                .plain();
            balances.push(json!({"country": country.code, "balance": balance, "currency": currency, "provider": ""}));
        }
    }
    Json(json!({"balances": balances})).into_response()
}

pub(crate) async fn keys(Shared(world): Shared<Arc<World>>) -> Response {
    Json(world.keys.published()).into_response()
}
