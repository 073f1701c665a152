//! What we know about a payment, in one title and one sentence: the page, the island and its questions all say the same.

use countries::format_money;
use flows::progress::{Progress, Status};
use kernel::Timestamp;
use orders::PurchaseState;
use payments::AttemptState;
use wire::{PayNext, PayState, PayStatus};
use words::{AttemptWords, Lang, PurchaseWords};

/// For the browser; never a full phone number, never an id of ours.
pub(crate) fn wire_status(progress: &Progress, now: Timestamp, lang: Lang) -> PayStatus {
    let number = progress.purchase.number;
    let state = state(progress);
    let next = match state {
        PayState::Waiting | PayState::Unclear => None,
        // The query makes a browser load the page again.
        PayState::Refused => Some(PayNext {
            label: lang.pay_try_again().to_owned(),
            url: format!("/pay/{number}?again=yes"),
        }),
        PayState::Paid | PayState::Closed => Some(PayNext {
            label: lang.pay_paid_next().to_owned(),
            url: format!("/orders/{number}"),
        }),
    };
    PayStatus {
        state,
        title: title(progress, lang).to_owned(),
        sentence: sentence(progress, lang),
        seconds_left: seconds_left(progress, now),
        next,
    }
}

/// An order that is cancelled or closed while a prompt is still open asks nobody for a PIN any more.
pub(super) fn standing(progress: &Progress) -> Status {
    match (progress.status, progress.purchase.state) {
        (Status::Pending, PurchaseState::Cancelled | PurchaseState::Expired) => Status::Expired,
        (status, _) => status,
    }
}

fn state(progress: &Progress) -> PayState {
    match standing(progress) {
        Status::Paid => PayState::Paid,
        Status::Unclear => PayState::Unclear,
        Status::Pending => PayState::Waiting,
        Status::Refunded | Status::Expired => PayState::Closed,
        Status::Failed => PayState::Refused,
    }
}

/// Seconds the prompt still waits, while one is open.
pub(super) fn seconds_left(progress: &Progress, now: Timestamp) -> Option<u32> {
    let is_open = progress
        .attempt
        .as_ref()
        .is_some_and(|attempt| attempt.state.is_open());
    let left = u32::try_from(progress.seconds_left(now)).unwrap_or_default();
    (is_open && standing(progress) == Status::Pending && left > 0).then_some(left)
}

pub(super) fn title(progress: &Progress, lang: Lang) -> &'static str {
    match standing(progress) {
        Status::Paid => lang.purchase_state(PurchaseWords::Paid),
        Status::Refunded => lang.pay_refunded_title(),
        Status::Expired => match progress.purchase.state {
            PurchaseState::Cancelled => lang.purchase_state(PurchaseWords::Cancelled),
            PurchaseState::Expired
            | PurchaseState::Open
            | PurchaseState::Paid
            | PurchaseState::CashDue => lang.purchase_state(PurchaseWords::Expired),
        },
        Status::Failed => lang.pay_refused_title(),
        Status::Unclear => lang.attempt_state(AttemptWords::Unclear),
        Status::Pending => match progress.attempt.as_ref().map(|attempt| &attempt.state) {
            None => lang.purchase_state(PurchaseWords::Open),
            Some(state) => state
                .as_str()
                .parse()
                .map_or("", |words| lang.attempt_state(words)),
        },
    }
}

/// Never more than the provider has said.
fn sentence(progress: &Progress, lang: Lang) -> String {
    let network = progress
        .method()
        .map_or("", |method| lang.method_name(method));
    match standing(progress) {
        Status::Paid => lang.pay_paid(&format_money(progress.amount())),
        Status::Refunded => lang.pay_refunded(&format_money(progress.amount())),
        Status::Unclear => format!("{} {}", lang.pay_unclear(network), lang.pay_unclear_next()),
        Status::Expired => match progress.purchase.state {
            PurchaseState::Cancelled => lang.pay_cancelled().to_owned(),
            PurchaseState::Expired
            | PurchaseState::Open
            | PurchaseState::Paid
            | PurchaseState::CashDue => lang.pay_expired().to_owned(),
        },
        Status::Failed => match progress.refusal() {
            Some(why) if !why.took_nothing() => lang.refusal(why).what.to_owned(),
            Some(why) => format!("{} {}", lang.refusal(why).what, lang.pay_nothing_taken()),
            None => lang.pay_nothing_taken().to_owned(),
        },
        Status::Pending => match progress.attempt.as_ref().map(|attempt| &attempt.state) {
            None => lang.order_unpaid_lead().to_owned(),
            Some(AttemptState::Prepared) => lang.pay_preparing(network),
            Some(AttemptState::Sent { .. }) => lang.pay_asked(network),
            Some(AttemptState::AwaitingPin { .. }) => lang.pay_waiting(network),
            Some(AttemptState::Redirected { .. }) => lang.pay_redirected().to_owned(),
            Some(
                AttemptState::Unclear { .. }
                | AttemptState::Collected { .. }
                | AttemptState::Refused { .. },
            ) => lang.pay_unclear(network),
        },
    }
}
