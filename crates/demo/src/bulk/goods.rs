//! Products in bulk: the demo's, each many times, with other names and prices.

use std::collections::HashMap;
use std::ops::Range;

use catalog::pictures::Rendered;
use kernel::{CategoryId, Id, Slug};
use uuid::Uuid;

use super::rows::{Listings, NewListing, NewPicture, NewVariant};
use super::shops::BulkShop;
use super::{Invention, Photos};
use crate::Error;
use crate::data::DemoProduct;

/// So that a search finds some of them, and not all.
const KINDS: [&str; 24] = [
    "Acacia", "Baobab", "Copper", "Dawn", "Ebony", "Falls", "Granite", "Harvest", "Indigo",
    "Jasmine", "Kudu", "Lantern", "Mango", "Nile", "Ochre", "Palm", "Quartz", "River", "Savanna",
    "Teak", "Umber", "Valley", "Willow", "Zebra",
];

/// What products are made from.
pub(super) struct Templates {
    by_shop: HashMap<&'static str, Vec<Template>>,
}

struct Template {
    product: DemoProduct,
    category: Uuid,
    photo: Option<Rendered>,
}

impl Templates {
    pub(super) fn new(
        categories: &HashMap<&'static str, CategoryId>,
        photos: Photos,
    ) -> Result<Self, Error> {
        let mut by_shop = HashMap::new();
        for (shop, drawn) in photos {
            let mut templates = Vec::new();
            for (place, product) in shop.products().into_iter().enumerate() {
                let category = categories.get(product.category);
                let category = category
                    .ok_or_else(|| Error::Data(format!("no category {}", product.category)))?
                    .uuid();
                let photo = drawn.get(place % drawn.len().max(1)).cloned();
                templates.push(Template {
                    product,
                    category,
                    photo,
                });
            }
            by_shop.insert(shop.slug, templates);
        }
        Ok(Self { by_shop })
    }

    #[cfg(test)]
    pub(super) fn for_tests() -> Self {
        let slugs = crate::data::categories()
            .iter()
            .map(|category| category.slug);
        let categories = slugs
            .zip(1_u128..)
            .map(|(slug, number)| (slug, CategoryId::from_uuid(Uuid::from_u128(number))))
            .collect();
        Self::new(
            &categories,
            crate::data::shops()
                .iter()
                .map(|shop| (shop, Vec::new()))
                .collect(),
        )
        .unwrap()
    }
}

/// Products with these numbers, spread over the shops.
pub(super) fn batch(
    shops: &[BulkShop],
    templates: &Templates,
    numbers: Range<u32>,
    invention: &mut Invention,
) -> Listings {
    let mut rows = Listings::default();
    for number in numbers {
        // In turn at first, so that no shop stays empty; the turn moves on so that neighbours differ from round to round.
        let turn = usize::try_from(number).unwrap_or_default();
        let shop = &shops[(turn + turn / shops.len()) % shops.len()];
        let Some(templates) = templates
            .by_shop
            .get(shop.like.slug)
            .filter(|templates| !templates.is_empty())
        else {
            continue;
        };
        let template = &templates[invention.dice.below(templates.len())];
        push(&mut rows, shop, template, number, invention);
    }
    rows
}

fn push(
    rows: &mut Listings,
    shop: &BulkShop,
    template: &Template,
    number: u32,
    invention: &mut Invention,
) {
    let listing = invention.uuid();
    let kind = KINDS[invention.dice.below(KINDS.len())];
    let product = &template.product;
    let title = format!("{} {kind} {number}", product.title);
    rows.push_listing(NewListing {
        id: listing,
        shop: shop.id,
        category: template.category,
        slug: Slug::of_name(&title).to_string(),
        title,
        description: product.description.clone(),
        option_names: product.option_names.join(super::rows::BETWEEN),
    });
    // From three quarters to one and a half times the demo's price, in whole kwacha or shillings.
    let percent = i64::try_from(75 + invention.dice.below(76)).unwrap_or(100);
    for (position, variant) in (0_i16..).zip(&product.variants) {
        let price = (variant.price.minor() / 100 * percent / 100).max(1) * 100;
        let was = variant
            .was
            .map(|was| (was.minor() / 100 * percent / 100) * 100)
            .filter(|was| *was > price);
        let id = invention.uuid();
        rows.push_variant(NewVariant {
            id,
            shop: shop.id,
            listing,
            sku: format!("B{number}-{position}"),
            option_values: variant.option_values.join(super::rows::BETWEEN),
            price,
            was,
            currency: variant.price.currency().code().to_owned(),
            position,
        });
        // One in twenty is sold out.
        if invention.dice.below(20) > 0 {
            rows.push_stock(
                shop.id,
                id,
                5 + i32::try_from(invention.dice.below(200)).unwrap_or_default(),
            );
        }
    }
    if let Some(photo) = &template.photo {
        let id = invention.uuid();
        rows.push_picture(NewPicture {
            id,
            shop: shop.id,
            listing,
            alt: product.title.clone(),
            photo: photo.clone(),
        });
    }
}
