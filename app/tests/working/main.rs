//! Those who work here, without script: signing in, opening a shop, selling, packing and deciding, through the router on a real
//! database.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says where it broke"
)]

mod abroad;
mod at_door;
mod authority;
mod browser;
mod buying;
mod came_back;
mod card;
mod checkout;
mod commission;
mod credit;
mod differences;
mod every_amount;
mod from_abroad;
mod no_prompt;
mod office;
mod open_prompt;
mod orders;
mod paid_to;
mod reconciliation;
mod refunds;
mod rider;
mod risk;
mod selling;
mod signing_in;
mod stuck;
mod tax;
