//! Files in a folder. A file appears under its name complete, or not at all, even through a power cut.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::{PictureStore, StoreError, Stored};
use crate::{ContentType, StoreKey};

/// Half-written files live here; no key can name it, because of its leading dot.
const PARTIAL_FOLDER: &str = ".partial";
/// A half-written file this old belongs to a process that died.
const PARTIAL_AGE_MAX: Duration = Duration::from_hours(1);

/// Whether `put` waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// What was put survives a power cut.
    Synced,
    /// Faster; for files that can be made again, as a seed's can.
    Fast,
}

/// A folder of files. Clones share it; several processes may.
#[derive(Debug, Clone)]
pub struct DiskStore {
    root: Arc<Path>,
    durability: Durability,
    next_partial: Arc<AtomicU64>,
}

impl DiskStore {
    /// Opens the folder, making it when absent, and sweeps what a dead process left half-written.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(root: impl Into<PathBuf>, durability: Durability) -> io::Result<Self> {
        let root = root.into();
        let partial = root.join(PARTIAL_FOLDER);
        std::fs::create_dir_all(&partial)?;
        for entry in std::fs::read_dir(&partial)? {
            let entry = entry?;
            let age = entry
                .metadata()
                .and_then(|data| data.modified())
                .map(|made| made.elapsed());
            if matches!(age, Ok(Ok(age)) if age > PARTIAL_AGE_MAX) {
                // Another process may have swept it first.
                let _ = std::fs::remove_file(entry.path());
            }
        }
        Ok(Self {
            root: root.into(),
            durability,
            next_partial: Arc::default(),
        })
    }

    fn path(&self, key: &StoreKey) -> PathBuf {
        self.root.join(key.as_str())
    }

    fn write(&self, key: &StoreKey, bytes: &[u8]) -> io::Result<()> {
        let number = self.next_partial.fetch_add(1, Ordering::Relaxed);
        let partial = self.root.join(PARTIAL_FOLDER).join(format!(
            "{}-{number}-{}",
            std::process::id(),
            key.as_str().replace('/', "_")
        ));
        let written = self.write_through(&partial, &self.path(key), bytes);
        if written.is_err() {
            let _ = std::fs::remove_file(&partial);
        }
        written
    }

    fn write_through(&self, partial: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = std::fs::File::create(partial)?;
        file.write_all(bytes)?;
        let folder = path.parent().unwrap_or(&self.root);
        std::fs::create_dir_all(folder)?;
        match self.durability {
            Durability::Fast => std::fs::rename(partial, path),
            Durability::Synced => {
                file.sync_all()?;
                std::fs::rename(partial, path)?;
                std::fs::File::open(folder)?.sync_all()
            }
        }
    }

    /// Runs disk work off the async threads, with the key in any error.
    async fn off_thread<T: Send + 'static>(
        &self,
        key: &StoreKey,
        work: impl FnOnce(&Self, &StoreKey) -> io::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (store, for_work) = (self.clone(), key.clone());
        let done = tokio::task::spawn_blocking(move || work(&store, &for_work)).await;
        done.unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
            .map_err(|source| StoreError::Io {
                key: key.clone(),
                source,
            })
    }
}

#[async_trait::async_trait]
impl PictureStore for DiskStore {
    async fn put(
        &self,
        key: &StoreKey,
        bytes: Vec<u8>,
        content_type: ContentType,
    ) -> Result<(), StoreError> {
        if key.content_type() != content_type {
            return Err(StoreError::OtherType {
                key: key.clone(),
                content_type,
            });
        }
        self.off_thread(key, move |store, key| store.write(key, &bytes))
            .await
    }

    async fn get(&self, key: &StoreKey) -> Result<Option<Stored>, StoreError> {
        let bytes = self
            .off_thread(key, |store, key| found(std::fs::read(store.path(key))))
            .await?;
        Ok(bytes.map(|bytes| Stored {
            bytes,
            content_type: key.content_type(),
        }))
    }

    async fn delete(&self, key: &StoreKey) -> Result<(), StoreError> {
        self.off_thread(key, |store, key| {
            found(std::fs::remove_file(store.path(key)))
        })
        .await?;
        Ok(())
    }

    async fn exists(&self, key: &StoreKey) -> Result<bool, StoreError> {
        self.off_thread(key, |store, key| store.path(key).try_exists())
            .await
    }
}

/// Absence is an answer, not an error.
fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::suite;

    #[tokio::test]
    async fn behaves_as_every_store_does() {
        let folder = tempfile::tempdir().unwrap();
        for durability in [Durability::Synced, Durability::Fast] {
            suite::run(&DiskStore::open(folder.path(), durability).unwrap()).await;
        }
    }

    #[tokio::test]
    async fn leaves_nothing_half_written_behind() {
        let folder = tempfile::tempdir().unwrap();
        let store = DiskStore::open(folder.path(), Durability::Synced).unwrap();
        let blocked: StoreKey = "public/blocked.webp".parse().unwrap();
        std::fs::create_dir_all(folder.path().join(blocked.as_str()).join("in-the-way")).unwrap();
        assert!(
            store
                .put(&blocked, vec![1], ContentType::Webp)
                .await
                .is_err()
        );
        assert_eq!(
            std::fs::read_dir(folder.path().join(PARTIAL_FOLDER))
                .unwrap()
                .count(),
            0
        );
    }

    #[test]
    fn sweeps_what_a_dead_process_left() {
        let folder = tempfile::tempdir().unwrap();
        let partial = folder.path().join(PARTIAL_FOLDER);
        std::fs::create_dir(&partial).unwrap();
        let old = std::fs::File::create(partial.join("old")).unwrap();
        old.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
        std::fs::File::create(partial.join("young")).unwrap();
        DiskStore::open(folder.path(), Durability::Fast).unwrap();
        assert!(!partial.join("old").exists());
        assert!(partial.join("young").exists());
    }
}
