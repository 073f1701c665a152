//! Finished, compressed pages, kept for visitors of whom nothing is known but their country and language.
//!
//! A page is kept for five seconds at most, because stock and prices on it are live, and all pages are forgotten when Postgres
//! says that something published changed. While nobody listens to Postgres, nothing is kept. Requests for a page that is
//! being made wait for it: a crowd costs one rendering.

mod kept;
mod listener;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use app::visitor::Audience;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use catalog::storefront::Asides;
use countries::Country;
use moka::future::Cache;

use super::observe;
use kept::{Encoding, Kept, keep};

/// Stock on a kept page is at most so old.
const KEPT_SECONDS: u64 = 5;
/// What all kept pages may weigh together, with their headers and keys.
const KEPT_BYTES_MAX: u64 = 48 * 1024 * 1024;
/// Longer addresses are nobody's links.
const ADDRESS_BYTES_MAX: usize = 512;

/// The kept pages. Clones share them.
#[derive(Clone)]
pub struct PageCache(Arc<Inner>);

struct Inner {
    pages: Cache<String, Arc<Kept>>,
    /// Pages are made of these, so they are forgotten first.
    asides: Asides,
    /// Part of every key: a page that began to be made before a change is never found after it.
    generation: AtomicU64,
    is_listening: AtomicBool,
}

impl Default for PageCache {
    fn default() -> Self {
        Self::new(Asides::default())
    }
}

impl PageCache {
    /// Empty, and keeping nothing until [`PageCache::listen`] hears Postgres.
    pub fn new(asides: Asides) -> Self {
        let pages = Cache::builder()
            .max_capacity(KEPT_BYTES_MAX)
            .weigher(|key: &String, page: &Arc<Kept>| page.weight_bytes(key))
            .time_to_live(Duration::from_secs(KEPT_SECONDS))
            .build();
        Self(Arc::new(Inner {
            pages,
            asides,
            generation: AtomicU64::new(0),
            is_listening: AtomicBool::new(false),
        }))
    }

    /// From now on no page that was made, or began to be made, before this moment is served.
    pub fn forget(&self) {
        self.0.asides.forget();
        self.0.generation.fetch_add(1, Ordering::AcqRel);
        self.0.pages.invalidate_all();
    }

    fn set_listening(&self, is_listening: bool) {
        self.0.is_listening.store(is_listening, Ordering::Release);
        self.forget();
    }

    /// Whether pages are kept at this moment.
    pub fn is_listening(&self) -> bool {
        self.0.is_listening.load(Ordering::Acquire)
    }

    fn key(&self, asked: &Asked, uri: &Uri) -> String {
        let generation = self.0.generation.load(Ordering::Acquire);
        let Audience { country, lang } = asked.audience;
        let mut key = format!(
            "{generation} {} {} {} {}",
            country.code(),
            lang.code(),
            asked.encoding.as_str(),
            uri.path()
        );
        if let Some(query) = uri.query() {
            // The order of names says nothing; the order of one name's values may.
            let mut pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
            pairs.sort_by_key(|pair| pair.split_once('=').map_or(*pair, |(name, _)| name));
            for (place, pair) in pairs.into_iter().enumerate() {
                key.push(if place == 0 { '?' } else { '&' });
                key.push_str(pair);
            }
        }
        key
    }
}

/// What the layer needs: the cache, if pages are kept at all, and how a request's audience is read.
#[derive(Clone)]
pub struct Gate {
    pub cache: Option<PageCache>,
    pub is_https: bool,
    pub countries: Arc<[Country]>,
    pub default_country: Country,
}

struct Asked {
    audience: Audience,
    encoding: Encoding,
}

impl Gate {
    /// The cache and what the page depends on, when the answer may be anybody's.
    fn open(&self, request: &Request) -> Option<(&PageCache, Asked)> {
        let cache = self.cache.as_ref().filter(|cache| cache.is_listening())?;
        let uri = request.uri();
        let length = uri.path().len() + uri.query().map_or(0, str::len);
        if request.method() != Method::GET
            || length > ADDRESS_BYTES_MAX
            || !is_for_everybody(uri.path())
        {
            return None;
        }
        let audience = Audience::of(
            request.headers(),
            self.is_https,
            &self.countries,
            self.default_country,
        )?;
        Some((
            cache,
            Asked {
                audience,
                encoding: Encoding::wanted(request.headers()),
            },
        ))
    }
}

/// The pages of which nothing is anybody's own.
fn is_for_everybody(path: &str) -> bool {
    matches!(path, "/" | "/search" | "/sitemap.xml")
        || ["/c/", "/s/", "/p/"]
            .iter()
            .any(|start| path.starts_with(start))
}

/// Answers with a kept page, or makes it and keeps it.
pub async fn serve(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let Some((cache, asked)) = gate.open(&request) else {
        return next.run(request).await;
    };
    let key = cache.key(&asked, request.uri());
    if let Some(page) = cache.0.pages.get(&key).await {
        count("kept");
        observe::set_route(&request, page.route.as_ref());
        return page.answer();
    }
    let route = observe::route(&request);
    // So that what is kept under this name is what was asked for, whatever else the browser would take.
    request.headers_mut().insert(
        header::ACCEPT_ENCODING,
        HeaderValue::from_static(asked.encoding.as_str()),
    );
    let mut asking = Some((request, next));
    let mut other = None;
    let made = cache.0.pages.try_get_with(key, async {
        let Some((request, next)) = asking.take() else {
            return Err(NotKept);
        };
        match keep(next.run(request).await, &route).await {
            Ok(page) => Ok(Arc::new(page)),
            Err(response) => {
                other = Some(*response);
                Err(NotKept)
            }
        }
    });
    let made = made.await;
    match (made, other, asking) {
        (_, Some(response), _) => {
            count("not_kept");
            response
        }
        (Ok(page), None, waited) => {
            count(if waited.is_some() { "waited" } else { "made" });
            if let Some((request, _)) = &waited {
                observe::set_route(request, page.route.as_ref());
            }
            page.answer()
        }
        // Whom this one waited for got something of their own.
        (Err(_), None, Some((request, next))) => {
            count("not_kept");
            next.run(request).await
        }
        (Err(_), None, None) => {
            count("not_kept");
            app::problem::Problem::server().into_response()
        }
    }
}

/// The answer is only for whoever asked.
#[derive(Debug)]
struct NotKept;

fn count(result: &'static str) {
    metrics::counter!("soko_page_cache_total", "result" => result).increment(1);
}

#[cfg(test)]
mod tests;
