#![doc = include_str!("../README.md")]

#[macro_use]
mod macros;
mod catalogue;
mod lang;
mod sms;
mod states;

pub use catalogue::RefusalText;
pub use lang::{Lang, UnknownWord};
pub use sms::{SMS_SEGMENT_CHARS, gsm7, is_gsm7, shorten};
pub use states::{
    AccountWords, AttemptWords, BookWords, CaseKindWords, CaseStateWords, CaseWords, DeedWords,
    JournalWords, LedgerWords, ListingWords, MovementWords, OrderWords, OutgoingWords, PartWords,
    PictureWords, PurchaseWords, RoleWords, ShopWords, StatedWords,
};
