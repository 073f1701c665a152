//! The parts that live in the browser. Each renders on the server first, as plain HTML that works without it.

mod browser;
mod pay_progress;
mod quantity_stepper;

pub use pay_progress::{PayProgress, PayProgressWords};
pub use quantity_stepper::QuantityStepper;
