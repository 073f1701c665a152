//! From a line of a shop's price list to a whole product: options, variants, stock, pictures.

use kernel::{Money, Slug};

use super::goods::{Choice, Good};
use super::picture::{Accent, Sketch};
use super::shops::{DemoCountry, Trade};

/// One product of a demo shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoProduct {
    /// Unique within its shop.
    pub slug: String,
    pub title: String,
    /// A category's slug; always one of the leaves.
    pub category: &'static str,
    pub description: String,
    /// The names of its options, none for a product without.
    pub option_names: Vec<&'static str>,
    /// At least one.
    pub variants: Vec<DemoVariant>,
    /// One or two; the first is the cover.
    pub pictures: Vec<DemoPicture>,
}

/// One combination of options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoVariant {
    /// Unique within its shop.
    pub sku: String,
    /// One value for each of the product's option names.
    pub option_values: Vec<&'static str>,
    pub price: Money,
    /// The old price, when there is one; always higher.
    pub was: Option<Money>,
    /// How many are on the shelf; 0 is sold out.
    pub stock: u32,
}

/// A picture to draw and what to call it for those who do not see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPicture {
    pub sketch: Sketch,
    pub alt: String,
}

/// Where a product stands: what its numbers and colours follow from.
pub(super) struct Shelf {
    pub(super) country: DemoCountry,
    pub(super) trade: Trade,
    /// Two letters before each SKU.
    pub(super) mark: &'static str,
    pub(super) shop_slug: &'static str,
    pub(super) place: u64,
}

pub(super) fn product(good: &Good, shelf: &Shelf) -> DemoProduct {
    let slug = Slug::of_name(good.title);
    let seed = hash(shelf.shop_slug, good.title);
    let (option_names, rows) = combinations(&good.choice, good.price);
    let sale = seed.is_multiple_of(7);
    let sold_out = seed % 41 == 3;
    let variants = rows
        .into_iter()
        .enumerate()
        .map(|(index, (option_values, price))| {
            let index = index as u64;
            let throw = mixed(seed.wrapping_add(index));
            DemoVariant {
                sku: format!("{}-{:03}-{:02}", shelf.mark, shelf.place + 1, index + 1),
                option_values,
                price: shelf.country.money(price),
                was: sale.then(|| shelf.country.money(rounded(price + price / 4 + 1))),
                stock: if sold_out {
                    0
                } else {
                    stock(throw, option_names.len())
                },
            }
        })
        .collect();
    DemoProduct {
        slug: slug.to_string(),
        title: good.title.to_owned(),
        category: good.category,
        description: description(good, shelf.trade, seed),
        pictures: pictures(good, seed),
        option_names,
        variants,
    }
}

/// Most shelves are full, some run low, a few sizes are gone.
fn stock(throw: u64, options: usize) -> u32 {
    let many = if options == 0 { 36 } else { 12 };
    let count = match throw % 16 {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 3,
        _ => 4 + (throw >> 8) % many,
    };
    u32::try_from(if options == 0 { count.max(1) } else { count }).unwrap_or(1)
}

type Row = (Vec<&'static str>, i64);

fn combinations(choice: &Choice, price: i64) -> (Vec<&'static str>, Vec<Row>) {
    match *choice {
        Choice::One => (vec![], vec![(vec![], price)]),
        Choice::Of(name, values) => (
            vec![name],
            values.iter().map(|value| (vec![*value], price)).collect(),
        ),
        Choice::Both(first, second) => {
            let pairs = first
                .1
                .iter()
                .flat_map(|a| second.1.iter().map(|b| vec![*a, *b]));
            (
                vec![first.0, second.0],
                pairs.map(|values| (values, price)).collect(),
            )
        }
        Choice::Priced(name, values) => (
            vec![name],
            values
                .iter()
                .map(|(value, price)| (vec![*value], *price))
                .collect(),
        ),
    }
}

/// Old prices look like prices: whole tens once they are large.
fn rounded(price: i64) -> i64 {
    if price < 100 {
        price
    } else {
        price / 10 * 10 + 10
    }
}

fn description(good: &Good, trade: Trade, seed: u64) -> String {
    let closings = trade.closings();
    let pick = usize::try_from(seed % closings.len() as u64).unwrap_or(0);
    format!("{}\n\n{}", good.text, closings[pick])
}

fn pictures(good: &Good, seed: u64) -> Vec<DemoPicture> {
    let picture = |accent: Accent, seed: u64, alt: String| DemoPicture {
        sketch: Sketch {
            thing: good.thing,
            accent,
            seed,
        },
        alt,
    };
    let mut pictures = vec![picture(good.accent, seed, good.title.to_owned())];
    // A second view for every third product.
    if seed.is_multiple_of(3) {
        pictures.push(picture(
            good.accent,
            mixed(seed),
            format!("{}, second view", good.title),
        ));
    }
    pictures
}

/// FNV-1a, so that a product keeps its picture wherever it stands in the list.
fn hash(shop: &str, title: &str) -> u64 {
    let bytes = shop.bytes().chain([0]).chain(title.bytes());
    mixed(bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    }))
}

fn mixed(seed: u64) -> u64 {
    let z = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
