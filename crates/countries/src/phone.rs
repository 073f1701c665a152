//! Phone numbers as people type them.

use kernel::PhoneNumber;
use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, Type, country};
use words::Lang;

use crate::Country;

/// The longest text we try to read as a number, in bytes. A number with every separator fits in half of it.
const MAX_TYPED_BYTES: usize = 64;

/// Fewer digits than any phone number has; the parser takes them for no number at all.
const MIN_TYPED_DIGITS: usize = 4;

/// Why a text is no phone number that can receive a code or a prompt here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneProblem {
    /// Nothing was typed.
    #[error("no phone number was given")]
    Empty,
    /// It holds something other than digits, spaces and the usual marks.
    #[error("not a phone number")]
    NotANumber,
    /// Digits are missing.
    #[error("the phone number is too short")]
    TooShort,
    /// There are too many digits.
    #[error("the phone number is too long")]
    TooLong,
    /// The right length, but no operator has numbers that start so.
    #[error("no number in use starts like this")]
    NotInUse,
    /// A landline or service number.
    #[error("not a mobile number")]
    NotMobile,
    /// A number of another country.
    #[error("a number of another country")]
    OtherCountry,
}

impl PhoneProblem {
    /// What to show beside the field.
    pub fn say(self, lang: Lang, country: Country) -> String {
        let example = country.pack().example_phone;
        match self {
            Self::Empty => lang.form_phone_empty().to_owned(),
            Self::NotANumber => lang.form_phone_not_a_number().to_owned(),
            Self::TooShort => lang.form_phone_too_short(example),
            Self::TooLong => lang.form_phone_too_long(example),
            Self::NotInUse => lang.form_phone_not_in_use(example),
            Self::NotMobile => lang.form_phone_not_mobile().to_owned(),
            Self::OtherCountry => lang.form_phone_other_country(country.name(lang)),
        }
    }
}

/// Reads a mobile number of a country as people type it: `0966 123 456`, `966123456`, `+260 966 123 456`,
/// `260966123456`, `00260…`, with spaces, hyphens, dots or brackets.
pub fn parse_phone(text: &str, country: Country) -> Result<PhoneNumber, PhoneProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(PhoneProblem::Empty);
    }
    if text.len() > MAX_TYPED_BYTES {
        return Err(PhoneProblem::TooLong);
    }
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '.' | '(' | ')' | '/');
    let mut plain: String = text.chars().filter(|c| !is_mark(*c)).collect();
    if let Some(international) = plain.strip_prefix("00") {
        plain = format!("+{}", international.trim_start_matches('0'));
    }
    let digits = plain.strip_prefix('+').unwrap_or(&plain);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(PhoneProblem::NotANumber);
    }
    if digits.len() < MIN_TYPED_DIGITS {
        return Err(PhoneProblem::TooShort);
    }
    let pack = country.pack();
    // Without the plus sign but with the calling code, which no national number is long enough to be mistaken for.
    let is_full = digits.len() == pack.calling_code.len() + pack.national_digits;
    if !plain.starts_with('+') && is_full && digits.starts_with(pack.calling_code) {
        plain.insert(0, '+');
    }
    let number =
        phonenumber::parse(Some(region(country)), &plain).map_err(|error| match error {
            phonenumber::ParseError::TooLong => PhoneProblem::TooLong,
            phonenumber::ParseError::TooShortAfterIdd | phonenumber::ParseError::TooShortNsn => {
                PhoneProblem::TooShort
            }
            phonenumber::ParseError::InvalidCountryCode => PhoneProblem::OtherCountry,
            _ => PhoneProblem::NotANumber,
        })?;
    if number.code().value().to_string() != pack.calling_code {
        return Err(PhoneProblem::OtherCountry);
    }
    if !phonenumber::is_valid(&number) {
        let given = number.national().to_string().len();
        return Err(match given.cmp(&pack.national_digits) {
            std::cmp::Ordering::Less => PhoneProblem::TooShort,
            std::cmp::Ordering::Greater => PhoneProblem::TooLong,
            std::cmp::Ordering::Equal => PhoneProblem::NotInUse,
        });
    }
    match number.number_type(&DATABASE) {
        Type::Mobile | Type::FixedLineOrMobile => {}
        _ => return Err(PhoneProblem::NotMobile),
    }
    PhoneNumber::from_e164(&number.format().mode(Mode::E164).to_string())
        .map_err(|_| PhoneProblem::NotANumber)
}

