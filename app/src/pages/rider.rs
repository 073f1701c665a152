//! `/rider/{number}?k=…`: one parcel for whoever carries it: where it goes, what to collect, and what happened at the door. No account,
//! no script; it tells nothing any more once the parcel is no longer under way.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use countries::{Country, format_money, phone_for_owner};
use flows::cash::{self, CashError};
use flows::fulfil::{self, FulfilError, Step};
use flows::rider::{self, Opened};
use kernel::{AccessKey, OrderNumber};
use leptos::prelude::*;
use orders::OrderState;
use words::Lang;

use crate::form::Form;
use crate::pages::frames::bare;
use crate::pages::shown::{area_name, see_other};
use crate::problem::Problem;
use crate::render::Page;
use crate::state::AppState;
use crate::ui::{Button, ButtonKind, Hidden, Icon, LinkButton, Notice, Tone};
use crate::visitor::Visitor;

/// Everything the page shows.
struct Shown {
    opened: Opened,
    key: String,
    country: Country,
    lang: Lang,
}

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    /// In the query, which no log keeps.
    k: Option<String>,
}

/// `GET /rider/{number}?k=…`
pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let key = asks.k.unwrap_or_default();
    let (number, opened) = open(&app, &number, &key).await?;
    let order = &opened.order;
    let lang = visitor.lang;
    let shown = Shown {
        country: Country::of_currency(order.total.currency()).unwrap_or(visitor.country),
        key,
        opened,
        lang,
    };
    let title = lang.rider_title(&number.to_string());
    let page = Page::new(lang.code(), title.clone()).noindex();
    let chrome = bare(&app, lang, None);
    let body = move || view(&shown, title);
    Ok(page.render(&app.assets, chrome, body).into_response())
}

/// `POST /rider/{number}/{step}`: what happened at the door. Where it cannot be any more, the page says how it stands.
pub(super) async fn act(
    State(app): State<AppState>,
    Path((number, step)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let key = form.get("k").to_owned();
    let (number, Opened { scope, .. }) = open(&app, &number, &key).await?;
    let market = &app.market;
    let done = match step.as_str() {
        "take-cash" => cash::collected(market, scope, number).await,
        "not-taken" => cash::refused(market, scope, number, "").await,
        "deliver" => match fulfil::advance(market, scope, number, Step::Deliver).await {
            Ok(_) | Err(FulfilError::NotNow(_) | FulfilError::BeingChecked { .. }) => Ok(()),
            Err(FulfilError::NotFound) => Err(CashError::NotFound),
            Err(FulfilError::Failed(error)) => Err(error.into()),
        },
        _ => return Err(Problem::NotFound),
    };
    match done {
        Ok(())
        | Err(
            CashError::Failed(flows::Error::Order(_))
            | CashError::NotPayable(_)
            | CashError::StillOpen
            | CashError::NotTaken(_)
            | CashError::SoldOut(_),
        ) => Ok(see_other(&format!("/rider/{number}?k={key}"))),
        Err(CashError::NotFound) => Err(Problem::NotFound),
        Err(CashError::Failed(error)) => Err(error.into()),
    }
}

async fn open(app: &AppState, number: &str, key: &str) -> Result<(OrderNumber, Opened), Problem> {
    let number: OrderNumber = number.parse().map_err(|_| Problem::NotFound)?;
    let key: AccessKey = key.parse().map_err(|_| Problem::NotFound)?;
    let opened = rider::open(&app.market, number, &key).await?;
    Ok((number, opened.ok_or(Problem::NotFound)?))
}

fn view(shown: &Shown, title: String) -> AnyView {
    let lang = shown.lang;
    let opened = &shown.opened;
    let said = match opened.order.state {
        OrderState::HandedOver => at_the_door(shown),
        OrderState::Delivered | OrderState::Completed => over(Tone::Good, lang.rider_done()),
        OrderState::Cancelled | OrderState::Returned => over(Tone::Bad, lang.rider_back()),
        OrderState::Placed | OrderState::Confirmed | OrderState::Packed => {
            over(Tone::Waiting, lang.rider_not_yet())
        }
    };
    view! {
        <h1>{title}</h1>
        <div class="stack">
            {said}
            <p class="actions">
                <LinkButton
                    label=lang.order_call_shop(&opened.shop_name)
                    href=format!("tel:{}", opened.shop_phone.e164())
                    icon=Icon::Phone
                />
            </p>
        </div>
    }
    .into_any()
}

fn over(tone: Tone, words: &'static str) -> AnyView {
    view! { <Notice tone=tone><p>{words}</p></Notice> }.into_any()
}

fn at_the_door(shown: &Shown) -> AnyView {
    let (lang, order) = (shown.lang, &shown.opened.order);
    let to = &order.recipient;
    let call = format!("{} {}", lang.shop_order_call(), phone_for_owner(&to.phone));
    let amount = format_money(order.total);
    let press = |step: &str, label: String, kind, icon| {
        view! {
            <form method="post" action=format!("/rider/{}/{step}", order.number) class="actions">
                <Hidden name="k" value=shown.key.clone() />
                <Button label=label kind=kind icon=icon />
            </form>
        }
    };
    let (collect, buttons) = if order.is_cash {
        let taken = lang.action_take_cash(&amount);
        let not_taken = lang.action_not_taken().to_owned();
        (
            view! { <Notice tone=Tone::Waiting title=lang.shop_order_cash(&amount)><p>{lang.rider_first()}</p></Notice> }.into_any(),
            view! {
                {press("take-cash", taken, ButtonKind::Primary, Icon::Check)}
                {press("not-taken", not_taken, ButtonKind::Plain, Icon::Close)}
            }
            .into_any(),
        )
    } else {
        let arrived = lang.action_delivered().to_owned();
        (
            over(Tone::Good, lang.rider_paid()),
            press("deliver", arrived, ButtonKind::Primary, Icon::Check).into_any(),
        )
    };
    view! {
        {collect}
        <section class="card">
            <h2>{lang.order_delivery_address()}</h2>
            <p><b>{to.name.clone()}</b></p>
            <p>{area_name(shown.country, &to.area)}", "{to.landmark.clone()}</p>
            {(!to.directions.is_empty()).then(|| view! { <p class="prose">{to.directions.clone()}</p> })}
            <p class="actions">
                <LinkButton label=call href=format!("tel:{}", to.phone.e164()) icon=Icon::Phone />
            </p>
        </section>
        {buttons}
    }
    .into_any()
}
