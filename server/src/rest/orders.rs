//! Placing what is in the cart.

use app::cookies;
use app::state::AppState;
use app::visitor::Visitor;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use countries::{Country, parse_phone};
use flows::basket;
use flows::place::{self, Place, PlaceError, Placed};
use kernel::Money;
use orders::Recipient;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::Lang;

use super::shapes::Amount;
use super::{Failure, conflict, idempotency_key, invalid};
use crate::problems::ProblemDetails;

/// The longest texts, in characters.
const NAME_CHARS_MAX: usize = 80;
const LANDMARK_CHARS_MAX: usize = 120;
const DIRECTIONS_CHARS_MAX: usize = 300;

/// Who receives the goods, where, and what they agreed to pay.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PlaceOrder {
    #[schema(example = "Mwila Banda")]
    name: String,
    /// As people write it, or with the country's code.
    #[schema(example = "0966 123 456")]
    phone: String,
    /// An area's id.
    #[schema(example = "kabulonga")]
    area: String,
    #[schema(example = "Opposite the market")]
    landmark: String,
    #[serde(default)]
    directions: String,
    /// The cart's `total.minor` with this area. Another total is answered, never charged.
    total_minor: i64,
}

/// A purchase, and the key that opens it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlacedOrder {
    id: String,
    #[schema(example = "SK-7K3M-9Q2D")]
    number: String,
    total: Amount,
    /// Opens the purchase's pages and answers. Give it to nobody but the buyer.
    access_key: String,
    /// Where the buyer sees it.
    url: String,
}

/// Places everything in the cart: stock is held, nothing is paid yet. The same key with the same content gives the same
/// answer.
#[utoipa::path(
    post, path = "/api/v1/orders", tag = "orders", request_body = PlaceOrder,
    params(("Idempotency-Key" = String, Header, description = "New for each order; 8 to 100 letters, digits, - or _")),
    responses(
        (status = 201, body = PlacedOrder),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json", description = "No usable key"),
        (status = 409, body = ProblemDetails, content_type = "application/problem+json",
            description = "gone, total_changed, short, or key_reused: look at the cart again"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json",
            description = "invalid, empty_cart, no_delivery or too_many"),
    )
)]
pub async fn place(
    State(app): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
    Json(order): Json<PlaceOrder>,
) -> Result<Response, Failure> {
    let key = idempotency_key(&headers)?;
    let (recipient, total_seen) = parse(&order, visitor.country, visitor.lang)?;
    let token = visitor.cart.ok_or_else(empty_cart)?;
    let wish = Place {
        cart: basket::cart_in(token, visitor.country),
        key,
        buyer: visitor.person(),
        country: visitor.country,
        language: visitor.lang,
        recipient,
        total_seen,
    };
    let cart = wish.cart;
    let placed = match place::place(&app.market, wish).await {
        Ok(placed) => placed,
        Err(error) => {
            // The answer shows what it costs now; asking again agrees to that.
            if matches!(error, PlaceError::TotalChanged { .. }) {
                basket::see_prices(&app.market, cart).await?;
            }
            return Err(refused(error));
        }
    };
    let mut response = (StatusCode::CREATED, Json(answer(&app, &placed))).into_response();
    let headers = response.headers_mut();
    if let Ok(location) = HeaderValue::from_str(&format!("/orders/{}", placed.number)) {
        headers.insert(header::LOCATION, location);
    }
    headers.append(
        header::SET_COOKIE,
        cookies::set_access(&app, &visitor.access, placed.id),
    );
    Ok(response)
}

fn answer(app: &AppState, placed: &Placed) -> PlacedOrder {
    PlacedOrder {
        id: placed.id.to_string(),
        number: placed.number.to_string(),
        total: placed.total.into(),
        access_key: placed.key.to_hex(),
        url: flows::view::link(&app.market, placed.number, &placed.key),
    }
}

fn parse(order: &PlaceOrder, country: Country, lang: Lang) -> Result<(Recipient, Money), Failure> {
    let mut wrong: Vec<(&str, String)> = Vec::new();
    let phone = parse_phone(&order.phone, country)
        .map_err(|problem| wrong.push(("phone", problem.say(lang, country))))
        .ok();
    let area = country.area(order.area.trim());
    if area.is_none() {
        wrong.push(("area", lang.form_area_unknown().to_owned()));
    }
    let mut text = |name, text: &str, chars_max: usize, is_needed: bool| {
        let text = text.trim();
        if text.chars().count() > chars_max {
            wrong.push((
                name,
                lang.form_too_long(i64::try_from(chars_max).unwrap_or(i64::MAX)),
            ));
        } else if is_needed && text.is_empty() {
            wrong.push((name, "missing".to_owned()));
        }
        text.to_owned()
    };
    let name = text("name", &order.name, NAME_CHARS_MAX, true);
    let landmark = text("landmark", &order.landmark, LANDMARK_CHARS_MAX, true);
    let directions = text("directions", &order.directions, DIRECTIONS_CHARS_MAX, false);
    if order.total_minor <= 0 {
        wrong.push(("total_minor", "the cart's total with this area".to_owned()));
    }
    match (phone, area) {
        (Some(phone), Some(area)) if wrong.is_empty() => {
            let recipient = Recipient {
                name,
                phone,
                area: area.id.to_owned(),
                landmark,
                directions,
            };
            Ok((
                recipient,
                Money::new(order.total_minor, country.pack().currency),
            ))
        }
        (Some(_) | None, _) => Err(invalid(&wrong)),
    }
}

fn unprocessable(code: &str, title: &str) -> ProblemDetails {
    ProblemDetails::new(StatusCode::UNPROCESSABLE_ENTITY, code, title)
}

fn empty_cart() -> Failure {
    unprocessable("empty_cart", "there is nothing in the cart").into()
}

fn refused(error: PlaceError) -> Failure {
    match error {
        PlaceError::EmptyCart => empty_cart(),
        PlaceError::Gone(variants) => {
            let gone: Vec<String> = variants.iter().map(ToString::to_string).collect();
            conflict("gone", "some lines are no longer on sale")
                .with("variants", gone)
                .into()
        }
        PlaceError::TotalChanged { total } => conflict(
            "total_changed",
            "prices or fees moved: this is the total now",
        )
        .with("total", Amount::from(total))
        .into(),
        PlaceError::NoDelivery(shops) => {
            let shops: Vec<String> = shops.iter().map(ToString::to_string).collect();
            unprocessable("no_delivery", "some shops do not deliver there")
                .with("shops", shops)
                .into()
        }
        PlaceError::Short(short) => conflict("short", "fewer are left than the cart holds")
            .with("lines", shortages(&short))
            .into(),
        PlaceError::TooMany => {
            unprocessable("too_many", "a purchase holds at most 26 shops and 60 lines").into()
        }
        PlaceError::KeyReused { number } => conflict(
            "key_reused",
            format!("You already placed {number} with this key"),
        )
        .with("number", number.to_string())
        .into(),
        PlaceError::Failed(error) => error.into(),
    }
}

/// Which lines are short, for whoever must change the cart.
pub(super) fn shortages(short: &[catalog::Shortage]) -> serde_json::Value {
    let line = |shortage: &catalog::Shortage| {
        serde_json::json!({
            "variant_id": shortage.variant.to_string(), "wanted": shortage.wanted, "available": shortage.available,
        })
    };
    short.iter().map(line).collect()
}
