//! Deciding about a case of money: alone, or by a proposal that a second admin answers.

use countries::format_money;
use flows::cases::{Looked, NotPossible, Plan, Subject};
use kernel::Money;
use leptos::prelude::*;
use moderation::{Choice as What, Proposal, ProposalState, Reason};
use payments::Purpose;
use words::Lang;

use super::case::{Shown, not_possible};
use crate::ui::{
    Badge, Button, ButtonKind, Choice, ChoiceCards, Column, DataTable, Field, InputKind, Notice,
    TextArea, Tone,
};

/// The longest note, in characters.
fn note_max() -> u32 {
    u32::try_from(Reason::CHARS_MAX).unwrap_or(u32::MAX)
}

const fn word(choice: What, lang: Lang) -> &'static str {
    match choice {
        What::Keep => lang.case_keep(),
        What::Refund => lang.case_refund(),
        What::Close => lang.case_close(),
        What::Moved => lang.case_moved(),
        What::NotMoved => lang.case_not_moved(),
        What::CameBack => lang.case_came_back(),
        What::There => lang.case_there(),
        What::Theirs => lang.case_theirs(),
        What::NeverCame => lang.case_never_came(),
        What::Twice => lang.case_twice(),
        What::WrittenOff => lang.case_written_off(),
    }
}

/// What would happen, or why it cannot.
fn consequence(planned: &Result<Plan, NotPossible>, looked: &Looked, lang: Lang) -> String {
    let subject = &looked.subject;
    let is_outgoing = matches!(subject, Subject::Outgoing(_));
    match planned {
        Ok(Plan::Keep { missing, .. }) if missing.is_positive() => {
            lang.case_keep_missing(&format_money(*missing))
        }
        Ok(Plan::Keep { over, .. }) if over.is_positive() => {
            lang.case_keep_over(&format_money(*over))
        }
        Ok(Plan::Keep { .. }) => lang.case_keep_exact().to_owned(),
        Ok(Plan::HandOn { amount }) => {
            let number = match subject {
                Subject::ByHand(both) => both.1.as_ref().map(|bought| bought.number.to_string()),
                Subject::Incoming(_)
                | Subject::Outgoing(_)
                | Subject::Stated(_)
                | Subject::Booked(_)
                | Subject::Unknown => None,
            };
            lang.case_hand_on(&format_money(*amount), &number.unwrap_or_default())
        }
        Ok(Plan::Refund { amount }) if matches!(subject, Subject::ByHand(_)) => {
            lang.case_credit_note(&format_money(*amount))
        }
        Ok(Plan::Refund { amount }) => lang.case_refund_note(&format_money(*amount)),
        Ok(Plan::Close) => match subject {
            Subject::Outgoing(_) => lang.case_close_note_sent().to_owned(),
            Subject::Incoming(_) | Subject::ByHand(_) => lang.case_close_note().to_owned(),
            Subject::Stated(_) | Subject::Booked(_) | Subject::Unknown => {
                lang.case_close_note_difference().to_owned()
            }
        },
        Ok(Plan::Leave) => lang.case_known().to_owned(),
        Ok(Plan::Moved { amount }) if is_outgoing => {
            lang.case_moved_note_sent(&format_money(*amount))
        }
        Ok(Plan::Moved { amount }) => lang.case_moved_note(&format_money(*amount)),
        Ok(Plan::NotMoved { .. }) if is_outgoing => lang.case_not_moved_note_sent().to_owned(),
        Ok(Plan::NotMoved { .. }) => lang.case_not_moved_note().to_owned(),
        Ok(Plan::CameBack { amount }) if is_refund(&looked.named) => {
            lang.case_came_back_refund(&format_money(*amount))
        }
        Ok(Plan::CameBack { amount }) => lang.case_came_back_payout(&format_money(*amount)),
        Ok(Plan::Told { amount }) if amount.is_positive() => {
            lang.case_moved_note(&format_money(*amount))
        }
        Ok(Plan::Told { amount }) => lang.case_moved_note_sent(&format_money(size(*amount))),
        Ok(Plan::SetAside { amount, .. }) if amount.is_positive() => {
            lang.case_set_aside_more(&format_money(*amount))
        }
        Ok(Plan::SetAside { amount, .. }) => lang.case_set_aside_less(&format_money(size(*amount))),
        Ok(Plan::Twice) => lang.case_twice_note().to_owned(),
        Ok(Plan::WriteOff { amount }) if amount.is_positive() => {
            lang.case_found(&format_money(*amount))
        }
        Ok(Plan::WriteOff { amount }) => lang.case_lost(&format_money(size(*amount))),
        Ok(Plan::Explained) => lang.case_close_note_explained().to_owned(),
        Err(why) => not_possible(*why, lang).to_owned(),
    }
}

