//! The cart: what a visitor means to buy, at the prices they saw, checked against what can be had right now.

use catalog::delivery::{self, AreaFee};
use catalog::storefront::{self, CartItem, CartLine, ShopRef};
use countries::Country;
use kernel::{CartId, Id, Money, PurchaseId, ShopId, VariantId};
use orders::carts::{self, Cart, QUANTITY_MAX};
use orders::order;
use sha2::{Digest, Sha256};
use store::{Buyer, Tx};
use uuid::Uuid;

use crate::{Error, Market};

/// A cart as its owner sees it.
#[derive(Debug, Clone)]
pub struct Basket {
    /// The cart of this country, to be placed.
    pub cart: CartId,
    /// One group a shop, in the order the shops came into the cart.
    pub groups: Vec<Group>,
    /// Lines that can no longer be bought at all.
    pub gone: Vec<VariantId>,
    /// All lines that can be bought, without delivery.
    pub items: Money,
    /// Fees of every shop; `None` while no area is chosen or a shop does not deliver there.
    pub delivery: Option<Money>,
}

/// What one shop sends.
#[derive(Debug, Clone)]
pub struct Group {
    pub shop: ShopRef,
    pub lines: Vec<Line>,
    pub items: Money,
    pub delivery: Reach,
}

/// Whether and how a shop's parcel gets to the chosen area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    NotAsked,
    NotThere,
    There(AreaFee),
}

/// A line that can be bought.
#[derive(Debug, Clone)]
pub struct Line {
    pub item: CartItem,
    pub quantity: u32,
    /// The price of one piece when the visitor last agreed to it.
    pub seen: Money,
    /// At the price of now.
    pub total: Money,
}

impl Line {
    /// The price moved since the visitor saw it.
    pub fn is_repriced(&self) -> bool {
        self.seen != self.item.price
    }

    /// Fewer are left than the cart holds.
    pub fn is_short(&self) -> bool {
        self.item.available < self.quantity
    }
}

impl Basket {
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.gone.is_empty()
    }

    /// Pieces.
    pub fn quantity(&self) -> u32 {
        self.lines().map(|line| line.quantity).sum()
    }

    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.groups.iter().flat_map(|group| &group.lines)
    }

    /// Something must be looked at before paying: a price moved, a line is short or gone.
    pub fn needs_a_look(&self) -> bool {
        !self.gone.is_empty()
            || self
                .lines()
                .any(|line| line.is_repriced() || line.is_short())
    }

    pub fn is_repriced(&self) -> bool {
        self.lines().any(Line::is_repriced)
    }

    /// What would be paid; `None` until delivery is known.
    pub fn total(&self) -> Option<Money> {
        self.items.plus(self.delivery?).ok()
    }
}

/// The cart in which a visitor with this token keeps one country's goods. Only we can make a token, so nobody can name
/// another's cart.
pub fn cart_in(token: CartId, country: Country) -> CartId {
    let mut hash = Sha256::new();
    hash.update(token.uuid().as_bytes());
    hash.update(country.code());
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    CartId::from_uuid(Uuid::from_bytes(bytes))
}

