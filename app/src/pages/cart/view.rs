//! The cart's body.

use countries::format_money;
use flows::basket::{Basket, Group, Line, Reach};
use kernel::VariantId;
use leptos::prelude::*;
use orders::carts::QUANTITY_MAX;
use words::Lang;

use super::Said;
use crate::islands::QuantityStepper;
use crate::pages::shown::{areas, arrives, thumb};
use crate::ui::{
    Button, ButtonKind, CartLine, CartLineView, EmptyState, Hidden, Icon, Link, LinkButton, Notice,
    Select, Tone, TotalRow, Totals,
};
use crate::visitor::Visitor;

pub(super) fn empty(said: &Said, lang: Lang) -> AnyView {
    let sentence = if said.is_cleared {
        lang.cart_cleared()
    } else {
        lang.cart_empty()
    };
    view! {
        <h1>{lang.cart_title()}</h1>
        <EmptyState sentence=sentence next=Some(Link::new(lang.cart_empty_next(), "/")) />
    }
    .into_any()
}

pub(super) fn full(basket: Basket, said: Said, visitor: &Visitor) -> AnyView {
    let lang = visitor.lang;
    let count = lang.cart_count(basket.quantity().into());
    let ready = !basket.needs_a_look();
    let groups = basket
        .groups
        .iter()
        .map(|group| shop(group, &said, visitor))
        .collect_view();
    let gone = basket
        .gone
        .iter()
        .map(|variant| gone_line(*variant, lang))
        .collect_view();
    view! {
        <h1>{lang.cart_title()}</h1>
        <p class="meta">{count}</p>
        {top(&basket, &said, lang)}
        <div class="with-side is-right">
            <div class="stack">
                {groups}
                {(!basket.gone.is_empty()).then(|| view! { <ul class="lines">{gone}</ul> })}
                <form method="post" action="/cart">
                    <Button label=lang.cart_clear() kind=ButtonKind::Quiet name="do" value="clear" />
                </form>
            </div>
            <div class="card">
                {sums(&basket, visitor)}
                {area_form(visitor, said.is_choosing_area)}
                {ready
                    .then(|| {
                        view! { <LinkButton label=lang.to_checkout() href="/checkout" kind=ButtonKind::Primary icon=Icon::Lock /> }
                    })}
                <p class="hint">{lang.cart_expires()}</p>
            </div>
        </div>
    }
    .into_any()
}

/// What was just done, and what must be looked at.
fn top(basket: &Basket, said: &Said, lang: Lang) -> AnyView {
    let title = |variant: VariantId| {
        let line = basket.lines().find(|line| line.item.variant == variant);
        line.map(|line| (line.item.title.clone(), line.quantity))
    };
    let mut news: Vec<(Tone, String)> = Vec::new();
    if let Some(name) = &said.removed {
        let name = if name.is_empty() {
            lang.cart_line_not_sold()
        } else {
            name
        };
        news.push((Tone::Good, lang.cart_removed(name)));
    }
    if let Some((name, kept)) = said.clamped.and_then(title) {
        news.push((Tone::Waiting, lang.cart_clamped(kept.into(), &name)));
    }
    if let Some((name, _)) = said.sold_out.and_then(title) {
        news.push((Tone::Bad, format!("{name}: {}", lang.cart_line_sold_out())));
    }
    if said.is_gone {
        news.push((Tone::Bad, lang.cart_line_gone().to_owned()));
    }
    if said.is_full {
        news.push((Tone::Bad, lang.cart_full().to_owned()));
    }
    let news = news
        .into_iter()
        .map(|(tone, words)| view! { <Notice tone=tone><p>{words}</p></Notice> })
        .collect_view();
    // A line that is merely fewer than wished is agreed to by the same button.
    let to_accept = basket.is_repriced()
        || basket
            .lines()
            .any(|line| line.is_short() && line.item.available > 0);
    view! {
        {news}
        {to_accept
            .then(|| {
                view! {
                    <Notice tone=Tone::Waiting>
                        <p>{lang.cart_prices_changed()}</p>
                        <form method="post" action="/cart">
                            <Button label=lang.cart_accept_prices() kind=ButtonKind::Primary name="do" value="accept" />
                        </form>
                    </Notice>
                }
            })}
    }
    .into_any()
}

fn shop(group: &Group, said: &Said, visitor: &Visitor) -> AnyView {
    let lang = visitor.lang;
    let lines = group
        .lines
        .iter()
        .map(|line| line_view(line, said, lang))
        .collect_view();
    let area = visitor.area.map_or("", |area| area.name);
    let (tone, delivery) = match &group.delivery {
        Reach::NotAsked => (Tone::Quiet, lang.cart_shop_delivery_unknown().to_owned()),
        Reach::NotThere => (Tone::Bad, lang.cart_shop_not_there(area)),
        Reach::There(fee) => {
            let price = if fee.fee.is_zero() {
                lang.delivery_free_short().to_owned()
            } else {
                format_money(fee.fee)
            };
            let day = arrives(lang, fee.days_min.into(), fee.days_max.into());
            (
                Tone::Quiet,
                format!("{}. {day}.", lang.cart_shop_delivery(&price, area)),
            )
        }
    };
    let delivery = if tone == Tone::Bad {
        view! { <Notice tone=tone><p>{delivery}</p></Notice> }.into_any()
    } else {
        view! { <p class="with-icon">{Icon::Truck.view()}{delivery}</p> }.into_any()
    };
    view! {
        <section>
            <h2><a href=format!("/s/{}", group.shop.slug)>{group.shop.name.clone()}</a></h2>
            <ul class="lines">{lines}</ul>
            {delivery}
        </section>
    }
    .into_any()
}

