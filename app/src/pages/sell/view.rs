//! The page of those who want to sell.

use catalog::shops::Shop;
use catalog::{About, ReturnsPolicy, ShopName, ShopState};
use flows::commission::Kept;
use leptos::prelude::*;
use words::Lang;

use super::Standing;
use crate::form::Form;
use crate::pages::door::summary;
use crate::pages::shown::areas;
use crate::pages::terms;
use crate::ui::{Button, ButtonKind, Field, InputKind, LinkButton, Notice, Select, TextArea, Tone};
use crate::visitor::Visitor;

pub(super) fn body(standing: &Standing, kept: &Kept, visitor: &Visitor) -> AnyView {
    let lang = visitor.lang;
    let content = match standing {
        Standing::Stranger => stranger(kept, lang),
        Standing::Asks(asked) => form(asked, kept, visitor),
        Standing::Has(shop) => state(shop, lang),
    };
    view! {
        <div class="tw:max-w-120">
            <h1>{lang.sell_title()}</h1>
            <div class="stack">{content}</div>
        </div>
    }
    .into_any()
}

fn how(kept: &Kept, lang: Lang) -> AnyView {
    view! {
        <p>{lang.sell_lead()}</p>
        <p>{lang.sell_how_paid()}</p>
        {terms::kept(kept, |terms| lang.commission_kept(terms), lang)}
    }
    .into_any()
}

fn stranger(kept: &Kept, lang: Lang) -> AnyView {
    view! {
        {how(kept, lang)}
        <p>{lang.sell_sign_in_why()}</p>
        <p class="actions">
            <LinkButton label=lang.sign_in_title() href="/sign-in?back=/sell" kind=ButtonKind::Primary />
            <LinkButton label=lang.sign_up_title() href="/sign-up?back=/sell" />
        </p>
    }
    .into_any()
}

fn state(shop: &Shop, lang: Lang) -> AnyView {
    let name = shop.name.clone();
    let reason = shop.state_reason.as_str();
    let (refused, suspended) = (lang.sell_refused(reason), lang.sell_suspended(reason));
    let dashboard = || view! { <LinkButton label=lang.sell_to_dashboard() href="/dashboard" kind=ButtonKind::Primary /> };
    match shop.state {
        ShopState::Applied => view! {
            <Notice tone=Tone::Waiting title=format!("{name}: {}", lang.sell_waiting_title())>
                <p>{lang.sell_waiting()}</p>
            </Notice>
            <p class="actions">
                {dashboard()}
                <LinkButton label=lang.product_new() href="/dashboard/products/new" />
            </p>
        }
        .into_any(),
        ShopState::Approved => view! {
            <Notice tone=Tone::Good title=name><p>{lang.sell_approved()}</p></Notice>
            <p class="actions">{dashboard()}</p>
        }
        .into_any(),
        ShopState::Refused => view! {
            <Notice tone=Tone::Bad title=name><p>{refused}</p></Notice>
            <p>{lang.sell_refused_next()}</p>
            <form method="post" action="/sell/again" class="actions">
                <LinkButton label=lang.sell_change_shop() href="/dashboard/shop" />
                <Button label=lang.sell_ask_again() kind=ButtonKind::Primary />
            </form>
        }
        .into_any(),
        ShopState::Suspended => view! {
            <Notice tone=Tone::Bad title=name><p>{suspended}</p></Notice>
            <p class="actions">{dashboard()}</p>
        }
        .into_any(),
    }
}

fn chars(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn form(form: &Form, kept: &Kept, visitor: &Visitor) -> AnyView {
    let lang = visitor.lang;
    let pack = visitor.country.pack();
    let areas = areas(visitor.country, Some(form.get("area")));
    view! {
        {summary(form, lang)}
        {how(kept, lang)}
        <form method="post" action="/sell">
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
                choices=areas
                prompt=lang.form_choose()
                error=form.error("area")
                required=true
            />
            <Field
                id="phone"
                name="phone"
                label=lang.sell_phone()
                kind=InputKind::Phone
                hint=lang.for_example(pack.example_phone)
                value=form.value("phone")
                error=form.error("phone")
                required=true
                max_length=24
            />
            <TextArea
                id="about"
                name="about"
                label=lang.sell_about()
                hint=lang.sell_about_hint()
                value=form.value("about")
                error=form.error("about")
                required=true
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
            <fieldset>
                <legend>{lang.sell_delivery()}</legend>
                {fee(form, "fee_near", lang.sell_fee_near().to_owned(), None, pack.currency_symbol, true)}
                {days(form, "days_near", lang)}
                {fee(
                    form,
                    "fee_far",
                    lang.sell_fee_far(pack.city),
                    Some(lang.sell_fee_far_hint()),
                    pack.currency_symbol,
                    false,
                )}
                {days(form, "days_far", lang)}
            </fieldset>
            <p class="actions">
                <Button label=lang.sell_button() kind=ButtonKind::Primary />
            </p>
        </form>
    }
    .into_any()
}

fn fee(
    form: &Form,
    name: &'static str,
    label: String,
    hint: Option<&'static str>,
    symbol: &'static str,
    required: bool,
) -> AnyView {
    view! {
        <Field
            id=name
            name=name
            label=label
            kind=InputKind::Amount
            before=symbol
            hint=hint
            value=form.value(name)
            error=form.error(name)
            required=required
            max_length=16
        />
    }
    .into_any()
}

fn days(form: &Form, name: &'static str, lang: Lang) -> AnyView {
    view! {
        <Field
            id=name
            name=name
            label=lang.sell_delivery_days()
            hint=lang.sell_days_hint()
            value=form.value(name)
            error=form.error(name)
            max_length=8
            autocomplete="off"
        />
    }
    .into_any()
}
