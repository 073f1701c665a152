//! A list's question, read from its address and written back into addresses.

use catalog::storefront::{Filter, PAGE_SIZE_MAX, Sort};
use countries::{Area, Country};
use kernel::{Money, Slug};
use store::Cursor;

use crate::pages::shown::address;

const PAGE_SIZE: u8 = PAGE_SIZE_MAX;

/// What a visitor asked a list for. What cannot be read is as if it had not been asked.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub country: Country,
    pub q: String,
    pub category: Option<Slug>,
    pub shop: Option<Slug>,
    pub area: Option<&'static Area>,
    pub min: Option<Money>,
    pub max: Option<Money>,
    pub in_stock: bool,
    pub sort: Option<Sort>,
    pub after: Option<Cursor>,
}

/// One part of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Query,
    Category,
    Shop,
    Area,
    Min,
    Max,
    InStock,
}

impl Asked {
    pub(super) fn of(country: Country, pairs: &[(String, String)]) -> Self {
        let get = |name: &str| {
            pairs
                .iter()
                .find(|(key, _)| key == name)
                .map_or("", |(_, value)| value.trim())
        };
        let money = |name| Money::parse(get(name), country.pack().currency).ok();
        let (min, max) = match (money("min"), money("max")) {
            // Typed the wrong way round: what was meant is clear.
            (Some(min), Some(max)) if min.minor() > max.minor() => (Some(max), Some(min)),
            both => both,
        };
        Self {
            country,
            q: get("q").to_owned(),
            category: get("category").parse().ok(),
            shop: get("shop").parse().ok(),
            area: country.area(get("area")),
            min,
            max,
            in_stock: !get("in_stock").is_empty(),
            sort: get("sort").parse().ok(),
            after: get("after").parse().ok(),
        }
    }

    pub(super) fn filter(&self) -> Filter {
        let sort = self.sort.unwrap_or(if self.q.is_empty() {
            Sort::Newest
        } else {
            Sort::Relevance
        });
        Filter {
            q: Some(self.q.clone()).filter(|q| !q.is_empty()),
            category: self.category.clone(),
            shop: self.shop.clone(),
            area: self.area.map(|area| area.id.to_owned()),
            min: self.min,
            max: self.max,
            in_stock: self.in_stock,
            sort,
            after: self.after,
            size: PAGE_SIZE,
            ..Filter::all(self.country.code())
        }
    }

    /// Whether anything narrows the list besides words.
    pub(super) fn is_filtered(&self) -> bool {
        let Self {
            country: _,
            q: _,
            category,
            shop,
            area,
            min,
            max,
            in_stock,
            sort: _,
            after: _,
        } = self;
        *in_stock
            || category.is_some()
            || shop.is_some()
            || area.is_some()
            || min.is_some()
            || max.is_some()
    }

    pub(super) fn without(&self, part: Part) -> Self {
        let mut other = Self {
            after: None,
            ..self.clone()
        };
        match part {
            Part::Query => other.q.clear(),
            Part::Category => other.category = None,
            Part::Shop => other.shop = None,
            Part::Area => other.area = None,
            Part::Min => other.min = None,
            Part::Max => other.max = None,
            Part::InStock => other.in_stock = false,
        }
        other
    }

    pub(super) fn after(&self, after: Option<Cursor>) -> Self {
        Self {
            after,
            ..self.clone()
        }
    }

    /// As an address. A category or a shop alone has a page of its own.
    pub(super) fn href(&self) -> String {
        let after = self
            .after
            .map(|cursor| cursor.to_string())
            .unwrap_or_default();
        let sort = self.sort.map(Sort::as_str).unwrap_or_default().to_owned();
        let narrowed = !self.q.is_empty()
            || self.area.is_some()
            || self.min.is_some()
            || self.max.is_some()
            || self.in_stock;
        let rest = [("sort", sort.clone()), ("after", after.clone())];
        match (&self.category, &self.shop) {
            (Some(category), None) if !narrowed => {
                return address(&format!("/c/{category}"), &rest);
            }
            (None, Some(shop)) if !narrowed => return address(&format!("/s/{shop}"), &rest),
            (Some(_) | None, _) => {}
        }
        let text = |slug: &Option<Slug>| slug.as_ref().map(ToString::to_string).unwrap_or_default();
        let pairs = [
            ("q", self.q.clone()),
            ("category", text(&self.category)),
            ("shop", text(&self.shop)),
            (
                "area",
                self.area.map(|area| area.id.to_owned()).unwrap_or_default(),
            ),
            ("min", plain(self.min)),
            ("max", plain(self.max)),
            (
                "in_stock",
                if self.in_stock {
                    "yes".to_owned()
                } else {
                    String::new()
                },
            ),
            ("sort", sort),
            ("after", after),
        ];
        address("/search", &pairs)
    }
}

/// An amount as a field holds it.
pub(super) fn plain(money: Option<Money>) -> String {
    money.map(|money| money.to_plain(0)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Asked::of(Country::Zambia, &pairs)
    }

    #[test]
    fn a_question_survives_its_address() {
        let all = asked(&[
            ("q", "shoes"),
            ("min", "10"),
            ("max", "99.50"),
            ("in_stock", "yes"),
            ("sort", "price_asc"),
        ]);
        assert_eq!(
            all.href(),
            "/search?q=shoes&min=10&max=99.50&in_stock=yes&sort=price_asc"
        );
        assert_eq!(
            all.without(Part::Min).href(),
            "/search?q=shoes&max=99.50&in_stock=yes&sort=price_asc"
        );
        assert_eq!(asked(&[("category", "phones")]).href(), "/c/phones");
        assert_eq!(
            asked(&[("shop", "mwila"), ("q", "x")]).href(),
            "/search?q=x&shop=mwila"
        );
        assert_eq!(asked(&[]).href(), "/search");
    }

    #[test]
    fn what_cannot_be_read_is_not_asked() {
        let odd = asked(&[
            ("min", "abc"),
            ("area", "atlantis"),
            ("sort", "random"),
            ("after", "zzz"),
            ("category", "A B"),
        ]);
        assert_eq!(odd.href(), "/search");
        assert!(!odd.is_filtered());
        let turned = asked(&[("min", "50"), ("max", "10")]);
        assert_eq!(
            (plain(turned.min), plain(turned.max)),
            ("10".to_owned(), "50".to_owned())
        );
    }
}
