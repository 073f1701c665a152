//! What the provider answers when asked to collect. Nothing in it ever means paid.

use serde_json::Value;

use super::answers::{Opened, RefusedRequest, data, open};
use super::requests::is_id;
use crate::provider::{Accepted, Declined, ProviderError, Refusal, Unclear};
use crate::providers::http::{Answer, web_address};
use crate::providers::read::word;

/// The answer about a hosted page: where it is. No id exists before someone tries to pay on it.
pub(super) fn hosted(answer: &Answer) -> Result<Accepted, ProviderError> {
    match open(answer)? {
        Opened::Taken(json) => match data(&json).and_then(|data| page(data, "link")) {
            Some(link) => Ok(Accepted {
                redirect: Some(link),
                ..Accepted::default()
            }),
            None => Err(answer.unclear()),
        },
        Opened::Refused(refused) => Err(refused.wrong_request()),
    }
}

/// The answer about a charge of a wallet, in either of its two shapes: a page to be sent to, or a prompt to wait for.
pub(super) fn charged(answer: &Answer) -> Result<Accepted, ProviderError> {
    let json = match open(answer)? {
        Opened::Taken(json) => json,
        Opened::Refused(refused) => return Err(not_charged(&refused)),
    };
    let handle = data(&json).map(|data| word(data, "id"));
    let accepted = Accepted {
        handle: handle.filter(|id| is_id(id)),
        ..Accepted::default()
    };
    let authorization = json.get("meta").and_then(|meta| meta.get("authorization"));
    let mode = authorization.map(|how| word(how, "mode"));
    match mode.as_deref().unwrap_or_default() {
        "redirect" => match authorization.and_then(|how| page(how, "redirect")) {
            Some(redirect) => Ok(Accepted {
                redirect: Some(redirect),
                ..accepted
            }),
            None => Err(answer.unclear()),
        },
        // How the transaction stands is asked for, whatever this answer says of it.
        "callback" => Ok(accepted),
        "" if accepted.handle.is_some() => Ok(accepted),
        "" => Err(answer.unclear()),
        other => {
            tracing::warn!(
                mode = other,
                "a charge wants to be approved in a way we do not know"
            );
            let other = other.to_owned();
            Err(ProviderError::Unclear(Unclear::UnknownStatus(other)))
        }
    }
}

fn not_charged(refused: &RefusedRequest) -> ProviderError {
    let why = if refused.speaks_of(&["phone"]) {
        Refusal::InvalidNumber
    } else if refused.speaks_of(&["amount", "limit"]) {
        Refusal::AmountOutOfBounds
    } else if refused.speaks_of(&["network"]) {
        Refusal::NetworkNotAccepted
    } else {
        return refused.wrong_request();
    };
    let code = refused.code();
    ProviderError::Rejected(Declined { why, code })
}

/// An address to send a buyer to: only of the web.
fn page(json: &Value, name: &str) -> Option<String> {
    let text = json.get(name)?.as_str()?;
    web_address(text).map(|url| url.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever a broken server or a page in between says, nothing is begun or refused by it.
        #[test]
        fn noise_begins_nothing(http in 100_u16..600, body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let answer = Answer { status: http, body };
            for told in [hosted(&answer), charged(&answer)] {
                let unclear = matches!(told, Err(ProviderError::Unclear(_)));
                prop_assert!(unclear, "{told:?}");
            }
        }
    }
}
