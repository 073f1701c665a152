//! The order page's body: how it stands, the parcels, the receipt, and every way to somebody who can help.

use countries::{format_money, phone_for_owner};
use kernel::{Money, Timestamp};
use leptos::prelude::*;
use orders::{Order, OrderLine, OrderState, PurchaseState};
use payments::AttemptState;
use words::{OrderWords, PurchaseWords};

use super::{Shown, timeline};
use crate::pages::documents;
use crate::pages::shown::{address, area_name, arrives, square, time};
use crate::ui::{
    Badge, Button, ButtonKind, CartLine, CartLineView, Icon, LinkButton, Notice, Timeline, Tone,
    TotalRow, Totals,
};

pub(super) fn body(shown: &Shown) -> AnyView {
    let lang = shown.lang;
    let purchase = &shown.view.purchase;
    let number = purchase.number.to_string();
    let (said, full) = time(shown.country, purchase.placed_at, shown.now, lang);
    let placed = view! { <time datetime=full>{lang.order_placed_at(&said)}</time> };
    let parcels = shown
        .view
        .orders
        .iter()
        .map(|order| parcel(order, shown))
        .collect_view();
    // Whoever cancelled asks where the money is.
    let is_all_cancelled = is_all_cancelled(shown);
    view! {
        <h1>{lang.order_title(&number)}</h1>
        <p class="meta">{standing(purchase.state, is_all_cancelled, shown)}{placed}</p>
        {news(shown)}
        {lead(shown)}
        <div class="with-side is-right">
            <div class="stack">
                {parcels}
                <details open=is_all_cancelled>
                    <summary>{lang.order_timeline()}</summary>
                    <Timeline steps=timeline::all(shown) />
                </details>
            </div>
            <div class="stack">
                {receipt(shown)}
                {papers(shown)}
                {where_to(shown)}
                {cancel(shown)}
            </div>
        </div>
    }
    .into_any()
}

fn standing(state: PurchaseState, is_all_cancelled: bool, shown: &Shown) -> AnyView {
    let (tone, words) = match state {
        // Whatever was paid for it: that it goes back is said below.
        _ if is_all_cancelled => (Tone::Bad, PurchaseWords::Cancelled),
        PurchaseState::Open => (Tone::Waiting, PurchaseWords::Open),
        PurchaseState::Paid => (Tone::Good, PurchaseWords::Paid),
        PurchaseState::CashDue => (Tone::Waiting, PurchaseWords::CashDue),
        PurchaseState::Expired => (Tone::Bad, PurchaseWords::Expired),
        PurchaseState::Cancelled => (Tone::Bad, PurchaseWords::Cancelled),
    };
    view! { <Badge text=shown.lang.purchase_state(words) tone=tone /> }.into_any()
}

fn news(shown: &Shown) -> AnyView {
    let lang = shown.lang;
    let owed = shown.view.owed;
    view! {
        {shown.is_just_cancelled.then(|| view! { <Notice tone=Tone::Good><p>{lang.order_cancelled_done()}</p></Notice> })}
        {checked_until(shown)
            .map(|until| {
                let (said, full) = time(shown.country, until, shown.now, lang);
                view! {
                    <Notice tone=Tone::Waiting title=lang.order_being_checked()>
                        <p><time datetime=full>{lang.order_being_checked_until(&said)}</time></p>
                    </Notice>
                }
            })}
        {shown.is_too_late.then(|| view! { <Notice tone=Tone::Bad><p>{lang.order_cancel_too_late()}</p></Notice> })}
        {owed
            .is_positive()
            .then(|| {
                view! {
                    <Notice tone=Tone::Waiting title=lang.refund_owed(&format_money(owed))>
                        <p>{lang.refund_owed_next()}</p>
                    </Notice>
                }
            })}
    }
    .into_any()
}

/// Until when somebody may look at it before it is packed.
fn checked_until(shown: &Shown) -> Option<Timestamp> {
    let mut orders = shown.view.orders.iter();
    orders.find_map(|order| order.waits_until(shown.now))
}

fn is_all_cancelled(shown: &Shown) -> bool {
    let mut orders = shown.view.orders.iter();
    orders.all(|order| order.state == OrderState::Cancelled)
}

