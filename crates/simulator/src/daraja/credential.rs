//! Opens a `SecurityCredential`: the initiator's password, encrypted with RSA PKCS#1 v1.5 for the simulator's certificate.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use p256::elliptic_curve::bigint::modular::runtime_mod::{DynResidue, DynResidueParams};
use p256::elliptic_curve::bigint::{Encoding as _, U2048};

use super::key::{MODULUS, PRIVATE_EXPONENT};

const BYTES: usize = 256;

/// The password inside. `None`: encrypted for another certificate, or not at all.
pub(crate) fn open(credential: &str) -> Option<String> {
    let bytes = BASE64.decode(credential).ok()?;
    let bytes: [u8; BYTES] = bytes.try_into().ok()?;
    let sealed = U2048::from_be_bytes(bytes);
    if sealed >= MODULUS {
        return None;
    }
    let params = DynResidueParams::new(&MODULUS);
    let opened = DynResidue::new(&sealed, params).pow(&PRIVATE_EXPONENT);
    let block = opened.retrieve().to_be_bytes();
    // 00 02, at least eight bytes of padding that are not zero, 00, the message.
    let padded = block.strip_prefix(&[0, 2])?;
    let end = padded.iter().position(|byte| *byte == 0)?;
    if end < 8 {
        return None;
    }
    String::from_utf8(padded[end + 1..].to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rehearsal's password, sealed by another implementation, as an operator's is by the provider's own page.
    const SEALED: &str = concat!(
        "S0VPrCe864sayi15B2nvjU0BSr3J8UoqSbJ6GVfqY8fHIkb1jhZUil3/jlTUAixF",
        "iIrub6KgsgcKZx3nNvcq8pXeAVffGO6bldB8vNgoXskMP3++Utuzvw6WkJ6YlD33",
        "h+sH2dsDPndKoHKFtNcPIn3n84McIK+iRbxg6qGgXvCVefoHCNmobtFTp6FdsdFi",
        "Vf2hBe13rTaROSTBIrfBRvqfuoAWIr5FDXD0vuIZqWeE2B6WeyU+JG+Dg684ScTA",
        "0YG+PUG9EHPSMJHHbsIkERWOS4EVlbO5M7uqnmPbhGJM9Zj0oPltdu4YjmwGtrhV",
        "shR76wDROisHoxLcjJBkQg==",
    );

    #[test]
    fn opens_what_was_sealed_for_its_certificate_only() {
        let password = open(SEALED);
        assert_eq!(
            password.as_deref(),
            Some(crate::config::DARAJA_INITIATOR_PASSWORD)
        );
        assert_eq!(open("bm90IHNlYWxlZA=="), None);
        assert_eq!(open("!"), None);
        let mut other = BASE64.decode(SEALED).unwrap();
        other[255] ^= 1;
        assert_eq!(open(&BASE64.encode(other)), None);
    }
}
