//! The readable part of an address.

use std::fmt;
use std::str::FromStr;

/// Lower-case letters, digits and single hyphens, 1 to 60 of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slug(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a slug: lower-case letters, digits and single hyphens, at most 60")]
pub struct SlugError;

impl Slug {
    /// Makes a slug of a name; a name without a single Latin letter or digit gives `item`.
    pub fn of_name(name: &str) -> Self {
        let mut slug = String::new();
        for c in name.chars().map(|c| c.to_ascii_lowercase()) {
            if c.is_ascii_alphanumeric() {
                slug.push(c);
            } else if separates(c) && !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
            if slug.len() >= 60 {
                break;
            }
        }
        let slug = slug.trim_end_matches('-');
        Self(if slug.is_empty() {
            "item".to_owned()
        } else {
            slug.to_owned()
        })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Apostrophes and brackets vanish (`men's` is `mens`); spaces, dashes and slashes part words.
fn separates(c: char) -> bool {
    !c.is_ascii_punctuation() || matches!(c, '-' | '/' | '_')
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Slug {
    type Err = SlugError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=60).contains(&text.len())
            && text.split('-').all(|part| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            });
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(SlugError)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_made_of_a_name() {
        assert_eq!(
            Slug::of_name("Men's  Chitenge Shirt (L)").as_str(),
            "mens-chitenge-shirt-l"
        );
        assert_eq!(Slug::of_name("2/3-plate stove").as_str(), "2-3-plate-stove");
        assert_eq!(Slug::of_name("…").as_str(), "item");
        assert!(Slug::of_name(&"a b".repeat(60)).as_str().len() <= 60);
    }

    #[test]
    fn refuses_other_spellings() {
        for wrong in ["", "-a", "a--b", "A", "a b", "a/b"] {
            assert!(wrong.parse::<Slug>().is_err(), "{wrong:?}");
        }
    }
}
