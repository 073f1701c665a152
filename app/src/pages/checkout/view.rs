//! The checkout's body: phone, place, money, order, one button.

use countries::format_money;
use flows::basket::{Group, Reach};
use kernel::{Method, Money};
use leptos::prelude::*;
use words::Lang;

use super::credit;
use super::typed::{DIRECTIONS_CHARS_MAX, LANDMARK_CHARS_MAX, NAME_CHARS_MAX};
use super::{REMEMBER, Shown, open_prompt, others, pay_label, ways};
use crate::form::Form;
use crate::pages::shown::{areas, errors_of, fee_line};
use crate::ui::{
    CartLine, CartLineView, Checkbox, ChoiceCards, ErrorSummary, Field, Hidden, Icon, InputKind,
    LinkButton, Notice, Select, TextArea, Tone, TotalRow, Totals,
};
use crate::visitor::Visitor;

/// In the order of the page.
const FIELDS: [&str; 8] = [
    "phone",
    "name",
    "area",
    "landmark",
    "directions",
    "total",
    "method",
    "paying_phone",
];

pub(super) fn body(shown: &Shown, visitor: &Visitor) -> AnyView {
    let lang = visitor.lang;
    let total = shown.basket.total();
    let total_minor = total
        .map(|total| total.minor().to_string())
        .unwrap_or_default();
    view! {
        <h1>{lang.checkout_title()}</h1>
        <p class="hint">{lang.checkout_lead()}</p>
        {placed(shown, lang)}
        {problems(shown, lang)}
        <form class="checkout" method="post" action="/checkout">
            <Hidden name="key" value=shown.form.value("key") />
            <Hidden name="total" value=total_minor />
            {who(&shown.form, visitor)}
            {place(&shown.form, visitor)}
            {summary(shown, visitor)}
            {method(shown, visitor)}
            {open_prompt::question(shown.between.prompt, &shown.form, lang)}
            {pay_button(shown, lang)}
            {trust(shown, visitor)}
        </form>
    }
    .into_any()
}

fn placed(shown: &Shown, lang: Lang) -> AnyView {
    let Some(number) = shown.between.placed else {
        return ().into_any();
    };
    view! {
        <Notice tone=Tone::Info title=lang.checkout_already_placed(&number.to_string())>
            <p class="actions">
                <LinkButton label=lang.checkout_open_order() href=format!("/pay/{number}") />
            </p>
            <p>{lang.checkout_or_start_new()}</p>
        </Notice>
    }
    .into_any()
}

fn problems(shown: &Shown, lang: Lang) -> AnyView {
    let notices = shown
        .between
        .notices
        .iter()
        .cloned()
        .map(|words| view! { <Notice tone=Tone::Bad><p>{words}</p></Notice> })
        .collect_view();
    // The hidden total has no field; its message leads to the sum.
    let errors = errors_of(&shown.form, &FIELDS);
    view! {
        {notices}
        {(!errors.is_empty()).then(|| view! { <ErrorSummary title=lang.checkout_check() errors=errors /> })}
    }
    .into_any()
}

fn who(form: &Form, visitor: &Visitor) -> AnyView {
    let lang = visitor.lang;
    let pack = visitor.country.pack();
    let example = format!(
        "{} {}",
        lang.field_phone_hint(),
        lang.for_example(pack.example_phone)
    );
    view! {
        <fieldset>
            <legend>{lang.checkout_group_phone()}</legend>
            <Field
                id="phone"
                name="phone"
                label=lang.field_phone()
                kind=InputKind::Phone
                value=form.value("phone")
                hint=example
                error=form.error("phone")
                required=true
                max_length=24
            />
            <Field
                id="name"
                name="name"
                label=lang.field_name()
                kind=InputKind::PersonName
                value=form.value("name")
                error=form.error("name")
                required=true
                max_length=u32::from(NAME_CHARS_MAX)
            />
        </fieldset>
    }
    .into_any()
}

fn place(form: &Form, visitor: &Visitor) -> AnyView {
    let lang = visitor.lang;
    view! {
        <fieldset>
            <legend>{lang.checkout_group_delivery()}</legend>
            <Select
                id="area"
                name="area"
                label=lang.field_area()
                prompt=lang.choose_area_first()
                choices=areas(visitor.country, Some(form.get("area")))
                error=form.error("area")
                required=true
            />
            <p class="field">
                <button class="button" type="submit" name="show" value="fee" formnovalidate=true>
                    {Icon::Truck.view()}
                    {lang.summary_show_fee()}
                </button>
            </p>
            <Field
                id="landmark"
                name="landmark"
                label=lang.field_landmark()
                hint=lang.field_landmark_hint()
                value=form.value("landmark")
                error=form.error("landmark")
                required=true
                max_length=u32::from(LANDMARK_CHARS_MAX)
                autocomplete="address-line1"
            />
            <TextArea
                id="directions"
                name="directions"
                label=format!("{} ({})", lang.field_directions(), lang.optional())
                hint=lang.field_directions_hint()
                value=form.value("directions")
                error=form.error("directions")
                rows=2
                max_length=u32::from(DIRECTIONS_CHARS_MAX)
            />
            <Checkbox
                id="remember"
                name="remember"
                value=REMEMBER
                label=lang.checkout_remember()
                checked=form.get("remember") == REMEMBER
            />
        </fieldset>
    }
    .into_any()
}

