//! What a visitor asked a list for.

use kernel::{Money, Slug};
use store::Cursor;

/// The most cards of one page.
pub const PAGE_SIZE_MAX: u8 = 48;
/// How far things are counted: one more, so that "1,000+" is known from "1,000".
pub(crate) const COUNT_MAX: i64 = 1_000;
/// The most characters of a search that are read.
const QUERY_CHARS_MAX: usize = 100;

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    Newest,
    PriceAsc,
    PriceDesc,
    /// Best match first; without a search it is the same as newest.
    Relevance,
}

impl Sort {
    pub const ALL: [Self; 4] = [
        Self::Newest,
        Self::PriceAsc,
        Self::PriceDesc,
        Self::Relevance,
    ];

    /// As written in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::PriceAsc => "price_asc",
            Self::PriceDesc => "price_desc",
            Self::Relevance => "relevance",
        }
    }
}

impl std::str::FromStr for Sort {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|sort| sort.as_str() == text)
            .ok_or(())
    }
}

/// A list's question. All parts that are given must hold.
#[derive(Debug, Clone)]
pub struct Filter {
    /// ISO 3166-1 alpha-2: a visitor shops in one country at a time.
    pub country: String,
    pub q: Option<String>,
    pub category: Option<Slug>,
    pub shop: Option<Slug>,
    /// Only what is delivered to this area.
    pub area: Option<String>,
    /// The lowest price of the listing, both ends included.
    pub min: Option<Money>,
    pub max: Option<Money>,
    pub in_stock: bool,
    pub sort: Sort,
    /// Where the page before ended, in the same sort.
    pub after: Option<Cursor>,
    /// Cards; at most [`PAGE_SIZE_MAX`].
    pub size: u8,
}

impl Filter {
    /// Everything in a country, the newest first.
    pub fn all(country: impl Into<String>) -> Self {
        Self {
            country: country.into(),
            q: None,
            category: None,
            shop: None,
            area: None,
            min: None,
            max: None,
            in_stock: false,
            sort: Sort::Newest,
            after: None,
            size: PAGE_SIZE_MAX,
        }
    }

    /// The search as it is asked: without control characters, and not endless.
    pub(crate) fn wanted(&self) -> Option<String> {
        let plain: String = self
            .q
            .as_deref()?
            .chars()
            .take(QUERY_CHARS_MAX)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let plain = plain.trim();
        (!plain.is_empty()).then(|| plain.to_owned())
    }

    /// Without a search nothing is more relevant than anything else.
    pub(crate) fn effective_sort(&self) -> Sort {
        match self.sort {
            Sort::Relevance if self.wanted().is_none() => Sort::Newest,
            Sort::Newest | Sort::PriceAsc | Sort::PriceDesc | Sort::Relevance => self.sort,
        }
    }

    /// All that the counts beside the list depend on, as one text.
    pub(crate) fn counts_key(&self) -> String {
        let Self {
            country,
            q: _,
            category,
            shop,
            area,
            min,
            max,
            in_stock,
            sort: _,
            after: _,
            size: _,
        } = self;
        let wanted = self.wanted();
        format!("{country:?} {wanted:?} {category:?} {shop:?} {area:?} {min:?} {max:?} {in_stock}")
    }

    pub(crate) fn page_size(&self) -> u8 {
        self.size.clamp(1, PAGE_SIZE_MAX)
    }
}

/// How many there are, as far as it was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    Exactly(u32),
    /// Shown as "1,000+".
    AtLeast(u32),
}

impl Count {
    /// `counted` went up to one more than the limit.
    pub(crate) fn of(counted: i64) -> Self {
        let number = |count: i64| u32::try_from(count).unwrap_or_default();
        if counted > COUNT_MAX {
            Self::AtLeast(number(COUNT_MAX))
        } else {
            Self::Exactly(number(counted))
        }
    }

    pub const fn is_zero(self) -> bool {
        matches!(self, Self::Exactly(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_stops() {
        assert_eq!(Count::of(1_000), Count::Exactly(1_000));
        assert_eq!(Count::of(1_001), Count::AtLeast(1_000));
    }

    #[test]
    fn counts_depend_on_the_question_and_not_on_the_page() {
        let all = Filter::all("ZM");
        let mut page = all.clone();
        (page.size, page.sort) = (10, Sort::PriceAsc);
        assert_eq!(page.counts_key(), all.counts_key());
        let mut other = all.clone();
        other.area = Some("kabulonga".to_owned());
        let mut shop = all.clone();
        shop.q = Some("kabulonga".to_owned());
        assert_ne!(other.counts_key(), all.counts_key());
        assert_ne!(other.counts_key(), shop.counts_key());
    }

    #[test]
    fn a_search_is_plain_and_short() {
        let asked = |q: &str| {
            Filter {
                q: Some(q.to_owned()),
                ..Filter::all("ZM")
            }
            .wanted()
        };
        assert_eq!(asked(" a\0b "), Some("a b".to_owned()));
        assert_eq!(asked(" \n "), None);
        assert_eq!(asked(&"\u{e9}".repeat(500)).unwrap().chars().count(), 100);
    }
}
