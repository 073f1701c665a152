//! `GET /account/credit`: a person's store credit, and every line of it.

use axum::extract::{Query, State};
use countries::format_money;
use flows::credit::{self, Wallet};
use kernel::Timestamp;
use ledger::wallets::{Line, Why};
use leptos::prelude::*;
use serde::Deserialize;
use words::Lang;

use crate::pages::frames::site;
use crate::problem::Problem;
use crate::render::{Page, Rendered};
use crate::state::AppState;
use crate::ui::{Column, DataTable, EmptyState, Link, Pagination};
use crate::visitor::Visitor;

const LINES: i64 = 20;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asks {
    before: Option<i64>,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asks): Query<Asks>,
) -> Result<Rendered, Problem> {
    let person = visitor.signed_in()?.person.id;
    // One more than is shown says whether there are older ones.
    let wallet = credit::read(&app.market, person, asks.before, LINES + 1).await?;
    let chrome = site(&app, &visitor, "").await?;
    let lang = visitor.lang;
    let now = app.market.source.now();
    let page = Page::new(lang.code(), lang.credit_title())
        .noindex()
        .with_tables();
    let is_first = asks.before.is_none();
    Ok(page.render(&app.assets, chrome, move || {
        body(wallet, is_first, now, &visitor)
    }))
}

fn body(wallet: Wallet, is_first: bool, now: Timestamp, visitor: &Visitor) -> AnyView {
    let lang = visitor.lang;
    let balances = wallet.balances.iter().map(|balance| {
        view! { <p class="amount">{format_money(*balance)}</p> }
    });
    let balances = balances.collect_view();
    if wallet.lines.is_empty() {
        let next = Link::new(lang.nav_orders(), "/orders");
        return view! {
            <h1>{lang.credit_title()}</h1>
            <EmptyState sentence=lang.credit_none() next=Some(next) />
        }
        .into_any();
    }
    let shown = usize::try_from(LINES).unwrap_or(usize::MAX);
    let older = wallet.lines.get(shown).and(wallet.lines.get(shown - 1));
    let next = older.map(|last| {
        let href = format!("/account/credit?before={}", last.id);
        Link::new(lang.list_more(), href)
    });
    let first = (!is_first).then(|| Link::new(lang.list_start(), "/account/credit"));
    let rows = wallet
        .lines
        .iter()
        .take(shown)
        .map(|line| row(line, now, visitor))
        .collect();
    let columns = vec![
        Column::text(lang.column_when()),
        Column::text(lang.statement_what()),
        Column::number(lang.column_amount()),
    ];
    view! {
        <h1>{lang.credit_title()}</h1>
        {balances}
        <p class="hint">{lang.credit_lead()}</p>
        <DataTable caption=lang.credit_title() columns=columns rows=rows />
        <Pagination label=lang.list_more() first=first next=next />
    }
    .into_any()
}

fn row(line: &Line, now: Timestamp, visitor: &Visitor) -> Vec<AnyView> {
    let lang: Lang = visitor.lang;
    let at = visitor.country.moment(line.at, now, lang);
    let why = match line.why {
        Why::Given => lang.credit_line_given(),
        Why::Used => lang.credit_line_used(),
        Why::Back => lang.credit_line_back(),
        Why::Found => lang.credit_line_found(),
    };
    let order = line.purchase.map(|number| {
        let href = format!("/orders/{number}");
        view! { <a href=href>{number.to_string()}</a> }
    });
    vec![
        view! { <time datetime=at.iso>{at.short}</time> }.into_any(),
        view! { {why}" "{order} }.into_any(),
        format_money(line.amount).into_any(),
    ]
}
