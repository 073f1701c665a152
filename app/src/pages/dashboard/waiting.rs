//! Pictures that wait for a decision: shown to their shop and to moderators, and kept by nobody.

use accounts::Need;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use media::{PictureKey, Shelf, Size};

use crate::pages::shown::{media_path, see_other};
use crate::problem::Problem;
use crate::state::AppState;
use crate::visitor::Visitor;

/// The most shops of one person that are asked.
const SHOPS_MAX: usize = 10;

/// Where a waiting picture is seen.
pub(in crate::pages) fn path(key: PictureKey, size: Size) -> String {
    format!("/media/waiting/{}", key.path(size))
}

/// `GET /media/waiting/{folder}/{file}`
pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((folder, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (key, size) =
        PictureKey::of_path(&format!("{folder}/{file}")).map_err(|_| Problem::NotFound)?;
    if !may_see(&app, &visitor, key).await? {
        return Err(Problem::NotFound);
    }
    let shelf = |shelf| key.file(shelf, size);
    let store = &app.market.pictures;
    if let Some(stored) = store
        .get(&shelf(Shelf::Waiting))
        .await
        .map_err(flows::Error::from)?
    {
        let kind = HeaderValue::from_static(stored.content_type.mime());
        let keep = HeaderValue::from_static("private, no-store");
        return Ok((
            [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)],
            stored.bytes,
        )
            .into_response());
    }
    if store
        .exists(&shelf(Shelf::Public))
        .await
        .map_err(flows::Error::from)?
    {
        return Ok(see_other(&media_path(key, size)));
    }
    Err(Problem::NotFound)
}

async fn may_see(app: &AppState, visitor: &Visitor, key: PictureKey) -> Result<bool, Problem> {
    // A picture asks nobody to sign in.
    let Some(authority) = &visitor.authority else {
        return Ok(false);
    };
    if authority.meets(Need::Moderator) {
        return Ok(true);
    }
    for member in authority.memberships.iter().take(SHOPS_MAX) {
        let Ok(scope) = visitor.in_shop(member.shop, Need::Staff) else {
            continue;
        };
        if flows::pictures::is_of_shop(&app.market, scope, key).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
