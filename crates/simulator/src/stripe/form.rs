//! Forms whose keys name the way into an object: `line_items[0][price_data][currency]=zmw`.

use std::collections::BTreeMap;

use axum::extract::Request;
use http::header;
use http_body_util::BodyExt as _;

use super::errors::Refusal;

/// Brackets within one key.
const DEPTH_MAX: usize = 6;

/// A form, or the query of an address: each key once, `[]` counted up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads a body. No body at all is a form without fields.
    pub async fn read(request: Request) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let body = body
            .collect()
            .await
            .map_err(|_| Refusal::bad("The body broke off."))?
            .to_bytes();
        if body.is_empty() {
            return Ok(Self::default());
        }
        let content_type = parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Refusal::bad(
                "Invalid request (check that your POST content type is application/x-www-form-urlencoded).",
            ));
        }
        let text = std::str::from_utf8(&body).map_err(|_| Refusal::bad("Invalid UTF-8."))?;
        Self::parse(text)
    }

    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let mut fields = BTreeMap::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (key, value) = (decoded(key)?, decoded(value)?);
            let key = path(&key).ok_or_else(|| Refusal::bad(format!("Invalid key: {key}.")))?;
            let key = match key.strip_suffix("[]") {
                Some(list) => (0..=fields.len())
                    .map(|index| format!("{list}[{index}]"))
                    .find(|key| !fields.contains_key(key))
                    .unwrap_or_default(),
                None => key,
            };
            // The last one of a name counts.
            fields.insert(key, value);
        }
        let keys: Vec<&String> = fields.keys().collect();
        let both = keys.iter().find(|key| {
            keys.iter()
                .any(|other| other.starts_with(&format!("{key}[")))
        });
        if let Some(key) = both {
            let message = format!("Invalid object: {key} is a value and an object.");
            return Err(Refusal::invalid(key, message));
        }
        Ok(Self(fields))
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// A value that is there and not empty.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key).filter(|text| !text.is_empty())
    }

    pub fn required(&self, key: &str) -> Result<&str, Refusal> {
        self.text(key).ok_or_else(|| Refusal::missing(key))
    }

    /// A whole number.
    pub fn integer(&self, key: &str) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.text(key) else {
            return Ok(None);
        };
        let number = text.parse().map(Some);
        number.map_err(|_| {
            Refusal::invalid(key, format!("Invalid integer: {text}"))
                .code("parameter_invalid_integer")
        })
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The values below a key: of `metadata`, those of `metadata[order]` and its like.
    pub fn map(&self, key: &str) -> BTreeMap<String, String> {
        let below = |(name, value): (&String, &String)| {
            let name = name
                .strip_prefix(key)?
                .strip_prefix('[')?
                .strip_suffix(']')?;
            (!name.contains('[')).then(|| (name.to_owned(), value.clone()))
        };
        self.0.iter().filter_map(below).collect()
    }

    /// The values of a list.
    pub fn list(&self, key: &str) -> Vec<String> {
        self.map(key).into_values().collect()
    }

    /// The same for the same content, in whatever order it was written.
    pub fn canonical(&self) -> String {
        let mut text = String::new();
        for (key, value) in &self.0 {
            text.extend([key, "=", value, "\n"]);
        }
        text
    }
}

/// The key if its brackets are in order.
fn path(key: &str) -> Option<String> {
    let (head, mut rest) = key.split_at(key.find('[').unwrap_or(key.len()));
    let mut depth = 0;
    while !rest.is_empty() {
        let (inside, after) = rest.strip_prefix('[')?.split_once(']')?;
        depth += 1;
        let is_last = after.is_empty();
        if depth > DEPTH_MAX || inside.contains('[') || (inside.is_empty() && !is_last) {
            return None;
        }
        rest = after;
    }
    (!head.is_empty() && !head.contains(']')).then(|| key.to_owned())
}

fn decoded(text: &str) -> Result<String, Refusal> {
    let wrong = || Refusal::bad("Invalid percent-encoding.");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                let pair = digit(rest.next()).zip(digit(rest.next()));
                let (high, low) = pair.ok_or_else(wrong)?;
                u8::try_from(high * 16 + low).map_err(|_| wrong())?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_lead_into_objects_and_lists() {
        let form = Form::parse(
            "mode=payment&metadata%5Border%5D=A-1&metadata[name]=a+b%26c&items[0][price]=5&expand[]=x&expand[]=y&empty=",
        )
        .unwrap();
        assert_eq!(form.get("mode"), Some("payment"));
        assert_eq!(form.get("items[0][price]"), Some("5"));
        assert_eq!(form.list("expand"), ["x", "y"]);
        let metadata = [("name", "a b&c"), ("order", "A-1")];
        let metadata = metadata.map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(form.map("metadata"), BTreeMap::from(metadata));
        assert_eq!((form.get("empty"), form.text("empty")), (Some(""), None));
        assert_eq!(form.integer("items[0][price]").unwrap(), Some(5));
        assert!(form.integer("mode").is_err());
    }

    #[test]
    fn the_order_says_nothing() {
        let (one, other) = (Form::parse("a=1&b[c]=2"), Form::parse("b%5Bc%5D=2&a=1"));
        assert_eq!(one.unwrap().canonical(), other.unwrap().canonical());
    }

    #[test]
    fn what_is_no_form_is_refused() {
        for wrong in [
            "a[=1",
            "a]=1",
            "[a]=1",
            "a[b]c=1",
            "a[][b]=1",
            "a=%4",
            "a=%zz",
            "a=%ff",
            "a=1&a[b]=2",
            "a[b][c][d][e][f][g][h]=1",
        ] {
            assert!(Form::parse(wrong).is_err(), "{wrong}");
        }
    }
}
