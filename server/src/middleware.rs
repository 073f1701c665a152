//! What every request passes on its way in and out. [`crate::router`] says in which order, and why.

pub mod body_limit;
pub mod client_ip;
pub mod observe;
pub mod page_cache;
pub mod rate_limit;
pub mod same_origin;
pub mod security_headers;
