//! What was said to a provider and what it answered, word by word: kept masked, so that whoever is asked later can look.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::masked::masked;

/// More of one body is cut off.
const CHARS_MAX: usize = 8 * 1024;

/// One request and its answer. No secret and no phone number in full is in it, and no header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// `POST https://api.pawapay.io/v2/deposits`
    pub request: String,
    pub body: String,
    /// None: no answer came, or none that could be read to its end.
    pub status: Option<u16>,
    pub answer: String,
}

impl Said {
    pub(crate) fn new(method: &str, url: &str, body: &[u8]) -> Self {
        Self {
            request: format!("{method} {}", masked(url)),
            body: kept(body),
            status: None,
            answer: String::new(),
        }
    }

    pub(crate) fn answered(self, status: u16, body: &[u8]) -> Self {
        Self {
            status: Some(status),
            answer: kept(body),
            ..self
        }
    }
}

fn kept(body: &[u8]) -> String {
    let text = masked(&String::from_utf8_lossy(body));
    match text.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

type Heard = Arc<Mutex<Vec<Said>>>;

tokio::task_local! {
    static HEARD: Heard;
}

/// Runs `talk` and tells what it said to a provider meanwhile, in the order the answers came in.
pub async fn overhear<T>(talk: impl Future<Output = T>) -> (T, Vec<Said>) {
    let heard = Heard::default();
    let done = HEARD.scope(heard.clone(), talk).await;
    let said = std::mem::take(&mut *heard.lock().unwrap_or_else(PoisonError::into_inner));
    (done, said)
}

/// Called where requests are made. Where nobody listens, nothing is kept.
pub(crate) fn hear(said: Said) {
    // Nobody listens: a question about no payment, such as how a provider does.
    let _ = HEARD.try_with(|heard| {
        heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(said);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_said_is_heard_masked_and_only_by_who_listens() {
        let body = br#"{"msisdn":"260966123456","api_token":"s3cret","amount":"10"}"#;
        hear(Said::new("POST", "https://p.example/x", body));
        let (answer, said) = overhear(async {
            hear(Said::new("POST", "https://p.example/260966123456", body).answered(202, b"{}"));
            7
        })
        .await;
        assert_eq!((answer, said.len(), said[0].status), (7, 1, Some(202)));
        let all = format!("{said:?}");
        assert!(!all.contains("s3cret") && !all.contains("966123"), "{all}");
        assert!(said[0].body.contains("\"amount\": \"10\""), "{all}");
    }

    #[test]
    fn a_long_body_is_cut_between_two_letters() {
        let said = Said::new("POST", "/", "é".repeat(CHARS_MAX + 5).as_bytes());
        assert_eq!(said.body.chars().count(), CHARS_MAX + 1);
    }
}
