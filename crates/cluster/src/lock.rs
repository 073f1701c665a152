//! One live Soko per project directory.

use std::{
    fs::{self, File, TryLockError},
    io::{Read, Seek, Write},
    path::Path,
};

use crate::error::{ClusterError, at};

/// Held for as long as this value lives. The kernel lets go of it however the process ends.
#[derive(Debug)]
pub(crate) struct ProjectLock {
    _file: File,
}

impl ProjectLock {
    pub(crate) fn take(home: &Path) -> Result<Self, ClusterError> {
        let dir = home.join(".soko");
        fs::create_dir_all(&dir).map_err(at("make", &dir))?;
        let path = dir.join("lock");
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(at("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                // Only for the message: the owner may not have written it yet.
                let _ = file.read_to_string(&mut pid);
                let pid = if pid.trim().is_empty() {
                    "unknown".into()
                } else {
                    pid.trim().into()
                };
                return Err(ClusterError::AlreadyRunning {
                    home: home.to_path_buf(),
                    pid,
                });
            }
            Err(TryLockError::Error(source)) => return Err(at("lock", &path)(source)),
        }
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .map_err(at("write", &path))?;
        Ok(Self { _file: file })
    }
}
