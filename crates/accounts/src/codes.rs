//! One-time codes: six digits, five tries, five minutes, and only in the browser that asked.

use hmac::{Hmac, Mac};
use kernel::{PhoneNumber, Secret, Source, Timestamp};
use sha2::Sha256;
use sqlx::PgConnection;
use store::Error;
use subtle::ConstantTimeEq;
use time::Duration;
use uuid::Uuid;

use crate::limits::{HitError, Limit, TooOften, hit};

/// How long a code works.
const LIFE_MINUTES: i64 = 5;
/// How many tries a code allows.
const TRIES: i16 = 5;
/// One more than the largest code.
const CODES: u32 = 1_000_000;

/// What a code is for. A code for one thing opens nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Signing in, and up.
    SignIn,
    /// Looking at a purchase with its number and phone.
    Track,
    /// Opening a shop.
    Shop,
}

impl Purpose {
    /// As stored. Never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Track => "track",
            Self::Shop => "shop",
        }
    }
}

/// Who asks for a code, or types one.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    pub phone: &'a PhoneNumber,
    pub purpose: Purpose,
    /// What the asking browser's session holds: see [`crate::browser::binding`].
    pub bound_to: &'a [u8; 32],
}

/// Six digits on their way into a message. Never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// The digits, for the message's text.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[code]")
    }
}

/// Why no code was made.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    #[error(transparent)]
    TooOften(#[from] TooOften),
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<HitError> for RequestError {
    fn from(error: HitError) -> Self {
        match error {
            HitError::TooOften(error) => Self::TooOften(error),
            HitError::Store(error) => Self::Store(error),
        }
    }
}

/// What became of a typed code. A value and not an error, so that the try it cost is committed before anyone turns it into
/// a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "commit, then ask for the answer with `answer()`"]
pub enum Confirmation {
    /// Right. The code is used up.
    Confirmed,
    /// Wrong, with so many tries left; at least one.
    Wrong { tries_left: i16 },
    /// No code waits for this browser: too old, replaced, used, or never asked for here.
    Expired,
    /// No tries are left. Only a new code helps.
    TooMany,
}

/// Why a typed code does not open the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    #[error("wrong code, {tries_left} tries left")]
    Wrong { tries_left: i16 },
    #[error("no code waits for this browser")]
    Expired,
    #[error("no tries left")]
    TooMany,
}

impl Confirmation {
    /// The answer, for after the commit.
    pub const fn answer(self) -> Result<(), CodeError> {
        match self {
            Self::Confirmed => Ok(()),
            Self::Wrong { tries_left } => Err(CodeError::Wrong { tries_left }),
            Self::Expired => Err(CodeError::Expired),
            Self::TooMany => Err(CodeError::TooMany),
        }
    }
}

/// Makes and checks codes. Only a keyed hash of a code is stored.
#[derive(Clone)]
pub struct Codes {
    key: Hmac<Sha256>,
    limit: Limit,
}

