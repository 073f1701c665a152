//! What a visitor means to buy.

use app::cookies;
use app::problem::Problem;
use app::state::AppState;
use app::visitor::Visitor;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use flows::basket::{self, Basket, BasketError, Reach};
use kernel::{CartId, VariantId};
use orders::carts::QUANTITY_MAX;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::products::AreaQuery;
use super::shapes::{Amount, Picture, Shop};
use super::{Failure, conflict, invalid};
use crate::problems::ProblemDetails;

/// The cart of the visitor's country, as it stands now.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct CartAnswer {
    /// What one shop sends, shop by shop.
    groups: Vec<CartGroup>,
    /// Variants that can no longer be bought at all.
    gone: Vec<String>,
    /// Pieces.
    quantity: u32,
    /// All lines, without delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Amount>,
    /// Fees of every shop. Absent while no area is known, or a shop does not deliver there.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<Amount>,
    /// What would be paid: give it back when placing.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Amount>,
    /// A price moved, a line is short or gone.
    needs_a_look: bool,
}

/// What one shop sends.
#[derive(Debug, Serialize, ToSchema)]
pub struct CartGroup {
    shop: Shop,
    lines: Vec<CartLine>,
    items: Amount,
    /// False when the shop does not deliver to the area.
    delivers: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<Amount>,
}

/// A line that can be bought.
#[derive(Debug, Serialize, ToSchema)]
pub struct CartLine {
    variant_id: String,
    title: String,
    options: String,
    quantity: u32,
    /// Pieces left, at this moment.
    available: u32,
    price: Amount,
    /// The price when it was put in, if it has moved since.
    #[serde(skip_serializing_if = "Option::is_none")]
    price_seen: Option<Amount>,
    total: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<Picture>,
}

/// Puts something into the cart.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AddLine {
    variant_id: String,
    /// More of it, from 1 to 99; one when absent.
    quantity: Option<u32>,
}

/// Says how many of a line there shall be.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SetLine {
    /// From 0 to 99.
    quantity: u32,
}

/// The cart. Empty when there is none.
#[utoipa::path(
    get, path = "/api/v1/cart", tag = "cart",
    params(("area" = Option<String>, Query, description = "Deliver there; otherwise the visitor's area")),
    responses((status = 200, body = CartAnswer))
)]
pub async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(query): Query<AreaQuery>,
) -> Result<Json<CartAnswer>, Failure> {
    let area = query.area.as_deref().or(visitor.area.map(|area| area.id));
    answer(&app, &visitor, visitor.cart, area).await
}

/// Puts more of a variant into the cart, and makes the cart if need be. Never more than are left.
#[utoipa::path(
    post, path = "/api/v1/cart", tag = "cart", request_body = AddLine,
    responses(
        (status = 200, body = CartAnswer),
        (status = 404, body = ProblemDetails, content_type = "application/problem+json", description = "Not for sale in this country"),
        (status = 409, body = ProblemDetails, content_type = "application/problem+json", description = "Sold out, or the cart is full"),
    )
)]
pub async fn add(
    State(app): State<AppState>,
    visitor: Visitor,
    Json(line): Json<AddLine>,
) -> Result<Response, Failure> {
    let variant = variant(&line.variant_id)?;
    let quantity = line.quantity.unwrap_or(1);
    if !(1..=QUANTITY_MAX).contains(&quantity) {
        return Err(wrong_quantity(1));
    }
    let held = basket::add(
        &app.market,
        visitor.cart,
        visitor.country,
        variant,
        quantity,
    )
    .await
    .map_err(refused)?;
    let area = visitor.area.map(|area| area.id);
    let mut response = answer(&app, &visitor, Some(held.token), area)
        .await?
        .into_response();
    response
        .headers_mut()
        .append(header::SET_COOKIE, cookies::set_cart(&app, held.token));
    Ok(response)
}

