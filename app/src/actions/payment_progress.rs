//! Where a payment stands, for the island that waits with the buyer.

use std::sync::Arc;

use flows::progress::Progress;
use flows::progress::poll::{Asker, Named, poll};
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
) -> Result<Arc<Progress>, Problem> {
    let number = number.parse().map_err(|_| Problem::NotFound)?;
    let asker = Asker {
        person: visitor.person(),
        opened: &visitor.access,
        key: None,
    };
    poll(&app.market, asker, Named::Number(number))
        .await?
        .ok_or(Problem::NotFound)
}