fn summary(shown: &Shown, visitor: &Visitor) -> AnyView {
    let lang = visitor.lang;
    let basket = &shown.basket;
    let groups = basket
        .groups
        .iter()
        .map(|group| parcel(group, shown, visitor))
        .collect_view();
    let row = |label: &str, amount: String, is_total| TotalRow {
        label: label.to_owned(),
        amount,
        is_total,
        href: None,
    };
    let mut rows = vec![row(lang.subtotal(), format_money(basket.items), false)];
    if let (Some(delivery), Some(total)) = (basket.delivery, basket.total()) {
        rows.push(row(lang.delivery_total(), format_money(delivery), false));
        rows.push(row(lang.total(), format_money(total), true));
    }
    let missing = basket.total().is_none();
    let shops = i64::try_from(basket.groups.len()).unwrap_or(i64::MAX);
    view! {
        <fieldset id="total" tabindex="-1">
            <legend>{lang.checkout_group_summary()}</legend>
            {groups}
            <Totals rows=rows />
            {missing.then(|| view! { <p class="with-icon">{Icon::Info.view()}{lang.summary_fee_missing()}</p> })}
            {(shops > 1).then(|| view! { <p class="hint">{lang.orders_split(shops)}</p> })}
        </fieldset>
    }
    .into_any()
}

fn parcel(group: &Group, shown: &Shown, visitor: &Visitor) -> AnyView {
    let lang = visitor.lang;
    let area = visitor
        .country
        .area(shown.form.get("area"))
        .map_or("", |area| area.name);
    let lines = group
        .lines
        .iter()
        .map(|line| {
            let repriced = line.is_repriced().then(|| {
                (
                    Tone::Waiting,
                    lang.cart_price_changed(
                        &format_money(line.seen),
                        &format_money(line.item.price),
                    ),
                )
            });
            let view = CartLineView {
                href: None,
                name: lang.order_line(line.quantity.into(), &line.item.title),
                options: Some(line.item.options_text()).filter(|text| !text.is_empty()),
                photo: None,
                amount: format_money(line.total),
                each: None,
                notice: repriced,
            };
            view! { <CartLine line=view /> }
        })
        .collect_view();
    let delivery = match &group.delivery {
        Reach::NotAsked => None,
        Reach::NotThere => Some((
            Tone::Bad,
            lang.checkout_not_delivered(&group.shop.name, area),
        )),
        Reach::There(fee) => Some((Tone::Quiet, fee_line(lang, area, fee))),
    };
    let delivery = delivery.map(|(tone, words)| match tone {
        Tone::Bad => view! { <Notice tone=Tone::Bad><p>{words}</p></Notice> }.into_any(),
        Tone::Good | Tone::Waiting | Tone::Info | Tone::Quiet => {
            view! { <p class="with-icon">{Icon::Truck.view()}{words}</p> }.into_any()
        }
    });
    view! {
        <p class="label">{lang.cart_from_shop(&group.shop.name)}</p>
        <ul class="lines is-short">{lines}</ul>
        {delivery}
    }
    .into_any()
}

fn method(shown: &Shown, visitor: &Visitor) -> AnyView {
    let lang = visitor.lang;
    let form = &shown.form;
    let networks = visitor.country.pack().networks;
    let chosen = chosen(shown, visitor);
    let total = shown.basket.total();
    let others = others::list(shown, lang);
    let wants_other = others
        .iter()
        .any(|other| form.get("method") == other.card.value);
    let chosen = chosen.filter(|_| !wants_other);
    let mut choices = ways::choices(&shown.ways, chosen, lang);
    choices.extend(others.into_iter().map(|other| other.card));
    let hint = match shown.guess {
        Some(guess) if networks.len() > 1 => lang.network_guess(guess.display_name()),
        Some(_) | None => lang.method_prompt_hint().to_owned(),
    };
    let has_other = !form.get("paying_phone").is_empty();
    view! {
        <ChoiceCards
            id="method"
            name="method"
            legend=lang.method()
            choices=choices
            hint=hint
            error=form.error("method")
        />
        {credit::tick(shown.credit, total, form, lang)}
        <details open=has_other>
            <summary>{lang.method_other_phone()}</summary>
            <Field
                id="paying_phone"
                name="paying_phone"
                label=lang.field_paying_phone()
                kind=InputKind::Phone
                value=form.value("paying_phone")
                hint=lang.field_paying_phone_hint()
                error=form.error("paying_phone")
                max_length=24
                autocomplete="off"
            />
        </details>
    }
    .into_any()
}

