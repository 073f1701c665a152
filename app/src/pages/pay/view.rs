//! The wait page's body: what to do on the phone, what we know, and every way on.

use countries::{lost_prompt_steps, lost_prompt_ussd};
use flows::progress::Status;
use kernel::Method;
use leptos::prelude::*;
use payments::{Attempt, AttemptState};
use wire::PayState;
use words::Lang;

use super::{Shown, abroad, by_hand, open_attempt, said, wire_status};
use crate::islands::{PayProgress, PayProgressWords};
use crate::pages::checkout::credit::{self, CREDIT};
use crate::pages::checkout::{open_prompt, ways};
use crate::pages::shown::errors_of;
use crate::ui::{
    Button, ButtonKind, ChoiceCards, ErrorSummary, Field, Hidden, Icon, InputKind, LinkButton,
    Notice, PayScene, Tone,
};

pub(super) fn body(shown: Shown, lang: Lang) -> AnyView {
    let open = open_attempt(&shown.progress).cloned();
    match open {
        Some(attempt) => waiting(shown, &attempt, lang),
        None if shown.can_pay() => ask(&shown, lang),
        None => closed(&shown, lang),
    }
}

fn waiting(shown: Shown, attempt: &Attempt, lang: Lang) -> AnyView {
    let number = shown.progress.purchase.number;
    let amount = said(shown.progress.asked());
    if attempt.method.network().is_none() {
        return hosted(shown, attempt, lang);
    }
    let network = lang.method_name(attempt.method);
    // A number is read as one word.
    let masked = attempt.phone.masked().replace(' ', "\u{a0}");
    let prompt = [
        lang.pay_step_unlock(&masked),
        lang.pay_step_prompt(network, &amount),
        lang.pay_step_pin().to_owned(),
    ];
    // Some providers have a page for a wallet, too, from which the prompt comes.
    let go = to_their_page(attempt, lang);
    let open = go.is_some().then(|| lang.pay_step_open().to_owned());
    let is_unclear = matches!(attempt.state, AttemptState::Unclear { .. });
    // The prompt is gone then.
    let steps = open.into_iter().chain(prompt).filter(|_| !is_unclear);
    let steps = steps.collect();
    let intro = format!(
        "{} · {network} · {masked}",
        lang.order_title(&number.to_string())
    );
    let mut status = wire_status(&shown.progress, attempt.prepared_at, lang);
    status.seconds_left = shown.seconds_left;
    let words = PayProgressWords {
        time_left: lang.pay_clock().to_owned(),
        offline: lang.pay_connection_lost().to_owned(),
    };
    let poll_url = format!(
        "/act/payment_progress?number={number}&language={}",
        lang.code()
    );
    let can_cancel = status.state == PayState::Waiting;
    let time_over = status.seconds_left.is_none() && shown.progress.status == Status::Pending;
    let help = lost(&shown, attempt, lang);
    let cancel = can_cancel.then(|| {
        // The order's page asks whether it is meant.
        let href = format!("/orders/{number}#cancel");
        let label = lang.pay_cancel_order();
        view! { <p class="actions"><LinkButton label=label href=href kind=ButtonKind::Quiet /></p> }
    });
    view! {
        <PayScene title=lang.pay_title() intro=intro amount=amount steps=steps>
            {go}
            <PayProgress status=status poll_url=poll_url words=words />
            {time_over.then(|| view! { <p class="hint">{lang.pay_time_over()}</p> })}
            <p class="actions">
                <LinkButton label=lang.pay_check_now() href=format!("/pay/{number}?check=yes") />
            </p>
            {help}
            <p class="hint">{lang.pay_page_refreshes()}</p>
            {cancel}
        </PayScene>
    }
    .into_any()
}

/// The buyer approves on the provider's page: the way there, and what we know.
fn hosted(shown: Shown, attempt: &Attempt, lang: Lang) -> AnyView {
    let number = shown.progress.purchase.number;
    let amount = said(shown.progress.asked());
    let intro = format!("{} · {amount}", lang.order_title(&number.to_string()));
    let status = wire_status(&shown.progress, attempt.prepared_at, lang);
    let words = PayProgressWords {
        time_left: lang.pay_clock().to_owned(),
        offline: lang.pay_connection_lost().to_owned(),
    };
    let poll_url = format!(
        "/act/payment_progress?number={number}&language={}",
        lang.code()
    );
    let check = format!("/pay/{number}?check=yes");
    let leave = shown.can_leave.then(|| {
        view! {
            <form method="post" action=format!("/pay/{number}/leave")>
                <p class="hint">{lang.pay_leave_page()}</p>
                <Button label=lang.pay_other_method() kind=ButtonKind::Quiet />
            </form>
        }
    });
    view! {
        <section class="pay">
            <h1>{lang.pay_card_title()}</h1>
            <p class="pay-intro">{intro}</p>
            <ol class="steps">
                <li>{lang.pay_card_step_open()}</li>
                <li>{lang.pay_card_step_enter()}</li>
                <li>{lang.pay_card_step_back()}</li>
            </ol>
            {to_their_page(attempt, lang)}
            <PayProgress status=status poll_url=poll_url words=words />
            <p class="actions"><LinkButton label=lang.pay_check_now() href=check /></p>
            {leave}
            <p class="hint">{lang.pay_page_refreshes()}</p>
        </section>
    }
    .into_any()
}