/// A number in full, as its owner and the merchant who delivers write it: `0966 123 456`. Everyone else sees
/// [`PhoneNumber::masked`].
pub fn phone_for_owner(phone: &PhoneNumber) -> String {
    let digits = phone.digits();
    Country::ALL
        .iter()
        .find_map(|country| {
            let pack = country.pack();
            let national = digits.strip_prefix(pack.calling_code)?;
            (national.len() == pack.national_digits).then_some(national)
        })
        .and_then(|national| Some((national.get(..3)?, national.get(3..6)?, national.get(6..)?)))
        .map_or_else(
            || phone.e164().to_owned(),
            |(a, b, c)| format!("0{a} {b} {c}"),
        )
}

const fn region(country: Country) -> country::Id {
    match country {
        Country::Zambia => country::Id::ZM,
        Country::Kenya => country::Id::KE,
        Country::Uganda => country::Id::UG,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str, country: Country) -> Result<String, PhoneProblem> {
        parse_phone(text, country).map(|phone| phone.e164().to_owned())
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for text in [
            "0976345678",
            "976345678",
            "+260976345678",
            "260976345678",
            "00260976345678",
            " 0976 345 678 ",
            "+260 97 634-5678",
            "(097) 634.5678",
        ] {
            assert_eq!(
                read(text, Country::Zambia).as_deref(),
                Ok("+260976345678"),
                "{text}"
            );
        }
        for text in [
            "0712 345 678",
            "712345678",
            "254712345678",
            "+254 712 345678",
            "000254712345678",
        ] {
            assert_eq!(
                read(text, Country::Kenya).as_deref(),
                Ok("+254712345678"),
                "{text}"
            );
        }
        assert_eq!(
            read("0110 345 678", Country::Kenya).as_deref(),
            Ok("+254110345678")
        );
        assert_eq!(
            read("0953456700", Country::Zambia).as_deref(),
            Ok("+260953456700")
        );
    }

    #[test]
    fn the_reason_says_what_to_do() {
        let zambia = |text: &str| read(text, Country::Zambia).unwrap_err();
        assert_eq!(zambia("  "), PhoneProblem::Empty);
        assert_eq!(zambia("my number"), PhoneProblem::NotANumber);
        assert_eq!(zambia("0976 EAT NOW"), PhoneProblem::NotANumber);
        assert_eq!(zambia("+"), PhoneProblem::NotANumber);
        assert_eq!(zambia("0976 345"), PhoneProblem::TooShort);
        assert_eq!(zambia("7"), PhoneProblem::TooShort);
        assert_eq!(zambia("0976 345 678 99"), PhoneProblem::TooLong);
        assert_eq!(zambia(&"9".repeat(500)), PhoneProblem::TooLong);
        assert_eq!(zambia("0111 222 333"), PhoneProblem::NotInUse);
        assert_eq!(zambia("+254712345678"), PhoneProblem::OtherCountry);
        assert_eq!(zambia("0211 234 567"), PhoneProblem::NotMobile);
        for lang in Lang::ALL {
            assert!(
                PhoneProblem::TooShort
                    .say(*lang, Country::Kenya)
                    .contains("0712 345 678")
            );
        }
    }

    #[test]
    fn the_owner_reads_the_number_as_written_at_home() {
        let phone = PhoneNumber::from_e164("+260976345678").unwrap();
        assert_eq!(phone_for_owner(&phone), "0976 345 678");
        let other = PhoneNumber::from_e164("+447911123456").unwrap();
        assert_eq!(phone_for_owner(&other), "+447911123456");
    }

    #[test]
    fn the_example_is_a_number() {
        for country in Country::ALL {
            let example = country.pack().example_phone;
            assert_eq!(
                phone_for_owner(&parse_phone(example, *country).unwrap()),
                example
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,70}") {
            let _ = parse_phone(&text, Country::Zambia);
        }

        #[test]
        fn a_number_survives_being_shown_and_typed_again(tail in 0..10_000_000_u32) {
            let phone = PhoneNumber::from_e164(&format!("+26096{tail:07}")).unwrap();
            prop_assert_eq!(parse_phone(&phone_for_owner(&phone), Country::Zambia), Ok(phone));
        }
    }
}
