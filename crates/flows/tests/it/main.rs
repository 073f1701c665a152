//! The money spine, over HTTP against the simulator, on real Postgres.

mod paid;