/// Without a sign: words say which way it goes.
fn size(amount: Money) -> Money {
    Money::new(amount.minor().saturating_abs(), amount.currency())
}

/// Whether what left was a refund.
fn is_refund(named: &Subject) -> bool {
    matches!(named, Subject::Outgoing(outgoing) if matches!(outgoing.purpose, Purpose::Refund { .. }))
}

/// The form at the bottom of an open case.
pub(super) fn decision(shown: &Shown) -> AnyView {
    match shown.looked.open_proposal() {
        Some(open) => answer(shown, open),
        None => choose(shown),
    }
}

fn choose(shown: &Shown) -> AnyView {
    let lang = shown.by.lang();
    let (form, looked) = (&shown.form, &shown.looked);
    let action = format!("/admin/cases/{}", looked.case.id);
    let choices = looked
        .choices
        .iter()
        .map(|(choice, planned)| Choice {
            value: choice.as_str().to_owned(),
            label: word(*choice, lang).to_owned(),
            note: Some(consequence(planned, looked, lang)),
            chosen: form.get("choice") == choice.as_str() && planned.is_ok(),
            disabled: planned.is_err(),
        })
        .collect();
    let button = if looked.needs_second {
        lang.case_propose()
    } else {
        lang.case_decide()
    };
    let two = looked.needs_second.then(|| {
        view! { <Notice tone=Tone::Info><p>{lang.case_needs_two()}</p></Notice> }
    });
    view! {
        {name_purchase(shown)}
        {name_returned(shown)}
        <form method="post" action=action aria-label=lang.decision_yours()>
            {two}
            <ChoiceCards
                id="choice"
                name="choice"
                legend=lang.case_choose()
                choices=choices
                error=form.error("choice")
            />
            <TextArea
                id="reason"
                name="reason"
                label=lang.decision_note()
                hint=lang.case_note_hint()
                value=form.value("reason")
                error=form.error("reason")
                rows=2
                max_length=note_max()
            />
            <div class="decision">
                <p class="actions">
                    <Button label=button kind=ButtonKind::Primary />
                </p>
            </div>
        </form>
    }
    .into_any()
}

/// Which purchase money by hand is for, before anything is decided about it.
fn name_purchase(shown: &Shown) -> Option<AnyView> {
    let Subject::ByHand(both) = &shown.looked.subject else {
        return None;
    };
    let lang = shown.by.lang();
    let named = both.1.as_ref().map(|bought| bought.number.to_string());
    let typed = shown.form.get("number");
    let value = if typed.is_empty() {
        named.unwrap_or_default()
    } else {
        typed.to_owned()
    };
    Some(name_it(
        shown,
        Naming {
            to: "purchase",
            field: "number",
            label: lang.case_name_order(),
            button: lang.case_name_order_do(),
            max_length: 24,
        },
        value,
    ))
}

/// Which payout or refund a line brought back, where the line does not say.
fn name_returned(shown: &Shown) -> Option<AnyView> {
    let asks = |(choice, _): &(What, _)| *choice == What::CameBack;
    if !shown.looked.choices.iter().any(asks) {
        return None;
    }
    let lang = shown.by.lang();
    let named = match &shown.looked.named {
        Subject::Outgoing(outgoing) => outgoing.reference.to_string(),
        _ => String::new(),
    };
    let typed = shown.form.get("returned");
    let value = if typed.is_empty() {
        named
    } else {
        typed.to_owned()
    };
    Some(name_it(
        shown,
        Naming {
            to: "returned",
            field: "returned",
            label: lang.case_name_returned(),
            button: lang.case_name_returned_do(),
            max_length: 200,
        },
        value,
    ))
}

/// A form that says what money is about, before anything is decided about it.
struct Naming {
    /// The last part of its address.
    to: &'static str,
    field: &'static str,
    label: &'static str,
    button: &'static str,
    max_length: u32,
}

