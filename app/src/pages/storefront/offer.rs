//! Which variant of a product is meant, and where each option leads: plain links, whatever is chosen.

use catalog::storefront::{Product, ProductVariant};

use crate::pages::shown::address;
use crate::ui::{Chip, ChipState};

/// The variant that the address names: all of its option values, else the first that can be bought, else the first.
pub(super) fn chosen<'a>(product: &'a Product, wanted: &[String]) -> Option<&'a ProductVariant> {
    let exact = product
        .variants
        .iter()
        .find(|variant| !wanted.is_empty() && variant.option_values == wanted);
    exact
        .or_else(|| {
            product
                .variants
                .iter()
                .find(|variant| variant.available > 0)
        })
        .or_else(|| product.variants.first())
}

/// The address of the page with one variant chosen.
pub(super) fn href(product: &Product, variant: &ProductVariant) -> String {
    let pairs: Vec<(&str, String)> = variant
        .option_values
        .iter()
        .map(|value| ("o", value.clone()))
        .collect();
    address(&format!("/p/{}", product.address), &pairs)
}

/// For each option its name and the chips of its values.
pub(super) fn chips(product: &Product, current: &ProductVariant) -> Vec<(String, Vec<Chip>)> {
    let option = |(place, name): (usize, &String)| {
        let values = values_of(product, place);
        (
            name.clone(),
            values
                .into_iter()
                .filter_map(|value| chip(product, current, place, value))
                .collect(),
        )
    };
    product
        .option_names
        .iter()
        .enumerate()
        .map(option)
        .collect()
}

/// In the order of their first appearance.
fn values_of(product: &Product, place: usize) -> Vec<&str> {
    let mut values: Vec<&str> = Vec::new();
    for value in product
        .variants
        .iter()
        .filter_map(|variant| variant.option_values.get(place))
    {
        if !values.contains(&value.as_str()) {
            values.push(value);
        }
    }
    values
}

fn chip(product: &Product, current: &ProductVariant, place: usize, value: &str) -> Option<Chip> {
    let has_value = |variant: &&ProductVariant| {
        variant
            .option_values
            .get(place)
            .is_some_and(|own| own == value)
    };
    let others_alike = |variant: &ProductVariant| {
        let pairs = variant
            .option_values
            .iter()
            .zip(&current.option_values)
            .enumerate();
        pairs
            .filter(|(at, (own, theirs))| *at != place && own == theirs)
            .count()
    };
    let all_others = current.option_values.len().saturating_sub(1);
    // An impossible combination leads to the nearest possible one that has this value.
    let mut nearest: Option<&ProductVariant> = None;
    for variant in product.variants.iter().filter(has_value) {
        let better = |best: &ProductVariant| {
            (others_alike(variant), variant.available > 0)
                > (others_alike(best), best.available > 0)
        };
        if nearest.is_none_or(better) {
            nearest = Some(variant);
        }
    }
    let target = nearest?;
    let state = if target.id == current.id {
        ChipState::Chosen
    } else if others_alike(target) < all_others {
        ChipState::Impossible
    } else if target.available == 0 {
        ChipState::SoldOut
    } else {
        ChipState::Free
    };
    Some(Chip {
        label: value.to_owned(),
        href: href(product, target),
        state,
    })
}

#[cfg(test)]
mod tests {
    use catalog::ProductAddress;
    use catalog::storefront::{DeliveryTo, ShopFront};
    use kernel::{Currency, Id, ListingId, Money, PhoneNumber, ShopId, Slug, Timestamp, VariantId};
    use uuid::Uuid;

    use super::*;

    const SIZES: [&str; 4] = ["S", "M", "L", "XL"];
    /// Pieces of each colour in the sizes above; what is not made has none.
    const MATRIX: [(&str, [Option<u32>; 4]); 3] = [
        ("Red", [Some(3), Some(0), None, Some(1)]),
        ("Green", [None, Some(2), Some(0), None]),
        ("Blue", [None, None, None, Some(0)]),
    ];

