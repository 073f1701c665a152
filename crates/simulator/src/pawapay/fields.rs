//! Reads a JSON object as strictly as the documentation describes it.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::answers::Refusal;
use crate::amount::Amount;

/// An object whose fields are all named in advance.
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
    /// What is written before a field's name in messages: `payer.`.
    prefix: &'static str,
}

impl<'a> Fields<'a> {
    pub fn of(value: &'a Value, prefix: &'static str, allowed: &[&str]) -> Result<Self, Refusal> {
        let map = value.as_object().ok_or_else(|| {
            Refusal::new(
                "INVALID_INPUT",
                format!("An object is expected at '{prefix}'."),
            )
        })?;
        match map.keys().find(|name| !allowed.contains(&name.as_str())) {
            Some(name) => {
                let message = format!("The parameter '{prefix}{name}' is not supported.");
                Err(Refusal::new("UNSUPPORTED_PARAMETER", message))
            }
            None => Ok(Self { map, prefix }),
        }
    }

    pub fn name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    pub fn value(&self, name: &str) -> Result<&'a Value, Refusal> {
        self.optional_value(name)
            .ok_or_else(|| Refusal::missing(&self.name(name)))
    }

    pub fn optional_value(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    pub fn text(&self, name: &str) -> Result<&'a str, Refusal> {
        self.value(name)?
            .as_str()
            .ok_or_else(|| Refusal::invalid(&self.name(name), "a string is expected"))
    }

    pub fn optional_text(&self, name: &str) -> Result<Option<&'a str>, Refusal> {
        self.optional_value(name)
            .map(|_| self.text(name))
            .transpose()
    }

    /// A text of `least` to `most` characters.
    pub fn optional_short(
        &self,
        name: &str,
        least: usize,
        most: usize,
    ) -> Result<Option<String>, Refusal> {
        let text = self.optional_text(name)?;
        match text {
            Some(text) if !(least..=most).contains(&text.chars().count()) => Err(Refusal::invalid(
                &self.name(name),
                &format!("{least} to {most} characters are expected"),
            )),
            Some(_) | None => Ok(text.map(str::to_owned)),
        }
    }

    pub fn uuid_v4(&self, name: &str) -> Result<Uuid, Refusal> {
        uuid_v4(self.text(name)?)
            .ok_or_else(|| Refusal::invalid(&self.name(name), "a UUID of version 4 is expected"))
    }

    pub fn amount(&self, name: &str) -> Result<(Amount, usize), Refusal> {
        Amount::parse(self.text(name)?)
            .map_err(|error| Refusal::invalid(&self.name(name), &error.to_string()))
    }

    pub fn currency(&self, name: &str) -> Result<String, Refusal> {
        let text = self.text(name)?;
        if text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase()) {
            return Ok(text.to_owned());
        }
        Err(Refusal::invalid(
            &self.name(name),
            "an ISO 4217 code in capitals is expected",
        ))
    }

    /// 4 to 22 letters, digits and spaces.
    pub fn customer_message(&self) -> Result<Option<String>, Refusal> {
        let text = self.optional_short("customerMessage", 4, 22)?;
        match &text {
            Some(t) if !t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ') => {
                Err(Refusal::invalid(
                    &self.name("customerMessage"),
                    "only letters, digits and spaces are allowed",
                ))
            }
            Some(_) | None => Ok(text),
        }
    }

    /// Up to ten objects of one key, with `isPII` beside it at will; answered as the one flat object that is echoed.
    pub fn metadata(&self) -> Result<Map<String, Value>, Refusal> {
        let mut flat = Map::new();
        let Some(value) = self.optional_value("metadata") else {
            return Ok(flat);
        };
        let wrong = |why| Refusal::invalid("metadata", why);
        let items = value
            .as_array()
            .ok_or_else(|| wrong("an array is expected"))?;
        if items.len() > 10 {
            return Err(wrong("at most 10 items are allowed"));
        }
        for item in items {
            let item = item
                .as_object()
                .ok_or_else(|| wrong("each item is an object"))?;
            if item.get("isPII").is_some_and(|flag| !flag.is_boolean()) {
                return Err(wrong("isPII is true or false"));
            }
            let mut named = item.iter().filter(|(name, _)| *name != "isPII");
            let (Some((name, value)), None) = (named.next(), named.next()) else {
                return Err(wrong("each item has one key"));
            };
            if !value.is_string() {
                return Err(wrong("each value is a string"));
            }
            if flat.insert(name.clone(), value.clone()).is_some() {
                let message = format!("The metadata field '{name}' is given twice.");
                return Err(Refusal::new("DUPLICATE_METADATA_FIELD", message));
            }
        }
        Ok(flat)
    }
}

/// The 36 characters of a random UUID.
pub(crate) fn uuid_v4(text: &str) -> Option<Uuid> {
    let uuid = Uuid::try_parse(text).ok().filter(|_| text.len() == 36)?;
    (uuid.get_version_num() == 4).then_some(uuid)
}
