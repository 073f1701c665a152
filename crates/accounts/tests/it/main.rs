//! Accounts on a real Postgres, as the role that serves.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod codes;
mod people;
mod sessions;

use accounts::NewPerson;
use kernel::{PersonId, PhoneNumber, Timestamp};
use sqlx::PgPool;
use testkit::source_at;
use time::macros::datetime;
use words::Lang;

const NOON: Timestamp = datetime!(2026-03-01 12:00 UTC);

fn phone() -> PhoneNumber {
    PhoneNumber::from_e164("+260763456789").unwrap()
}

async fn arrive(pool: &PgPool, phone: &PhoneNumber) -> PersonId {
    let mut tx = pool.begin().await.unwrap();
    let new = NewPerson {
        phone: phone.clone(),
        name: "Chanda".into(),
        language: Lang::En,
    };
    let id = source_at(NOON).id();
    let (person, _) = accounts::people::arrive(&mut tx, &new, id, NOON)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    person.id
}
