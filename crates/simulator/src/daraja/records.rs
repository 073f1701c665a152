//! What Daraja remembers of a movement beyond the shared books, its times, and its numbers.

use serde::{Deserialize, Serialize};
use time::PrimitiveDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use uuid::Uuid;

use crate::amount::Amount;
use crate::clock::Moment;
use crate::scenario::Scenario;
use crate::transaction::{self, Dialect, Kind, State, Transaction};
use crate::world::World;

/// East Africa is three hours ahead of UTC, all year.
const EAST_AFRICA_SECONDS: i64 = 3 * 3_600;
const STAMP: &[BorrowedFormatItem<'static>] =
    format_description!("[year][month][day][hour][minute][second]");
const DAY_FIRST: &[BorrowedFormatItem<'static>] =
    format_description!("[day][month][year][hour][minute][second]");
const DOTTED: &[BorrowedFormatItem<'static>] =
    format_description!("[day].[month].[year] [hour]:[minute]:[second]");

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Form {
    #[default]
    Stk,
    /// Paid at the till, without being asked.
    ByHand,
    Payout,
    Reversal,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Particulars {
    pub form: Form,
    pub short_code: String,
    pub merchant_request_id: String,
    pub checkout_request_id: String,
    pub conversation_id: String,
    pub originator_conversation_id: String,
    pub queue_timeout_url: Option<String>,
    pub transaction_type: String,
    /// `AccountReference`, `BillRefNumber`, or the receipt that is reversed.
    pub reference: String,
}

/// What a new movement is made of.
pub(crate) struct New {
    pub kind: Kind,
    pub amount: Amount,
    pub msisdn: String,
    pub message: Option<String>,
    pub callback_url: Option<String>,
    pub particulars: Particulars,
    pub scenario: Scenario,
}

impl New {
    pub fn into_transaction(self, world: &World) -> Transaction {
        let own = &self.particulars;
        let names = [
            &own.checkout_request_id,
            &own.conversation_id,
            &own.originator_conversation_id,
            &own.reference,
        ];
        // The receipt that is reversed is the payment's name.
        let is_own = |name: &&String| own.form != Form::Reversal || **name != own.reference;
        let names = names.into_iter().filter(|name| !name.is_empty());
        let handles = names.filter(is_own).cloned();
        Transaction {
            dialect: Dialect::Daraja,
            kind: self.kind,
            id: Uuid::new_v4(),
            deposit_id: None,
            amount: self.amount,
            currency: "KES".to_owned(),
            country: "KEN".to_owned(),
            provider: "MPESA".to_owned(),
            msisdn: self.msisdn,
            customer_message: self.message,
            client_reference_id: Some(own.reference.clone()).filter(|text| !text.is_empty()),
            metadata: serde_json::Map::new(),
            state: State::Accepted,
            failure: None,
            created: world.clock.now(),
            settled: None,
            prompt_until: None,
            authorization_url: None,
            provider_transaction_id: None,
            scenario: self.scenario,
            steps: Vec::new(),
            handles: handles.collect(),
            fee: Amount::ZERO,
            callback_url: self.callback_url,
            particulars: transaction::Particulars::Daraja(Box::new(self.particulars)),
        }
    }
}

/// The particulars of a movement of this dialect.
pub(crate) fn particulars(t: &Transaction) -> Particulars {
    match &t.particulars {
        transaction::Particulars::Daraja(particulars) => (**particulars).clone(),
        transaction::Particulars::None
        | transaction::Particulars::Flutterwave(_)
        | transaction::Particulars::Stripe(_)
        | transaction::Particulars::MtnMomo(_)
        | transaction::Particulars::Paystack(_) => Particulars::default(),
    }
}

/// `2547XXXXXXXX` or `2541XXXXXXXX`, digits.
pub(crate) fn is_customer(text: &str) -> bool {
    text.len() == 12
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text.starts_with("2547") || text.starts_with("2541"))
}

/// So many random digits.
pub(crate) fn digits(count: usize) -> String {
    let random = format!("{:0>39}", Uuid::new_v4().as_u128());
    random[random.len() - count.min(30)..].to_owned()
}

/// Ten capitals and digits, a letter first: `QKJ41HAY4I`.
pub(crate) fn receipt() -> String {
    const ALPHABET: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let bytes = Uuid::new_v4().into_bytes();
    // The middle of a random UUID holds its version; both ends are random.
    let random = bytes[..6].iter().chain(&bytes[10..14]);
    let tail: String = random
        .skip(1)
        .map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]))
        .collect();
    format!("S{tail}")
}

fn in_east_africa(at: Moment, format: &[BorrowedFormatItem<'static>]) -> String {
    let seconds = at.0.div_euclid(1_000).saturating_add(EAST_AFRICA_SECONDS);
    kernel::Timestamp::from_unix_timestamp(seconds)
        .ok()
        .and_then(|at| at.format(format).ok())
        .unwrap_or_default()
}

/// `20191219102115`, in East Africa.
pub(crate) fn stamp(at: Moment) -> String {
    in_east_africa(at, STAMP)
}

/// `19122019102115`, in East Africa.
pub(crate) fn day_first(at: Moment) -> String {
    in_east_africa(at, DAY_FIRST)
}

/// `19.12.2019 10:21:15`, in East Africa.
pub(crate) fn dotted(at: Moment) -> String {
    in_east_africa(at, DOTTED)
}

pub(crate) fn from_stamp(text: &str) -> Option<Moment> {
    if text.len() != 14 {
        return None;
    }
    let there = PrimitiveDateTime::parse(text, STAMP).ok()?.assume_utc();
    let seconds = there.unix_timestamp().saturating_sub(EAST_AFRICA_SECONDS);
    Some(Moment(seconds.saturating_mul(1_000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_in_east_africa() {
        let at = from_stamp("20191219102115").unwrap();
        assert_eq!(at.rfc3339(), "2019-12-19T07:21:15Z");
        assert_eq!(stamp(at), "20191219102115");
        assert_eq!(dotted(at), "19.12.2019 10:21:15");
        assert_eq!(from_stamp("2019121910211"), None);
        assert_eq!(from_stamp("20191319102115"), None);
    }

    #[test]
    fn numbers_look_like_the_documented_ones() {
        assert!(is_customer("254708374149") && is_customer("254110000000"));
        assert!(!is_customer("0708374149") && !is_customer("254608374149"));
        assert_eq!((receipt().len(), digits(5).len()), (10, 5));
    }
}
