//! Name, category, words, options, prices: the form that makes and changes a product.

use catalog::categories::Category;
use catalog::variants::Variant;
use catalog::{Description, OptionText, Sku, Title};
use leptos::prelude::*;
use words::Lang;

use super::stock::input;
use super::typed::{OPTIONS, cell, option, rows};
use super::view::Shown;
use super::{photos, typed};
use crate::form::Form;
use crate::pages::shown::categories;
use crate::ui::{
    Button, ButtonKind, Column, DataTable, Field, Hidden, InputKind, Select, TextArea,
};

fn chars(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

pub(super) fn form(shown: &Shown) -> AnyView {
    let lang = shown.desk.lang();
    let form = &shown.forms.details;
    let is_new = shown.product.is_none();
    let may_sell = shown.product.as_ref().is_none_or(|product| {
        matches!(
            product.listing.state,
            catalog::ListingState::Draft | catalog::ListingState::Rejected
        )
    });
    let encoding = is_new.then_some("multipart/form-data");
    let sell = || {
        view! { <Button label=lang.product_save_and_sell() kind=ButtonKind::Primary name="do" value="sell" /> }
    };
    let save_kind = if may_sell {
        ButtonKind::Plain
    } else {
        ButtonKind::Primary
    };
    view! {
        <form method="post" action=shown.action() enctype=encoding>
            // The Enter key presses the first button of a form: it must not be the one that makes combinations.
            <button class="unseen" type="submit" name="do" value="save" tabindex="-1" aria-hidden="true">
                {lang.product_save()}
            </button>
            <Hidden name="form" value="details" />
            {is_new.then(|| view! { <Hidden name="id" value=form.value("id") /> })}
            <Field
                id="title"
                name="title"
                label=lang.product_name()
                hint=lang.product_name_hint()
                value=form.value("title")
                error=form.error("title")
                required=true
                max_length=chars(Title::MAX)
            />
            <Select
                id="category"
                name="category"
                label=lang.product_category()
                choices=categories(&shown.categories, leaves(&shown.categories), form.get("category"), lang)
                prompt=lang.form_choose()
                error=form.error("category")
                required=true
            />
            {is_new.then(|| photos::file(form.error("photo"), lang))}
            <TextArea
                id="description"
                name="description"
                label=lang.product_text()
                hint=lang.product_text_hint()
                value=form.value("description")
                error=form.error("description")
                max_length=chars(Description::MAX)
            />
            {variants(shown, form, lang)}
            {options(form, lang)}
            <p class="actions">
                {may_sell.then(sell)}
                <Button label=lang.product_save() kind=save_kind name="do" value="save" />
            </p>
        </form>
    }
    .into_any()
}

/// A parent only where it has no children.
fn leaves(all: &[Category]) -> impl Iterator<Item = &Category> {
    let is_leaf = |category: &&Category| !all.iter().any(|other| other.parent == Some(category.id));
    all.iter().filter(is_leaf)
}

/// Up to three options; folded away until one is used.
fn options(form: &Form, lang: Lang) -> AnyView {
    let has_error = (0..OPTIONS).any(|index| {
        form.error(&option(index, "name")).is_some()
            || form.error(&option(index, "values")).is_some()
    });
    let is_used = (0..OPTIONS).any(|index| !form.get(&option(index, "name")).is_empty());
    let fields = (0..OPTIONS)
        .map(|index| {
            let (name, values) = (option(index, "name"), option(index, "values"));
            view! {
                <div class="pair">
                    <Field
                        id=name.clone()
                        name=name.clone()
                        label=format!("{} {}", lang.option_name(), index + 1)
                        value=form.value(&name)
                        error=form.error(&name)
                        max_length=chars(OptionText::MAX)
                        autocomplete="off"
                    />
                    <Field
                        id=values.clone()
                        name=values.clone()
                        label=lang.option_values()
                        value=form.value(&values)
                        error=form.error(&values)
                        max_length=1_000
                        autocomplete="off"
                    />
                </div>
            }
        })
        .collect_view();
    view! {
        <details open=is_used || has_error>
            <summary>{lang.options_title()}</summary>
            <p class="hint">{lang.options_hint()}</p>
            {fields}
            <p class="actions">
                // Nothing else needs to be filled in yet.
                <button class="button" type="submit" name="do" value="apply" formnovalidate=true>
                    {lang.options_apply()}
                </button>
            </p>
        </details>
    }
    .into_any()
}

/// One row of plain fields without options, a table with them.
fn variants(shown: &Shown, form: &Form, lang: Lang) -> AnyView {
    let rows = rows(form);
    let known: &[Variant] = shown
        .product
        .as_ref()
        .map_or(&[], |product| &product.variants);
    let symbol = shown.desk.country.pack().currency_symbol;
    match rows.as_slice() {
        [] => ().into_any(),
        [only] if only.is_empty() => {
            let is_known = known.iter().any(|variant| variant.option_values.is_empty());
            single(form, symbol, is_known, lang)
        }
        rows => table(rows, known, form, symbol, lang),
    }
}

fn single(form: &Form, symbol: &'static str, is_known: bool, lang: Lang) -> AnyView {
    let field = |end: &str,
                 label: &'static str,
                 hint: Option<&'static str>,
                 kind: InputKind,
                 before: Option<&'static str>| {
        let name = cell(0, end);
        view! {
            <Field
                id=name.clone()
                name=name.clone()
                label=label
                hint=hint
                kind=kind
                before=before
                value=form.value(&name)
                error=form.error(&name)
                required=end == "price"
                max_length=if end == "sku" { chars(Sku::MAX) } else { 16 }
            />
        }
        .into_any()
    };
    view! {
        <Hidden name=cell(0, "o") value="" />
        <div class="pair">
            {field("price", lang.product_price(), None, InputKind::Amount, Some(symbol))}
            {(!is_known).then(|| field("stock", lang.product_stock(), None, InputKind::Count, None))}
            {field("was", lang.product_old_price(), Some(lang.product_old_price_hint()), InputKind::Amount, Some(symbol))}
            {field("sku", lang.product_sku(), Some(lang.product_sku_hint()), InputKind::Text, None)}
        </div>
    }
    .into_any()
}

