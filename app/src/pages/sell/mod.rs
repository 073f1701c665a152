//! Opening a shop: one short form, then waiting, and what was decided.

mod typed;
mod view;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use catalog::shops::Shop;
use catalog::{Role, ShopState};
use countries::phone_for_owner;
use flows::open_shop::{self, OpenShopError};
use kernel::ShopId;

use crate::form::Form;
use crate::pages::frames::site;
use crate::pages::shown::see_other;
use crate::problem::Problem;
use crate::render::Page;
use crate::state::AppState;
use crate::visitor::Visitor;

/// `/sell…`
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/sell", get(show).post(ask))
        .route("/sell/again", post(again))
}

/// What the page has to say to whoever looks.
enum Standing {
    /// Nobody is signed in.
    Stranger,
    /// Signed in, and owner of nothing.
    Asks(Form),
    Has(Box<Shop>),
}

/// `GET /sell`
async fn show(State(app): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let standing = match (&visitor.authority, own_shop(&app, &visitor).await?) {
        (None, _) => Standing::Stranger,
        (Some(_), Some(shop)) => Standing::Has(Box::new(shop)),
        (Some(authority), None) => Standing::Asks(Form::of([
            ("phone", phone_for_owner(&authority.person.phone)),
            (
                "area",
                visitor
                    .area
                    .map(|area| area.id.to_owned())
                    .unwrap_or_default(),
            ),
            ("returns", visitor.lang.sell_returns_usual().to_owned()),
            ("days_near", "1".to_owned()),
            ("days_far", "1-2".to_owned()),
        ])),
    };
    page(&app, &visitor, standing, StatusCode::OK).await
}

/// `POST /sell`
async fn ask(
    State(app): State<AppState>,
    visitor: Visitor,
    mut form: Form,
) -> Result<Response, Problem> {
    let owner = visitor.signed_in()?.person.id;
    // Sent twice, or one shop already: the page says how it stands.
    if own_shop(&app, &visitor).await?.is_some() {
        return Ok(see_other("/sell"));
    }
    let wish = typed::parse(&mut form, owner, visitor.country, visitor.lang);
    let Some(wish) = wish.filter(|_| form.is_ok()) else {
        return page(
            &app,
            &visitor,
            Standing::Asks(form),
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await;
    };
    match open_shop::open(&app.market, wish).await {
        Ok(_) => Ok(see_other("/sell")),
        Err(OpenShopError::NameTaken) => {
            form.fail("name", visitor.lang.form_shop_name_taken());
            page(
                &app,
                &visitor,
                Standing::Asks(form),
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        Err(OpenShopError::Failed(error)) => Err(error.into()),
    }
}

/// `POST /sell/again`: a refused shop, put right, asks once more.
async fn again(State(app): State<AppState>, visitor: Visitor) -> Result<Response, Problem> {
    let Some(shop) = own_shop(&app, &visitor).await? else {
        return Ok(see_other("/sell"));
    };
    if shop.state == ShopState::Refused {
        let member = visitor.in_shop(shop.id, accounts::Need::Owner)?;
        open_shop::ask_again(&app.market, member).await?;
    }
    Ok(see_other("/sell"))
}

/// The first shop this visitor owns.
async fn own_shop(app: &AppState, visitor: &Visitor) -> Result<Option<Shop>, Problem> {
    let Some(person) = visitor.person() else {
        return Ok(None);
    };
    let shops = flows::account::shops_of(&app.market, person).await?;
    let Some(own) = shops.iter().find(|shop| shop.role == Role::Owner) else {
        return Ok(None);
    };
    read(app, visitor, own.shop).await
}

async fn read(app: &AppState, visitor: &Visitor, shop: ShopId) -> Result<Option<Shop>, Problem> {
    let member = visitor.in_shop(shop, accounts::Need::Owner)?;
    Ok(flows::dashboard::shop(&app.market, member).await?)
}

async fn page(
    app: &AppState,
    visitor: &Visitor,
    standing: Standing,
    status: StatusCode,
) -> Result<Response, Problem> {
    let chrome = site(app, visitor, "").await?;
    let kept = flows::commission::in_country(&app.market, visitor.country).await?;
    let lang = visitor.lang;
    let page = Page::new(lang.code(), lang.sell_title())
        .description(lang.sell_lead())
        .status(status);
    let page = if matches!(standing, Standing::Stranger) {
        page.canonical(app.url("/sell"))
    } else {
        page.noindex()
    };
    let visitor = visitor.clone();
    Ok(page
        .render(&app.assets, chrome, move || {
            view::body(&standing, &kept, &visitor)
        })
        .into_response())
}
