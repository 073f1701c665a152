//! The form that gives back of an order, for its shop and for admins: first what would happen, then the button that does it.

use catalog::Reason;
use countries::{Country, format_money};
use flows::give_back::{self, Ask, By, GiveBackError, Preview, Standing};
use kernel::{Money, OrderNumber};
use leptos::prelude::*;
use orders::OrderLine;
use orders::refunds::{LineLeft, NoRefund, Part, Way, Wish};
use words::Lang;

use super::checkout::typed::key_of;
use super::door::{pieces, price, summary, text};
use crate::form::Form;
use crate::problem::Problem;
use crate::state::AppState;
use crate::ui::{
    Button, ButtonKind, Checkbox, Field, Hidden, InputKind, Notice, TextArea, Tone, TotalRow,
    Totals,
};

/// The longest reason, in characters.
const REASON_CHARS_MAX: u32 = 300;

/// What was typed.
pub(super) struct Typed {
    pub ask: Ask,
    /// The button that does it was pressed, and not the one that shows what would happen.
    pub is_decided: bool,
}

/// Reads the form; what is wrong is noted beside its field.
pub(super) fn read(
    form: &mut Form,
    standing: &Standing,
    country: Country,
    lang: Lang,
) -> Option<Typed> {
    let wish = wish(form, standing, country, lang);
    let reason = form.parse("reason", |typed| match typed {
        "" => Err(lang.form_reason().to_owned()),
        typed => text(Reason::parse(typed), lang),
    });
    let (wish, reason) = (wish?, reason?);
    let seen: i64 = form.get("seen").parse().unwrap_or_default();
    let Some(key) = key_of(form).map(ToOwned::to_owned) else {
        form.fail("all", lang.form_expired());
        return None;
    };
    Some(Typed {
        is_decided: form.get("do") == "refund",
        ask: Ask {
            number: standing.order.number,
            key,
            wish,
            reason: reason.as_str().to_owned(),
            total_seen: Money::new(seen, standing.order.total.currency()),
        },
    })
}

fn wish(form: &mut Form, standing: &Standing, country: Country, lang: Lang) -> Option<Wish> {
    let mut lines = Vec::new();
    let mut is_ok = true;
    for (at, line) in standing.lines.iter().enumerate() {
        match part(form, at, country, lang) {
            Ok(Some(part)) => lines.push((line.id, part)),
            Ok(None) => {}
            Err(()) => is_ok = false,
        }
    }
    let mut delivery = None;
    if !form.get("delivery").is_empty() {
        delivery = form.parse("delivery", |typed| price(typed, country, lang));
        is_ok &= delivery.is_some();
    }
    let is_nothing = lines.is_empty() && delivery.is_none();
    if form.has("all") {
        if !is_nothing {
            form.fail("all", lang.refund_all_or_parts());
            return None;
        }
        let to_shelf = form.has("shelf-all");
        return is_ok.then_some(Wish::Everything { to_shelf });
    }
    if is_nothing && is_ok {
        form.fail("all", lang.refund_nothing());
        return None;
    }
    is_ok.then_some(Wish::Parts { lines, delivery })
}

/// What was typed for one line. The error stands beside its field.
fn part(form: &mut Form, at: usize, country: Country, lang: Lang) -> Result<Option<Part>, ()> {
    let (count, amount) = (format!("pieces-{at}"), format!("amount-{at}"));
    match (form.get(&count), form.get(&amount)) {
        ("", "") => Ok(None),
        ("", _) => {
            let amount = form.parse(&amount, |typed| price(typed, country, lang));
            amount.map(|amount| Some(Part::Amount(amount))).ok_or(())
        }
        (_, "") => {
            let to_shelf = form.has(&format!("shelf-{at}"));
            let count = form.parse(&count, |typed| pieces(typed, lang)).ok_or(())?;
            Ok((count > 0).then_some(Part::Pieces { count, to_shelf }))
        }
        (_, _) => {
            form.fail(&amount, lang.stock_one_of_two());
            Err(())
        }
    }
}

