//! The languages Soko speaks.

use std::fmt;
use std::str::FromStr;

/// A language of the catalogue. Every message is a method of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Swahili.
    Sw,
}

/// A text that is no word this catalogue knows: a language code, a state or a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord(pub String);

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not a word of the catalogue", self.0)
    }
}

impl std::error::Error for UnknownWord {}

impl Lang {
    /// Every language, in the order a person chooses from.
    pub const ALL: &[Self] = &[Self::En, Self::Sw];

    /// The BCP 47 code, as in `<html lang>`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Sw => "sw",
        }
    }

    /// The language's name in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Sw => "Kiswahili",
        }
    }

    /// What people call a way to pay.
    pub const fn method_name(self, method: kernel::Method) -> &'static str {
        match method {
            kernel::Method::MobileMoney(network) => network.display_name(),
            kernel::Method::Card => self.method_card(),
            kernel::Method::BankTransfer => self.method_bank(),
        }
    }

    /// The first language of an `Accept-Language` header that we speak. At most 20 entries are read; quality values are
    /// not, since browsers list languages in order of preference.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        header.split(',').take(20).find_map(|entry| {
            let tag = entry.split(';').next().unwrap_or_default().trim();
            tag.split('-').next().unwrap_or_default().parse().ok()
        })
    }
}

impl FromStr for Lang {
    type Err = UnknownWord;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|lang| lang.code().eq_ignore_ascii_case(code))
            .ok_or_else(|| UnknownWord(code.to_owned()))
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_from_its_code() {
        assert_eq!("sw".parse(), Ok(Lang::Sw));
        assert_eq!("EN".parse(), Ok(Lang::En));
        assert_eq!("fr".parse::<Lang>(), Err(UnknownWord("fr".to_owned())));
    }

    #[test]
    fn is_chosen_from_what_the_browser_asks_for() {
        assert_eq!(
            Lang::from_accept_language("fr-FR, sw-KE;q=0.8, en;q=0.5"),
            Some(Lang::Sw)
        );
        assert_eq!(Lang::from_accept_language("en-ZM"), Some(Lang::En));
        assert_eq!(Lang::from_accept_language("*, de"), None);
    }
}
