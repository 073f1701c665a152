//! `/dashboard/shop`: what the shop says of itself.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use catalog::shops::ShopSettings;
use catalog::{About, ReturnsPolicy, ShopName, ShopState};
use countries::{Country, TaxNumber, phone_for_owner};
use leptos::prelude::*;
use words::{Lang, ShopWords};

use super::Desk;
use super::said::told;
use crate::form::Form;
use crate::pages::door::{area, phone, summary, text};
use crate::pages::shown::{areas, see_other};
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::DashboardSection;
use crate::state::AppState;
use crate::ui::{Badge, Button, ButtonKind, Field, InputKind, Notice, Select, TextArea, Tone};

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    done: Option<String>,
}

/// `GET /dashboard/shop`
pub(super) async fn show(
    State(app): State<AppState>,
    desk: Desk,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let tax_number = flows::keep_shop::tax_number(&app.market, desk.scope).await?;
    let shop = &desk.shop;
    let form = Form::of([
        ("tax_number", tax_number.unwrap_or_default()),
        ("name", shop.name.clone()),
        ("area", shop.area.clone()),
        ("phone", phone_for_owner(&shop.phone)),
        ("about", shop.about.clone()),
        ("returns", shop.returns_policy.clone()),
    ]);
    let done = (asks.done.as_deref() == Some("saved"))
        .then(|| (Tone::Good, desk.lang().account_saved().to_owned()));
    Ok(page(&app, desk, form, StatusCode::OK, done))
}

/// `POST /dashboard/shop`
pub(super) async fn save(
    State(app): State<AppState>,
    desk: Desk,
    mut form: Form,
) -> Result<Response, Problem> {
    desk.owner()?;
    let tax_number = form.parse("tax_number", |typed| {
        tax_number(typed, desk.country, desk.lang())
    });
    let settings = parse(&mut form, desk.country, desk.lang());
    let (Some(settings), Some(tax_number)) = (settings, tax_number) else {
        return Ok(page(
            &app,
            desk,
            form,
            StatusCode::UNPROCESSABLE_ENTITY,
            None,
        ));
    };
    let tax_number = tax_number.as_ref();
    flows::keep_shop::save(&app.market, desk.scope, &settings, tax_number).await?;
    Ok(see_other(&desk.href("/dashboard/shop?done=saved")))
}

/// A tax number in the country's form, or none.
fn tax_number(typed: &str, country: Country, lang: Lang) -> Result<Option<TaxNumber>, String> {
    if typed.is_empty() {
        return Ok(None);
    }
    let example = country.pack().tax_number.example;
    TaxNumber::parse(typed, country)
        .map(Some)
        .map_err(|_| lang.shop_tax_number_wrong(example))
}

fn parse(form: &mut Form, country: Country, lang: Lang) -> Option<ShopSettings> {
    let name = form.parse("name", |typed| text(ShopName::parse(typed), lang));
    let area = form.parse("area", |typed| area(typed, country, lang));
    let phone = form.parse("phone", |typed| phone(typed, country, lang));
    let about = form.parse("about", |typed| text(About::parse(typed), lang));
    let returns_policy = form.parse("returns", |typed| text(ReturnsPolicy::parse(typed), lang));
    Some(ShopSettings {
        name: name?,
        area: area?,
        phone: phone?,
        about: about?,
        returns_policy: returns_policy?,
    })
}

fn page(
    app: &AppState,
    desk: Desk,
    form: Form,
    status: StatusCode,
    done: Option<(Tone, String)>,
) -> Response {
    let lang = desk.lang();
    let chrome = desk.chrome(app, DashboardSection::Shop);
    let page = Page::new(lang.code(), lang.shop_settings_title())
        .noindex()
        .status(status);
    page.render(&app.assets, chrome, move || body(&desk, &form, done))
        .into_response()
}

fn state(desk: &Desk, lang: Lang) -> AnyView {
    let (tone, word) = match desk.shop.state {
        ShopState::Applied => (Tone::Waiting, ShopWords::Applied),
        ShopState::Approved => (Tone::Good, ShopWords::Approved),
        ShopState::Refused => (Tone::Bad, ShopWords::Refused),
        ShopState::Suspended => (Tone::Bad, ShopWords::Suspended),
    };
    view! { <Badge text=lang.shop_state(word) tone=tone /> }.into_any()
}

fn chars(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn body(desk: &Desk, form: &Form, done: Option<(Tone, String)>) -> AnyView {
    let lang = desk.lang();
    let refused = (desk.shop.state == ShopState::Refused).then(|| {
        view! {
            <Notice tone=Tone::Bad title=lang.sell_refused(&desk.shop.state_reason)>
                <p>{lang.sell_refused_next()}</p>
                <form method="post" action="/sell/again" class="actions">
                    <Button label=lang.sell_ask_again() />
                </form>
            </Notice>
        }
    });
    view! {
        <div class="tw:max-w-120">
            <div class="head-row">
                <h1>{lang.shop_settings_title()}</h1>
                {state(desk, lang)}
            </div>
            {told(done)}
            {refused}
            {summary(form, lang)}
            <form method="post" action=desk.href("/dashboard/shop")>
                <Field
                    id="name"
                    name="name"
                    label=lang.sell_shop_name()
                    hint=lang.sell_shop_name_hint()
                    value=form.value("name")
                    error=form.error("name")
                    required=true
                    max_length=chars(ShopName::MAX)
                    autocomplete="organization"
                />
                <Select
                    id="area"
                    name="area"
                    label=lang.sell_area()
                    choices=areas(desk.country, Some(form.get("area")))
                    error=form.error("area")
                    required=true
                />
                <Field
                    id="phone"
                    name="phone"
                    label=lang.sell_phone()
                    kind=InputKind::Phone
                    value=form.value("phone")
                    error=form.error("phone")
                    required=true
                    max_length=24
                />
                <Field
                    id="tax_number"
                    name="tax_number"
                    label=lang.shop_tax_number(desk.country.pack().tax_number.name)
                    hint=lang.shop_tax_number_hint()
                    value=form.value("tax_number")
                    error=form.error("tax_number")
                    max_length=24
                />
                <TextArea
                    id="about"
                    name="about"
                    label=lang.sell_about()
                    value=form.value("about")
                    error=form.error("about")
                    max_length=chars(About::MAX)
                />
                <TextArea
                    id="returns"
                    name="returns"
                    label=lang.sell_returns()
                    value=form.value("returns")
                    error=form.error("returns")
                    max_length=chars(ReturnsPolicy::MAX)
                />
                <p class="actions">
                    <Button label=lang.save() kind=ButtonKind::Primary />
                </p>
            </form>
        </div>
    }
    .into_any()
}
