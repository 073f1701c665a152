//! What numbers are published for in the sandbox, and whose customers they are in Zambia.

use crate::scenario::{Code, Outcome};

pub(crate) const SANDBOX: &str = "sandbox";
/// How long what is delayed stays pending.
const DELAYED_SECONDS: u64 = 60;

/// How a request to pay ends when no scenario says otherwise.
pub(crate) fn usual(environment: &str, msisdn: &str) -> Outcome {
    if environment == SANDBOX {
        return published(msisdn);
    }
    let is_customer =
        msisdn.len() == 12 && (msisdn.starts_with("26096") || msisdn.starts_with("26076"));
    if is_customer {
        Outcome::Prompt
    } else {
        Outcome::Fail(Code::known("PAYER_NOT_FOUND"))
    }
}

fn published(msisdn: &str) -> Outcome {
    let code = match msisdn {
        "46733123450" | "46733123461" => "INTERNAL_PROCESSING_ERROR",
        "46733123451" => "APPROVAL_REJECTED",
        "46733123452" => "EXPIRED",
        "46733123453" => return Outcome::Stuck,
        "46733123454" => {
            return Outcome::InReconciliation {
                after_seconds: DELAYED_SECONDS,
                then: None,
            };
        }
        "46733123455" => "PAYER_NOT_FOUND",
        "46733123456" => "PAYEE_NOT_ALLOWED_TO_RECEIVE",
        "46733123457" => "NOT_ALLOWED",
        "46733123458" => "NOT_ALLOWED_TARGET_ENVIRONMENT",
        "46733123459" => "INVALID_CALLBACK_URL_HOST",
        "46733123460" => "INVALID_CURRENCY",
        "46733123462" => "SERVICE_UNAVAILABLE",
        "46733123463" => "COULD_NOT_PERFORM_TRANSACTION",
        "46733123464" => "TRANSFER_TYPE_UNKNOWN",
        _ => return Outcome::Success,
    };
    Outcome::Fail(Code::known(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sandbox_ends_as_published_and_zambia_asks_its_customers() {
        let failed = |code| Outcome::Fail(Code::known(code));
        assert_eq!(usual(SANDBOX, "46733123455"), failed("PAYER_NOT_FOUND"));
        assert_eq!(usual(SANDBOX, "46733123453"), Outcome::Stuck);
        assert_eq!(usual(SANDBOX, "46733123400"), Outcome::Success);
        assert_eq!(usual("mtnzambia", "260963456789"), Outcome::Prompt);
        assert_eq!(
            usual("mtnzambia", "260973456789"),
            failed("PAYER_NOT_FOUND")
        );
    }
}
