#![doc = include_str!("../README.md")]

mod account;
mod amount;
mod books;
mod clock;
mod config;
mod control;
mod courier;
mod course;
mod engine;
mod error;
mod journal;
mod keys;
mod pawapay;
mod phone;
mod recorder;
mod running;
mod scenario;
mod socket;
mod transaction;
mod world;

pub use account::{Account, ActiveConfForm, OperatorStatus, RequestKey, SignatureEncoding};
pub use amount::{Amount, AmountError};
pub use clock::Moment;
pub use config::SimulatorConfig;
pub use courier::{DeliverRequest, Delivered};
pub use error::SimulatorError;
pub use keys::PublicKey;
pub use recorder::Recorded;
pub use running::{Running, Simulator};
pub use scenario::{
    CallbackKnob, CallbackShape, Code, Outcome, Report, ReportIn, Scenario, ScenarioRule,
    SignatureKnob, Transport,
};
pub use transaction::{Answer, Kind, State, Transaction};
