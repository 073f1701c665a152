//! `/dashboard/delivery`: one line for each area of the country's gazetteer.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use catalog::delivery::AreaFee;
use countries::{Area, Country};
use leptos::prelude::*;
use words::Lang;

use super::Desk;
use super::product::input;
use super::said::told;
use crate::form::Form;
use crate::pages::door::{days, fee, plain, plain_days, summary};
use crate::pages::shown::see_other;
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::DashboardSection;
use crate::state::AppState;
use crate::ui::{Button, ButtonKind, Column, DataTable, Field, InputKind, Tone};

/// Usual days where a shop writes none.
const DAYS_USUAL: &str = "1-2";

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    done: Option<String>,
}

fn fee_name(area: &str) -> String {
    format!("fee-{area}")
}

fn days_name(area: &str) -> String {
    format!("days-{area}")
}

/// `GET /dashboard/delivery`
pub(super) async fn show(
    State(app): State<AppState>,
    desk: Desk,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let fees = flows::dashboard::fees(&app.market, desk.scope).await?;
    let done = (asks.done.as_deref() == Some("saved"))
        .then(|| (Tone::Good, desk.lang().delivery_saved().to_owned()));
    let form = filled(&fees, desk.country);
    Ok(page(&app, desk, form, StatusCode::OK, done))
}

