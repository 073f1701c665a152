//! Where a cluster keeps its data and its socket.

use std::{
    fs, io,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, symlink},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use nix::unistd::geteuid;

use crate::{
    account::Account,
    error::{ClusterError, at},
};

/// A socket's address holds 108 bytes on Linux and 104 on macOS, file name included.
const SOCKET_DIR_BYTES_MAX: usize = 85;
/// Says that a directory is ours, and whose.
const MARKER: &str = "soko-cluster";

/// The directories of one cluster.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) account: Account,
    /// Everything but the socket; its log and marker lie beside the data.
    pub(crate) state: PathBuf,
    pub(crate) socket: PathBuf,
}

impl Layout {
    /// The cluster that belongs to a project directory: under its `.soko/`, or for root in /var/lib with a link there.
    pub(crate) fn durable(home: &Path) -> Result<Self, ClusterError> {
        let pointer = home.join(".soko/cluster");
        let plain_dir = fs::symlink_metadata(&pointer).is_ok_and(|meta| meta.is_dir());
        let name = short_hash(home);
        let (account, state) = if plain_dir && geteuid().is_root() {
            // A plain user started here before: go on as that user, where it started.
            let owner = Account::owner_of(&pointer)?;
            if owner == Account::Ourselves {
                return Err(ClusterError::Foreign {
                    path: pointer,
                    why: "it belongs to root, whom Postgres refuses",
                });
            }
            (owner, pointer)
        } else if geteuid().is_root() {
            let state = Path::new("/var/lib/soko").join(&name);
            point(&pointer, &state)?;
            (Account::choose()?, state)
        } else {
            if pointer.is_symlink() {
                return Err(ClusterError::Foreign {
                    path: pointer,
                    why: "root started it, and you are not root",
                });
            }
            (Account::Ourselves, pointer)
        };
        let socket = if account != Account::Ourselves && !plain_dir {
            Path::new("/run/soko").join(&name)
        } else {
            let beside = state.join("run");
            if fits(&beside) {
                beside
            } else {
                let ours = PathBuf::from(format!("/tmp/soko-{}", geteuid()));
                private_dir(&ours, account)?;
                ours.join(&name)
            }
        };
        let layout = Self {
            account,
            state,
            socket,
        };
        layout.make(home)?;
        Ok(layout)
    }

    /// A new cluster that nobody else knows of.
    pub(crate) fn throw_away() -> Result<Self, ClusterError> {
        let account = Account::choose()?;
        // Root's temporary directory may be closed to the user that runs Postgres.
        let own_tmp = std::env::temp_dir();
        let parent = match account {
            Account::Ourselves if fits(&own_tmp.join("soko-test-0123456789abcdef/run")) => own_tmp,
            Account::Ourselves | Account::Other { .. } => PathBuf::from("/tmp"),
        };
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let seed = format!("{}:{}", std::process::id(), since.as_nanos());
        let state = parent.join(format!("soko-test-{}", short_hash(Path::new(&seed))));
        if state.exists() {
            return Err(ClusterError::Foreign {
                path: state,
                why: "a throw-away cluster starts in a new folder",
            });
        }
        let layout = Self {
            account,
            socket: state.join("run"),
            state,
        };
        layout.make(Path::new("(throw-away)"))?;
        Ok(layout)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.state.join("data")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.state.join("postgres.log")
    }

    /// Makes what is missing, and refuses what we did not make.
    fn make(&self, home: &Path) -> Result<(), ClusterError> {
        if !fits(&self.socket) {
            return Err(ClusterError::SocketPathTooLong {
                path: self.socket.clone(),
            });
        }
        let marker = self.state.join(MARKER);
        let empty = match fs::read_dir(&self.state) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(source) => return Err(at("read", &self.state)(source)),
        };
        if !empty && !marker.is_file() {
            return Err(ClusterError::Foreign {
                path: self.state.clone(),
                why: "it holds files of somebody else",
            });
        }
        private_dir(&self.state, self.account)?;
        if empty {
            fs::write(&marker, format!("{}\n", home.display())).map_err(at("write", &marker))?;
        }
        // The socket's folder is gone after a reboot.
        private_dir(&self.socket, self.account)
    }
}

/// A directory of `account` that nobody else can enter.
fn private_dir(path: &Path, account: Account) -> Result<(), ClusterError> {
    if let Some(parent) = path.parent()
        && !parent.exists()
    {
        // The unprivileged user passes through /var/lib/soko and /run/soko.
        let mode = if geteuid().is_root() { 0o755 } else { 0o700 };
        fs::DirBuilder::new()
            .recursive(true)
            .mode(mode)
            .create(parent)
            .map_err(at("make", parent))?;
    }
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => account.own(path),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let meta = fs::symlink_metadata(path).map_err(at("look at", path))?;
            let owner = match account {
                Account::Ourselves => geteuid().as_raw(),
                Account::Other { uid, .. } => uid,
            };
            if !meta.is_dir() || meta.uid() != owner {
                return Err(ClusterError::Foreign {
                    path: path.to_path_buf(),
                    why: "it belongs to another user",
                });
            }
            fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(at("close", path))
        }
        Err(source) => Err(at("make", path)(source)),
    }
}

/// Lets `.soko/cluster` lead to where root's cluster really is.
fn point(pointer: &Path, state: &Path) -> Result<(), ClusterError> {
    match fs::read_link(pointer) {
        Ok(target) if target == state => Ok(()),
        // The project was moved or copied: this copy gets a cluster of its own.
        Ok(_) => {
            fs::remove_file(pointer).map_err(at("remove", pointer))?;
            symlink(state, pointer).map_err(at("make", pointer))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            symlink(state, pointer).map_err(at("make", pointer))
        }
        Err(_) => Err(ClusterError::Foreign {
            path: pointer.to_path_buf(),
            why: "it is neither a folder nor a link",
        }),
    }
}

fn fits(socket_dir: &Path) -> bool {
    socket_dir.as_os_str().len() <= SOCKET_DIR_BYTES_MAX
}

/// Sixteen hex digits that name a path (FNV-1a): the same in every build, unlike the standard library's hasher.
fn short_hash(path: &Path) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in path.as_os_str().as_encoded_bytes() {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_a_path_never_changes_between_builds() {
        assert_eq!(
            short_hash(Path::new("/srv/soko")),
            short_hash(Path::new("/srv/soko"))
        );
        assert_ne!(
            short_hash(Path::new("/srv/soko")),
            short_hash(Path::new("/srv/soko2"))
        );
        assert_eq!(short_hash(Path::new("")), "cbf29ce484222325");
    }
}
