//! The published test cards. A number is looked at once and kept nowhere.

use crate::scenario::{Code, Outcome};

pub(crate) const DECLINED: &str = "DECLINED";
pub(crate) const INSUFFICIENT_FUNDS: &str = "INSUFFICIENT_FUNDS";
pub(crate) const WRONG_PIN: &str = "WRONG_PIN";

/// What the form holds before anything is typed: number, expiry, CVV.
pub(crate) const PREFILLED: (&str, &str, &str) = ("4084084084084081", "12/32", "408");

const GOOD: &str = "4084084084084081";
const POOR: &str = "4084080000670037";
/// Asks for a PIN and a code.
const GUARDED: &str = "5060666666666666666";
const PIN: &str = "1234";
const OTP: &str = "123456";

/// How a card with this number ends. One that is not published is declined.
pub(crate) fn end(typed: &str, pin: &str, otp: &str) -> Outcome {
    let number: String = typed.chars().filter(char::is_ascii_digit).collect();
    let code = match number.as_str() {
        GOOD => return Outcome::Success,
        GUARDED if pin == PIN && otp == OTP => return Outcome::Success,
        GUARDED => WRONG_PIN,
        POOR => INSUFFICIENT_FUNDS,
        _ => DECLINED,
    };
    Outcome::Fail(Code::known(code))
}

/// What the bank says about an end.
pub(crate) fn words(code: &Code) -> String {
    match code.as_str() {
        DECLINED => "Declined".to_owned(),
        INSUFFICIENT_FUNDS => "Insufficient Funds".to_owned(),
        WRONG_PIN => "Incorrect PIN".to_owned(),
        "TIMED_OUT" => "Transaction timed out".to_owned(),
        other => other.replace('_', " ").to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_cards_do_what_they_are_published_for() {
        let failed = |code| Outcome::Fail(Code::known(code));
        assert_eq!(end("4084 0840 8408 4081", "", ""), Outcome::Success);
        assert_eq!(end("4084080000005408", "", ""), failed(DECLINED));
        assert_eq!(end("4084080000670037", "", ""), failed(INSUFFICIENT_FUNDS));
        assert_eq!(end("5060666666666666666", "", ""), failed(WRONG_PIN));
        let guarded = end("5060666666666666666", "1234", "123456");
        assert_eq!(guarded, Outcome::Success);
    }
}
