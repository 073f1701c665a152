//! Messages from the transaction that causes them to the channel, at least once.

use futures::future::join_all;
use kernel::{Id, MessageId, PhoneNumber, Timestamp};
use sqlx::{PgConnection, PgExecutor, PgPool};
use store::Error;
use time::Duration;
use uuid::Uuid;

use crate::{Channel, Message, MessageState, NewMessage, SendError};

/// How sending behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sending {
    /// The most messages of one round; they are sent at the same time.
    pub batch_max: i64,
    /// A message is given up after so many tries.
    pub tries_max: i16,
    /// The longest a try may take. A sender that died is overtaken after twice this.
    pub try_seconds_max: i64,
    /// The pause after the first failed try; each further pause is twice as long.
    pub pause_seconds: i64,
}

impl Sending {
    pub const STANDARD: Self = Self {
        batch_max: 20,
        tries_max: 6,
        try_seconds_max: 30,
        pause_seconds: 15,
    };
}

impl Default for Sending {
    fn default() -> Self {
        Self::STANDARD
    }
}

struct Row {
    id: Uuid,
    to_phone: String,
    body: String,
    state: String,
    tries: i16,
    created_at: Timestamp,
    sent_at: Option<Timestamp>,
}

impl TryFrom<Row> for Message {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let corrupt = |column| Error::corrupt("messages", column, row.id);
        Ok(Self {
            id: row.id.into(),
            to: PhoneNumber::from_e164(&row.to_phone).map_err(|_| corrupt("to_phone"))?,
            body: row.body,
            state: row.state.parse().map_err(|_| corrupt("state"))?,
            tries: row.tries,
            created_at: row.created_at,
            sent_at: row.sent_at,
        })
    }
}

