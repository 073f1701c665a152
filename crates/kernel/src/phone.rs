//! A phone number in E.164, masked wherever it is shown to anyone but its owner.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A phone number: `+` and 8 to 15 digits. What a person types is parsed by the country pack, which ends here.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a phone number in E.164")]
pub struct PhoneNumberError;

impl PhoneNumber {
    pub fn from_e164(text: &str) -> Result<Self, PhoneNumberError> {
        let digits = text.strip_prefix('+').ok_or(PhoneNumberError)?;
        let fits = (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if !fits || digits.starts_with('0') {
            return Err(PhoneNumberError);
        }
        Ok(Self(text.to_owned()))
    }

    /// With the plus sign, as stored.
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// Without the plus sign, as providers want it.
    pub fn digits(&self) -> &str {
        &self.0[1..]
    }

    /// The last three digits, for where a mark of masking cannot be written.
    pub fn ending(&self) -> &str {
        let digits = self.digits();
        &digits[digits.len() - 3..]
    }

    /// Country code and last three digits only: `+260 ••• ••• 789`.
    pub fn masked(&self) -> String {
        let digits = self.digits();
        let (head, tail) = (&digits[..3], &digits[digits.len() - 3..]);
        format!("+{head} ••• ••• {tail}")
    }
}

/// Masked: a number must not reach a log by accident.
impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = PhoneNumberError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_e164(&text)
    }
}

impl From<PhoneNumber> for String {
    fn from(phone: PhoneNumber) -> Self {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_only_e164() {
        assert_eq!(
            PhoneNumber::from_e164("+260763456789").unwrap().digits(),
            "260763456789"
        );
        for wrong in [
            "260763456789",
            "+0763456789",
            "+26076345678x",
            "+123",
            "",
            "+1234567890123456",
        ] {
            assert!(PhoneNumber::from_e164(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn hides_the_middle_even_from_debug() {
        let phone = PhoneNumber::from_e164("+260763456789").unwrap();
        assert_eq!(phone.masked(), "+260 ••• ••• 789");
        assert_eq!(format!("{phone:?}"), phone.masked());
    }
}
