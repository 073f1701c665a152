//! One page, phone first, no account: from the cart to the prompt on the phone.

mod at_door;
pub(crate) mod credit;
pub(crate) mod open_prompt;
mod others;
mod start;
pub(crate) mod typed;
mod view;
pub(crate) mod ways;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use catalog::Shortage;
use countries::{format_money, parse_phone, phone_for_owner};
use flows::abroad::{self, Abroad};
use flows::basket::{self, Basket};
use flows::cash;
use flows::credit::NoCredit;
use flows::pay::open_prompt::OpenPrompt;
use flows::place::{self, Place, PlaceError};
use flows::route::{Way, Weather};
use flows::till::{self as by_hand, Hand, NoTransfer};
use kernel::{CartId, Method, Network, PurchaseNumber, ShopId};
use orders::sellers::{self, Seller};
use payments::provider::Unsupported;

use crate::cookies::{self, Preferences};
use crate::form::Form;
use crate::pages::frames::bare;
use crate::pages::pay::by_hand::no_transfer;
use crate::pages::shown::{area_name, see_other};
use crate::problem::Problem;
use crate::remembered::Remembered;
use crate::render::{Page, Rendered};
use crate::state::AppState;
use crate::ui::Link;
use crate::visitor::Visitor;
use at_door::{no_cash, parcels};
use typed::{PayBy, Typed, key_of};

/// What the form says of whoever wants to be remembered on this phone.
const REMEMBER: &str = "yes";

/// The method somebody named, or the network a number seems to be on. The error is for whoever typed it.
pub fn method_of(
    text: &str,
    phone: &kernel::PhoneNumber,
    country: countries::Country,
    lang: words::Lang,
) -> Result<Method, String> {
    typed::method(text, Some(phone), country, lang)
}

/// Everything the page shows.
pub(super) struct Shown {
    pub form: Form,
    pub basket: Basket,
    pub sellers: Vec<Seller>,
    pub between: Between,
    /// The network the typed number seems to be on.
    pub guess: Option<Network>,
    pub hold_minutes: i64,
    /// The ways to pay this total by a provider.
    pub ways: Vec<Way>,
    /// What store credit there is to pay with.
    pub credit: Option<kernel::Money>,
    /// Whether our paybill takes this total, or why not.
    pub by_hand: Result<(), Unsupported>,
    /// Where else it can be paid from.
    pub abroad: Vec<Abroad>,
    /// Whether our bank account does, or why not.
    pub bank: Result<(), NoTransfer>,
    /// Whether the rider may be paid, or why not.
    pub cash: Result<(), String>,
}

/// What stands between the form and the order.
#[derive(Default)]
pub(super) struct Between {
    pub notices: Vec<String>,
    /// The order this form has already become.
    pub placed: Option<PurchaseNumber>,
    /// What the phone that is to pay was asked already.
    pub prompt: Option<OpenPrompt>,
}

impl Between {
    fn notices(notices: Vec<String>) -> Self {
        Self {
            notices,
            ..Self::default()
        }
    }
}

/// `GET /checkout`
pub async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let area = visitor.area.map(|area| area.id);
    let Some(basket) = basket_of(&app, &visitor, area).await? else {
        return Ok(see_other("/cart"));
    };
    // Prices that moved are asked about in the cart, before anything is typed here.
    if basket.is_empty() || basket.needs_a_look() {
        return Ok(see_other("/cart"));
    }
    let person = visitor
        .authority
        .as_ref()
        .map(|authority| &authority.person);
    let kept = cookies::recipient(&app, &headers).and_then(|kept| kept.within(visitor.country));
    let remember = if kept.is_some() { REMEMBER } else { "" };
    // An area that was chosen on the way here is where this order goes.
    let kept = kept.filter(|kept| area.is_none_or(|area| area == kept.area));
    let mut form = Form::of([
        ("key", new_key(&app)),
        (
            "phone",
            person
                .map(|person| phone_for_owner(&person.phone))
                .unwrap_or_default(),
        ),
        (
            "name",
            person.map(|person| person.name.clone()).unwrap_or_default(),
        ),
        ("area", area.unwrap_or_default().to_owned()),
        ("remember", remember.to_owned()),
    ]);
    let mut basket = basket;
    if let Some(kept) = kept {
        // With the area the fee is known, and the next press pays.
        if area.is_none()
            && let Some(there) = basket_of(&app, &visitor, Some(&kept.area)).await?
        {
            basket = there;
        }
        form.set("phone", phone_for_owner(&kept.phone));
        form.set("name", kept.name);
        form.set("area", kept.area);
        form.set("landmark", kept.landmark);
        form.set("directions", kept.directions);
    }
    Ok(page(
        &app,
        &visitor,
        StatusCode::OK,
        form,
        basket,
        Between::default(),
    )
    .await?
    .into_response())
}

