//! A person looks after their account: what they are called, where they are signed in.

use accounts::{OpenSession, SessionHash, people};
use catalog::shops::{self, Membership};
use kernel::PersonId;
use store::{Buyer, Tx};
use words::Lang;

use crate::{Error, Market};

/// The shops a person belongs to, the oldest membership first.
pub async fn shops_of(market: &Market, person: PersonId) -> Result<Vec<Membership>, Error> {
    let mut tx = Tx::begin(
        &market.pools.app,
        Buyer {
            person: Some(person),
            purchase: None,
        },
    )
    .await?;
    Ok(shops::shops_of(&mut *tx, person).await?)
}

/// Where a person is signed in, the last seen first.
pub async fn sessions(market: &Market, person: PersonId) -> Result<Vec<OpenSession>, Error> {
    Ok(accounts::list_sessions(&market.pools.app, person, market.source.now()).await?)
}

/// Changes what a person says about themselves.
pub async fn save_profile(
    market: &Market,
    person: PersonId,
    name: &str,
    language: Lang,
) -> Result<(), Error> {
    let mut tx = Tx::begin(
        &market.pools.app,
        Buyer {
            person: Some(person),
            purchase: None,
        },
    )
    .await?;
    people::set_profile(&mut tx, person, name, language).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends one of a person's sessions. Nothing happens when it is over already, or somebody else's.
pub async fn end_session(
    market: &Market,
    person: PersonId,
    session: SessionHash,
) -> Result<(), Error> {
    let mut tx = Tx::begin(
        &market.pools.app,
        Buyer {
            person: Some(person),
            purchase: None,
        },
    )
    .await?;
    accounts::revoke(&mut tx, person, session).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends all of a person's sessions but the one in use.
pub async fn end_other_sessions(
    market: &Market,
    person: PersonId,
    kept: SessionHash,
) -> Result<(), Error> {
    let mut tx = Tx::begin(
        &market.pools.app,
        Buyer {
            person: Some(person),
            purchase: None,
        },
    )
    .await?;
    accounts::revoke_others(&mut tx, person, kept).await?;
    tx.commit().await?;
    Ok(())
}
