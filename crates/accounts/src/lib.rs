#![doc = include_str!("../README.md")]

mod authority;
pub mod browser;
mod codes;
mod limits;
mod passwords;
pub mod people;
mod role;
mod sessions;

pub use authority::{Authority, Membership};
pub use codes::{Code, CodeError, Codes, Confirmation, Purpose, Request, RequestError};
pub use limits::{HitError, Limit, Limits, TooOften, forget_old_hits, hit};
pub use passwords::{Cost, Password, PasswordError, PasswordRule, Passwords, Verdict};
pub use people::{NewPerson, Person};
pub use role::{Need, PlatformRole, Role, ShopRole, UnknownRole};
pub use sessions::{
    OpenSession, SessionHash, Sessions, forget_expired_sessions, list_sessions, revoke, revoke_all,
    revoke_others,
};
