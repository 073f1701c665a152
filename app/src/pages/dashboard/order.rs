//! `/dashboard/orders/{number}`: one order as the shop that packs it sees it.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use catalog::Reason;
use flows::cancel::CancelError;
use flows::cash::{self, CashError};
use flows::fulfil::{FulfilError, Step};
use kernel::{OrderNumber, Timestamp};
use orders::{Order, OrderState};
use words::Lang;

use super::Desk;
use super::order_view::body;
use super::said::order_words;
use crate::form::Form;
use crate::pages::door::text;
use crate::pages::shown::{address, local_path, see_other};
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::DashboardSection;
use crate::state::AppState;
use crate::ui::Tone;

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    done: Option<String>,
}

/// The step that can be taken now: none while somebody looks at the order.
pub(super) fn step_now(
    order: &Order,
    now: Timestamp,
    lang: Lang,
) -> Option<(&'static str, &'static str)> {
    match order.waits_until(now) {
        Some(_) => None,
        None => next_step(order.state, order.is_cash, lang),
    }
}

/// The step that comes next: its word in addresses, and on its button.
const fn next_step(
    state: OrderState,
    is_cash: bool,
    lang: Lang,
) -> Option<(&'static str, &'static str)> {
    match state {
        // What happens at the door is said on the order's own page.
        OrderState::HandedOver if is_cash => None,
        OrderState::Confirmed => Some(("pack", lang.action_pack())),
        OrderState::Packed => Some(("hand-over", lang.action_hand_over())),
        OrderState::HandedOver => Some(("deliver", lang.action_delivered())),
        OrderState::Placed
        | OrderState::Delivered
        | OrderState::Completed
        | OrderState::Cancelled
        | OrderState::Returned => None,
    }
}

/// What the page says about what was just done to an order.
pub(super) fn said(
    done: Option<&str>,
    number: &str,
    state: Option<OrderState>,
    lang: Lang,
) -> Option<(Tone, String)> {
    // It comes from the address, so it must at least be a number.
    let number = number.parse::<OrderNumber>().ok()?.to_string();
    match done? {
        "pack" => Some((Tone::Good, lang.action_done_pack(&number))),
        "hand-over" => Some((Tone::Good, lang.action_done_hand_over(&number))),
        "deliver" => Some((Tone::Good, lang.action_done_delivered(&number))),
        "take-cash" => Some((Tone::Good, lang.action_done_cash(&number))),
        "not-taken" => Some((Tone::Good, lang.action_done_not_taken(&number))),
        "cash-back" => Some((Tone::Good, lang.action_done_cash_back(&number))),
        "refund" => Some((Tone::Good, lang.action_done_refund(&number))),
        "cancel" => Some((Tone::Good, lang.action_done_cancel(&number))),
        "checking" => Some((Tone::Waiting, lang.action_being_checked(&number))),
        "not-now" => state.map(|state| (Tone::Bad, lang.action_not_now(order_words(state, lang)))),
        _ => None,
    }
}

/// `GET /dashboard/orders/{number}`
pub(super) async fn show(
    State(app): State<AppState>,
    desk: Desk,
    Path(number): Path<String>,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    page(
        &app,
        desk,
        &number,
        Form::default(),
        StatusCode::OK,
        asks.done.as_deref(),
    )
    .await
}

