//! Writes the demo's shops and products, pictures drawn and rendered on the way.

use std::collections::{HashMap, HashSet};

use accounts::PlatformRole;
use catalog::cash::CashTerms;
use catalog::categories::{self, Category};
use catalog::delivery::AreaFee;
use catalog::listings::{self, ListingContent, NewListing};
use catalog::pictures::{self, NewPicture, Rendered};
use catalog::shops::{self, NewShop};
use catalog::variants::NewVariant;
use catalog::{
    About, AltText, Description, ListingVerb, OptionNames, OptionText, PictureVerb, Reason,
    ReturnsPolicy, ShopName, ShopVerb, Sku, Title, stock as levels,
};
use flows::Market;
use kernel::{CategoryId, Id, ListingId, PictureId, ShopId, Slug, Timestamp};
use media::{Picture, Shelf, render};
use store::{Platform, PlatformFlow, Tx};
use time::Duration;

use crate::data::{self, DemoPicture, DemoProduct, DemoShop};
use crate::{Error, commission, fits, people};

/// Wide enough for every place a demo picture is shown.
const SIDE_PX: u32 = 720;

/// What was written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stocked {
    pub shops: usize,
    pub products: usize,
}

/// Whether the marketplace has no shop yet.
pub async fn is_empty(market: &Market) -> Result<bool, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Seed)).await?;
    let shops = shops::list(&mut *tx, catalog::ShopState::Approved, None, 1).await?;
    Ok(shops.rows.is_empty())
}

/// Writes categories, people, shops and products. `progress` hears of every shop. What an interrupted run wrote already stays as
/// it is.
pub async fn stock(market: &Market, progress: &(dyn Fn(&str) + Sync)) -> Result<Stocked, Error> {
    let now = market.source.now();
    let categories = write_categories(market).await?;
    let everybody = people::people()?;
    for person in everybody
        .iter()
        .filter(|person| person.role != PlatformRole::None)
    {
        people::arrive(market, person).await?;
    }
    commission::set_rule(market, &categories, &everybody).await?;
    let mut stocked = Stocked::default();
    for (place, shop) in (0_i64..).zip(data::shops()) {
        let opened = now - Duration::days(200 - 9 * place);
        let id = write_shop(market, shop, &everybody, opened).await?;
        let products = shop.products();
        let written = titles(market, id).await?;
        for (turn, product) in (0_i64..).zip(&products) {
            if written.contains(product.title.as_str()) {
                continue;
            }
            // Spread over the last weeks, so that "newest" mixes the shops.
            let listed = now - Duration::minutes(90 + 97 * turn + 13 * place);
            write_product(market, id, product, &categories, listed).await?;
        }
        stocked.shops += 1;
        stocked.products += products.len();
        progress(shop.name);
    }
    Ok(stocked)
}

/// The titles of what a shop sells already.
async fn titles(market: &Market, shop: ShopId) -> Result<HashSet<String>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Seed)).await?;
    let titles = listings::titles(&mut *tx, shop).await?;
    tx.commit().await?;
    Ok(titles.into_iter().collect())
}

pub(crate) async fn write_categories(
    market: &Market,
) -> Result<HashMap<&'static str, CategoryId>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Seed)).await?;
    let mut ids: HashMap<&'static str, CategoryId> = categories::list(&mut *tx)
        .await?
        .iter()
        .filter_map(|known| slug_of(known.slug.as_str()).map(|slug| (slug, known.id)))
        .collect();
    for (position, category) in (0_i16..).zip(data::categories()) {
        let id = ids
            .get(category.slug)
            .copied()
            .unwrap_or_else(|| market.source.id());
        let row = Category {
            id,
            parent: category.parent.and_then(|slug| ids.get(slug)).copied(),
            slug: fits("category", category.slug.parse::<Slug>())?,
            name_en: category.name_en.to_owned(),
            name_sw: category.name_sw.to_owned(),
            position,
        };
        categories::save(&mut tx, &row).await?;
        ids.insert(category.slug, id);
    }
    tx.commit().await?;
    Ok(ids)
}

fn slug_of(slug: &str) -> Option<&'static str> {
    data::categories()
        .iter()
        .map(|category| category.slug)
        .find(|known| *known == slug)
}

