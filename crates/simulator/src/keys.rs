//! The simulator's own key pairs: two published, one a stranger's.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use p256::ecdsa::SigningKey;
use p256::elliptic_curve::rand_core::OsRng;
use p256::pkcs8::{EncodePublicKey as _, LineEnding};
use serde::{Deserialize, Serialize};

/// A published key: its id and its SPKI in PEM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    pub id: String,
    pub key: String,
}

pub(crate) const ACTIVE_KEY_ID: &str = "HTTP_EC_P256_KEY:1";
pub(crate) const ROTATED_KEY_ID: &str = "HTTP_EC_P256_KEY:2";
pub(crate) const UNKNOWN_KEY_ID: &str = "HTTP_EC_P256_KEY:9";

#[derive(Clone)]
pub(crate) struct Keys {
    pub active: SigningKey,
    pub rotated: SigningKey,
    pub stranger: SigningKey,
}

/// The keys as the journal holds them: base64 of each secret scalar.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredKeys {
    active: String,
    rotated: String,
    stranger: String,
}

impl Keys {
    pub fn fresh() -> Self {
        let key = || SigningKey::random(&mut OsRng);
        Self {
            active: key(),
            rotated: key(),
            stranger: key(),
        }
    }

    pub fn stored(&self) -> StoredKeys {
        let text = |key: &SigningKey| BASE64.encode(key.to_bytes());
        StoredKeys {
            active: text(&self.active),
            rotated: text(&self.rotated),
            stranger: text(&self.stranger),
        }
    }

    /// `None` when the journal's keys are damaged.
    pub fn restore(stored: &StoredKeys) -> Option<Self> {
        let key = |text: &str| SigningKey::from_slice(&BASE64.decode(text).ok()?).ok();
        Some(Self {
            active: key(&stored.active)?,
            rotated: key(&stored.rotated)?,
            stranger: key(&stored.stranger)?,
        })
    }

    pub fn published(&self) -> Vec<PublicKey> {
        [
            (ACTIVE_KEY_ID, &self.active),
            (ROTATED_KEY_ID, &self.rotated),
        ]
        .into_iter()
        .map(|(id, key)| PublicKey {
            id: id.to_owned(),
            key: key
                .verifying_key()
                .to_public_key_pem(LineEnding::LF)
                .unwrap_or_default(),
        })
        .collect()
    }
}
