//! What an order brings its shop: the sum, the words for it, when it is there and why then, and every line of it.

use countries::format_money;
use flows::payout::When;
use flows::view::ShopOrderView;
use kernel::{Money, Timestamp};
use leptos::prelude::*;
use orders::OrderState;
use orders::refunds::Refund;
use words::Lang;

use super::Desk;
use super::lines::{made_words, posting, table, what, when_words};
use crate::pages::terms::{by_line, share};
use crate::ui::{TotalRow, Totals};

pub(super) fn section(
    desk: &Desk,
    found: &ShopOrderView,
    hold_hours: i64,
    now: Timestamp,
) -> AnyView {
    let lang = desk.lang();
    let order = &found.order;
    let is_over = matches!(order.state, OrderState::Cancelled | OrderState::Returned);
    let content = if is_paid(found) {
        let refunds = found.refunds.iter().map(|refund| given(refund, lang));
        view! {
            <Totals rows=sums(found, found.money.own, lang.shop_order_earnings(), lang) />
            <p class="hint">{made_words(found.money.made, found.money.own, lang)}</p>
            {by_line(order, &found.lines, found.money.made.charged, lang)}
            {refunds.collect_view()}
            {when(desk, found, hold_hours, now)}
            {lines(desk, found, now)}
        }
        .into_any()
    } else if is_over {
        view! { <p>{lang.shop_order_came_to_nothing()}</p> }.into_any()
    } else {
        let own = order.total.minus(order.commission).unwrap_or(order.total);
        view! {
            <Totals rows=sums(found, own, lang.shop_order_will_get(), lang) />
            <p class="hint">{made_words(found.money.made, own, lang)}</p>
            {by_line(order, &found.lines, found.money.made.charged, lang)}
            {when(desk, found, hold_hours, now)}
        }
        .into_any()
    };
    view! {
        <section id="money">
            <h2>{lang.money_title()}</h2>
            {content}
        </section>
    }
    .into_any()
}

fn is_paid(found: &ShopOrderView) -> bool {
    !found.money.lines.is_empty() || !found.money.by_hand.is_empty()
}

/// What a shop gets is its goods and its delivery, less our share and what went back; the tax inside is its own to remit.
fn sums(found: &ShopOrderView, own: Money, total: &'static str, lang: Lang) -> Vec<TotalRow> {
    let order = &found.order;
    let made = found.money.made;
    let row = |label: &str, amount: Money, is_total| TotalRow {
        label: label.to_owned(),
        amount: format_money(amount),
        is_total,
        href: None,
    };
    let taken = |amount: Money| Money::new(-amount.minor(), amount.currency());
    let share = share(made.charged, lang);
    let mut rows = vec![
        row(lang.order_items(), order.items, false),
        row(lang.shop_order_delivery_fee(), order.delivery, false),
        row(&share, taken(made.commission), false),
    ];
    if !made.given_back.is_zero() {
        let given = taken(made.given_back);
        rows.push(row(lang.shop_event_refund_decided(), given, false));
    }
    rows.push(row(total, own, true));
    rows
}

/// `K 105.50 back to the buyer = K 100.50 from you + K 5.00 commission`
fn given(refund: &Refund, lang: Lang) -> AnyView {
    let own = refund.shares.of_shop().unwrap_or(refund.total);
    let [total, own, commission] = [refund.total, own, refund.shares.commission].map(format_money);
    let words = lang.refund_made(&total, &own, &commission);
    view! { <p class="hint" id=format!("refund-{}", refund.id)>{words}</p> }.into_any()
}

fn when(desk: &Desk, found: &ShopOrderView, hold_hours: i64, now: Timestamp) -> AnyView {
    let lang = desk.lang();
    let words = match (When::of(&found.order), found.order.completed_at) {
        (Some(when), _) => when_words(desk, when, hold_hours, now),
        (None, Some(at)) => lang.money_is_yours_since(&desk.country.moment(at, now, lang).short),
        (None, None) => return ().into_any(),
    };
    view! { <p>{words}</p> }.into_any()
}

/// Every posting of a share of the order. They add up to what the shop gets.
fn lines(desk: &Desk, found: &ShopOrderView, now: Timestamp) -> AnyView {
    let lang = desk.lang();
    let time = |at| {
        let at = desk.country.moment(at, now, lang);
        view! { <time datetime=at.iso>{at.short}</time> }.into_any()
    };
    let posted = found.money.lines.iter().map(|line| {
        vec![
            time(line.at),
            what(line, lang).into_any(),
            posting(line).into_any(),
        ]
    });
    let by_hand = found.money.by_hand.iter().map(|(at, amount)| {
        let amount = format_money(*amount);
        vec![
            time(*at),
            lang.shop_order_by_hand().into_any(),
            view! { <data value="cash">{amount}</data> }.into_any(),
        ]
    });
    table(lang, posted.chain(by_hand).collect())
}
