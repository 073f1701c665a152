//! What the provider's sentences mean to us. It has no codes for these, so words are looked for; whether something failed is
//! never decided by them.

use kernel::Refusal;

/// Why a card was not charged, from what its bank said.
pub(super) fn collection(response: &str) -> Refusal {
    let response = response.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| response.contains(part));
    if has(&["insufficient"]) {
        Refusal::InsufficientBalance
    } else if has(&["limit"]) {
        Refusal::PayerLimit
    } else if has(&["pin", "otp", "authentication", "cancel"]) {
        Refusal::NotApproved
    } else if has(&["timed out", "timeout", "session", "not completed"]) {
        Refusal::Expired
    } else if has(&["unavailable", "inoperative", "unable to process"]) {
        Refusal::NetworkUnavailable
    } else {
        Refusal::Unspecified
    }
}

/// Why a refund was refused.
pub(super) fn refund(message: &str) -> Refusal {
    let has = |parts: &[&str]| parts.iter().any(|part| message.contains(part));
    if has(&["not found"]) {
        Refusal::OriginalNotFound
    } else if has(&["fully reversed", "fully refunded", "already"]) {
        Refusal::AlreadyRefunded
    } else if has(&["insufficient", "balance"]) {
        Refusal::FloatEmpty
    } else if has(&["pending", "in progress"]) {
        Refusal::RefundInProgress
    } else if has(&["amount", "more than", "exceed"]) {
        Refusal::RefundTooLarge
    } else {
        Refusal::WrongState
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_become_reasons() {
        let collected = [
            ("Insufficient Funds", Refusal::InsufficientBalance),
            ("Exceeds withdrawal limit", Refusal::PayerLimit),
            ("Incorrect PIN", Refusal::NotApproved),
            ("Invalid OTP", Refusal::NotApproved),
            ("3DS authentication failed", Refusal::NotApproved),
            ("The transaction was not completed", Refusal::Expired),
            ("Issuer or switch inoperative", Refusal::NetworkUnavailable),
            ("Declined", Refusal::Unspecified),
            ("", Refusal::Unspecified),
        ];
        for (text, why) in collected {
            assert_eq!(collection(text), why, "{text:?}");
        }
        let back = [
            ("transaction not found", Refusal::OriginalNotFound),
            (
                "transaction has been fully reversed",
                Refusal::AlreadyRefunded,
            ),
            ("insufficient balance", Refusal::FloatEmpty),
            (
                "refund amount cannot be more than the transaction amount",
                Refusal::RefundTooLarge,
            ),
            ("a refund is pending", Refusal::RefundInProgress),
            ("transaction is not successful", Refusal::WrongState),
        ];
        for (text, why) in back {
            assert_eq!(refund(text), why, "{text:?}");
        }
    }
}
