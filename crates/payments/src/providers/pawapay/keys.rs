//! The provider's public keys: given once, or fetched and kept while they rotate.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use kernel::Timestamp;
use p256::ecdsa::VerifyingKey;
use serde_json::Value;
use time::Duration;

use super::signature::public_key;

/// Keys rotate: a set older than this is fetched again before it is used.
const KEYS_AGE_MAX: Duration = Duration::hours(24);
/// Strangers can name keys that do not exist; they make us ask this often at most.
const FETCH_PAUSE: Duration = Duration::minutes(1);
/// More keys than this in one answer are ignored.
const KEYS_MAX: usize = 16;

/// One public key the provider signs callbacks with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackKey {
    pub id: String,
    /// SPKI as PEM, or the base64 of its DER.
    pub pem: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("callback keys must be a JSON array of {{\"id\", \"key\"}} with P-256 public keys in PEM")]
pub struct CallbackKeysError;

impl CallbackKey {
    /// Reads keys from the JSON the provider itself publishes: `[{"id":"…","key":"-----BEGIN PUBLIC KEY-----\n…"}]`.
    /// Every key must be usable; at least one.
    pub fn parse_list(json: &str) -> Result<Vec<Self>, CallbackKeysError> {
        let entries: Vec<Value> = serde_json::from_str(json).map_err(|_| CallbackKeysError)?;
        let keys: Option<Vec<Self>> = entries.iter().map(Self::from_json).collect();
        let keys = keys.ok_or(CallbackKeysError)?;
        let usable = !keys.is_empty() && keys.iter().all(|key| public_key(&key.pem).is_some());
        if usable {
            Ok(keys)
        } else {
            Err(CallbackKeysError)
        }
    }

    fn from_json(entry: &Value) -> Option<Self> {
        let text = |name| entry.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            id: text("id")?,
            pem: text("key")?,
        })
    }
}

/// Keys by id. An empty answer, or one without a usable key, is none.
pub(super) type KeySet = HashMap<String, VerifyingKey>;

/// Reads the provider's answer, skipping keys of kinds we do not verify.
pub(super) fn read_published(body: &[u8]) -> Option<KeySet> {
    let entries: Vec<Value> = serde_json::from_slice(body).ok()?;
    let keys = entries
        .iter()
        .take(KEYS_MAX)
        .filter_map(CallbackKey::from_json);
    let set: KeySet = keys
        .filter_map(|key| Some((key.id, public_key(&key.pem)?)))
        .collect();
    (!set.is_empty()).then_some(set)
}

/// Where keys come from.
#[derive(Debug)]
pub(super) enum KeyRing {
    /// From configuration. They never change while we run.
    Given(KeySet),
    Fetched {
        known: RwLock<Known>,
        /// Held while fetching, so that many callbacks cause one request. Inside: when the last fetch was tried.
        tried_at: tokio::sync::Mutex<Option<Timestamp>>,
    },
}

#[derive(Debug, Default)]
pub(super) struct Known {
    keys: KeySet,
    fetched_at: Option<Timestamp>,
}

/// What looking for a key gave.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Key(Box<VerifyingKey>),
    Unknown,
    /// We hold no keys at all and cannot get any now.
    NoKeys,
}

impl KeyRing {
    /// `None` when a given key is unusable.
    pub(super) fn new(given: &[CallbackKey]) -> Option<Self> {
        if given.is_empty() {
            return Some(Self::Fetched {
                known: RwLock::default(),
                tried_at: tokio::sync::Mutex::default(),
            });
        }
        let set: Option<KeySet> = given
            .iter()
            .map(|key| Some((key.id.clone(), public_key(&key.pem)?)))
            .collect();
        set.map(Self::Given)
    }

    /// The key called `id`; fetches once when it is unknown or the set is old, within the pause between fetches.
    /// `fetch` is only polled when needed.
    pub(super) async fn find(
        &self,
        id: &str,
        now: Timestamp,
        fetch: impl Future<Output = Option<KeySet>>,
    ) -> Found {
        let (known, tried_at) = match self {
            Self::Given(keys) => {
                return keys
                    .get(id)
                    .map_or(Found::Unknown, |key| Found::Key(Box::new(*key)));
            }
            Self::Fetched { known, tried_at } => (known, tried_at),
        };
        if let Some(key) = lookup(known, id, Some(now)) {
            return Found::Key(Box::new(key));
        }
        let mut tried_at = tried_at.lock().await;
        if tried_at.is_none_or(|at| now - at >= FETCH_PAUSE) {
            *tried_at = Some(now);
            if let Some(keys) = fetch.await {
                replace(known, keys, now);
            }
        }
        // An old set is still better than none while the provider's endpoint is away.
        match lookup(known, id, None) {
            Some(key) => Found::Key(Box::new(key)),
            None if is_empty(known) => Found::NoKeys,
            None => Found::Unknown,
        }
    }

