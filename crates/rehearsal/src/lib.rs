#![doc = include_str!("../README.md")]
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "only tests depend on this crate, and none can go on without its market"
)]

mod bank;
mod clock;
mod credit;
mod dice;
mod door;
mod earn;
mod goods;
mod jobs;
pub mod labelled;
mod market;
mod others;
mod paid_to;
pub mod scarce;
pub mod schedules;
mod trade;
mod witness;

pub use bank::{BankStatement, Sender, Sent, SettledThere, bank_statement};
pub use clock::ShiftedClock;
pub use credit::Rich;
pub use dice::Dice;
pub use door::HOOK;
pub use goods::{AREA, Product};
pub use jobs::do_job;
pub use market::{Opening, ProviderAt, TOKEN, TestMarket, client};
pub use others::{momo, momo_config, mpesa, mpesa_config, mpesa_initiator};
pub use paid_to::{ACCOUNT, account_in_kenya, account_in_zambia, wallet};
pub use trade::{
    Filled, MPESA_APPROVES, MTN_APPROVES, MTN_NEVER_ENDS, MTN_NOT_APPROVED, holder, phone,
};
pub use witness::{CaseSeen, Footprint, MessageSeen, NOT_IF_PAID_LATE, broken_rules};
