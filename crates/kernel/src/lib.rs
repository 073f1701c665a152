#![doc = include_str!("../README.md")]

mod destination;
mod id;
mod method;
mod money;
mod network;
mod number;
mod phone;
mod rate;
mod refusal;
mod secret;
mod slug;
mod source;
mod text_enum;

pub use destination::{
    AccountHolder, AccountNumber, BankAccount, BankCode, BankEntry, BankName, Destination,
    DestinationError, DestinationParts, Wallet,
};
pub use id::*;
pub use method::Method;
pub use money::{Currency, Money, MoneyError, UnknownCurrency};
pub use network::{Network, UnknownNetwork};
pub use number::{AccessKey, NumberError, OrderNumber, PurchaseNumber};
pub use phone::{PhoneNumber, PhoneNumberError};
pub use rate::{Rate, RateError};
pub use refusal::{Refusal, UnknownRefusal};
pub use secret::Secret;
pub use slug::{Slug, SlugError};
pub use source::{Clock, Random, Source};
pub use text_enum::UnknownSpelling;

/// A moment, always in UTC.
pub type Timestamp = time::OffsetDateTime;
