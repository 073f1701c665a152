//! A document as a page, and the links to it.

use leptos::prelude::*;
use orders::documents::{Document, DocumentKind};
use words::Lang;

use super::sheet::Sheet;
use crate::ui::{Column, DataTable, LinkButton, TotalRow, Totals};

pub(super) fn body(sheet: &Sheet, order: &str, file: &str, lang: Lang) -> AnyView {
    let facts = sheet
        .facts
        .iter()
        .map(|(label, value)| view! { <p><b>{format!("{label}: ")}</b>{value.clone()}</p> })
        .collect_view();
    let rows = sheet
        .rows
        .iter()
        .map(|row| {
            let detail = row.detail.clone();
            vec![
                row.what.clone().into_any(),
                detail.into_any(),
                row.amount.clone().into_any(),
            ]
        })
        .collect();
    let columns = vec![
        Column::text(lang.order_items()),
        Column::text(lang.document_tax()),
        Column::number(lang.column_amount()),
    ];
    let lines = (!sheet.rows.is_empty()).then(|| {
        view! { <DataTable caption=lang.order_items() columns=columns rows=rows /> }
    });
    let sums = sheet
        .sums
        .iter()
        .map(|sum| TotalRow {
            label: sum.label.clone(),
            amount: sum.amount.clone(),
            is_total: sum.is_total,
            href: None,
        })
        .collect();
    let notes = sheet
        .notes
        .iter()
        .map(|note| view! { <p class="hint">{note.clone()}</p> })
        .collect_view();
    view! {
        <h1>{sheet.title.clone()}</h1>
        <section class="card">
            {facts}
            {lines}
            <Totals rows=sums />
            {notes}
            <p class="actions">
                <LinkButton label=lang.document_pdf() href=file.to_owned() />
                <a href=order.to_owned()>{lang.back()}</a>
            </p>
        </section>
    }
    .into_any()
}

/// The documents of an order or a purchase, each a link below `order`.
pub fn list(documents: &[Document], order: impl Fn(&Document) -> String, lang: Lang) -> AnyView {
    if documents.is_empty() {
        return ().into_any();
    }
    let items = documents
        .iter()
        .map(|document| {
            let number = document.number();
            let title = match document.kind {
                DocumentKind::Invoice => lang.document_invoice(&number),
                DocumentKind::CreditNote => lang.document_credit_note(&number),
            };
            let title = format!("{title}, {}", document.body.seller.name);
            view! { <li><a href=order(document)>{title}</a></li> }
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>{lang.documents_title()}</h2>
            <ul class="stack">{items}</ul>
        </section>
    }
    .into_any()
}