/// The way to the page of whoever was asked, where there is one.
fn to_their_page(attempt: &Attempt, lang: Lang) -> Option<AnyView> {
    let href = attempt.redirect_url.clone()?;
    let label = lang.pay_open_page();
    Some(
        view! { <p class="actions"><LinkButton label=label href=href kind=ButtonKind::Primary icon=Icon::Lock /></p> }
            .into_any(),
    )
}

/// First the provider was asked; then the operator's own steps.
fn lost(shown: &Shown, attempt: &Attempt, lang: Lang) -> AnyView {
    let number = shown.progress.purchase.number;
    if !shown.is_lost {
        return view! {
            <p class="actions">
                <LinkButton label=lang.pay_no_prompt() href=format!("/pay/{number}?help=yes#help") kind=ButtonKind::Quiet />
            </p>
        }
        .into_any();
    }
    let network = attempt.method.network();
    let steps = network
        .map(|network| lost_prompt_steps(network, lang))
        .unwrap_or_default()
        .into_iter()
        .map(|step| view! { <li>{step}</li> })
        .collect_view();
    let dial = network.and_then(lost_prompt_ussd).map(|code| {
        let href = format!("tel:{}", code.replace('#', "%23"));
        view! { <p class="actions"><LinkButton label=code href=href icon=Icon::Phone /></p> }
    });
    view! {
        <section class="card" id="help">
            <h2 class="label">{lang.pay_no_prompt_title(lang.method_name(attempt.method))}</h2>
            <p>{lang.pay_no_prompt_wait()}</p>
            <ol class="steps">{steps}</ol>
            {dial}
        </section>
    }
    .into_any()
}

fn cancel(number: &str, lang: Lang) -> AnyView {
    view! {
        <details>
            <summary>{lang.pay_cancel_order()}</summary>
            <form method="post" action=format!("/orders/{number}/cancel")>
                <p>{lang.order_cancel_sure()}</p>
                <Button label=lang.order_cancel_yes() kind=ButtonKind::Danger />
            </form>
        </details>
    }
    .into_any()
}

/// Nothing is open: why not, and the form that starts another prompt.
fn ask(shown: &Shown, lang: Lang) -> AnyView {
    let progress = &shown.progress;
    let number = progress.purchase.number;
    let form = &shown.form;
    let chosen: Option<Method> = form.get("method").parse().ok();
    let price = Some(progress.amount());
    let credit = credit::choice(shown.credit, price, form, lang);
    let chosen = chosen.filter(|_| !credit.as_ref().is_some_and(|credit| credit.chosen));
    let mut choices = ways::choices(&shown.ways, chosen, lang);
    choices.extend(credit);
    let errors = errors_of(form, &["phone", "method", CREDIT]);
    let why = progress.refusal().map(|why| {
        let text = lang.refusal(why);
        view! {
            <Notice tone=Tone::Bad title=text.what>
                <p>{why.took_nothing().then(|| lang.pay_nothing_taken())}" "{text.next}</p>
            </Notice>
        }
    });
    let title = if why.is_some() {
        lang.pay_refused_title()
    } else {
        lang.order_unpaid_lead()
    };
    view! {
        <h1>{title}</h1>
        {(!errors.is_empty()).then(|| view! { <ErrorSummary title=lang.checkout_check() errors=errors /> })}
        {why}
        <form method="post" action=format!("/pay/{number}") id="again">
            <Hidden name="key" value=form.value("key") />
            <Field
                id="phone"
                name="phone"
                label=lang.field_paying_phone()
                kind=InputKind::Phone
                value=form.value("phone")
                hint=lang.field_paying_phone_hint()
                error=form.error("phone")
                required=true
                max_length=24
            />
            <ChoiceCards id="method" name="method" legend=lang.method() choices=choices error=form.error("method") />
            {credit::tick(shown.credit, price, form, lang)}
            {open_prompt::question(shown.prompt, form, lang)}
            <Button label=lang.pay_amount_now(&said(progress.amount())) kind=ButtonKind::Primary icon=Icon::Lock />
        </form>
        {shown.desk.as_ref().map(|desk| by_hand::ways(desk, shown.by_hand, shown.bank, lang))}
        {shown.is_abroad_open.then(|| abroad::way(&number.to_string(), lang))}
        {ask_shop(shown, lang)}
        {cancel(&number.to_string(), lang)}
    }
    .into_any()
}

/// Where paying keeps failing: a person to write to.
fn ask_shop(shown: &Shown, lang: Lang) -> AnyView {
    if shown.askable.is_empty() {
        return ().into_any();
    }
    let number = shown.progress.purchase.number;
    let links = shown
        .askable
        .iter()
        .map(|one| {
            let label = lang.order_whatsapp_shop(&one.shop);
            let href = format!("/pay/{number}/ask/{}", one.number);
            view! { <LinkButton label=label href=href icon=Icon::Message /> }
        })
        .collect_view();
    view! {
        <section>
            <h2 class="label">{lang.pay_ask_shop_title()}</h2>
            <p class="hint">{lang.pay_ask_shop_why()}</p>
            <p class="actions">{links}</p>
        </section>
    }
    .into_any()
}

fn closed(shown: &Shown, lang: Lang) -> AnyView {
    let status = wire_status(&shown.progress, shown.progress.purchase.placed_at, lang);
    let number = shown.progress.purchase.number;
    view! {
        <h1>{status.title}</h1>
        <Notice tone=Tone::Info>
            <p>{status.sentence}</p>
        </Notice>
        <p class="actions">
            <LinkButton label=lang.pay_paid_next() href=format!("/orders/{number}") kind=ButtonKind::Primary />
        </p>
    }
    .into_any()
}
