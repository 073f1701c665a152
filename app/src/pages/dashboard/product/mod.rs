//! `/dashboard/products/…`: one product: its words, options, prices, stock and photos.

mod acts;
mod details;
mod photos;
mod read;
mod stock;
mod tax;
#[cfg(test)]
mod tests;
mod typed;
mod view;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use catalog::AltText;
use catalog::taxes::TaxClass;
use flows::dashboard::Product;
use flows::keep_listing::{self, ListingError};
use flows::pictures::UploadError;
use kernel::{Id as _, ListingId};
use uuid::Uuid;

use super::Desk;
use crate::form::Form;
use crate::pages::door::text;
use crate::pages::sent::{Posted, Sent};
use crate::pages::shown::see_other;
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::DashboardSection;
use crate::state::AppState;
use acts::sell;
pub(super) use acts::{act, picture};
use read::{Refused, refuse, written};
pub(super) use stock::input;
use view::{Forms, Shown};

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    done: Option<String>,
}

/// `GET /dashboard/products/new`
pub(super) async fn new(State(app): State<AppState>, desk: Desk) -> Result<Response, Problem> {
    let form = typed::fresh(app.market.source.id::<ListingId>());
    page(
        &app,
        desk,
        None,
        Forms {
            details: form,
            ..Forms::default()
        },
        StatusCode::OK,
        None,
    )
    .await
}

/// `POST /dashboard/products/new`
pub(super) async fn create(
    State(app): State<AppState>,
    desk: Desk,
    posted: Posted,
) -> Result<Response, Problem> {
    let Posted { mut form, photo } = posted;
    let id = Uuid::parse_str(form.get("id"))
        .map(ListingId::from_uuid)
        .map_err(|_| Problem::BadRequest)?;
    let lang = desk.lang();
    let has_photo = !matches!(photo, Sent::Nothing);
    let photo = read::photo(photo, &mut form, lang);
    let outcome = match written(&app, &desk, &mut form, &[]) {
        Ok(written) if form.is_ok() => {
            match keep_listing::create_stocked(
                &app.market,
                desk.scope,
                id,
                written.content,
                &written.opening,
            )
            .await
            {
                Ok(_) => None,
                // The same form, sent twice.
                Err(ListingError::Again) => return Ok(see_other(&product_path(&desk, id, ""))),
                Err(error) => Some(refuse(error, &mut form, lang)?),
            }
        }
        Ok(_) => Some(Refused::Typed),
        Err(refused) => Some(refused),
    };
    if let Some(refused) = outcome {
        if has_photo && matches!(refused, Refused::Typed) {
            // A browser does not send the same file twice by itself.
            form.fail("photo", lang.product_photo_again());
        }
        let details = refused.form(form);
        return page(
            &app,
            desk,
            None,
            Forms {
                details,
                ..Forms::default()
            },
            refused.status(),
            None,
        )
        .await;
    }
    let mut done = "saved";
    if let Some(file) = photo {
        let alt = AltText::parse(form.get("title"))
            .ok()
            .unwrap_or(AltText::parse("").map_err(|_| Problem::server())?);
        if let Err(error) = flows::pictures::upload(&app.market, desk.scope, id, alt, file).await {
            match error {
                UploadError::Failed(error) => tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "a photo was not kept"
                ),
                UploadError::NotAPicture
                | UploadError::TooLarge { .. }
                | UploadError::TooMany { .. }
                | UploadError::NotFound => {}
            }
            done = "photo-lost";
        }
    }
    if form.get("do") == "sell" && done == "saved" {
        done = sell(&app, &desk, id).await?;
    }
    Ok(see_other(&product_path(&desk, id, done)))
}

/// `GET /dashboard/products/{id}`
pub(super) async fn show(
    State(app): State<AppState>,
    desk: Desk,
    Path(id): Path<String>,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let product = find(&app, &desk, &id).await?;
    let done = view::done(asks.done.as_deref(), desk.lang());
    let forms = Forms::of(&product, desk.country);
    page(&app, desk, Some(product), forms, StatusCode::OK, done).await
}

/// `POST /dashboard/products/{id}`: whichever of its forms was sent.
pub(super) async fn change(
    State(app): State<AppState>,
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let product = find(&app, &desk, &id).await?;
    match posted.form.get("form") {
        "details" => edit(&app, desk, product, posted.form).await,
        "stock" => count(&app, desk, product, posted.form).await,
        "photo" => upload(&app, desk, product, posted).await,
        _ => Err(Problem::BadRequest),
    }
}

async fn edit(
    app: &AppState,
    desk: Desk,
    product: Product,
    mut form: Form,
) -> Result<Response, Problem> {
    let lang = desk.lang();
    let id = product.listing.id;
    let refused = match written(app, &desk, &mut form, &product.variants) {
        Ok(written) => {
            match keep_listing::edit_stocked(
                &app.market,
                desk.scope,
                id,
                written.content,
                &written.opening,
            )
            .await
            {
                Ok(()) => None,
                Err(error) => Some(refuse(error, &mut form, lang)?),
            }
        }
        Err(refused) => Some(refused),
    };
    let Some(refused) = refused else {
        let done = if form.get("do") == "sell" {
            sell(app, &desk, id).await?
        } else {
            "saved"
        };
        return Ok(see_other(&product_path(&desk, id, done)));
    };
    if matches!(refused, Refused::Moved) {
        return Ok(see_other(&product_path(&desk, id, "moved")));
    }
    let forms = Forms {
        details: refused.form(form),
        ..Forms::of(&product, desk.country)
    };
    page(app, desk, Some(product), forms, refused.status(), None).await
}

