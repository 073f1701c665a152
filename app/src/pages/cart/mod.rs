//! The cart: grouped by shop, changed by plain forms, honest about what moved since it was filled.

mod view;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use catalog::storefront::CartLine;
use flows::basket::{self, Basket, BasketError, Held};
use kernel::{CartId, VariantId};
use orders::carts::QUANTITY_MAX;

use crate::cookies;
use crate::form::Form;
use crate::pages::frames::site;
use crate::pages::shown::{address, local_path, see_other, see_other_with};
use crate::problem::Problem;
use crate::render::{Page, Rendered};
use crate::state::AppState;
use crate::visitor::Visitor;

/// What was just done, said at the top of the page.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// Taken out; named if it is still known.
    removed: Option<String>,
    /// Fewer are left than were asked for.
    clamped: Option<VariantId>,
    sold_out: Option<VariantId>,
    is_cleared: bool,
    is_gone: bool,
    is_full: bool,
    /// The list of areas is asked for.
    is_choosing_area: bool,
    /// What was typed as a quantity and is none, and for which line.
    mistyped: Option<(VariantId, String)>,
}

/// `GET /cart`
pub async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Rendered, Problem> {
    let get = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let variant = |name: &str| get(name).and_then(|id| id.parse::<VariantId>().ok());
    let removed = match variant("removed") {
        Some(id) => Some(title_of(&app, id).await?.unwrap_or_default()),
        None => None,
    };
    let said = Said {
        removed,
        clamped: variant("clamped"),
        sold_out: variant("sold_out"),
        is_cleared: get("cleared").is_some(),
        is_gone: get("gone").is_some(),
        is_full: get("full").is_some(),
        is_choosing_area: get("choose").is_some(),
        mistyped: None,
    };
    page(&app, &visitor, said).await
}

async fn page(app: &AppState, visitor: &Visitor, said: Said) -> Result<Rendered, Problem> {
    let basket = async { basket_of(app, visitor).await };
    let (basket, chrome) = tokio::try_join!(basket, site(app, visitor, ""))?;
    let lang = visitor.lang;
    let look = visitor.clone();
    Ok(Page::new(lang.code(), lang.cart_title())
        .noindex()
        .render(&app.assets, chrome, move || match basket {
            Some(basket) if !basket.is_empty() => view::full(basket, said, &look),
            Some(_) | None => view::empty(&said, lang),
        }))
}

/// The visitor's cart with delivery to their area.
async fn basket_of(app: &AppState, visitor: &Visitor) -> Result<Option<Basket>, Problem> {
    let Some(token) = visitor.cart else {
        return Ok(None);
    };
    let area = visitor.area.map(|area| area.id);
    Ok(basket::view(&app.market, token, visitor.country, area).await?)
}

/// What a variant is called, if it is still on sale.
async fn title_of(app: &AppState, id: VariantId) -> Result<Option<String>, Problem> {
    let found = catalog::storefront::cart_lines(&app.market.pools.storefront, &[id])
        .await?
        .pop();
    Ok(match found {
        Some(CartLine::Here(item)) => Some(item.title),
        Some(CartLine::Gone(_)) | None => None,
    })
}

/// `POST /cart/add`: the button of a product page. Comes back to it.
pub async fn add(
    State(app): State<AppState>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, Problem> {
    let variant: VariantId = form
        .get("variant")
        .parse()
        .map_err(|_| Problem::BadRequest)?;
    let quantity = match form.get("quantity") {
        "" => 1,
        typed => typed
            .parse::<u32>()
            .map_err(|_| Problem::BadRequest)?
            .clamp(1, QUANTITY_MAX),
    };
    let back = local_path(form.get("return_to"), "/cart");
    match basket::add(
        &app.market,
        visitor.cart,
        visitor.country,
        variant,
        quantity,
    )
    .await
    {
        Ok(held) => {
            let to = said_at(back, "added", &held.quantity.to_string());
            let to = if held.is_clamped {
                said_at(&to, "clamped", "yes")
            } else {
                to
            };
            Ok(see_other_with(&to, cookies::set_cart(&app, held.token)))
        }
        Err(BasketError::SoldOut { .. }) => Ok(see_other(&said_at(back, "sold_out", "yes"))),
        Err(BasketError::Full) => Ok(see_other(&said_at(back, "full", "yes"))),
        // The product page says best what became of it, or in which country it is sold.
        Err(BasketError::NotForSale) if back != "/cart" => {
            Ok(see_other(&said_at(back, "not_sold", "yes")))
        }
        Err(BasketError::NotForSale) => Err(Problem::NotFound),
        Err(BasketError::Failed(error)) => Err(error.into()),
    }
}

/// Adds something to the query of a path.
fn said_at(path: &str, name: &str, value: &str) -> String {
    let (path, mark) = (path, if path.contains('?') { '&' } else { '?' });
    format!("{path}{mark}{name}={value}")
}

/// `POST /cart`: changes a line, or the whole cart.
pub async fn change(
    State(app): State<AppState>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, Problem> {
    let Some(token) = visitor.cart else {
        return Ok(see_other("/cart"));
    };
    let to = match form.get("do") {
        "clear" => {
            basket::clear(&app.market, token, visitor.country).await?;
            "/cart?cleared=yes".to_owned()
        }
        "accept" => {
            basket::accept(&app.market, token, visitor.country).await?;
            "/cart".to_owned()
        }
        "remove" => put(&app, &visitor, token, variant_of(&form)?, 0).await?,
        "update" | "" => match form.get("quantity").parse::<u32>() {
            Ok(quantity) => put(&app, &visitor, token, variant_of(&form)?, quantity).await?,
            Err(_) => return mistyped(&app, &visitor, &form).await,
        },
        _ => return Err(Problem::BadRequest),
    };
    Ok(see_other_with(&to, cookies::set_cart(&app, token)))
}

fn variant_of(form: &Form) -> Result<VariantId, Problem> {
    form.get("variant").parse().map_err(|_| Problem::BadRequest)
}

/// Changes one line, and says where the page is that tells what came of it.
async fn put(
    app: &AppState,
    visitor: &Visitor,
    token: CartId,
    variant: VariantId,
    quantity: u32,
) -> Result<String, Problem> {
    let about = |name: &'static str| address("/cart", &[(name, variant.to_string())]);
    Ok(
        match basket::set(&app.market, token, visitor.country, variant, quantity).await {
            Ok(Some(Held { quantity: 0, .. })) => about("removed"),
            Ok(Some(Held {
                is_clamped: true, ..
            })) => about("clamped"),
            Ok(Some(_) | None) => "/cart".to_owned(),
            Err(BasketError::SoldOut { .. }) => about("sold_out"),
            Err(BasketError::NotForSale) => "/cart?gone=yes".to_owned(),
            Err(BasketError::Full) => "/cart?full=yes".to_owned(),
            Err(BasketError::Failed(error)) => return Err(error.into()),
        },
    )
}

async fn mistyped(app: &AppState, visitor: &Visitor, form: &Form) -> Result<Response, Problem> {
    let said = Said {
        mistyped: Some((variant_of(form)?, form.value("quantity"))),
        ..Said::default()
    };
    let mut page = page(app, visitor, said).await?;
    page.status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    Ok(page.into_response())
}