/// Queues a message. Says whether it is new; a message already queued or sent for the same reason is left as it is.
pub async fn queue(
    conn: &mut PgConnection,
    message: &NewMessage,
    id: MessageId,
    now: Timestamp,
) -> Result<bool, Error> {
    let done = sqlx::query!(
        "insert into messages (id, dedupe_key, channel, to_phone, body, state, created_at, next_try_at)
         values ($1, $2, 'sms', $3, $4, 'queued', $5, $5)
         on conflict on constraint messages_dedupe_unique do nothing",
        id.uuid(),
        message.dedupe_key,
        message.to.e164(),
        message.body.as_str(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Sends one round of waiting messages, the longest waiting first, and says how many left. Several senders may run: each
/// message is claimed by one, and a claim runs out, so that a sender that dies loses nothing. A message can leave twice
/// only if its sender dies between the channel's answer and noting it.
///
/// Takes the pool because nothing may be locked while a channel answers: every statement here commits alone.
pub async fn send_waiting(
    pool: &PgPool,
    channel: &dyn Channel,
    sending: Sending,
    now: Timestamp,
) -> Result<u64, Error> {
    let claimed = sqlx::query_as!(
        Row,
        "with due as (
           select id from messages where state = 'queued' and next_try_at <= $1
           order by next_try_at, id limit $2 for update skip locked
         )
         update messages m set tries = m.tries + 1, next_try_at = $3
         from due where m.id = due.id
         returning m.id, m.to_phone, m.body, m.state, m.tries, m.created_at, m.sent_at",
        now,
        sending.batch_max,
        // Twice the time a try may take: what was noted late is still noted before anyone takes over.
        now + Duration::seconds(2 * sending.try_seconds_max),
    )
    .fetch_all(pool)
    .await?;
    let messages: Vec<Message> = claimed
        .into_iter()
        .map(Message::try_from)
        .collect::<Result<_, _>>()?;
    // All at once, so that the claim of the last does not run out while the first is waited for.
    let tries = messages
        .iter()
        .map(|message| send_one(pool, channel, sending, message, now));
    let mut sent = 0;
    for left in join_all(tries).await {
        sent += u64::from(left?);
    }
    Ok(sent)
}

/// One try. Says whether the message left.
async fn send_one(
    pool: &PgPool,
    channel: &dyn Channel,
    sending: Sending,
    message: &Message,
    now: Timestamp,
) -> Result<bool, Error> {
    let patience = std::time::Duration::from_secs(sending.try_seconds_max.unsigned_abs());
    let answer = tokio::time::timeout(patience, channel.send(message))
        .await
        .unwrap_or_else(|_| Err(SendError::Unavailable("no answer in time".to_owned())));
    match answer {
        Ok(()) => {
            note(pool, message, MessageState::Sent, now).await?;
            return Ok(true);
        }
        Err(SendError::Unavailable(reason)) if message.tries < sending.tries_max => {
            tracing::warn!(message = %message.id, tries = message.tries, reason, "message not sent yet");
            let doublings = u32::from(message.tries.unsigned_abs())
                .saturating_sub(1)
                .min(16);
            let pause = Duration::seconds(sending.pause_seconds << doublings);
            note(pool, message, MessageState::Queued, now + pause).await?;
        }
        Err(error @ (SendError::Unavailable(_) | SendError::Refused(_))) => {
            tracing::error!(message = %message.id, tries = message.tries, %error, "message given up");
            note(pool, message, MessageState::Failed, now).await?;
        }
    }
    Ok(false)
}

/// Notes what became of a try, unless someone else took the message over meanwhile. `at`: when it was sent, or when to try
/// again.
async fn note(
    pool: &PgPool,
    message: &Message,
    state: MessageState,
    at: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "update messages set state = $2, next_try_at = $3, sent_at = case when $2 = 'sent' then $3::timestamptz end
         where id = $1 and state = 'queued' and tries = $4",
        message.id.uuid(),
        state.as_str(),
        at,
        message.tries,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// How many messages wait, for the health page.
pub async fn waiting_count(db: impl PgExecutor<'_>) -> Result<i64, Error> {
    Ok(
        sqlx::query_scalar!(r#"select count(*) as "count!" from messages where state = 'queued'"#)
            .fetch_one(db)
            .await?,
    )
}

/// The newest messages, for the development page. Bodies carry codes: never show this to anybody in production.
pub async fn list_newest(db: impl PgExecutor<'_>, count_max: i64) -> Result<Vec<Message>, Error> {
    sqlx::query_as!(
        Row,
        "select id, to_phone, body, state, tries, created_at, sent_at from messages
         order by created_at desc, id desc limit $1",
        count_max,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(Message::try_from)
    .collect()
}

/// A message beside the event that caused it. Its body is left out: it may carry a link that opens something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub to: PhoneNumber,
    /// Who is meant: `buyer`, `shop:…`.
    pub receiver: String,
    pub state: MessageState,
    pub tries: i16,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

/// The messages that these events caused, oldest first. `prefixes` are the beginnings of their keys.
pub async fn list_of_keys(
    db: impl PgExecutor<'_>,
    prefixes: &[String],
    count_max: i64,
) -> Result<Vec<Told>, Error> {
    let rows = sqlx::query!(
        "select m.id, m.dedupe_key, m.to_phone, m.state, m.tries, m.created_at, m.sent_at
         from unnest($1::text[]) as prefix
         join messages m on m.dedupe_key ~>=~ prefix and m.dedupe_key ~<~ (prefix || '~')
         order by m.created_at, m.id limit $2",
        prefixes,
        count_max,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let corrupt = |column| Error::corrupt("messages", column, row.id);
            let receiver = prefixes
                .iter()
                .find_map(|prefix| row.dedupe_key.strip_prefix(prefix.as_str()))
                .unwrap_or_default();
            Ok(Told {
                to: PhoneNumber::from_e164(&row.to_phone).map_err(|_| corrupt("to_phone"))?,
                receiver: receiver.to_owned(),
                state: row.state.parse().map_err(|_| corrupt("state"))?,
                tries: row.tries,
                created_at: row.created_at,
                sent_at: row.sent_at,
            })
        })
        .collect()
}
