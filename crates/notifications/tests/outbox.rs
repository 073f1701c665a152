//! The outbox on a real Postgres, as the role that serves.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::sync::Mutex;

use async_trait::async_trait;
use kernel::{PhoneNumber, Timestamp};
use notifications::{
    Channel, DevelopmentChannel, Message, MessageState, NewMessage, SendError, Sending, SmsBody,
    list_newest, queue, send_waiting, waiting_count,
};
use testkit::{Database, source_at};
use time::Duration;
use time::macros::datetime;

const NOON: Timestamp = datetime!(2026-03-01 12:00 UTC);

fn message(key: &str) -> NewMessage {
    NewMessage {
        dedupe_key: key.to_owned(),
        to: PhoneNumber::from_e164("+260763456789").unwrap(),
        body: SmsBody::new(&format!("Soko: {key}")).unwrap(),
    }
}

async fn put(db: &Database, key: &str) -> bool {
    let mut conn = db.app.acquire().await.unwrap();
    queue(&mut conn, &message(key), source_at(NOON).id(), NOON)
        .await
        .unwrap()
}

/// Answers as told, and remembers what it was given.
struct Answers(Mutex<Vec<String>>, Result<(), SendError>);

#[async_trait]
impl Channel for Answers {
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        self.0.lock().unwrap().push(message.body.clone());
        self.1.clone()
    }
}

#[tokio::test]
async fn one_reason_sends_one_message() {
    let db = Database::new().await;
    assert!(put(&db, "a").await);
    assert!(!put(&db, "a").await);
    assert_eq!(waiting_count(&db.app).await.unwrap(), 1);
    let sent = send_waiting(&db.app, &DevelopmentChannel, Sending::STANDARD, NOON).await;
    assert_eq!(sent.unwrap(), 1);
    assert!(!put(&db, "a").await, "not again after it was sent");
    let newest = list_newest(&db.app, 10).await.unwrap();
    assert_eq!(newest.len(), 1);
    assert_eq!(
        (newest[0].state, newest[0].sent_at),
        (MessageState::Sent, Some(NOON))
    );
    assert_eq!(newest[0].body, "Soko: a");
}

#[tokio::test]
async fn two_senders_share_the_work() {
    let db = Database::new().await;
    for n in 0..30 {
        put(&db, &format!("m{n}")).await;
    }
    let channel = Answers(Mutex::default(), Ok(()));
    let (one, other) = tokio::join!(
        send_waiting(&db.app, &channel, Sending::STANDARD, NOON),
        send_waiting(&db.app, &channel, Sending::STANDARD, NOON),
    );
    assert_eq!(one.unwrap() + other.unwrap(), 30);
    let mut bodies = channel.0.into_inner().unwrap();
    bodies.sort();
    bodies.dedup();
    assert_eq!(bodies.len(), 30);
}

#[tokio::test]
async fn a_message_is_tried_again_with_growing_pauses_and_then_given_up() {
    let db = Database::new().await;
    put(&db, "a").await;
    let down = Answers(Mutex::default(), Err(SendError::Unavailable("down".into())));
    let sending = Sending {
        tries_max: 3,
        pause_seconds: 10,
        ..Sending::STANDARD
    };
    let tries = async |seconds: i64| {
        send_waiting(&db.app, &down, sending, NOON + Duration::seconds(seconds))
            .await
            .unwrap();
        down.0.lock().unwrap().len()
    };
    assert_eq!(tries(0).await, 1);
    assert_eq!(tries(9).await, 1);
    assert_eq!(tries(10).await, 2);
    assert_eq!(tries(29).await, 2);
    assert_eq!(tries(30).await, 3);
    assert_eq!(
        list_newest(&db.app, 1).await.unwrap()[0].state,
        MessageState::Failed
    );
    assert_eq!(tries(1_000).await, 3);
}

#[tokio::test]
async fn a_refused_message_is_not_tried_again() {
    let db = Database::new().await;
    put(&db, "a").await;
    let refuses = Answers(
        Mutex::default(),
        Err(SendError::Refused("no such number".into())),
    );
    assert_eq!(
        send_waiting(&db.app, &refuses, Sending::STANDARD, NOON)
            .await
            .unwrap(),
        0
    );
    let newest = list_newest(&db.app, 1).await.unwrap();
    assert_eq!(
        (newest[0].state, newest[0].tries),
        (MessageState::Failed, 1)
    );
}

#[tokio::test]
async fn a_sender_that_died_is_overtaken() {
    let db = Database::new().await;
    put(&db, "a").await;
    let sending = Sending {
        try_seconds_max: 30,
        ..Sending::STANDARD
    };
    // What a sender leaves behind that died between claiming and noting.
    sqlx::query("update messages set tries = 1, next_try_at = $1")
        .bind(NOON + Duration::seconds(60))
        .execute(&db.app)
        .await
        .unwrap();
    let channel = Answers(Mutex::default(), Ok(()));
    let at = |seconds| NOON + Duration::seconds(seconds);
    assert_eq!(
        send_waiting(&db.app, &channel, sending, at(59))
            .await
            .unwrap(),
        0
    );
    assert_eq!(
        send_waiting(&db.app, &channel, sending, at(60))
            .await
            .unwrap(),
        1
    );
}
