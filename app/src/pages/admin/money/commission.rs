//! `/admin/commission`: what the marketplace keeps of a sale, by which rule and whose, and the form that sets another.

use std::str::FromStr as _;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use countries::Country;
use flows::commission::{self, CommissionError, Rules};
use kernel::{CategoryId, Timestamp};
use leptos::prelude::*;
use orders::CommissionRule;
use orders::commission::rules::{SetRule, Whom};
use orders::commission::{Terms, WrongTerms};
use words::Lang;

use super::Treasurer;
use crate::form::Form;
use crate::pages::door::{percentage, price, summary};
use crate::pages::shown::{categories, category_called, see_other};
use crate::pages::terms::in_words;
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::AdminSection;
use crate::state::AppState;
use crate::ui::{
    Button, ButtonKind, Choice, Column, DataTable, Field, Hidden, InputKind, Link, Notice,
    Pagination, Select, Tone,
};

const PATH: &str = "/admin/commission";

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asks {
    done: Option<String>,
    before: Option<String>,
}

/// `GET /admin/commission`
pub(super) async fn show(
    State(app): State<AppState>,
    by: Treasurer,
    Query(asks): Query<Asks>,
) -> Result<Response, Problem> {
    let lang = by.lang();
    let said = match asks.done.as_deref() {
        Some("set") => Some((Tone::Good, lang.commission_set_done())),
        Some("ended") => Some((Tone::Good, lang.commission_end_done())),
        Some("meanwhile") => Some((Tone::Bad, lang.commission_meanwhile())),
        _ => None,
    };
    let before = asks.before.map(|before| before.parse()).transpose();
    let before = before.map_err(|_| Problem::NotFound)?;
    let rules = commission::list(&app.market, before).await?;
    let listed = (rules, before.is_none());
    Ok(page(
        &app,
        by,
        listed,
        Form::default(),
        StatusCode::OK,
        said,
    ))
}

/// `POST /admin/commission`: a new rule, or the end of one.
pub(super) async fn act(
    State(app): State<AppState>,
    by: Treasurer,
    mut form: Form,
) -> Result<Response, Problem> {
    if form.get("do") == "end" {
        let rule = form.get("rule").parse().map_err(|_| Problem::BadRequest)?;
        let done = match commission::end(&app.market, by.admin, rule).await {
            Ok(()) => "ended",
            Err(CommissionError::NotInForce) => "meanwhile",
            Err(CommissionError::Failed(error)) => return Err(error.into()),
            Err(CommissionError::Currency) => return Err(Problem::server()),
        };
        return Ok(see_other(&format!("{PATH}?done={done}")));
    }
    let typed = parse(&app, &mut form, by.lang()).await?;
    let Some((country, whom, terms)) = typed.filter(|_| form.is_ok()) else {
        let rules = commission::list(&app.market, None).await?;
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(page(&app, by, (rules, true), form, status, None));
    };
    match commission::set(&app.market, by.admin, country, whom, terms).await {
        Ok(_) => Ok(see_other(&format!("{PATH}?done=set"))),
        Err(CommissionError::Failed(error)) => Err(error.into()),
        // Amounts were read in the country's own.
        Err(CommissionError::Currency | CommissionError::NotInForce) => Err(Problem::server()),
    }
}

/// What was typed; every mistake stands beside its field.
async fn parse(
    app: &AppState,
    form: &mut Form,
    lang: Lang,
) -> Result<Option<(Country, Whom, Terms)>, Problem> {
    let rate = form.parse("rate", |typed| percentage(typed, lang));
    let country = form.parse("country", |typed| {
        let found = Country::from_str(typed).ok();
        found
            .filter(|country| app.market.settings.countries.contains(country))
            .ok_or_else(|| lang.form_choose().to_owned())
    });
    let Some(country) = country else {
        return Ok(None);
    };
    let mut bound = |name| {
        form.parse(name, |typed| match typed {
            "" => Ok(None),
            typed => price(typed, country, lang).map(Some),
        })
    };
    let (minimum, maximum) = (bound("minimum"), bound("maximum"));
    let whom = whom(app, form, country, lang).await?;
    let (Some(rate), Some(minimum), Some(maximum), Some(whom)) = (rate, minimum, maximum, whom)
    else {
        return Ok(None);
    };
    let terms = match Terms::new(rate, minimum, maximum) {
        Ok(terms) => Some(terms),
        Err(WrongTerms::Crossed) => {
            form.fail("maximum", lang.commission_crossed());
            None
        }
        Err(WrongTerms::Rate | WrongTerms::Bound) => {
            form.fail("rate", lang.commission_rate_wrong());
            None
        }
    };
    Ok(terms.map(|terms| (country, whom, terms)))
}

