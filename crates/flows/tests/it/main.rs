//! The money spine, over HTTP against the simulator, on real Postgres. Every test opens a market of its own.

mod announce;
mod cancel;
mod crowd;
mod expiry;
mod forged;
mod late;
mod ledger;
mod mismatch;
mod paid;
mod place;

mod races;
mod retry;

mod troubled;
