#![doc = include_str!("../README.md")]

mod account;
mod amount;
mod books;
mod clock;
mod config;
mod control;
mod courier;
mod course;
mod daraja;
mod dialects;
mod engine;
mod error;
mod flutterwave;
mod journal;
mod keys;
mod mtn_momo;
mod pawapay;
mod paystack;
mod phone;
mod pressed;
mod recorder;
mod running;
mod scenario;
mod socket;
mod statement;
mod stripe;
mod totals;
mod transaction;
mod transport;
mod wire;
mod world;

pub use account::{Account, ActiveConfForm, OperatorStatus, RequestKey, SignatureEncoding};
pub use amount::{Amount, AmountError};
pub use clock::Moment;
pub use config::{
    DARAJA_B2C_SHORT_CODE, DARAJA_CERTIFICATE, DARAJA_CONSUMER_KEY, DARAJA_CONSUMER_SECRET,
    DARAJA_INITIATOR, DARAJA_INITIATOR_PASSWORD, DARAJA_PASSKEY, DARAJA_SHORT_CODE, DARAJA_TILL,
    DarajaConfig, FLUTTERWAVE_SECRET_HASH, FLUTTERWAVE_SECRET_KEY, FlutterwaveConfig,
    MTN_MOMO_API_KEY, MTN_MOMO_API_USER, MTN_MOMO_COLLECTION_KEY, MTN_MOMO_DISBURSEMENT_KEY,
    MtnMomoConfig, PAYSTACK_SECRET_KEY, PaystackConfig, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET,
    SimulatorConfig, StripeConfig,
};
pub use courier::{DeliverRequest, Delivered};
pub use daraja::ByHand;
pub use error::SimulatorError;
pub use keys::PublicKey;
pub use recorder::Recorded;
pub use running::{Running, Simulator};
pub use scenario::{
    AmountForm, CallbackKnob, CallbackMethod, CallbackShape, ChargeAnswer, Code, Outcome,
    RedirectKnob, Report, ReportIn, Scenario, ScenarioRule, SignatureKnob, Transport,
};
pub use statement::{InjectedFault, Statement, StatementFault, StatementRequest};
pub use totals::Totals;
pub use transaction::{Answer, Dialect, Kind, State, Telling, Transaction};
