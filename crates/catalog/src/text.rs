//! Texts that merchants write, bounded at the door. What they contain is escaped where it is shown.

use std::fmt;

/// Why a text was refused. Counted in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("write at least {min} characters")]
    TooShort { min: usize },
    #[error("write at most {max} characters")]
    TooLong { max: usize },
    /// Control characters other than line breaks.
    #[error("the text holds characters that cannot be shown")]
    Unprintable,
}

fn bounded(text: &str, min: usize, max: usize) -> Result<String, TextError> {
    let text = text.trim().replace("\r\n", "\n");
    let count = text.chars().count();
    if count < min {
        return Err(TextError::TooShort { min });
    }
    if count > max {
        return Err(TextError::TooLong { max });
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(TextError::Unprintable);
    }
    Ok(text)
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $min:literal..=$max:literal)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// The fewest characters.
            pub const MIN: usize = $min;
            /// The most characters.
            pub const MAX: usize = $max;

            /// Trims, and refuses what does not fit.
            pub fn parse(text: &str) -> Result<Self, TextError> {
                bounded(text, $min, $max).map(Self)
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

texts! {
    /// A shop's name.
    ShopName: 2..=80
    /// What a shop says about itself.
    About: 0..=2000
    /// What a shop promises about returns.
    ReturnsPolicy: 0..=2000
    /// A listing's title.
    Title: 3..=120
    /// A listing's description.
    Description: 0..=5000
    /// The shop's own name for a variant. Unique within the shop.
    Sku: 1..=40
    /// The name of an option or one of its values: `Size`, `XL`.
    OptionText: 1..=40
    /// What a picture shows, for who cannot see it.
    AltText: 0..=200
    /// Why a person decided so.
    Reason: 0..=500
}

impl Reason {
    /// Nothing needs to be said.
    pub const fn none() -> Self {
        Self(String::new())
    }
}

/// The names of a listing's options: none to three, no name twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionNames(Vec<OptionText>);

/// Why option names were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OptionsError {
    #[error("at most {max} options")]
    TooMany { max: usize },
    #[error("two options have the name {0}")]
    Repeated(OptionText),
}

impl OptionNames {
    /// The most options of a listing.
    pub const MAX: usize = 3;

    pub fn new(names: Vec<OptionText>) -> Result<Self, OptionsError> {
        if names.len() > Self::MAX {
            return Err(OptionsError::TooMany { max: Self::MAX });
        }
        let repeated = names.iter().enumerate().find(|(at, name)| {
            names[..*at]
                .iter()
                .any(|other| other.as_str().to_lowercase() == name.as_str().to_lowercase())
        });
        match repeated {
            Some((_, name)) => Err(OptionsError::Repeated(name.clone())),
            None => Ok(Self(names)),
        }
    }

    pub fn names(&self) -> &[OptionText] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_counted_in_characters() {
        assert_eq!(Title::parse("ab"), Err(TextError::TooShort { min: 3 }));
        assert_eq!(
            Title::parse("  \u{e9}\u{e9}\u{e9} ").unwrap().as_str(),
            "\u{e9}\u{e9}\u{e9}"
        );
        assert!(Title::parse(&"\u{e9}".repeat(120)).is_ok());
        assert_eq!(
            Title::parse(&"e".repeat(121)),
            Err(TextError::TooLong { max: 120 })
        );
        assert_eq!(Title::parse("a\0bc"), Err(TextError::Unprintable));
        assert_eq!(Description::parse("a\r\nb").unwrap().as_str(), "a\nb");
    }

    #[test]
    fn options_have_different_names() {
        let text = |text| OptionText::parse(text).unwrap();
        assert_eq!(
            OptionNames::new(vec![text("Size"), text("size")]),
            Err(OptionsError::Repeated(text("size")))
        );
        assert!(OptionNames::new(vec![text("a"), text("b"), text("c"), text("d")]).is_err());
        assert!(OptionNames::new(vec![]).is_ok());
    }
}
