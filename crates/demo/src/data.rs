//! The demo marketplace: shops, goods and their pictures, as plain data that is the same every time. Shops and brands are
//! invented; a resemblance to a real business is chance.

mod categories;
mod goods;
mod places;
mod product;
mod shops;

pub mod picture;

pub use categories::{DemoCategory, categories};
pub use places::DemoDelivery;
pub use product::{DemoPicture, DemoProduct, DemoVariant};
pub use shops::{DemoCountry, DemoShop, Trade, shops};

#[cfg(test)]
mod tests;
