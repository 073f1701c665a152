//! `/admin/providers`: how each provider reaches each method lately, and so where the next buyer is sent, and the next payout.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use countries::Country;
use flows::route::Weather;
use kernel::{Method, Timestamp};
use leptos::prelude::*;
use payments::health::{Health, Standing};
use payments::provider::Availability;
use words::Lang;

use super::Treasurer;
use crate::problem::Problem;
use crate::render::Page;
use crate::shell::AdminSection;
use crate::state::AppState;
use crate::ui::{Column, DataTable, EmptyState};

/// `GET /admin/providers`
pub(super) async fn show(State(app): State<AppState>, by: Treasurer) -> Result<Response, Problem> {
    let weather = Weather::read(&app.market).await?;
    let now = app.market.source.now();
    let paying_out = Weather::of_payouts(&app.market.pools.app, now).await?;
    let lang = by.lang();
    let chrome = by.chrome(&app, AdminSection::Providers);
    let title = lang.office_nav_providers();
    let page = Page::new(lang.code(), title).noindex();
    let body = move || {
        view! {
            <h1>{title}</h1>
            <p class="hint">{lang.providers_lead()}</p>
            {table(&by, weather.known(), lang.office_nav_providers(), now)}
            <h2>{lang.payouts_title()}</h2>
            <p class="hint">{lang.providers_payouts_lead()}</p>
            {table(&by, paying_out.known(), lang.payouts_title(), now)}
        }
        .into_any()
    };
    Ok(page.render(&app.assets, chrome, body).into_response())
}

fn table(by: &Treasurer, known: &[Health], caption: &'static str, now: Timestamp) -> AnyView {
    let lang = by.lang();
    if known.is_empty() {
        return view! { <EmptyState sentence=lang.providers_unknown() /> }.into_any();
    }
    let columns = vec![
        Column::text(lang.column_provider()),
        Column::text(lang.column_method()),
        Column::text(lang.providers_standing()),
        Column::number(lang.providers_arrived()),
        Column::number(lang.providers_usual()),
        Column::text(lang.providers_stated()),
        Column::text(lang.providers_measured()),
    ];
    let rows = known.iter().map(|health| row(by, health, now)).collect();
    view! { <DataTable caption=caption columns=columns rows=rows /> }.into_any()
}

fn row(by: &Treasurer, health: &Health, now: Timestamp) -> Vec<AnyView> {
    let lang = by.lang();
    let tried = health.tried();
    let arrived = match tried {
        0 => "–".to_owned(),
        tried => lang.providers_of(health.arrived.into(), tried.into()),
    };
    let usual = health
        .usual_ms
        .and_then(|ms| i64::try_from(ms.div_ceil(1_000)).ok())
        .map_or_else(|| "–".to_owned(), |seconds| lang.providers_seconds(seconds));
    vec![
        health.provider.as_str().into_any(),
        named(health.method, lang).into_any(),
        standing(health.standing(now), lang).into_any(),
        arrived.into_any(),
        usual.into_any(),
        stated(health.stated.map(|(stated, _)| stated), lang).into_any(),
        by.time(health.measured_at, now),
    ]
}

/// A method, with the country of its network: the same names are in several.
fn named(method: Method, lang: Lang) -> String {
    let of = method.network().and_then(|network| {
        let mut all = Country::ALL.iter();
        all.find(|country| country.pack().networks.contains(&network))
    });
    let name = lang.method_name(method);
    of.map_or_else(
        || name.to_owned(),
        |country| format!("{name}, {}", country.name(lang)),
    )
}

fn standing(standing: Standing, lang: Lang) -> &'static str {
    match standing {
        Standing::Up => lang.providers_up(),
        Standing::Slow => lang.providers_slow(),
        Standing::Down => lang.providers_down(),
    }
}

fn stated(stated: Option<Availability>, lang: Lang) -> &'static str {
    match stated {
        Some(Availability::Up) => lang.providers_up(),
        Some(Availability::Delayed) => lang.providers_slow(),
        Some(Availability::Down) => lang.providers_down(),
        None => lang.providers_silent(),
    }
}
