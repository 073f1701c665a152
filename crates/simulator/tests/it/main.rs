//! The simulator as its users meet it: over HTTP, with a receiver that verifies by other means.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects by failing"
)]

mod callbacks;
mod daraja;
mod dialect;
mod flutterwave;
mod momo;
mod paystack;
mod people;
mod refunds;
mod restart;
mod statement;
mod stripe;
mod support;
mod transports;
