//! The money spine, over HTTP against the simulator, on real Postgres. Every test opens a market of its own.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says where"
)]

mod abroad;
mod announce;
mod bank;
mod bank_payouts;
mod basket;
mod books;
mod cancel;
mod card_numbers;
mod cards;
mod cases;
mod cash;
mod claim;
mod commission;
mod credit;
mod crowd;
mod currencies;
mod deeds;
mod documents;
mod events;
mod expiry;
mod explain;
mod forged;
mod give_back;
mod late;
mod ledger;
mod mismatch;
mod mistakes;
mod momo;
mod money_back;
mod mpesa_out;
mod open_prompt;
mod paid;
mod paid_to;
mod payout_clock;
mod payout_route;
mod payouts;
mod paystack;
mod place;
mod platform;
mod progress_poll;
mod provider_statement;
mod races;
mod replay;
mod retry;
mod rider;
mod risk;
mod routing;
mod schedules;
mod silence;
mod stripe;
mod stuck;
mod take_down;
mod tenancy;
mod till;
mod toolkit;
mod totals;
mod track;
mod troubled;
mod walk;
mod what_if;
mod zero_rated;
