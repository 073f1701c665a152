//! Paying by a prompt on a phone, and asking how it stands.

use app::problem::Problem;
use app::state::AppState;
use app::visitor::Visitor;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use countries::{Country, format_money, parse_phone};
use flows::pay::{self, Pay, PayError};
use flows::progress::poll::{Asker, Named, poll};
use flows::progress::{self, Progress, Status};
use flows::route::NoRoute;
use flows::{track, view};
use kernel::{AccessKey, Method, PurchaseId, PurchaseNumber};
use serde::{Deserialize, Serialize};
use store::Buyer;
use utoipa::{IntoParams, ToSchema};
use words::Lang;

use super::orders::shortages;
use super::{Failure, conflict, idempotency_key, invalid};
use crate::problems::ProblemDetails;

/// Which purchase, and from which phone.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Initiate {
    /// The purchase's id or number.
    #[schema(example = "SK-7K3M-9Q2D")]
    order_id: String,
    /// The key that placing answered, for whoever has no cookie.
    access_key: Option<String>,
    /// The phone that pays; as people write it, or with the country's code.
    #[schema(example = "0966 123 456")]
    phone: String,
    /// `mtn_zambia`, `airtel_zambia`, `zamtel_zambia`, `mpesa_kenya`, `mtn_uganda`, `airtel_uganda` or `card`; otherwise the
    /// network that the number seems to be on.
    method: Option<String>,
}

/// What happens now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Initiated {
    /// `ussd`: a prompt is on its way to the phone. `redirect`: the buyer approves on the page at `redirectUrl`. `none`: nothing
    /// to do now.
    #[serde(rename = "type")]
    #[schema(example = "ussd")]
    kind: &'static str,
    /// The attempt.
    transaction_id: String,
    /// For the buyer, in their language.
    message: String,
    /// The provider's own page.
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_url: Option<String>,
}

/// How a payment stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentStatus {
    /// REFUNDED, PAID, UNCLEAR, PENDING, EXPIRED or FAILED.
    #[schema(example = "PENDING")]
    status: &'static str,
    #[schema(example = "SK-7K3M-9Q2D")]
    order: String,
    /// Why the last try was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    /// The provider's own page, while the buyer can approve there.
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_url: Option<String>,
}

/// The key of a purchase, for whoever has no cookie.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct KeyQuery {
    /// What placing answered as `access_key`.
    k: Option<String>,
}

/// Starts one try to collect. The attempt is stored before the provider is asked; the same key is the same attempt.
#[utoipa::path(
    post, path = "/api/v1/payments/initiate", tag = "payments", request_body = Initiate,
    params(("Idempotency-Key" = String, Header, description = "New for each try; 8 to 100 letters, digits, - or _")),
    responses(
        (status = 200, body = Initiated),
        (status = 400, body = ProblemDetails, content_type = "application/problem+json", description = "No usable key"),
        (status = 404, body = ProblemDetails, content_type = "application/problem+json", description = "No such purchase of yours"),
        (status = 409, body = ProblemDetails, content_type = "application/problem+json",
            description = "not_payable, still_open, key_reused or sold_out"),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json", description = "invalid, unsupported or not_reached"),
        (status = 429, body = ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub async fn initiate(
    State(app): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
    Json(wish): Json<Initiate>,
) -> Result<Response, Failure> {
    let key = idempotency_key(&headers)?;
    let buyer = opened(&app, &visitor, &wish.order_id, wish.access_key.as_deref()).await?;
    let purchase = buyer.purchase.ok_or(Problem::NotFound)?;
    let country = country_of(&app, buyer, purchase).await?;
    let (phone, method) = parse(&wish, country, visitor.lang)?;
    let attempt = pay::start(
        &app.market,
        buyer,
        Pay {
            purchase,
            key,
            phone,
            method,
            credit: None,
        },
    )
    .await
    .map_err(refused)?;
    pay::push_soon(&app.market, attempt.id).await;
    let progress = progress::of(&app.market, buyer, purchase)
        .await?
        .ok_or(Problem::NotFound)?;
    let redirect_url = progress
        .attempt
        .as_ref()
        .filter(|attempt| attempt.state.is_open())
        .and_then(|attempt| attempt.redirect_url.clone());
    let answer = Initiated {
        kind: match (progress.status, &redirect_url) {
            (Status::Pending, Some(_)) => "redirect",
            (Status::Pending, None) if method.network().is_some() => "ussd",
            // A page that is still being made is told by the status.
            _ => "none",
        },
        redirect_url,
        transaction_id: attempt.id.to_string(),
        message: message(&progress, method, visitor.lang),
    };
    Ok(no_store(answer))
}

/// How a payment stands: first match of REFUNDED, PAID, UNCLEAR, PENDING, EXPIRED, FAILED.
#[utoipa::path(
    get, path = "/api/v1/payments/status/{order}", tag = "payments",
    params(("order" = String, Path, description = "The purchase's id or number"), KeyQuery),
    responses(
        (status = 200, body = PaymentStatus),
        (status = 404, body = ProblemDetails, content_type = "application/problem+json", description = "No such purchase of yours"),
    )
)]
pub async fn status(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(order): Path<String>,
    Query(query): Query<KeyQuery>,
) -> Result<Response, Failure> {
    let unknown = |_| Problem::NotFound;
    let named = match order.parse() {
        Ok(id) => Named::Id(id),
        Err(_) => Named::Number(order.parse().map_err(unknown)?),
    };
    let key: Option<AccessKey> = query
        .k
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(unknown)?;
    let asker = Asker {
        person: visitor.person(),
        opened: &visitor.access,
        key: key.as_ref(),
    };
    let progress = poll(&app.market, asker, named)
        .await?
        .ok_or(Problem::NotFound)?;
    let why = progress
        .refusal()
        .filter(|_| progress.status == Status::Failed);
    Ok(no_store(PaymentStatus {
        status: progress.status.as_str(),
        order: progress.purchase.number.to_string(),
        why: why.map(kernel::Refusal::as_str),
        redirect_url: progress
            .attempt
            .as_ref()
            .filter(|attempt| attempt.state.is_open())
            .and_then(|attempt| attempt.redirect_url.clone()),
    }))
}

