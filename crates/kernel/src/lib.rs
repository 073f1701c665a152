#![doc = include_str!("../README.md")]

mod id;
mod money;
mod number;
mod phone;
mod slug;
mod source;

pub use id::*;
pub use money::{Currency, Money, MoneyError, UnknownCurrency};
pub use number::{AccessKey, NumberError, OrderNumber, PurchaseNumber};
pub use phone::{PhoneNumber, PhoneNumberError};
pub use slug::{Slug, SlugError};
pub use source::{Clock, Random, Source};

/// A moment, always in UTC.
pub type Timestamp = time::OffsetDateTime;
