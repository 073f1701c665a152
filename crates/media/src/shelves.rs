//! A picture's way: saved waiting, published once approved, withdrawn when it must go. Every step may be repeated.

use crate::{ContentType, PictureKey, PictureStore, Renditions, Shelf, Size, StoreError};

/// Puts all sizes of a picture on a shelf, under the key that `Renditions::key` gave.
///
/// # Errors
/// What the store answers; nothing is cleaned up, the same call later completes it.
pub async fn save(
    store: &dyn PictureStore,
    shelf: Shelf,
    key: PictureKey,
    renditions: &Renditions,
) -> Result<(), StoreError> {
    for rendition in renditions.iter() {
        let file = key.file(shelf, rendition.size);
        store
            .put(&file, rendition.webp.clone(), ContentType::Webp)
            .await?;
    }
    Ok(())
}

/// Moves a picture from the waiting shelf to the public one. Published already is fine.
///
/// # Errors
/// `Missing` when a size is on neither shelf.
pub async fn publish(store: &dyn PictureStore, key: PictureKey) -> Result<(), StoreError> {
    for size in Size::ALL {
        let (waiting, public) = (
            key.file(Shelf::Waiting, size),
            key.file(Shelf::Public, size),
        );
        match store.get(&waiting).await? {
            Some(stored) => {
                store
                    .put(&public, stored.bytes, stored.content_type)
                    .await?;
            }
            None if store.exists(&public).await? => {}
            None => return Err(StoreError::Missing { key: waiting }),
        }
    }
    // Only once all are public: a failure half-way leaves a whole picture waiting.
    for size in Size::ALL {
        store.delete(&key.file(Shelf::Waiting, size)).await?;
    }
    Ok(())
}

/// Deletes a picture from both shelves.
pub async fn withdraw(store: &dyn PictureStore, key: PictureKey) -> Result<(), StoreError> {
    for size in Size::ALL {
        store.delete(&key.file(Shelf::Public, size)).await?;
        store.delete(&key.file(Shelf::Waiting, size)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DiskStore, Durability, Picture, render};

    #[tokio::test]
    async fn a_picture_is_public_only_after_publishing() {
        let folder = tempfile::tempdir().unwrap();
        let store = DiskStore::open(folder.path(), Durability::Fast).unwrap();
        let picture = Picture::from_rgba(300, 200, vec![90; 300 * 200 * 4]).unwrap();
        let renditions = render(&picture).unwrap();
        let (key, other) = (renditions.key(b"one listing"), renditions.key(b"another"));
        assert_ne!(key, other);

        assert!(matches!(
            publish(&store, key).await,
            Err(StoreError::Missing { .. })
        ));
        save(&store, Shelf::Waiting, key, &renditions)
            .await
            .unwrap();
        assert!(
            !store
                .exists(&key.file(Shelf::Public, Size::Thumb))
                .await
                .unwrap()
        );

        publish(&store, key).await.unwrap();
        publish(&store, key).await.unwrap();
        for size in Size::ALL {
            let public = store
                .get(&key.file(Shelf::Public, size))
                .await
                .unwrap()
                .unwrap();
            assert_eq!(public.bytes, renditions.get(size).webp);
            assert!(!store.exists(&key.file(Shelf::Waiting, size)).await.unwrap());
        }

        withdraw(&store, key).await.unwrap();
        assert!(
            !store
                .exists(&key.file(Shelf::Public, Size::Large))
                .await
                .unwrap()
        );
    }
}
