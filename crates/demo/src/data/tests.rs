use std::collections::HashSet;

use super::*;

#[test]
fn the_marketplace_has_a_dozen_shops_and_about_three_hundred_products() {
    let in_country = |country| {
        shops()
            .iter()
            .filter(|shop| shop.country == country)
            .count()
    };
    assert_eq!(
        (
            in_country(DemoCountry::Zambia),
            in_country(DemoCountry::Kenya)
        ),
        (7, 5)
    );
    let products: usize = shops().iter().map(|shop| shop.products().len()).sum();
    assert!((290..=340).contains(&products), "{products}");
}

#[test]
fn every_product_fits_the_catalogue() {
    let parents: HashSet<_> = categories()
        .iter()
        .filter_map(|category| category.parent)
        .collect();
    let leaves: HashSet<_> = categories()
        .iter()
        .map(|category| category.slug)
        .filter(|slug| !parents.contains(slug))
        .collect();
    let mut used = HashSet::new();
    for shop in shops() {
        let (mut slugs, mut skus) = (HashSet::new(), HashSet::new());
        for product in shop.products() {
            let name = format!("{} / {}", shop.slug, product.title);
            assert!(slugs.insert(product.slug.clone()), "{name}: slug twice");
            assert!(
                (3..=120).contains(&product.title.len()) && product.description.len() <= 2_000,
                "{name}"
            );
            assert!(
                leaves.contains(product.category),
                "{name}: {}",
                product.category
            );
            used.insert(product.category);
            assert!(
                !product.variants.is_empty() && !product.pictures.is_empty(),
                "{name}"
            );
            let mut combinations = HashSet::new();
            for variant in &product.variants {
                assert!(
                    skus.insert(variant.sku.clone()),
                    "{name}: {} twice",
                    variant.sku
                );
                assert_eq!(
                    variant.option_values.len(),
                    product.option_names.len(),
                    "{name}"
                );
                assert!(combinations.insert(variant.option_values.clone()), "{name}");
                assert_eq!(variant.price.currency(), shop.country.currency(), "{name}");
                assert!(
                    variant.price.is_positive() && variant.price.minor() % 100 == 0,
                    "{name}"
                );
                assert!(
                    variant
                        .was
                        .is_none_or(|was| was.minor() > variant.price.minor()),
                    "{name}"
                );
            }
        }
    }
    assert_eq!(used, leaves, "a category is empty");
}

#[test]
fn every_picture_is_its_own() {
    let mut seen = HashSet::new();
    for product in shops().iter().flat_map(DemoShop::products) {
        for picture in product.pictures {
            assert!(seen.insert(picture.sketch), "{}", picture.alt);
        }
    }
}

#[test]
fn there_is_something_of_every_kind_of_stock_and_price() {
    let products: Vec<_> = shops().iter().flat_map(DemoShop::products).collect();
    let count = |wanted: fn(&DemoProduct) -> bool| {
        products.iter().filter(|product| wanted(product)).count()
    };
    assert!(count(|product| product.variants.iter().all(|variant| variant.stock == 0)) >= 2);
    assert!(
        count(|product| product
            .variants
            .iter()
            .any(|variant| (1..=3).contains(&variant.stock)))
            >= 20
    );
    assert!(count(|product| product.variants.iter().any(|variant| variant.was.is_some())) >= 20);
    assert!(count(|product| product.option_names.len() == 2) >= 10);
}

#[test]
fn a_parent_stands_before_its_children() {
    let mut seen = HashSet::new();
    for category in categories() {
        assert!(
            category.parent.is_none_or(|parent| seen.contains(parent)),
            "{}",
            category.slug
        );
        assert!(seen.insert(category.slug), "{}", category.slug);
    }
}

#[test]
fn deliveries_begin_at_home_and_name_each_area_once() {
    for shop in shops() {
        let deliveries = shop.deliveries();
        assert_eq!(deliveries[0].area, shop.area);
        let areas: HashSet<_> = deliveries.iter().map(|delivery| delivery.area).collect();
        assert_eq!(areas.len(), deliveries.len(), "{}", shop.slug);
        assert!(shop.about.len() <= 2_000 && shop.returns_policy.len() <= 2_000);
    }
}