fn line_view(line: &Line, said: &Said, lang: Lang) -> AnyView {
    let item = &line.item;
    let notice = if item.available == 0 {
        Some((Tone::Bad, lang.cart_line_sold_out().to_owned()))
    } else if line.is_short() {
        Some((Tone::Waiting, lang.stock_left(item.available.into())))
    } else if line.is_repriced() {
        Some((
            Tone::Waiting,
            lang.cart_price_changed(&format_money(line.seen), &format_money(item.price)),
        ))
    } else {
        None
    };
    let mistyped = said
        .mistyped
        .as_ref()
        .filter(|(variant, _)| *variant == item.variant);
    let shown = CartLineView {
        href: Some(format!("/p/{}", item.address)),
        name: item.title.clone(),
        options: Some(item.options_text()).filter(|text| !text.is_empty()),
        photo: thumb(item.picture.as_ref()),
        amount: format_money(line.total),
        each: (line.quantity > 1).then(|| lang.line_price_each(&format_money(item.price))),
        notice,
    };
    let id = format!("q-{}", catalog::ShortId::of(item.listing).as_str());
    let most = item.available.clamp(1, QUANTITY_MAX);
    let error = mistyped.map(|_| {
        view! { <p class="error">{Icon::Alert.view()}{lang.form_number_between(0, QUANTITY_MAX.into())}</p> }
    });
    let title = item.title.clone();
    let can_change = item.available > 0;
    let variant = item.variant.to_string();
    let quantity = line.quantity.min(most);
    view! {
        <CartLine line=shown>
            <form method="post" action="/cart">
                <Hidden name="variant" value=variant />
                {can_change
                    .then(|| {
                        view! {
                            <QuantityStepper
                                name="quantity".to_owned()
                                id=id
                                value=quantity
                                min=1
                                max=most
                                label=lang.cart_quantity_of(&title)
                                fewer=lang.quantity_fewer().to_owned()
                                more=lang.quantity_more().to_owned()
                            />
                            <Button label=lang.cart_update() name="do" value="update" />
                        }
                    })}
                <button class="button button-quiet" type="submit" name="do" value="remove" aria-label=lang.cart_remove_item(&title)>
                    {lang.cart_remove()}
                </button>
                {error}
            </form>
        </CartLine>
    }
    .into_any()
}

/// What it was can no longer be read: only that it must go.
fn gone_line(variant: VariantId, lang: Lang) -> AnyView {
    let shown = CartLineView {
        href: None,
        name: lang.cart_line_not_sold().to_owned(),
        options: None,
        photo: None,
        amount: String::new(),
        each: None,
        notice: Some((Tone::Bad, lang.cart_line_gone().to_owned())),
    };
    view! {
        <CartLine line=shown>
            <form method="post" action="/cart">
                <Hidden name="variant" value=variant.to_string() />
                <Button label=lang.cart_remove() kind=ButtonKind::Quiet name="do" value="remove" />
            </form>
        </CartLine>
    }
    .into_any()
}

fn sums(basket: &Basket, visitor: &Visitor) -> AnyView {
    let lang = visitor.lang;
    let row = |label: &str, amount: String, is_total| TotalRow {
        label: label.to_owned(),
        amount,
        is_total,
        href: None,
    };
    let mut rows = vec![row(
        lang.subtotal(),
        format_money(basket.items),
        basket.delivery.is_none(),
    )];
    if let (Some(delivery), Some(total)) = (basket.delivery, basket.total()) {
        rows.push(row(lang.delivery_total(), format_money(delivery), false));
        rows.push(row(lang.total(), format_money(total), true));
    }
    let shops = i64::try_from(basket.groups.len()).unwrap_or(i64::MAX);
    view! {
        <Totals rows=rows />
        {(shops > 1).then(|| view! { <p class="hint">{lang.orders_split(shops)}</p> })}
    }
    .into_any()
}

/// Naming every area costs a kilobyte, so the list comes only to who asks for it.
fn area_form(visitor: &Visitor, is_choosing: bool) -> AnyView {
    let lang = visitor.lang;
    if !is_choosing {
        let words = visitor.area.map_or_else(
            || lang.delivery_choose_area().to_owned(),
            |area| format!("{}. {}", lang.delivering_to(area.name), lang.edit()),
        );
        return view! { <p class="with-icon">{Icon::Pin.view()}<a href="/cart?choose=area#area" rel="nofollow">{words}</a></p> }
            .into_any();
    }
    view! {
        <form class="inline" method="post" action="/preferences">
            <Hidden name="return_to" value="/cart" />
            <Select
                id="area"
                name="area"
                label=lang.choose_area()
                prompt=lang.choose_area_first()
                choices=areas(visitor.country, visitor.area.map(|area| area.id))
            />
            <Button label=lang.delivery_show_fee() />
        </form>
    }
    .into_any()
}
