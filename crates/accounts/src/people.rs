//! People: found by phone or id, made by their first confirmed code.

use kernel::{Id, PersonId, PhoneNumber, Timestamp};
use serde_json::json;
use sqlx::{PgConnection, PgExecutor};
use store::{Error, Topic, one_row};
use uuid::Uuid;
use words::Lang;

use crate::PlatformRole;

/// The longest name kept, in characters.
pub const NAME_CHARS_MAX: usize = 120;

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub phone: PhoneNumber,
    /// Empty until the person says it.
    pub name: String,
    pub platform_role: PlatformRole,
    pub language: Lang,
    /// A deactivated person cannot sign in; their orders stay.
    pub is_active: bool,
    pub has_password: bool,
    pub created_at: Timestamp,
}

/// What is known of a person when their first code is confirmed.
#[derive(Debug, Clone)]
pub struct NewPerson {
    pub phone: PhoneNumber,
    pub name: String,
    pub language: Lang,
}

struct Row {
    id: Uuid,
    phone: String,
    name: String,
    platform_role: String,
    language: String,
    is_active: bool,
    has_password: bool,
    created_at: Timestamp,
}

impl TryFrom<Row> for Person {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let corrupt = |column| Error::corrupt("people", column, row.id);
        Ok(Self {
            id: row.id.into(),
            phone: PhoneNumber::from_e164(&row.phone).map_err(|_| corrupt("phone"))?,
            platform_role: row
                .platform_role
                .parse()
                .map_err(|_| corrupt("platform_role"))?,
            language: row.language.parse().map_err(|_| corrupt("language"))?,
            name: row.name,
            is_active: row.is_active,
            has_password: row.has_password,
            created_at: row.created_at,
        })
    }
}

/// The person with this phone number.
pub async fn by_phone(
    db: impl PgExecutor<'_>,
    phone: &PhoneNumber,
) -> Result<Option<Person>, Error> {
    sqlx::query_as!(
        Row,
        r#"select id, phone, name, platform_role, language, is_active, password_hash is not null as "has_password!", created_at
           from people where phone = $1"#,
        phone.e164(),
    )
    .fetch_optional(db)
    .await?
    .map(Person::try_from)
    .transpose()
}

/// The person with this id.
pub async fn by_id(db: impl PgExecutor<'_>, id: PersonId) -> Result<Option<Person>, Error> {
    sqlx::query_as!(
        Row,
        r#"select id, phone, name, platform_role, language, is_active, password_hash is not null as "has_password!", created_at
           from people where id = $1"#,
        id.uuid(),
    )
    .fetch_optional(db)
    .await?
    .map(Person::try_from)
    .transpose()
}

/// What these people are called; those who never said are absent.
pub async fn names(
    db: impl PgExecutor<'_>,
    people: &[PersonId],
) -> Result<Vec<(PersonId, String)>, Error> {
    let ids: Vec<Uuid> = people.iter().map(|person| person.uuid()).collect();
    let rows = sqlx::query!(
        "select id, name from people where id = any($1) and name <> ''",
        &ids
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id.into(), row.name))
        .collect())
}

/// The person whose phone was just confirmed, made if this is the first time. The flag says whether they are new; a new
/// person is announced. Whether they are active is for the caller to look at.
pub async fn arrive(
    conn: &mut PgConnection,
    new: &NewPerson,
    id: PersonId,
    now: Timestamp,
) -> Result<(Person, bool), Error> {
    let name: String = new.name.trim().chars().take(NAME_CHARS_MAX).collect();
    let made = sqlx::query!(
        "insert into people (id, phone, name, language, created_at) values ($1, $2, $3, $4, $5)
         on conflict on constraint people_phone_unique do nothing",
        id.uuid(),
        new.phone.e164(),
        name,
        new.language.code(),
        now,
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    let person = by_phone(&mut *conn, &new.phone)
        .await?
        .ok_or(sqlx::Error::RowNotFound)?;
    if made == 1 {
        store::publish(
            conn,
            Topic::UserRegistered,
            person.id.uuid(),
            json!({}),
            now,
        )
        .await?;
    }
    Ok((person, made == 1))
}

/// Changes what a person says about themselves. A name longer than [`NAME_CHARS_MAX`] is cut.
pub async fn set_profile(
    conn: &mut PgConnection,
    person: PersonId,
    name: &str,
    language: Lang,
) -> Result<(), Error> {
    let name: String = name.trim().chars().take(NAME_CHARS_MAX).collect();
    let done = sqlx::query!(
        "update people set name = $2, language = $3 where id = $1",
        person.uuid(),
        name,
        language.code(),
    )
    .execute(conn)
    .await?;
    one_row("people", done.rows_affected())
}

/// Gives or takes a platform role. Takes effect with the person's next request.
pub async fn set_platform_role(
    conn: &mut PgConnection,
    person: PersonId,
    role: PlatformRole,
) -> Result<(), Error> {
    let done = sqlx::query!(
        "update people set platform_role = $2 where id = $1",
        person.uuid(),
        role.as_str(),
    )
    .execute(conn)
    .await?;
    one_row("people", done.rows_affected())
}

/// Closes an account: its sessions end, its orders stay.
pub async fn deactivate(conn: &mut PgConnection, person: PersonId) -> Result<(), Error> {
    let done = sqlx::query!(
        "update people set is_active = false where id = $1",
        person.uuid()
    )
    .execute(&mut *conn)
    .await?;
    one_row("people", done.rows_affected())?;
    crate::revoke_all(conn, person).await?;
    Ok(())
}

/// Opens a closed account again.
pub async fn reactivate(conn: &mut PgConnection, person: PersonId) -> Result<(), Error> {
    let done = sqlx::query!(
        "update people set is_active = true where id = $1",
        person.uuid()
    )
    .execute(conn)
    .await?;
    one_row("people", done.rows_affected())
}

/// The hash to check a password against. None: no such person, no password, or not active, which nobody can tell apart.
pub async fn password_hash(
    db: impl PgExecutor<'_>,
    phone: &PhoneNumber,
) -> Result<Option<(PersonId, String)>, Error> {
    let row = sqlx::query!(
        r#"select id, password_hash as "hash!" from people
           where phone = $1 and is_active and password_hash is not null"#,
        phone.e164(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.id.into(), row.hash)))
}

/// Stores a password's hash, made by [`crate::Passwords`]. None takes the password away.
pub async fn set_password_hash(
    conn: &mut PgConnection,
    person: PersonId,
    hash: Option<&str>,
) -> Result<(), Error> {
    let done = sqlx::query!(
        "update people set password_hash = $2 where id = $1",
        person.uuid(),
        hash,
    )
    .execute(conn)
    .await?;
    one_row("people", done.rows_affected())
}