/// Says how many of a line there shall be; none takes it out.
#[utoipa::path(
    patch, path = "/api/v1/cart/{variant}", tag = "cart", request_body = SetLine,
    params(("variant" = String, Path, description = "The variant's id")),
    responses(
        (status = 200, body = CartAnswer),
        (status = 404, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, body = ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub async fn set(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(line): Json<SetLine>,
) -> Result<Json<CartAnswer>, Failure> {
    if line.quantity > QUANTITY_MAX {
        return Err(wrong_quantity(0));
    }
    change(&app, &visitor, &id, line.quantity).await
}

/// Takes a line out.
#[utoipa::path(
    delete, path = "/api/v1/cart/{variant}", tag = "cart",
    params(("variant" = String, Path, description = "The variant's id")),
    responses(
        (status = 200, body = CartAnswer),
        (status = 404, body = ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub async fn remove(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Json<CartAnswer>, Failure> {
    change(&app, &visitor, &id, 0).await
}

/// Takes everything out.
#[utoipa::path(delete, path = "/api/v1/cart", tag = "cart", responses((status = 204)))]
pub async fn clear(State(app): State<AppState>, visitor: Visitor) -> Result<StatusCode, Failure> {
    if let Some(token) = visitor.cart {
        basket::clear(&app.market, token, visitor.country).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn change(
    app: &AppState,
    visitor: &Visitor,
    id: &str,
    quantity: u32,
) -> Result<Json<CartAnswer>, Failure> {
    let token = visitor.cart.ok_or(Problem::NotFound)?;
    let changed = basket::set(&app.market, token, visitor.country, variant(id)?, quantity)
        .await
        .map_err(refused)?;
    changed.ok_or(Problem::NotFound)?;
    answer(app, visitor, Some(token), visitor.area.map(|area| area.id)).await
}

fn variant(id: &str) -> Result<VariantId, Failure> {
    id.parse()
        .map_err(|_| invalid(&[("variant_id", "a variant's id".to_owned())]))
}

fn wrong_quantity(min: u32) -> Failure {
    invalid(&[("quantity", format!("from {min} to {QUANTITY_MAX}"))])
}

fn refused(error: BasketError) -> Failure {
    match error {
        BasketError::NotForSale => Problem::NotFound.into(),
        BasketError::SoldOut { title } => conflict("sold_out", "none is left")
            .with("title", title)
            .into(),
        BasketError::Full => conflict(
            "cart_full",
            "the cart holds as many different things as it can",
        )
        .into(),
        BasketError::Failed(error) => error.into(),
    }
}

async fn answer(
    app: &AppState,
    visitor: &Visitor,
    token: Option<CartId>,
    area: Option<&str>,
) -> Result<Json<CartAnswer>, Failure> {
    let Some(token) = token else {
        return Ok(Json(CartAnswer::default()));
    };
    let basket = basket::view(&app.market, token, visitor.country, area).await?;
    Ok(Json(basket.as_ref().map(shape).unwrap_or_default()))
}

fn shape(basket: &Basket) -> CartAnswer {
    CartAnswer {
        groups: basket.groups.iter().map(group).collect(),
        gone: basket.gone.iter().map(ToString::to_string).collect(),
        quantity: basket.quantity(),
        items: Some(basket.items.into()),
        delivery: basket.delivery.map(Into::into),
        total: basket.total().map(Into::into),
        needs_a_look: basket.needs_a_look(),
    }
}

fn group(group: &basket::Group) -> CartGroup {
    CartGroup {
        shop: (&group.shop).into(),
        lines: group.lines.iter().map(line).collect(),
        items: group.items.into(),
        delivers: group.delivery != Reach::NotThere,
        delivery: match &group.delivery {
            Reach::There(fee) => Some(fee.fee.into()),
            Reach::NotAsked | Reach::NotThere => None,
        },
    }
}

fn line(line: &basket::Line) -> CartLine {
    let item = &line.item;
    CartLine {
        variant_id: item.variant.to_string(),
        title: item.title.clone(),
        options: item.options_text(),
        quantity: line.quantity,
        available: item.available,
        price: item.price.into(),
        price_seen: line.is_repriced().then(|| line.seen.into()),
        total: line.total.into(),
        picture: item
            .picture
            .as_ref()
            .and_then(|picture| Picture::of(&picture.key, &picture.alt)),
    }
}