/// Why the cart did not change.
#[derive(Debug, thiserror::Error)]
pub enum BasketError {
    /// Hidden, archived, never there, or sold in another country.
    #[error("it is not for sale here")]
    NotForSale,
    #[error("none is left")]
    SoldOut { title: String },
    /// The cart holds as many different things as it can.
    #[error("the cart is full")]
    Full,
    #[error(transparent)]
    Failed(#[from] Error),
}

crate::error::into_failed!(BasketError: store::Error, orders::Error, catalog::Error, kernel::MoneyError);

/// What the cart holds after a change.
#[derive(Debug, Clone)]
pub struct Held {
    /// For the cookie; new when the visitor had none.
    pub token: CartId,
    pub title: String,
    pub quantity: u32,
    /// Fewer are left than were asked for, and the cart holds all of them.
    pub is_clamped: bool,
}

/// Pieces in the cart, for the head of a page.
pub async fn count(market: &Market, token: CartId, country: Country) -> Result<u32, Error> {
    let mut tx = Tx::begin(&market.pools.app, NOBODY).await?;
    Ok(carts::find(&mut *tx, cart_in(token, country))
        .await?
        .map_or(0, |cart| cart.quantity()))
}

/// The cart as it stands now, with each shop's delivery to an area. `None`: there is no cart yet.
pub async fn view(
    market: &Market,
    token: CartId,
    country: Country,
    area: Option<&str>,
) -> Result<Option<Basket>, Error> {
    let mut tx = Tx::begin(&market.pools.app, NOBODY).await?;
    let Some(cart) = carts::find(&mut *tx, cart_in(token, country)).await? else {
        return Ok(None);
    };
    tx.commit().await?;
    let variants: Vec<VariantId> = cart.lines.iter().map(|line| line.variant).collect();
    let here = storefront::cart_lines(&market.pools.storefront, &variants).await?;
    let mut basket = Basket {
        cart: cart.id,
        groups: Vec::new(),
        gone: Vec::new(),
        items: Money::zero(country.pack().currency),
        delivery: None,
    };
    for (kept, line) in cart.lines.iter().zip(here) {
        match line {
            CartLine::Here(item) if item.country == country.code() => {
                let total = item.price.times(kept.quantity)?;
                let line = Line {
                    item: *item,
                    quantity: kept.quantity,
                    seen: kept.price_seen,
                    total,
                };
                basket.take(line)?;
            }
            CartLine::Here(_) | CartLine::Gone(_) => basket.gone.push(kept.variant),
        }
    }
    if let Some(area) = area {
        basket.deliver_to(market, area).await?;
    }
    Ok(Some(basket))
}

impl Basket {
    fn take(&mut self, line: Line) -> Result<(), Error> {
        self.items = self.items.plus(line.total)?;
        match self
            .groups
            .iter_mut()
            .find(|group| group.shop.id == line.item.shop.id)
        {
            Some(group) => {
                group.items = group.items.plus(line.total)?;
                group.lines.push(line);
            }
            None => self.groups.push(Group {
                shop: line.item.shop.clone(),
                items: line.total,
                lines: vec![line],
                delivery: Reach::NotAsked,
            }),
        }
        Ok(())
    }

    async fn deliver_to(&mut self, market: &Market, area: &str) -> Result<(), Error> {
        let shops: Vec<ShopId> = self.groups.iter().map(|group| group.shop.id).collect();
        let fees = delivery::fees_for(&market.pools.storefront, &shops, area).await?;
        let mut sum = Some(Money::zero(self.items.currency()));
        for group in &mut self.groups {
            let fee = fees
                .iter()
                .find(|(shop, _)| *shop == group.shop.id)
                .map(|(_, fee)| fee.clone());
            sum = match (&fee, sum) {
                (Some(fee), Some(sum)) => Some(sum.plus(fee.fee)?),
                (None, _) | (_, None) => None,
            };
            group.delivery = fee.map_or(Reach::NotThere, Reach::There);
        }
        self.delivery = sum;
        Ok(())
    }
}

/// Puts more of a variant into the cart, and makes the cart if need be. Never more than are left.
pub async fn add(
    market: &Market,
    token: Option<CartId>,
    country: Country,
    variant: VariantId,
    quantity: u32,
) -> Result<Held, BasketError> {
    let item = for_sale(market, country, variant).await?;
    if item.available == 0 {
        return Err(BasketError::SoldOut { title: item.title });
    }
    let token = token.unwrap_or_else(|| market.source.opaque_id());
    let cart = cart_in(token, country);
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, NOBODY).await?;
    carts::create(&mut tx, cart, country.code(), now).await?;
    carts::lock(&mut tx, cart).await?;
    let held = carts::find(&mut *tx, cart)
        .await?
        .and_then(|cart| quantity_of(&cart, variant));
    let wanted = held.unwrap_or(0).saturating_add(quantity.max(1));
    let kept = wanted.min(item.available).min(QUANTITY_MAX);
    if !carts::put_line(&mut tx, cart, variant, kept, item.price, now).await? {
        return Err(BasketError::Full);
    }
    tx.commit().await?;
    Ok(Held {
        token,
        title: item.title,
        quantity: kept,
        is_clamped: kept < wanted,
    })
}

/// Says how many of a variant the cart shall hold; none takes it out. The price the visitor agreed to stays.
pub async fn set(
    market: &Market,
    token: CartId,
    country: Country,
    variant: VariantId,
    quantity: u32,
) -> Result<Option<Held>, BasketError> {
    let item = match (quantity, for_sale(market, country, variant).await) {
        (_, Ok(item)) => Some(item),
        // What is no longer sold can still be taken out.
        (0, Err(BasketError::NotForSale)) => None,
        (_, Err(error)) => return Err(error),
    };
    let cart = cart_in(token, country);
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, NOBODY).await?;
    if !carts::lock(&mut tx, cart).await? {
        return Ok(None);
    }
    let Some(found) = carts::find(&mut *tx, cart).await? else {
        return Ok(None);
    };
    let Some(line) = found.lines.iter().find(|line| line.variant == variant) else {
        return Ok(None);
    };
    let available = item.as_ref().map_or(0, |item| item.available);
    // A sold-out line stays as it is: taking it out is the visitor's decision.
    if quantity > 0 && available == 0 {
        return Err(BasketError::SoldOut {
            title: item.map(|item| item.title).unwrap_or_default(),
        });
    }
    let kept = quantity.min(available).min(QUANTITY_MAX);
    carts::put_line(&mut tx, cart, variant, kept, line.price_seen, now).await?;
    tx.commit().await?;
    let title = item.map(|item| item.title).unwrap_or_default();
    Ok(Some(Held {
        token,
        title,
        quantity: kept,
        is_clamped: kept < quantity,
    }))
}

