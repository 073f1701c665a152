//! What a decision about money is based on: what was asked beside what came, and what the books hold.

use countries::format_money;
use flows::cases::Subject;
use kernel::{JournalId, Money};
use leptos::prelude::*;
use orders::Purchase;
use payments::{Attempt, Disbursement, Purpose};
use serde_json::Value;
use words::{AttemptWords, CaseWords, Lang, OutgoingWords};

use super::case::Shown;
use crate::pages::admin::evidence::fact;
use crate::ui::{Badge, Column, DataTable, Tone, TotalRow, Totals};

pub(super) fn view(shown: &Shown) -> AnyView {
    let lang = shown.by.lang();
    let evidence = &shown.looked.case.evidence;
    let problem = evidence.get("problem").and_then(Value::as_str);
    // Two amounts say it below, and a line of a statement says it itself.
    let is_said = matches!(shown.looked.subject, Subject::Stated(_))
        || money(evidence.get("expected"))
            .zip(money(evidence.get("stated")))
            .is_some();
    let problem = problem.filter(|_| !is_said).map(str::to_owned);
    view! {
        <section class="card">
            {about(shown, lang)}
            {named(shown)}
            {problem.map(|problem| fact(lang.evidence_problem(), problem))}
            {look_for(shown, lang)}
            <h2>{lang.case_compare()}</h2>
            <Totals rows=amounts(shown, lang) />
        </section>
        {attempts(shown, lang)}
    }
    .into_any()
}

/// Where a person finds out what no provider said.
fn look_for(shown: &Shown, lang: Lang) -> Option<AnyView> {
    if shown.looked.case.title != CaseWords::StuckUnclear.as_str() {
        return None;
    }
    let (provider, reference) = match &shown.looked.subject {
        Subject::Incoming(both) => (both.1.provider, both.1.reference),
        Subject::Outgoing(outgoing) => (outgoing.provider, outgoing.reference),
        Subject::ByHand(_) | Subject::Stated(_) | Subject::Booked(_) | Subject::Unknown => {
            return None;
        }
    };
    Some(
        view! {
            <p>{lang.case_look_for(&provider.to_string())}</p>
            {fact(
                lang.case_their_reference(),
                view! { <code class="breaks">{reference.to_string()}</code> },
            )}
        }
        .into_any(),
    )
}

fn about(shown: &Shown, lang: Lang) -> AnyView {
    match &shown.looked.subject {
        Subject::Incoming(both) => {
            let purchase = &both.0;
            let buyer = format!(
                "{}, {}",
                purchase.recipient.name,
                purchase.recipient.phone.masked()
            );
            view! {
                {order(purchase, lang)}
                {fact(lang.shop_order_buyer(), buyer)}
            }
            .into_any()
        }
        Subject::Outgoing(outgoing) => left(shown, outgoing),
        Subject::ByHand(both) => {
            let (payment, bought) = both.as_ref();
            let phone = payment.phone.as_ref();
            let phone = phone.map_or_else(|| "–".to_owned(), kernel::PhoneNumber::masked);
            // A bank gives none.
            let asked = payment.provider.can_be_asked();
            let receipt = asked.then(|| payment.receipt.clone());
            let order = bought.as_ref().map(|bought| order(bought, lang));
            view! {
                {order}
                {receipt.map(|receipt| fact(lang.case_receipt(), receipt))}
                {fact(lang.case_account_typed(), payment.account.clone())}
                {fact(lang.column_phone(), phone)}
            }
            .into_any()
        }
        Subject::Stated(stated) => {
            let raw = payments::masked(&stated.raw);
            view! {
                {fact(lang.column_provider(), stated.provider.to_string())}
                {fact(lang.case_line(), view! { <code class="breaks">{raw}</code> })}
                {decided_by(stated.decision, lang)}
            }
            .into_any()
        }
        Subject::Booked(gap) => {
            let href = format!("/admin/ledger/journals/{}", gap.journal);
            view! {
                {fact(lang.column_provider(), gap.provider.to_string())}
                {fact(lang.ledger_journal(), view! { <a class="breaks" href=href>{gap.cause.clone()}</a> })}
                {decided_by(gap.decision, lang)}
            }
            .into_any()
        }
        Subject::Unknown => ().into_any(),
    }
}

/// The journal with which a difference was set aside.
fn decided_by(journal: Option<JournalId>, lang: Lang) -> Option<AnyView> {
    let href = format!("/admin/ledger/journals/{}", journal?);
    Some(fact(
        lang.case_suspense(),
        view! { <a href=href>{lang.payment_journal()}</a> },
    ))
}

/// What of ours a line speaks of.
fn named(shown: &Shown) -> Option<AnyView> {
    match &shown.looked.named {
        Subject::Outgoing(outgoing) => Some(left(shown, outgoing)),
        Subject::Incoming(both) => Some(order(&both.0, shown.by.lang())),
        Subject::ByHand(_) | Subject::Stated(_) | Subject::Booked(_) | Subject::Unknown => None,
    }
}

