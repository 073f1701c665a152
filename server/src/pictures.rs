//! Published pictures. Their name is made from their content, so a browser keeps them for ever.

use app::problem::Problem;
use app::state::AppState;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use media::{PictureKey, Shelf};

/// What is named by its content never changes.
pub const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// `GET /media/…`
pub fn router() -> Router<AppState> {
    // Two parts exactly: `/media/waiting/…` has three and belongs to the pages, which ask who looks.
    Router::new().route("/media/{folder}/{file}", get(show))
}

/// Only the public shelf: what waits for a moderator has no address here.
async fn show(
    State(app): State<AppState>,
    Path((folder, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (key, size) =
        PictureKey::of_path(&format!("{folder}/{file}")).map_err(|_| Problem::NotFound)?;
    let found = app
        .market
        .pictures
        .get(&key.file(Shelf::Public, size))
        .await
        .map_err(flows::Error::from)?;
    let picture = found.ok_or(Problem::NotFound)?;
    let kind = HeaderValue::from_static(picture.content_type.mime());
    Ok((
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, FOR_EVER),
        ],
        picture.bytes,
    )
        .into_response())
}
