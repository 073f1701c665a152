//! The page of providers' statements: the warning first, then differences, days, and the form.

use countries::{Country, format_money};
use flows::provider_statement::{DIFFERENCES, Days, Report};
use kernel::{Money, StatementId, Timestamp};
use leptos::prelude::*;
use payments::provider::ProviderName;
use payments::statements::{Class, Difference, Kept, SummaryRow, Told, Uncovered};
use time::{Date, Duration};
use words::{Lang, StatedWords};

use super::{OUR_BANK, PATH, Treasurer, megabytes};
use crate::form::Form;
use crate::pages::door::summary;
use crate::ui::{
    Button, Choice, Column, DataTable, EmptyState, FileField, Link, Notice, Pagination, Select,
    Tone,
};

pub(super) struct Shown {
    pub by: Treasurer,
    /// Where our bank may have an account.
    pub countries: Vec<Country>,
    pub days: Days,
    pub is_newest: bool,
    pub done: Option<StatementId>,
    pub known: Option<StatementId>,
    pub report: Report,
    pub form: Form,
    pub now: Timestamp,
}

pub(super) fn body(shown: &Shown) -> AnyView {
    let lang = shown.by.lang();
    let report = &shown.report;
    view! {
        <h1>{lang.reconciliation_title()}</h1>
        <p class="hint">{lang.reconciliation_lead()}</p>
        {imported(shown)}
        {uncovered(&report.uncovered, lang)}
        {differences(&report.differences, lang)}
        <section>
            <h2>{lang.reconciliation_days()}</h2>
            {by_provider(&report.summary, lang)}
            {pages(shown)}
        </section>
        {import_form(&shown.form, &shown.countries, lang)}
        {files(shown)}
    }
    .into_any()
}

fn day(day: Date) -> AnyView {
    let text = day.to_string();
    view! { <time datetime=day.to_string()>{text}</time> }.into_any()
}

fn told_as(told: Told, lang: Lang) -> &'static str {
    told.as_str()
        .parse::<StatedWords>()
        .map_or(told.as_str(), |word| lang.stated_as(word))
}

/// What came of the file that was sent a moment ago.
fn imported(shown: &Shown) -> Option<AnyView> {
    let lang = shown.by.lang();
    let id = shown.done.or(shown.known)?;
    let file = shown.report.files.iter().find(|file| file.id == id);
    let sentence = if shown.done.is_some() {
        let file = file?;
        lang.reconciliation_imported(file.line_count, file.new_lines)
    } else {
        lang.reconciliation_known().to_owned()
    };
    Some(view! { <Notice tone=Tone::Good><p>{sentence}</p></Notice> }.into_any())
}

fn uncovered(rows: &[Uncovered], lang: Lang) -> AnyView {
    if rows.is_empty() {
        let sentence = lang.reconciliation_covered(Days::WATCHED);
        return view! { <Notice tone=Tone::Good><p>{sentence}</p></Notice> }.into_any();
    }
    let columns = vec![
        Column::text(lang.column_day()),
        Column::text(lang.column_provider()),
        Column::number(lang.column_count()),
        Column::number(lang.column_sum()),
    ];
    let cells = rows
        .iter()
        .map(|row| {
            vec![
                day(row.day),
                row.provider.as_str().into_any(),
                row.count.to_string().into_any(),
                format_money(row.sum).into_any(),
            ]
        })
        .collect();
    view! {
        <section>
            <h2>{lang.reconciliation_uncovered()}</h2>
            <Notice tone=Tone::Bad><p>{lang.reconciliation_uncovered_why(Days::WATCHED)}</p></Notice>
            <DataTable caption=lang.reconciliation_uncovered() columns=columns rows=cells />
        </section>
    }
    .into_any()
}

