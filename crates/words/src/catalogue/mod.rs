//! The messages, by subject. Every one is a method of [`crate::Lang`].

mod account;
mod admin;
mod checkout;
mod commission;
mod errors;
mod forms;
mod merchant;
mod messages;
mod office;
mod order;
mod payment;
mod reconciliation;
mod refusals;
mod review;
mod shopping;
mod storefront;

pub use refusals::RefusalText;

#[cfg(test)]
mod tests;