/// `POST /dashboard/orders/{number}/{step}`
pub(super) async fn advance(
    State(app): State<AppState>,
    desk: Desk,
    Path((number, word)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    if matches!(word.as_str(), "take-cash" | "not-taken") {
        return at_the_door(&app, &desk, &number, &word).await;
    }
    let step = match word.as_str() {
        "pack" => Step::Pack,
        "hand-over" => Step::HandOver,
        "deliver" => Step::Deliver,
        _ => return Err(Problem::NotFound),
    };
    let number: OrderNumber = number.parse().map_err(|_| Problem::NotFound)?;
    let own = desk.href(&format!("/dashboard/orders/{number}"));
    match flows::fulfil::advance(&app.market, desk.scope, number, step).await {
        Ok(_) => {
            let back = local_path(form.get("back"), &own);
            Ok(see_other(&with(
                back,
                &[("done", word), ("number", number.to_string())],
            )))
        }
        Err(FulfilError::BeingChecked { .. }) => {
            Ok(see_other(&with(&own, &[("done", "checking".to_owned())])))
        }
        Err(FulfilError::NotNow(_)) => {
            Ok(see_other(&with(&own, &[("done", "not-now".to_owned())])))
        }
        Err(FulfilError::NotFound) => Err(Problem::NotFound),
        Err(FulfilError::Failed(error)) => Err(error.into()),
    }
}

/// The rider met the buyer: the cash was paid, or the parcel was not taken.
async fn at_the_door(
    app: &AppState,
    desk: &Desk,
    number: &str,
    word: &str,
) -> Result<Response, Problem> {
    let number: OrderNumber = number.parse().map_err(|_| Problem::NotFound)?;
    let own = desk.href(&format!("/dashboard/orders/{number}"));
    let done = match word {
        "take-cash" => cash::collected(&app.market, desk.scope, number).await,
        _ => cash::refused(&app.market, desk.scope, number, "").await,
    };
    match done {
        Ok(()) => Ok(see_other(&with(
            &own,
            &[("done", word.to_owned()), ("number", number.to_string())],
        ))),
        Err(CashError::NotFound) => Err(Problem::NotFound),
        Err(CashError::Failed(flows::Error::Order(_)) | CashError::NotPayable(_)) => {
            Ok(see_other(&with(&own, &[("done", "not-now".to_owned())])))
        }
        Err(CashError::StillOpen | CashError::NotTaken(_) | CashError::SoldOut(_)) => {
            Err(Problem::server())
        }
        Err(CashError::Failed(error)) => Err(error.into()),
    }
}

/// An address with more in its query.
fn with(path: &str, pairs: &[(&str, String)]) -> String {
    let more = address("", pairs);
    if path.contains('?') {
        format!("{path}{}", more.replacen('?', "&", 1))
    } else {
        format!("{path}{more}")
    }
}

/// `POST /dashboard/orders/{number}`: cancels it, with a reason the buyer reads.
pub(super) async fn cancel(
    State(app): State<AppState>,
    desk: Desk,
    Path(number): Path<String>,
    mut form: Form,
) -> Result<Response, Problem> {
    let lang = desk.lang();
    let parsed: OrderNumber = number.parse().map_err(|_| Problem::NotFound)?;
    let reason = form.parse("reason", |typed| match typed {
        "" => Err(lang.form_reason().to_owned()),
        typed => text(Reason::parse(typed), lang),
    });
    let Some(reason) = reason else {
        return page(
            &app,
            desk,
            &number,
            form,
            StatusCode::UNPROCESSABLE_ENTITY,
            None,
        )
        .await;
    };
    let own = desk.href(&format!("/dashboard/orders/{parsed}"));
    match flows::cancel::by_shop(&app.market, desk.scope, parsed, reason.as_str()).await {
        Ok(_) => Ok(see_other(&with(&own, &[("done", "cancel".to_owned())]))),
        Err(CancelError::TooLate(_)) => {
            Ok(see_other(&with(&own, &[("done", "not-now".to_owned())])))
        }
        Err(CancelError::NotFound) => Err(Problem::NotFound),
        Err(CancelError::Failed(error)) => Err(error.into()),
    }
}

async fn page(
    app: &AppState,
    desk: Desk,
    number: &str,
    form: Form,
    status: StatusCode,
    done: Option<&str>,
) -> Result<Response, Problem> {
    let number: OrderNumber = number.parse().map_err(|_| Problem::NotFound)?;
    let found = flows::view::shop_order(&app.market, desk.scope, number)
        .await?
        .ok_or(Problem::NotFound)?;
    let lang = desk.lang();
    let done = said(done, &number.to_string(), Some(found.order.state), lang);
    let chrome = desk.chrome(app, DashboardSection::Orders);
    let now = app.market.source.now();
    let hold_hours = app.market.settings.hold_earnings_hours;
    let rider_link = flows::rider::link(&app.market, desk.scope.actor, &found.order);
    let page = Page::new(lang.code(), lang.order_title(&number.to_string()))
        .noindex()
        .status(status);
    Ok(page
        .render(&app.assets, chrome, move || {
            body(&desk, &found, &form, done, hold_hours, rider_link, now)
        })
        .into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_leads_to_the_state_of_the_next() {
        let steps: Vec<_> = OrderState::ALL
            .iter()
            .filter_map(|state| next_step(*state, false, Lang::En))
            .map(|(step, _)| step)
            .collect();
        assert_eq!(steps, ["pack", "hand-over", "deliver"]);
    }

    #[test]
    fn only_a_number_is_repeated_from_an_address() {
        assert_eq!(
            said(Some("pack"), "buy gold at evil.example", None, Lang::En),
            None
        );
    }

    #[test]
    fn a_query_grows() {
        let done = [("done", "pack".to_owned())];
        assert_eq!(with("/a", &done), "/a?done=pack");
        assert_eq!(with("/a?state=packed", &done), "/a?state=packed&done=pack");
    }
}
