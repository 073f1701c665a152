//! `/admin/ledger`: the books, from the proof that they add up down to the posting behind every amount.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use countries::format_money;
use flows::books::{self, Lines, Overview};
use kernel::{CaseId, Currency, JournalId, Money, Timestamp};
use ledger::browse::{Entry, Held, Proof, Total, Written, WrittenLeg};
use leptos::prelude::*;
use words::{AccountWords, JournalWords, Lang};

use super::Treasurer;
use crate::pages::shown::address;
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::AdminSection;
use crate::state::AppState;
use crate::ui::{
    Breadcrumbs, Column, DataTable, EmptyState, Link, Notice, Pagination, Tone, TotalRow, Totals,
};

const PATH: &str = "/admin/ledger";

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    #[serde(default)]
    name: String,
    #[serde(default)]
    currency: String,
    /// The last line of the page before.
    after: Option<i64>,
}

fn finish(
    app: &AppState,
    by: &Treasurer,
    title: String,
    body: impl FnOnce() -> AnyView,
) -> Response {
    let chrome = by.chrome(app, AdminSection::Ledger);
    let page = Page::new(by.lang().code(), title).noindex();
    page.render(&app.assets, chrome, body).into_response()
}

/// `GET /admin/ledger`
pub(super) async fn overview(
    State(app): State<AppState>,
    by: Treasurer,
) -> Result<Response, Problem> {
    let Overview { totals, proof } = books::overview(&app.market, by.admin).await?;
    let lang = by.lang();
    let body = move || {
        view! {
            <h1>{lang.office_nav_ledger()}</h1>
            {proved(&proof, lang)}
            <p class="hint">{lang.ledger_signs()}</p>
            {kinds(&totals, lang)}
        }
        .into_any()
    };
    Ok(finish(&app, &by, lang.office_nav_ledger().to_owned(), body))
}

/// `GET /admin/ledger/accounts?name=&currency=&after=`
pub(super) async fn accounts(
    State(app): State<AppState>,
    by: Treasurer,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let currency: Currency = asks.currency.parse().map_err(|_| Problem::NotFound)?;
    let found = books::accounts(&app.market, by.admin, &asks.name, currency, asks.after).await?;
    if found.rows.is_empty() && asks.after.is_none() {
        return Err(Problem::NotFound);
    }
    let lang = by.lang();
    let title = format!("{} · {currency}", name_of(&asks.name, lang));
    let body = {
        let title = title.clone();
        move || parties(&asks, currency, &found, &title, lang)
    };
    Ok(finish(&app, &by, title, body))
}

/// `GET /admin/ledger/accounts/{account}?after=`
pub(super) async fn account(
    State(app): State<AppState>,
    by: Treasurer,
    Path(id): Path<String>,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let id: i64 = id.parse().map_err(|_| Problem::NotFound)?;
    let (held, lines) = books::account(&app.market, by.admin, id, asks.after)
        .await?
        .ok_or(Problem::NotFound)?;
    let lang = by.lang();
    let title = name_of(&held.name, lang);
    let now = app.market.source.now();
    let shown = by.clone();
    let body = move || postings(&shown, &held, &lines, asks.after.is_some(), now);
    Ok(finish(&app, &by, title, body))
}

/// `GET /admin/ledger/journals/{journal}`
pub(super) async fn journal(
    State(app): State<AppState>,
    by: Treasurer,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: JournalId = id.parse().map_err(|_| Problem::NotFound)?;
    let written = books::journal(&app.market, by.admin, id)
        .await?
        .ok_or(Problem::NotFound)?;
    let now = app.market.source.now();
    let shown = by.clone();
    let title = by.lang().ledger_journal().to_owned();
    let body = move || one_journal(&shown, &written, now);
    Ok(finish(&app, &by, title, body))
}

/// What an account is called; one that has no words yet under the name it is kept by.
fn name_of(name: &str, lang: Lang) -> String {
    let word = name.parse::<AccountWords>();
    word.map_or_else(
        |_| name.to_owned(),
        |word| lang.ledger_account_name(word).to_owned(),
    )
}

/// Why a journal was written.
fn kind_of(kind: &str, lang: Lang) -> String {
    let word = kind.parse::<JournalWords>();
    word.map_or_else(
        |_| kind.to_owned(),
        |word| lang.journal_kind(word).to_owned(),
    )
}

