//! The wait for the PIN: complete without script, a little livelier with it.

pub mod abroad;
pub mod by_hand;
mod status;
mod view;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use catalog::Shortage;
use countries::{Country, phone_for_owner};
use flows::ask_shop::{self, Askable};
use flows::credit::CreditError;
use flows::pay::leave::{self as leaving, LeaveError};
use flows::pay::open_prompt::OpenPrompt;
use flows::pay::{self as paying, Pay, PayError};
use flows::progress::{self, Progress, Status};
use flows::route::{Way, Weather};
use flows::till::{self as hand, Desk, NoTransfer};
use kernel::{Money, OrderNumber, PurchaseId, PurchaseNumber};
use orders::order;
use payments::Attempt;
use payments::provider::Unsupported;
use store::Tx;

use crate::form::Form;
use crate::pages::checkout::credit::{self, CREDIT};
use crate::pages::checkout::{open_prompt, typed, ways};
use crate::pages::frames::bare;
use crate::pages::shown::{address, see_other};
use crate::problem::Problem;
use crate::render::{Page, Rendered};
use crate::state::AppState;
use crate::ui::Link;
use crate::visitor::Visitor;

pub(crate) use status::wire_status;

/// How often a page without script loads itself again: more and more rarely, by how long the prompt has been open.
/// `(seconds since it was asked for, seconds to wait)`
const REFRESHES: [(i64, u32); 3] = [(15, 5), (60, 10), (180, 15)];
const LONGEST_REFRESH_SECONDS: u32 = 30;

/// After so many refusals the shops can be written to.
const REFUSALS_MIN: usize = 2;

/// Everything the page shows.
pub(super) struct Shown {
    pub progress: Progress,
    /// The buyer said that no prompt came.
    pub is_lost: bool,
    /// The buyer wants to start over while nothing is open.
    pub form: Form,
    pub seconds_left: Option<u32>,
    /// The provider's page that is open can be left for another way.
    pub can_leave: bool,
    /// The ways to pay this total.
    pub ways: Vec<Way>,
    /// Whom to write to, where paying keeps failing.
    pub askable: Vec<Askable>,
    /// What store credit there is to pay with.
    pub credit: Option<Money>,
    /// What came by hand so far.
    pub desk: Option<Desk>,
    /// Whether it can be paid from another country.
    pub is_abroad_open: bool,
    /// Whether it can be paid to our paybill.
    pub by_hand: Result<(), Unsupported>,
    /// Whether by bank transfer.
    pub bank: Result<(), NoTransfer>,
    /// What the phone that is to pay was asked already.
    pub prompt: Option<OpenPrompt>,
}

impl Shown {
    /// No prompt is open and the purchase can still be paid.
    pub(super) fn can_pay(&self) -> bool {
        let open = self
            .progress
            .attempt
            .as_ref()
            .is_some_and(|attempt| attempt.state.is_open());
        self.progress.purchase.state.is_payable() && !open
    }
}

/// The purchase an address names, if this visitor may see it. A number alone never authorises.
pub(super) async fn resolve(
    app: &AppState,
    visitor: &Visitor,
    number: &str,
) -> Result<(PurchaseNumber, PurchaseId), Problem> {
    let number: PurchaseNumber = number.parse().map_err(|_| Problem::NotFound)?;
    let found =
        flows::track::resolve(&app.market, visitor.person(), &visitor.access, number).await?;
    Ok((number, found.ok_or(Problem::NotFound)?))
}

/// `GET /pay/{number}`; `?check` asks the provider first, `?help` does too and then shows the operator's own steps.
pub async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (number, id) = resolve(&app, &visitor, &number).await?;
    let asked = |name: &str| pairs.iter().any(|(key, _)| key == name);
    let progress = if asked("check") || asked("help") {
        progress::check_now(&app.market, visitor.buyer(id), id).await?
    } else {
        progress::of(&app.market, visitor.buyer(id), id).await?
    };
    let progress = progress.ok_or(Problem::NotFound)?;
    if matches!(progress.status, Status::Paid | Status::Refunded) {
        return Ok(see_other(&format!("/orders/{number}")));
    }
    // What loads itself again must not ask the provider each time.
    if asked("check") {
        return Ok(see_other(&format!("/pay/{number}")));
    }
    let form = fresh_form(&app, &progress);
    let help = asked("help");
    let status = StatusCode::OK;
    Ok(page(&app, &visitor, status, progress, form, help, None)
        .await?
        .into_response())
}

