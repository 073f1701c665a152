//! The published test cards. A number is looked at once and kept nowhere.

use crate::scenario::{Code, Outcome};

pub(crate) const DECLINED: &str = "GENERIC_DECLINE";
pub(crate) const INSUFFICIENT_FUNDS: &str = "INSUFFICIENT_FUNDS";
pub(crate) const PROCESSING_ERROR: &str = "PROCESSING_ERROR";
/// The buyer did not pass the bank's question.
pub(crate) const NOT_AUTHENTICATED: &str = "PAYMENT_INTENT_AUTHENTICATION_FAILURE";

/// What the form holds before anything is typed: number, expiry, CVC.
pub(crate) const PREFILLED: (&str, &str, &str) = ("4242424242424242", "12/34", "123");

const GOOD: [&str; 2] = ["4242424242424242", "5555555555554444"];
const FAILING: [(&str, &str); 7] = [
    ("4000000000000002", DECLINED),
    ("4000000000009995", INSUFFICIENT_FUNDS),
    ("4000000000009987", "LOST_CARD"),
    ("4000000000009979", "STOLEN_CARD"),
    ("4000000000000069", "EXPIRED_CARD"),
    ("4000000000000127", "INCORRECT_CVC"),
    ("4000000000000119", PROCESSING_ERROR),
];
/// The bank asks first; then these pay, and the last is declined all the same.
const ASKED: [(&str, Option<&str>); 3] = [
    ("4000002500003155", None),
    ("4000000000003220", None),
    ("4000008400001629", Some(DECLINED)),
];

/// What a card does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Card {
    Ends(Outcome),
    /// The bank asks its owner first; passed, it ends so.
    Asks(Outcome),
}

/// A card that is not published is declined: only test cards work here.
pub(crate) fn look_at(typed: &str) -> Card {
    let number: String = typed.chars().filter(char::is_ascii_digit).collect();
    let end = |code: Option<&'static str>| match code {
        None => Outcome::Success,
        Some(code) => Outcome::Fail(Code::known(code)),
    };
    if GOOD.contains(&number.as_str()) {
        return Card::Ends(Outcome::Success);
    }
    if let Some((_, code)) = ASKED.iter().find(|(known, _)| *known == number) {
        return Card::Asks(end(*code));
    }
    let failing = FAILING.iter().find(|(known, _)| *known == number);
    Card::Ends(end(Some(failing.map_or(DECLINED, |(_, code)| code))))
}

/// The two codes of a decline: the general one, and the bank's own where there is one.
pub(crate) fn codes(code: &Code) -> (String, Option<String>) {
    let own = code.as_str().to_ascii_lowercase();
    match own.as_str() {
        "expired_card" | "incorrect_cvc" | "processing_error" => (own.clone(), Some(own)),
        "payment_intent_authentication_failure" => (own, None),
        _ => ("card_declined".to_owned(), Some(own)),
    }
}

/// What the page says about a decline.
pub(crate) fn words(code: &Code) -> &'static str {
    match code.as_str() {
        INSUFFICIENT_FUNDS => "Your card has insufficient funds.",
        "EXPIRED_CARD" => "Your card has expired.",
        "INCORRECT_CVC" => "Your card's security code is incorrect.",
        PROCESSING_ERROR => {
            "An error occurred while processing your card. Try again in a little bit."
        }
        NOT_AUTHENTICATED => "We are unable to authenticate your payment method.",
        _ => "Your card was declined.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_cards_do_what_they_are_published_for() {
        let failed = |code| Outcome::Fail(Code::known(code));
        for (number, card) in [
            ("4242 4242 4242 4242", Card::Ends(Outcome::Success)),
            ("4000000000009995", Card::Ends(failed(INSUFFICIENT_FUNDS))),
            ("4000002500003155", Card::Asks(Outcome::Success)),
            ("4000008400001629", Card::Asks(failed(DECLINED))),
            ("4111111111111111", Card::Ends(failed(DECLINED))),
        ] {
            assert_eq!(look_at(number), card, "{number}");
        }
        let own = codes(&Code::known("LOST_CARD"));
        assert_eq!(own, ("card_declined".into(), Some("lost_card".into())));
    }
}