fn table(
    rows: &[String],
    known: &[Variant],
    form: &Form,
    symbol: &'static str,
    lang: Lang,
) -> AnyView {
    let columns = vec![
        Column::text(lang.options_title()),
        Column::text(format!("{} ({symbol})", lang.column_price())),
        Column::text(format!("{} ({symbol})", lang.product_old_price())),
        Column::text(lang.product_stock()),
        Column::text(lang.product_sku()),
    ];
    let cells = rows
        .iter()
        .enumerate()
        .map(|(row, values)| {
            let name = values.replace(',', " · ");
            let known = known
                .iter()
                .find(|variant| typed::joined(&variant.option_values) == *values);
            let field = |end: &str, label: &str, mode| {
                input(form, &cell(row, end), format!("{label}: {name}"), mode)
            };
            let stock = match known {
                Some(variant) => variant.available.to_string().into_any(),
                None => field("stock", lang.product_stock(), "numeric"),
            };
            vec![
                view! {
                    <Hidden name=cell(row, "o") value=values.clone() />
                    {name.clone()}
                }
                .into_any(),
                field("price", lang.column_price(), "decimal"),
                field("was", lang.product_old_price(), "decimal"),
                stock,
                field("sku", lang.product_sku(), "text"),
            ]
        })
        .collect::<Vec<_>>();
    view! {
        <fieldset>
            <legend>{lang.variants_title()}</legend>
            <p class="hint">{lang.variants_hint()}</p>
            <DataTable caption=lang.variants_title() columns=columns rows=cells />
        </fieldset>
    }
    .into_any()
}
