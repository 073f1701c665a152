//! The addresses that unsigned callbacks come to. Nothing signs them, so each request gives away an address that proves itself:
//! our reference, and a code that only we can make of it, of the provider and of what was asked.

use hmac::{Hmac, Mac};
use kernel::{Id, ProviderReference, Secret};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::provider::{CallbackError, Operation, ProviderName, SignatureFault};
use crate::providers::http::base_address;

/// 128 bits of the code, in hexadecimal digits.
const CODE_CHARS: usize = 32;
/// A shorter secret could be tried out.
pub(super) const SECRET_BYTES_MIN: usize = 32;

/// The addresses one provider is given.
pub(super) struct CallbackAddress {
    provider: ProviderName,
    base: String,
    mac: Hmac<Sha256>,
}

impl CallbackAddress {
    pub(super) fn new(provider: ProviderName, base: &str, secret: &Secret) -> Option<Self> {
        Some(Self {
            provider,
            base: base_address(base)?,
            mac: Hmac::new_from_slice(secret.expose().as_bytes()).ok()?,
        })
    }

    /// `{base}/{reference}.{code}`
    pub(super) fn of(&self, operation: Operation, reference: ProviderReference) -> String {
        self.named(operation.as_str(), &reference.to_string())
    }

    /// `{base}/{subject}.{code}`, for a purpose that is none of the operations.
    pub(super) fn named(&self, purpose: &str, subject: &str) -> String {
        let code = self.code(purpose, subject);
        format!("{}/{subject}.{code}", self.base)
    }

    /// Which of these purposes the address was given away for, and what it is about.
    pub(super) fn read_named<'a, 'p>(
        &self,
        path: &'p str,
        purposes: &[&'a str],
    ) -> Result<(&'a str, &'p str), CallbackError> {
        let wrong = CallbackError::Signature(SignatureFault::Address);
        let segment = path.rsplit('/').next().unwrap_or_default();
        let (subject, code) = segment.split_once('.').ok_or(wrong)?;
        let is_of = |purpose: &&&str| -> bool {
            let own = self.code(purpose, subject);
            own.as_bytes().ct_eq(code.as_bytes()).into()
        };
        let purpose = purposes.iter().find(is_of).ok_or(wrong)?;
        Ok((purpose, subject))
    }

    /// What was asked with the address, and under which reference. Only the last segment counts: what a proxy does to the rest
    /// is its own business.
    pub(super) fn read(&self, path: &str) -> Result<(Operation, ProviderReference), CallbackError> {
        let wrong = CallbackError::Signature(SignatureFault::Address);
        let all = [Operation::Collect, Operation::PayOut, Operation::Refund];
        let (purpose, reference) = self.read_named(path, &all.map(Operation::as_str))?;
        let is_it = |operation: &Operation| operation.as_str() == purpose;
        let operation = all.into_iter().find(is_it).ok_or(wrong)?;
        let id = Uuid::parse_str(reference).map_err(|_| wrong)?;
        Ok((operation, ProviderReference::from_uuid(id)))
    }

    /// `{base}/{reference}.{purpose}.{code}`: for what is told beside the outcome of an operation. A purpose is made of letters,
    /// digits and the signs `-` and `_`.
    pub(super) fn for_purpose(&self, purpose: &str, reference: ProviderReference) -> String {
        let code = self.code(purpose, &reference.to_string());
        format!("{}/{reference}.{purpose}.{code}", self.base)
    }

    /// The purpose and the reference of an address made by [`CallbackAddress::for_purpose`]. `None`: it is of another form.
    pub(super) fn purpose<'a>(
        &self,
        path: &'a str,
    ) -> Option<Result<(&'a str, ProviderReference), CallbackError>> {
        let segment = path.rsplit('/').next().unwrap_or_default();
        let mut parts = segment.splitn(3, '.');
        let (reference, purpose, code) = (parts.next()?, parts.next()?, parts.next()?);
        let own = self.code(purpose, reference);
        let is_ours: bool = own.as_bytes().ct_eq(code.as_bytes()).into();
        let id = Uuid::parse_str(reference).ok().filter(|_| is_ours);
        let wrong = CallbackError::Signature(SignatureFault::Address);
        let named = id.map(|id| (purpose, ProviderReference::from_uuid(id)));
        Some(named.ok_or(wrong))
    }