fn differences(found: &[(ProviderName, Vec<Difference>)], lang: Lang) -> AnyView {
    if found.is_empty() {
        let none = lang.reconciliation_no_differences();
        return view! { <section><h2>{lang.reconciliation_differences()}</h2><p>{none}</p></section> }
            .into_any();
    }
    let tables = found
        .iter()
        .map(|(provider, rows)| {
            let columns = vec![
                Column::text(lang.column_stated()),
                Column::number(lang.column_age()),
                Column::number(lang.column_amount()),
                Column::text(lang.column_movement()),
                Column::text(lang.column_case()),
            ];
            let rows = rows.iter().map(|row| difference(row, lang)).collect();
            view! {
                <h3>{provider.as_str()}</h3>
                <DataTable caption=format!("{} · {provider}", lang.reconciliation_differences()) columns=columns rows=rows />
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{lang.reconciliation_differences()}</h2>
            <p class="hint">{lang.reconciliation_oldest(DIFFERENCES.into())}</p>
            {tables}
        </section>
    }
    .into_any()
}

fn difference(row: &Difference, lang: Lang) -> Vec<AnyView> {
    let case = row.case.map(|case| {
        let href = format!("/admin/cases/{case}");
        view! { <a href=href>{lang.reconciliation_case_link()}</a> }
    });
    vec![
        told_as(row.told, lang).into_any(),
        lang.reconciliation_age(row.age.whole_days().max(0))
            .into_any(),
        row.amount.map(format_money).into_any(),
        view! { <span class="breaks">{row.name.clone()}</span> }.into_any(),
        case.into_any(),
    ]
}

fn by_provider(rows: &[SummaryRow], lang: Lang) -> AnyView {
    if rows.is_empty() {
        return view! { <EmptyState sentence=lang.reconciliation_no_days() /> }.into_any();
    }
    rows.chunk_by(|one, next| one.provider == next.provider)
        .map(|rows| {
            let provider = rows
                .first()
                .map_or("", |row| row.provider.as_str());
            let columns = vec![
                Column::text(lang.column_day()),
                Column::text(lang.column_stated()),
                Column::number(lang.column_count()),
                Column::number(lang.column_sum()),
                Column::number(lang.column_fees()),
            ];
            let cells = rows.iter().rev().map(|row| cells(row, lang)).collect();
            view! {
                <h3>{provider}</h3>
                <DataTable caption=format!("{} · {provider}", lang.reconciliation_days()) columns=columns rows=cells />
            }
        })
        .collect_view()
        .into_any()
}

fn cells(row: &SummaryRow, lang: Lang) -> Vec<AnyView> {
    let money = |minor| {
        row.currency
            .map(|currency| format_money(Money::new(minor, currency)))
    };
    // A line of a fee moves nothing else.
    let sum = match row.told {
        Told::There(Class::Fee) => None,
        Told::There(_) | Told::HereAlone | Told::Decided => money(row.sum_minor),
    };
    let fees = (row.fees_minor != 0).then(|| money(row.fees_minor));
    vec![
        day(row.day),
        told_as(row.told, lang).into_any(),
        row.count.to_string().into_any(),
        sum.into_any(),
        fees.flatten().into_any(),
    ]
}

fn pages(shown: &Shown) -> AnyView {
    let lang = shown.by.lang();
    let first = (!shown.is_newest).then(|| Link::new(lang.reconciliation_newest(), PATH));
    let next = shown
        .days
        .before()
        .map(|day| Link::new(lang.reconciliation_earlier(), format!("{PATH}?until={day}")));
    view! { <Pagination label=lang.reconciliation_days() first=first next=next /> }.into_any()
}

fn import_form(form: &Form, countries: &[Country], lang: Lang) -> AnyView {
    let chosen = form.get("provider");
    let providers = ProviderName::ALL
        .into_iter()
        .filter(|provider| provider.can_be_asked())
        .map(|provider| (provider.to_string(), provider.to_string()));
    let banks = countries.iter().map(|country| {
        let label = lang.reconciliation_bank(country.name(lang));
        (format!("{OUR_BANK}{country}"), label)
    });
    let choices = providers
        .chain(banks)
        .map(|(value, label)| Choice {
            chosen: value == chosen,
            value,
            label,
            ..Choice::default()
        })
        .collect();
    view! {
        <section id="import">
            <h2>{lang.reconciliation_import()}</h2>
            {summary(form, lang)}
            <form method="post" action=PATH enctype="multipart/form-data">
                <Select
                    id="provider"
                    name="provider"
                    label=lang.column_provider()
                    choices=choices
                    prompt=lang.reconciliation_no_provider()
                    error=form.error("provider")
                />
                <FileField
                    id="file"
                    name="file"
                    label=lang.reconciliation_file()
                    hint=lang.reconciliation_file_hint(megabytes())
                    error=form.error("file")
                    accept="text/csv,text/plain,.csv,.tsv,.txt"
                />
                <p class="actions">
                    <Button label=lang.reconciliation_do_import() />
                </p>
            </form>
        </section>
    }
    .into_any()
}

fn files(shown: &Shown) -> Option<AnyView> {
    let lang = shown.by.lang();
    if shown.report.files.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text(lang.column_file()),
        Column::text(lang.column_provider()),
        Column::text(lang.column_tells_of()),
        Column::number(lang.column_lines()),
        Column::number(lang.column_new()),
        Column::text(lang.column_when()),
    ];
    let rows = shown
        .report
        .files
        .iter()
        .map(|file| {
            vec![
                view! { <span class="breaks">{file.name.clone()}</span> }.into_any(),
                file.provider.as_str().into_any(),
                covers(file).into_any(),
                file.line_count.to_string().into_any(),
                file.new_lines.to_string().into_any(),
                shown.by.time(file.imported_at, shown.now),
            ]
        })
        .collect();
    Some(
        view! {
            <section>
                <h2>{lang.reconciliation_files()}</h2>
                <DataTable caption=lang.reconciliation_files() columns=columns rows=rows />
            </section>
        }
        .into_any(),
    )
}

/// First and last day on the provider's clock: noon there is the same date in UTC.
fn covers(file: &Kept) -> Option<String> {
    let period = file.covers?;
    let noon = Duration::hours(12);
    let (first, last) = (period.from + noon, period.until - noon);
    Some(format!("{} – {}", first.date(), last.date()))
}
