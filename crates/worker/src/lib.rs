#![doc = include_str!("../README.md")]

mod health;
mod run;
mod settings;
mod task;
mod tick;

pub use health::{QueueHealth, health};
pub use run::{Worker, WorkerError, migrate};
pub use settings::Settings;
