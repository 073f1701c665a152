//! The body of one order's page.

use countries::{format_money, phone_for_owner};
use flows::give_back::is_open;
use flows::view::ShopOrderView;
use kernel::{Money, Timestamp};
use leptos::prelude::*;
use orders::refunds::Shares;
use orders::{EventKind, Order, OrderLine, OrderState, TimelineEntry};
use words::{CaseWords, Lang};

use super::Desk;
use super::order::step_now;
use super::order_money;
use super::said::{order_badge, told};
use crate::form::Form;
use crate::pages::documents;
use crate::pages::door::summary;
use crate::pages::shown::{address, area_name, square, step, time};
use crate::ui::{
    Badge, Button, ButtonKind, CartLine, CartLineView, Icon, LinkButton, Notice, StepState,
    TextArea, Timeline, TimelineStep, Tone,
};

pub(super) fn body(
    desk: &Desk,
    found: &ShopOrderView,
    form: &Form,
    done: Option<(Tone, String)>,
    hold_hours: i64,
    rider_link: String,
    now: Timestamp,
) -> AnyView {
    let lang = desk.lang();
    let order = &found.order;
    let number = order.number.to_string();
    let action = step_now(order, now, lang).map(|(step, label)| {
        let action = desk.href(&format!("/dashboard/orders/{number}/{step}"));
        view! {
            <form method="post" action=action class="actions">
                <Button label=label kind=ButtonKind::Primary icon=Icon::Check />
            </form>
        }
    });
    let placed = desk.country.moment(order.placed_at, now, lang);
    view! {
        <div class="head-row">
            <h1>{lang.order_title(&number)}</h1>
            {match order.waits_until(now) {
                Some(_) => view! { <Badge text=lang.shop_order_checking() tone=Tone::Waiting /> }.into_any(),
                None => order_badge(order.state, lang),
            }}
        </div>
        <p class="hint">{lang.order_placed_at(&placed.short)}</p>
        {told(done)}
        {summary(form, lang)}
        {(order.state == OrderState::Placed)
            .then(|| view! { <Notice tone=Tone::Waiting><p>{lang.shop_order_unpaid()}</p></Notice> })}
        {order
            .waits_until(now)
            .map(|until| {
                let at = desk.country.moment(until, now, lang).short;
                view! { <Notice tone=Tone::Waiting><p>{lang.shop_order_being_checked(&at)}</p></Notice> }
            })}
        {action}
        {at_the_door(desk, found, lang)}
        {for_the_rider(order, rider_link, lang)}
        <div class="with-side is-right">
            <div>
                {lines(found, lang)}
                {recipient(desk, found, lang)}
            </div>
            <div>
                {order_money::section(desk, found, hold_hours, now)}
                {giving_back(desk, found, lang)}
                {papers(desk, found, lang)}
                <section>
                    <h2>{lang.order_timeline()}</h2>
                    <Timeline steps=timeline(desk, found, now) />
                </section>
            </div>
        </div>
        {cancelling(desk, found, form, lang)}
    }
    .into_any()
}

/// While it is under way: what its rider needs, to be sent on.
fn for_the_rider(order: &Order, link: String, lang: Lang) -> Option<AnyView> {
    if order.state != OrderState::HandedOver {
        return None;
    }
    let text = lang.rider_link_text(&order.number.to_string(), &link);
    let send = address("https://wa.me/", &[("text", text)]);
    Some(
        view! {
            <section class="card">
                <h2>{lang.rider_link_title()}</h2>
                <p class="hint">{lang.rider_link_lead()}</p>
                <p class="actions">
                    <LinkButton label=lang.rider_link_send() href=send icon=Icon::Message />
                    <a href=link>{lang.rider_link_open()}</a>
                </p>
            </section>
        }
        .into_any(),
    )
}

/// What to collect, and what became of it.
fn at_the_door(desk: &Desk, found: &ShopOrderView, lang: Lang) -> AnyView {
    let order = &found.order;
    let is_open = matches!(
        order.state,
        OrderState::Confirmed | OrderState::Packed | OrderState::HandedOver
    );
    if !order.is_cash || !is_open {
        return ().into_any();
    }
    let amount = format_money(order.total);
    let action = |step| desk.href(&format!("/dashboard/orders/{}/{step}", order.number));
    let buttons = (order.state == OrderState::HandedOver).then(|| {
        view! {
            <form method="post" action=action("take-cash") class="actions">
                <Button label=lang.action_take_cash(&amount) kind=ButtonKind::Primary icon=Icon::Check />
            </form>
            <form method="post" action=action("not-taken") class="actions">
                <Button label=lang.action_not_taken() />
            </form>
        }
    });
    view! {
        <Notice tone=Tone::Waiting title=lang.shop_order_cash(&amount)>
            {buttons}
        </Notice>
    }
    .into_any()
}

