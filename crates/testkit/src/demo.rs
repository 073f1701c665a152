//! The demo marketplace: shops, goods and their pictures, as plain data that is the same every time.

pub mod picture;