/// Says beside its field why nothing was given back. What is no matter of the form is a problem.
pub(super) fn explain(
    form: &mut Form,
    standing: &Standing,
    error: GiveBackError,
    lang: Lang,
) -> Result<(), Problem> {
    let place = |id| standing.lines.iter().position(|line| line.id == id);
    let (field, words) = match error {
        GiveBackError::NotFound => return Err(Problem::NotFound),
        GiveBackError::Failed(error) => return Err(error.into()),
        GiveBackError::NotNow(_) => ("all".to_owned(), lang.refund_not_now().to_owned()),
        GiveBackError::KeyReused => {
            // What comes next is another refund.
            form.set("key", "");
            ("all".to_owned(), lang.refund_done_before().to_owned())
        }
        GiveBackError::NothingToSend => {
            ("all".to_owned(), lang.refund_nothing_to_send().to_owned())
        }
        GiveBackError::Step(_) => ("all".to_owned(), lang.form_amount_whole().to_owned()),
        GiveBackError::TotalChanged { total } => {
            ("all".to_owned(), lang.refund_changed(&format_money(total)))
        }
        GiveBackError::No(NoRefund::Nothing | NoRefund::Line(_)) => {
            ("all".to_owned(), lang.refund_nothing().to_owned())
        }
        GiveBackError::No(NoRefund::Pieces { line, left }) => (
            format!("pieces-{}", place(line).unwrap_or_default()),
            lang.refund_pieces_left(left.into()),
        ),
        GiveBackError::No(NoRefund::Amount { line, left }) => (
            format!("amount-{}", place(line).unwrap_or_default()),
            lang.refund_amount_left(&format_money(left)),
        ),
        GiveBackError::No(NoRefund::Delivery { left }) => (
            "delivery".to_owned(),
            lang.refund_amount_left(&format_money(left)),
        ),
    };
    form.fail(&field, words);
    Ok(())
}

/// The order, for who may give back of it.
pub(super) async fn standing(
    app: &AppState,
    by: By,
    number: OrderNumber,
) -> Result<Standing, Problem> {
    match give_back::standing(&app.market, by, number).await {
        Ok(standing) => Ok(standing),
        Err(GiveBackError::Failed(error)) => Err(error.into()),
        // Reading refuses for no other reason.
        Err(_) => Err(Problem::NotFound),
    }
}

/// The key a form came with, or a new one.
pub(super) fn key(app: &AppState, form: &Form) -> String {
    let fresh = || app.market.source.uuid_v4().simple().to_string();
    key_of(form).map_or_else(fresh, ToOwned::to_owned)
}

/// Everything the form shows.
pub(super) struct Shown {
    pub standing: Standing,
    pub form: Form,
    /// Only after it was looked at is there a button that does it.
    pub preview: Option<Preview>,
    pub action: String,
    pub key: String,
    pub lang: Lang,
}

pub(super) fn body(shown: &Shown) -> AnyView {
    let (lang, form) = (shown.lang, &shown.form);
    if !shown.standing.is_open {
        return view! { <Notice tone=Tone::Info><p>{lang.refund_not_now()}</p></Notice> }
            .into_any();
    }
    let lines = shown.standing.lines.iter().zip(&shown.standing.left);
    let lines = lines
        .enumerate()
        .map(|(at, (line, left))| line_fields(at, line, *left, shown))
        .collect_view();
    let delivery = shown.standing.shares_left.delivery;
    let seen = shown.preview.as_ref().map(|preview| preview.total);
    view! {
        {summary(form, lang)}
        <form method="post" action=shown.action.clone() class="tw:max-w-120">
            {lines}
            {delivery
                .is_positive()
                .then(|| {
                    view! {
                        <Field
                            id="delivery"
                            name="delivery"
                            label=lang.refund_delivery(&format_money(delivery))
                            kind=InputKind::Amount
                            value=form.value("delivery")
                            error=form.error("delivery")
                            max_length=12
                        />
                    }
                })}
            {everything(shown)}
            <TextArea
                id="reason"
                name="reason"
                label=lang.action_cancel_reason()
                value=form.value("reason")
                error=form.error("reason")
                required=true
                max_length=REASON_CHARS_MAX
            />
            <Hidden name="number" value=shown.standing.order.number.to_string() />
            <Hidden name="key" value=shown.key.clone() />
            {shown.preview.as_ref().map(|preview| what_happens(preview, lang))}
            <p class="actions">
                <Button label=lang.refund_preview() name="do" value="preview" />
                {seen
                    .map(|total| {
                        view! {
                            <Hidden name="seen" value=total.minor().to_string() />
                            <Button
                                label=lang.refund_button(&format_money(total))
                                kind=ButtonKind::Danger
                                name="do"
                                value="refund"
                            />
                        }
                    })}
            </p>
        </form>
    }
    .into_any()
}

