//! The number a buyer reads aloud, and the key that authorises. A number alone never does.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a Soko number: it looks like SK-7K3M-9Q2D")]
pub struct NumberError;

/// Reads one symbol of Crockford's base 32: case does not matter, O is 0, I and L are 1.
fn value_of(symbol: char) -> Option<u32> {
    let symbol = match symbol.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    (0..)
        .zip(ALPHABET)
        .find_map(|(value, c)| (char::from(*c) == symbol).then_some(value))
}

/// The number of a purchase: seven symbols of Crockford's base 32 and a check symbol, written `SK-7K3M-9Q2D`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PurchaseNumber([u8; 8]);

impl PurchaseNumber {
    /// Makes a number from random bytes; 35 of their bits are used.
    pub fn from_random(bytes: [u8; 8]) -> Self {
        let mut rest = u64::from_be_bytes(bytes);
        let mut symbols = [0_u8; 8];
        for symbol in &mut symbols[..7] {
            *symbol = ALPHABET[usize::try_from(rest % 32).unwrap_or_default()];
            rest /= 32;
        }
        symbols[7] = Self::check(symbols);
        Self(symbols)
    }

    /// Every number that may stand in a text as people and banks write them, by its check symbol, each once: behind `SK` wherever that
    /// stands, or alone as whole words. Small letters, any signs between its letters, and an S that became a five do not matter. One
    /// text in 32 of the right length passes by chance, so whoever asks looks which of them exist.
    pub fn all_in(text: &str) -> Vec<Self> {
        let words: Vec<String> = text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_uppercase)
            .collect();
        let joined = words.concat();
        let behind = ["SK", "5K"]
            .into_iter()
            .flat_map(|prefix| joined.match_indices(prefix))
            .filter_map(|(at, prefix)| joined.get(at + prefix.len()..)?.get(..8));
        let mut found: Vec<Self> = behind.filter_map(|body| body.parse().ok()).collect();
        for start in 0..words.len() {
            let mut body = String::new();
            for word in &words[start..] {
                body.push_str(word);
                if body.len() >= 8 {
                    break;
                }
            }
            if body.len() == 8 {
                found.extend(body.parse::<Self>());
            }
        }
        let mut seen = Vec::new();
        found.retain(|number| {
            let is_new = !seen.contains(number);
            seen.push(*number);
            is_new
        });
        found
    }

    /// Odd weights are invertible modulo 32, so any single wrong symbol is noticed; neighbours weigh differently, so most
    /// swapped neighbours are too.
    fn check(symbols: [u8; 8]) -> u8 {
        let sum: u32 = (0..7_u32)
            .zip(symbols)
            .map(|(place, symbol)| {
                (2 * place + 3) * value_of(char::from(symbol)).unwrap_or_default()
            })
            .sum();
        ALPHABET[(sum % 32) as usize]
    }
}

impl fmt::Display for PurchaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = std::str::from_utf8(&self.0).unwrap_or_default();
        write!(f, "SK-{}-{}", &text[..4], &text[4..])
    }
}

impl FromStr for PurchaseNumber {
    type Err = NumberError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        let body = match plain.get(..2) {
            Some(head) if head.eq_ignore_ascii_case("SK") && plain.len() == 10 => &plain[2..],
            _ => &plain,
        };
        let mut symbols = [0_u8; 8];
        let mut given = body.chars();
        for symbol in &mut symbols {
            let value = given.next().and_then(value_of).ok_or(NumberError)?;
            *symbol = ALPHABET[value as usize];
        }
        if given.next().is_some() || Self::check(symbols) != symbols[7] {
            return Err(NumberError);
        }
        Ok(Self(symbols))
    }
}

impl TryFrom<String> for PurchaseNumber {
    type Error = NumberError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PurchaseNumber> for String {
    fn from(number: PurchaseNumber) -> Self {
        number.to_string()
    }
}

/// One shop's order in a purchase: the purchase's number and a letter, `SK-7K3M-9Q2D-B`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OrderNumber {
    pub purchase: PurchaseNumber,
    letter: u8,
}

impl OrderNumber {
    /// The order at `index` of its purchase, counting from 0. A purchase holds at most 26 orders.
    pub fn new(purchase: PurchaseNumber, index: u8) -> Result<Self, NumberError> {
        if index >= 26 {
            return Err(NumberError);
        }
        Ok(Self {
            purchase,
            letter: b'A' + index,
        })
    }

