//! Store credit as a way to pay: a card where it covers the price, a box to tick where something is left for another way.

use countries::{Country, format_money};
use kernel::Money;
use leptos::prelude::*;
use words::Lang;

use crate::form::Form;
use crate::problem::Problem;
use crate::state::AppState;
use crate::ui::{Checkbox, Choice, Hidden};
use crate::visitor::Visitor;

/// As the form's `method` says store credit, and the box's name.
pub(crate) const CREDIT: &str = "credit";
/// How much the box said there is: never more is taken.
const SEEN: &str = "credit_seen";
const TICKED: &str = "yes";

/// What whoever is signed in may spend; nothing is offered where there is nothing.
pub(crate) async fn of(
    app: &AppState,
    visitor: &Visitor,
    country: Country,
) -> Result<Option<Money>, Problem> {
    let currency = country.pack().currency;
    let has = flows::credit::spendable(&app.market, visitor.person(), currency).await?;
    Ok(Some(has).filter(|has| has.is_positive()))
}

/// Whether it pays all of a price.
pub(crate) fn covers(has: Option<Money>, price: Option<Money>) -> bool {
    matches!((has, price), (Some(has), Some(price)) if has.minor() >= price.minor())
}

/// What the ticked box said.
pub(crate) fn typed(form: &Form, country: Country) -> Option<Money> {
    if form.get(CREDIT) != TICKED {
        return None;
    }
    let minor: i64 = form.get(SEEN).parse().ok().filter(|minor| *minor > 0)?;
    Some(Money::new(minor, country.pack().currency))
}

/// The card, where store credit covers the price.
pub(crate) fn choice(
    has: Option<Money>,
    price: Option<Money>,
    form: &Form,
    lang: Lang,
) -> Option<Choice> {
    let has = has.filter(|_| covers(has, price))?;
    Some(Choice {
        value: CREDIT.to_owned(),
        label: lang.method_credit().to_owned(),
        note: Some(lang.method_credit_has(&format_money(has))),
        chosen: form.get("method") == CREDIT,
        disabled: false,
    })
}

/// The box, where it does not, or where nobody knows the price yet.
pub(crate) fn tick(has: Option<Money>, price: Option<Money>, form: &Form, lang: Lang) -> AnyView {
    let Some(has) = has.filter(|_| !covers(has, price)) else {
        return ().into_any();
    };
    let left = price.and_then(|price| price.minus(has).ok());
    let label = match left {
        Some(left) => lang.credit_use_part(&format_money(has), &format_money(left)),
        None => lang.credit_use(&format_money(has)),
    };
    let error = form.error(CREDIT);
    view! {
        <Hidden name=SEEN value=has.minor().to_string() />
        <Checkbox id=CREDIT name=CREDIT value=TICKED label=label checked=form.get(CREDIT) == TICKED error=error />
    }
    .into_any()
}

/// Why it cannot be used.
pub(crate) fn gone(why: flows::credit::NoCredit, lang: Lang) -> String {
    match why {
        flows::credit::NoCredit::SignIn => lang.sign_in_first().to_owned(),
        flows::credit::NoCredit::Gone { left } => lang.credit_gone(&format_money(left)),
    }
}
