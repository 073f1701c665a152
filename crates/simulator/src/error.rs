//! Why a simulator could not start, or could not do what it was asked.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use uuid::Uuid;

#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    #[error(
        "the simulator moves pretend money without a password, so it only uses loopback addresses; {0} is not one"
    )]
    NotLoopback(SocketAddr),
    #[error("cannot listen on {address}: {source}")]
    Listen {
        address: SocketAddr,
        source: io::Error,
    },
    #[error("{0:?} is not a callback address: it looks like http://127.0.0.1:3000/path")]
    CallbackUrl(String),
    #[error(
        "callbacks for {0:?} need deliver_to, the loopback address where the receiver really listens"
    )]
    DeliverTo(String),
    #[error("the journal {path}: {source}")]
    Journal { path: PathBuf, source: io::Error },
    #[error("the journal {path} is damaged at line {line}: {reason}")]
    DamagedJournal {
        path: PathBuf,
        line: usize,
        reason: String,
    },
    #[error("the books cannot be written: {0}")]
    Write(#[from] io::Error),
    #[error("no transaction {0}")]
    UnknownTransaction(Uuid),
    #[error("{0}")]
    Asked(String),
}
