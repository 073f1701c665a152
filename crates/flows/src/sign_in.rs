//! Signing in, and up, by a phone and the code sent to it.

use accounts::{CodeError, Codes, NewPerson, Person, Purpose, TooOften, people};
use kernel::{MessageId, PersonId, PhoneNumber};
use notifications::{NewMessage, SmsBody};
use store::{Platform, PlatformFlow, Tx};
use words::Lang;

use crate::{Error, Market};

/// How long a code is valid, as the message says it.
const CODE_MINUTES: i64 = 5;

/// Why no code was sent.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    #[error(transparent)]
    TooOften(#[from] TooOften),
    #[error(transparent)]
    Failed(#[from] Error),
}

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    #[error(transparent)]
    Code(#[from] CodeError),
    #[error(transparent)]
    TooOften(#[from] TooOften),
    /// The account was closed by an admin.
    #[error("this account is closed")]
    Closed,
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(RequestError: store::Error, sqlx::Error);
crate::error::into_failed!(ConfirmError: store::Error, sqlx::Error, orders::Error);

impl From<accounts::RequestError> for RequestError {
    fn from(error: accounts::RequestError) -> Self {
        match error {
            accounts::RequestError::TooOften(error) => Self::TooOften(error),
            accounts::RequestError::Store(error) => Self::Failed(error.into()),
        }
    }
}

impl From<crate::limits::Limited> for ConfirmError {
    fn from(limited: crate::limits::Limited) -> Self {
        match limited {
            crate::limits::Limited::TooOften(error) => Self::TooOften(error),
            crate::limits::Limited::Failed(error) => Self::Failed(error),
        }
    }
}

/// Sends a code to a phone. Whether anyone has an account with it is never told.
pub async fn send_code(
    market: &Market,
    codes: &Codes,
    phone: &PhoneNumber,
    purpose: Purpose,
    bound_to: &[u8; 32],
    lang: Lang,
) -> Result<(), RequestError> {
    let now = market.source.now();
    let mut tx = market.pools.app.begin().await?;
    let request = accounts::Request {
        phone,
        purpose,
        bound_to,
    };
    let code = codes
        .request(&mut tx, &request, &market.source, now)
        .await?;
    let id: MessageId = market.source.id();
    let body = SmsBody::new(&lang.sms_code(code.digits(), CODE_MINUTES))
        .map_err(|_| Error::Store(store::Error::corrupt("messages", "body", id)))?;
    let message = NewMessage {
        dedupe_key: format!("code:{id}"),
        to: phone.clone(),
        body,
    };
    notifications::queue(&mut tx, &message, id, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Checks a code without signing anyone in: for looking at one purchase. The try is counted whatever the answer.
pub async fn check_code(
    market: &Market,
    codes: &Codes,
    phone: &PhoneNumber,
    purpose: Purpose,
    bound_to: &[u8; 32],
    typed: &str,
) -> Result<(), ConfirmError> {
    let now = market.source.now();
    let mut tx = market.pools.app.begin().await?;
    let request = accounts::Request {
        phone,
        purpose,
        bound_to,
    };
    let confirmation = codes.confirm(&mut tx, &request, typed, now).await?;
    tx.commit().await?;
    Ok(confirmation.answer()?)
}

/// Lets a person in by the code they typed; the first time makes their account. What was bought as a guest with their phone
/// is theirs from now on. The caller signs the browser's session in.
pub async fn confirm(
    market: &Market,
    codes: &Codes,
    phone: &PhoneNumber,
    bound_to: &[u8; 32],
    typed: &str,
    name: &str,
    lang: Lang,
) -> Result<Person, ConfirmError> {
    let now = market.source.now();
    crate::limits::hit(market, market.settings.limits.sign_in, phone.e164(), now).await?;
    // Guests' purchases belong to nobody who could be named before.
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Claim)).await?;
    let request = accounts::Request {
        phone,
        purpose: Purpose::SignIn,
        bound_to,
    };
    let confirmation = codes.confirm(&mut tx, &request, typed, now).await?;
    if let Err(error) = confirmation.answer() {
        tx.commit().await?;
        return Err(error.into());
    }
    let new = NewPerson {
        phone: phone.clone(),
        name: name.to_owned(),
        language: lang,
    };
    let (person, _) = people::arrive(&mut tx, &new, market.source.id::<PersonId>(), now).await?;
    if person.is_active {
        orders::purchase::claim(&mut tx, phone, person.id).await?;
    }
    tx.commit().await?;
    if person.is_active {
        Ok(person)
    } else {
        Err(ConfirmError::Closed)
    }
}
