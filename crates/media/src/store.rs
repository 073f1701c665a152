//! Where files live: one port, several drivers.

mod disk;

pub use disk::{DiskStore, Durability};

use crate::{ContentType, StoreKey};

/// A file as it was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub bytes: Vec<u8>,
    pub content_type: ContentType,
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store keeps the type in the name, so the two must agree.
    #[error("{key} does not name a {} file", .content_type.mime())]
    OtherType {
        key: StoreKey,
        content_type: ContentType,
    },
    /// The caller believed the file is there.
    #[error("{key} is not in the store")]
    Missing { key: StoreKey },
    #[error("the store did not take or give {key}")]
    Io {
        key: StoreKey,
        source: std::io::Error,
    },
}

/// Keeps files by name. Every driver behaves as the suite in this module's tests says.
#[async_trait::async_trait]
pub trait PictureStore: Send + Sync {
    /// Puts a file, in one step: readers see the old one or the new one, never a half.
    async fn put(
        &self,
        key: &StoreKey,
        bytes: Vec<u8>,
        content_type: ContentType,
    ) -> Result<(), StoreError>;

    /// The file, or `None` when there is none.
    async fn get(&self, key: &StoreKey) -> Result<Option<Stored>, StoreError>;

    /// Deletes the file. Deleting what is not there is fine.
    async fn delete(&self, key: &StoreKey) -> Result<(), StoreError>;

    async fn exists(&self, key: &StoreKey) -> Result<bool, StoreError>;
}

#[cfg(test)]
mod suite;
