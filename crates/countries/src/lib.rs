#![doc = include_str!("../README.md")]

mod areas;
mod country;
mod kenya;
mod moment;
mod money;
mod network;
mod pack;
mod phone;
mod tax;
mod uganda;
mod zambia;

pub use country::{Country, UnknownCountry};
pub use moment::Moment;
pub use money::{PriceProblem, check_price, format_money};
pub use network::{guess_network, lost_prompt_steps, lost_prompt_ussd};
pub use pack::{
    AddressField, AddressPart, Area, LostPrompt, Pack, ProviderPlan, ReceiptTexts, Said,
};
pub use phone::{PhoneProblem, parse_phone, phone_for_owner};
pub use tax::{NotATaxNumber, TaxNumber, TaxNumberForm};