/// `POST /checkout`
pub async fn place(
    State(app): State<AppState>,
    visitor: Visitor,
    mut form: Form,
) -> Result<Response, Problem> {
    let Some(token) = visitor.cart else {
        return Ok(see_other("/cart"));
    };
    if key_of(&form).is_none() {
        form.set("key", new_key(&app));
    }
    if form.has("show") {
        return show_fee(&app, &visitor, form).await;
    }
    let typed = Typed::parse(&mut form, visitor.country, visitor.lang);
    if let Some(typed) = &typed
        && let Some(why) = not_payable(&app, &visitor, typed).await?
    {
        form.fail("method", why);
    }
    let Some(typed) = typed.filter(|_| form.is_ok()) else {
        return refuse(&app, &visitor, form, Between::default()).await;
    };
    if let PayBy::Provider(method) = typed.pay_by {
        let there = (&typed.paying_phone, method);
        let prompt = open_prompt::ask(&app, &visitor, &mut form, there, None).await;
        if prompt.is_some() {
            let between = Between {
                prompt,
                ..Between::default()
            };
            return once_more(&app, &visitor, StatusCode::OK, form, between).await;
        }
    }
    let wish = wish(&visitor, token, &typed);
    match place::place(&app.market, wish).await {
        Ok(placed) => {
            let wants = form.get("remember") == REMEMBER;
            let kept = Remembered::of(&typed.recipient).filter(|_| wants);
            let cookie = cookies::set_recipient(&app, kept.as_ref());
            let mut response = start::start(&app, &visitor, placed, typed).await?;
            response.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(error) => refused(&app, &visitor, form, error).await,
    }
}

fn wish(visitor: &Visitor, token: CartId, typed: &Typed) -> Place {
    Place {
        cart: basket::cart_in(token, visitor.country),
        key: typed.key.clone(),
        buyer: visitor.person(),
        country: visitor.country,
        language: visitor.lang,
        recipient: typed.recipient.clone(),
        total_seen: typed.total_seen,
    }
}

/// Why what is wanted cannot be paid that way; nothing is placed then.
async fn not_payable(
    app: &AppState,
    visitor: &Visitor,
    typed: &Typed,
) -> Result<Option<String>, Problem> {
    let lang = visitor.lang;
    match typed.pay_by {
        PayBy::Provider(method) => {
            let weather = Weather::read(&app.market).await?;
            let rest = match typed.credit {
                Some(credit) => typed.total_seen.minus(credit).map_err(flows::Error::from)?,
                None => typed.total_seen,
            };
            if !rest.is_positive() {
                return Ok(None);
            }
            let route = weather.route(&app.market, rest, method, &[]);
            Ok(route.err().map(|why| ways::closed(method, why, lang)))
        }
        PayBy::Credit => {
            let has = credit::of(app, visitor, visitor.country).await?;
            if credit::covers(has, Some(typed.total_seen)) {
                return Ok(None);
            }
            let left = has.unwrap_or(kernel::Money::zero(typed.total_seen.currency()));
            Ok(Some(credit::gone(NoCredit::Gone { left }, lang)))
        }
        PayBy::Abroad => {
            let weather = Weather::read(&app.market).await?;
            let offers = abroad::offers(&app.market, &weather, typed.total_seen, None).await?;
            Ok(offers.is_empty().then(|| lang.abroad_none().to_owned()))
        }
        PayBy::ByHand(Hand::Paybill) => {
            let offered = by_hand::offered(&app.market, typed.total_seen);
            Ok(offered.err().map(|why| ways::unsupported(why, lang)))
        }
        PayBy::ByHand(Hand::Bank) => {
            let of = Some((&typed.recipient.phone, None));
            let offered = by_hand::transfer_offered(&app.market, visitor.country, of).await?;
            Ok(offered.err().map(|why| no_transfer(why, lang)))
        }
        PayBy::Cash => {
            let Some(basket) = basket_of(app, visitor, Some(&typed.recipient.area)).await? else {
                return Ok(None);
            };
            let (area, phone) = (&typed.recipient.area, &typed.recipient.phone);
            let parcels = parcels(&basket);
            let offered = cash::offered(&app.market, &parcels, Some(area), Some(phone)).await?;
            Ok(offered.err().map(|why| no_cash(&why, &basket, lang)))
        }
    }
}

/// "Show the delivery fee": the same page with everything typed, the fee and the day of the chosen area.
async fn show_fee(app: &AppState, visitor: &Visitor, form: Form) -> Result<Response, Problem> {
    let area = visitor.country.area(form.get("area"));
    let Some(basket) = basket_of(app, visitor, area.map(|area| area.id)).await? else {
        return Ok(see_other("/cart"));
    };
    let between = Between::default();
    let mut response = page(app, visitor, StatusCode::OK, form, basket, between)
        .await?
        .into_response();
    if area.is_some() {
        let chosen = Preferences {
            area,
            ..visitor.preferences()
        };
        response
            .headers_mut()
            .append(header::SET_COOKIE, cookies::set_preferences(app, chosen));
    }
    Ok(response)
}

async fn refused(
    app: &AppState,
    visitor: &Visitor,
    mut form: Form,
    error: PlaceError,
) -> Result<Response, Problem> {
    let lang = visitor.lang;
    let area = area_name(visitor.country, form.get("area"));
    match error {
        PlaceError::EmptyCart => Ok(see_other("/cart")),
        PlaceError::Gone(_) => Ok(see_other("/cart?gone=yes")),
        PlaceError::TotalChanged { .. } => {
            let words = vec![lang.checkout_prices_changed().to_owned()];
            let shown = refuse(app, visitor, form, Between::notices(words)).await?;
            // The page shows each old price beside the new one; the next press agrees to what it shows.
            if let Some(token) = visitor.cart {
                basket::see_prices(&app.market, basket::cart_in(token, visitor.country)).await?;
            }
            Ok(shown)
        }
        PlaceError::NoDelivery(shops) => {
            let names = names_of(app, &shops).await?;
            let notices: Vec<String> = names
                .iter()
                .map(|name| lang.checkout_not_delivered(name, &area))
                .collect();
            if let Some(first) = notices.first() {
                form.fail("area", first.clone());
            }
            refuse(app, visitor, form, Between::notices(notices)).await
        }
        PlaceError::Short(short) => {
            let notices = short_notices(app, visitor, &short).await?;
            refuse(app, visitor, form, Between::notices(notices)).await
        }
        PlaceError::TooMany => {
            let words = vec![lang.cart_full().to_owned()];
            refuse(app, visitor, form, Between::notices(words)).await
        }
        PlaceError::KeyReused { number } => {
            // The next press places a new order.
            form.set("key", new_key(app));
            let between = Between {
                placed: Some(number),
                ..Between::default()
            };
            refuse(app, visitor, form, between).await
        }
        PlaceError::Failed(error) => Err(error.into()),
    }
}

/// 422: the page again, and what to do about it.
async fn refuse(
    app: &AppState,
    visitor: &Visitor,
    form: Form,
    between: Between,
) -> Result<Response, Problem> {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    once_more(app, visitor, status, form, between).await
}

/// The page again, every word kept.
async fn once_more(
    app: &AppState,
    visitor: &Visitor,
    status: StatusCode,
    form: Form,
    between: Between,
) -> Result<Response, Problem> {
    let area = visitor.country.area(form.get("area")).map(|area| area.id);
    let basket = basket_of(app, visitor, area)
        .await?
        .filter(|basket| !basket.is_empty());
    let Some(basket) = basket else {
        return match between.placed {
            Some(number) => Ok(see_other(&format!("/pay/{number}"))),
            None => Ok(see_other("/cart")),
        };
    };
    Ok(page(app, visitor, status, form, basket, between)
        .await?
        .into_response())
}

async fn page(
    app: &AppState,
    visitor: &Visitor,
    status: StatusCode,
    form: Form,
    basket: Basket,
    between: Between,
) -> Result<Rendered, Problem> {
    let lang = visitor.lang;
    let shops: Vec<ShopId> = basket.groups.iter().map(|group| group.shop.id).collect();
    let sellers = sellers::list(&app.market.pools.storefront, &shops).await?;
    let paying = if form.get("paying_phone").is_empty() {
        form.get("phone")
    } else {
        form.get("paying_phone")
    };
    let guess = match parse_phone(paying, visitor.country) {
        Ok(phone) => flows::suggest::network(&app.market, &phone, visitor.mine()).await,
        Err(_) => None,
    };
    let hold_minutes = app.market.settings.hold_minutes;
    let area = visitor.country.area(form.get("area")).map(|area| area.id);
    let cash = cash::offered(&app.market, &parcels(&basket), area, None).await?;
    let cash = cash.map_err(|why| no_cash(&why, &basket, lang));
    let seen = basket.total().unwrap_or(basket.items);
    let weather = Weather::read(&app.market).await?;
    let ways = weather.ways(&app.market, visitor.country, seen);
    let shown = Shown {
        form,
        basket,
        sellers,
        between,
        guess,
        hold_minutes,
        ways,
        credit: credit::of(app, visitor, visitor.country).await?,
        by_hand: by_hand::offered(&app.market, seen).map(drop),
        abroad: abroad::offers(&app.market, &weather, seen, None).await?,
        bank: by_hand::transfer_offered(&app.market, visitor.country, None).await?,
        cash,
    };
    let chrome = bare(
        app,
        lang,
        Some(Link::new(lang.summary_change_cart(), "/cart")),
    );
    let visitor = visitor.clone();
    Ok(Page::new(lang.code(), lang.checkout_title())
        .noindex()
        .status(status)
        .render(&app.assets, chrome, move || view::body(&shown, &visitor)))
}

async fn basket_of(
    app: &AppState,
    visitor: &Visitor,
    area: Option<&str>,
) -> Result<Option<Basket>, Problem> {
    let Some(token) = visitor.cart else {
        return Ok(None);
    };
    Ok(basket::view(&app.market, token, visitor.country, area).await?)
}

async fn names_of(app: &AppState, shops: &[ShopId]) -> Result<Vec<String>, Problem> {
    let sellers = sellers::list(&app.market.pools.storefront, shops).await?;
    Ok(sellers.into_iter().map(|seller| seller.name).collect())
}

/// Each line that is short, by its name.
async fn short_notices(
    app: &AppState,
    visitor: &Visitor,
    short: &[Shortage],
) -> Result<Vec<String>, Problem> {
    let basket = basket_of(app, visitor, None).await?;
    let title = |shortage: &Shortage| {
        let found = basket
            .iter()
            .flat_map(Basket::lines)
            .find(|line| line.item.variant == shortage.variant);
        found
            .map(|line| line.item.title.clone())
            .unwrap_or_default()
    };
    let lang = visitor.lang;
    let say = |shortage: &Shortage| match shortage.available {
        0 => lang.checkout_sold_out(&title(shortage)),
        left => lang.checkout_less_left(left.into(), &title(shortage)),
    };
    Ok(short.iter().map(say).collect())
}

fn new_key(app: &AppState) -> String {
    app.market.source.uuid_v4().simple().to_string()
}

/// "Pay K 248.00 with MTN", as far as both are known.
pub(super) fn pay_label(
    total: Option<kernel::Money>,
    method: Option<Method>,
    lang: words::Lang,
) -> String {
    match (total.map(format_money), method) {
        (Some(total), Some(method)) => lang.pay_with(&total, lang.method_name(method)),
        (Some(total), None) => lang.pay_amount_now(&total),
        (None, _) => lang.pay_button_plain().to_owned(),
    }
}
