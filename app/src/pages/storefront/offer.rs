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
