//! Buttons of a product's page: on sale, paused, taken off; photos first or away.

use axum::extract::{Path, State};
use axum::response::Response;
use catalog::taxes::TaxClass;
use catalog::{ListingState, ListingVerb};
use flows::keep_listing::{self, ListingError};
use kernel::{ListingId, PictureId};

use super::{find, product_path};
use crate::form::Form;
use crate::pages::dashboard::Desk;
use crate::pages::shown::see_other;
use crate::problem::Problem;
use crate::state::AppState;

/// `POST /dashboard/products/{id}/act`
pub(in crate::pages::dashboard) async fn act(
    State(app): State<AppState>,
    desk: Desk,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let id = find(&app, &desk, &id).await?.listing.id;
    let (verb, done) = match form.get("verb") {
        "submit" => {
            return Ok(see_other(&product_path(
                &desk,
                id,
                sell(&app, &desk, id).await?,
            )));
        }
        "pause" => (ListingVerb::Pause, "paused"),
        "resume" => (ListingVerb::Resume, "on-sale"),
        "archive" => (ListingVerb::Archive, "archived"),
        "tax-standard" => return tax(&app, &desk, id, TaxClass::Standard).await,
        "tax-zero" => return tax(&app, &desk, id, TaxClass::Zero).await,
        _ => return Err(Problem::BadRequest),
    };
    let done = match keep_listing::act(&app.market, desk.scope, id, verb).await {
        Ok(_) => done,
        Err(ListingError::Failed(error)) => return Err(error.into()),
        Err(_) => "moved",
    };
    Ok(see_other(&product_path(&desk, id, done)))
}

/// `POST /dashboard/products/{id}/pictures/{picture}`
pub(in crate::pages::dashboard) async fn picture(
    State(app): State<AppState>,
    desk: Desk,
    Path((id, picture)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let product = find(&app, &desk, &id).await?;
    let picture: PictureId = picture.parse().map_err(|_| Problem::NotFound)?;
    let id = product.listing.id;
    // Removed in another window: the page shows how it stands.
    if !product.pictures.iter().any(|own| own.id == picture) {
        return Ok(see_other(&product_path(&desk, id, "moved")));
    }
    let done = match form.get("verb") {
        "remove" => {
            flows::pictures::remove(&app.market, desk.scope, picture).await?;
            "photo-removed"
        }
        "first" => {
            flows::pictures::show_first(&app.market, desk.scope, id, picture).await?;
            "saved"
        }
        _ => return Err(Problem::BadRequest),
    };
    Ok(see_other(&product_path(&desk, id, done)))
}

async fn tax(
    app: &AppState,
    desk: &Desk,
    id: ListingId,
    class: TaxClass,
) -> Result<Response, Problem> {
    let done = match keep_listing::set_tax_class(&app.market, desk.scope, id, class).await {
        Ok(()) => "tax",
        Err(ListingError::Failed(error)) => return Err(error.into()),
        Err(_) => "moved",
    };
    Ok(see_other(&product_path(desk, id, done)))
}

/// Puts a product on sale, and says how that went.
pub(super) async fn sell(
    app: &AppState,
    desk: &Desk,
    id: ListingId,
) -> Result<&'static str, Problem> {
    match keep_listing::submit(&app.market, desk.scope, id).await {
        Ok(ListingState::Live) => Ok("on-sale"),
        Ok(_) => Ok("in-review"),
        Err(ListingError::NeedsPicture) => Ok("needs-photo"),
        Err(ListingError::Failed(error)) => Err(error.into()),
        // It is on sale already, or taken off: saved is all there was to do.
        Err(_) => Ok("saved"),
    }
}
