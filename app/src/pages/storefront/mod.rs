//! Where people look around: home, lists, search, shops, products.

mod asked;
mod cards;
mod filters;
pub mod home;
pub mod list;
mod offer;
pub mod product;
mod product_view;
pub mod shop;
mod structured;
