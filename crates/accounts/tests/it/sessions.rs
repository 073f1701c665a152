//! Sessions: hashed, rotated, revoked for good.
#![expect(
    clippy::disallowed_methods,
    reason = "the session middleware asks the system's clock itself"
)]

use std::sync::Arc;

use accounts::{
    SessionHash, Sessions, browser, forget_expired_sessions, list_sessions, revoke, revoke_all,
    revoke_others,
};
use kernel::{PersonId, Timestamp};
use testkit::{Database, source_at};
use time::Duration;
use tower_sessions::session::Record;
use tower_sessions::{Session, SessionStore};

use crate::{NOON, arrive, phone};

fn sessions(db: &Database, now: Timestamp) -> Sessions {
    Sessions::new(db.app.clone(), source_at(now))
}

async fn signed_in(store: &Sessions, person: PersonId, device: &str) -> Session {
    let session = Session::new(None, Arc::new(store.clone()), None);
    browser::binding(&session, &source_at(NOON)).await.unwrap();
    session.save().await.unwrap();
    let before = session.id();
    browser::sign_in(&session, person, device, NOON)
        .await
        .unwrap();
    assert_ne!(session.id(), before, "a planted id is worth nothing");
    assert!(store.load(&before.unwrap()).await.unwrap().is_none());
    session
}

#[tokio::test]
async fn a_revoked_session_cannot_come_back() {
    let db = Database::new().await;
    let person = arrive(&db.app, &phone()).await;
    let now = Timestamp::now_utc();
    let store = sessions(&db, now);
    let phone_session = signed_in(&store, person, "a phone").await;
    let laptop = signed_in(&store, person, "a laptop").await;
    assert_eq!(browser::person(&phone_session).await.unwrap(), Some(person));

    let mut conn = db.app.acquire().await.unwrap();
    let listed = list_sessions(&mut *conn, person, now).await.unwrap();
    let mut devices: Vec<_> = listed.iter().map(|s| s.device.as_str()).collect();
    devices.sort_unstable();
    assert_eq!(devices, ["a laptop", "a phone"]);

    let hash = browser::hash(&phone_session).unwrap();
    assert!(
        !revoke(&mut conn, source_at(NOON).id(), hash).await.unwrap(),
        "not a stranger's to end"
    );
    assert!(revoke(&mut conn, person, hash).await.unwrap());
    // A request that had already loaded the session ends by saving it.
    phone_session.insert("x", 1).await.unwrap();
    phone_session.save().await.unwrap();
    assert!(
        store
            .load(&phone_session.id().unwrap())
            .await
            .unwrap()
            .is_none()
    );
    assert!(store.load(&laptop.id().unwrap()).await.unwrap().is_some());

    let tablet = signed_in(&store, person, "a tablet").await;
    let kept = browser::hash(&tablet).unwrap();
    assert_eq!(revoke_others(&mut conn, person, kept).await.unwrap(), 1);
    assert_eq!(revoke_all(&mut conn, person).await.unwrap(), 1);
    assert!(
        list_sessions(&mut *conn, person, now)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn session_ids_are_hashed_unique_and_end() {
    let db = Database::new().await;
    let now = Timestamp::now_utc();
    let store = sessions(&db, now);
    let mut record = Record {
        id: tower_sessions::session::Id(7),
        data: [("a".to_owned(), 1.into())].into(),
        expiry_date: now + Duration::days(14),
    };
    store.create(&mut record).await.unwrap();
    let taken = record.id;
    store.create(&mut record).await.unwrap();
    assert_ne!(record.id, taken, "a taken id is replaced");
    assert_eq!(store.load(&taken).await.unwrap().unwrap().data, record.data);

    let stored: Vec<Vec<u8>> = sqlx::query_scalar("select id_hash from sessions")
        .fetch_all(&db.app)
        .await
        .unwrap();
    assert!(
        stored
            .iter()
            .all(|hash| hash.len() == 32 && hash[..16] != taken.0.to_le_bytes())
    );
    assert_ne!(SessionHash::of(taken), SessionHash::of(record.id));

    let later = sessions(&db, now + Duration::days(14));
    assert!(later.load(&taken).await.unwrap().is_none());
    let mut conn = db.app.acquire().await.unwrap();
    let ended = forget_expired_sessions(&mut conn, now + Duration::days(14)).await;
    assert_eq!(ended.unwrap(), 2);
}

#[tokio::test]
async fn a_session_is_prolonged_once_a_day() {
    let db = Database::new().await;
    let person = arrive(&db.app, &phone()).await;
    let store = sessions(&db, Timestamp::now_utc());
    let id = signed_in(&store, person, "a phone").await.id();
    let again = || Session::new(id, Arc::new(store.clone()), None);
    let same_day = again();
    browser::keep_alive(&same_day, NOON + Duration::HOUR)
        .await
        .unwrap();
    assert!(!same_day.is_modified());
    let next_day = again();
    browser::keep_alive(&next_day, NOON + Duration::DAY)
        .await
        .unwrap();
    assert!(next_day.is_modified());
    let visitor = Session::new(None, Arc::new(store.clone()), None);
    browser::keep_alive(&visitor, NOON).await.unwrap();
    assert!(!visitor.is_modified(), "a first visit sets no cookie");
}
