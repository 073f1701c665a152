//! From what a merchant types to what is sold.

use std::sync::Arc;

use catalog::variants::Variant;
use countries::Country;
use kernel::{Clock, Currency, Id as _, Money, Random, Source, Timestamp, VariantId};
use uuid::Uuid;
use words::Lang;

use super::typed::{arranged, cell, filled, fresh, is_arranged, option, parse, rows};
use crate::form::Form;

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

/// Counts, so that ids differ.
struct Counting(std::sync::atomic::AtomicU8);

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        bytes.fill(next);
    }
}

fn source() -> Source {
    Source::new(Arc::new(Still), Arc::new(Counting(1.into())))
}

/// A product's words, and its options as typed.
fn typed(options: &[(&str, &str)]) -> Form {
    let mut form = fresh(VariantId::from_uuid(Uuid::nil()));
    form.set("title", "Chitenge shirt");
    form.set("category", "01930000-0000-7000-8000-000000000001");
    form.set(&cell(0, "price"), "120");
    for (index, (name, values)) in options.iter().enumerate() {
        form.set(&option(index, "name"), *name);
        form.set(&option(index, "values"), *values);
    }
    form
}

fn read(form: &mut Form, known: &[Variant]) -> Option<super::typed::Written> {
    parse(form, known, &source(), Country::Zambia, Lang::En)
}

#[test]
fn a_product_without_options_has_one_variant() {
    let mut form = typed(&[]);
    form.set(&cell(0, "stock"), "7");
    assert!(is_arranged(&mut form, Lang::En));
    let written = read(&mut form, &[]).unwrap();
    let [variant] = written.content.variants.as_slice() else {
        panic!("{written:?}")
    };
    assert_eq!(variant.price, Money::new(12_000, Currency::ZMW));
    assert!(variant.option_values.is_empty());
    assert!(
        variant.sku.as_str().starts_with("chitenge-shirt-"),
        "{}",
        variant.sku
    );
    assert_eq!(written.opening, [(variant.id, 7)]);
}

#[test]
fn options_make_a_row_for_each_combination_and_keep_what_was_typed() {
    let mut form = typed(&[("Size", "S, M"), ("Colour", " Red ,Blue,")]);
    assert!(!is_arranged(&mut form, Lang::En));
    let mut form = arranged(&mut form, Lang::En).unwrap();
    assert_eq!(rows(&form), ["S,Red", "S,Blue", "M,Red", "M,Blue"]);
    assert_eq!(form.get("title"), "Chitenge shirt");
    assert_eq!(
        form.get(&cell(3, "price")),
        "120",
        "a new combination takes the first price"
    );

    form.set(&cell(3, "price"), "150");
    form.set(&option(0, "values"), "M, L");
    let form = arranged(&mut form, Lang::En).unwrap();
    assert_eq!(rows(&form), ["M,Red", "M,Blue", "L,Red", "L,Blue"]);
    assert_eq!(
        form.get(&cell(1, "price")),
        "150",
        "what was typed moves with its combination"
    );
}

#[test]
fn a_combination_without_a_price_is_not_sold() {
    let mut form = typed(&[("Size", "S,M,L")]);
    let mut form = arranged(&mut form, Lang::En).unwrap();
    form.set(&cell(1, "price"), "");
    let written = read(&mut form, &[]).unwrap();
    let sizes: Vec<&str> = written
        .content
        .variants
        .iter()
        .map(|variant| variant.option_values[0].as_str())
        .collect();
    assert_eq!(sizes, ["S", "L"]);

    for row in 0..3 {
        form.set(&cell(row, "price"), "");
    }
    assert!(read(&mut form, &[]).is_none());
    assert!(form.error(&cell(0, "price")).is_some());
}

#[test]
fn a_variant_keeps_its_identity_and_its_code() {
    let known = Variant {
        id: VariantId::from_uuid(Uuid::from_u128(7)),
        sku: "SHIRT-M".to_owned(),
        option_values: vec!["M".to_owned()],
        price: Money::new(12_000, Currency::ZMW),
        was: Some(Money::new(15_000, Currency::ZMW)),
        on_hand: 3,
        held: 0,
        available: 3,
    };
    let mut pairs = filled(
        &["Size".to_owned()],
        std::slice::from_ref(&known),
        Country::Zambia,
    );
    pairs.push(("title".to_owned(), "Chitenge shirt".to_owned()));
    pairs.push((
        "category".to_owned(),
        "01930000-0000-7000-8000-000000000001".to_owned(),
    ));
    let mut form = Form::of_pairs(pairs);
    form.set(&option(0, "values"), "M, L");
    let mut form = arranged(&mut form, Lang::En).unwrap();
    form.set(&cell(0, "sku"), "");
    let written = read(&mut form, std::slice::from_ref(&known)).unwrap();
    assert_eq!(
        (
            written.content.variants[0].id,
            written.content.variants[0].sku.as_str()
        ),
        (known.id, "SHIRT-M")
    );
    assert_eq!(written.content.variants[0].was, known.was);
    // Only what is new is given stock.
    assert_eq!(written.opening.len(), 1);
    assert_ne!(written.opening[0].0, known.id);
}

#[test]
fn what_is_wrong_stands_beside_its_field() {
    let wrong = |form: &mut Form| {
        assert!(read(form, &[]).is_none());
        form.errors()
            .map(|(name, _)| name.to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        wrong(&mut Form::default()),
        ["category", "title", "v0_price"]
    );
    assert_eq!(wrong(&mut typed(&[("Size", "S, s")])), ["option0_values"]);
    assert_eq!(wrong(&mut typed(&[("Size", "")])), ["option0_values"]);
    assert_eq!(wrong(&mut typed(&[("", "S")])), ["option0_name"]);
    assert_eq!(
        wrong(&mut typed(&[("Size", "S"), ("size", "M")])),
        ["option1_name"]
    );
    let many: Vec<String> = (0..11).map(|n| n.to_string()).collect();
    let many = many.join(",");
    assert_eq!(
        wrong(&mut typed(&[("A", &many), ("B", &many)])),
        ["option1_values"]
    );
    let mut dear = typed(&[]);
    dear.set(&cell(0, "was"), "119");
    dear.set(&cell(0, "stock"), "-1");
    assert_eq!(wrong(&mut dear), ["v0_stock", "v0_was"]);
}
