//! The adapters behind [`crate::provider::Provider`]: one module per provider, and nothing of theirs beyond it.

pub mod flutterwave;
pub mod mpesa;
pub mod mtn_momo;
pub mod pawapay;
pub mod paystack;
pub mod stripe;

mod address;
#[cfg(test)]
mod canned;
mod http;
pub(crate) mod read;
mod terms;
mod token;
mod write;
