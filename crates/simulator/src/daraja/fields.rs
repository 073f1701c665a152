//! Reads a request as strictly as it is documented.

use std::time::Duration;

use axum::extract::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::{StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Map, Value};

use super::answers::Refusal;
use super::records::{from_stamp, is_customer};
use crate::amount::Amount;
use crate::clock::{Moment, real_now};
use crate::world::World;

/// The fields of a request. Numbers may be written as text and text of digits as numbers, as everybody does.
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    pub async fn read(request: Request) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let broken = || Refusal::invalid("Request Body");
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

    pub fn optional_text(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(Refusal::invalid(name)),
        }
    }

    pub fn text(&self, name: &str) -> Result<String, Refusal> {
        self.optional_text(name)?
            .filter(|text| !text.is_empty())
            .ok_or_else(|| Refusal::invalid(name))
    }

    pub fn one_of(&self, name: &str, words: &[&str]) -> Result<String, Refusal> {
        let text = self.text(name)?;
        if words.contains(&text.as_str()) {
            return Ok(text);
        }
        Err(Refusal::invalid(name))
    }

    /// Whole shillings, at least one.
    pub fn shillings(&self, name: &str) -> Result<Amount, Refusal> {
        match Amount::parse(&self.text(name)?) {
            Ok((amount, 0)) if amount.is_positive() => Ok(amount),
            Ok(_) | Err(_) => Err(Refusal::invalid(name)),
        }
    }

    /// `2547XXXXXXXX` or `2541XXXXXXXX`.
    pub fn customer(&self, name: &str) -> Result<String, Refusal> {
        let text = self.text(name)?;
        if is_customer(&text) {
            return Ok(text);
        }
        Err(Refusal::invalid(name))
    }

    /// An address to call back: https, or plain on this machine, because that is what a rehearsal has.
    pub fn url(&self, world: &World, name: &str) -> Result<String, Refusal> {
        let url = self.text(name)?;
        let wrong = || Refusal::invalid(name);
        let uri: http::Uri = url.parse().map_err(|_| wrong())?;
        let is_here = uri
            .host()
            .is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"));
        if uri.scheme_str() != Some("https") && !is_here {
            return Err(wrong());
        }
        world.target_of(&url).map_err(|_| wrong())?;
        Ok(url)
    }

    /// Short code, timestamp and password, which have to fit each other exactly.
    pub fn check_password(&self, world: &World) -> Result<String, Refusal> {
        let config = &world.config.daraja;
        let short_code = self.text("BusinessShortCode")?;
        let timestamp = self.text("Timestamp")?;
        let password = self.text("Password")?;
        if short_code != config.short_code && short_code != config.till {
            return Err(Refusal::invalid("BusinessShortCode"));
        }
        let at = from_stamp(&timestamp).ok_or_else(|| Refusal::invalid("Timestamp"))?;
        if let Some(tolerance) = config.timestamp_tolerance {
            let real = Moment(real_now().unix_timestamp().saturating_mul(1_000));
            if !is_near(at, real, tolerance) && !is_near(at, world.clock.now(), tolerance) {
                return Err(Refusal::invalid("Timestamp"));
            }
        }
        let expected = BASE64.encode(format!("{short_code}{}{timestamp}", config.passkey));
        if password != expected {
            return Err(Refusal::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "500.001.1001",
                "Wrong credentials",
            ));
        }
        Ok(short_code)
    }
}

fn is_near(one: Moment, other: Moment, tolerance: Duration) -> bool {
    one.since(other).max(other.since(one)) <= tolerance
}