    /// A shirt in the combinations of the matrix, each with its own SKU, price and stock.
    fn shirt() -> Product {
        let kwacha = |minor| Money::new(minor, Currency::ZMW);
        let mut variants = Vec::new();
        for (colour, row) in MATRIX {
            for (size, pieces) in SIZES.into_iter().zip(row) {
                let Some(available) = pieces else { continue };
                let number = variants.len();
                variants.push(ProductVariant {
                    id: VariantId::from_uuid(Uuid::from_u128(number as u128 + 1)),
                    sku: format!("{colour}-{size}"),
                    option_values: vec![colour.to_owned(), size.to_owned()],
                    price: kwacha(10_000 + 500 * i64::try_from(number).unwrap()),
                    was: None,
                    available,
                });
            }
        }
        let listing = ListingId::from_uuid(Uuid::from_u128(7));
        Product {
            listing,
            address: ProductAddress::new(Slug::of_name("Shirt"), listing),
            title: "Shirt".to_owned(),
            description: String::new(),
            country: "ZM".to_owned(),
            is_zero_rated: false,
            option_names: vec!["Colour".to_owned(), "Size".to_owned()],
            path: Vec::new(),
            price_from: kwacha(10_000),
            price_to: kwacha(12_500),
            variants,
            pictures: Vec::new(),
            shop: ShopFront {
                id: ShopId::from_uuid(Uuid::from_u128(9)),
                slug: Slug::of_name("Blue Basket"),
                name: "Blue Basket".to_owned(),
                country: "ZM".to_owned(),
                area: "chelstone".to_owned(),
                phone: PhoneNumber::from_e164("+260966123456").unwrap(),
                about: String::new(),
                returns_policy: String::new(),
                since: Timestamp::UNIX_EPOCH,
            },
            delivery: DeliveryTo::NotAsked,
            related: Vec::new(),
            published_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn sku(product: &Product, wanted: &[&str]) -> String {
        let wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
        chosen(product, &wanted).unwrap().sku.clone()
    }

    /// Each chip of an option while a variant is shown: its value, its state, and the combination it leads to.
    fn seen(product: &Product, sku: &str, option: usize) -> Vec<(String, ChipState, String)> {
        let current = product
            .variants
            .iter()
            .find(|variant| variant.sku == sku)
            .unwrap();
        let (_, chips) = chips(product, current).swap_remove(option);
        let target = |address: &str| {
            let query = address.split_once('?').unwrap().1;
            let values: Vec<&str> = query
                .split('&')
                .map(|pair| pair.strip_prefix("o=").unwrap())
                .collect();
            values.join("-")
        };
        chips
            .into_iter()
            .map(|chip| (chip.label, chip.state, target(&chip.href)))
            .collect()
    }

    #[test]
    fn the_address_names_a_variant_and_anything_else_leads_to_one_that_can_be_bought() {
        let shirt = shirt();
        assert_eq!(shirt.variants.len(), 6, "six of twelve are made");
        assert_eq!(sku(&shirt, &["Green", "M"]), "Green-M");
        assert_eq!(sku(&shirt, &["Red", "M"]), "Red-M", "though it is sold out");
        for nothing in [
            &[][..],
            &["Green"],
            &["Green", "XL"],
            &["M", "Green"],
            &["Red", "M", "x"],
        ] {
            assert_eq!(sku(&shirt, nothing), "Red-S", "{nothing:?}");
        }
        let mut sold_out = shirt.clone();
        for variant in &mut sold_out.variants {
            variant.available = 0;
        }
        assert_eq!(sku(&sold_out, &[]), "Red-S");
        sold_out.variants.clear();
        assert!(chosen(&sold_out, &[]).is_none());
    }

    #[test]
    fn chips_tell_what_can_be_bought_what_is_gone_and_what_is_not_made() {
        use ChipState::{Chosen, Free, Impossible, SoldOut};
        let shirt = shirt();
        let chip = |value: &str, state, target: &str| (value.to_owned(), state, target.to_owned());
        // Red in S: blue and green are not made in S, and lead to what is nearest: what can be bought, if anything can.
        assert_eq!(
            seen(&shirt, "Red-S", 0),
            [
                chip("Red", Chosen, "Red-S"),
                chip("Green", Impossible, "Green-M"),
                chip("Blue", Impossible, "Blue-XL"),
            ]
        );
        assert_eq!(
            seen(&shirt, "Red-S", 1),
            [
                chip("S", Chosen, "Red-S"),
                chip("M", SoldOut, "Red-M"),
                chip("XL", Free, "Red-XL"),
                chip("L", Impossible, "Green-L"),
            ]
        );
        // Green in M: red keeps the size, though it is sold out there.
        assert_eq!(
            seen(&shirt, "Green-M", 0),
            [
                chip("Red", SoldOut, "Red-M"),
                chip("Green", Chosen, "Green-M"),
                chip("Blue", Impossible, "Blue-XL"),
            ]
        );
        // A variant that is sold out is chosen all the same, and shows the way out.
        assert_eq!(
            seen(&shirt, "Blue-XL", 0),
            [
                chip("Red", Free, "Red-XL"),
                chip("Green", Impossible, "Green-M"),
                chip("Blue", Chosen, "Blue-XL"),
            ]
        );
    }

    #[test]
    fn every_chip_leads_to_a_variant_that_is_made_and_has_its_value() {
        let shirt = shirt();
        for current in &shirt.variants {
            for option in 0..2 {
                let chips = seen(&shirt, &current.sku, option);
                assert_eq!(
                    chips
                        .iter()
                        .filter(|chip| chip.1 == ChipState::Chosen)
                        .count(),
                    1
                );
                for (label, state, target) in chips {
                    let values: Vec<&str> = target.split('-').collect();
                    assert_eq!(sku(&shirt, &values), target);
                    assert_eq!(values[option], label);
                    let keeps_the_other = values[1 - option] == current.option_values[1 - option];
                    assert_eq!(state == ChipState::Impossible, !keeps_the_other, "{target}");
                }
            }
        }
    }
}