/// Takes everything out.
pub async fn clear(market: &Market, token: CartId, country: Country) -> Result<(), Error> {
    let mut tx = Tx::begin(&market.pools.app, NOBODY).await?;
    let cart = cart_in(token, country);
    if carts::lock(&mut tx, cart).await? {
        carts::clear(&mut tx, cart, market.source.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The visitor agrees to the prices of now, and to as many as are left.
pub async fn accept(market: &Market, token: CartId, country: Country) -> Result<(), Error> {
    let Some(basket) = view(market, token, country, None).await? else {
        return Ok(());
    };
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, NOBODY).await?;
    if !carts::lock(&mut tx, basket.cart).await? {
        return Ok(());
    }
    for line in basket
        .lines()
        .filter(|line| line.is_repriced() || line.is_short())
    {
        let kept = if line.item.available == 0 {
            line.quantity
        } else {
            line.quantity.min(line.item.available)
        };
        carts::put_line(
            &mut tx,
            basket.cart,
            line.item.variant,
            kept,
            line.item.price,
            now,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The visitor has been shown the prices of now. Unlike [`accept`], it leaves alone how many they want.
pub async fn see_prices(market: &Market, cart: CartId) -> Result<(), Error> {
    let mut tx = Tx::begin(&market.pools.app, NOBODY).await?;
    carts::lock(&mut tx, cart).await?;
    let Some(seen) = carts::find(&mut *tx, cart).await? else {
        return Ok(());
    };
    let variants: Vec<VariantId> = seen.lines.iter().map(|line| line.variant).collect();
    let here = storefront::cart_lines(&market.pools.storefront, &variants).await?;
    let now = market.source.now();
    for (line, here) in seen.lines.iter().zip(here) {
        match here {
            CartLine::Here(item) if item.price != line.price_seen => {
                carts::put_line(&mut tx, cart, line.variant, line.quantity, item.price, now)
                    .await?;
            }
            CartLine::Here(_) | CartLine::Gone(_) => {}
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Puts what a purchase held into the cart again, as far as it can still be bought. Says whether anything could.
pub async fn refill(
    market: &Market,
    token: Option<CartId>,
    buyer: Buyer,
    country: Country,
    purchase: PurchaseId,
) -> Result<Option<CartId>, Error> {
    let mut tx = Tx::begin(&market.pools.app, buyer).await?;
    let lines = order::lines_of_purchase(&mut *tx, purchase).await?;
    tx.commit().await?;
    let mut token = token;
    for line in lines {
        match add(market, token, country, line.variant, line.quantity).await {
            Ok(held) => token = Some(held.token),
            Err(BasketError::NotForSale | BasketError::SoldOut { .. } | BasketError::Full) => {}
            Err(BasketError::Failed(error)) => return Err(error),
        }
    }
    Ok(token)
}

/// Carts belong to whoever holds their token; no scope is needed to reach them.
const NOBODY: Buyer = Buyer {
    person: None,
    purchase: None,
};

async fn for_sale(
    market: &Market,
    country: Country,
    variant: VariantId,
) -> Result<CartItem, BasketError> {
    match storefront::cart_lines(&market.pools.storefront, &[variant])
        .await?
        .pop()
    {
        Some(CartLine::Here(item)) if item.country == country.code() => Ok(*item),
        Some(CartLine::Here(_) | CartLine::Gone(_)) | None => Err(BasketError::NotForSale),
    }
}

fn quantity_of(cart: &Cart, variant: VariantId) -> Option<u32> {
    cart.lines
        .iter()
        .find(|line| line.variant == variant)
        .map(|line| line.quantity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_country_has_its_own_cart() {
        let token = CartId::from_uuid(Uuid::from_u128(7));
        let zambia = cart_in(token, Country::Zambia);
        assert_eq!(zambia, cart_in(token, Country::Zambia));
        assert_ne!(zambia, cart_in(token, Country::Kenya));
        assert_ne!(zambia, token);
    }
}