async fn whom(
    app: &AppState,
    form: &mut Form,
    country: Country,
    lang: Lang,
) -> Result<Option<Whom>, Problem> {
    let category = form.value("category");
    let address = form.value("shop");
    if !category.is_empty() && !address.is_empty() {
        form.fail("shop", lang.commission_shop_or_category());
        return Ok(None);
    }
    if !category.is_empty() {
        let all = catalog::categories::list(&app.market.pools.storefront).await?;
        let chosen = category.parse::<CategoryId>().ok();
        let found = chosen.filter(|id| all.iter().any(|category| category.id == *id));
        if found.is_none() {
            form.fail("category", lang.form_choose());
        }
        return Ok(found.map(Whom::Category));
    }
    if address.is_empty() {
        return Ok(Some(Whom::Everybody));
    }
    let Some(shop) = commission::shop_at(&app.market, &address).await? else {
        form.fail("shop", lang.commission_shop_unknown());
        return Ok(None);
    };
    if shop.country != country.code() {
        let elsewhere = Country::from_str(&shop.country).map_err(|_| Problem::server())?;
        form.fail("shop", lang.commission_shop_elsewhere(elsewhere.name(lang)));
        return Ok(None);
    }
    Ok(Some(Whom::Shop(shop.id)))
}

struct Shown {
    by: Treasurer,
    rules: Rules,
    /// The newest rules, not those before one.
    is_newest: bool,
    /// Where the marketplace trades.
    countries: Vec<Country>,
    form: Form,
    said: Option<(Tone, &'static str)>,
    now: Timestamp,
}

fn page(
    app: &AppState,
    by: Treasurer,
    (rules, is_newest): (Rules, bool),
    form: Form,
    status: StatusCode,
    said: Option<(Tone, &'static str)>,
) -> Response {
    let lang = by.lang();
    let chrome = by.chrome(app, AdminSection::Commission);
    let shown = Shown {
        rules,
        is_newest,
        countries: app.market.settings.countries.clone(),
        now: app.market.source.now(),
        by,
        form,
        said,
    };
    let page = Page::new(lang.code(), lang.commission_title())
        .noindex()
        .status(status);
    page.render(&app.assets, chrome, move || body(&shown))
        .into_response()
}

fn body(shown: &Shown) -> AnyView {
    let lang = shown.by.lang();
    let said = shown.said;
    view! {
        <h1>{lang.commission_title()}</h1>
        {said.map(|(tone, words)| view! { <Notice tone=tone><p>{words}</p></Notice> })}
        {summary(&shown.form, lang)}
        <p class="hint">{lang.commission_lead()}</p>
        {in_force(shown)}
        {setting(shown)}
        {over(shown)}
    }
    .into_any()
}

/// Every rule that holds; of a country where nobody set one, what is built in.
fn in_force(shown: &Shown) -> AnyView {
    let lang = shown.by.lang();
    let rules = &shown.rules.in_force;
    let built_in = shown.rules.standard.iter().map(|country| {
        vec![
            "–".into_any(),
            country.name(lang).into_any(),
            lang.commission_everybody().into_any(),
            in_words(CommissionRule::STANDARD.terms, lang).into_any(),
            lang.commission_built_in().into_any(),
            ().into_any(),
            ().into_any(),
        ]
    });
    let set = rules.iter().map(|rule| {
        let mut cells = row(shown, rule);
        cells.push(ending(rule, lang));
        cells
    });
    let mut columns = columns(lang);
    columns.push(Column::text(lang.commission_end()));
    let rows = built_in.chain(set).collect();
    let title = lang.commission_in_force();
    let first = (!shown.is_newest).then(|| Link::new(lang.list_start(), PATH));
    let last = rules.last().filter(|_| shown.rules.is_more);
    let next = last.map(|rule| Link::new(lang.list_more(), format!("{PATH}?before={}", rule.id)));
    view! {
        <section>
            <h2>{title}</h2>
            <DataTable caption=title columns=columns rows=rows />
            <Pagination label=lang.list_more() first=first next=next />
        </section>
    }
    .into_any()
}

fn over(shown: &Shown) -> AnyView {
    let rules = &shown.rules.over;
    if rules.is_empty() {
        return ().into_any();
    }
    let lang = shown.by.lang();
    let rows = rules.iter().map(|rule| row(shown, rule)).collect();
    let title = lang.commission_over();
    view! {
        <details>
            <summary>{title}</summary>
            <DataTable caption=title columns=columns(lang) rows=rows />
        </details>
    }
    .into_any()
}

fn columns(lang: Lang) -> Vec<Column> {
    vec![
        Column::text(lang.column_commission_rule()),
        Column::text(lang.choose_country()),
        Column::text(lang.column_commission_for()),
        Column::text(lang.column_commission_terms()),
        Column::text(lang.column_who()),
        Column::text(lang.column_when()),
    ]
}

fn row(shown: &Shown, rule: &SetRule) -> Vec<AnyView> {
    let lang = shown.by.lang();
    let country = rule.country.parse::<Country>();
    let terms = rule.terms.map_or_else(
        || lang.commission_ended().to_owned(),
        |terms| in_words(terms, lang),
    );
    let by = if rule.by_name.is_empty() {
        rule.by.to_string()
    } else {
        rule.by_name.clone()
    };
    vec![
        rule.id.to_string().into_any(),
        country
            .map_or_else(
                |_| rule.country.clone(),
                |country| country.name(lang).to_owned(),
            )
            .into_any(),
        whose(shown, rule),
        terms.into_any(),
        by.into_any(),
        shown.by.time(rule.at, shown.now),
    ]
}

fn whose(shown: &Shown, rule: &SetRule) -> AnyView {
    let lang = shown.by.lang();
    match (rule.whom, &rule.shop) {
        (Whom::Shop(_), Some((slug, name))) => {
            let href = format!("/s/{slug}");
            view! { <a href=href>{name.clone()}</a> }.into_any()
        }
        (Whom::Shop(id), None) => id.to_string().into_any(),
        (Whom::Category(id), _) => {
            let mut all = shown.rules.categories.iter();
            all.find(|category| category.id == id)
                .map_or_else(
                    || id.to_string(),
                    |category| category_called(category, lang),
                )
                .into_any()
        }
        (Whom::Everybody, _) => lang.commission_everybody().into_any(),
    }
}

fn ending(rule: &SetRule, lang: Lang) -> AnyView {
    view! {
        <form method="post" action=PATH>
            <Hidden name="do" value="end" />
            <Hidden name="rule" value=rule.id.to_string() />
            <Button label=lang.commission_end() />
        </form>
    }
    .into_any()
}

fn setting(shown: &Shown) -> AnyView {
    let (lang, form) = (shown.by.lang(), &shown.form);
    let countries = shown.countries.iter().map(|country| Choice {
        value: country.code().to_owned(),
        label: country.name(lang).to_owned(),
        chosen: form.get("country") == country.code(),
        ..Choice::default()
    });
    let all = &shown.rules.categories;
    let categories = categories(all, all.iter(), form.get("category"), lang);
    let optional = |label: &str| format!("{label} ({})", lang.optional());
    view! {
        <section>
            <h2>{lang.commission_new()}</h2>
            <form method="post" action=PATH class="tw:max-w-120">
                <Select
                    id="country"
                    name="country"
                    label=lang.choose_country()
                    choices=countries.collect()
                    prompt=lang.form_choose()
                    error=form.error("country")
                    required=true
                />
                <Select
                    id="category"
                    name="category"
                    label=lang.commission_category()
                    choices=categories
                    prompt=lang.commission_category_all()
                    error=form.error("category")
                />
                <Field
                    id="shop"
                    name="shop"
                    label=optional(lang.commission_shop())
                    hint=lang.commission_shop_hint()
                    value=form.value("shop")
                    error=form.error("shop")
                    max_length=300
                />
                <Field
                    id="rate"
                    name="rate"
                    label=lang.commission_rate()
                    kind=InputKind::Amount
                    value=form.value("rate")
                    error=form.error("rate")
                    required=true
                    max_length=8
                />
                <div class="pair">
                    <Field
                        id="minimum"
                        name="minimum"
                        label=optional(lang.commission_minimum())
                        kind=InputKind::Amount
                        value=form.value("minimum")
                        error=form.error("minimum")
                        max_length=16
                    />
                    <Field
                        id="maximum"
                        name="maximum"
                        label=optional(lang.commission_maximum())
                        kind=InputKind::Amount
                        value=form.value("maximum")
                        error=form.error("maximum")
                        max_length=16
                    />
                </div>
                <p class="hint">{lang.commission_line_hint()}</p>
                <p class="actions">
                    <Button label=lang.commission_set() kind=ButtonKind::Primary name="do" value="set" />
                </p>
            </form>
        </section>
    }
    .into_any()
}
