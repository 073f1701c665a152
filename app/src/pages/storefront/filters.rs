//! The filters beside a list: one GET form, and a chip for each that is set.

use catalog::storefront::{CategoryCount, Count, Facets, Sort};
use countries::format_money;
use leptos::prelude::*;
use words::Lang;

use super::asked::{Asked, Part, plain};
use crate::pages::frames::category_name;
use crate::pages::shown::areas;
use crate::ui::{Button, ButtonKind, Checkbox, Choice, Field, Icon, InputKind, Select};

/// The whole form. It opens by itself where something is set.
pub(super) fn form(asked: &Asked, facets: &Facets, lang: Lang) -> AnyView {
    let open = asked.is_filtered();
    let pack = asked.country.pack();
    let q = asked.q.clone();
    view! {
        <details class="filters" open=open>
            <summary>{lang.filters()}</summary>
            <form action="/search">
                {(!q.is_empty()).then(|| view! { <input type="hidden" name="q" value=q /> })}
                <Select
                    id="f-category"
                    name="category"
                    label=lang.filter_category()
                    prompt=lang.filter_any_category()
                    choices=categories(asked, facets, lang)
                />
                <Select
                    id="f-shop"
                    name="shop"
                    label=lang.filter_shop()
                    prompt=lang.filter_any_shop()
                    choices=shops(asked, facets)
                />
                <Select
                    id="f-area"
                    name="area"
                    label=lang.filter_area()
                    prompt=lang.filter_any_area()
                    choices=areas(asked.country, asked.area.map(|area| area.id))
                />
                <fieldset class="pair">
                    <legend>{price_legend(facets, lang)}</legend>
                    <Field
                        id="f-min"
                        name="min"
                        label=lang.filter_price_min()
                        kind=InputKind::Amount
                        before=pack.currency_symbol
                        value=plain(asked.min)
                        max_length=12
                    />
                    <Field
                        id="f-max"
                        name="max"
                        label=lang.filter_price_max()
                        kind=InputKind::Amount
                        before=pack.currency_symbol
                        value=plain(asked.max)
                        max_length=12
                    />
                </fieldset>
                <Checkbox
                    id="f-stock"
                    name="in_stock"
                    label=format!("{} ({})", lang.filter_in_stock(), count(facets.in_stock))
                    checked=asked.in_stock
                />
                <Select id="f-sort" name="sort" label=lang.sort_by() choices=sorts(asked, lang) />
                <Button label=lang.filters_apply() kind=ButtonKind::Primary />
            </form>
        </details>
    }
    .into_any()
}

/// What is set, each with a link that takes it away.
pub(super) fn chips(asked: &Asked, facets: &Facets, lang: Lang) -> AnyView {
    let set = active(asked, facets, lang);
    if set.is_empty() {
        return ().into_any();
    }
    let chips = set
        .into_iter()
        .map(|(part, label)| {
            let says = lang.filter_remove(&label);
            view! {
                <li>
                    <a class="chip is-chosen" href=asked.without(part).href() rel="nofollow" aria-label=says>
                        {label}
                        {Icon::Close.view()}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="chip-group" aria-label=lang.filters_active()>
            <ul class="chips">{chips}</ul>
        </nav>
    }
    .into_any()
}

fn active(asked: &Asked, facets: &Facets, lang: Lang) -> Vec<(Part, String)> {
    let mut set = Vec::new();
    if !asked.q.is_empty() {
        set.push((Part::Query, format!("“{}”", asked.q)));
    }
    if let Some(category) = &asked.category {
        let name = facets
            .path
            .last()
            .map_or_else(|| category.to_string(), |found| category_name(found, lang));
        set.push((Part::Category, name));
    }
    if let Some(shop) = &asked.shop {
        set.push((
            Part::Shop,
            facets.shop_name.clone().unwrap_or_else(|| shop.to_string()),
        ));
    }
    if let Some(area) = asked.area {
        set.push((Part::Area, format!("{} {}", lang.filter_area(), area.name)));
    }
    if let Some(min) = asked.min {
        set.push((
            Part::Min,
            format!("{} {}", lang.filter_price_min(), format_money(min)),
        ));
    }
    if let Some(max) = asked.max {
        set.push((
            Part::Max,
            format!("{} {}", lang.filter_price_max(), format_money(max)),
        ));
    }
    if asked.in_stock {
        set.push((Part::InStock, lang.filter_in_stock().to_owned()));
    }
    set
}

/// The way up, where we are, and what lies below.
fn categories(asked: &Asked, facets: &Facets, lang: Lang) -> Vec<Choice> {
    let chosen = asked.category.as_ref();
    let path = facets.path.iter().map(|found| Choice {
        value: found.slug.to_string(),
        label: category_name(found, lang),
        chosen: chosen == Some(&found.slug),
        ..Choice::default()
    });
    let below = facets.categories.iter().map(
        |CategoryCount {
             category,
             count: found,
         }| Choice {
            value: category.slug.to_string(),
            label: format!("{} ({})", category_name(category, lang), count(*found)),
            chosen: chosen == Some(&category.slug),
            ..Choice::default()
        },
    );
    path.chain(below).collect()
}

fn shops(asked: &Asked, facets: &Facets) -> Vec<Choice> {
    let mut choices: Vec<Choice> = facets
        .shops
        .iter()
        .map(|shop| Choice {
            value: shop.slug.to_string(),
            label: format!("{} ({})", shop.name, count(shop.count)),
            chosen: asked.shop.as_ref() == Some(&shop.slug),
            ..Choice::default()
        })
        .collect();
    if let (Some(slug), false) = (&asked.shop, choices.iter().any(|choice| choice.chosen)) {
        let label = facets.shop_name.clone().unwrap_or_else(|| slug.to_string());
        choices.push(Choice {
            value: slug.to_string(),
            label,
            chosen: true,
            ..Choice::default()
        });
    }
    choices
}

fn sorts(asked: &Asked, lang: Lang) -> Vec<Choice> {
    let current = asked.filter().sort;
    let with_words = !asked.q.is_empty();
    Sort::ALL
        .into_iter()
        .filter(|sort| with_words || *sort != Sort::Relevance)
        .map(|sort| Choice {
            value: sort.as_str().to_owned(),
            label: match sort {
                Sort::Newest => lang.sort_newest(),
                Sort::PriceAsc => lang.sort_price_up(),
                Sort::PriceDesc => lang.sort_price_down(),
                Sort::Relevance => lang.sort_best_match(),
            }
            .to_owned(),
            chosen: sort == current,
            ..Choice::default()
        })
        .collect()
}

fn price_legend(facets: &Facets, lang: Lang) -> String {
    match facets.prices {
        Some((low, high)) if low != high => {
            format!(
                "{} ({} – {})",
                lang.filter_price(),
                format_money(low),
                format_money(high)
            )
        }
        Some(_) | None => lang.filter_price().to_owned(),
    }
}

/// "12", or "1,000+" where counting stopped.
pub(super) fn count(count: Count) -> String {
    match count {
        Count::Exactly(number) => number.to_string(),
        Count::AtLeast(number) => format!("{}+", thousands(number)),
    }
}

/// How many products were found, in words.
pub(super) fn how_many(found: Count, lang: Lang) -> String {
    match found {
        Count::Exactly(number) => lang.results_count(number.into()),
        Count::AtLeast(number) => lang.results_count_at_least(&thousands(number)),
    }
}

fn thousands(number: u32) -> String {
    if number >= 1_000 {
        format!("{},{:03}", number / 1_000, number % 1_000)
    } else {
        number.to_string()
    }
}
