//! A merchant asks to open a shop; it cannot sell before someone approved it.

use catalog::delivery::AreaFee;
use catalog::shops::{self, NewShop};
use catalog::{About, ReturnsPolicy, ShopName, ShopVerb};
use countries::{Country, guess_network};
use kernel::{CaseId, Destination, Id, PersonId, PhoneNumber, ShopId, Wallet};
use moderation::{CaseKind, Entry, NewCase, Subject};
use serde_json::json;
use store::{Platform, PlatformFlow, Topic, Tx};

use crate::{Error, Market};

/// One short form.
#[derive(Debug, Clone)]
pub struct OpenShop {
    pub owner: PersonId,
    pub name: ShopName,
    pub country: Country,
    /// Where the shop is.
    pub area: String,
    pub phone: PhoneNumber,
    pub about: About,
    pub returns_policy: ReturnsPolicy,
    /// Where it delivers, for how much.
    pub fees: Vec<AreaFee>,
}

/// Why the shop was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenShopError {
    #[error("the name is taken")]
    NameTaken,
    #[error(transparent)]
    Failed(Error),
}

impl From<catalog::Error> for OpenShopError {
    fn from(error: catalog::Error) -> Self {
        match error {
            catalog::Error::NameTaken => Self::NameTaken,
            other => Self::Failed(other.into()),
        }
    }
}

impl From<store::Error> for OpenShopError {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Writes the application and opens the case that decides it.
pub async fn open(market: &Market, wish: OpenShop) -> Result<ShopId, OpenShopError> {
    let now = market.source.now();
    let id: ShopId = market.source.id();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::OpenShop)).await?;
    let shop = NewShop {
        id,
        owner: wish.owner,
        name: wish.name.clone(),
        country: wish.country.code().to_owned(),
        area: wish.area,
        paid_to: wallet_of(&wish.phone, wish.country),
        phone: wish.phone,
        about: wish.about,
        returns_policy: wish.returns_policy,
        fees: wish.fees,
    };
    shops::apply(&mut tx, &shop, now).await?;
    ask(market, &mut tx, id, wish.name.as_str()).await?;
    let entry = Entry {
        actor: moderation::Actor::Merchant(wish.owner),
        action: "shop.apply",
        subject: Subject::new("shop", id),
        shop: Some(id),
        detail: json!({}),
    };
    moderation::audit(&mut tx, &entry, now).await?;
    store::publish(&mut tx, Topic::ShopApplied, id.uuid(), json!({}), now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Where a new shop's money goes until its owner says otherwise: to the number that buyers call, on the network of its first digits.
/// Nowhere, where they say none of the country's.
pub fn wallet_of(phone: &PhoneNumber, country: Country) -> Option<Destination> {
    let is_here = |network: &kernel::Network| country.pack().networks.contains(network);
    let network = guess_network(phone).filter(is_here)?;
    let phone = phone.clone();
    Some(Destination::Wallet(Wallet { phone, network }))
}

async fn ask(
    market: &Market,
    tx: &mut Tx<Platform>,
    shop: ShopId,
    name: &str,
) -> Result<(), store::Error> {
    let case = NewCase {
        kind: CaseKind::Shop,
        subject: shop.uuid(),
        shop: Some(shop),
        purchase: None,
        title: name.to_owned(),
        evidence: json!({}),
    };
    moderation::open(tx, &case, market.source.id::<CaseId>(), market.source.now()).await?;
    Ok(())
}

/// A refused shop, put right, asks again.
pub async fn ask_again(market: &Market, member: store::Shop) -> Result<(), Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::OpenShop)).await?;
    let Some(shop) = shops::find(&mut *tx, member.shop).await? else {
        return Ok(());
    };
    shops::act(
        &mut tx,
        member.shop,
        ShopVerb::Reapply,
        &catalog::Reason::none(),
        now,
    )
    .await?;
    ask(market, &mut tx, member.shop, &shop.name).await?;
    tx.commit().await?;
    Ok(())
}
