//! Country, language and area: one plain cookie, set by small forms that come back to where they were.

use axum::extract::State;
use axum::response::Response;
use countries::Country;
use words::Lang;

use crate::cookies;
use crate::form::Form;
use crate::pages::shown::{local_path, see_other_with};
use crate::problem::Problem;
use crate::state::AppState;
use crate::visitor::Visitor;

/// `POST /preferences`
pub async fn choose(
    State(app): State<AppState>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, Problem> {
    let mut preferences = visitor.preferences();
    if form.has("language") {
        preferences.lang = form
            .get("language")
            .parse::<Lang>()
            .map_err(|_| Problem::BadRequest)?;
    }
    if form.has("country") {
        let country = form
            .get("country")
            .parse::<Country>()
            .map_err(|_| Problem::BadRequest)?;
        if !app.market.settings.countries.contains(&country) {
            return Err(Problem::BadRequest);
        }
        if country != preferences.country {
            preferences.country = country;
            preferences.area = None;
        }
    }
    if form.has("area") {
        let area = form.get("area");
        // An empty choice takes the area back.
        preferences.area = match preferences.country.area(area) {
            None if !area.is_empty() => return Err(Problem::BadRequest),
            found => found,
        };
    }
    let back = local_path(form.get("return_to"), "/");
    Ok(see_other_with(
        back,
        cookies::set_preferences(&app, preferences),
    ))
}