    fn code(&self, purpose: &str, subject: &str) -> String {
        let mut mac = self.mac.clone();
        let provider = self.provider.as_str();
        mac.update(format!("{provider}:{purpose}:{subject}").as_bytes());
        let mut code = String::with_capacity(CODE_CHARS);
        for byte in mac.finalize().into_bytes().iter().take(CODE_CHARS / 2) {
            for half in [byte >> 4, byte & 15] {
                code.extend(char::from_digit(u32::from(half), 16));
            }
        }
        code
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";
    const REFERENCE: &str = "f4401bd2-1568-4140-bf2d-eb77d2b2b639";

    fn addresses(secret: &str) -> CallbackAddress {
        let base = "https://shop.example/hook/";
        CallbackAddress::new(ProviderName::Mpesa, base, &Secret::new(secret)).unwrap()
    }

    fn reference() -> ProviderReference {
        ProviderReference::from_uuid(Uuid::parse_str(REFERENCE).unwrap())
    }

    #[test]
    fn an_address_proves_itself_whatever_stands_before_it() {
        let ours = addresses(SECRET);
        let address = ours.of(Operation::Collect, reference());
        let (base, segment) = address.rsplit_once('/').unwrap();
        assert_eq!(base, "https://shop.example/hook");
        // HMAC-SHA256 by another tool, cut.
        assert_eq!(
            segment,
            format!("{REFERENCE}.db729fcbe6549d565af1baa5a2010d28")
        );
        for path in [
            format!("/hook/{segment}"),
            segment.to_owned(),
            format!("/x/y/{segment}"),
        ] {
            let expected = Ok((Operation::Collect, reference()));
            assert_eq!(ours.read(&path), expected, "{path}");
        }
    }

    #[test]
    fn an_address_tells_what_was_asked() {
        let ours = addresses(SECRET);
        let all = [Operation::Collect, Operation::PayOut, Operation::Refund];
        for operation in all {
            let address = ours.of(operation, reference());
            assert_eq!(ours.read(&address), Ok((operation, reference())));
        }
    }

    #[test]
    fn an_address_for_a_purpose_is_no_address_of_an_operation() {
        let ours = addresses(SECRET);
        let address = ours.for_purpose("answer-pay_out-17", reference());
        let named = ours.purpose(&address).unwrap();
        assert_eq!(named, Ok(("answer-pay_out-17", reference())));
        assert!(ours.read(&address).is_err());
        let of_operation = ours.of(Operation::PayOut, reference());
        assert!(ours.purpose(&of_operation).is_none());
        // The code of an operation's address opens no purpose, and the other way round.
        let refused = Some(Err(CallbackError::Signature(SignatureFault::Address)));
        for (from, to) in [("-17.", "-18."), ("pay_out", "refund"), ("f44", "a44")] {
            assert_eq!(ours.purpose(&address.replace(from, to)), refused, "{from}");
        }
        let stranger = addresses("fedcba9876543210fedcba9876543210");
        assert_eq!(stranger.purpose(&address), refused);
    }

    #[test]
    fn no_other_address_is_believed() {
        let ours = addresses(SECRET);
        let address = ours.of(Operation::Collect, reference());
        let segment = address.rsplit('/').next().unwrap();
        let other = REFERENCE.replace("f44", "a44");
        let refused = Err(CallbackError::Signature(SignatureFault::Address));
        for path in [
            String::new(),
            "/hook".to_owned(),
            format!("/hook/{REFERENCE}"),
            format!("/hook/{REFERENCE}."),
            format!("/hook/{}", segment.replace(REFERENCE, &other)),
            format!("/hook/{}", &segment[..segment.len() - 1]),
            format!("/hook/{segment}0"),
            format!("/hook/{}", segment.to_uppercase()),
            format!("/hook/{segment}/"),
        ] {
            assert_eq!(ours.read(&path), refused, "{path}");
        }
        let stranger = addresses("fedcba9876543210fedcba9876543210");
        assert_eq!(stranger.read(segment), refused);
        let base = "https://shop.example/hook/";
        let other = ProviderName::MtnMomo;
        let other = CallbackAddress::new(other, base, &Secret::new(SECRET)).unwrap();
        assert_eq!(other.read(segment), refused, "another provider's");
    }
}
