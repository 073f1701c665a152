//! What the provider's sentences about failures mean to us. It has no codes, so words are looked for; whether something
//! failed is never decided by them.

use kernel::Refusal;

/// Why a collection failed, from what the bank or the network said about it.
pub(super) fn collection(response: &str) -> Refusal {
    let response = response.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| response.contains(part));
    if has(&["insufficient"]) {
        Refusal::InsufficientBalance
    } else if has(&[
        "in progress",
        "in_progress",
        "in process",
        "lock subscriber",
    ]) {
        Refusal::AnotherInProgress
    } else if has(&["limit"]) {
        Refusal::PayerLimit
    } else if has(&["otp", "pin", "not approved", "cancel"]) {
        Refusal::NotApproved
    } else if has(&["timeout", "timed out", "request expired", "session expired"]) {
        Refusal::Expired
    } else if has(&["unavailable", "system error", "switch inoperative"]) {
        Refusal::NetworkUnavailable
    } else {
        Refusal::Unspecified
    }
}

/// Why a transfer failed.
pub(super) fn transfer(message: &str) -> Refusal {
    let message = message.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| message.contains(part));
    if has(&["insufficient", "balance"]) {
        Refusal::FloatEmpty
    } else if has(&["limit"]) {
        Refusal::RecipientLimit
    } else if has(&["resolve", "invalid account", "not found", "not registered"]) {
        Refusal::RecipientNotFound
    } else if has(&["unavailable", "timeout", "timed out"]) {
        Refusal::NetworkUnavailable
    } else {
        Refusal::Unspecified
    }
}

/// Why a refund was refused or failed.
pub(super) fn refund(message: &str) -> Refusal {
    let message = message.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| message.contains(part));
    if has(&["already", "fully refunded"]) {
        Refusal::AlreadyRefunded
    } else if has(&["insufficient", "balance"]) {
        Refusal::FloatEmpty
    } else if has(&["amount", "exceed"]) {
        Refusal::RefundTooLarge
    } else if has(&["not found", "no transaction"]) {
        Refusal::OriginalNotFound
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
            ("INSUFFICIENT_FUNDS", Refusal::InsufficientBalance),
            ("Incorrect PIN", Refusal::NotApproved),
            ("Invalid OTP", Refusal::NotApproved),
            ("Transaction cancelled by customer", Refusal::NotApproved),
            ("Exceeds withdrawal limit", Refusal::PayerLimit),
            ("Request timed out", Refusal::Expired),
            (
                "ANOTHER_TRANSACTION_IN_PROGRESS",
                Refusal::AnotherInProgress,
            ),
            (
                "Unable to lock subscriber, a transaction is already in process for the current subscriber",
                Refusal::AnotherInProgress,
            ),
            ("Declined by Financial Institution", Refusal::Unspecified),
            ("Expired card", Refusal::Unspecified),
            ("Suspected fraud", Refusal::Unspecified),
            ("Restricted card", Refusal::Unspecified),
            ("", Refusal::Unspecified),
        ];
        for (text, why) in collected {
            assert_eq!(collection(text), why, "{text:?}");
        }
        let sent = [
            ("DISBURSE FAILED: Insufficient funds", Refusal::FloatEmpty),
            ("Account resolve failed", Refusal::RecipientNotFound),
            ("", Refusal::Unspecified),
        ];
        for (text, why) in sent {
            assert_eq!(transfer(text), why, "{text:?}");
        }
        let back = [
            (
                "Refund amount is more than what was paid",
                Refusal::RefundTooLarge,
            ),
            (
                "Transaction has already been refunded",
                Refusal::AlreadyRefunded,
            ),
            ("Insufficient balance", Refusal::FloatEmpty),
            (
                "No transaction was found for this id",
                Refusal::OriginalNotFound,
            ),
            ("Only successful payments", Refusal::WrongState),
        ];
        for (text, why) in back {
            assert_eq!(refund(text), why, "{text:?}");
        }
    }
}
