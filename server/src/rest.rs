//! The marketplace for programs: JSON over the same flows as the pages. Documented by itself at `/api/openapi.json`.

mod cart;
mod orders;
mod payments;
mod products;
mod shapes;

use app::problem::Problem;
use app::state::AppState;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};
use axum::{Json, Router};
use utoipa::OpenApi;

use crate::problems::ProblemDetails;

/// Everything under `/api/v1`, and its description.
pub fn router(state: &AppState) -> Router {
    Router::new()
        .route("/api/openapi.json", get(describe))
        .route("/api/v1/products", get(products::list))
        .route("/api/v1/products/{slug}", get(products::show))
        .route(
            "/api/v1/cart",
            get(cart::show).post(cart::add).delete(cart::clear),
        )
        .route(
            "/api/v1/cart/{variant}",
            patch(cart::set).delete(cart::remove),
        )
        .route("/api/v1/orders", post(orders::place))
        .route("/api/v1/payments/initiate", post(payments::initiate))
        .route("/api/v1/payments/status/{order}", get(payments::status))
        .with_state(state.clone())
}

/// The description, generated from the code that answers.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Soko",
        description = "A marketplace for mobile money.\n\nErrors are `application/problem+json` (RFC 9457) with a stable `code`. \
            Whoever sends cookies with a changing request also sends `Origin`, as browsers do. A purchase is opened by the \
            cookie that placing it set, or by its access key.",
    ),
    paths(
        products::list,
        products::show,
        cart::show,
        cart::add,
        cart::set,
        cart::remove,
        cart::clear,
        orders::place,
        payments::initiate,
        payments::status,
    ),
    components(schemas(ProblemDetails)),
    tags(
        (name = "products", description = "What is for sale."),
        (name = "cart", description = "What a visitor means to buy. Kept by a signed cookie."),
        (name = "orders", description = "Placing."),
        (name = "payments", description = "Paying by a prompt on a phone."),
    ),
)]
struct Description;

async fn describe() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}

/// A handler's failure. Boxed: it is rare, and larger than what succeeds.
pub(crate) struct Failure(Box<Response>);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<ProblemDetails> for Failure {
    fn from(details: ProblemDetails) -> Self {
        Self(Box::new(details.into_response()))
    }
}

/// The problem travels on and is named by [`crate::problems::name`].
impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem.into_response()))
    }
}

impl From<flows::Error> for Failure {
    fn from(error: flows::Error) -> Self {
        Problem::from(error).into()
    }
}

impl From<catalog::Error> for Failure {
    fn from(error: catalog::Error) -> Self {
        flows::Error::from(error).into()
    }
}

/// What was sent could be read and makes no sense: what is wrong, by field.
fn invalid(fields: &[(&str, String)]) -> Failure {
    let fields: serde_json::Map<_, _> = fields
        .iter()
        .map(|(name, why)| ((*name).to_owned(), serde_json::Value::String(why.clone())))
        .collect();
    ProblemDetails::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "invalid",
        "some fields are not right",
    )
    .with("fields", fields)
    .into()
}

fn conflict(code: &str, title: impl Into<String>) -> ProblemDetails {
    ProblemDetails::new(StatusCode::CONFLICT, code, title)
}

/// The `Idempotency-Key` header: the same key with the same content has the same effect, once.
fn idempotency_key(headers: &HeaderMap) -> Result<String, Failure> {
    let wrong = |code, title: &str| {
        Failure::from(ProblemDetails::new(StatusCode::BAD_REQUEST, code, title))
    };
    let key = headers.get("idempotency-key").ok_or_else(|| {
        wrong(
            "idempotency_key_missing",
            "send an Idempotency-Key, new for each thing you want done",
        )
    })?;
    let key = key.to_str().ok().map(|key| key.trim_matches('"'));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    match key {
        Some(key) if (8..=100).contains(&key.len()) && key.bytes().all(plain) => Ok(key.to_owned()),
        Some(_) | None => Err(wrong(
            "idempotency_key_invalid",
            "an Idempotency-Key has 8 to 100 letters, digits, - or _",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_names_every_route() {
        let json = serde_json::to_value(Description::openapi()).unwrap();
        assert!(json["openapi"].as_str().unwrap().starts_with("3.1"));
        let paths = json["paths"].as_object().unwrap();
        for path in [
            "/api/v1/products",
            "/api/v1/products/{slug}",
            "/api/v1/cart",
            "/api/v1/cart/{variant}",
            "/api/v1/orders",
            "/api/v1/payments/initiate",
            "/api/v1/payments/status/{order}",
        ] {
            assert!(paths.contains_key(path), "{path}");
        }
    }

    #[test]
    fn a_key_is_plain_text_of_some_length() {
        let with = |key: &str| {
            HeaderMap::from_iter([("idempotency-key".parse().unwrap(), key.parse().unwrap())])
        };
        let read =
            |headers: &HeaderMap| idempotency_key(headers).map_err(|failure| failure.0.status());
        assert_eq!(read(&with("8e03978e-40d5")), Ok("8e03978e-40d5".to_owned()));
        assert_eq!(
            read(&with("\"8e03978e-40d5\"")),
            Ok("8e03978e-40d5".to_owned())
        );
        for wrong in ["short", "has space", &"x".repeat(101)] {
            assert_eq!(read(&with(wrong)), Err(StatusCode::BAD_REQUEST));
        }
        assert_eq!(read(&HeaderMap::new()), Err(StatusCode::BAD_REQUEST));
    }
}