fn everything(shown: &Shown) -> AnyView {
    let (lang, form) = (shown.lang, &shown.form);
    let left = shown.standing.shares_left.total().ok();
    let label = left.map(|left| lang.refund_everything(&format_money(left)));
    view! {
        <fieldset>
            <legend>{lang.refund_or_everything()}</legend>
            <Checkbox
                id="all"
                name="all"
                label=label.unwrap_or_default()
                checked=form.has("all")
                error=form.error("all")
            />
            <Checkbox
                id="shelf-all"
                name="shelf-all"
                label=lang.refund_to_shelf()
                checked=form.has("shelf-all")
            />
        </fieldset>
    }
    .into_any()
}

fn line_fields(at: usize, line: &OrderLine, left: LineLeft, shown: &Shown) -> AnyView {
    let (lang, form) = (shown.lang, &shown.form);
    if left.amount.is_zero() {
        return ().into_any();
    }
    let [count, amount, shelf] = ["pieces", "amount", "shelf"].map(|name| format!("{name}-{at}"));
    let pieces_left = i64::from(left.pieces);
    let counted = (left.pieces > 0).then(|| {
        view! {
            <Field
                id=count.clone()
                name=count.clone()
                label=lang.refund_pieces(pieces_left)
                kind=InputKind::Count
                value=form.value(&count)
                error=form.error(&count)
                max_length=4
            />
            <Checkbox
                id=shelf.clone()
                name=shelf.clone()
                label=lang.refund_to_shelf()
                checked=form.has(&shelf)
            />
        }
    });
    view! {
        <fieldset>
            <legend>{lang.order_line(line.quantity.into(), &line.title)}</legend>
            {counted}
            <Field
                id=amount.clone()
                name=amount.clone()
                label=lang.refund_amount(&format_money(left.amount))
                hint=lang.refund_amount_hint(&format_money(left.amount))
                kind=InputKind::Amount
                value=form.value(&amount)
                error=form.error(&amount)
                max_length=12
            />
        </fieldset>
    }
    .into_any()
}

/// To the unit what the refund will do.
fn what_happens(preview: &Preview, lang: Lang) -> AnyView {
    let shares = &preview.reckoned.shares;
    let row = |label: &str, amount, is_total| TotalRow {
        label: label.to_owned(),
        amount: format_money(amount),
        is_total,
        href: None,
    };
    let rows = vec![
        row(lang.refund_shop_gives(), preview.of_shop, false),
        row(lang.refund_commission_back(), shares.commission, false),
        row(lang.refund_buyer_gets(), preview.total, true),
    ];
    let how = match preview.way {
        Way::ToSource => lang.refund_way_source(),
        Way::Credit => lang.refund_way_credit(),
        Way::InHand => lang.refund_way_in_hand(),
    };
    let tax = lang.refund_tax_part(&format_money(shares.tax));
    let cancels = preview.cancels;
    view! {
        <Notice tone=Tone::Waiting title=lang.refund_what_happens()>
            <Totals rows=rows />
            <p>{how}</p>
            <p>{tax}</p>
            {cancels.then(|| view! { <p>{lang.refund_cancels()}</p> })}
        </Notice>
    }
    .into_any()
}
