//! What is written to the log, and how.

use super::{Mode, Vars};

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// The log's settings.
#[derive(Debug, Clone)]
pub struct TelemetryConfig {
    pub format: LogFormat,
    /// As `RUST_LOG` writes it.
    pub filter: String,
}

/// The libraries' own chatter is left out.
const FILTER: &str = "info,sqlx=warn,graphile_worker=warn,hyper=warn,tower_sessions=warn";

impl TelemetryConfig {
    pub(super) fn read(vars: &mut Vars, mode: Mode) -> Self {
        let format = match vars.text("LOG_FORMAT") {
            None if mode.is_production() => LogFormat::Json,
            None | Some("text") => LogFormat::Text,
            Some("json") => LogFormat::Json,
            Some(_) => {
                vars.wrong("LOG_FORMAT", "text or json");
                LogFormat::Text
            }
        };
        Self {
            format,
            filter: vars.text("RUST_LOG").unwrap_or(FILTER).to_owned(),
        }
    }
}