    pub fn index(self) -> u8 {
        self.letter - b'A'
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.purchase, char::from(self.letter))
    }
}

impl FromStr for OrderNumber {
    type Err = NumberError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (purchase, letter) = text.trim().rsplit_once('-').ok_or(NumberError)?;
        let [letter @ (b'A'..=b'Z' | b'a'..=b'z')] = letter.as_bytes() else {
            return Err(NumberError);
        };
        Ok(Self {
            purchase: purchase.parse()?,
            letter: letter.to_ascii_uppercase(),
        })
    }
}

/// 128 random bits that let the holder of a link see one purchase. Written in lower-case hexadecimal.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessKey([u8; 16]);

impl AccessKey {
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub fn to_hex(&self) -> String {
        self.0
            .iter()
            .fold(String::with_capacity(32), |mut hex, byte| {
                let _ = fmt::Write::write_fmt(&mut hex, format_args!("{byte:02x}"));
                hex
            })
    }

    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// Hidden: a key in a log is a key given away.
impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessKey(…)")
    }
}

impl FromStr for AccessKey {
    type Err = NumberError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NumberError);
        }
        let bits = u128::from_str_radix(text, 16).map_err(|_| NumberError)?;
        Ok(Self(bits.to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_number_survives_being_written_and_read_aloud(bytes: [u8; 8]) {
            let number = PurchaseNumber::from_random(bytes);
            prop_assert_eq!(number.to_string().parse(), Ok(number));
            prop_assert_eq!(number.to_string().to_lowercase().replace('-', " ").parse(), Ok(number));
            let order = OrderNumber::new(number, 1).unwrap();
            prop_assert_eq!(order.to_string().parse(), Ok(order));
        }

        #[test]
        fn one_wrong_symbol_is_noticed(bytes: [u8; 8], place in 0..8_usize, other in 0..32_usize) {
            let number = PurchaseNumber::from_random(bytes);
            let mut symbols = number.0;
            prop_assume!(symbols[place] != ALPHABET[other]);
            symbols[place] = ALPHABET[other];
            prop_assert!(PurchaseNumber(symbols).to_string().parse::<PurchaseNumber>().is_err());
        }

        #[test]
        fn a_key_survives_a_link(bytes: [u8; 16]) {
            let key = AccessKey::from_random(bytes);
            prop_assert_eq!(key.to_hex().parse(), Ok(key));
        }
    }

    #[test]
    fn letters_that_look_like_digits_are_forgiven() {
        let number = PurchaseNumber::from_random([0; 8]);
        assert_eq!(number.to_string(), "SK-0000-0000");
        assert_eq!("sk-OoOo-0000".parse(), Ok(number));
    }

    #[test]
    fn a_number_is_found_anywhere_in_a_narrative() {
        let number: PurchaseNumber = "SK-7K3M-9Q2D"
            .parse()
            .unwrap_or_else(|_| PurchaseNumber::from_random([7; 8]));
        let written = number.to_string();
        let body = &written[3..];
        let plain = body.replace('-', "");
        for text in [
            format!("TRF FROM CHIPO BANDA {written} THANK YOU"),
            format!("trf/{}/chipo", written.to_lowercase()),
            format!("MOBILE BANKING {} 0966123456", written.replace('-', " ")),
            format!("IB {plain}"),
            format!("{body} goods"),
            format!("INWARD EFT SK{plain}CHIPO"),
            format!("PAY 5K {body}"),
            format!("FT/26/{}", written.replace('0', "O").replace('1', "l")),
        ] {
            assert_eq!(PurchaseNumber::all_in(&text), [number], "{text:?}");
        }
        let last = if plain.ends_with('7') { '8' } else { '7' };
        let wrong = format!("TRF SK-{}-{}{last}", &plain[..4], &plain[4..7]);
        for text in [wrong.as_str(), "", "RENT NOVEMBER", "SK", "é SK €"] {
            assert_eq!(PurchaseNumber::all_in(text), [], "{text:?}");
        }
        let both = format!("{written} AND {written}");
        assert_eq!(PurchaseNumber::all_in(&both), [number], "each once");
    }

    #[test]
    fn refuses_what_is_no_number() {
        for wrong in [
            "",
            "SK",
            "SK-7K3M",
            "SK-7K3M-9Q2D-EXTRA",
            "SK-7K3M-9QU!",
            "é€",
        ] {
            assert!(wrong.parse::<PurchaseNumber>().is_err(), "{wrong:?}");
        }
    }
}
