//! Posted forms: every word the person typed is kept, and messages stand beside the fields.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};

use crate::problem::Problem;

/// The most fields a form of ours has.
const FIELDS_MAX: usize = 700;

/// What was typed, and what is wrong with it. A fresh page starts from an empty or prefilled one.
#[derive(Debug, Clone, Default)]
pub struct Form {
    values: Vec<(String, String)>,
    errors: BTreeMap<String, String>,
}

impl Form {
    /// A form as a page first shows it.
    pub fn of(values: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Self {
            values: values
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            errors: BTreeMap::new(),
        }
    }

    /// A form from its parts, for multipart bodies.
    pub fn of_pairs(values: Vec<(String, String)>) -> Self {
        Self {
            values,
            errors: BTreeMap::new(),
        }
    }

    /// What was typed into a field, trimmed; empty when nothing was.
    pub fn get(&self, name: &str) -> &str {
        self.values
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// Every value of a repeated field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.trim())
    }

    /// Whether the field was sent at all: a pressed button, a ticked box.
    pub fn has(&self, name: &str) -> bool {
        self.values.iter().any(|(key, _)| key == name)
    }

    /// For a field's `value`.
    pub fn value(&self, name: &str) -> String {
        self.get(name).to_owned()
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.retain(|(key, _)| key != name);
        self.values.push((name.to_owned(), value.into()));
    }

    /// One more value of a repeated field.
    pub fn push(&mut self, name: &str, value: impl Into<String>) {
        self.values.push((name.to_owned(), value.into()));
    }

    /// Says what is wrong with a field. The first message stays.
    pub fn fail(&mut self, name: &str, message: impl Into<String>) {
        self.errors
            .entry(name.to_owned())
            .or_insert_with(|| message.into());
    }

    /// For a field's `error`.
    pub fn error(&self, name: &str) -> Option<String> {
        self.errors.get(name).cloned()
    }

    /// Parses a field, or says why it cannot be and goes on to the next.
    pub fn parse<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        match parse(self.get(name)) {
            Ok(value) => Some(value),
            Err(message) => {
                self.fail(name, message);
                None
            }
        }
    }

    pub fn is_ok(&self) -> bool {
        self.errors.is_empty()
    }

    /// Field and message, for the summary at the top.
    pub fn errors(&self) -> impl Iterator<Item = (&str, &str)> {
        self.errors
            .iter()
            .map(|(name, message)| (name.as_str(), message.as_str()))
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| Problem::TooLarge)?;
        let values: Vec<(String, String)> =
            serde_html_form::from_bytes(&body).map_err(|_| Problem::BadRequest)?;
        if values.len() > FIELDS_MAX {
            return Err(Problem::TooLarge);
        }
        // Postgres takes no NUL; no keyboard makes one.
        let clean = |(name, value): (String, String)| (name, value.replace('\0', ""));
        Ok(Self {
            values: values.into_iter().map(clean).collect(),
            errors: BTreeMap::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_was_typed_beside_what_is_wrong() {
        let mut form = Form::of([("name", "  Mwila ".to_owned()), ("age", "x".to_owned())]);
        let age: Option<u8> = form.parse("age", |text| {
            text.parse().map_err(|_| "Write a number.".to_owned())
        });
        assert_eq!(age, None);
        assert_eq!(form.get("name"), "Mwila");
        assert_eq!(form.value("age"), "x");
        assert_eq!(form.error("age").as_deref(), Some("Write a number."));
        assert!(!form.is_ok());
    }
}
