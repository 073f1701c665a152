//! Where a payment stands, for the island that waits with the buyer.

use leptos::prelude::*;
use server_fn::codec::{GetUrl, Json};
use wire::PayStatus;

use crate::problem::Problem;
use crate::state::AppState;
use crate::visitor::Visitor;

/// Whoever may see the purchase may ask; everyone else learns nothing. The provider is not asked here: the worker does that, and the
/// page's "Check now".
#[server(prefix = "/act", endpoint = "payment_progress", input = GetUrl, output = Json)]
pub async fn payment_progress(number: String) -> Result<PayStatus, ServerFnError> {
    let (app, visitor) = super::who().await?;
    let found = progress_of(&app, &visitor, &number)
        .await
        .map_err(super::refusal)?;
    Ok(crate::pages::wire_status(
        &found,
        app.market.source.now(),
        visitor.lang,
    ))
}

async fn progress_of(
    app: &AppState,
    visitor: &Visitor,
    number: &str,
) -> Result<flows::progress::Progress, Problem> {
    let number = number.parse().map_err(|_| Problem::NotFound)?;
    let id = flows::track::resolve(&app.market, visitor.person(), &visitor.access, number)
        .await?
        .ok_or(Problem::NotFound)?;
    flows::progress::of(&app.market, visitor.buyer(id), id)
        .await?
        .ok_or(Problem::NotFound)
}
