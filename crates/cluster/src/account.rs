//! The system user that runs Postgres, which refuses to be root.

use std::{
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::Path,
    process::Command,
};

use nix::unistd::{User, geteuid};

use crate::{
    error::{ClusterError, at},
    urls::PORT,
};

/// Users that exist for work like this, best first.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];

/// Who runs the server: ourselves, or as root somebody without privileges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Account {
    Ourselves,
    Other { uid: u32, gid: u32 },
}

impl Account {
    /// Ourselves, unless we are root.
    pub(crate) fn choose() -> Result<Self, ClusterError> {
        if !geteuid().is_root() {
            return Ok(Self::Ourselves);
        }
        CANDIDATES
            .iter()
            .find_map(|name| User::from_name(name).ok().flatten())
            .map(|user| Self::Other {
                uid: user.uid.as_raw(),
                gid: user.gid.as_raw(),
            })
            .ok_or(ClusterError::NoUnprivilegedUser)
    }

    /// The owner of a directory that is already there.
    pub(crate) fn owner_of(path: &Path) -> Result<Self, ClusterError> {
        let meta = std::fs::metadata(path).map_err(at("look at", path))?;
        Ok(if meta.uid() == geteuid().as_raw() {
            Self::Ourselves
        } else {
            Self::Other {
                uid: meta.uid(),
                gid: meta.gid(),
            }
        })
    }

    /// A command that will run as this user, from a directory it can enter, deaf to libpq's environment and to
    /// the keyboard (Ctrl-C must reach the web server first, which then stops Postgres).
    pub(crate) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir("/")
            .process_group(0)
            .env("PGPORT", PORT)
            .env("LC_MESSAGES", "C");
        for name in [
            "PGHOST",
            "PGHOSTADDR",
            "PGUSER",
            "PGDATABASE",
            "PGPASSWORD",
            "PGSERVICE",
            "PGOPTIONS",
            "PGDATA",
        ] {
            command.env_remove(name);
        }
        if let Self::Other { uid, gid } = self {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Gives a directory to this user.
    pub(crate) fn own(self, path: &Path) -> Result<(), ClusterError> {
        match self {
            Self::Ourselves => Ok(()),
            Self::Other { uid, gid } => {
                std::os::unix::fs::chown(path, Some(uid), Some(gid)).map_err(at("hand over", path))
            }
        }
    }
}
