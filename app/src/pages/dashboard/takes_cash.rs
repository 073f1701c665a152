//! By which rules the shop's rider takes cash: whether, up to how much for one parcel, and where.

use catalog::cash::CashTerms;
use countries::Country;
use leptos::prelude::*;
use words::Lang;

use super::Desk;
use crate::form::Form;
use crate::pages::door::{area, fee};
use crate::pages::shown::area_name;
use crate::ui::{CheckList, Checkbox, Choice, Field, InputKind};

const TAKES: &str = "cash";
const MAXIMUM: &str = "cash_max";
/// Once for each area that is ticked.
const AREA: &str = "cash_area";

/// The rules as the form first shows them.
pub(super) fn fill(form: &mut Form, terms: Option<&CashTerms>, country: Country) {
    let Some(terms) = terms else { return };
    let maximum = terms.maximum;
    let maximum = maximum.map(|most| most.to_plain(country.pack().display_decimals));
    form.set(TAKES, "yes");
    form.set(MAXIMUM, maximum.unwrap_or_default());
    for area in &terms.areas {
        form.push(AREA, area.clone());
    }
}

/// What was chosen; `None`: it takes no cash. What is wrong stands beside its field.
pub(super) fn parse(
    form: &mut Form,
    country: Country,
    lang: Lang,
) -> Result<Option<CashTerms>, ()> {
    let maximum = form.parse(MAXIMUM, |typed| match typed {
        "" => Ok(None),
        typed => fee(typed, country, lang).map(Some),
    });
    let ticked: Result<Vec<_>, _> = form
        .all(AREA)
        .map(|typed| area(typed, country, lang))
        .collect();
    let areas = ticked.map_err(|words| form.fail(AREA, words)).ok();
    let terms = CashTerms {
        maximum: maximum.ok_or(())?.filter(|maximum| maximum.is_positive()),
        areas: areas.ok_or(())?,
    };
    Ok(form.has(TAKES).then_some(terms))
}

/// The fields. The areas are those it delivers to, and those that are ticked: one that it left is not forgotten because of it, or
/// "nowhere else" would become "everywhere" by itself.
pub(super) fn fields(desk: &Desk, form: &Form, delivers_to: &[String], lang: Lang) -> AnyView {
    let ticked: Vec<&str> = form.all(AREA).collect();
    let left = |area: &&str| !delivers_to.iter().any(|known| known == area);
    let also: Vec<&str> = ticked.iter().copied().filter(left).collect();
    let name = |id| area_name(desk.country, id);
    let choice = |id: &str, label: String| Choice {
        value: id.to_owned(),
        label,
        chosen: ticked.contains(&id),
        ..Choice::default()
    };
    let mut choices: Vec<Choice> = delivers_to
        .iter()
        .map(|id| choice(id, name(id)))
        .chain(
            also.iter()
                .map(|id| choice(id, lang.cash_area_left(&name(id)))),
        )
        .collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    let error = form.error(AREA);
    let is_open = !ticked.is_empty() || error.is_some();
    view! {
        <Checkbox id=TAKES name=TAKES label=lang.cash_takes() checked=form.has(TAKES) />
        <Field
            id=MAXIMUM
            name=MAXIMUM
            label=format!("{} ({})", lang.cash_max(), lang.optional())
            hint=lang.cash_hint()
            kind=InputKind::Amount
            value=form.value(MAXIMUM)
            error=form.error(MAXIMUM)
            max_length=12
        />
        <details open=is_open>
            <summary>{lang.cash_areas()}</summary>
            <CheckList id=AREA name=AREA legend=lang.cash_areas_hint() choices=choices error=error />
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use kernel::{Currency, Money};

    use super::*;

    #[test]
    fn the_rules_read_back_as_they_were() {
        let terms = CashTerms {
            maximum: Some(Money::new(50_000, Currency::ZMW)),
            areas: vec!["chelstone".to_owned(), "chilenje".to_owned()],
        };
        let mut form = Form::default();
        fill(&mut form, Some(&terms), Country::Zambia);
        assert_eq!(parse(&mut form, Country::Zambia, Lang::En), Ok(Some(terms)));
        let mut none = Form::default();
        fill(&mut none, None, Country::Zambia);
        assert_eq!(parse(&mut none, Country::Zambia, Lang::En), Ok(None));
    }

    #[test]
    fn an_area_of_another_country_is_none() {
        let fields = [(TAKES, "yes".to_owned()), (AREA, "kilimani".to_owned())];
        let mut form = Form::of(fields);
        assert_eq!(parse(&mut form, Country::Zambia, Lang::En), Err(()));
        assert!(form.error(AREA).is_some());
        assert!(parse(&mut form, Country::Kenya, Lang::En).is_ok());
    }
}
