//! Search results and categories: the same list, asked in two ways.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use catalog::storefront::{Card, Facets, Filter, Match, ResultPage};
use kernel::Slug;
use leptos::prelude::*;
use words::Lang;

use super::asked::{Asked, Part};
use super::cards::grid;
use super::{filters, structured};
use crate::pages::frames::{category_name, category_path, site};
use crate::problem::Problem;
use crate::render::{Page, Rendered};
use crate::state::AppState;
use crate::ui::{Breadcrumbs, EmptyState, Link, Notice, Pagination, Tone};
use crate::visitor::Visitor;

/// Other things to look at when nothing was found.
const INSTEAD: u8 = 10;

/// Everything a list page shows.
struct Listed {
    asked: Asked,
    result: ResultPage,
    facets: Arc<Facets>,
    /// When nothing was found: something that is there.
    instead: Vec<Card>,
    lang: Lang,
}

/// `GET /search`
pub async fn search(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Rendered, Problem> {
    let asked = Asked::of(visitor.country, &pairs);
    let listed = gather(&app, &visitor, asked).await?;
    let chrome = site(&app, &visitor, &listed.asked.q).await?;
    let lang = visitor.lang;
    let title = match listed.asked.q.as_str() {
        "" if listed.asked.is_filtered() => lang.search_title_empty().to_owned(),
        "" => lang.all_products().to_owned(),
        q => lang.search_title(q),
    };
    // Endless combinations of filters are nothing for a search engine.
    let page = Page::new(lang.code(), title.clone()).noindex();
    Ok(page.render(&app.assets, chrome, move || body(listed, title, Vec::new())))
}

/// `GET /c/{category}`
pub async fn category(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Query(mut pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let slug: Slug = slug.parse().map_err(|_| Problem::NotFound)?;
    pairs.retain(|(name, _)| name == "sort" || name == "after");
    let asked = Asked {
        category: Some(slug),
        ..Asked::of(visitor.country, &pairs)
    };
    let listed = gather(&app, &visitor, asked).await?;
    let lang = visitor.lang;
    let Some(here) = listed.facets.path.last().cloned() else {
        return Err(Problem::NotFound);
    };
    let chrome = site(&app, &visitor, "").await?;
    let name = category_name(&here, lang);
    let crumbs = crumbs(&listed.facets, lang);
    let is_first = listed.asked.after.is_none();
    let page = Page::new(lang.code(), name.clone())
        .description(lang.category_description(&name, visitor.country.name(lang)))
        .canonical(app.url(&category_path(&here)))
        .json_ld(structured::breadcrumbs(&app, &crumbs));
    let page = if is_first { page } else { page.noindex() };
    Ok(page
        .render(&app.assets, chrome, move || body(listed, name, crumbs))
        .into_response())
}

async fn gather(app: &AppState, visitor: &Visitor, asked: Asked) -> Result<Listed, Problem> {
    let pool = &app.market.pools.storefront;
    let filter = asked.filter();
    let (result, facets) = tokio::try_join!(
        catalog::storefront::list(pool, &filter),
        app.asides.facets(pool, &filter)
    )?;
    let nothing = result.quality == Match::Nothing && asked.after.is_none();
    let instead = if nothing {
        let all = Filter {
            size: INSTEAD,
            ..Filter::all(visitor.country.code())
        };
        catalog::storefront::list(pool, &all).await?.page.rows
    } else {
        Vec::new()
    };
    Ok(Listed {
        asked,
        result,
        facets,
        instead,
        lang: visitor.lang,
    })
}

fn crumbs(facets: &Facets, lang: Lang) -> Vec<Link> {
    let mut crumbs = vec![Link::new(lang.nav_home(), "/")];
    let path = facets
        .path
        .iter()
        .map(|found| Link::new(category_name(found, lang), category_path(found)));
    crumbs.extend(path);
    if let Some(last) = crumbs.last_mut() {
        last.current = true;
    }
    crumbs
}

fn body(listed: Listed, title: String, crumbs: Vec<Link>) -> AnyView {
    let Listed {
        asked,
        result,
        facets,
        instead,
        lang,
    } = listed;
    let found = filters::how_many(facets.total, lang);
    view! {
        {(!crumbs.is_empty()).then(|| view! { <Breadcrumbs label=lang.breadcrumb() crumbs=crumbs /> })}
        <h1>{title}</h1>
        <p class="meta">{found}</p>
        {below(&facets, lang)}
        <div class="with-side">
            {filters::form(&asked, &facets, lang)}
            <div>
                {filters::chips(&asked, &facets, lang)}
                {results(&asked, result, instead, lang)}
            </div>
        </div>
    }
    .into_any()
}

/// The categories right under this one, as links.
fn below(facets: &Facets, lang: Lang) -> AnyView {
    if facets.path.is_empty() || facets.categories.is_empty() {
        return ().into_any();
    }
    let links = facets
        .categories
        .iter()
        .map(|found| {
            let name = category_name(&found.category, lang);
            view! { <li><a class="chip" href=category_path(&found.category)>{name}</a></li> }
        })
        .collect_view();
    view! { <ul class="chips">{links}</ul> }.into_any()
}

fn results(asked: &Asked, result: ResultPage, instead: Vec<Card>, lang: Lang) -> AnyView {
    match result.quality {
        Match::Nothing => nothing(asked, instead, lang),
        Match::Exact => cards(asked, result, lang),
        Match::Near => {
            let said = lang.search_near(&asked.q);
            view! {
                <Notice tone=Tone::Info>
                    <p>{said}</p>
                </Notice>
                {cards(asked, result, lang)}
            }
            .into_any()
        }
    }
}

fn cards(asked: &Asked, result: ResultPage, lang: Lang) -> AnyView {
    let first = asked
        .after
        .map(|_| Link::new(lang.page_previous(), asked.after(None).href()));
    let next = result
        .page
        .next
        .map(|next| Link::new(lang.page_next(), asked.after(Some(next)).href()));
    let more = first.is_some() || next.is_some();
    view! {
        {grid(result.page.rows, lang, 2)}
        {more.then(|| view! { <Pagination label=lang.page_next() first=first next=next /> })}
    }
    .into_any()
}

/// Never a dead end: what stands in the way can be taken away, and there is always something to see.
fn nothing(asked: &Asked, instead: Vec<Card>, lang: Lang) -> AnyView {
    let (said, next) = if asked.q.is_empty() {
        (lang.list_empty_title().to_owned(), lang.list_empty_next())
    } else {
        (lang.search_none(&asked.q), lang.search_none_next())
    };
    let mut clear = asked.clone();
    for part in [
        Part::Category,
        Part::Shop,
        Part::Area,
        Part::Min,
        Part::Max,
        Part::InStock,
    ] {
        clear = clear.without(part);
    }
    let way_out = if asked.is_filtered() {
        Link::new(lang.filters_clear(), clear.href())
    } else {
        Link::new(lang.all_products(), "/search")
    };
    view! {
        <EmptyState sentence=format!("{said} {next}") next=Some(way_out) />
        {(!instead.is_empty())
            .then(|| {
                view! {
                    <section>
                        <h2>{lang.all_products()}</h2>
                        {grid(instead, lang, 0)}
                    </section>
                }
            })}
    }
    .into_any()
}