/// `POST /pay/{number}`: another prompt, to the same number or another one.
pub async fn again(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
    mut form: Form,
) -> Result<Response, Problem> {
    let (number, id) = resolve(&app, &visitor, &number).await?;
    let here = format!("/pay/{number}");
    let buyer = visitor.buyer(id);
    let progress = progress::of(&app.market, buyer, id)
        .await?
        .ok_or(Problem::NotFound)?;
    let country = country_of(&visitor, &progress);
    let lang = visitor.lang;
    if typed::key_of(&form).is_none() {
        form.set("key", new_key(&app));
    }
    if form.get("method") == CREDIT {
        return match flows::credit::pay(&app.market, buyer, id).await {
            Err(CreditError::NotThere(why)) => {
                form.fail("method", credit::gone(why, lang));
                refused(&app, &visitor, progress, form).await
            }
            Err(CreditError::SoldOut(short)) => {
                for name in names_of(&app, &visitor, id, &short).await? {
                    form.fail("method", lang.pay_stock_gone(&name));
                }
                refused(&app, &visitor, progress, form).await
            }
            Err(CreditError::TooOften(too_often)) => {
                let seconds = too_often.retry_after_seconds.max(1);
                form.fail("method", lang.error_too_many(seconds));
                refused(&app, &visitor, progress, form).await
            }
            Err(CreditError::NotFound) => Err(Problem::NotFound),
            Err(CreditError::Failed(error)) => Err(error.into()),
            Ok(()) | Err(CreditError::StillOpen | CreditError::NotPayable(_)) => {
                Ok(see_other(&here))
            }
        };
    }
    let key = form.value("key");
    let phone = form.parse("phone", |text| typed::phone(text, country, lang));
    let method = form.parse("method", |text| {
        typed::method(text, phone.as_ref(), country, lang)
    });
    if let (Some(phone), Some(method)) = (phone, method) {
        let there = (&phone, method);
        let prompt = open_prompt::ask(&app, &visitor, &mut form, there, Some(id)).await;
        if prompt.is_some() {
            let status = StatusCode::OK;
            let asked = page(&app, &visitor, status, progress, form, false, prompt);
            return Ok(asked.await?.into_response());
        }
        let wish = Pay {
            purchase: id,
            key,
            phone,
            method,
            credit: credit::typed(&form, country),
        };
        match paying::start(&app.market, buyer, wish).await {
            Ok(attempt) if method.network().is_none() => {
                paying::push_soon(&app.market, attempt.id).await;
                return Ok(see_other(&here));
            }
            // What is open already, or over, the page itself says best.
            // Only what is asked for in another money has a rate, and it has a page of its own.
            Ok(_)
            | Err(
                PayError::StillOpen(_)
                | PayError::NotPayable(_)
                | PayError::KeyReused
                | PayError::NoRate(_),
            ) => {
                return Ok(see_other(&here));
            }
            Err(PayError::NotFound) => return Err(Problem::NotFound),
            // The card says so now, where the box was.
            Err(PayError::NothingLeft) => form.set("method", CREDIT),
            Err(PayError::NoCredit(why)) => form.fail(CREDIT, credit::gone(why, lang)),
            Err(PayError::NoRoute(why)) => form.fail("method", ways::closed(method, why, lang)),
            Err(PayError::SoldOut(short)) => {
                for name in names_of(&app, &visitor, id, &short).await? {
                    form.fail("phone", lang.pay_stock_gone(&name));
                }
            }
            Err(PayError::TooOften(too_often)) => {
                form.fail(
                    "phone",
                    lang.error_too_many(too_often.retry_after_seconds.max(1)),
                );
            }
            Err(PayError::Failed(error)) => return Err(error.into()),
        }
    }
    refused(&app, &visitor, progress, form).await
}