    /// Takes a freshly fetched set. Given keys stay as they are.
    pub(super) fn put(&self, keys: KeySet, now: Timestamp) {
        match self {
            Self::Given(_) => {}
            Self::Fetched { known, .. } => replace(known, keys, now),
        }
    }
}

fn lookup(known: &RwLock<Known>, id: &str, fresh_at: Option<Timestamp>) -> Option<VerifyingKey> {
    let known = known.read().unwrap_or_else(PoisonError::into_inner);
    let old = fresh_at.is_some_and(|now| known.fetched_at.is_none_or(|at| now - at > KEYS_AGE_MAX));
    if old {
        None
    } else {
        known.keys.get(id).copied()
    }
}

fn is_empty(known: &RwLock<Known>) -> bool {
    known
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .keys
        .is_empty()
}

fn replace(known: &RwLock<Known>, keys: KeySet, now: Timestamp) {
    *known.write().unwrap_or_else(PoisonError::into_inner) = Known {
        keys,
        fetched_at: Some(now),
    };
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use time::macros::datetime;

    use super::*;

    const SPKI: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2mhTlfhrcAIcyjeFvUnlg9nsU3+xgfbt4ULP72W3scs0J5h+QTu7K3WDHuy5v/nVr+LdYTqnjEkMeuFtqCzN0g==";
    const NOW: Timestamp = datetime!(2026-11-20 09:00 UTC);

    fn published(ids: &[&str]) -> Option<KeySet> {
        let entries: Vec<Value> = ids
            .iter()
            .map(|id| serde_json::json!({"id": id, "key": SPKI}))
            .collect();
        read_published(&serde_json::to_vec(&entries).unwrap())
    }

    #[tokio::test]
    async fn an_unknown_id_asks_once_a_minute_at_most() {
        let ring = KeyRing::new(&[]).unwrap();
        let asked = Cell::new(0);
        let ask = async |id: &str, now: Timestamp, answer: Option<KeySet>| {
            let fetch = async {
                asked.set(asked.get() + 1);
                answer
            };
            ring.find(id, now, fetch).await
        };
        assert_eq!(ask("A", NOW, None).await, Found::NoKeys);
        assert_eq!(
            ask("A", NOW, published(&["A"])).await,
            Found::NoKeys,
            "too soon"
        );
        let later = NOW + FETCH_PAUSE;
        assert!(matches!(
            ask("A", later, published(&["A"])).await,
            Found::Key(_)
        ));
        assert!(matches!(ask("A", later, None).await, Found::Key(_)));
        assert_eq!(asked.get(), 2);
        for _ in 0..10 {
            assert_eq!(
                ask("B", later + Duration::seconds(59), None).await,
                Found::Unknown
            );
        }
        assert_eq!(asked.get(), 2);
        let rotated = ask("B", later + FETCH_PAUSE, published(&["B"])).await;
        assert!(matches!(rotated, Found::Key(_)));
        assert_eq!(
            ask("A", later + FETCH_PAUSE, None).await,
            Found::Unknown,
            "rotated away"
        );
    }

    #[tokio::test]
    async fn old_keys_are_fetched_again_and_kept_when_that_fails() {
        let ring = KeyRing::new(&[]).unwrap();
        ring.put(published(&["A"]).unwrap(), NOW);
        let later = NOW + KEYS_AGE_MAX + Duration::seconds(1);
        let asked = Cell::new(false);
        let fetch = async {
            asked.set(true);
            None
        };
        let found = ring.find("A", later, fetch).await;
        assert!(asked.get() && matches!(found, Found::Key(_)));
    }

    #[tokio::test]
    async fn given_keys_are_all_there_is() {
        let given = CallbackKey {
            id: "A".into(),
            pem: SPKI.into(),
        };
        let ring = KeyRing::new(std::slice::from_ref(&given)).unwrap();
        ring.put(published(&["B"]).unwrap(), NOW);
        let never = async || -> Option<KeySet> { panic!("must not fetch") };
        assert!(matches!(ring.find("A", NOW, never()).await, Found::Key(_)));
        assert_eq!(ring.find("B", NOW, never()).await, Found::Unknown);
        assert!(
            KeyRing::new(&[CallbackKey {
                pem: "junk".into(),
                ..given
            }])
            .is_none()
        );
    }

    #[test]
    fn published_keys_of_other_kinds_are_skipped() {
        let body = format!(r#"[{{"id":"R","key":"rsa"}},{{"id":"A","key":"{SPKI}"}},7]"#);
        assert_eq!(read_published(body.as_bytes()).unwrap().len(), 1);
        for none in ["[]", "{}", "<html>", r#"{"id":"A"}"#] {
            assert!(read_published(none.as_bytes()).is_none());
            assert!(CallbackKey::parse_list(none).is_err());
        }
        assert!(
            CallbackKey::parse_list(&body).is_err(),
            "given keys must all be usable"
        );
    }
}
