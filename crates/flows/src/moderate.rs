//! Moderators decide: shops and pictures. Every decision has who, when and why. Cases of money are decided by admins: [`crate::cases`].

use accounts::PlatformRole;
use catalog::{
    ListingState, ListingVerb, PictureState, PictureVerb, Reason, ShopVerb, listings, pictures,
    publish, shops,
};
use kernel::{CaseId, Id, PersonId, PictureId, ShopId, Timestamp};
use media::PictureKey;
use moderation::{Actor, AuditRow, Case, CaseKind, DecideError, Entry, Subject, Verdict};
use serde_json::json;
use store::{Cursor, Page, Platform, PlatformFlow, Topic, Tx};

use crate::jobs::DeliverEvents;
use crate::{Error, Market};

/// Who decides.
#[derive(Debug, Clone, Copy)]
pub struct Moderator {
    pub person: PersonId,
    pub role: PlatformRole,
}

/// How many wait, by kind.
#[derive(Debug, Clone, Copy)]
pub struct Waiting {
    pub shops: i64,
    pub pictures: i64,
    pub payments: i64,
    /// Purchases under review.
    pub reviews: i64,
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum ModerateError {
    #[error(transparent)]
    Decide(DecideError),
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<DecideError> for ModerateError {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::Store(error) => Self::Failed(error.into()),
            other @ (DecideError::NotFound | DecideError::AlreadyDecided(_)) => Self::Decide(other),
        }
    }
}

crate::error::into_failed!(ModerateError: store::Error, catalog::Error, media::StoreError);

pub async fn waiting(market: &Market) -> Result<Waiting, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Moderate)).await?;
    Ok(Waiting {
        shops: moderation::open_count(&mut *tx, CaseKind::Shop).await?,
        pictures: moderation::open_count(&mut *tx, CaseKind::Picture).await?,
        payments: moderation::open_count(&mut *tx, CaseKind::Payment).await?,
        reviews: orders::risk::reviews::open_count(&mut *tx).await?,
    })
}

/// Open cases of a kind, oldest first.
pub async fn queue(
    market: &Market,
    kind: CaseKind,
    after: Option<Cursor>,
    size: u16,
) -> Result<Page<Case>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Moderate)).await?;
    Ok(moderation::queue(&mut *tx, kind, after, size).await?)
}

/// A case with what it is about.
#[derive(Debug, Clone)]
pub struct Evidence {
    pub case: Case,
    pub shop: Option<shops::Shop>,
    pub picture: Option<pictures::Picture>,
    pub listing: Option<listings::Listing>,
}

pub async fn evidence(market: &Market, id: CaseId) -> Result<Option<Evidence>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Moderate)).await?;
    let found = moderation::find(&mut *tx, id).await?;
    let Some(case) = found.filter(|case| case.kind != CaseKind::Payment) else {
        return Ok(None);
    };
    let shop = match case.shop {
        Some(shop) => shops::find(&mut *tx, shop).await?,
        None => None,
    };
    let picture = match case.kind {
        CaseKind::Picture => pictures::find(&mut *tx, PictureId::from_uuid(case.subject)).await?,
        CaseKind::Shop | CaseKind::Payment => None,
    };
    let listing = match picture.as_ref().and_then(|picture| picture.listing) {
        Some(listing) => listings::find(&mut *tx, listing).await?,
        None => None,
    };
    Ok(Some(Evidence {
        case,
        shop,
        picture,
        listing,
    }))
}

/// A remembered deed with what its author is called.
#[derive(Debug, Clone)]
pub struct Deed {
    pub row: AuditRow,
    /// Empty for the platform itself, and for people who never gave a name.
    pub by: String,
}

/// What people and the platform did, newest first, before an entry's id.
pub async fn deeds(
    market: &Market,
    before: Option<i64>,
    count_max: i64,
) -> Result<Vec<Deed>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Moderate)).await?;
    let rows = moderation::newest(&mut *tx, before, count_max).await?;
    let people: Vec<PersonId> = rows.iter().filter_map(|row| person_of(row.actor)).collect();
    let names = accounts::people::names(&mut *tx, &people).await?;
    let name = |id: PersonId| {
        names
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, name)| name.clone())
    };
    Ok(rows
        .into_iter()
        .map(|row| Deed {
            by: person_of(row.actor).and_then(name).unwrap_or_default(),
            row,
        })
        .collect())
}

/// What a person is called; empty when they never said.
pub async fn name_of(market: &Market, person: PersonId) -> Result<String, Error> {
    let names = accounts::people::names(&market.pools.app, &[person]).await?;
    Ok(names
        .into_iter()
        .next()
        .map(|(_, name)| name)
        .unwrap_or_default())
}

const fn person_of(actor: Actor) -> Option<PersonId> {
    match actor {
        Actor::Buyer(person) => person,
        Actor::Merchant(person) | Actor::Moderator(person) | Actor::Admin(person) => Some(person),
        Actor::Platform => None,
    }
}

