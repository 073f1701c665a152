//! What happened, in plain words.

use countries::format_money;
use kernel::{Method, Money, Refusal};
use orders::{EventKind, Order, OrderState, TimelineEntry};
use payments::{Attempt, AttemptState};
use words::{CaseWords, Lang, OrderWords};

use super::Shown;
use crate::pages::shown::{step, time};
use crate::ui::{StepState, TimelineStep};

/// Everything the buyer may know of, oldest first.
pub(super) fn all(shown: &Shown) -> Vec<TimelineStep> {
    let public = shown.view.timeline.iter().filter(|entry| entry.is_public);
    public
        .map(|entry| {
            let at = Some(time(shown.country, entry.at, shown.now, shown.lang));
            step(said(entry, shown), state(entry.kind), at, None)
        })
        .collect()
}

const fn state(kind: EventKind) -> StepState {
    match kind {
        EventKind::Placed
        | EventKind::PromptSent
        | EventKind::PartCame
        | EventKind::ShopAsked
        | EventKind::Paid
        | EventKind::OwedBack
        | EventKind::RefundDecided
        | EventKind::CashGivenBack
        | EventKind::Refunded
        | EventKind::Credited
        | EventKind::CreditUsed
        | EventKind::CashTaken
        | EventKind::Packed
        | EventKind::HandedOver
        | EventKind::Delivered
        | EventKind::Completed
        | EventKind::ReviewBegun
        | EventKind::ReviewPassed
        | EventKind::Disputed
        | EventKind::Note => StepState::Done,
        EventKind::PaymentRefused
        | EventKind::DeliveryRefused
        | EventKind::Cancelled
        | EventKind::Expired => StepState::Stopped,
    }
}

fn said(entry: &TimelineEntry, shown: &Shown) -> String {
    let lang = shown.lang;
    let shop = &shop_of(entry, shown);
    match entry.kind {
        EventKind::Placed => lang.event_placed().to_owned(),
        EventKind::PromptSent => lang.event_payment_asked(method(&entry.note, lang)),
        EventKind::PaymentRefused => {
            let why: Option<Refusal> = entry.note.parse().ok();
            let why = why.unwrap_or(Refusal::Unspecified);
            lang.event_payment_refused(lang.refusal(why).short)
        }
        EventKind::PartCame => part(entry, shown),
        EventKind::Paid => {
            let total = shown.view.purchase.total;
            let rest = credit_used(shown).and_then(|used| total.minus(used).ok());
            match rest.unwrap_or(total) {
                rest if rest.is_zero() => {
                    lang.event_paid(&format_money(total), lang.method_credit())
                }
                rest => {
                    // From another country in its own money.
                    let sent = collected(shown).filter(|paid| paid.conversion.is_some());
                    let rest = sent.map_or(rest, |paid| paid.amount);
                    lang.event_paid(&format_money(rest), paid_with(shown))
                }
            }
        }
        EventKind::ShopAsked => lang.event_shop_asked(shop),
        EventKind::CreditUsed => lang.event_credit_used(&amount(&entry.note, shown)),
        EventKind::OwedBack => owed(&entry.note, lang),
        EventKind::RefundDecided => {
            let (given, why) = entry.amount_and_reason();
            lang.event_refund_decided(shop, &amount(given, shown), why)
        }
        EventKind::CashGivenBack => {
            let (given, why) = entry.amount_and_reason();
            lang.event_cash_given_back(shop, &amount(given, shown), why)
        }
        EventKind::Refunded => lang.event_refunded(&amount(&entry.note, shown)),
        EventKind::Credited => lang.event_credited(&amount(&entry.note, shown)),
        EventKind::CashTaken => lang.event_cash_taken(shop),
        EventKind::DeliveryRefused => lang.event_delivery_refused(shop),
        EventKind::Packed => lang.event_packed(shop),
        EventKind::HandedOver => lang.event_handed_over(shop),
        EventKind::Delivered => lang.event_delivered().to_owned(),
        EventKind::Completed => lang.event_completed().to_owned(),
        EventKind::Expired => lang.event_expired().to_owned(),
        EventKind::ReviewBegun => lang.event_review_begun().to_owned(),
        EventKind::Disputed => lang.event_disputed().to_owned(),
        EventKind::ReviewPassed => lang.event_review_passed().to_owned(),
        EventKind::Cancelled => match (entry.actor_kind.as_str(), entry.note.as_str()) {
            ("buyer", _) => lang.event_cancelled_by_buyer().to_owned(),
            ("merchant", "") => lang.event_cancelled_by_shop(shop),
            ("merchant", because) => lang.event_cancelled_by_shop_because(shop, because),
            (_, "") => lang.order_cancelled_lead().to_owned(),
            (_, because) => lang.event_cancelled_by_soko_because(because),
        },
        EventKind::Note => entry.note.clone(),
    }
}

fn part(entry: &TimelineEntry, shown: &Shown) -> String {
    let (came, missing) = entry.amount_and_reason();
    let lang = shown.lang;
    lang.event_part_came(&amount(came, shown), &amount(missing, shown))
}

/// What came so far, and what is missing, where not all of it came.
pub(super) fn part_came(shown: &Shown) -> Option<String> {
    let mut newest = shown.view.timeline.iter().rev();
    let entry = newest.find(|entry| entry.kind == EventKind::PartCame && entry.is_public)?;
    Some(part(entry, shown))
}

fn owed(note: &str, lang: Lang) -> String {
    match note.parse::<CaseWords>() {
        Ok(why) => lang.payment_case(why).to_owned(),
        Err(_) => lang.payment_case(CaseWords::RefundDue).to_owned(),
    }
}