fn lines(found: &ShopOrderView, lang: Lang) -> AnyView {
    let lines = found
        .lines
        .iter()
        .map(|line| {
            let shown = CartLineView {
                href: None,
                name: line.title.clone(),
                options: Some(line.options.clone()).filter(|options| !options.is_empty()),
                photo: line.picture_key.as_deref().and_then(square),
                amount: format_money(line.total),
                each: Some(format!(
                    "{} × {} · {}",
                    line.quantity,
                    format_money(line.unit_price),
                    line.sku
                )),
                notice: refunded(line, found, lang),
            };
            view! { <CartLine line=shown /> }
        })
        .collect_view();
    view! {
        <section>
            <h2>{lang.order_items()}</h2>
            <ul class="stack">{lines}</ul>
        </section>
    }
    .into_any()
}

/// How many pieces need not be packed, and what of the line went back.
fn refunded(line: &OrderLine, found: &ShopOrderView, lang: Lang) -> Option<(Tone, String)> {
    let parts = found.refunds.iter().flat_map(|refund| &refund.lines);
    let own: Vec<_> = parts.filter(|part| part.line == line.id).collect();
    let pieces = own.iter().map(|part| i64::from(part.pieces)).sum();
    let amounts = own.iter().map(|part| part.amount);
    let amount = Money::sum(line.total.currency(), amounts).ok()?;
    let said = match pieces {
        0 => lang.shop_line_given_back(&format_money(amount)),
        pieces => lang.shop_line_refunded(pieces, &format_money(amount)),
    };
    (!own.is_empty()).then_some((Tone::Info, said))
}

fn recipient(desk: &Desk, found: &ShopOrderView, lang: Lang) -> AnyView {
    let to = &found.order.recipient;
    let call = format!("tel:{}", to.phone.e164());
    let place = [
        area_name(desk.country, &to.area),
        to.landmark.clone(),
        to.directions.clone(),
    ];
    let place = place
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| view! { <br />{part} })
        .collect_view();
    view! {
        <section>
            <h2>{lang.shop_order_address()}</h2>
            <p><b>{to.name.clone()}</b>{place}</p>
            <p class="actions">
                <a class="button" href=call>
                    {Icon::Phone.view()}
                    {format!("{} {}", lang.shop_order_call(), phone_for_owner(&to.phone))}
                </a>
            </p>
        </section>
    }
    .into_any()
}

fn papers(desk: &Desk, found: &ShopOrderView, lang: Lang) -> AnyView {
    let order = &found.order;
    let path = |id| {
        desk.href(&format!(
            "/dashboard/orders/{}/documents/{id}",
            order.number
        ))
    };
    documents::list(&found.documents, |document| path(document.id), lang)
}

/// The way to the form that gives back, for the owner while anything is left.
fn giving_back(desk: &Desk, found: &ShopOrderView, lang: Lang) -> AnyView {
    let left = Shares::of(&found.order).and_then(|shares| shares.after(&found.refunds)?.total());
    let is_left = left.is_ok_and(Money::is_positive);
    if desk.owner().is_err() || !is_left || !is_open(&found.order) {
        return ().into_any();
    }
    let href = desk.href(&format!("/dashboard/orders/{}/refund", found.order.number));
    view! {
        <p class="actions">
            <LinkButton label=lang.refund_link() href=href />
        </p>
    }
    .into_any()
}

