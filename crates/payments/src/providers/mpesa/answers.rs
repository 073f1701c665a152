//! Reads what the provider answers. Accepted is said by `ResponseCode`, paid by `ResultCode`; they are never mixed.

use kernel::ProviderReference;
use serde_json::Value;

use super::codes::{self, BEING_PROCESSED, INVALID_TOKEN, PAID, STILL_PROCESSING};
use crate::provider::{
    Accepted, Declined, Fault, Misconfigured, Moved, ProviderError, ProviderStatus, Refusal,
    StatedAmount, Unclear,
};
use crate::providers::http::Answer;
use crate::providers::read::word;

/// Whether the token was not good, so that nothing was done with the request.
pub(super) fn wants_new_token(answer: &Answer) -> bool {
    answer.status == 401
        || (answer.status == 404
            && answer
                .exact()
                .is_some_and(|json| word(&json, "errorCode") == INVALID_TOKEN))
}

/// The answer to a prompt.
pub(super) fn pushed(answer: &Answer) -> Result<Accepted, ProviderError> {
    // A 5xx says nothing about the prompt, whatever its body says.
    let Some(json) = answer.exact().filter(|_| answer.status < 500) else {
        return Err(answer.unclear());
    };
    if !answer.is_success() {
        return Err(not_pushed(answer, &json));
    }
    match word(&json, "ResponseCode").as_str() {
        "0" => match word(&json, "CheckoutRequestID") {
            // Taken, and nothing to ask by: only its callback will tell.
            id if id.is_empty() => Err(answer.unclear()),
            id => Ok(Accepted {
                handle: Some(id),
                ..Accepted::default()
            }),
        },
        "" => Err(answer.unclear()),
        other => Err(unknown_code(other)),
    }
}

/// The answer to a request whose outcome comes later, or does not matter.
pub(super) fn taken(answer: &Answer) -> Result<(), ProviderError> {
    let Some(json) = answer.exact().filter(|_| answer.status < 500) else {
        return Err(answer.unclear());
    };
    if !answer.is_success() {
        return Err(wrong(answer, word(&json, "errorCode")));
    }
    match word(&json, "ResponseCode").as_str() {
        // Its sandbox answers with eight zeros.
        code if !code.is_empty() && code.bytes().all(|b| b == b'0') => Ok(()),
        "" => Err(answer.unclear()),
        other => Err(unknown_code(other)),
    }
}

/// Told with an error code: no prompt was sent and no callback will come.
pub(super) fn not_pushed(answer: &Answer, json: &Value) -> ProviderError {
    let code = word(json, "errorCode");
    // Too many requests at once: ours was not looked at.
    if answer.status == 429 && !code.is_empty() {
        let why = Refusal::NetworkUnavailable;
        return ProviderError::Rejected(Declined { why, code });
    }
    wrong(answer, code)
}

/// A request that was refused is ours to repair. Without a code, something in between may have written the answer.
fn wrong(answer: &Answer, code: String) -> ProviderError {
    let what = match answer.status {
        _ if code.is_empty() => return answer.unclear(),
        401 => Fault::Credentials,
        403 => Fault::NotAllowed,
        408 | 429 => return answer.unclear(),
        404 if code == INVALID_TOKEN => Fault::Credentials,
        400..500 => Fault::Request,
        _ => return answer.unclear(),
    };
    ProviderError::Configuration(Misconfigured { what, code })
}

/// The answer to a question about the prompt the provider calls `handle`.
pub(super) fn told(
    answer: &Answer,
    reference: ProviderReference,
    handle: &str,
) -> Result<ProviderStatus, ProviderError> {
    let Some(json) = answer.exact() else {
        return Err(answer.unclear());
    };
    if !answer.is_success() {
        let code = word(&json, "errorCode");
        if code == BEING_PROCESSED {
            return Ok(ProviderStatus::Pending);
        }
        return Err(wrong(answer, code));
    }
    match word(&json, "ResponseCode").as_str() {
        "0" => {}
        "" => return Err(answer.unclear()),
        other => return Err(unknown_code(other)),
    }
    let is_ours = word(&json, "CheckoutRequestID") == handle;
    let code = word(&json, "ResultCode");
    match code.as_str() {
        // What money did is told as stated, even about another prompt: a person must see that. No amount is told, but a
        // prompt collects what it asked for or nothing.
        PAID => Ok(ProviderStatus::Moved(Moved {
            reference: is_ours.then_some(reference),
            amount: StatedAmount::AsAsked,
            provider_transaction: None,
            handle: Some(handle.to_owned()),
        })),
        _ if !is_ours => Err(ProviderError::Unclear(Unclear::OtherReference)),
        "" => Err(answer.unclear()),
        STILL_PROCESSING => Ok(ProviderStatus::Pending),
        _ => Ok(ProviderStatus::Failed(Declined {
            why: codes::refusal(&code),
            code,
        })),
    }
}

pub(super) fn unknown_code(code: &str) -> ProviderError {
    tracing::warn!(
        code,
        "M-Pesa answered with a response code that says nothing"
    );
    ProviderError::Unclear(Unclear::UnknownCode(code.to_owned()))
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever a broken server or a page in between says, nothing is collected or refused by it.
        #[test]
        fn noise_moves_nothing(http in 100_u16..600, body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let answer = Answer { status: http, body };
            let asked = ProviderReference::from_uuid(uuid::Uuid::nil());
            let begun = pushed(&answer);
            prop_assert!(matches!(begun, Err(ProviderError::Unclear(_))), "{begun:?}");
            let told = told(&answer, asked, "ws_CO_1");
            prop_assert!(told.is_err(), "{told:?}");
        }
    }
}
