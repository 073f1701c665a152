//! Transactions whose type says what they may touch. Without a scope, row security shows nothing.

use std::ops::{Deref, DerefMut};

use kernel::{Id, PersonId, PurchaseId, ShopId};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use uuid::Uuid;

use crate::Error;

/// Acts as somebody of one shop, and sees that shop's rows only.
#[derive(Debug, Clone, Copy)]
pub struct Shop {
    pub shop: ShopId,
    pub actor: PersonId,
}

/// Acts as a buyer: a signed-in person, the holder of one purchase's link, or both.
#[derive(Debug, Clone, Copy)]
pub struct Buyer {
    pub person: Option<PersonId>,
    pub purchase: Option<PurchaseId>,
}

/// Acts as the marketplace itself, which sees every row. Only the flows listed here may.
#[derive(Debug, Clone, Copy)]
pub struct Platform(pub PlatformFlow);

/// The flows that may act as the platform; a test keeps this list in step with its callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlatformFlow {
    /// Opening a shop: the shop does not exist yet.
    OpenShop,
    /// Placing reads and holds stock of several shops.
    Place,
    /// Paying writes attempts.
    Pay,
    /// Settling touches every shop of a purchase.
    Settle,
    /// What the marketplace keeps: the rules of countries and categories are no shop's rows.
    Commission,
    /// Cancelling frees stock of several shops.
    Cancel,
    /// Giving back: a shop's goods and books, and its buyer's money.
    GiveBack,
    /// Expiring unpaid purchases.
    Expire,
    /// Asking providers about attempts that are not final.
    Reconcile,
    /// Sending money to buyers and shops, and asking what became of it.
    Disburse,
    /// Completing orders whose hold is over.
    Complete,
    /// A shop's payout: its books, and the provider's side of them.
    Payout,
    /// Cash on delivery: the goods and books of several shops.
    Cash,
    /// Store credit: a wallet belongs to a phone, not to a buyer's scope.
    Credit,
    /// Storing what a provider sent.
    Callback,
    /// Importing what a provider says it did, and comparing it with all books.
    Statement,
    /// Finding a purchase by its number and phone.
    Track,
    /// Admin and moderators: queues, decisions.
    Moderate,
    /// Rendering uploaded pictures.
    Picture,
    /// Giving a person what they bought as a guest.
    Claim,
    /// Telling people what happened.
    Announce,
    /// The demo marketplace.
    Seed,
    /// `soko explain`, and the admin's pages that show payments and books.
    Explain,
    /// An admin decides about money that does not match.
    Decide,
    /// Somebody looks at a purchase before it is packed.
    Review,
}

/// What a transaction may see.
pub trait Scope: Copy + Send + Sync + 'static {
    /// Kind, shop, person, purchase.
    fn settings(&self) -> (&'static str, Option<Uuid>, Option<Uuid>, Option<Uuid>);
}

impl Scope for Shop {
    fn settings(&self) -> (&'static str, Option<Uuid>, Option<Uuid>, Option<Uuid>) {
        (
            "shop",
            Some(self.shop.uuid()),
            Some(self.actor.uuid()),
            None,
        )
    }
}

impl Scope for Buyer {
    fn settings(&self) -> (&'static str, Option<Uuid>, Option<Uuid>, Option<Uuid>) {
        (
            "buyer",
            None,
            self.person.map(Id::uuid),
            self.purchase.map(Id::uuid),
        )
    }
}

impl Scope for Platform {
    fn settings(&self) -> (&'static str, Option<Uuid>, Option<Uuid>, Option<Uuid>) {
        ("platform", None, None, None)
    }
}

/// A transaction in a scope. Dropped without [`Tx::commit`], it is as if nothing had happened.
pub struct Tx<S: Scope> {
    inner: Transaction<'static, Postgres>,
    scope: S,
}

impl<S: Scope> Tx<S> {
    pub async fn begin(pool: &PgPool, scope: S) -> Result<Self, Error> {
        let mut inner = pool.begin().await?;
        let (kind, shop, person, purchase) = scope.settings();
        let text = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        sqlx::query!(
            "select set_config('soko.scope', $1, true) as scope, set_config('soko.shop', $2, true) as shop,
                    set_config('soko.person', $3, true) as person, set_config('soko.purchase', $4, true) as purchase",
            kind,
            text(shop),
            text(person),
            text(purchase),
        )
        .fetch_one(&mut *inner)
        .await?;
        Ok(Self { inner, scope })
    }

    pub fn scope(&self) -> S {
        self.scope
    }

    pub async fn commit(self) -> Result<(), Error> {
        Ok(self.inner.commit().await?)
    }
}

impl<S: Scope> Deref for Tx<S> {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        &self.inner
    }
}

impl<S: Scope> DerefMut for Tx<S> {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}