/// One sentence, and the next step where there is one.
fn lead(shown: &Shown) -> AnyView {
    let lang = shown.lang;
    let purchase = &shown.view.purchase;
    let number = purchase.number;
    let arrived = |order: &Order| rank_is_arrived(order.state);
    let words = match purchase.state {
        PurchaseState::Open if is_unclear(shown) => {
            format!("{} {}", lang.order_unclear_lead(), lang.pay_unclear_next())
        }
        PurchaseState::Open => match purchase.awaits_transfer(shown.now) {
            Some(until) => lang.order_transfer_lead(&time(shown.country, until, shown.now, lang).0),
            None => {
                timeline::part_came(shown).unwrap_or_else(|| lang.order_unpaid_lead().to_owned())
            }
        },
        PurchaseState::Paid if is_all_cancelled(shown) => lang.order_cancelled_lead().to_owned(),
        PurchaseState::Paid if shown.view.orders.iter().all(arrived) => {
            lang.order_delivered_lead().to_owned()
        }
        PurchaseState::Paid => {
            let next = match checked_until(shown) {
                Some(_) => lang.order_checked_lead(),
                None => lang.order_paid_lead(),
            };
            format!("{} {next}", lang.order_thanks(&purchase.recipient.name))
        }
        PurchaseState::CashDue => lang.order_cash_lead(&format_money(purchase.total)),
        PurchaseState::Expired => lang.order_expired_lead().to_owned(),
        PurchaseState::Cancelled => lang.order_cancelled_lead().to_owned(),
    };
    let transfer = purchase.awaits_transfer(shown.now).map(|_| {
        let href = format!("/pay/{number}/bank");
        view! { <LinkButton label=lang.transfer_begin() href=href icon=Icon::Receipt /> }
    });
    let next = match purchase.state {
        // Whoever pays again here may pay twice.
        PurchaseState::Open if is_unclear(shown) => ().into_any(),
        PurchaseState::Open => view! {
            <p class="actions">
                {transfer}
                <LinkButton label=lang.order_pay_now() href=format!("/pay/{number}") kind=ButtonKind::Primary icon=Icon::Lock />
            </p>
        }
        .into_any(),
        PurchaseState::Expired | PurchaseState::Cancelled => view! {
            <form method="post" action=format!("/orders/{number}/again")>
                <Button label=lang.pay_expired_next() icon=Icon::Cart />
            </form>
        }
        .into_any(),
        PurchaseState::Paid | PurchaseState::CashDue => ().into_any(),
    };
    view! {
        <p class="prose">{words}</p>
        {abroad(shown)}
        {next}
    }
    .into_any()
}

/// Nobody knows yet whether the newest try moved money.
fn is_unclear(shown: &Shown) -> bool {
    let newest = shown.view.attempts.first();
    newest.is_some_and(|newest| matches!(newest.state, AttemptState::Unclear { .. }))
}

/// What was paid in another country's money, and at which rate.
fn abroad(shown: &Shown) -> Option<AnyView> {
    let paid = timeline::collected(shown)?;
    let rate = paid.conversion?.quote.rate.to_string();
    let words = shown.lang.abroad_paid(&format_money(paid.amount), &rate);
    Some(view! { <p class="hint">{words}</p> }.into_any())
}

const fn rank_is_arrived(state: OrderState) -> bool {
    match state {
        OrderState::Delivered | OrderState::Completed | OrderState::Returned => true,
        OrderState::Placed
        | OrderState::Confirmed
        | OrderState::Packed
        | OrderState::HandedOver
        | OrderState::Cancelled => false,
    }
}

