//! Lines and sums of a cart, a checkout, an order, a receipt.

use leptos::prelude::*;

use super::{Notice, Photo, Picture, Tone};

/// One line of a cart or an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartLineView {
    pub href: Option<String>,
    pub name: String,
    /// "Blue · 128 GB"
    pub options: Option<String>,
    pub photo: Option<Photo>,
    /// For the whole line.
    pub amount: String,
    /// "2 × K 124.00"
    pub each: Option<String>,
    /// Something changed since it was put here.
    pub notice: Option<(Tone, String)>,
}

/// The children are what can be done with the line: change the quantity, remove it.
#[component]
pub fn CartLine(line: CartLineView, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let name = match line.href {
        Some(href) => view! { <a href=href>{line.name}</a> }.into_any(),
        None => line.name.into_any(),
    };
    view! {
        <li class="line">
            <span class="line-picture">{line.photo.map(|photo| view! { <Picture photo=photo sizes="64px" /> })}</span>
            <div class="line-words">
                <p class="line-name">{name}</p>
                {line.options.map(|options| view! { <p class="hint">{options}</p> })}
                {line.each.map(|each| view! { <p class="hint">{each}</p> })}
            </div>
            <p class="line-amount">{line.amount}</p>
            {line.notice.map(|(tone, text)| view! { <Notice tone=tone><p>{text}</p></Notice> })}
            {children.map(|children| view! { <div class="line-actions">{children()}</div> })}
        </li>
    }
}

/// One row of a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotalRow {
    pub label: String,
    pub amount: String,
    /// The row that counts: what is to be paid.
    pub is_total: bool,
    /// Where the amount is explained.
    pub href: Option<String>,
}

#[component]
pub fn Totals(rows: Vec<TotalRow>) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let amount = match row.href {
                Some(href) => view! { <a href=href>{row.amount}</a> }.into_any(),
                None => row.amount.into_any(),
            };
            view! {
                <div class=row.is_total.then_some("is-total")>
                    <dt>{row.label}</dt>
                    <dd>{amount}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="totals">{rows}</dl> }
}
