//! What each of the provider's result codes means to us. They are final: whoever tells one has decided.

use kernel::Refusal;

/// Success.
pub(super) const PAID: &str = "0";
/// Seen in answers to questions asked too early, and in no list of final codes.
pub(super) const STILL_PROCESSING: &str = "4999";
/// In answers with an error: the buyer has not answered, or anything at all went wrong. Never a refusal.
pub(super) const BEING_PROCESSED: &str = "500.001.1001";
/// An answer about an order that is not there.
pub(super) const NOT_THERE: &str = "2032";
pub(super) const INVALID_TOKEN: &str = "404.001.03";

/// Why a prompt ended without money. A code that nobody has told us about is a refusal too.
pub(super) fn refusal(code: &str) -> Refusal {
    match code {
        "1" => Refusal::InsufficientBalance,
        "2" | "3" => Refusal::AmountOutOfBounds,
        "4" => Refusal::PayerLimit,
        "8" => {
            tracing::error!("our receiving account at M-Pesa has reached its maximum");
            Refusal::WalletLimit
        }
        // The same amount to the same customer within two minutes; another prompt or session on that phone.
        "17" | "1001" => Refusal::AnotherInProgress,
        // Ran out; not reached or not answered, which can still turn into money.
        "1019" | "1037" => Refusal::Expired,
        // The prompt could not be sent; another attempt may.
        "1025" | "9999" => Refusal::NetworkUnavailable,
        // Cancelled, or the wrong PIN.
        "1032" | "2001" => Refusal::NotApproved,
        "2028" | "SFC_IC0003" => {
            tracing::error!(code, "M-Pesa does not know what kind of account ours is");
            Refusal::Configuration
        }
        // Among them 8006: the buyer's PIN is locked, which only Safaricom can undo.
        _ => Refusal::Unspecified,
    }
}

/// Why money that was to leave stayed. The same number may mean another thing than for a prompt: here the payer is us.
pub(super) fn not_sent(code: &str) -> Refusal {
    match code {
        "1" => Refusal::FloatEmpty,
        "2" | "3" => Refusal::AmountOutOfBounds,
        "4" | "8" => Refusal::RecipientLimit,
        // The same amount to the same wallet within two minutes, or a wallet that is busy: later it may go.
        "17" | "1001" | "1037" => Refusal::NetworkUnavailable,
        "2001" | "2028" | "SFC_IC0003" | "8006" => {
            tracing::error!(code, "M-Pesa refuses our initiator or our account");
            Refusal::Configuration
        }
        NOT_THERE => Refusal::OriginalNotFound,
        _ => Refusal::Unspecified,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_code_has_one_meaning() {
        let cases = [
            ("1", Refusal::InsufficientBalance),
            ("2", Refusal::AmountOutOfBounds),
            ("3", Refusal::AmountOutOfBounds),
            ("4", Refusal::PayerLimit),
            ("8", Refusal::WalletLimit),
            ("17", Refusal::AnotherInProgress),
            ("1001", Refusal::AnotherInProgress),
            ("1019", Refusal::Expired),
            ("1025", Refusal::NetworkUnavailable),
            ("9999", Refusal::NetworkUnavailable),
            ("1032", Refusal::NotApproved),
            ("1037", Refusal::Expired),
            ("2001", Refusal::NotApproved),
            ("2028", Refusal::Configuration),
            ("SFC_IC0003", Refusal::Configuration),
            ("8006", Refusal::Unspecified),
            ("26", Refusal::Unspecified),
        ];
        for (code, why) in cases {
            assert_eq!(refusal(code), why, "{code}");
        }
    }

    #[test]
    fn an_empty_account_is_ours_when_money_leaves() {
        let cases = [
            ("1", Refusal::FloatEmpty),
            ("3", Refusal::AmountOutOfBounds),
            ("8", Refusal::RecipientLimit),
            ("17", Refusal::NetworkUnavailable),
            ("2001", Refusal::Configuration),
            ("8006", Refusal::Configuration),
            ("2032", Refusal::OriginalNotFound),
            ("Failed", Refusal::Unspecified),
        ];
        for (code, why) in cases {
            assert_eq!(not_sent(code), why, "{code}");
        }
    }
}
