//! Whether a purchase looks like one that will not be kept: rules over what is stored give points and reasons. Enough points ask a
//! person to look before anything is packed; they never refuse anybody.

pub mod past;
pub mod reviews;
mod rules;

pub use reviews::{Review, ReviewState};
pub use rules::{Facts, RULES, Reason, Rule, RuleRow, Score, score};
