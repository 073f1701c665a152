//! Sessions in Postgres. Their ids are hashed at rest, so that reading the table signs nobody in.

use async_trait::async_trait;
use kernel::{Id as _, PersonId, Source, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgExecutor, PgPool};
use store::Error;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, SessionStore};
use uuid::Uuid;

/// The key of a session's data that names the person.
pub(crate) const PERSON: &str = "person";
/// The key of a session's data that describes the browser.
pub(crate) const DEVICE: &str = "device";
/// How often a taken id is replaced before giving up. Once would be a miracle.
const TRIES_TO_CREATE: usize = 3;
/// The most sessions shown to their owner.
const LISTED_MAX: i64 = 50;

/// How a session is known in the database and to its owner: SHA-256 of its id. It opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionHash([u8; 32]);

impl SessionHash {
    pub fn of(id: Id) -> Self {
        Self(Sha256::digest(id.0.to_le_bytes()).into())
    }

    fn from_stored(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

/// As text for a form: 64 hexadecimal digits.
impl std::fmt::Display for SessionHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a session")]
pub struct SessionHashError;

impl std::str::FromStr for SessionHash {
    type Err = SessionHashError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(SessionHashError);
        }
        let mut bytes = [0; 32];
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| SessionHashError)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| SessionHashError)?;
        }
        Ok(Self(bytes))
    }
}

/// A signed-in browser, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    pub hash: SessionHash,
    /// What the browser called itself when it signed in.
    pub device: String,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Where the session middleware keeps its records.
#[derive(Clone)]
pub struct Sessions {
    pool: PgPool,
    source: Source,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

impl Sessions {
    pub fn new(pool: PgPool, source: Source) -> Self {
        Self { pool, source }
    }
}

/// The middleware knows only texts as errors. None of ours holds a session id or a person.
fn backend(error: sqlx::Error) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}

/// What a record says about itself in columns: whom, and on what.
fn columns(record: &Record) -> Result<(Option<Uuid>, &str, Value), session_store::Error> {
    let person = match record.data.get(PERSON).and_then(Value::as_str) {
        Some(text) => {
            Some(Uuid::parse_str(text).map_err(|e| session_store::Error::Encode(e.to_string()))?)
        }
        None => None,
    };
    let device = record
        .data
        .get(DEVICE)
        .and_then(Value::as_str)
        .unwrap_or_default();
    let data = serde_json::to_value(&record.data)
        .map_err(|e| session_store::Error::Encode(e.to_string()))?;
    Ok((person, device, data))
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        let now = self.source.now();
        for _ in 0..TRIES_TO_CREATE {
            let (person, device, data) = columns(record)?;
            let made = sqlx::query!(
                "insert into sessions (id_hash, person_id, data, created_at, seen_at, expires_at, device)
                 values ($1, $2, $3, $4, $4, $5, $6) on conflict (id_hash) do nothing",
                &SessionHash::of(record.id).0[..],
                person,
                data,
                now,
                record.expiry_date,
                device,
            )
            .execute(&self.pool)
            .await
            .map_err(backend)?;
            if made.rows_affected() == 1 {
                return Ok(());
            }
            record.id = Id(i128::from_le_bytes(self.source.bytes()));
        }
        Err(session_store::Error::Backend(
            "no free session id".to_owned(),
        ))
    }

    /// Only updates. A session revoked meanwhile stays revoked, and its browser finds out with the next request.
    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let (person, device, data) = columns(record)?;
        sqlx::query!(
            "update sessions set person_id = $2, data = $3, seen_at = $4, expires_at = $5, device = $6
             where id_hash = $1",
            &SessionHash::of(record.id).0[..],
            person,
            data,
            self.source.now(),
            record.expiry_date,
            device,
        )
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let row = sqlx::query!(
            "select data, expires_at from sessions where id_hash = $1 and expires_at > $2",
            &SessionHash::of(*id).0[..],
            self.source.now(),
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(backend)?;
        row.map(|row| {
            let data = serde_json::from_value(row.data)
                .map_err(|e| session_store::Error::Decode(e.to_string()))?;
            Ok(Record {
                id: *id,
                data,
                expiry_date: row.expires_at,
            })
        })
        .transpose()
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        sqlx::query!(
            "delete from sessions where id_hash = $1",
            &SessionHash::of(*id).0[..]
        )
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        Ok(())
    }
}

/// A person's open sessions, the last seen first; the newest fifty.
pub async fn list_sessions(
    db: impl PgExecutor<'_>,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<OpenSession>, Error> {
    let rows = sqlx::query!(
        "select id_hash, device, created_at, seen_at, expires_at from sessions
         where person_id = $1 and expires_at > $2 order by seen_at desc limit $3",
        person.uuid(),
        now,
        LISTED_MAX,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let hash = SessionHash::from_stored(&row.id_hash)
                .ok_or_else(|| Error::corrupt("sessions", "id_hash", person))?;
            Ok(OpenSession {
                hash,
                device: row.device,
                created_at: row.created_at,
                seen_at: row.seen_at,
                expires_at: row.expires_at,
            })
        })
        .collect()
}

/// Ends one session, if it is this person's. Says whether there was one.
pub async fn revoke(
    conn: &mut PgConnection,
    person: PersonId,
    session: SessionHash,
) -> Result<bool, Error> {
    let done = sqlx::query!(
        "delete from sessions where id_hash = $1 and person_id = $2",
        &session.0[..],
        person.uuid(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends every session of a person. Says how many.
pub async fn revoke_all(conn: &mut PgConnection, person: PersonId) -> Result<u64, Error> {
    let done = sqlx::query!("delete from sessions where person_id = $1", person.uuid())
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}

/// Ends every session of a person but the one they are using. Says how many.
pub async fn revoke_others(
    conn: &mut PgConnection,
    person: PersonId,
    kept: SessionHash,
) -> Result<u64, Error> {
    let done = sqlx::query!(
        "delete from sessions where person_id = $1 and id_hash <> $2",
        person.uuid(),
        &kept.0[..],
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Deletes expired sessions. Says how many.
pub async fn forget_expired_sessions(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<u64, Error> {
    let done = sqlx::query!("delete from sessions where expires_at <= $1", now)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_survives_a_form() {
        let hash = SessionHash::of(Id(-5));
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for wrong in ["", "zz", &"+f".repeat(32), &"é".repeat(32)] {
            assert!(wrong.parse::<SessionHash>().is_err(), "{wrong}");
        }
    }
}