fn parcel(order: &Order, shown: &Shown) -> AnyView {
    let lang = shown.lang;
    let shop = timeline::shop_name(order, shown);
    let lines = shown
        .view
        .lines_of(order)
        .map(|line| {
            let view = CartLineView {
                href: None,
                name: lang.order_line(line.quantity.into(), &line.title),
                options: Some(line.options.clone()).filter(|options| !options.is_empty()),
                photo: line.picture_key.as_deref().and_then(square),
                amount: format_money(line.total),
                each: (line.quantity > 1)
                    .then(|| lang.line_price_each(&format_money(line.unit_price))),
                notice: refunded(line, shown),
            };
            view! { <CartLine line=view /> }
        })
        .collect_view();
    let on_the_way = matches!(
        order.state,
        OrderState::Placed | OrderState::Confirmed | OrderState::Packed | OrderState::HandedOver
    );
    let eta = (on_the_way && shown.view.purchase.state == PurchaseState::Paid)
        .then(|| view! { <p class="with-icon">{Icon::Truck.view()}{arrives(lang, order.days_min.into(), order.days_max.into())}</p> });
    let is_live =
        shown.view.purchase.state == PurchaseState::Paid || order.state == OrderState::Cancelled;
    let steps = is_live.then(|| view! { <Timeline steps=timeline::parcel(order, shown) /> });
    view! {
        <section class="card">
            <div class="head-row">
                <h2>{lang.order_parcel(&order.number.to_string(), &shop)}</h2>
                {is_live.then(|| state_badge(order, shown))}
            </div>
            {eta}
            {steps}
            <ul class="lines is-short">{lines}</ul>
            {contact(order, shown)}
        </section>
    }
    .into_any()
}

/// What of a line was given back.
fn refunded(line: &OrderLine, shown: &Shown) -> Option<(Tone, String)> {
    let parts = shown.view.refunds.iter().flat_map(|refund| &refund.lines);
    let amounts = parts
        .filter(|part| part.line == line.id)
        .map(|part| part.amount);
    let amount = Money::sum(line.total.currency(), amounts).ok()?;
    let said = if is_going_back(shown) {
        shown.lang.order_line_goes_back(&format_money(amount))
    } else {
        shown.lang.order_line_refunded(&format_money(amount))
    };
    amount.is_positive().then_some((Tone::Info, said))
}

/// What was given back is on its way still, or a part of it.
const fn is_going_back(shown: &Shown) -> bool {
    shown.view.owed.is_positive()
}

fn state_badge(order: &Order, shown: &Shown) -> AnyView {
    let (tone, words) = match order.state {
        OrderState::Placed => (Tone::Waiting, OrderWords::Placed),
        // To a merchant it is something to pack; to the buyer it is being packed.
        OrderState::Confirmed => {
            let text = match order.waits_until(shown.now) {
                Some(_) => shown.lang.shop_order_checking(),
                None => shown.lang.order_being_packed(),
            };
            return view! { <Badge text=text tone=Tone::Waiting /> }.into_any();
        }
        OrderState::Packed => (Tone::Waiting, OrderWords::Packed),
        OrderState::HandedOver => (Tone::Info, OrderWords::HandedOver),
        OrderState::Delivered => (Tone::Good, OrderWords::Delivered),
        OrderState::Completed => (Tone::Good, OrderWords::Completed),
        OrderState::Cancelled => (Tone::Bad, OrderWords::Cancelled),
        OrderState::Returned => (Tone::Quiet, OrderWords::Returned),
    };
    view! { <Badge text=shown.lang.order_state(words) tone=tone /> }.into_any()
}

fn contact(order: &Order, shown: &Shown) -> AnyView {
    let lang = shown.lang;
    let Some(seller) = shown.view.seller(order.shop) else {
        return ().into_any();
    };
    let text = lang.order_whatsapp_text(&order.number.to_string());
    let whatsapp = address(
        &format!("https://wa.me/{}", seller.phone.digits()),
        &[("text", text)],
    );
    view! {
        <p class="actions">
            <LinkButton label=lang.order_call_shop(&seller.name) href=format!("tel:{}", seller.phone.e164()) icon=Icon::Phone />
            <LinkButton label=lang.order_whatsapp_shop(&seller.name) href=whatsapp icon=Icon::Message />
        </p>
    }
    .into_any()
}

