//! A product's address: a slug for people and the last group of the listing's UUID for us.

use std::fmt;
use std::str::FromStr;

use kernel::{Id, ListingId, Slug};

/// The last group of a listing's UUID: twelve lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ShortId(String);

/// Not the address of any product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a product")]
pub struct AddressError;

const SHORT_ID_CHARS: usize = 12;
const ADDRESS_BYTES_MAX: usize = 200;

impl ShortId {
    pub fn of(listing: ListingId) -> Self {
        let text = listing.uuid().simple().to_string();
        Self(text[text.len() - SHORT_ID_CHARS..].to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What follows `/p/`, in its one right spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductAddress {
    slug: Slug,
    short: ShortId,
}

impl ProductAddress {
    pub fn new(slug: Slug, listing: ListingId) -> Self {
        Self {
            slug,
            short: ShortId::of(listing),
        }
    }
}

impl fmt::Display for ProductAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.slug, self.short.0)
    }
}

/// Reads the short id out of any spelling of an address: only its last twelve characters decide.
impl FromStr for ShortId {
    type Err = AddressError;
    fn from_str(text: &str) -> Result<Self, AddressError> {
        if text.len() > ADDRESS_BYTES_MAX {
            return Err(AddressError);
        }
        let short = match text.rsplit_once('-') {
            Some((_, short)) => short,
            None => text,
        };
        if short.len() != SHORT_ID_CHARS || !short.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(AddressError);
        }
        Ok(Self(short.to_ascii_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_address_leads_back_to_its_listing() {
        let listing =
            ListingId::from_uuid(Uuid::from_u128(0x0193_0000_0000_7000_8000_5f2a_9c01_d3e4));
        let address = ProductAddress::new(Slug::of_name("Chitenge shirt"), listing).to_string();
        assert_eq!(address, "chitenge-shirt-5f2a9c01d3e4");
        for spelling in [
            address.as_str(),
            "5f2a9c01d3e4",
            "CHITENGE-5F2A9C01D3E4",
            "-5f2a9c01d3e4",
        ] {
            assert_eq!(spelling.parse(), Ok(ShortId::of(listing)), "{spelling}");
        }
        for wrong in [
            "",
            "chitenge-shirt",
            "shirt-5f2a9c01d3e",
            "shirt-5f2a9c01d3eg",
            "shirt-\u{e9}f2a9c01d3",
        ] {
            assert!(wrong.parse::<ShortId>().is_err(), "{wrong}");
        }
    }
}