async fn write_shop(
    market: &Market,
    shop: &DemoShop,
    everybody: &[people::DemoPerson],
    at: Timestamp,
) -> Result<ShopId, Error> {
    let owner = everybody
        .iter()
        .find(|person| person.shop == Some(shop.slug))
        .ok_or_else(|| Error::Data(format!("{} has no owner", shop.slug)))?;
    let owner_id = people::arrive(market, owner).await?;
    let own = flows::account::shops_of(market, owner_id).await?;
    if let Some(written) = own.first() {
        return Ok(written.shop);
    }
    let id: ShopId = market.source.id();
    let fees = shop
        .deliveries()
        .into_iter()
        .map(|delivery| {
            let days = |n: u16| u8::try_from(n).unwrap_or(u8::MAX);
            AreaFee {
                area: delivery.area.to_owned(),
                fee: delivery.fee,
                days_min: days(delivery.days_min),
                days_max: days(delivery.days_max),
            }
        })
        .collect();
    let new = NewShop {
        id,
        owner: owner_id,
        name: fits(shop.slug, ShopName::parse(shop.name))?,
        country: shop.country.code().to_owned(),
        area: shop.area.to_owned(),
        phone: owner.phone.clone(),
        paid_to: paid_to(shop, &owner.phone),
        about: fits(shop.slug, About::parse(shop.about))?,
        returns_policy: fits(shop.slug, ReturnsPolicy::parse(shop.returns_policy))?,
        fees,
    };
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Seed)).await?;
    shops::apply(&mut tx, &new, at).await?;
    shops::act(
        &mut tx,
        id,
        ShopVerb::Approve,
        &Reason::none(),
        at + Duration::hours(20),
    )
    .await?;
    if shop.takes_cash() {
        let anything = CashTerms {
            maximum: None,
            areas: Vec::new(),
        };
        let currency = shop.country.currency();
        catalog::cash::set_terms(&mut tx, id, currency, Some(&anything)).await?;
    }
    tx.commit().await?;
    Ok(id)
}

fn paid_to(shop: &DemoShop, phone: &kernel::PhoneNumber) -> Option<kernel::Destination> {
    let country = shop.country.code().parse().ok()?;
    flows::open_shop::wallet_of(phone, country)
}

async fn write_product(
    market: &Market,
    shop: ShopId,
    product: &DemoProduct,
    categories: &HashMap<&'static str, CategoryId>,
    at: Timestamp,
) -> Result<(), Error> {
    let id: ListingId = market.source.id();
    let content = content(market, product, categories)?;
    let mut drawn = Vec::with_capacity(product.pictures.len());
    for picture in &product.pictures {
        drawn.push(draw(market, picture, market.source.id()).await?);
    }
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Seed)).await?;
    let counts: Vec<_> = content
        .variants
        .iter()
        .zip(&product.variants)
        .map(|(variant, demo)| (variant.id, demo.stock))
        .collect();
    listings::create(&mut tx, &NewListing { id, shop, content }, at).await?;
    for (picture, rendered, alt) in drawn {
        let original_key = rendered.media_key.clone();
        pictures::add(
            &mut tx,
            &NewPicture {
                id: picture,
                listing: id,
                alt,
                original_key,
            },
            at,
        )
        .await?;
        pictures::mark_rendered(&mut tx, picture, &rendered, at).await?;
        pictures::act(&mut tx, picture, PictureVerb::Approve, &Reason::none(), at).await?;
    }
    for (variant, count) in counts {
        if count > 0 {
            let received =
                levels::receive(&mut tx, shop, variant, count, "opening stock", at).await;
            received.map_err(|error| Error::Data(format!("{}: {error}", product.slug)))?;
        }
    }
    listings::act(&mut tx, id, ListingVerb::Submit, &Reason::none(), at).await?;
    listings::act(&mut tx, id, ListingVerb::Approve, &Reason::none(), at).await?;
    tx.commit().await?;
    Ok(())
}

fn content(
    market: &Market,
    product: &DemoProduct,
    categories: &HashMap<&'static str, CategoryId>,
) -> Result<ListingContent, Error> {
    let text = |value: &&str| fits(&product.slug, OptionText::parse(value));
    let variants = product
        .variants
        .iter()
        .map(|variant| {
            Ok(NewVariant {
                id: market.source.id(),
                sku: fits(&product.slug, Sku::parse(&variant.sku))?,
                option_values: variant
                    .option_values
                    .iter()
                    .map(text)
                    .collect::<Result<_, Error>>()?,
                price: variant.price,
                was: variant.was,
            })
        })
        .collect::<Result<_, Error>>()?;
    let names = product
        .option_names
        .iter()
        .map(text)
        .collect::<Result<_, Error>>()?;
    Ok(ListingContent {
        category: *categories
            .get(product.category)
            .ok_or_else(|| Error::Data(format!("no category {}", product.category)))?,
        title: fits(&product.slug, Title::parse(&product.title))?,
        description: fits(&product.slug, Description::parse(&product.description))?,
        option_names: fits(&product.slug, OptionNames::new(names))?,
        variants,
    })
}

/// Draws a picture and renders it through the same pipeline as uploads.
pub(crate) async fn draw(
    market: &Market,
    picture: &DemoPicture,
    id: PictureId,
) -> Result<(PictureId, Rendered, AltText), Error> {
    let sketch = picture.sketch;
    let renditions = market
        .darkroom
        .work(move || {
            let drawing = sketch.draw(SIDE_PX).ok_or(media::PictureError::Empty)?;
            render(&Picture::from_rgba(
                drawing.side_px,
                drawing.side_px,
                drawing.rgba,
            )?)
        })
        .await?;
    let key = renditions.key(id.uuid().as_bytes());
    media::save(&*market.pictures, Shelf::Public, key, &renditions).await?;
    let rendered = Rendered {
        media_key: key.to_string(),
        width: renditions.width,
        height: renditions.height,
        colour: renditions.average.to_string(),
    };
    Ok((id, rendered, fits("picture", AltText::parse(&picture.alt))?))
}