async fn refused(
    app: &AppState,
    visitor: &Visitor,
    progress: Progress,
    form: Form,
) -> Result<Response, Problem> {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(page(app, visitor, status, progress, form, false, None)
        .await?
        .into_response())
}

/// `POST /pay/{number}/leave`: another way than the provider's page, which is asked to end. The page says what came of it.
pub async fn leave(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let (number, id) = resolve(&app, &visitor, &number).await?;
    match leaving::leave(&app.market, visitor.buyer(id), id).await {
        Ok(_) => Ok(see_other(&format!("/pay/{number}"))),
        Err(LeaveError::NotFound) => Err(Problem::NotFound),
        Err(LeaveError::TooOften(too_often)) => Err(too_often.into()),
        Err(LeaveError::Failed(error)) => Err(error.into()),
    }
}

/// `GET /pay/{number}/ask/{parcel}`: to a chat with the shop, with what it is about written already. The order remembers it.
pub async fn ask_shop(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((number, order)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (_, id) = resolve(&app, &visitor, &number).await?;
    let order: OrderNumber = order.parse().map_err(|_| Problem::NotFound)?;
    let asked = ask_shop::ask(&app.market, visitor.buyer(id), order)
        .await?
        .ok_or(Problem::NotFound)?;
    let lang = visitor.lang;
    let text = lang.pay_ask_shop_text(&order.to_string(), &said(asked.total));
    let chat = format!("https://wa.me/{}", asked.phone.digits());
    Ok(see_other(&address(&chat, &[("text", text)])))
}

/// What a provider's page adds to our address when it sends a buyer back. Only which order it is about is read, and even that
/// opens nothing.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Back {
    order: Option<String>,
}

/// `GET /payment/callback`: back from the provider's own page. Nothing the address says is believed: the provider is asked.
pub async fn back(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(back): Query<Back>,
) -> Result<Response, Problem> {
    let number = back.order.unwrap_or_default();
    // Another browser than the one that left: the number and a code open it.
    let Ok((number, id)) = resolve(&app, &visitor, &number).await else {
        return Ok(see_other("/track"));
    };
    let progress = progress::check_now(&app.market, visitor.buyer(id), id)
        .await?
        .ok_or(Problem::NotFound)?;
    let to = if matches!(progress.status, Status::Paid | Status::Refunded) {
        "orders"
    } else {
        "pay"
    };
    Ok(see_other(&format!("/{to}/{number}")))
}

/// The form as it is first shown: the number that was tried, a new key. A phone abroad has its own page.
fn fresh_form(app: &AppState, progress: &Progress) -> Form {
    let attempt = progress.attempt.as_ref();
    let attempt = attempt.filter(|attempt| attempt.conversion.is_none());
    let phone = attempt.map_or(&progress.purchase.recipient.phone, |attempt| &attempt.phone);
    Form::of([
        ("key", new_key(app)),
        ("phone", phone_for_owner(phone)),
        (
            "method",
            attempt
                .map(|attempt| attempt.method.as_str().to_owned())
                .unwrap_or_default(),
        ),
    ])
}

fn new_key(app: &AppState) -> String {
    app.market.source.uuid_v4().simple().to_string()
}

fn country_of(visitor: &Visitor, progress: &Progress) -> Country {
    progress.purchase.country.parse().unwrap_or(visitor.country)
}

/// The prompt that is worth waiting for.
fn open_attempt(progress: &Progress) -> Option<&Attempt> {
    let attempt = progress.attempt.as_ref();
    attempt
        .filter(|attempt| attempt.state.is_open() && status::standing(progress) != Status::Expired)
}

