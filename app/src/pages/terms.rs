//! What the marketplace keeps of a sale, in words.

use countries::format_money;
use flows::commission::Kept;
use leptos::prelude::*;
use orders::commission::{Charged, Terms};
use orders::{Order, OrderLine};
use words::Lang;

use super::shown::{category_called, percent};

/// `5%, at least K 4.00 a line`
pub(super) fn in_words(terms: Terms, lang: Lang) -> String {
    let percent = percent(terms.rate_bps());
    match (
        terms.minimum().map(format_money),
        terms.maximum().map(format_money),
    ) {
        (None, None) => lang.terms_rate(&percent),
        (Some(least), None) => lang.terms_least(&percent, &least),
        (None, Some(most)) => lang.terms_most(&percent, &most),
        (Some(least), Some(most)) => lang.terms_between(&percent, &least, &most),
    }
}

/// What holds for whoever sells, in the sentence they read it in, and the categories for which something else does.
pub(super) fn kept(kept: &Kept, sentence: impl Fn(&str) -> String, lang: Lang) -> AnyView {
    let is_bounded = |terms: &Terms| terms.minimum().or(terms.maximum()).is_some();
    let of_categories = kept.categories.iter().map(|(category, terms)| {
        let words = in_words(*terms, lang);
        let words = lang.commission_of_category(&category_called(category, lang), &words);
        view! { <li>{words}</li> }
    });
    let of_categories = of_categories.collect_view();
    let mut all = kept.categories.iter().map(|(_, terms)| terms);
    let hint = (is_bounded(&kept.terms) || all.any(is_bounded))
        .then(|| view! { <p class="hint">{lang.commission_line_hint()}</p> });
    view! {
        <div id="commission-terms">
            <p>{sentence(&in_words(kept.terms, lang))}</p>
            {(!kept.categories.is_empty())
                .then(|| {
                    view! {
                        <details>
                            <summary>{lang.commission_by_category()}</summary>
                            <ul>{of_categories}</ul>
                        </details>
                    }
                })}
            {hint}
        </div>
    }
    .into_any()
}

/// `− K 5.00 commission 5%`: what of a sale was kept, and why so much.
pub(super) fn taken(amount: &str, charged: Charged, lang: Lang) -> String {
    match charged {
        Charged::Rate { bps } => lang.money_made_commission_at(amount, &percent(bps)),
        Charged::Minimum => lang.money_made_commission_minimum(amount),
        Charged::Maximum => lang.money_made_commission_maximum(amount),
        Charged::AllButTax => lang.money_made_commission_all(amount),
        Charged::ByLine => lang.money_made_commission_by_line(amount),
    }
}

/// The same as the head of a row.
pub(super) fn share(charged: Charged, lang: Lang) -> String {
    match charged {
        Charged::Rate { bps } => lang.shop_order_commission_at(&percent(bps)),
        Charged::Minimum => lang.shop_order_commission_minimum().to_owned(),
        Charged::Maximum => lang.shop_order_commission_maximum().to_owned(),
        Charged::AllButTax => lang.shop_order_commission_all().to_owned(),
        Charged::ByLine => lang.shop_order_commission_by_line().to_owned(),
    }
}

/// Line by line what was kept and why, where one rate does not say it.
pub(super) fn by_line(order: &Order, lines: &[OrderLine], charged: Charged, lang: Lang) -> AnyView {
    if matches!(charged, Charged::Rate { .. }) {
        return ().into_any();
    }
    let own = lines.iter().filter(|line| line.order == order.id);
    let rows = own.map(|line| {
        let name = lang.order_line(line.quantity.into(), &line.title);
        let terms = line.rule.terms;
        let percent = percent(terms.rate_bps());
        let why = match terms.gave(line.total, line.commission) {
            Charged::Rate { .. } => lang.commission_line_rate(&name, &percent),
            Charged::Minimum => lang.commission_line_minimum(&name, &percent),
            Charged::Maximum => lang.commission_line_maximum(&name, &percent),
            Charged::AllButTax | Charged::ByLine => lang.commission_line_all(&name),
        };
        view! { <li>{format_money(line.commission)}" · "{why}</li> }
    });
    view! { <ul class="hint" id="commission">{rows.collect_view()}</ul> }.into_any()
}
