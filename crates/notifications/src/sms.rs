//! The text of an SMS: one segment, in the alphabet every phone shows.

use std::fmt;

use words::{SMS_SEGMENT_CHARS, gsm7};

/// A text that fits one SMS. What the alphabet lacks was replaced by its likeness.
#[derive(Clone, PartialEq, Eq)]
pub struct SmsBody(String);

/// A text does not fit one SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{chars} characters do not fit the {SMS_SEGMENT_CHARS} of one SMS")]
pub struct TooLong {
    pub chars: usize,
}

impl SmsBody {
    pub fn new(text: &str) -> Result<Self, TooLong> {
        let text = gsm7(text).into_owned();
        let chars = text.chars().count();
        if chars > SMS_SEGMENT_CHARS {
            return Err(TooLong { chars });
        }
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Hidden: a message may carry a code.
impl fmt::Debug for SmsBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} characters]", self.0.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_one_segment_or_is_refused() {
        assert!(SmsBody::new(&"a".repeat(160)).is_ok());
        assert_eq!(SmsBody::new(&"a".repeat(161)), Err(TooLong { chars: 161 }));
    }

    #[test]
    fn is_counted_after_replacing_what_the_alphabet_lacks() {
        assert_eq!(SmsBody::new("Paid… ‘ok’").unwrap().as_str(), "Paid... 'ok'");
        assert!(SmsBody::new(&"…".repeat(60)).is_err());
    }

    #[test]
    fn hides_itself() {
        assert_eq!(
            format!("{:?}", SmsBody::new("123456").unwrap()),
            "[6 characters]"
        );
    }
}