fn shop_of(entry: &TimelineEntry, shown: &Shown) -> String {
    let order = shown
        .view
        .orders
        .iter()
        .find(|order| Some(order.id) == entry.order);
    order.map_or_else(String::new, |order| shop_name(order, shown))
}

/// The seller's name, also of a shop that has closed since. Were it not known any more, the order's number says which is meant.
pub(super) fn shop_name(order: &Order, shown: &Shown) -> String {
    let name = shown.view.shop_name(order.shop).map(ToOwned::to_owned);
    name.unwrap_or_else(|| order.number.to_string())
}

/// Why an order is cancelled, in words. A merchant's reason is theirs; the marketplace's own are spelled for machines.
fn why_cancelled(order: &Order, lang: Lang) -> Option<String> {
    match order.cancel_reason.as_str() {
        "" => None,
        "expired" => Some(lang.event_expired().to_owned()),
        "sold out" => Some(lang.sold_out().to_owned()),
        because => Some(because.to_owned()),
    }
}

/// An amount kept by an event in minor units, with its currency where that need not be the purchase's.
fn money(note: &str, shown: &Shown) -> Option<Money> {
    let (minor, code) = note.split_once(' ').unwrap_or((note, ""));
    let currency = code.parse().unwrap_or(shown.view.purchase.total.currency());
    Some(Money::new(minor.parse().ok()?, currency))
}

fn amount(note: &str, shown: &Shown) -> String {
    money(note, shown).map_or_else(String::new, format_money)
}

fn method(note: &str, lang: Lang) -> &'static str {
    note.parse::<Method>()
        .map_or("", |method| lang.method_name(method))
}

/// What the money came through.
pub(super) fn paid_with(shown: &Shown) -> &'static str {
    collected(shown).map_or("", |attempt| shown.lang.method_name(attempt.method))
}

/// The payment that came.
pub(super) fn collected(shown: &Shown) -> Option<&Attempt> {
    let mut attempts = shown.view.attempts.iter();
    attempts.find(|attempt| matches!(attempt.state, AttemptState::Collected { .. }))
}

/// What became store credit, where anything did.
pub(super) fn credited(shown: &Shown) -> Option<Money> {
    let entries = shown.view.timeline.iter();
    let credited = entries.filter(|entry| entry.kind == EventKind::Credited);
    let amounts = credited.filter_map(|entry| money(&entry.note, shown));
    let currency = shown.view.purchase.total.currency();
    let sum = Money::sum(currency, amounts).ok();
    sum.filter(|sum| sum.is_positive())
}

/// What store credit paid.
pub(super) fn credit_used(shown: &Shown) -> Option<Money> {
    let mut timeline = shown.view.timeline.iter();
    let used = timeline.find(|entry| entry.kind == EventKind::CreditUsed)?;
    let minor = used.note.parse().ok()?;
    Some(Money::new(minor, shown.view.purchase.total.currency()))
}

/// The way of one parcel: what is behind it, where it stands, what comes.
pub(super) fn parcel(order: &Order, shown: &Shown) -> Vec<TimelineStep> {
    let lang = shown.lang;
    let shop = &shop_name(order, shown);
    let at = |kind: EventKind| {
        let own = |entry: &&TimelineEntry| {
            entry.kind == kind && (entry.order == Some(order.id) || entry.order.is_none())
        };
        let found = shown.view.timeline.iter().find(own)?;
        Some(time(shown.country, found.at, shown.now, lang))
    };
    if order.state == OrderState::Cancelled {
        return vec![step(
            lang.order_cancelled_lead(),
            StepState::Stopped,
            at(EventKind::Cancelled).or_else(|| at(EventKind::Expired)),
            why_cancelled(order, lang),
        )];
    }
    let way = [
        (
            EventKind::Paid,
            lang.event_confirmed(shop),
            OrderState::Confirmed,
            OrderWords::Confirmed,
        ),
        (
            EventKind::Packed,
            lang.event_packed(shop),
            OrderState::Packed,
            OrderWords::Packed,
        ),
        (
            EventKind::HandedOver,
            lang.event_handed_over(shop),
            OrderState::HandedOver,
            OrderWords::HandedOver,
        ),
        (
            EventKind::Delivered,
            lang.event_delivered().to_owned(),
            OrderState::Delivered,
            OrderWords::Delivered,
        ),
    ];
    let reached = rank(order.state);
    way.into_iter()
        .map(|(kind, happened, after, words)| {
            let state = match rank(after).cmp(&reached) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal if after == OrderState::Delivered => StepState::Done,
                std::cmp::Ordering::Equal => StepState::Now,
                std::cmp::Ordering::Greater => StepState::Ahead,
            };
            // What has not happened is not told as if it had.
            if state == StepState::Ahead {
                return step(lang.order_state(words), state, None, None);
            }
            // Where a rider takes cash, that is when it arrived, and when it was under way at the latest.
            let at = match after {
                OrderState::HandedOver | OrderState::Delivered => {
                    at(kind).or_else(|| at(EventKind::CashTaken))
                }
                _ => at(kind),
            };
            step(happened, state, at, None)
        })
        .collect()
}

/// How far along the way a state is.
const fn rank(state: OrderState) -> u8 {
    match state {
        OrderState::Placed | OrderState::Cancelled => 0,
        OrderState::Confirmed => 1,
        OrderState::Packed => 2,
        OrderState::HandedOver => 3,
        OrderState::Delivered | OrderState::Completed | OrderState::Returned => 4,
    }
}
