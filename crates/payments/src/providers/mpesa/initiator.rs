//! Who may send money from our account: a name, and a password that travels sealed for Safaricom's certificate.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{Secret, Source};
use rsa::rand_core::{CryptoRng, Error, RngCore};
use rsa::{Pkcs1v15Encrypt, RsaPublicKey};
use x509_cert::Certificate;
use x509_cert::der::DecodePem;
use x509_cert::der::referenced::OwnedToRef;

use super::config::MpesaConfigError;
use crate::provider::ProviderError;
use crate::providers::http::wrong_request;
use crate::providers::write::is_visible;

/// Randomness is drawn in pieces of so many bytes.
const DRAW_BYTES: usize = 32;

/// What sending money takes, beside what collecting takes.
#[derive(Debug, Clone)]
pub struct MpesaInitiator {
    /// The operator that the account's administrator made for this.
    pub name: String,
    pub password: Secret,
    /// Safaricom's certificate of the same environment, PEM. Its sandbox and its production have one each.
    pub certificate: String,
    /// The shortcode that pays out. Without it nothing is paid out, and money still goes back.
    pub payout_shortcode: Option<String>,
}

/// The same, ready to be used.
pub(super) struct Initiator {
    pub name: String,
    pub payout_shortcode: Option<String>,
    password: Secret,
    key: RsaPublicKey,
}

impl Initiator {
    pub(super) fn new(config: &MpesaInitiator) -> Result<Self, MpesaConfigError> {
        if !is_visible(&config.name) {
            return Err(MpesaConfigError::Initiator);
        }
        if !is_visible(config.password.expose()) {
            return Err(MpesaConfigError::InitiatorPassword);
        }
        let key = public_key(&config.certificate).ok_or(MpesaConfigError::Certificate)?;
        let initiator = Self {
            name: config.name.clone(),
            payout_shortcode: config.payout_shortcode.clone(),
            password: config.password.clone(),
            key,
        };
        Ok(initiator)
    }

    /// `SecurityCredential`: another one each time, of the same password.
    pub(super) fn credential(&self, source: &Source) -> Result<String, ProviderError> {
        let password = self.password.expose().as_bytes();
        let sealed = self
            .key
            .encrypt(&mut Draw(source), Pkcs1v15Encrypt, password);
        let sealed = sealed.map_err(|_| wrong_request("initiator's password"))?;
        Ok(STANDARD.encode(sealed))
    }
}

fn public_key(pem: &str) -> Option<RsaPublicKey> {
    let certificate = Certificate::from_pem(pem.trim()).ok()?;
    let info = certificate.tbs_certificate.subject_public_key_info;
    RsaPublicKey::try_from(info.owned_to_ref()).ok()
}

/// Our source of randomness, as the cipher asks for it.
struct Draw<'a>(&'a Source);

impl RngCore for Draw<'_> {
    fn next_u32(&mut self) -> u32 {
        u32::from_le_bytes(self.0.bytes())
    }

    fn next_u64(&mut self) -> u64 {
        u64::from_le_bytes(self.0.bytes())
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for piece in bytes.chunks_mut(DRAW_BYTES) {
            let drawn = self.0.bytes::<DRAW_BYTES>();
            piece.copy_from_slice(&drawn[..piece.len()]);
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Draw<'_> {}