async fn count(
    app: &AppState,
    desk: Desk,
    product: Product,
    mut form: Form,
) -> Result<Response, Problem> {
    let lang = desk.lang();
    let id = product.listing.id;
    let changes = stock::changes(&mut form, &product.variants, lang);
    if form.is_ok() {
        match keep_listing::set_stocks(&app.market, desk.scope, &changes).await {
            Ok(()) => return Ok(see_other(&product_path(&desk, id, "stock"))),
            Err(ListingError::Failed(error)) => return Err(error.into()),
            // Somebody bought between the page and the count.
            Err(_) => {
                if let Some((variant, _)) = changes.first() {
                    form.fail(&stock::counted(*variant), lang.stock_changed_meanwhile());
                }
            }
        }
    }
    let forms = Forms {
        stock: form,
        ..Forms::of(&product, desk.country)
    };
    page(
        app,
        desk,
        Some(product),
        forms,
        StatusCode::UNPROCESSABLE_ENTITY,
        None,
    )
    .await
}

async fn upload(
    app: &AppState,
    desk: Desk,
    product: Product,
    posted: Posted,
) -> Result<Response, Problem> {
    let lang = desk.lang();
    let id = product.listing.id;
    let Posted { mut form, photo } = posted;
    if matches!(photo, Sent::Nothing) {
        form.fail("photo", lang.form_photo_missing());
    }
    let file = read::photo(photo, &mut form, lang);
    let title = product.listing.title.clone();
    let alt = form.parse("alt", |typed| {
        text(
            AltText::parse(if typed.is_empty() { &title } else { typed }),
            lang,
        )
    });
    if let (Some(file), Some(alt)) = (file, alt) {
        match flows::pictures::upload(&app.market, desk.scope, id, alt, file).await {
            Ok(_) => return Ok(see_other(&product_path(&desk, id, "photo"))),
            Err(UploadError::NotAPicture) => form.fail("photo", lang.form_photo_not_a_picture()),
            Err(UploadError::TooLarge { megabytes_max }) => {
                form.fail("photo", read::too_large(megabytes_max, lang));
            }
            Err(UploadError::TooMany { max }) => {
                form.fail(
                    "photo",
                    lang.form_photo_too_many(i64::try_from(max).unwrap_or(i64::MAX)),
                );
            }
            Err(UploadError::NotFound) => return Err(Problem::NotFound),
            Err(UploadError::Failed(error)) => return Err(error.into()),
        }
    }
    let forms = Forms {
        photo: form,
        ..Forms::of(&product, desk.country)
    };
    page(
        app,
        desk,
        Some(product),
        forms,
        StatusCode::UNPROCESSABLE_ENTITY,
        None,
    )
    .await
}

fn product_path(desk: &Desk, id: ListingId, done: &str) -> String {
    let query = if done.is_empty() {
        String::new()
    } else {
        format!("?done={done}")
    };
    desk.href(&format!("/dashboard/products/{id}{query}"))
}

async fn find(app: &AppState, desk: &Desk, id: &str) -> Result<Product, Problem> {
    let id: ListingId = id.parse().map_err(|_| Problem::NotFound)?;
    flows::dashboard::product(&app.market, desk.scope, id)
        .await?
        .ok_or(Problem::NotFound)
}

async fn page(
    app: &AppState,
    desk: Desk,
    product: Option<Product>,
    forms: Forms,
    status: StatusCode,
    done: Option<(crate::ui::Tone, String)>,
) -> Result<Response, Problem> {
    let categories = catalog::categories::list(&app.market.pools.storefront).await?;
    let tax = match &product {
        Some(product) => {
            let id = product.listing.id;
            keep_listing::tax_class(&app.market, desk.scope, id).await?
        }
        None => None,
    };
    let (scope, country) = (desk.scope, desk.country);
    let kept = match &product {
        Some(product) => {
            let category = product.listing.category;
            flows::commission::of_product(&app.market, scope, country, category).await?
        }
        None => flows::commission::of_shop(&app.market, scope, country).await?,
    };
    let lang = desk.lang();
    let title = product.as_ref().map_or_else(
        || lang.product_new().to_owned(),
        |product| product.listing.title.clone(),
    );
    let chrome = desk.chrome(app, DashboardSection::Products);
    let page = Page::new(lang.code(), title).noindex().status(status);
    let shown = Shown {
        desk,
        product,
        forms,
        categories,
        tax: tax.unwrap_or(TaxClass::Standard),
        kept,
        done,
    };
    Ok(page
        .render(&app.assets, chrome, move || view::body(&shown))
        .into_response())
}
