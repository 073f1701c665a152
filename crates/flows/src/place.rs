//! Placing a purchase: everything it says is fixed in one transaction, before any money moves.

use std::collections::BTreeMap;

use catalog::delivery;
use countries::Country;
use kernel::{
    AccessKey, CartId, Id, IntentId, Money, PersonId, PurchaseId, PurchaseNumber, ShopId,
    Timestamp, VariantId,
};
use orders::carts::{self, Cart, CartLine};
use orders::commission::rules;
use orders::offers::{self, Offer};
use orders::plan::{Delivery, WantedLine};
use orders::timeline::{self, NewEvent};
use orders::{
    Actor, CommissionRule, EventKind, NewPurchase, Plan, PlanError, Recipient, order, purchase,
};
use payments::intent;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Platform, PlatformFlow, Topic, Tx};
use time::Duration;
use words::Lang;

use crate::jobs::DeliverEvents;
use crate::market::failpoint;
use crate::{Market, stock};

/// What a buyer asks for when placing.
#[derive(Debug, Clone)]
pub struct Place {
    pub cart: CartId,
    /// From the form or the `Idempotency-Key` header: consumed only when placing commits.
    pub key: String,
    pub buyer: Option<PersonId>,
    pub country: Country,
    pub language: Lang,
    pub recipient: Recipient,
    /// The total the buyer saw. Another total is shown, never charged.
    pub total_seen: Money,
}

/// A purchase, and the key that opens its pages.
#[derive(Debug, Clone)]
pub struct Placed {
    pub id: PurchaseId,
    pub number: PurchaseNumber,
    pub key: AccessKey,
    pub total: Money,
}

/// Why nothing was placed.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    #[error("the cart is empty")]
    EmptyCart,
    /// These are no longer on sale.
    #[error("some lines are gone")]
    Gone(Vec<VariantId>),
    /// A price or a fee moved since the buyer saw it: this is the total now. Once the buyer has seen the prices of now,
    /// [`crate::basket::see_prices`] remembers that.
    #[error("the total is {total} now")]
    TotalChanged { total: Money },
    #[error("some shops do not deliver there")]
    NoDelivery(Vec<ShopId>),
    #[error("some lines are short")]
    Short(Vec<catalog::Shortage>),
    #[error("a purchase may hold at most 26 shops and 60 lines")]
    TooMany,
    /// The key was used to place something else.
    #[error("{number} was already placed with this key")]
    KeyReused { number: PurchaseNumber },
    #[error(transparent)]
    Failed(#[from] crate::Error),
}

crate::error::into_failed!(PlaceError: store::Error, orders::Error, payments::Error, kernel::MoneyError);

/// Places what is in the cart: snapshots every line, holds the stock, makes one order per shop. The same key with the same
/// content gives the same answer, however often and however parallel.
pub async fn place(market: &Market, wish: Place) -> Result<Placed, PlaceError> {
    let now = market.source.now();
    let key = access_key(market, wish.cart, &wish.key);
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Place)).await?;
    // Two placings of one cart wait for each other here, so the second finds what the first wrote.
    carts::lock(&mut tx, wish.cart).await?;
    let cart = carts::find(&mut *tx, wish.cart).await?;
    if let Some(earlier) = purchase::find_by_idempotency_key(&mut *tx, wish.cart, &wish.key).await?
    {
        // Placing emptied the cart. What is in it now was put there since, and a repeat would leave it behind unsaid.
        let lines = match cart
            .as_ref()
            .map(lines_of)
            .filter(|lines| !lines.is_empty())
        {
            Some(lines) => lines,
            None => placed_lines(&mut tx, earlier.id).await?,
        };
        if earlier.content_hash == content_hash(&wish, &lines) {
            return Ok(Placed {
                id: earlier.id,
                number: earlier.number,
                key,
                total: earlier.total,
            });
        }
        return Err(PlaceError::KeyReused {
            number: earlier.number,
        });
    }
    let cart = cart
        .filter(|cart| !cart.lines.is_empty())
        .ok_or(PlaceError::EmptyCart)?;
    let plan = plan(&mut tx, &cart, &wish).await?;
    if plan.total != wish.total_seen || is_repriced(&cart, &plan) {
        return Err(PlaceError::TotalChanged { total: plan.total });
    }
    let content = content_hash(&wish, &lines_of(&cart));
    let placed = write(market, &mut tx, &wish, &plan, &key, content, now).await?;
    carts::clear(&mut tx, wish.cart, now).await?;
    store::enqueue(&mut tx, &DeliverEvents::about(placed.id), now).await?;
    failpoint!("place.before_commit");
    tx.commit().await?;
    failpoint!("place.committed");
    tracing::info!(purchase.id = %placed.id, total = %placed.total, "purchase placed");
    Ok(placed)
}

/// The key follows from what makes the purchase unique, so a repeated placing answers with the same one; only its hash is kept.
pub(crate) fn access_key(market: &Market, cart: CartId, placed_with: &str) -> AccessKey {
    let digest = market.settings.sign(
        "purchase-access-key",
        format!("{cart}:{placed_with}").as_bytes(),
    );
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    AccessKey::from_random(bytes)
}

/// How many of what.
type Lines = BTreeMap<VariantId, u32>;

fn lines_of(cart: &Cart) -> Lines {
    cart.lines
        .iter()
        .map(|line| (line.variant, line.quantity))
        .collect()
}

async fn placed_lines(tx: &mut Tx<Platform>, id: PurchaseId) -> Result<Lines, PlaceError> {
    let lines = order::lines_of_purchase(&mut **tx, id).await?;
    Ok(lines
        .into_iter()
        .map(|line| (line.variant, line.quantity))
        .collect())
}