/// `POST /dashboard/delivery`
pub(super) async fn save(
    State(app): State<AppState>,
    desk: Desk,
    mut form: Form,
) -> Result<Response, Problem> {
    desk.owner()?;
    let lang = desk.lang();
    if form.get("do") == "fill" {
        let is_filled = fill(&mut form, desk.country, lang);
        let done = is_filled.then(|| (Tone::Info, lang.delivery_filled().to_owned()));
        let status = if is_filled {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        return Ok(page(&app, desk, form, status, done));
    }
    let fees = parse(&mut form, desk.country, lang);
    if !form.is_ok() {
        return Ok(page(
            &app,
            desk,
            form,
            StatusCode::UNPROCESSABLE_ENTITY,
            None,
        ));
    }
    flows::keep_shop::set_fees(&app.market, desk.scope, &fees).await?;
    Ok(see_other(&desk.href("/dashboard/delivery?done=saved")))
}

fn filled(fees: &[AreaFee], country: Country) -> Form {
    let pairs = fees.iter().flat_map(|fee| {
        [
            (fee_name(&fee.area), plain(fee.fee, country)),
            (days_name(&fee.area), plain_days(fee.days_min, fee.days_max)),
        ]
    });
    Form::of_pairs(pairs.collect())
}

/// The same fee and days for every area that has none. The form says what is wrong with them otherwise.
fn fill(form: &mut Form, country: Country, lang: Lang) -> bool {
    let fee = form.parse("fee_all", |typed| match typed {
        "" => Err(lang.form_price_missing().to_owned()),
        typed => fee(typed, country, lang),
    });
    let days = form.parse("days_all", |typed| {
        days(if typed.is_empty() { DAYS_USUAL } else { typed }, lang)
    });
    let (Some(fee), Some((min, max))) = (fee, days) else {
        return false;
    };
    for area in country.pack().areas {
        if form.get(&fee_name(area.id)).is_empty() {
            form.set(&fee_name(area.id), plain(fee, country));
            form.set(&days_name(area.id), plain_days(min, max));
        }
    }
    form.set("fee_all", "");
    form.set("days_all", "");
    true
}

/// The areas that have a fee.
fn parse(form: &mut Form, country: Country, lang: Lang) -> Vec<AreaFee> {
    let mut fees = Vec::new();
    for area in country.pack().areas {
        if form.get(&fee_name(area.id)).is_empty() {
            continue;
        }
        let fee = form.parse(&fee_name(area.id), |typed| fee(typed, country, lang));
        let days = form.parse(&days_name(area.id), |typed| {
            days(if typed.is_empty() { DAYS_USUAL } else { typed }, lang)
        });
        if let (Some(fee), Some((days_min, days_max))) = (fee, days) {
            fees.push(AreaFee {
                area: area.id.to_owned(),
                fee,
                days_min,
                days_max,
            });
        }
    }
    if fees.is_empty() && form.is_ok() {
        form.fail("fee_all", lang.form_delivery_area_needed());
    }
    fees
}

fn page(
    app: &AppState,
    desk: Desk,
    form: Form,
    status: StatusCode,
    done: Option<(Tone, String)>,
) -> Response {
    let lang = desk.lang();
    let chrome = desk.chrome(app, DashboardSection::Delivery);
    let page = Page::new(lang.code(), lang.delivery_title())
        .noindex()
        .status(status);
    page.render(&app.assets, chrome, move || body(&desk, &form, done))
        .into_response()
}

fn body(desk: &Desk, form: &Form, done: Option<(Tone, String)>) -> AnyView {
    let lang = desk.lang();
    let pack = desk.country.pack();
    let (yes, no): (Vec<&Area>, Vec<&Area>) = pack
        .areas
        .iter()
        .partition(|area| !form.get(&fee_name(area.id)).is_empty());
    let has_error = no
        .iter()
        .any(|area| form.error(&days_name(area.id)).is_some());
    let is_all_open = yes.is_empty() || has_error;
    view! {
        <h1>{lang.delivery_title()}</h1>
        {told(done)}
        {summary(form, lang)}
        <p>{lang.delivery_areas(i64::try_from(yes.len()).unwrap_or(i64::MAX))}</p>
        <form method="post" action=desk.href("/dashboard/delivery")>
            // The Enter key saves.
            <button class="unseen" type="submit" name="do" value="save" tabindex="-1" aria-hidden="true">
                {lang.save()}
            </button>
            <fieldset>
                <legend>{lang.delivery_fill_title()}</legend>
                <div class="pair">
                    <Field
                        id="fee_all"
                        name="fee_all"
                        label=lang.delivery_area_fee()
                        kind=InputKind::Amount
                        before=pack.currency_symbol
                        value=form.value("fee_all")
                        error=form.error("fee_all")
                        max_length=16
                    />
                    <Field
                        id="days_all"
                        name="days_all"
                        label=lang.delivery_area_days()
                        hint=lang.sell_days_hint()
                        value=form.value("days_all")
                        error=form.error("days_all")
                        max_length=8
                        autocomplete="off"
                    />
                </div>
                <p class="actions">
                    <button class="button" type="submit" name="do" value="fill" formnovalidate=true>
                        {lang.delivery_fill()}
                    </button>
                </p>
            </fieldset>
            <p class="hint">{lang.delivery_lead()}</p>
            {(!yes.is_empty()).then(|| table(&yes, lang.delivery_title(), form, pack.currency_symbol, lang))}
            {(!no.is_empty())
                .then(|| {
                    view! {
                        <details open=is_all_open>
                            <summary>{lang.delivery_not()}</summary>
                            {table(&no, lang.delivery_not(), form, pack.currency_symbol, lang)}
                        </details>
                    }
                })}
            <p class="actions decision">
                <Button label=lang.save() kind=ButtonKind::Primary name="do" value="save" />
            </p>
        </form>
    }
    .into_any()
}

fn table(
    areas: &[&Area],
    caption: &'static str,
    form: &Form,
    symbol: &'static str,
    lang: Lang,
) -> AnyView {
    let columns = vec![
        Column::text(lang.column_area()),
        Column::text(format!("{} ({symbol})", lang.delivery_area_fee())),
        Column::text(lang.delivery_area_days()),
    ];
    let rows = areas
        .iter()
        .map(|area| {
            let fee = input(
                form,
                &fee_name(area.id),
                format!("{}: {}", lang.delivery_area_fee(), area.name),
                "decimal",
            );
            let days = input(
                form,
                &days_name(area.id),
                format!("{}: {}", lang.delivery_area_days(), area.name),
                "text",
            );
            vec![area.name.into_any(), fee, days]
        })
        .collect();
    view! { <DataTable caption=caption columns=columns rows=rows /> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Currency, Money};

    fn form(fields: &[(&str, &str)]) -> Form {
        Form::of_pairs(
            fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn an_area_without_a_fee_is_not_served() {
        let mut form = form(&[
            ("fee-chilenje", "25"),
            ("days-chilenje", ""),
            ("fee-kabulonga", ""),
            ("days-kabulonga", "1"),
        ]);
        let fees = parse(&mut form, Country::Zambia, Lang::En);
        let [fee] = fees.as_slice() else {
            panic!("{fees:?}")
        };
        assert_eq!(
            (fee.area.as_str(), fee.fee),
            ("chilenje", Money::new(2_500, Currency::ZMW))
        );
        assert_eq!((fee.days_min, fee.days_max), (1, 2));
    }

    #[test]
    fn filling_leaves_what_is_there() {
        let mut form = form(&[
            ("fee-chilenje", "25"),
            ("days-chilenje", "0"),
            ("fee_all", "60"),
            ("days_all", "1-3"),
        ]);
        assert!(fill(&mut form, Country::Zambia, Lang::En));
        let fees = parse(&mut form, Country::Zambia, Lang::En);
        assert_eq!(fees.len(), Country::Zambia.pack().areas.len());
        assert!(
            fees.iter()
                .all(|fee| fee.fee.minor() == if fee.area == "chilenje" { 2_500 } else { 6_000 })
        );
    }

    #[test]
    fn a_shop_delivers_somewhere() {
        let mut form = form(&[]);
        assert!(parse(&mut form, Country::Zambia, Lang::En).is_empty());
        assert!(form.error("fee_all").is_some());
    }

    #[test]
    fn a_table_reads_back_as_it_was() {
        let fee = AreaFee {
            area: "kilimani".to_owned(),
            fee: Money::new(15_000, Currency::KES),
            days_min: 0,
            days_max: 1,
        };
        let mut form = filled(std::slice::from_ref(&fee), Country::Kenya);
        assert_eq!(parse(&mut form, Country::Kenya, Lang::En), [fee]);
    }
}
