#![doc = include_str!("../README.md")]

mod address;
pub mod cash;
pub mod categories;
pub mod delivery;
mod error;
pub mod listings;
mod locks;
pub mod pictures;
pub mod publish;
mod row;
pub mod shops;
mod states;
pub mod stock;
pub mod storefront;
pub mod taxes;
mod text;
pub mod variants;

pub use address::{AddressError, ProductAddress, ShortId};
pub use error::{Error, Shortage, StockError, Thing};
pub use states::{
    ListingState, ListingVerb, PictureState, PictureVerb, Role, ShopState, ShopVerb, UnknownState,
    WrongState,
};
pub use text::{
    About, AltText, Description, OptionNames, OptionText, OptionsError, Reason, ReturnsPolicy,
    ShopName, Sku, TextError, Title,
};
