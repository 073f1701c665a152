//! `/admin/reconciliation`: what providers say they did beside what we booked, day by day, and the door for their files.

mod view;

use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use flows::provider_statement::{self, Days, Import, ImportError, bank};
use kernel::StatementId;
use payments::statements::{Book, NotAStatement};
use time::Date;
use time::macros::format_description;
use words::Lang;

use super::Treasurer;
use crate::form::Form;
use crate::pages::sent::{Received, Sent, receive};
use crate::pages::shown::see_other;
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::AdminSection;
use crate::state::AppState;

const PATH: &str = "/admin/reconciliation";
/// Larger files are the command's.
const FILE_MEGABYTES_MAX: usize = 8;

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    /// The last day shown.
    until: Option<String>,
    /// What was imported a moment ago, …
    done: Option<StatementId>,
    /// … and what had been imported before.
    known: Option<StatementId>,
}

/// `GET /admin/reconciliation?until=`
pub(super) async fn show(
    State(app): State<AppState>,
    by: Treasurer,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    page(&app, by, asks, Form::default(), StatusCode::OK).await
}

/// `POST /admin/reconciliation`: a file. Taken once, however often it is sent.
pub(super) async fn import(
    State(app): State<AppState>,
    by: Treasurer,
    request: Request,
) -> Result<Response, Problem> {
    let lang = by.lang();
    let bytes_max = FILE_MEGABYTES_MAX * 1024 * 1024;
    let Received {
        mut form,
        file,
        name,
    } = receive(request, &app, "file", bytes_max).await?;
    let book = form.parse("provider", |text| book(text, lang));
    let content = match file {
        Sent::File(content) => Some(content),
        Sent::Nothing => {
            form.fail("file", lang.reconciliation_no_file());
            None
        }
        Sent::TooLarge => {
            form.fail("file", lang.reconciliation_large(megabytes()));
            None
        }
    };
    if let (Some(book), Some(content)) = (book, content) {
        let file = Import {
            book,
            name: &name,
            content: &content,
            period: None,
        };
        match provider_statement::import_by(&app.market, by.admin, &file).await {
            Ok(imported) => {
                let word = if imported.is_new { "done" } else { "known" };
                return Ok(see_other(&format!("{PATH}?{word}={}", imported.statement)));
            }
            Err(ImportError::NotAStatement(why)) => form.fail("file", not_taken(why, lang)),
            Err(ImportError::Failed(error)) => return Err(error.into()),
        }
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    page(&app, by, Asks::default(), form, status).await
}

async fn page(
    app: &AppState,
    by: Treasurer,
    asks: Asks,
    form: Form,
    status: StatusCode,
) -> Result<Response, Problem> {
    let now = app.market.source.now();
    let days = match asks.until.as_deref() {
        None => Days::newest(now),
        Some(day) => Days::until(read_day(day).ok_or(Problem::NotFound)?),
    };
    let report = provider_statement::report(&app.market, by.admin, days).await?;
    let lang = by.lang();
    let chrome = by.chrome(app, AdminSection::Reconciliation);
    let page = Page::new(lang.code(), lang.reconciliation_title())
        .noindex()
        .status(status);
    let shown = view::Shown {
        countries: app.market.settings.countries.clone(),
        is_newest: asks.until.is_none(),
        done: asks.done,
        known: asks.known,
        by,
        days,
        report,
        form,
        now,
    };
    Ok(page
        .render(&app.assets, chrome, move || view::body(&shown))
        .into_response())
}

/// A day of this age, as an address names it.
fn read_day(text: &str) -> Option<Date> {
    let format = format_description!("[year]-[month]-[day]");
    let day = Date::parse(text, format).ok()?;
    (2000..3000).contains(&day.year()).then_some(day)
}

/// What stands before the country of our own bank account.
const OUR_BANK: &str = "bank:";

/// A provider's, or that of our bank account in a country.
fn book(text: &str, lang: Lang) -> Result<Book, String> {
    let book = match text.strip_prefix(OUR_BANK) {
        Some(country) => country.parse().ok().map(bank::book),
        None => Book::of_provider(text),
    };
    book.ok_or_else(|| lang.reconciliation_no_provider().to_owned())
}

fn not_taken(why: NotAStatement, lang: Lang) -> String {
    match why {
        NotAStatement::Columns(provider) => lang.reconciliation_other_columns(provider.as_str()),
        NotAStatement::TooLarge => lang.reconciliation_large(megabytes()),
        NotAStatement::TooLong => lang.reconciliation_long().to_owned(),
    }
}

fn megabytes() -> i64 {
    i64::try_from(FILE_MEGABYTES_MAX).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_days_people_live_in() {
        assert!(read_day("2026-11-26").is_some());
        for wrong in [
            "",
            "x",
            "2026-13-01",
            "-9999-01-01",
            "9999-01-01",
            "2026-11-26 ",
        ] {
            assert_eq!(read_day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_class_of_a_summary_has_its_words() {
        use payments::statements::{Class, Told};
        let told = Class::ALL.map(Told::There).into_iter();
        for told in told.chain([Told::HereAlone, Told::Decided]) {
            assert!(
                told.as_str().parse::<words::StatedWords>().is_ok(),
                "{told:?}"
            );
        }
    }
}
