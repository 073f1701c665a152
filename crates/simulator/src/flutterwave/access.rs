//! Who may call, and reading what they send.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Map, Value};

use super::answers::Refusal;
use crate::amount::Amount;
use crate::world::World;

/// Every call carries the secret key.
pub(crate) async fn check_key(
    State(world): State<Arc<World>>,
    request: Request,
    next: Next,
) -> Response {
    match knows_key(&world, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.respond(),
    }
}

pub(crate) fn knows_key(world: &World, headers: &HeaderMap) -> Result<(), Refusal> {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let refused = |message: &str| Err(Refusal::new(StatusCode::UNAUTHORIZED, message));
    match given.map(|text| text.strip_prefix("Bearer ")) {
        None => refused("Authorization required"),
        Some(Some(key)) if key == world.config.flutterwave.secret_key => Ok(()),
        Some(_) => refused("Invalid authorization key"),
    }
}

/// The fields of a JSON object. Fields nobody documents are ignored.
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a body. `or_empty`: no body at all is an object without fields.
    pub async fn read(request: Request, or_empty: bool) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let body = body
            .collect()
            .await
            .map_err(|_| Refusal::bad("The body broke off"))?
            .to_bytes();
        if body.is_empty() && or_empty {
            return Ok(Self(Map::new()));
        }
        let content_type = parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(Refusal::bad("Content-Type must be application/json"));
        }
        match serde_json::from_slice(&body) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(_) | Err(_) => Err(Refusal::bad("The body is not a JSON object")),
        }
    }

    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub fn optional_text(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(Refusal::bad(format!("{name} must be a string"))),
        }
    }

    pub fn text(&self, name: &str) -> Result<String, Refusal> {
        self.optional_text(name)?
            .filter(|text| !text.is_empty())
            .ok_or_else(|| Refusal::bad(format!("{name} is required")))
    }

    /// The merchant's reference: at most a hundred characters.
    pub fn reference(&self, name: &str) -> Result<String, Refusal> {
        let text = self.text(name)?;
        if text.chars().count() > 100 {
            return Err(Refusal::bad(format!(
                "{name} is longer than 100 characters"
            )));
        }
        Ok(text)
    }

    pub fn optional_object(&self, name: &str) -> Result<Option<Self>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Object(fields)) => Ok(Some(Self(fields.clone()))),
            Some(_) => Err(Refusal::bad(format!("{name} must be an object"))),
        }
    }

    /// Major units, as a number or as a numeric string.
    pub fn amount(&self, name: &str) -> Result<Amount, Refusal> {
        self.optional_amount(name)?
            .ok_or_else(|| Refusal::bad(format!("{name} is required")))
    }

    pub fn optional_amount(&self, name: &str) -> Result<Option<Amount>, Refusal> {
        let text = match self.value(name) {
            None => return Ok(None),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::String(text)) => text.clone(),
            Some(_) => String::new(),
        };
        match Amount::parse(&text) {
            Ok((amount, _)) if amount.is_positive() => Ok(Some(amount)),
            Ok(_) | Err(_) => Err(Refusal::bad(format!("{name} must be a positive number"))),
        }
    }

    pub fn optional_currency(&self, name: &str) -> Result<Option<String>, Refusal> {
        let text = self.optional_text(name)?;
        match &text {
            Some(code) if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) => {
                Err(Refusal::bad(format!("{name} is not a currency we know")))
            }
            Some(_) | None => Ok(text),
        }
    }

    pub fn currency(&self, name: &str) -> Result<String, Refusal> {
        self.optional_currency(name)?
            .ok_or_else(|| Refusal::bad(format!("{name} is required")))
    }

    pub fn email(&self, name: &str, called: &str) -> Result<String, Refusal> {
        let text = self
            .optional_text(name)?
            .filter(|text| !text.is_empty())
            .ok_or_else(|| Refusal::bad(format!("{called} is required")))?;
        match text.split_once('@') {
            Some((name, host)) if !name.is_empty() && host.contains('.') => Ok(text),
            Some(_) | None => Err(Refusal::bad(format!("{called} is not an email address"))),
        }
    }

    /// An address that a browser can be sent to.
    pub fn optional_url(&self, name: &str) -> Result<Option<String>, Refusal> {
        let text = self.optional_text(name)?;
        match &text {
            Some(url) if !url.starts_with("https://") && !url.starts_with("http://") => {
                Err(Refusal::bad(format!("{name} must be a valid URL")))
            }
            Some(_) | None => Ok(text),
        }
    }
}