/// The price of some line is not what the buyer saw, whatever the total: prices that moved against each other add up to it.
fn is_repriced(cart: &Cart, plan: &Plan) -> bool {
    let mut planned = plan.orders.iter().flat_map(|order| &order.lines);
    planned.any(|line| {
        let seen = cart
            .lines
            .iter()
            .find(|seen| seen.variant == line.wanted.variant);
        seen.is_none_or(|seen| seen.price_seen != line.wanted.unit_price)
    })
}

/// What the buyer asked for.
fn content_hash(wish: &Place, lines: &Lines) -> [u8; 32] {
    let recipient = &wish.recipient;
    let parts = [
        wish.country.code(),
        recipient.name.as_str(),
        recipient.phone.e164(),
        recipient.area.as_str(),
        recipient.landmark.as_str(),
        recipient.directions.as_str(),
        &wish.total_seen.to_string(),
    ];
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    for (variant, quantity) in lines {
        hash.update(variant.uuid().as_bytes());
        hash.update(quantity.to_be_bytes());
    }
    hash.finalize().into()
}

async fn plan(tx: &mut Tx<Platform>, cart: &Cart, wish: &Place) -> Result<Plan, PlaceError> {
    let variants: Vec<VariantId> = cart.lines.iter().map(|line| line.variant).collect();
    let offers: BTreeMap<VariantId, Offer> = offers::lock(tx, &variants)
        .await?
        .into_iter()
        .filter(|offer| offer.country == wish.country.code())
        .map(|offer| (offer.variant, offer))
        .collect();
    let gone: Vec<VariantId> = variants
        .iter()
        .filter(|variant| !offers.contains_key(variant))
        .copied()
        .collect();
    if !gone.is_empty() {
        return Err(PlaceError::Gone(gone));
    }
    let mut shops: Vec<ShopId> = offers.values().map(|offer| offer.shop).collect();
    shops.sort_unstable();
    shops.dedup();
    let fees: BTreeMap<ShopId, Delivery> =
        delivery::fees_for(&mut **tx, &shops, &wish.recipient.area)
            .await
            .map_err(crate::Error::from)?
            .into_iter()
            .map(|(shop, fee)| {
                (
                    shop,
                    Delivery {
                        fee: fee.fee,
                        days_min: fee.days_min.into(),
                        days_max: fee.days_max.into(),
                    },
                )
            })
            .collect();
    let unreached: Vec<ShopId> = shops
        .into_iter()
        .filter(|shop| !fees.contains_key(shop))
        .collect();
    if !unreached.is_empty() {
        return Err(PlaceError::NoDelivery(unreached));
    }
    let pack = wish.country.pack();
    let sold = |offer: &Offer| (Some(offer.shop), Some(offer.category));
    let (country, currency) = (wish.country.code(), pack.currency);
    let rules = rules::in_force(&mut **tx, country, currency, offers.values().map(sold)).await?;
    let lines = cart
        .lines
        .iter()
        .filter_map(|line| {
            let offer = offers.get(&line.variant)?;
            let (rule, _) = rules.of(sold(offer));
            Some(wanted(line, offer, pack.tax_rate_bps, rule))
        })
        .collect();
    Plan::of(lines, &fees, currency).map_err(|error| match error {
        PlanError::Empty | PlanError::NotPositive => PlaceError::EmptyCart,
        PlanError::TooMany => PlaceError::TooMany,
        PlanError::NoDelivery(shop) => PlaceError::NoDelivery(vec![shop]),
        PlanError::Money(error) => PlaceError::Failed(error.into()),
    })
}

fn wanted(
    line: &CartLine,
    offer: &Offer,
    usual_rate_bps: u32,
    commission: CommissionRule,
) -> WantedLine {
    WantedLine {
        shop: offer.shop,
        listing: offer.listing,
        variant: offer.variant,
        title: offer.title.clone(),
        options: offer.options.clone(),
        sku: offer.sku.clone(),
        picture_key: offer.picture_key.clone(),
        quantity: line.quantity,
        unit_price: offer.price,
        tax_rate_bps: if offer.is_zero_rated {
            0
        } else {
            usual_rate_bps
        },
        commission,
    }
}

async fn write(
    market: &Market,
    tx: &mut Tx<Platform>,
    wish: &Place,
    plan: &Plan,
    key: &AccessKey,
    content_hash: [u8; 32],
    now: Timestamp,
) -> Result<Placed, PlaceError> {
    let id: PurchaseId = market.source.id();
    let number = PurchaseNumber::from_random(market.source.bytes());
    let new = NewPurchase {
        id,
        number,
        key,
        cart: wish.cart,
        idempotency_key: &wish.key,
        content_hash,
        buyer: wish.buyer,
        recipient: &wish.recipient,
        country: wish.country.code(),
        language: wish.language.code(),
        plan,
        held_until: now + Duration::minutes(market.settings.hold_minutes),
        at: now,
    };
    purchase::insert(tx, &new, &market.source).await?;
    stock::hold(tx, id, now).await?.map_err(PlaceError::Short)?;
    intent::ensure(tx, market.source.id::<IntentId>(), id, plan.total, now).await?;
    let event = NewEvent {
        purchase: id,
        order: None,
        kind: EventKind::Placed,
        actor: Actor::Buyer(wish.buyer),
        note: "",
        is_public: true,
        at: now,
    };
    timeline::write(tx, &event).await?;
    let payload = json!({"number": number.to_string(), "total": plan.total});
    store::publish(tx, Topic::OrderPlaced, id.uuid(), payload, now).await?;
    Ok(Placed {
        id,
        number,
        key: key.clone(),
        total: plan.total,
    })
}