/// Decides a case; what follows happens in the same transaction. Cases of money are no moderator's: there is no such case here.
pub async fn decide(
    market: &Market,
    who: Moderator,
    id: CaseId,
    verdict: Verdict,
) -> Result<Case, ModerateError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Moderate)).await?;
    let glance = moderation::find(&mut *tx, id).await?;
    if glance.is_none_or(|case| case.kind == CaseKind::Payment) {
        return Err(DecideError::NotFound.into());
    }
    let case = moderation::decide(&mut tx, id, &verdict, Some(who.person), now).await?;
    let reason = Reason::parse(verdict.reason()).unwrap_or_else(|_| Reason::none());
    let approved = matches!(verdict, Verdict::Approve);
    let mut decided_picture = None;
    match case.kind {
        CaseKind::Shop => {
            decide_shop(
                &mut tx,
                ShopId::from_uuid(case.subject),
                approved,
                &reason,
                now,
            )
            .await?;
        }
        CaseKind::Picture => {
            decided_picture = decide_picture(
                market,
                &mut tx,
                PictureId::from_uuid(case.subject),
                approved,
                &reason,
                now,
            )
            .await?;
        }
        CaseKind::Payment => return Err(DecideError::NotFound.into()),
    }
    let entry = Entry {
        actor: match who.role {
            PlatformRole::Admin => moderation::Actor::Admin(who.person),
            PlatformRole::Moderator | PlatformRole::None => {
                moderation::Actor::Moderator(who.person)
            }
        },
        action: match verdict {
            Verdict::Approve => "case.approve",
            Verdict::Refuse(_) => "case.refuse",
            Verdict::Settle(_) => "case.settle",
        },
        subject: Subject::new("case", id),
        shop: case.shop,
        detail: json!({ "kind": case.kind.as_str(), "subject": case.subject, "reason": verdict.reason() }),
    };
    moderation::audit(&mut tx, &entry, now).await?;
    store::enqueue(&mut tx, &DeliverEvents::about(id), now).await?;
    tx.commit().await?;
    // Files follow the decision: what was refused leaves the shelves. A crash here leaves a file nobody's row names as public.
    if let Some(key) = decided_picture
        && !approved
    {
        media::withdraw(&*market.pictures, key).await?;
    }
    Ok(case)
}

async fn decide_shop(
    tx: &mut Tx<Platform>,
    shop: ShopId,
    approved: bool,
    reason: &Reason,
    now: Timestamp,
) -> Result<(), ModerateError> {
    let verb = if approved {
        ShopVerb::Approve
    } else {
        ShopVerb::Refuse
    };
    shops::act(tx, shop, verb, reason, now).await?;
    publish::refresh_shop(tx, shop, now).await?;
    store::publish(
        tx,
        Topic::ShopDecided,
        shop.uuid(),
        json!({ "approved": approved }),
        now,
    )
    .await?;
    Ok(())
}

/// Publishes the files before the row says so, so that a public row always has its files.
async fn decide_picture(
    market: &Market,
    tx: &mut Tx<Platform>,
    id: PictureId,
    approved: bool,
    reason: &Reason,
    now: Timestamp,
) -> Result<Option<PictureKey>, ModerateError> {
    let Some(picture) = pictures::find(&mut **tx, id).await? else {
        return Ok(None);
    };
    let key: Option<PictureKey> = picture
        .rendered
        .as_ref()
        .and_then(|rendered| rendered.media_key.parse().ok());
    // The shop may have taken it away while it waited.
    if matches!(picture.state, PictureState::Removed | PictureState::Broken) {
        return Ok(None);
    }
    if approved && let Some(key) = key {
        media::publish(&*market.pictures, key).await?;
    }
    let verb = if approved {
        PictureVerb::Approve
    } else {
        PictureVerb::Refuse
    };
    pictures::act(tx, id, verb, reason, now).await?;
    if let Some(listing) = picture.listing {
        follow(tx, listing, approved, reason, now).await?;
    }
    store::publish(
        tx,
        Topic::PictureDecided,
        id.uuid(),
        json!({ "approved": approved, "shop": picture.shop }),
        now,
    )
    .await?;
    Ok(key)
}

/// A listing that waits for its first picture goes live with it, or comes back with the reason.
async fn follow(
    tx: &mut Tx<Platform>,
    listing: kernel::ListingId,
    approved: bool,
    reason: &Reason,
    now: Timestamp,
) -> Result<(), ModerateError> {
    let Some(found) = listings::find(&mut **tx, listing).await? else {
        return Ok(());
    };
    if found.state != ListingState::InReview {
        return Ok(());
    }
    if approved {
        listings::act(tx, listing, ListingVerb::Approve, &Reason::none(), now).await?;
        return Ok(());
    }
    let hope = |state| {
        matches!(
            state,
            PictureState::Uploaded | PictureState::Pending | PictureState::Approved
        )
    };
    let others = pictures::list(&mut **tx, listing).await?;
    if !others.iter().any(|picture| hope(picture.state)) {
        listings::act(tx, listing, ListingVerb::Reject, reason, now).await?;
    }
    Ok(())
}
