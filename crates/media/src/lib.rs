#![doc = include_str!("../README.md")]

mod darkroom;
mod key;
mod picture;
mod renditions;
mod shelves;
mod store;

pub use darkroom::{Darkroom, DarkroomError};
pub use key::{ContentType, KeyError, PictureKey, Shelf, StoreKey};
pub use picture::{Limits, Picture, PictureError, decode};
pub use renditions::{AverageColour, Rendition, Renditions, Size, render};
pub use shelves::{publish, save, withdraw};
pub use store::{DiskStore, Durability, PictureStore, StoreError, Stored};