/// The case in which it was decided that a statement is right: the last part of the cause.
fn decided_in(written: &Written, lang: Lang) -> Option<AnyView> {
    if written.kind.parse() != Ok(JournalWords::DifferenceSetAside) {
        return None;
    }
    let case: CaseId = written.cause.rsplit(':').next()?.parse().ok()?;
    let href = format!("/admin/cases/{case}");
    Some(view! { <p><a href=href>{lang.reconciliation_case_link()}</a></p> }.into_any())
}

/// Whom an account is kept for: by the name people have for it, or the end of its id.
fn party(party: &str, called: Option<&String>, lang: Lang) -> String {
    match called {
        Some(called) => called.clone(),
        None if party.is_empty() => lang.ledger_own().to_owned(),
        None if party.len() == 36 => party.rsplit('-').next().unwrap_or(party).to_owned(),
        None => party.to_owned(),
    }
}

fn proved(proof: &Proof, lang: Lang) -> AnyView {
    let (tone, sentence) = if proof.holds() {
        let words = lang.ledger_proof_holds(proof.journals, proof.postings);
        (Tone::Good, words)
    } else {
        (Tone::Bad, lang.ledger_proof_broken(proof.unbalanced))
    };
    let rows = proof
        .sums
        .iter()
        .map(|sum| TotalRow {
            label: lang.ledger_sum(sum.currency().code()),
            amount: format_money(*sum),
            is_total: false,
            href: None,
        })
        .collect();
    view! {
        <section class="card">
            <h2>{lang.ledger_proof()}</h2>
            <Notice tone=tone><p>{sentence}</p></Notice>
            <Totals rows=rows />
        </section>
    }
    .into_any()
}

fn kinds(totals: &[Total], lang: Lang) -> AnyView {
    if totals.is_empty() {
        return view! { <EmptyState sentence=lang.ledger_empty() /> }.into_any();
    }
    let columns = vec![
        Column::text(lang.ledger_account()),
        Column::number(lang.ledger_accounts_count()),
        Column::number(lang.ledger_balance()),
    ];
    let rows = totals
        .iter()
        .map(|total| {
            let pairs = [
                ("name", total.name.clone()),
                ("currency", total.balance.currency().code().to_owned()),
            ];
            let href = address(&format!("{PATH}/accounts"), &pairs);
            vec![
                name_of(&total.name, lang).into_any(),
                total.accounts.to_string().into_any(),
                linked(total.balance, href),
            ]
        })
        .collect();
    view! {
        <h2>{lang.ledger_totals()}</h2>
        <DataTable caption=lang.ledger_totals() columns=columns rows=rows />
    }
    .into_any()
}

fn linked(amount: Money, href: String) -> AnyView {
    view! { <a href=href>{format_money(amount)}</a> }.into_any()
}

fn crumbs(lang: Lang, rest: Vec<Link>) -> AnyView {
    let mut crumbs = vec![Link::new(lang.office_nav_ledger(), PATH)];
    crumbs.extend(rest);
    view! { <Breadcrumbs label=lang.office_nav_ledger() crumbs=crumbs /> }.into_any()
}

fn kind_link(name: &str, currency: Currency, lang: Lang) -> Link {
    let pairs = [
        ("name", name.to_owned()),
        ("currency", currency.code().to_owned()),
    ];
    let label = format!("{} · {currency}", name_of(name, lang));
    Link::new(label, address(&format!("{PATH}/accounts"), &pairs))
}

fn parties(
    asks: &Asks,
    currency: Currency,
    found: &Lines<Held>,
    title: &str,
    lang: Lang,
) -> AnyView {
    let columns = vec![
        Column::text(lang.ledger_party()),
        Column::number(lang.ledger_postings()),
        Column::number(lang.ledger_balance()),
    ];
    let rows = found
        .rows
        .iter()
        .map(|held| {
            let href = format!("{PATH}/accounts/{}", held.id);
            vec![
                party(&held.party, held.called.as_ref(), lang).into_any(),
                held.postings.to_string().into_any(),
                linked(held.balance, href),
            ]
        })
        .collect();
    let kind = kind_link(&asks.name, currency, lang);
    let first = asks
        .after
        .map(|_| Link::new(lang.list_start(), kind.href.clone()));
    let next = found.next.map(|after| {
        let href = format!("{}&after={after}", kind.href);
        Link::new(lang.list_more(), href)
    });
    let here = Link::here(title, kind.href);
    view! {
        {crumbs(lang, vec![here])}
        <h1>{title.to_owned()}</h1>
        <DataTable caption=title columns=columns rows=rows />
        <Pagination label=lang.list_more() first=first next=next />
    }
    .into_any()
}

