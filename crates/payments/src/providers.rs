//! The adapters behind [`crate::provider::Provider`]: one module per provider, and nothing of theirs beyond it.

pub mod flutterwave;
pub mod mpesa;
pub mod pawapay;
pub mod stripe;

#[cfg(test)]
mod canned;
mod http;
pub(crate) mod read;
mod terms;
mod write;
