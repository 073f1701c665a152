//! The money spine, over HTTP against the simulator, on real Postgres. Every test opens a market of its own.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says where"
)]

mod announce;
mod basket;
mod cancel;
mod cards;
mod cash;
mod claim;
mod crowd;
mod events;
mod expiry;
mod forged;
mod late;
mod ledger;
mod mismatch;
mod momo;
mod money_back;
mod paid;
mod payouts;
mod paystack;
mod place;
mod platform;
mod races;
mod retry;
mod take_down;
mod tenancy;
mod totals;
mod track;
mod troubled;
mod walk;