fn timeline(desk: &Desk, found: &ShopOrderView, now: Timestamp) -> Vec<TimelineStep> {
    let lang = desk.lang();
    let order = &found.order;
    let done = |words, at| {
        step(
            words,
            StepState::Done,
            Some(time(desk.country, at, now, lang)),
            None,
        )
    };
    // What happened to the whole purchase is its buyer's; of that a shop knows when it was placed and paid.
    let mut steps = vec![done(lang.shop_event_placed(), order.placed_at)];
    let paid = if order.is_cash {
        lang.shop_event_pays_in_cash()
    } else {
        lang.shop_event_paid()
    };
    steps.extend(order.confirmed_at.map(|at| done(paid, at)));
    let entries = found
        .timeline
        .iter()
        .filter_map(|entry| Some((event(entry, lang)?, entry)));
    steps.extend(entries.map(|((title, state), entry)| {
        let note = match entry.kind {
            EventKind::Cancelled | EventKind::Note => {
                Some(entry.note.clone()).filter(|note| !note.is_empty())
            }
            EventKind::RefundDecided | EventKind::CashGivenBack => {
                let (minor, why) = entry.amount_and_reason();
                let currency = found.order.total.currency();
                let given = minor.parse().map(|minor| Money::new(minor, currency));
                given
                    .ok()
                    .map(|given| format!("{}: {why}", format_money(given)))
            }
            // Of a purchase of several shops, what came and what is missing is the buyer's business.
            EventKind::PartCame if entry.note.is_empty() => None,
            EventKind::PartCame => {
                let (came, missing) = entry.amount_and_reason();
                let said = |minor: &str| {
                    let minor = minor.parse().unwrap_or_default();
                    format_money(Money::new(minor, found.order.total.currency()))
                };
                Some(lang.event_part_came(&said(came), &said(missing)))
            }
            EventKind::Placed
            | EventKind::PromptSent
            | EventKind::PaymentRefused
            | EventKind::Paid
            | EventKind::OwedBack
            | EventKind::Refunded
            | EventKind::Credited
            | EventKind::CreditUsed
            | EventKind::ShopAsked
            | EventKind::CashTaken
            | EventKind::DeliveryRefused
            | EventKind::Packed
            | EventKind::HandedOver
            | EventKind::Delivered
            | EventKind::Completed
            | EventKind::ReviewBegun
            | EventKind::ReviewPassed
            | EventKind::Disputed
            | EventKind::Expired => None,
        };
        step(
            title,
            state,
            Some(time(desk.country, entry.at, now, lang)),
            note,
        )
    }));
    steps
}

/// Placing and paying are said already; the buyer's tries to pay are not the shop's business.
fn event(entry: &TimelineEntry, lang: Lang) -> Option<(&'static str, StepState)> {
    let done = |words| Some((words, StepState::Done));
    match entry.kind {
        EventKind::Placed
        | EventKind::Paid
        | EventKind::CreditUsed
        | EventKind::PromptSent
        | EventKind::PaymentRefused
        | EventKind::ReviewBegun
        | EventKind::ReviewPassed
        | EventKind::Disputed => None,
        EventKind::ShopAsked => done(lang.shop_event_asked()),
        EventKind::PartCame => done(lang.shop_event_part_came()),
        EventKind::OwedBack if entry.note == CaseWords::AmountMismatch.as_str() => {
            done(lang.shop_event_over_back())
        }
        EventKind::OwedBack => done(lang.shop_event_owed_back()),
        EventKind::RefundDecided => done(lang.shop_event_refund_decided()),
        EventKind::CashGivenBack => done(lang.shop_event_cash_given_back()),
        EventKind::Refunded => done(lang.shop_event_refunded()),
        EventKind::Credited => done(lang.shop_event_credited()),
        EventKind::CashTaken => done(lang.shop_event_cash_taken()),
        EventKind::DeliveryRefused => {
            Some((lang.shop_event_delivery_refused(), StepState::Stopped))
        }
        EventKind::Packed => done(lang.shop_event_packed()),
        EventKind::HandedOver => done(lang.shop_event_handed_over()),
        EventKind::Delivered => done(lang.event_delivered()),
        EventKind::Completed => done(lang.event_completed()),
        EventKind::Cancelled if entry.actor_kind == "merchant" => {
            Some((lang.shop_event_cancelled_by_shop(), StepState::Stopped))
        }
        EventKind::Cancelled if entry.actor_kind == "platform" => {
            Some((lang.shop_event_cancelled_by_soko(), StepState::Stopped))
        }
        EventKind::Cancelled => Some((lang.shop_event_cancelled_by_buyer(), StepState::Stopped)),
        EventKind::Expired => Some((lang.event_expired(), StepState::Stopped)),
        EventKind::Note => done(lang.shop_event_note()),
    }
}

fn cancelling(desk: &Desk, found: &ShopOrderView, form: &Form, lang: Lang) -> AnyView {
    if !matches!(
        found.order.state,
        OrderState::Confirmed | OrderState::Packed
    ) {
        return ().into_any();
    }
    let action = desk.href(&format!("/dashboard/orders/{}", found.order.number));
    view! {
        <details open=!form.is_ok()>
            <summary>{lang.action_cancel_order()}</summary>
            <form method="post" action=action>
                <p>{lang.shop_order_cancel_lead()}</p>
                <TextArea
                    id="reason"
                    name="reason"
                    label=lang.action_cancel_reason()
                    value=form.value("reason")
                    error=form.error("reason")
                    required=true
                    max_length=500
                />
                <p class="actions">
                    <Button label=lang.action_cancel_order() kind=ButtonKind::Danger />
                </p>
            </form>
        </details>
    }
    .into_any()
}