/// The way to a purchase and its payments.
fn order(purchase: &Purchase, lang: Lang) -> AnyView {
    let number = purchase.number.to_string();
    let href = format!("/admin/payments/{number}");
    fact(lang.evidence_order(), view! { <a href=href>{number}</a> })
}

/// Money that left.
fn left(shown: &Shown, outgoing: &Disbursement) -> AnyView {
    let lang = shown.by.lang();
    let state = outgoing.state.as_str();
    let state = state
        .parse()
        .map_or(state, |word: OutgoingWords| lang.outgoing_state(word));
    let (what, to) = match outgoing.purpose {
        Purpose::Refund { .. } => (lang.case_about_refund(&outgoing.cause), lang.column_phone()),
        Purpose::Payout { .. } => {
            let shop = shown.looked.shop.as_deref().unwrap_or_default();
            (lang.case_about_shop(shop), lang.payout_to())
        }
    };
    view! {
        <p class="breaks">{what}</p>
        {fact(to, outgoing.purpose.masked())}
        {fact(lang.column_provider(), outgoing.provider.to_string())}
        {fact(lang.column_state(), state)}
        {fact(lang.column_amount(), format_money(outgoing.amount))}
    }
    .into_any()
}

/// Asked, stated, the difference, and what lies in suspense.
fn amounts(shown: &Shown, lang: Lang) -> Vec<TotalRow> {
    let evidence = &shown.looked.case.evidence;
    let row = |label: &str, amount: String, is_total| TotalRow {
        label: label.to_owned(),
        amount,
        is_total,
        href: None,
    };
    let asked = money(evidence.get("expected"));
    let stated = evidence.get("stated").filter(|stated| !stated.is_null());
    let mut rows = Vec::new();
    if let Some(asked) = asked {
        rows.push(row(lang.evidence_expected(), format_money(asked), false));
    }
    if let Some(stated) = stated {
        let said = money(Some(stated)).map(format_money);
        let said = said.or_else(|| stated.as_str().map(str::to_owned));
        let said = said.unwrap_or_default();
        rows.push(row(lang.evidence_received(), said, false));
    }
    if let Some((asked, stated)) = asked.zip(money(stated))
        && let Ok(gap) = stated.minus(asked)
        && !gap.is_zero()
    {
        let size = Money::new(gap.minor().saturating_abs(), gap.currency());
        let word = if gap.is_positive() {
            lang.case_too_much()
        } else {
            lang.case_too_little()
        };
        rows.push(row(word, format_money(size), false));
    }
    rows.extend(
        shown
            .looked
            .suspense
            .iter()
            .map(|held| row(lang.case_suspense(), format_money(*held), true)),
    );
    rows
}

/// An amount as flows write it down: as a value, or as text like `ZMW 124.00`.
pub(in crate::pages::admin) fn money(value: Option<&Value>) -> Option<Money> {
    let value = value?;
    serde_json::from_value(value.clone()).ok().or_else(|| {
        let (currency, amount) = value.as_str()?.split_once(' ')?;
        Money::parse(amount, currency.parse().ok()?).ok()
    })
}

fn attempts(shown: &Shown, lang: Lang) -> AnyView {
    if shown.looked.attempts.is_empty() {
        return ().into_any();
    }
    let columns = vec![
        Column::text(lang.column_when()),
        Column::text(lang.order_payment()),
        Column::text(lang.column_state()),
        Column::number(lang.column_amount()),
    ];
    let row = |attempt: &Attempt| {
        let state = attempt.state.as_str();
        let word = state
            .parse::<AttemptWords>()
            .map_or(state, |word| lang.attempt_state(word));
        let tone = if attempt.state.is_open() {
            Tone::Waiting
        } else {
            Tone::Quiet
        };
        vec![
            shown.by.time(attempt.prepared_at, shown.now),
            lang.order_paid_with(lang.method_name(attempt.method), &attempt.phone.masked())
                .into_any(),
            view! { <Badge text=word tone=tone /> }.into_any(),
            format_money(attempt.amount).into_any(),
        ]
    };
    let rows = shown.looked.attempts.iter().map(row).collect();
    view! {
        <section>
            <h2>{lang.evidence_attempts()}</h2>
            <DataTable caption=lang.evidence_attempts() columns=columns rows=rows />
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use kernel::Currency;
    use serde_json::json;

    use super::*;

    #[test]
    fn an_amount_is_read_however_it_was_written_down() {
        let k = Money::new(12_400, Currency::ZMW);
        assert_eq!(money(Some(&json!(k))), Some(k));
        assert_eq!(money(Some(&json!("ZMW 124.00"))), Some(k));
        for other in [json!(null), json!("Unreadable"), json!("XX 1"), json!(7)] {
            assert_eq!(money(Some(&other)), None, "{other}");
        }
        assert_eq!(money(None), None);
    }
}