impl std::fmt::Debug for Codes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Codes")
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl Codes {
    /// The secret is the program's session secret; the key made of it serves codes alone.
    pub fn new(secret: &Secret, limit: Limit) -> Self {
        let mut key = keyed(secret.expose().as_bytes());
        key.update(b"soko one-time codes v1");
        Self {
            key: keyed(&key.finalize().into_bytes()),
            limit,
        }
    }

    /// Makes a code and voids every older one of the same phone and purpose. Asking counts against the limit.
    pub async fn request(
        &self,
        conn: &mut PgConnection,
        request: &Request<'_>,
        source: &Source,
        now: Timestamp,
    ) -> Result<Code, RequestError> {
        hit(&mut *conn, self.limit, request.phone.e164(), now).await?;
        // Deleted, not marked: there is never more than one to try.
        sqlx::query!(
            "delete from one_time_codes where phone = $1 and purpose = $2",
            request.phone.e164(),
            request.purpose.as_str(),
        )
        .execute(&mut *conn)
        .await
        .map_err(Error::from)?;
        let code = draw(source);
        let id = source.uuid_v4();
        sqlx::query!(
            "insert into one_time_codes (id, phone, purpose, bound_to, code_hash, tries_left, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            id,
            request.phone.e164(),
            request.purpose.as_str(),
            request.bound_to,
            &self.hash(id, request, code.digits())[..],
            TRIES,
            now,
            now + Duration::minutes(LIFE_MINUTES),
        )
        .execute(&mut *conn)
        .await
        .map_err(Error::from)?;
        Ok(code)
    }

    /// Checks what was typed and counts the try. Spaces and dashes are forgiven. Commit whatever this says.
    pub async fn confirm(
        &self,
        conn: &mut PgConnection,
        request: &Request<'_>,
        typed: &str,
        now: Timestamp,
    ) -> Result<Confirmation, Error> {
        // The lock makes simultaneous tries wait their turn, so that five tries are five.
        let row = sqlx::query!(
            "select id, bound_to, code_hash, tries_left from one_time_codes
             where phone = $1 and purpose = $2 and used_at is null and expires_at > $3
             order by created_at desc limit 1 for update",
            request.phone.e164(),
            request.purpose.as_str(),
            now,
        )
        .fetch_optional(&mut *conn)
        .await?;
        // A stranger's try must cost the owner nothing: it does not even count.
        let Some(row) = row.filter(|row| bool::from(row.bound_to.ct_eq(&request.bound_to[..])))
        else {
            return Ok(Confirmation::Expired);
        };
        if row.tries_left <= 0 {
            return Ok(Confirmation::TooMany);
        }
        let typed: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        if bool::from(row.code_hash.ct_eq(&self.hash(row.id, request, &typed)[..])) {
            sqlx::query!(
                "update one_time_codes set used_at = $2 where id = $1",
                row.id,
                now
            )
            .execute(conn)
            .await?;
            return Ok(Confirmation::Confirmed);
        }
        let tries_left = row.tries_left - 1;
        sqlx::query!(
            "update one_time_codes set tries_left = $2 where id = $1",
            row.id,
            tries_left,
        )
        .execute(conn)
        .await?;
        Ok(if tries_left > 0 {
            Confirmation::Wrong { tries_left }
        } else {
            Confirmation::TooMany
        })
    }

    /// Deletes codes nobody can use any more. Says how many.
    pub async fn forget_old(conn: &mut PgConnection, now: Timestamp) -> Result<u64, Error> {
        let done = sqlx::query!("delete from one_time_codes where expires_at < $1", now)
            .execute(conn)
            .await?;
        Ok(done.rows_affected())
    }

    fn hash(&self, id: Uuid, request: &Request<'_>, digits: &str) -> [u8; 32] {
        let mut mac = self.key.clone();
        mac.update(id.as_bytes());
        mac.update(request.bound_to);
        mac.update(digits.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// HMAC takes a key of any length: RFC 2104 hashes a long one and pads a short one.
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC accepts keys of every length")]
    <Hmac<Sha256> as Mac>::new_from_slice(key).expect("any length")
}

/// Six digits, each code as likely as the next: numbers beyond the last full million are drawn again.
fn draw(source: &Source) -> Code {
    const FAIR: u32 = u32::MAX - u32::MAX % CODES;
    // Another round is needed once in 4,000 draws, so sixteen bound the loop; what remains after them is still random.
    let mut number = u32::from_le_bytes(source.bytes());
    for _ in 0..16 {
        if number < FAIR {
            break;
        }
        number = u32::from_le_bytes(source.bytes());
    }
    Code(format!("{:06}", number % CODES))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use kernel::{Clock, Random};

    use super::*;

    struct Still;
    impl Clock for Still {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }
    }

    /// Gives the number it holds, then one less each time.
    struct CountsDown(AtomicU32);
    impl Random for CountsDown {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.copy_from_slice(&self.0.fetch_sub(1, Ordering::Relaxed).to_le_bytes());
        }
    }

    fn drawn(first: u32) -> String {
        let source = Source::new(Arc::new(Still), Arc::new(CountsDown(AtomicU32::new(first))));
        draw(&source).digits().to_owned()
    }

    #[test]
    fn a_code_keeps_its_leading_zeros() {
        assert_eq!(drawn(42), "000042");
        assert_eq!(drawn(1_000_042), "000042");
    }

    #[test]
    fn numbers_beyond_the_last_full_million_are_drawn_again() {
        let last_fair = u32::MAX - u32::MAX % CODES - 1;
        assert_eq!(drawn(last_fair + 3), format!("{:06}", last_fair % CODES));
    }

    #[test]
    fn codes_hide_themselves() {
        assert_eq!(format!("{:?}", Code("123456".into())), "[code]");
    }
}
