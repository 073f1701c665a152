//! The published test cards. A number is looked at once and kept nowhere.

use crate::scenario::{Code, Outcome};

pub(crate) const DECLINED: &str = "DECLINED";
pub(crate) const INSUFFICIENT_FUNDS: &str = "INSUFFICIENT_FUNDS";
pub(crate) const FRAUD: &str = "FRAUD";
pub(crate) const WRONG_PIN: &str = "WRONG_PIN";
pub(crate) const RESTRICTED: &str = "RESTRICTED";

/// What the form holds before anything is typed: number, expiry, CVV.
pub(crate) const PREFILLED: (&str, &str, &str) = ("5531886652142950", "09/32", "564");

const GOOD: [&str; 4] = [
    "5531886652142950",
    "5438898014560229",
    "4187427415564246",
    "4556052704172643",
];
const FAILING: [(&str, &str); 5] = [
    ("5258585922666506", INSUFFICIENT_FUNDS),
    ("5143010522339965", DECLINED),
    ("5590131743294314", FRAUD),
    ("5399834697894723", WRONG_PIN),
    ("5551651630381384", RESTRICTED),
];

/// How a card with this number ends. One that is not published is declined.
pub(crate) fn end(typed: &str) -> Outcome {
    let number: String = typed.chars().filter(char::is_ascii_digit).collect();
    if GOOD.contains(&number.as_str()) {
        return Outcome::Success;
    }
    let failing = FAILING.iter().find(|(known, _)| *known == number);
    Outcome::Fail(Code::known(failing.map_or(DECLINED, |(_, code)| code)))
}

/// What the processor says about an end.
pub(crate) fn words(code: &Code) -> String {
    match code.as_str() {
        DECLINED => "Declined".to_owned(),
        INSUFFICIENT_FUNDS => "Insufficient Funds".to_owned(),
        FRAUD => "Transaction flagged as fraudulent".to_owned(),
        WRONG_PIN => "Incorrect PIN".to_owned(),
        RESTRICTED => "Restricted card".to_owned(),
        "TIMED_OUT" => "Transaction timed out".to_owned(),
        other => other.replace('_', " ").to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_cards_do_what_they_are_published_for() {
        assert_eq!(end("5531 8866 5214 2950"), Outcome::Success);
        let failed = |code| Outcome::Fail(Code::known(code));
        assert_eq!(end("5258585922666506"), failed(INSUFFICIENT_FUNDS));
        assert_eq!(end("4111111111111111"), failed(DECLINED));
    }
}
