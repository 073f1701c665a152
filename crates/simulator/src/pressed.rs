//! What a person does on a hosted page, whichever provider shows it.

use serde::Deserialize;

/// The buttons of a hosted page.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    Pay,
    Fail,
    Cancel,
    Abandon,
}

/// The form of a hosted page. Not `Debug`: a card number has no way into a log.
#[derive(Deserialize)]
pub(crate) struct Pressed {
    pub action: Action,
    #[serde(default)]
    pub number: String,
    /// Where a dialect asks for more than the number.
    #[serde(default)]
    pub pin: String,
    #[serde(default)]
    pub otp: String,
}