fn postings(
    by: &Treasurer,
    held: &Held,
    lines: &Lines<Entry>,
    is_later: bool,
    now: Timestamp,
) -> AnyView {
    let lang = by.lang();
    let path = format!("{PATH}/accounts/{}", held.id);
    let columns = vec![
        Column::text(lang.column_when()),
        Column::text(lang.ledger_why()),
        Column::text(lang.ledger_cause()),
        Column::number(lang.ledger_debit()),
        Column::number(lang.ledger_credit()),
    ];
    let rows = lines
        .rows
        .iter()
        .map(|entry| {
            let href = format!("{PATH}/journals/{}", entry.journal);
            let [debit, credit] = sides(entry.amount, &href);
            vec![
                by.time(entry.at, now),
                kind_of(&entry.kind, lang).into_any(),
                cause(&entry.cause),
                debit,
                credit,
            ]
        })
        .collect();
    let first = is_later.then(|| Link::new(lang.list_start(), path.clone()));
    let next = lines
        .next
        .map(|after| Link::new(lang.list_more(), format!("{path}?after={after}")));
    let name = party(&held.party, held.called.as_ref(), lang);
    let kind = kind_link(&held.name, held.balance.currency(), lang);
    let here = Link::here(name.clone(), path);
    view! {
        {crumbs(lang, vec![kind, here])}
        <h1>{name_of(&held.name, lang)}</h1>
        <p>{name}</p>
        <section class="card">
            <Totals rows=vec![
                TotalRow {
                    label: format!("{} · {}", lang.ledger_balance(), lang.ledger_postings_count(held.postings)),
                    amount: format_money(held.balance),
                    is_total: true,
                    href: None,
                },
            ] />
        </section>
        <h2>{lang.ledger_postings()}</h2>
        <DataTable caption=lang.ledger_postings() columns=columns rows=rows />
        <Pagination label=lang.list_more() first=first next=next />
    }
    .into_any()
}

/// A posting as debit and credit, one of them empty.
fn sides(amount: Money, href: &str) -> [AnyView; 2] {
    let size = Money::new(amount.minor().saturating_abs(), amount.currency());
    let link = linked(size, href.to_owned());
    if amount.is_positive() {
        [link, ().into_any()]
    } else {
        [().into_any(), link]
    }
}

/// Long, and broken wherever it must be.
fn cause(cause: &str) -> AnyView {
    view! { <span class="breaks">{cause.to_owned()}</span> }.into_any()
}

fn one_journal(by: &Treasurer, written: &Written, now: Timestamp) -> AnyView {
    let lang = by.lang();
    let columns = vec![
        Column::text(lang.ledger_account()),
        Column::text(lang.ledger_party()),
        Column::number(lang.ledger_debit()),
        Column::number(lang.ledger_credit()),
    ];
    let row = |leg: &WrittenLeg| {
        let href = format!("{PATH}/accounts/{}", leg.account);
        let [debit, credit] = sides(leg.amount, &href);
        vec![
            name_of(&leg.name, lang).into_any(),
            party(&leg.party, leg.called.as_ref(), lang).into_any(),
            debit,
            credit,
        ]
    };
    let rows = written.legs.iter().map(row).collect();
    let here = Link::here(
        lang.ledger_journal(),
        format!("{PATH}/journals/{}", written.id),
    );
    let payment = written.purchase.map(|number| {
        let href = format!("/admin/payments/{number}");
        view! { <p><a href=href>{lang.payment_of(&number.to_string())}</a></p> }
    });
    let balances = written
        .legs
        .iter()
        .map(|leg| leg.amount.minor())
        .sum::<i64>()
        == 0;
    view! {
        {crumbs(lang, vec![here])}
        <h1>{lang.ledger_journal()}</h1>
        <p>{by.time(written.at, now)}</p>
        <p>{kind_of(&written.kind, lang)}</p>
        <p class="hint">{cause(&written.cause)}</p>
        {payment}
        {decided_in(written, lang)}
        <DataTable caption=lang.ledger_journal() columns=columns rows=rows />
        {balances.then(|| view! { <Notice tone=Tone::Good><p>{lang.ledger_journal_balances()}</p></Notice> })}
    }
    .into_any()
}
