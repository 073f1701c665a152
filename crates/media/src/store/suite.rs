//! What every driver must do. Each driver's tests call [`run`] with an empty or used store of its own.

use super::{PictureStore, StoreError, Stored};
use crate::{ContentType, StoreKey};

/// Runs every check against one driver.
pub(crate) async fn run(store: &dyn PictureStore) {
    gives_back_what_was_put(store).await;
    replaces_in_one_step(store).await;
    answers_for_what_is_absent(store).await;
    refuses_a_type_that_the_name_denies(store).await;
    keeps_many_apart(store).await;
}

fn key(name: &str) -> StoreKey {
    name.parse().unwrap()
}

async fn gives_back_what_was_put(store: &dyn PictureStore) {
    let key = key("public/aa/one-240.webp");
    for bytes in [vec![], vec![0, 255, 10, 13], vec![7; 300_000]] {
        store
            .put(&key, bytes.clone(), ContentType::Webp)
            .await
            .unwrap();
        let stored = store.get(&key).await.unwrap();
        assert_eq!(
            stored,
            Some(Stored {
                bytes,
                content_type: ContentType::Webp
            })
        );
    }
    assert!(store.exists(&key).await.unwrap());
    store.delete(&key).await.unwrap();
    assert!(!store.exists(&key).await.unwrap());
}

async fn replaces_in_one_step(store: &dyn PictureStore) {
    let key = key("public/bb/two.png");
    let (old, new) = (vec![1_u8; 200_000], vec![2_u8; 200_000]);
    store
        .put(&key, old.clone(), ContentType::Png)
        .await
        .unwrap();
    let reading = async {
        for _ in 0..50 {
            let seen = store.get(&key).await.unwrap().unwrap().bytes;
            assert!(seen == old || seen == new, "half a file was seen");
        }
    };
    let writing = async {
        for _ in 0..10 {
            store
                .put(&key, new.clone(), ContentType::Png)
                .await
                .unwrap();
        }
    };
    tokio::join!(reading, writing);
    assert_eq!(store.get(&key).await.unwrap().unwrap().bytes, new);
    store.delete(&key).await.unwrap();
}

async fn answers_for_what_is_absent(store: &dyn PictureStore) {
    let key = key("public/cc/never.jpg");
    assert_eq!(store.get(&key).await.unwrap(), None);
    assert!(!store.exists(&key).await.unwrap());
    store.delete(&key).await.unwrap();
}

async fn refuses_a_type_that_the_name_denies(store: &dyn PictureStore) {
    let key = key("public/dd/three.webp");
    let refused = store.put(&key, vec![1], ContentType::Jpeg).await;
    assert!(matches!(refused, Err(StoreError::OtherType { .. })));
    assert!(!store.exists(&key).await.unwrap());
}

async fn keeps_many_apart(store: &dyn PictureStore) {
    let keys: Vec<_> = (0_u8..20)
        .map(|i| (i, key(&format!("waiting/ee/{i}.avif"))))
        .collect();
    for (i, key) in &keys {
        store.put(key, vec![*i], ContentType::Avif).await.unwrap();
    }
    for (i, key) in &keys {
        assert_eq!(store.get(key).await.unwrap().unwrap().bytes, [*i]);
        store.delete(key).await.unwrap();
    }
}