async fn page(
    app: &AppState,
    visitor: &Visitor,
    status: StatusCode,
    progress: Progress,
    form: Form,
    is_lost: bool,
    prompt: Option<OpenPrompt>,
) -> Result<Rendered, Problem> {
    let lang = visitor.lang;
    let now = app.market.source.now();
    let is_addressless = open_attempt(&progress)
        .is_some_and(|open| open.method.network().is_none() && open.redirect_url.is_none());
    let open_since =
        open_attempt(&progress).map(|attempt| attempt.sent_at.unwrap_or(attempt.prepared_at));
    let number = progress.purchase.number;
    let seconds_left = status::seconds_left(&progress, now);
    let country = country_of(visitor, &progress);
    let buyer = visitor.buyer(progress.purchase.id);
    let desk = match open_since {
        Some(_) => None,
        None => hand::desk(&app.market, buyer, progress.purchase.id).await?,
    };
    let missing = desk.as_ref().map_or(progress.amount(), |desk| desk.missing);
    // Whoever waits is not asked how to pay.
    let (ways, credit, is_abroad_open) = if open_since.is_some() {
        (Vec::new(), None, false)
    } else {
        let weather = Weather::read(&app.market).await?;
        let (price, id) = (progress.amount(), Some(progress.purchase.id));
        let offers = flows::abroad::offers(&app.market, &weather, price, id).await?;
        (
            weather.ways(&app.market, country, price),
            credit::of(app, visitor, country).await?,
            !offers.is_empty(),
        )
    };
    let fails = progress.refusals >= REFUSALS_MIN || ways.iter().all(|way| way.offered.is_err());
    let askable = if open_since.is_none() && fails {
        ask_shop::whom(&app.market, buyer, progress.purchase.id).await?
    } else {
        Vec::new()
    };
    let bank = match &desk {
        None => Err(NoTransfer::NoAccount),
        Some(desk) => {
            let of = (&desk.purchase.recipient.phone, Some(desk.purchase.id));
            hand::transfer_offered(&app.market, country, Some(of)).await?
        }
    };
    let can_leave =
        open_attempt(&progress).is_some_and(|attempt| leaving::can_leave(&app.market, attempt));
    let shown = Shown {
        progress,
        can_leave,
        is_lost,
        form,
        seconds_left,
        ways,
        askable,
        credit,
        desk,
        is_abroad_open,
        by_hand: hand::offered(&app.market, missing).map(drop),
        bank,
        prompt,
    };
    let mut head = Page::new(lang.code(), status::title(&shown.progress, lang))
        .noindex()
        .status(status);
    if let Some(since) = open_since {
        let waited = (now - since).whole_seconds();
        // Whoever reads the operator's steps is not interrupted often.
        let step = REFRESHES
            .iter()
            .find(|(until, _)| !is_lost && waited < *until);
        // Loaded again and again, so it carries little style. What is shown when nothing is open has fields.
        let seconds = step.map_or(LONGEST_REFRESH_SECONDS, |(_, seconds)| *seconds);
        // The help stays open while it is read.
        let query = if is_lost { "?help=yes" } else { "" };
        head = head
            .light()
            .refresh_without_script(seconds, format!("/pay/{number}{query}"));
        // The way to the provider's page comes with its answer, and no island puts it there.
        if is_addressless {
            head = head.refresh_always();
        }
    }
    let back = Link::new(
        lang.order_title(&number.to_string()),
        format!("/orders/{number}"),
    );
    let chrome = bare(app, lang, Some(back));
    Ok(head.render(&app.assets, chrome, move || view::body(shown, lang)))
}

/// What is short, by the names on the order.
async fn names_of(
    app: &AppState,
    visitor: &Visitor,
    id: PurchaseId,
    short: &[Shortage],
) -> Result<Vec<String>, Problem> {
    let mut tx = Tx::begin(&app.market.pools.app, visitor.buyer(id)).await?;
    let lines = order::lines_of_purchase(&mut *tx, id).await?;
    let name = |shortage: &Shortage| {
        lines
            .iter()
            .find(|line| line.variant == shortage.variant)
            .map(|line| line.title.clone())
    };
    Ok(short.iter().filter_map(name).collect())
}

/// "K 248.00"
pub(super) fn said(money: Money) -> String {
    countries::format_money(money)
}
