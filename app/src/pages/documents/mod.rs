//! Invoices and credit notes: the same sheet as a page and as a small PDF, for whoever may see the order.

mod pdf;
mod sheet;
mod view;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::{DocumentId, OrderNumber, PurchaseId, PurchaseNumber};
use leptos::prelude::*;
use orders::documents::Document;
use words::Lang;

use crate::pages::dashboard::Desk;
use crate::pages::frames::site;
use crate::pages::pay::resolve;
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::{Chrome, DashboardSection};
use crate::state::AppState;
use crate::visitor::Visitor;

pub(super) use view::list;

/// What an address asks for: a document, as a page or as a file.
struct Wanted {
    id: DocumentId,
    is_pdf: bool,
}

impl Wanted {
    /// `<id>` or `<id>.pdf`.
    fn of(file: &str) -> Result<Self, Problem> {
        let (id, is_pdf) = match file.strip_suffix(".pdf") {
            Some(id) => (id, true),
            None => (file, false),
        };
        let id = id.parse().map_err(|_| Problem::NotFound)?;
        Ok(Self { id, is_pdf })
    }
}

/// What stands for a document's id where the page that lists them is asked for: the order's own page has room for one link.
pub(super) const ALL: &str = "all";

/// `GET /orders/{number}/documents/{file}`: by the same rule as the order itself.
pub(super) async fn of_buyer(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((number, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (number, purchase) = resolve(&app, &visitor, &number).await?;
    if file == ALL {
        return all_of_buyer(&app, &visitor, number, purchase).await;
    }
    let wanted = Wanted::of(&file)?;
    let found =
        flows::documents::of_buyer(&app.market, visitor.buyer(purchase), purchase, wanted.id)
            .await?
            .ok_or(Problem::NotFound)?;
    if wanted.is_pdf {
        return Ok(file_of(&found, visitor.lang));
    }
    let chrome = site(&app, &visitor, "").await?;
    let order = format!("/orders/{number}");
    let file = format!("{order}/documents/{}.pdf", found.id);
    Ok(page(&app, chrome, &found, [order, file], visitor.lang))
}

/// Every document of a purchase.
async fn all_of_buyer(
    app: &AppState,
    visitor: &Visitor,
    number: PurchaseNumber,
    purchase: PurchaseId,
) -> Result<Response, Problem> {
    let lang = visitor.lang;
    let seen = flows::view::of(&app.market, visitor.buyer(purchase), purchase)
        .await?
        .ok_or(Problem::NotFound)?;
    let chrome = site(app, visitor, "").await?;
    let page = Page::new(lang.code(), lang.documents_title())
        .noindex()
        .with_tables();
    let order = format!("/orders/{number}");
    let body = move || {
        let path = |document: &Document| format!("{order}/documents/{}", document.id);
        view! {
            <h1>{lang.order_title(&number.to_string())}</h1>
            {list(&seen.documents, path, lang)}
            <p><a href=order.clone()>{lang.back()}</a></p>
        }
        .into_any()
    };
    Ok(page.render(&app.assets, chrome, body).into_response())
}

/// `GET /dashboard/orders/{number}/documents/{file}`
pub(super) async fn of_shop(
    State(app): State<AppState>,
    desk: Desk,
    Path((number, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let number: OrderNumber = number.parse().map_err(|_| Problem::NotFound)?;
    let wanted = Wanted::of(&file)?;
    let found = flows::documents::of_shop(&app.market, desk.scope, number, wanted.id)
        .await?
        .ok_or(Problem::NotFound)?;
    if wanted.is_pdf {
        return Ok(file_of(&found, desk.lang()));
    }
    let chrome = desk.chrome(&app, DashboardSection::Orders);
    let order = format!("/dashboard/orders/{number}");
    let file = format!("{order}/documents/{}.pdf", found.id);
    let links = [order, file].map(|path| desk.href(&path));
    Ok(page(&app, chrome, &found, links, desk.lang()))
}

/// The page, with where its order and its file are.
fn page(
    app: &AppState,
    chrome: Chrome,
    found: &Document,
    [order, file]: [String; 2],
    lang: Lang,
) -> Response {
    let sheet = sheet::Sheet::of(found, lang);
    let page = Page::new(lang.code(), sheet.title.clone())
        .noindex()
        .with_tables();
    let body = move || view::body(&sheet, &order, &file, lang);
    page.render(&app.assets, chrome, body).into_response()
}

fn file_of(found: &Document, lang: Lang) -> Response {
    let bytes = pdf::write(&sheet::Sheet::of(found, lang));
    let kind = HeaderValue::from_static("application/pdf");
    let keep = HeaderValue::from_static("private, no-store");
    let name = format!("inline; filename=\"{}.pdf\"", found.number());
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("inline"));
    (
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, keep),
            (header::CONTENT_DISPOSITION, name),
        ],
        bytes,
    )
        .into_response()
}
