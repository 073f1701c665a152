//! Reads a request as strictly as it is documented: amounts count hundredths, references have few signs.

use axum::extract::Request;
use http::{StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Map, Value};

use super::answers::Refusal;
use crate::amount::Amount;

const CURRENCIES: [&str; 5] = ["GHS", "KES", "NGN", "USD", "ZAR"];
/// Where nothing else is asked for.
const CURRENCY: &str = "NGN";
const MAX_REFERENCE: usize = 200;

/// The fields of a JSON object. Fields nobody documents are ignored.
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    pub async fn read(request: Request) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let broken = || Refusal::bad("Invalid request body");
        let body = body.collect().await.map_err(|_| broken())?.to_bytes();
        let content_type = parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(broken());
        }
        match serde_json::from_slice(&body) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(_) | Err(_) => Err(broken()),
        }
    }

    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A text, or a number as text.
    pub fn optional_text(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(Refusal::bad(format!("{name} must be a string"))),
        }
    }

    pub fn text(&self, name: &str) -> Result<String, Refusal> {
        self.optional_text(name)?
            .filter(|text| !text.is_empty())
            .ok_or_else(|| Refusal::bad(format!("{name} is required")))
    }

    pub fn email(&self) -> Result<String, Refusal> {
        let text = self.text("email")?;
        match text.split_once('@') {
            Some((name, host)) if !name.is_empty() && host.contains('.') => Ok(text),
            Some(_) | None => Err(Refusal::bad("Invalid Email Address Passed")),
        }
    }

    /// A whole number of hundredths, as number or as text.
    pub fn optional_amount(&self) -> Result<Option<Amount>, Refusal> {
        let Some(text) = self.optional_text("amount")? else {
            return Ok(None);
        };
        let wrong = || Refusal::bad("Invalid Amount Sent");
        let count: u64 = text.parse().map_err(|_| wrong())?;
        let (units, rest) = (count / 100, count % 100);
        match Amount::parse(&format!("{units}.{rest:02}")) {
            Ok((amount, _)) if amount.is_positive() => Ok(Some(amount)),
            Ok(_) | Err(_) => Err(wrong()),
        }
    }

    pub fn amount(&self) -> Result<Amount, Refusal> {
        self.optional_amount()?
            .ok_or_else(|| Refusal::bad("Invalid Amount Sent"))
    }

    pub fn currency(&self) -> Result<String, Refusal> {
        let text = self.optional_text("currency")?;
        let code = text.unwrap_or_else(|| CURRENCY.to_owned());
        if CURRENCIES.contains(&code.as_str()) {
            return Ok(code);
        }
        let message = "Currency not supported by merchant";
        Err(Refusal::new(StatusCode::FORBIDDEN, message))
    }

    pub fn optional_reference(&self) -> Result<Option<String>, Refusal> {
        let text = self.optional_text("reference")?;
        let sign = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'=');
        match &text {
            Some(text) if text.len() > MAX_REFERENCE || !text.bytes().all(sign) => Err(
                Refusal::bad("Only -,., =and alphanumeric characters allowed"),
            ),
            Some(_) | None => Ok(text.filter(|text| !text.is_empty())),
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
