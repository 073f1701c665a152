//! Which purchase somebody may open: one whose link this browser holds, one of their own, or one whose phone they can read.

use accounts::{CodeError, Codes, Purpose};
use kernel::{MessageId, PersonId, PhoneNumber, PurchaseId, PurchaseNumber};
use notifications::{NewMessage, SmsBody};
use orders::{Purchase, purchase};
use store::{Platform, PlatformFlow, Tx};
use words::Lang;

use crate::{Error, Market, view};

/// How long a code works, as its message says it.
const CODE_MINUTES: i64 = 5;

/// Whose purchases somebody may know of: those of a person, and those whose links a browser holds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mine<'a> {
    pub person: Option<PersonId>,
    pub opened: &'a [PurchaseId],
}

impl Mine<'_> {
    /// Whether it is one of theirs.
    pub fn has(&self, purchase: &Purchase) -> bool {
        self.opened.contains(&purchase.id)
            || (self.person.is_some() && self.person == purchase.buyer)
    }
}

/// The purchase with this number, if it is this person's or its link was opened here. `None` to everyone else.
pub async fn resolve(
    market: &Market,
    person: Option<PersonId>,
    opened: &[PurchaseId],
    number: PurchaseNumber,
) -> Result<Option<PurchaseId>, Error> {
    if person.is_none() && opened.is_empty() {
        return Ok(None);
    }
    let mine = Mine { person, opened };
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Track)).await?;
    let found = purchase::find_by_number(&mut *tx, number).await?;
    Ok(found.filter(|found| mine.has(found)).map(|found| found.id))
}

/// The purchases a browser has opened, in its order.
pub async fn opened(market: &Market, opened: &[PurchaseId]) -> Result<Vec<Purchase>, Error> {
    let mut purchases = Vec::with_capacity(opened.len());
    if opened.is_empty() {
        return Ok(purchases);
    }
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Track)).await?;
    for id in opened {
        purchases.extend(purchase::find(&mut *tx, *id).await?);
    }
    Ok(purchases)
}

/// Why no code was asked for.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    #[error(transparent)]
    TooOften(#[from] accounts::TooOften),
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(RequestError: store::Error, orders::Error);

/// Sends a code to the phone if there is such a purchase. The answer, the limit and the work are the same if there is none.
pub async fn request(
    market: &Market,
    codes: &Codes,
    bound_to: &[u8; 32],
    number: PurchaseNumber,
    phone: &PhoneNumber,
    lang: Lang,
) -> Result<(), RequestError> {
    let now = market.source.now();
    let exists = view::track(market, number, phone).await?.is_some();
    let asked = accounts::Request {
        phone,
        purpose: Purpose::Track,
        bound_to,
    };
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Track)).await?;
    let code = match codes.request(&mut tx, &asked, &market.source, now).await {
        Ok(code) => code,
        Err(accounts::RequestError::TooOften(too_often)) => return Err(too_often.into()),
        Err(accounts::RequestError::Store(error)) => return Err(error.into()),
    };
    if exists {
        let id: MessageId = market.source.id();
        let text = lang.sms_code(code.digits(), CODE_MINUTES);
        let body =
            SmsBody::new(&text).map_err(|_| store::Error::corrupt("messages", "body", id))?;
        let message = NewMessage {
            dedupe_key: format!("track:{id}"),
            to: phone.clone(),
            body,
        };
        notifications::queue(&mut tx, &message, id, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Why a code opened nothing.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    #[error(transparent)]
    Code(#[from] CodeError),
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(ConfirmError: store::Error, orders::Error);

/// Checks the code from the SMS and opens the purchase.
pub async fn confirm(
    market: &Market,
    codes: &Codes,
    bound_to: &[u8; 32],
    number: PurchaseNumber,
    phone: &PhoneNumber,
    typed: &str,
) -> Result<PurchaseId, ConfirmError> {
    let now = market.source.now();
    let asked = accounts::Request {
        phone,
        purpose: Purpose::Track,
        bound_to,
    };
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Track)).await?;
    let outcome = codes.confirm(&mut tx, &asked, typed, now).await?;
    // The try counts whatever it said.
    tx.commit().await?;
    outcome.answer()?;
    // A code of a purchase that does not exist was never sent, so nobody can know it.
    Ok(view::track(market, number, phone)
        .await?
        .ok_or(CodeError::Expired)?)
}
