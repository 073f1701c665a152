//! What a seller is known by at the tax office.

use crate::Country;

/// How a country's tax office writes its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxNumberForm {
    /// What people call it, the same in every language.
    pub name: &'static str,
    /// `9` for a digit and `A` for a letter.
    pub pattern: &'static str,
    /// One to show; nobody's.
    pub example: &'static str,
}

/// A tax number in its country's form. That it was given to somebody is not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxNumber(String);

/// The text has another form than the country's tax numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not in the form of the country's tax numbers")]
pub struct NotATaxNumber;

impl TaxNumber {
    /// Reads a number as people write it, with spaces, hyphens and small letters.
    pub fn parse(text: &str, country: Country) -> Result<Self, NotATaxNumber> {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let pattern = country.pack().tax_number.pattern;
        let fits = |(sign, c): (char, char)| match sign {
            '9' => c.is_ascii_digit(),
            _ => c.is_ascii_uppercase(),
        };
        let is_long = plain.chars().count() == pattern.len();
        if is_long && pattern.chars().zip(plain.chars()).all(fits) {
            Ok(Self(plain))
        } else {
            Err(NotATaxNumber)
        }
    }

    /// As it is stored and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_s_example_has_its_form() {
        for country in Country::ALL {
            let form = country.pack().tax_number;
            let read = TaxNumber::parse(form.example, *country).unwrap();
            assert_eq!(read.as_str(), form.example);
            assert!(form.pattern.bytes().all(|sign| matches!(sign, b'9' | b'A')));
        }
    }

    #[test]
    fn a_number_is_read_as_people_write_it_and_nothing_else_is() {
        let read = |text, country| TaxNumber::parse(text, country).map(|number| number.0);
        assert_eq!(
            read(" 1001-234 567 ", Country::Zambia).as_deref(),
            Ok("1001234567")
        );
        assert_eq!(
            read("a012345678z", Country::Kenya).as_deref(),
            Ok("A012345678Z")
        );
        for (wrong, country) in [
            ("", Country::Zambia),
            ("100123456", Country::Zambia),
            ("10012345678", Country::Zambia),
            ("A012345678Z", Country::Zambia),
            ("1001234567", Country::Kenya),
            ("AA12345678Z", Country::Kenya),
            ("A01234567éZ", Country::Kenya),
        ] {
            assert_eq!(read(wrong, country), Err(NotATaxNumber), "{wrong}");
        }
    }
}
