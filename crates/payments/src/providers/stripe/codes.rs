//! What the provider's codes mean to us.

use kernel::Refusal;

/// Why a card was declined. That it was reported lost or stolen is between its owner and the bank.
pub(super) fn decline(code: &str) -> Refusal {
    match code {
        "insufficient_funds" => Refusal::InsufficientBalance,
        "card_velocity_exceeded" | "withdrawal_count_limit_exceeded" => Refusal::PayerLimit,
        "authentication_required"
        | "payment_intent_authentication_failure"
        | "incorrect_pin"
        | "offline_pin_required"
        | "online_or_offline_pin_required" => Refusal::NotApproved,
        "issuer_not_available"
        | "processing_error"
        | "reenter_transaction"
        | "try_again_later"
        | "approve_with_id" => Refusal::NetworkUnavailable,
        "currency_not_supported" => Refusal::CurrencyNotAccepted,
        "amount_too_large" | "amount_too_small" => Refusal::AmountOutOfBounds,
        "invalid_amount" => Refusal::InvalidAmount,
        _ => Refusal::Unspecified,
    }
}

/// Why a refund was not begun. `None`: nothing is wrong with the refund, but with how we ask.
pub(super) fn refund_refused(code: &str, field: &str) -> Option<Refusal> {
    match (code, field) {
        ("charge_already_refunded", _) => Some(Refusal::AlreadyRefunded),
        ("balance_insufficient" | "insufficient_funds", _) => Some(Refusal::FloatEmpty),
        ("amount_too_large", _) | (_, "amount") => Some(Refusal::RefundTooLarge),
        ("resource_missing", _) => Some(Refusal::OriginalNotFound),
        ("charge_disputed" | "payment_intent_unexpected_state" | "charge_not_refundable", _) => {
            Some(Refusal::WrongState)
        }
        _ => None,
    }
}

/// Why a refund that was begun did not arrive.
pub(super) fn refund_failed(reason: &str) -> Refusal {
    match reason {
        "insufficient_funds" => Refusal::FloatEmpty,
        "expired_or_canceled_card" | "lost_or_stolen_card" => Refusal::RecipientNotFound,
        "merchant_request" => Refusal::Cancelled,
        "charge_for_pending_refund_disputed" => Refusal::WrongState,
        _ => Refusal::Unspecified,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_reasons() {
        for (code, why) in [
            ("generic_decline", Refusal::Unspecified),
            ("insufficient_funds", Refusal::InsufficientBalance),
            ("lost_card", Refusal::Unspecified),
            ("stolen_card", Refusal::Unspecified),
            ("expired_card", Refusal::Unspecified),
            ("incorrect_cvc", Refusal::Unspecified),
            ("processing_error", Refusal::NetworkUnavailable),
            ("authentication_required", Refusal::NotApproved),
            ("", Refusal::Unspecified),
        ] {
            assert_eq!(decline(code), why, "{code:?}");
        }
        for (code, field, why) in [
            (
                "charge_already_refunded",
                "",
                Some(Refusal::AlreadyRefunded),
            ),
            ("HTTP 400", "amount", Some(Refusal::RefundTooLarge)),
            ("amount_too_large", "amount", Some(Refusal::RefundTooLarge)),
            (
                "resource_missing",
                "payment_intent",
                Some(Refusal::OriginalNotFound),
            ),
            ("charge_disputed", "", Some(Refusal::WrongState)),
            ("parameter_unknown", "reson", None),
        ] {
            assert_eq!(refund_refused(code, field), why, "{code} {field}");
        }
        assert_eq!(refund_failed("unknown"), Refusal::Unspecified);
        assert_eq!(refund_failed("insufficient_funds"), Refusal::FloatEmpty);
    }
}
