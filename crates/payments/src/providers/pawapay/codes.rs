//! What each of the provider's failure codes means to us.

use kernel::Refusal;

use crate::provider::{Fault, Misconfigured};

/// A failure code, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// An explicit refusal.
    Refused(Refusal),
    /// Our set-up or our request is wrong.
    Configuration(Misconfigured),
    /// The provider does not know either, or says something new: ask again, and let a person see it.
    Unclear,
}

/// Reads a code of the current interface, or one of the old interface that is still seen.
pub(super) fn meaning(code: &str) -> Meaning {
    let configuration = |what| {
        Meaning::Configuration(Misconfigured {
            what,
            code: code.to_owned(),
        })
    };
    let refusal = match code {
        "NO_AUTHENTICATION" | "AUTHENTICATION_ERROR" => {
            return configuration(Fault::Credentials);
        }
        "AUTHORISATION_ERROR"
        | "DEPOSITS_NOT_ALLOWED"
        | "PAYOUTS_NOT_ALLOWED"
        | "REFUNDS_NOT_ALLOWED"
        | "REMITTANCES_NOT_ALLOWED" => return configuration(Fault::NotAllowed),
        "HTTP_SIGNATURE_ERROR" => return configuration(Fault::Signature),
        "INVALID_INPUT"
        | "MISSING_PARAMETER"
        | "UNSUPPORTED_PARAMETER"
        | "INVALID_PARAMETER"
        | "DUPLICATE_METADATA_FIELD"
        | "PARAMETER_INVALID" => return configuration(Fault::Request),

        "PAYMENT_NOT_APPROVED" => Refusal::NotApproved,
        "INSUFFICIENT_BALANCE" => Refusal::InsufficientBalance,
        // The second is the old name; the sandbox's Kenyan number still sends it.
        "PAYMENT_IN_PROGRESS" | "TRANSACTION_ALREADY_IN_PROCESS" => Refusal::AnotherInProgress,
        "PAYER_NOT_FOUND" => Refusal::PayerNotFound,
        "PAYER_LIMIT_REACHED" => Refusal::PayerLimit,
        "WALLET_LIMIT_REACHED" => Refusal::WalletLimit,
        "INVALID_AMOUNT" => Refusal::InvalidAmount,
        "AMOUNT_OUT_OF_BOUNDS" | "AMOUNT_TOO_SMALL" => Refusal::AmountOutOfBounds,
        "INVALID_PHONE_NUMBER" | "INVALID_PAYER_FORMAT" | "INVALID_RECIPIENT_FORMAT" => {
            Refusal::InvalidNumber
        }
        "INVALID_CURRENCY" => Refusal::CurrencyNotAccepted,
        "INVALID_PROVIDER" | "INVALID_CORRESPONDENT" | "INVALID_COUNTRY" => {
            Refusal::NetworkNotAccepted
        }
        "PROVIDER_TEMPORARILY_UNAVAILABLE" | "CORRESPONDENT_TEMPORARILY_UNAVAILABLE" => {
            Refusal::NetworkUnavailable
        }
        "UNSPECIFIED_FAILURE" | "OTHER_ERROR" => Refusal::Unspecified,
        "RECIPIENT_NOT_FOUND" => Refusal::RecipientNotFound,
        "RECIPIENT_LIMIT_REACHED" => Refusal::RecipientLimit,
        "MANUALLY_CANCELLED" => Refusal::Cancelled,
        "PAWAPAY_WALLET_OUT_OF_FUNDS" => Refusal::FloatEmpty,
        "AMOUNT_TOO_LARGE" => Refusal::RefundTooLarge,
        "DEPOSIT_ALREADY_REFUNDED" | "ALREADY_REFUNDED" => Refusal::AlreadyRefunded,
        "REFUND_IN_PROGRESS" | "IN_PROGRESS" => Refusal::RefundInProgress,
        "NOT_FOUND" | "DEPOSIT_NOT_FOUND" => Refusal::OriginalNotFound,
        "INVALID_STATE" | "DEPOSIT_NOT_COMPLETED" => Refusal::WrongState,

        // "UNKNOWN_ERROR" on purpose, and every code nobody has told us about.
        _ => return Meaning::Unclear,
    };
    Meaning::Refused(refusal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(why: Refusal) -> Meaning {
        Meaning::Refused(why)
    }

    #[test]
    fn every_documented_code_has_one_meaning() {
        let at_fault = [
            ("NO_AUTHENTICATION", Fault::Credentials),
            ("AUTHENTICATION_ERROR", Fault::Credentials),
            ("AUTHORISATION_ERROR", Fault::NotAllowed),
            ("HTTP_SIGNATURE_ERROR", Fault::Signature),
            ("DEPOSITS_NOT_ALLOWED", Fault::NotAllowed),
            ("PAYOUTS_NOT_ALLOWED", Fault::NotAllowed),
            ("REFUNDS_NOT_ALLOWED", Fault::NotAllowed),
            ("REMITTANCES_NOT_ALLOWED", Fault::NotAllowed),
            ("INVALID_INPUT", Fault::Request),
            ("MISSING_PARAMETER", Fault::Request),
            ("UNSUPPORTED_PARAMETER", Fault::Request),
            ("INVALID_PARAMETER", Fault::Request),
            ("DUPLICATE_METADATA_FIELD", Fault::Request),
        ];
        for (code, what) in at_fault {
            let expected = Meaning::Configuration(Misconfigured {
                what,
                code: code.to_owned(),
            });
            assert_eq!(meaning(code), expected, "{code}");
        }
        let declined = [
            ("INVALID_AMOUNT", Refusal::InvalidAmount),
            ("AMOUNT_OUT_OF_BOUNDS", Refusal::AmountOutOfBounds),
            ("INVALID_PHONE_NUMBER", Refusal::InvalidNumber),
            ("INVALID_CURRENCY", Refusal::CurrencyNotAccepted),
            ("INVALID_PROVIDER", Refusal::NetworkNotAccepted),
            (
                "PROVIDER_TEMPORARILY_UNAVAILABLE",
                Refusal::NetworkUnavailable,
            ),
            ("PAWAPAY_WALLET_OUT_OF_FUNDS", Refusal::FloatEmpty),
            ("NOT_FOUND", Refusal::OriginalNotFound),
            ("INVALID_STATE", Refusal::WrongState),
            ("AMOUNT_TOO_LARGE", Refusal::RefundTooLarge),
            ("DEPOSIT_ALREADY_REFUNDED", Refusal::AlreadyRefunded),
            ("REFUND_IN_PROGRESS", Refusal::RefundInProgress),
            ("PAYMENT_NOT_APPROVED", Refusal::NotApproved),
            ("INSUFFICIENT_BALANCE", Refusal::InsufficientBalance),
            ("PAYMENT_IN_PROGRESS", Refusal::AnotherInProgress),
            ("TRANSACTION_ALREADY_IN_PROCESS", Refusal::AnotherInProgress),
            ("PAYER_NOT_FOUND", Refusal::PayerNotFound),
            ("PAYER_LIMIT_REACHED", Refusal::PayerLimit),
            ("RECIPIENT_NOT_FOUND", Refusal::RecipientNotFound),
            ("RECIPIENT_LIMIT_REACHED", Refusal::RecipientLimit),
            ("WALLET_LIMIT_REACHED", Refusal::WalletLimit),
            ("MANUALLY_CANCELLED", Refusal::Cancelled),
            ("UNSPECIFIED_FAILURE", Refusal::Unspecified),
        ];
        for (code, why) in declined {
            assert_eq!(meaning(code), refused(why), "{code}");
        }
        for code in ["UNKNOWN_ERROR", "SOMETHING_NEW", "", "payment_not_approved"] {
            assert_eq!(meaning(code), Meaning::Unclear, "{code:?}");
        }
    }

    #[test]
    fn the_old_names_are_understood() {
        let old = [
            ("INVALID_PAYER_FORMAT", Refusal::InvalidNumber),
            ("INVALID_CORRESPONDENT", Refusal::NetworkNotAccepted),
            (
                "CORRESPONDENT_TEMPORARILY_UNAVAILABLE",
                Refusal::NetworkUnavailable,
            ),
            ("AMOUNT_TOO_SMALL", Refusal::AmountOutOfBounds),
            ("OTHER_ERROR", Refusal::Unspecified),
            ("ALREADY_REFUNDED", Refusal::AlreadyRefunded),
            ("IN_PROGRESS", Refusal::RefundInProgress),
            ("DEPOSIT_NOT_FOUND", Refusal::OriginalNotFound),
            ("DEPOSIT_NOT_COMPLETED", Refusal::WrongState),
        ];
        for (code, why) in old {
            assert_eq!(meaning(code), refused(why), "{code}");
        }
    }
}
