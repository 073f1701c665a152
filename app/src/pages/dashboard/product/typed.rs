//! A product's form: options make combinations, and each combination is a row with its own code, price and stock.

use catalog::listings::ListingContent;
use catalog::variants::{NewVariant, VARIANTS_MAX, Variant};
use catalog::{Description, OptionNames, OptionText, Sku, Title};
use countries::Country;
use kernel::{CategoryId, Id, Slug, Source, VariantId};
use words::Lang;

use crate::form::Form;
use crate::pages::door::{pieces, plain, price, text};

/// How many options the form asks for.
pub(super) const OPTIONS: usize = OptionNames::MAX;
/// Fields that are not about rows.
const KEPT: [&str; 5] = ["id", "form", "title", "category", "description"];
/// What a row holds, as field names end.
const ROW: [&str; 4] = ["sku", "price", "was", "stock"];

/// What the form says, ready to be written.
#[derive(Debug)]
pub(super) struct Written {
    pub content: ListingContent,
    /// What there is of each new variant.
    pub opening: Vec<(VariantId, u32)>,
}

/// The name of a row's field.
pub(super) fn cell(row: usize, end: &str) -> String {
    format!("v{row}_{end}")
}

/// The name of an option's field.
pub(super) fn option(index: usize, end: &str) -> String {
    format!("option{index}_{end}")
}

/// A row's values, as its hidden field carries them: values are written between commas, so none holds one.
pub(super) fn joined(values: &[String]) -> String {
    values.join(",")
}

/// The rows the form shows: their values, in order.
pub(super) fn rows(form: &Form) -> Vec<String> {
    (0..VARIANTS_MAX)
        .map(|row| cell(row, "o"))
        .take_while(|name| form.has(name))
        .map(|name| form.value(&name))
        .collect()
}

/// The form of a product that does not exist yet.
pub(super) fn fresh(id: impl Id) -> Form {
    let mut form = Form::of_pairs(vec![("id".to_owned(), id.uuid().to_string())]);
    form.set(&cell(0, "o"), "");
    form
}

/// The form of a product as it is. Combinations that are not sold have no price.
pub(super) fn filled(
    names: &[String],
    variants: &[Variant],
    country: Country,
) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut options = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let mut values: Vec<String> = Vec::new();
        for variant in variants {
            if let Some(value) = variant
                .option_values
                .get(index)
                .filter(|value| !values.contains(value))
            {
                values.push(value.clone());
            }
        }
        pairs.push((option(index, "name"), name.clone()));
        pairs.push((option(index, "values"), values.join(", ")));
        options.push(values);
    }
    for (row, values) in combinations(&options).iter().enumerate() {
        pairs.push((cell(row, "o"), joined(values)));
        if let Some(variant) = variants
            .iter()
            .find(|variant| variant.option_values == *values)
        {
            pairs.push((cell(row, "sku"), variant.sku.clone()));
            pairs.push((cell(row, "price"), plain(variant.price, country)));
            pairs.push((
                cell(row, "was"),
                variant
                    .was
                    .map(|was| plain(was, country))
                    .unwrap_or_default(),
            ));
        }
    }
    pairs
}

/// Every value of the first option with every one of the second, and so on; one empty combination without options.
fn combinations(options: &[Vec<String>]) -> Vec<Vec<String>> {
    options.iter().fold(vec![Vec::new()], |so_far, values| {
        so_far
            .iter()
            .flat_map(|row| {
                values.iter().map(move |value| {
                    let mut row = row.clone();
                    row.push(value.clone());
                    row
                })
            })
            .collect()
    })
}

/// The options as typed: names and values. Says what is wrong beside the fields.
fn options(form: &mut Form, lang: Lang) -> Option<(OptionNames, Vec<Vec<String>>)> {
    let (mut names, mut all) = (Vec::new(), Vec::new());
    for index in 0..OPTIONS {
        let (name_field, values_field) = (option(index, "name"), option(index, "values"));
        if form.get(&name_field).is_empty() && form.get(&values_field).is_empty() {
            continue;
        }
        let name = form.parse(&name_field, |typed| text(OptionText::parse(typed), lang));
        let values = form.parse(&values_field, |typed| values(typed, lang));
        names.push(name?);
        all.push(values?);
        let so_far = names.clone();
        if OptionNames::new(so_far).is_err() {
            form.fail(&name_field, lang.form_options_repeat());
            return None;
        }
        if all.iter().map(Vec::len).product::<usize>() > VARIANTS_MAX {
            form.fail(
                &values_field,
                lang.form_options_many(i64::try_from(VARIANTS_MAX).unwrap_or(i64::MAX)),
            );
            return None;
        }
    }
    Some((OptionNames::new(names).ok()?, all))
}

fn values(typed: &str, lang: Lang) -> Result<Vec<String>, String> {
    let mut values: Vec<String> = Vec::new();
    for value in typed
        .split(',')
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .take(VARIANTS_MAX + 1)
    {
        let value = text(OptionText::parse(value), lang)?.to_string();
        if values
            .iter()
            .any(|other| other.to_lowercase() == value.to_lowercase())
        {
            return Err(lang.form_options_repeat().to_owned());
        }
        values.push(value);
    }
    if values.is_empty() {
        Err(lang.form_required().to_owned())
    } else {
        Ok(values)
    }
}

