//! The catalogue on a real Postgres, as the roles that serve.

mod merchant;
mod plans;
mod publishing;
mod stock;
mod storefront;
mod support;
