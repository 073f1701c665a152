//! Everything that can stand between a person and a running cluster, each in one sentence.

use std::path::PathBuf;

/// Why the private Postgres cluster could not be used. Every message is one sentence that says what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClusterError {
    /// No Postgres server programs on this machine.
    #[error(
        "Postgres {needed} or newer is not installed: run `make setup`, or set DATABASE_URL to a server of your own"
    )]
    NoBinaries {
        /// The oldest major version that works.
        needed: u32,
    },

    /// Postgres is here, but too old.
    #[error(
        "Postgres {found} in {dir} is too old: version {needed} or newer is needed",
        dir = .dir.display()
    )]
    TooOld {
        /// Major version found.
        found: u32,
        /// The oldest major version that works.
        needed: u32,
        /// Where it was found.
        dir: PathBuf,
    },

    /// The data was made by a major version that is no longer installed.
    #[error(
        "the data in {data} was made by Postgres {made_by}, which is not installed: install it, or move that folder away to start with an empty marketplace",
        data = .data.display()
    )]
    OtherVersion {
        /// The data directory.
        data: PathBuf,
        /// Major version that made it.
        made_by: String,
    },

    /// A directory we would use holds something we did not make.
    #[error("{path} is not a Soko cluster ({why}): move it away, or set DATABASE_URL to a server of your own", path = .path.display())]
    Foreign {
        /// The directory in the way.
        path: PathBuf,
        /// What gave it away.
        why: &'static str,
    },

    /// Another live Soko owns the cluster.
    #[error("Soko is already running on {home} (process {pid}): stop that one first", home = .home.display())]
    AlreadyRunning {
        /// The project directory both want.
        home: PathBuf,
        /// The owner's process id as it wrote it, or "unknown".
        pid: String,
    },

    /// Postgres refuses to run as root and nobody else is there to run it.
    #[error(
        "Postgres does not run as root and this machine has neither a `postgres` nor a `nobody` user: add one, or run Soko as a plain user"
    )]
    NoUnprivilegedUser,

    /// No directory with a short enough path for the socket.
    #[error("the path {path} is too long for a Unix socket: move the project to a shorter path", path = .path.display())]
    SocketPathTooLong {
        /// The directory that was tried last.
        path: PathBuf,
    },

    /// The server did not come up.
    #[error("Postgres did not start: {reason} (its log is {log})", log = .log.display())]
    NotStarted {
        /// The last thing the server said.
        reason: String,
        /// Its whole log.
        log: PathBuf,
    },

    /// The server did not stop.
    #[error("Postgres (process {pid}) did not stop within {waited_seconds} seconds")]
    NotStopped {
        /// The postmaster.
        pid: i32,
        /// How long we waited for it.
        waited_seconds: u64,
    },

    /// A program of the Postgres distribution answered with a failure.
    #[error("{program} failed: {message}")]
    Program {
        /// Which one.
        program: &'static str,
        /// What it said.
        message: String,
    },

    /// Not a name we give to databases: lower-case letters, digits and underscores, at most 63.
    #[error("{name:?} is not a database name: use lower-case letters, digits and underscores")]
    DatabaseName {
        /// What was asked for.
        name: String,
    },

    /// A file or directory could not be used.
    #[error("cannot {action} {path}: {source}", path = .path.display())]
    File {
        /// What we were doing to it, as a verb.
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Names the file in an I/O error: `fs::read(p).map_err(at("read", p))`.
pub(crate) fn at(
    action: &'static str,
    path: &std::path::Path,
) -> impl FnOnce(std::io::Error) -> ClusterError {
    let path = path.to_path_buf();
    move |source| ClusterError::File {
        action,
        path,
        source,
    }
}