fn chosen(shown: &Shown, visitor: &Visitor) -> Option<Method> {
    let only = match visitor.country.pack().networks {
        [only] => Some(Method::from(*only)),
        _ => None,
    };
    shown
        .form
        .get("method")
        .parse()
        .ok()
        .or(shown.guess.map(Method::from))
        .or(only)
}

/// One button. Which network it names follows the chosen card by style alone; without that style it names none that could be wrong.
fn pay_button(shown: &Shown, lang: Lang) -> AnyView {
    let total = shown.basket.total();
    let open: Vec<Method> = shown
        .ways
        .iter()
        .filter(|way| way.offered.is_ok())
        .map(|way| way.method)
        .collect();
    let others = others::list(shown, lang);
    let open_others = others
        .iter()
        .filter(|other| !other.card.disabled && other.button.is_some());
    let only = match (&open[..], open_others.clone().next()) {
        ([only], None) => Some(*only),
        _ => None,
    };
    let label = if only.is_some() {
        view! { <span>{priced(total, shown.credit, only, lang)}</span> }.into_any()
    } else {
        let named = open
            .iter()
            .filter(|_| total.is_some())
            .map(|method| {
                view! { <span class="pay-label" data-method=method.as_str()>{priced(total, shown.credit, Some(*method), lang)}</span> }
            })
            .collect_view();
        let others = open_others
            .filter_map(|other| {
                let (method, words) = (other.card.value.clone(), other.button.clone()?);
                Some(view! { <span class="pay-label" data-method=method>{words}</span> })
            })
            .collect_view();
        view! { <span class="pay-label is-default">{priced(total, shown.credit, None, lang)}</span>{named}{others} }
            .into_any()
    };
    // Only a network sends a prompt: beside any other way nothing of the kind is said.
    let says = open
        .iter()
        .filter(|method| method.network().is_some())
        .map(|method| {
            let class = if only.is_some() { "" } else { "pay-label" };
            let words = lang.after_pay(lang.method_name(*method));
            view! { <span class=class data-method=method.as_str()>{words}</span> }
        })
        .collect_view();
    view! {
        <p class="pay-button">
            <button class="button button-primary" type="submit">{Icon::Lock.view()}{label}</button>
        </p>
        {(!says.is_empty()).then(|| view! { <p class="hint">{says}</p> })}
    }
    .into_any()
}

/// The button's words: without an amount where store credit may pay a part of it, which the box says.
fn priced(
    total: Option<Money>,
    credit: Option<Money>,
    method: Option<Method>,
    lang: Lang,
) -> String {
    match (credit, method) {
        (None, _) => pay_label(total, method, lang),
        (Some(_), Some(method)) => lang.pay_by(lang.method_name(method)),
        (Some(_), None) => lang.pay_button_plain().to_owned(),
    }
}

/// Each line is a fact that is stored or enforced.
fn trust(shown: &Shown, visitor: &Visitor) -> AnyView {
    let lang = visitor.lang;
    let line =
        |icon: Icon, words: String| view! { <li class="with-icon">{icon.view()}{words}</li> };
    // While the delivery fee is not known, something is still added.
    let is_final = shown.basket.total().is_some();
    let checked = shown
        .sellers
        .iter()
        .map(|seller| {
            let words = match seller.checked_at {
                Some(at) => {
                    let date = visitor.country.date(at, lang);
                    lang.trust_seller_checked(&seller.name, &date)
                }
                None => format!("{}: {}", seller.name, lang.seller_verified()),
            };
            line(Icon::Shop, words)
        })
        .collect_view();
    let returns = shown
        .sellers
        .iter()
        .map(|seller| {
            let policy = if seller.returns_policy.is_empty() {
                lang.returns_none().to_owned()
            } else {
                seller.returns_policy.clone()
            };
            view! { <li class="with-icon">{Icon::Shield.view()}<span><b>{seller.name.clone()}</b>": "{policy}</span></li> }
        })
        .collect_view();
    view! {
        <section class="trust">
            <h2 class="label">{lang.trust_title()}</h2>
            <ul>
                {line(Icon::Lock, lang.trust_pin().to_owned())}
                {line(Icon::Phone, lang.trust_paid_to(lang.brand()))}
                {is_final.then(|| line(Icon::Receipt, lang.trust_total_final().to_owned()))}
                {line(Icon::Clock, lang.trust_stock_held(shown.hold_minutes))}
                {line(Icon::Package, lang.trust_held().to_owned())}
                {checked}
                {returns}
            </ul>
        </section>
    }
    .into_any()
}
