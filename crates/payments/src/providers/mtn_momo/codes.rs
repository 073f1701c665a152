//! What each of the provider's reasons means to us. It writes them beside `FAILED`, which is what makes them final.

use kernel::Refusal;

/// Whether the reason says that nothing is decided yet, whatever stands beside it.
pub(super) fn is_undecided(reason: &str) -> bool {
    matches!(
        reason,
        "ONGOING" | "PENDING" | "DELAYED" | "PAYER_ONGOING" | "PAYER_DELAYED"
    )
}

/// Whether the code says that our set-up is wrong and the request was turned away. These come with a 500.
pub(super) fn is_set_up(code: &str) -> bool {
    matches!(
        code,
        "NOT_ALLOWED"
            | "NOT_ALLOWED_TARGET_ENVIRONMENT"
            | "INVALID_CALLBACK_URL_HOST"
            | "INVALID_CURRENCY"
    )
}

/// Why a buyer did not pay. A reason that nobody has told us about is a refusal too.
pub(super) fn collection(reason: &str) -> Refusal {
    match reason {
        "PAYER_NOT_FOUND" | "SENDER_ACCOUNT_NOT_ACTIVE" => Refusal::PayerNotFound,
        "NOT_ENOUGH_FUNDS" => Refusal::InsufficientBalance,
        "PAYER_LIMIT_REACHED" => Refusal::PayerLimit,
        "REJECTED" | "APPROVAL_REJECTED" | "PAYMENT_NOT_APPROVED" | "TRANSACTION_CANCELED" => {
            Refusal::NotApproved
        }
        // The second: nobody typed the PIN within five minutes.
        "EXPIRED" | "COULD_NOT_PERFORM_TRANSACTION" => Refusal::Expired,
        // We are who is paid.
        "PAYEE_NOT_FOUND" | "PAYEE_NOT_ALLOWED_TO_RECEIVE" => set_up(reason),
        _ => either(reason),
    }
}

/// Why money of ours did not arrive.
pub(super) fn outgoing(reason: &str) -> Refusal {
    match reason {
        "PAYEE_NOT_FOUND" | "PAYEE_NOT_ALLOWED_TO_RECEIVE" => Refusal::RecipientNotFound,
        // Also said when the recipient would hold too much; that passes as well.
        "NOT_ENOUGH_FUNDS" => Refusal::FloatEmpty,
        "TRANSACTION_NOT_FOUND" | "RESOURCE_NOT_FOUND" => Refusal::OriginalNotFound,
        "TRANSACTION_CANCELED" => Refusal::Cancelled,
        "PAYER_NOT_FOUND" | "PAYER_LIMIT_REACHED" | "SENDER_ACCOUNT_NOT_ACTIVE" => set_up(reason),
        _ => either(reason),
    }
}

fn either(reason: &str) -> Refusal {
    match reason {
        "NOT_ALLOWED"
        | "NOT_ALLOWED_TARGET_ENVIRONMENT"
        | "INVALID_CALLBACK_URL_HOST"
        | "TRANSFER_TYPE_UNKNOWN" => set_up(reason),
        "INVALID_CURRENCY" => Refusal::CurrencyNotAccepted,
        "SERVICE_UNAVAILABLE" => Refusal::NetworkUnavailable,
        // Among them `INTERNAL_PROCESSING_ERROR`: most often too little money, and nobody can know.
        _ => Refusal::Unspecified,
    }
}

fn set_up(reason: &str) -> Refusal {
    tracing::error!(reason, "MTN MoMo refuses our set-up");
    Refusal::Configuration
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_reason_has_one_meaning() {
        let collected = [
            ("PAYER_NOT_FOUND", Refusal::PayerNotFound),
            ("SENDER_ACCOUNT_NOT_ACTIVE", Refusal::PayerNotFound),
            ("PAYEE_NOT_FOUND", Refusal::Configuration),
            ("NOT_ENOUGH_FUNDS", Refusal::InsufficientBalance),
            ("PAYER_LIMIT_REACHED", Refusal::PayerLimit),
            ("PAYEE_NOT_ALLOWED_TO_RECEIVE", Refusal::Configuration),
            ("NOT_ALLOWED", Refusal::Configuration),
            ("NOT_ALLOWED_TARGET_ENVIRONMENT", Refusal::Configuration),
            ("INVALID_CALLBACK_URL_HOST", Refusal::Configuration),
            ("INVALID_CURRENCY", Refusal::CurrencyNotAccepted),
            ("INTERNAL_PROCESSING_ERROR", Refusal::Unspecified),
            ("SERVICE_UNAVAILABLE", Refusal::NetworkUnavailable),
            ("COULD_NOT_PERFORM_TRANSACTION", Refusal::Expired),
            ("REJECTED", Refusal::NotApproved),
            ("APPROVAL_REJECTED", Refusal::NotApproved),
            ("EXPIRED", Refusal::Expired),
            ("TRANSFER_TYPE_UNKNOWN", Refusal::Configuration),
            ("SOMETHING_NEW", Refusal::Unspecified),
            ("", Refusal::Unspecified),
        ];
        for (reason, why) in collected {
            assert_eq!(collection(reason), why, "{reason}");
            assert!(!is_undecided(reason), "{reason}");
        }
        let sent = [
            ("PAYEE_NOT_FOUND", Refusal::RecipientNotFound),
            ("PAYEE_NOT_ALLOWED_TO_RECEIVE", Refusal::RecipientNotFound),
            ("NOT_ENOUGH_FUNDS", Refusal::FloatEmpty),
            ("TRANSACTION_NOT_FOUND", Refusal::OriginalNotFound),
            ("NOT_ALLOWED", Refusal::Configuration),
            ("SERVICE_UNAVAILABLE", Refusal::NetworkUnavailable),
            ("INTERNAL_PROCESSING_ERROR", Refusal::Unspecified),
        ];
        for (reason, why) in sent {
            assert_eq!(outgoing(reason), why, "{reason}");
        }
        for reason in ["ONGOING", "PENDING", "DELAYED"] {
            assert!(is_undecided(reason), "{reason}");
        }
    }
}
