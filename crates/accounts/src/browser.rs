//! What the web does with a session: the middleware's settings, who is signed in, signing in and out.

use kernel::{Id as _, PersonId, Source, Timestamp};
use sha2::{Digest, Sha256};
use time::Duration;
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, Session, SessionManagerLayer};

use crate::sessions::{DEVICE, PERSON, SessionHash, Sessions};

/// How long a browser stays signed in without coming back.
pub const INACTIVITY_DAYS: i64 = 14;
/// The longest description of a browser kept, in characters.
const DEVICE_CHARS_MAX: usize = 120;
/// What a code is bound to until sign-in.
const BINDING: &str = "binding";
/// The day the session was last prolonged.
const SEEN_DAY: &str = "day";

/// A session could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("the session store did not answer as expected")]
pub struct SessionError(#[from] tower_sessions::session::Error);

/// The session cookie's name. Over https the prefix makes browsers refuse one set by a neighbour.
pub const fn cookie_name(is_https: bool) -> &'static str {
    if is_https {
        "__Host-soko_session"
    } else {
        "soko_session"
    }
}

/// The session middleware. It writes a cookie only when a session changed, so that a first visit gets none.
pub fn session_layer(sessions: Sessions, is_https: bool) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(sessions)
        .with_name(cookie_name(is_https))
        .with_secure(is_https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::days(INACTIVITY_DAYS)))
}

/// Who is signed in. What they may do is asked of [`crate::Authority`], every time.
pub async fn person(session: &Session) -> Result<Option<PersonId>, SessionError> {
    Ok(session.get(PERSON).await?)
}

/// How this session is known in the list of open sessions. None: not saved yet.
pub fn hash(session: &Session) -> Option<SessionHash> {
    session.id().map(SessionHash::of)
}

/// What this browser's one-time codes are bound to: random, kept in its session, made when first asked for.
pub async fn binding(session: &Session, source: &Source) -> Result<[u8; 32], SessionError> {
    let secret: String = if let Some(secret) = session.get(BINDING).await? {
        secret
    } else {
        let secret = source.uuid_v4().simple().to_string();
        session.insert(BINDING, &secret).await?;
        secret
    };
    Ok(Sha256::digest(secret.as_bytes()).into())
}

/// Signs a person in. The session gets a new id, so that one planted before sign-in is worth nothing, and is saved before
/// this returns. `device` is what the browser calls itself.
pub async fn sign_in(
    session: &Session,
    person: PersonId,
    device: &str,
    now: Timestamp,
) -> Result<(), SessionError> {
    session.cycle_id().await?;
    session.remove_value(BINDING).await?;
    let device: String = device
        .chars()
        .filter(|c| !c.is_control())
        .take(DEVICE_CHARS_MAX)
        .collect();
    session.insert(PERSON, person.uuid()).await?;
    session.insert(DEVICE, device).await?;
    session.insert(SEEN_DAY, day(now)).await?;
    session.save().await?;
    Ok(())
}

/// Signs out: the session is gone from the database when this returns.
pub async fn sign_out(session: &Session) -> Result<(), SessionError> {
    session.flush().await?;
    Ok(())
}

/// Prolongs a signed-in session, at most once a day, so that "inactive" means what it says and reading stays reading.
pub async fn keep_alive(session: &Session, now: Timestamp) -> Result<(), SessionError> {
    if person(session).await?.is_some() && session.get::<i64>(SEEN_DAY).await? != Some(day(now)) {
        session.insert(SEEN_DAY, day(now)).await?;
    }
    Ok(())
}

fn day(now: Timestamp) -> i64 {
    now.unix_timestamp().div_euclid(24 * 60 * 60)
}