fn no_store(answer: impl Serialize) -> Response {
    (
        [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))],
        Json(answer),
    )
        .into_response()
}

/// The scope of whoever may see this purchase: its buyer, a browser that opened its link, or the holder of its key. A number
/// or an id alone opens nothing, and says nothing.
async fn opened(
    app: &AppState,
    visitor: &Visitor,
    order: &str,
    key: Option<&str>,
) -> Result<Buyer, Failure> {
    let market = &app.market;
    let person = visitor.person();
    let scope = |id| Buyer {
        person,
        purchase: Some(id),
    };
    let id: Option<PurchaseId> = order.parse().ok();
    let number: Option<PurchaseNumber> = if id.is_some() {
        None
    } else {
        order.parse().ok()
    };
    if let Some(key) = key {
        let key: AccessKey = key.parse().map_err(|_| Problem::NotFound)?;
        let number = match (number, id) {
            (Some(number), _) => number,
            // The scope is only used to look the number up, which the key must then fit.
            (None, Some(id)) => {
                progress::of(market, scope(id), id)
                    .await?
                    .ok_or(Problem::NotFound)?
                    .purchase
                    .number
            }
            (None, None) => return Err(Problem::NotFound.into()),
        };
        return view::open(market, number, &key)
            .await?
            .map(scope)
            .ok_or_else(|| Problem::NotFound.into());
    }
    let found = match (number, id) {
        (Some(number), _) => track::resolve(market, person, &visitor.access, number).await?,
        (None, Some(id)) if visitor.access.contains(&id) => Some(id),
        (None, Some(id)) => {
            let of_person = Buyer {
                person,
                purchase: None,
            };
            progress::of(market, of_person, id)
                .await?
                .map(|progress| progress.purchase.id)
        }
        (None, None) => None,
    };
    found.map(scope).ok_or_else(|| Problem::NotFound.into())
}

/// A purchase is paid in the country it was placed in, wherever the visitor looks now.
async fn country_of(app: &AppState, buyer: Buyer, id: PurchaseId) -> Result<Country, Failure> {
    let progress = progress::of(&app.market, buyer, id)
        .await?
        .ok_or(Problem::NotFound)?;
    let country = progress.purchase.country.parse();
    country
        .map_err(|_| flows::Error::from(store::Error::corrupt("purchases", "country", id)).into())
}

fn parse(
    wish: &Initiate,
    country: Country,
    lang: Lang,
) -> Result<(kernel::PhoneNumber, Method), Failure> {
    let phone = parse_phone(&wish.phone, country)
        .map_err(|problem| invalid(&[("phone", problem.say(lang, country))]))?;
    let text = wish.method.as_deref().unwrap_or_default();
    let method = app::pages::method_of(text, &phone, country, lang)
        .map_err(|problem| invalid(&[("method", problem)]))?;
    Ok((phone, method))
}

fn message(progress: &Progress, method: Method, lang: Lang) -> String {
    let network = lang.method_name(method);
    match (progress.status, progress.refusal()) {
        (Status::Paid, _) => lang.pay_paid(&format_money(progress.amount())),
        (Status::Refunded, _) => lang.pay_refunded(&format_money(progress.amount())),
        (Status::Pending, _) => lang.pay_asked(network),
        (Status::Unclear, _) => {
            format!("{} {}", lang.pay_unclear(network), lang.pay_unclear_next())
        }
        (Status::Expired, _) => lang.pay_expired().to_owned(),
        (Status::Failed, Some(refusal)) => {
            let said = lang.refusal(refusal);
            format!("{} {}", said.what, said.next)
        }
        (Status::Failed, None) => lang.pay_refused_title().to_owned(),
    }
}

fn refused(error: PayError) -> Failure {
    match error {
        PayError::NotFound => Problem::NotFound.into(),
        PayError::NotPayable(state) => conflict("not_payable", "this purchase cannot be paid now")
            .with("state", state.as_str())
            .into(),
        PayError::StillOpen(attempt) => conflict("still_open", "an earlier try may still collect")
            .with("transactionId", attempt.to_string())
            .into(),
        PayError::NoCredit(_) | PayError::NothingLeft => {
            conflict("no_credit", "store credit is used on the pages alone").into()
        }
        PayError::NoRate(why) => conflict("no_rate", why.to_string()).into(),
        PayError::KeyReused => conflict("key_reused", "this key was used for another try").into(),
        PayError::NoRoute(why) => {
            let name = match why {
                NoRoute::Unsupported(_) => "unsupported",
                NoRoute::Down => "not_reached",
            };
            ProblemDetails::new(StatusCode::UNPROCESSABLE_ENTITY, name, why.to_string()).into()
        }
        PayError::SoldOut(short) => conflict("sold_out", "some lines are gone")
            .with("lines", shortages(&short))
            .into(),
        PayError::TooOften(too_often) => Problem::from(too_often).into(),
        PayError::Failed(error) => error.into(),
    }
}