fn name_it(shown: &Shown, naming: Naming, value: String) -> AnyView {
    let action = format!("/admin/cases/{}/{}", shown.looked.case.id, naming.to);
    view! {
        <form method="post" action=action aria-label=naming.label>
            <Field
                id=naming.field
                name=naming.field
                label=naming.label
                kind=InputKind::Text
                value=value
                error=shown.form.error(naming.field)
                required=true
                max_length=naming.max_length
            />
            <p class="actions"><Button label=naming.button /></p>
        </form>
    }
    .into_any()
}

fn answer(shown: &Shown, open: &Proposal) -> AnyView {
    let lang = shown.by.lang();
    let (form, looked) = (&shown.form, &shown.looked);
    let action = format!("/admin/cases/{}/proposals/{}", looked.case.id, open.id);
    let is_own = open.proposed_by == shown.by.admin.person();
    let planned = looked
        .choices
        .iter()
        .find(|(choice, _)| *choice == open.choice)
        .map(|(_, planned)| consequence(planned, looked, lang));
    let buttons = if is_own {
        view! { <Button label=lang.case_take_back() name="answer" value="reject" /> }.into_any()
    } else {
        view! {
            <Button label=lang.case_agree() kind=ButtonKind::Primary name="answer" value="agree" />
            <Button label=lang.case_reject() kind=ButtonKind::Danger name="answer" value="reject" />
        }
        .into_any()
    };
    let proposed = lang.case_proposed_by(
        name(shown, open.proposed_by),
        &when(shown, open.proposed_at),
    );
    let (title, note) = (word(open.choice, lang), open.note.clone());
    view! {
        <form method="post" action=action aria-label=lang.decision_yours()>
            <Notice tone=Tone::Waiting title=title>
                <p>{proposed}</p>
                {planned.map(|planned| view! { <p>{planned}</p> })}
                <p class="prose">{note}</p>
                {is_own.then(|| view! { <p>{lang.case_own_proposal()}</p> })}
            </Notice>
            <TextArea
                id="note"
                name="note"
                label=lang.case_answer_note()
                value=form.value("note")
                error=form.error("note")
                rows=2
                max_length=note_max()
            />
            <div class="decision">
                <p class="actions">{buttons}</p>
            </div>
        </form>
    }
    .into_any()
}

/// What was proposed before and what came of it.
pub(super) fn history(shown: &Shown) -> AnyView {
    let lang = shown.by.lang();
    let past: Vec<&Proposal> = shown
        .looked
        .proposals
        .iter()
        .filter(|proposal| proposal.state != ProposalState::Open)
        .collect();
    if past.is_empty() {
        return ().into_any();
    }
    let columns = vec![
        Column::text(lang.column_what()),
        Column::text(lang.column_who()),
        Column::text(lang.decision_note()),
        Column::text(lang.column_state()),
        Column::text(lang.column_who()),
    ];
    let row = |proposal: &&Proposal| {
        let (tone, state) = match proposal.state {
            ProposalState::Open => (Tone::Waiting, lang.case_proposal_open()),
            ProposalState::Agreed => (Tone::Good, lang.case_proposal_agreed()),
            ProposalState::Rejected => (Tone::Bad, lang.case_proposal_rejected()),
        };
        let person = |who, at| lang.decision_by(name(shown, who), &when(shown, at));
        let answered = proposal.answered_by.zip(proposal.answered_at);
        vec![
            word(proposal.choice, lang).into_any(),
            person(proposal.proposed_by, proposal.proposed_at).into_any(),
            proposal.note.clone().into_any(),
            view! {
                <span>
                    <Badge text=state tone=tone />
                    " "
                    {proposal.answer.clone()}
                </span>
            }
            .into_any(),
            answered.map(|(who, at)| person(who, at)).into_any(),
        ]
    };
    let rows = past.iter().map(row).collect();
    view! {
        <section>
            <h2>{lang.case_history()}</h2>
            <DataTable caption=lang.case_history() columns=columns rows=rows />
        </section>
    }
    .into_any()
}

/// What a person is called; an admin who never said is an admin.
fn name(shown: &Shown, person: kernel::PersonId) -> &str {
    match shown.looked.name(person) {
        "" => shown.by.lang().role_name(words::RoleWords::Admin),
        name => name,
    }
}

fn when(shown: &Shown, at: kernel::Timestamp) -> String {
    let country = shown.by.judge.visitor.country;
    country.moment(at, shown.now, shown.by.lang()).short
}
