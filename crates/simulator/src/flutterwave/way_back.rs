//! The address a buyer is sent back to, in all the forms that were seen.

use std::fmt::Write as _;

use crate::scenario::RedirectKnob;
use crate::transaction::State;

/// How the visit to the page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visit {
    Cancelled,
    /// With the number of the transaction that ended it.
    Ended(State, u64),
}

/// `None`: the buyer never comes back.
pub(crate) fn way_back(
    redirect_url: &str,
    tx_ref: &str,
    visit: Visit,
    knob: RedirectKnob,
) -> Option<String> {
    let (usual, id) = match visit {
        Visit::Cancelled => ("cancelled", None),
        Visit::Ended(State::Completed, id) => ("successful", Some(id)),
        Visit::Ended(State::Failed, id) => ("failed", Some(id)),
        Visit::Ended(_, id) => ("completed", Some(id)),
    };
    let (words, id): (&[&str], _) = match knob {
        RedirectKnob::Usual => (&[usual], id),
        RedirectKnob::Successful => (&["successful"], id),
        RedirectKnob::Completed => (&["completed"], id),
        RedirectKnob::Failed => (&["failed"], id),
        RedirectKnob::Cancelled => (&["cancelled"], None),
        RedirectKnob::DuplicatedStatus => (&["completed", usual], id),
        RedirectKnob::WithoutId => (&[usual], None),
        RedirectKnob::Never => return None,
    };
    let mut url = redirect_url.to_owned();
    let mut append = |name: &str, value: &str| {
        let joint = if url.contains('?') { '&' } else { '?' };
        url.extend([&joint.to_string(), name, "=", &encoded(value)]);
    };
    let mut words = words.iter();
    if let Some(first) = words.next() {
        append("status", first);
    }
    append("tx_ref", tx_ref);
    if let Some(id) = id {
        append("transaction_id", &id.to_string());
    }
    for again in words {
        append("status", again);
    }
    Some(url)
}

fn encoded(text: &str) -> String {
    let mut all = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                all.push(char::from(byte));
            }
            other => {
                // Writing to a string cannot fail.
                let _ = write!(all, "%{other:02X}");
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(url: &str, visit: Visit, knob: RedirectKnob) -> String {
        way_back(url, "a b", visit, knob).unwrap_or_default()
    }

    #[test]
    fn appends_what_was_seen() {
        let paid = Visit::Ended(State::Completed, 7);
        let usual = RedirectKnob::Usual;
        let url = "https://shop.example/back";
        assert_eq!(
            back(url, paid, usual),
            format!("{url}?status=successful&tx_ref=a%20b&transaction_id=7")
        );
        assert_eq!(
            back(url, Visit::Cancelled, usual),
            format!("{url}?status=cancelled&tx_ref=a%20b")
        );
        assert_eq!(
            back(url, Visit::Ended(State::Accepted, 7), usual),
            format!("{url}?status=completed&tx_ref=a%20b&transaction_id=7")
        );
        let with_query = format!("{url}?status=mine");
        assert_eq!(
            back(&with_query, paid, RedirectKnob::DuplicatedStatus),
            format!(
                "{url}?status=mine&status=completed&tx_ref=a%20b&transaction_id=7&status=successful"
            )
        );
        assert_eq!(way_back(url, "x", paid, RedirectKnob::Never), None);
    }
}
