//! Stock of each variant: what came in, or what was counted.

use catalog::variants::Variant;
use flows::keep_listing::StockChange;
use kernel::VariantId;
use leptos::prelude::*;
use words::Lang;

use super::view::Shown;
use crate::form::Form;
use crate::pages::door::{pieces, summary};
use crate::ui::{Button, Column, DataTable, Hidden, Icon};

pub(super) fn received(variant: VariantId) -> String {
    format!("add-{variant}")
}

pub(super) fn counted(variant: VariantId) -> String {
    format!("count-{variant}")
}

/// What the form changes; empty fields change nothing.
pub(super) fn changes(
    form: &mut Form,
    variants: &[Variant],
    lang: Lang,
) -> Vec<(VariantId, StockChange)> {
    let mut changes = Vec::new();
    for variant in variants {
        let (add, count) = (received(variant.id), counted(variant.id));
        match (form.get(&add).is_empty(), form.get(&count).is_empty()) {
            (true, true) => {}
            (false, false) => form.fail(&count, lang.stock_one_of_two()),
            (false, true) => {
                let pieces = form.parse(&add, |typed| pieces(typed, lang));
                changes.extend(
                    pieces
                        .filter(|pieces| *pieces > 0)
                        .map(|pieces| (variant.id, StockChange::Received(pieces))),
                );
            }
            (true, false) => {
                let pieces = form.parse(&count, |typed| pieces(typed, lang));
                if pieces.is_some_and(|pieces| pieces < variant.held) {
                    form.fail(&count, lang.stock_below_held(variant.held.into()));
                }
                changes.extend(pieces.map(|pieces| (variant.id, StockChange::Counted(pieces))));
            }
        }
    }
    changes
}

pub(super) fn section(shown: &Shown, variants: &[Variant]) -> AnyView {
    let lang = shown.desk.lang();
    let form = &shown.forms.stock;
    let columns = vec![
        Column::text(lang.options_title()),
        Column::number(lang.stock_on_hand()),
        Column::number(lang.stock_held()),
        Column::number(lang.stock_available()),
        Column::text(lang.stock_add()),
        Column::text(lang.stock_count_is()),
    ];
    let rows = variants
        .iter()
        .map(|variant| {
            let name = if variant.option_values.is_empty() {
                variant.sku.clone()
            } else {
                variant.option_values.join(" · ")
            };
            vec![
                name.clone().into_any(),
                variant.on_hand.to_string().into_any(),
                variant.held.to_string().into_any(),
                variant.available.to_string().into_any(),
                input(
                    form,
                    &received(variant.id),
                    format!("{}: {name}", lang.stock_add()),
                    "numeric",
                ),
                input(
                    form,
                    &counted(variant.id),
                    format!("{}: {name}", lang.stock_count_is()),
                    "numeric",
                ),
            ]
        })
        .collect();
    let action = shown.action();
    view! {
        <section id="stock">
            <h2>{lang.stock_title()}</h2>
            {summary(form, lang)}
            <p class="hint">{lang.stock_lead()}</p>
            <form method="post" action=action>
                <Hidden name="form" value="stock" />
                <DataTable caption=lang.stock_title() columns=columns rows=rows />
                <p class="actions">
                    <Button label=lang.save() />
                </p>
            </form>
        </section>
    }
    .into_any()
}

/// A field in a table's cell, named for those who listen.
pub(in crate::pages::dashboard) fn input(
    form: &Form,
    name: &str,
    label: String,
    mode: &'static str,
) -> AnyView {
    let error = form.error(name);
    let described = error.as_ref().map(|_| format!("{name}-error"));
    let invalid = error.is_some().then_some("true");
    let error = error.map(|error| {
        view! {
            <p class="error" id=format!("{name}-error")>
                {Icon::Alert.view()}
                {error}
            </p>
        }
    });
    view! {
        <span class="cell">
            <input
                class="input"
                id=name.to_owned()
                name=name.to_owned()
                aria-label=label
                inputmode=mode
                autocomplete="off"
                maxlength="40"
                value=form.value(name)
                aria-describedby=described
                aria-invalid=invalid
            />
            {error}
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Currency, Id as _, Money};

    fn variant(number: u128, held: u32) -> Variant {
        Variant {
            id: VariantId::from_uuid(uuid::Uuid::from_u128(number)),
            sku: "A".to_owned(),
            option_values: Vec::new(),
            price: Money::new(100, Currency::ZMW),
            was: None,
            on_hand: 5,
            held,
            available: 5 - held,
        }
    }

    #[test]
    fn empty_fields_change_nothing_and_a_count_covers_what_is_promised() {
        let variants = [variant(1, 0), variant(2, 3), variant(3, 0)];
        let [one, two, three] = &variants;
        let mut form = Form::of_pairs(vec![
            (received(one.id), "4".to_owned()),
            (counted(three.id), "0".to_owned()),
        ]);
        let expected = vec![
            (one.id, StockChange::Received(4)),
            (three.id, StockChange::Counted(0)),
        ];
        assert_eq!(changes(&mut form, &variants, Lang::En), expected);
        assert!(form.is_ok());

        let mut form = Form::of_pairs(vec![
            (counted(two.id), "2".to_owned()),
            (received(one.id), "x".to_owned()),
            (received(three.id), "1".to_owned()),
            (counted(three.id), "1".to_owned()),
        ]);
        changes(&mut form, &variants, Lang::En);
        assert_eq!(form.errors().count(), 3);
    }
}