fn receipt(shown: &Shown) -> AnyView {
    let lang = shown.lang;
    let purchase = &shown.view.purchase;
    let sum = |part: fn(&Order) -> Money| {
        Money::sum(
            purchase.total.currency(),
            shown.view.orders.iter().map(part),
        )
        .unwrap_or(purchase.total)
    };
    let row = |label: &str, amount: String, is_total| TotalRow {
        label: label.to_owned(),
        amount,
        is_total,
        href: None,
    };
    let rows = vec![
        row(
            lang.subtotal(),
            format_money(sum(|order| order.items)),
            false,
        ),
        row(
            lang.delivery_total(),
            format_money(sum(|order| order.delivery)),
            false,
        ),
        row(lang.total(), format_money(purchase.total), true),
    ];
    let given = shown.view.refunds.iter().map(|refund| refund.total);
    let given = Money::sum(purchase.total.currency(), given).ok();
    let given = given.filter(|given| given.is_positive());
    let given = given.map(|given| {
        let is_credit = timeline::credited(shown) == Some(given);
        let (given, total) = (format_money(given), format_money(purchase.total));
        let said = if is_going_back(shown) {
            lang.order_goes_back_of(&given, &total)
        } else if is_credit {
            lang.order_credited_of(&given, &total)
        } else {
            lang.order_refunded_of(&given, &total)
        };
        view! { <p><b>{said}</b></p> }
    });
    let paid = timeline::collected(shown).map(|attempt| {
        lang.order_paid_with(lang.method_name(attempt.method), &attempt.phone.masked())
    });
    let used = timeline::credit_used(shown).map(|used| lang.event_credit_used(&format_money(used)));
    let paid: Vec<String> = used.into_iter().chain(paid).collect();
    let is_paid = !paid.is_empty();
    let title = if is_paid {
        lang.receipt_title()
    } else {
        lang.checkout_group_summary()
    };
    let foot = is_paid
        .then(|| view! { <p class="hint">{shown.country.pack().receipt.foot.in_lang(lang)}</p> });
    view! {
        <section class="card">
            <h2>{title}</h2>
            <Totals rows=rows />
            {given}
            <p class="hint">{lang.tax_included(&format_money(sum(|order| order.tax)))}</p>
            {paid
                .into_iter()
                .map(|words| view! { <p class="with-icon">{Icon::Check.view()}{words}</p> })
                .collect_view()}
            {foot}
        </section>
    }
    .into_any()
}

/// The way to invoices and credit notes: one link, because this page is small.
fn papers(shown: &Shown) -> AnyView {
    if shown.view.documents.is_empty() {
        return ().into_any();
    }
    let href = format!(
        "/orders/{}/documents/{}",
        shown.view.purchase.number,
        documents::ALL
    );
    view! { <p><a href=href>{shown.lang.documents_title()}</a></p> }.into_any()
}

fn where_to(shown: &Shown) -> AnyView {
    let lang = shown.lang;
    let recipient = &shown.view.purchase.recipient;
    let directions = recipient.directions.clone();
    view! {
        <section class="card">
            <h2>{lang.order_delivery_address()}</h2>
            <p>{recipient.name.clone()}", "{phone_for_owner(&recipient.phone)}</p>
            <p>{area_name(shown.country, &recipient.area)}", "{recipient.landmark.clone()}</p>
            {(!directions.is_empty()).then(|| view! { <p class="prose">{directions}</p> })}
        </section>
    }
    .into_any()
}

/// While no shop has packed.
fn cancel(shown: &Shown) -> AnyView {
    let lang = shown.lang;
    let purchase = &shown.view.purchase;
    let may = matches!(
        purchase.state,
        PurchaseState::Open | PurchaseState::Paid | PurchaseState::CashDue
    ) && shown
        .view
        .orders
        .iter()
        .all(|order| order.state.buyer_may_cancel());
    if !may {
        return ().into_any();
    }
    let sure = match purchase.state {
        PurchaseState::Paid => lang.order_cancel_sure_paid(&format_money(purchase.total)),
        PurchaseState::Open
        | PurchaseState::CashDue
        | PurchaseState::Expired
        | PurchaseState::Cancelled => lang.order_cancel_sure().to_owned(),
    };
    view! {
        <details id="cancel">
            <summary>{lang.order_cancel()}</summary>
            <form method="post" action=format!("/orders/{}/cancel", purchase.number)>
                <p>{sure}</p>
                <Button label=lang.order_cancel_yes() kind=ButtonKind::Danger />
            </form>
        </details>
    }
    .into_any()
}