/// The form with a row for each combination of its options. What was typed for a combination stays with it; a new one takes the
/// price of the first. `None`: the options are not right, and the form says why.
pub(super) fn arranged(form: &mut Form, lang: Lang) -> Option<Form> {
    let (_, options) = options(form, lang)?;
    let old = rows(form);
    let mut pairs: Vec<(String, String)> = KEPT
        .iter()
        .filter(|name| form.has(name))
        .map(|name| ((*name).to_owned(), form.value(name)))
        .collect();
    for index in 0..OPTIONS {
        for end in ["name", "values"] {
            let name = option(index, end);
            pairs.push((name.clone(), form.value(&name)));
        }
    }
    for (row, values) in combinations(&options).iter().enumerate() {
        let values = joined(values);
        let before = old.iter().position(|old| *old == values);
        pairs.push((cell(row, "o"), values));
        for end in ROW {
            let value = match (before, end) {
                (Some(before), _) => form.value(&cell(before, end)),
                (None, "price" | "was") => form.value(&cell(0, end)),
                (None, _) => String::new(),
            };
            pairs.push((cell(row, end), value));
        }
    }
    Some(Form::of_pairs(pairs))
}

/// Whether the rows are those of the options: not when options were typed and the combinations not made yet.
pub(super) fn is_arranged(form: &mut Form, lang: Lang) -> bool {
    // Wrong options are not a matter of rows; parsing says what is wrong with them.
    let Some((_, options)) = options(form, lang) else {
        return true;
    };
    let wanted: Vec<String> = combinations(&options)
        .iter()
        .map(|values| joined(values))
        .collect();
    wanted == rows(form)
}

/// Every field is looked at, so that all that is wrong is said at once. Variants keep their identity by their options.
pub(super) fn parse(
    form: &mut Form,
    known: &[Variant],
    source: &Source,
    country: Country,
    lang: Lang,
) -> Option<Written> {
    let title = form.parse("title", |typed| text(Title::parse(typed), lang));
    let category = form.parse("category", |typed| {
        typed
            .parse::<CategoryId>()
            .map_err(|_| lang.form_category().to_owned())
    });
    let description = form.parse("description", |typed| text(Description::parse(typed), lang));
    let options = options(form, lang);
    let (option_names, options) = options?;
    let combinations = combinations(&options);
    let (mut variants, mut opening, mut is_whole) = (Vec::new(), Vec::new(), true);
    for (row, values) in combinations.iter().enumerate() {
        let unsold = combinations.len() > 1 && form.get(&cell(row, "price")).is_empty();
        if unsold {
            continue;
        }
        let before = known
            .iter()
            .find(|variant| variant.option_values == *values);
        let id: VariantId = before.map_or_else(|| source.id(), |variant| variant.id);
        let Some((variant, stock)) = variant(
            form,
            row,
            (id, values, before),
            title.as_ref(),
            country,
            lang,
        ) else {
            is_whole = false;
            continue;
        };
        if before.is_none() {
            opening.push((id, stock));
        }
        variants.push(variant);
    }
    if variants.is_empty() && is_whole {
        form.fail(&cell(0, "price"), lang.variants_none());
    }
    let content = ListingContent {
        category: category?,
        title: title?,
        description: description?,
        option_names,
        variants,
    };
    (is_whole && form.is_ok()).then_some(Written { content, opening })
}

fn variant(
    form: &mut Form,
    row: usize,
    (id, values, before): (VariantId, &[String], Option<&Variant>),
    title: Option<&Title>,
    country: Country,
    lang: Lang,
) -> Option<(NewVariant, u32)> {
    let sku = form.parse(&cell(row, "sku"), |typed| match typed {
        "" => Ok(before
            .and_then(|variant| Sku::parse(&variant.sku).ok())
            .or_else(|| made_up(title, id))),
        typed => text(Sku::parse(typed), lang).map(Some),
    });
    let price = form.parse(&cell(row, "price"), |typed| price(typed, country, lang));
    let was = match form.get(&cell(row, "was")) {
        "" => Some(None),
        _ => form
            .parse(&cell(row, "was"), |typed| {
                crate::pages::door::price(typed, country, lang)
            })
            .map(Some),
    };
    let stock = match form.get(&cell(row, "stock")) {
        "" => Some(0),
        _ => form.parse(&cell(row, "stock"), |typed| pieces(typed, lang)),
    };
    if let (Some(price), Some(Some(was))) = (price, was)
        && was.minor() <= price.minor()
    {
        form.fail(&cell(row, "was"), lang.form_old_price_lower());
        return None;
    }
    let option_values = values
        .iter()
        .map(|value| OptionText::parse(value).ok())
        .collect::<Option<Vec<_>>>()?;
    // Without a title the code cannot be made up; the title's own message is enough.
    Some((
        NewVariant {
            id,
            sku: sku??,
            option_values,
            price: price?,
            was: was?,
        },
        stock?,
    ))
}

/// A code for who uses none: the product's name and the end of the variant's id.
fn made_up(title: Option<&Title>, id: VariantId) -> Option<Sku> {
    let slug = Slug::of_name(title?.as_str()).to_string();
    let name: String = slug.chars().take(24).collect();
    let id = id.uuid().simple().to_string();
    Sku::parse(&format!(
        "{}-{}",
        name.trim_end_matches('-'),
        &id[id.len() - 6..]
    ))
    .ok()
}
