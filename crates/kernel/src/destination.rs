//! Where a shop's money goes: a mobile wallet, or an account at a bank. Masked wherever it is shown to anyone but its owner.

mod parts;

use std::fmt;

use crate::{Method, Network, PhoneNumber};

pub use self::parts::DestinationParts;

/// Where a shop's money goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    Wallet(Wallet),
    /// In a box: it is much larger, and rows of money that leaves carry one.
    Bank(Box<BankAccount>),
}

/// A mobile wallet. Which network a number is on is said and not guessed: people keep their number when they change network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wallet {
    pub phone: PhoneNumber,
    pub network: Network,
}

/// An account at a bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAccount {
    pub bank: BankEntry,
    /// Where the country's transfers name one.
    pub branch: Option<BankEntry>,
    pub number: AccountNumber,
    pub holder: AccountHolder,
    /// Where its holder is reached: some transfers carry it.
    pub phone: PhoneNumber,
}

/// A bank, or a branch of one, as whoever sends money there lists it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BankEntry {
    pub code: BankCode,
    pub name: BankName,
}

/// The text is nothing that a bank, a branch, an account or its holder can be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DestinationError {
    #[error("write something")]
    Empty,
    #[error("at most {max} characters")]
    TooLong { max: usize },
    /// What is written there must not be.
    #[error("a sign that does not belong there")]
    Sign,
    #[error("{min} to {max} digits")]
    Digits { min: usize, max: usize },
}

/// A bank's code: letters, digits, dashes and underscores.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BankCode(String);

/// What people call a bank or its branch.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BankName(String);

/// Whose account it is.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountHolder(String);

/// The number of an account: digits alone.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountNumber(String);

/// What may be called something: printable, trimmed, not too long.
fn called(text: &str, max: usize) -> Result<String, DestinationError> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Err(DestinationError::Empty);
    }
    if text.chars().count() > max {
        return Err(DestinationError::TooLong { max });
    }
    if text.chars().any(char::is_control) {
        return Err(DestinationError::Sign);
    }
    Ok(text)
}

impl BankCode {
    /// The most characters.
    pub const MAX: usize = 20;

    pub fn parse(text: &str) -> Result<Self, DestinationError> {
        let text = called(text, Self::MAX)?;
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if !text.chars().all(fits) {
            return Err(DestinationError::Sign);
        }
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl BankName {
    /// The most characters.
    pub const MAX: usize = 120;

    pub fn parse(text: &str) -> Result<Self, DestinationError> {
        called(text, Self::MAX).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AccountHolder {
    /// The most characters.
    pub const MAX: usize = 70;

    pub fn parse(text: &str) -> Result<Self, DestinationError> {
        let text = called(text, Self::MAX)?;
        if !text.chars().any(char::is_alphabetic) {
            return Err(DestinationError::Sign);
        }
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AccountNumber {
    /// The fewest digits.
    pub const MIN: usize = 6;
    /// The most digits.
    pub const MAX: usize = 20;
    /// So many are shown.
    const SHOWN: usize = 4;

    /// Reads digits. Spaces and dashes between them are how people write them, and are dropped.
    pub fn parse(text: &str) -> Result<Self, DestinationError> {
        let kept: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        if kept.is_empty() {
            return Err(DestinationError::Empty);
        }
        if !kept.bytes().all(|b| b.is_ascii_digit()) {
            return Err(DestinationError::Sign);
        }
        if !(Self::MIN..=Self::MAX).contains(&kept.len()) {
            let (min, max) = (Self::MIN, Self::MAX);
            return Err(DestinationError::Digits { min, max });
        }
        Ok(Self(kept))
    }

    /// In full: for the table, the transfer, and the form of its owner.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The last four digits, for where a mark of masking cannot be written.
    pub fn ending(&self) -> &str {
        &self.0[self.0.len() - Self::SHOWN..]
    }

    /// The last four digits only: `•••• 6789`.
    pub fn masked(&self) -> String {
        format!("•••• {}", self.ending())
    }
}

/// Masked: a number must not reach a log by accident.
impl fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// Hidden: whose account it is belongs in no log.
impl fmt::Debug for AccountHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[name]")
    }
}

impl Destination {
    /// What it is routed by.
    pub const fn method(&self) -> Method {
        match self {
            Self::Wallet(wallet) => Method::MobileMoney(wallet.network),
            Self::Bank(_) => Method::BankTransfer,
        }
    }

    /// The wallet's number, or the one at which the account's holder is reached.
    pub fn phone(&self) -> &PhoneNumber {
        match self {
            Self::Wallet(wallet) => &wallet.phone,
            Self::Bank(account) => &account.phone,
        }
    }

    pub fn account(&self) -> Option<&BankAccount> {
        match self {
            Self::Wallet(_) => None,
            Self::Bank(account) => Some(account),
        }
    }

    /// The last digits of it, for messages.
    pub fn ending(&self) -> &str {
        match self {
            Self::Wallet(wallet) => wallet.phone.ending(),
            Self::Bank(account) => account.number.ending(),
        }
    }

    /// As it may be shown: `MTN +260 ••• ••• 789`, `Zanaco •••• 6789`.
    pub fn masked(&self) -> String {
        match self {
            Self::Wallet(wallet) => {
                let network = wallet.network.display_name();
                format!("{network} {}", wallet.phone.masked())
            }
            Self::Bank(account) => {
                let bank = account.bank.name.as_str();
                format!("{bank} {}", account.number.masked())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn wallet() -> Destination {
        Destination::Wallet(Wallet {
            phone: PhoneNumber::from_e164("+260763456789").unwrap(),
            network: Network::AirtelZambia,
        })
    }

    pub(super) fn account() -> Destination {
        let entry = |code: &str, name: &str| BankEntry {
            code: BankCode::parse(code).unwrap(),
            name: BankName::parse(name).unwrap(),
        };
        Destination::Bank(Box::new(BankAccount {
            bank: entry("ZNCO", " Zambia  National "),
            branch: Some(entry("ZM210000", "Cairo Road")),
            number: AccountNumber::parse("0012-0300 01678").unwrap(),
            holder: AccountHolder::parse("Mwila Phiri").unwrap(),
            phone: PhoneNumber::from_e164("+260763456789").unwrap(),
        }))
    }

    #[test]
    fn an_account_is_shown_by_its_last_digits_even_to_a_log() {
        let account = account();
        assert_eq!(account.masked(), "Zambia National •••• 1678");
        assert_eq!(account.ending(), "1678");
        assert_eq!(account.method(), Method::BankTransfer);
        let logged = format!("{account:?}");
        for hidden in ["0012", "030001", "Mwila", "763456"] {
            assert!(!logged.contains(hidden), "{logged}");
        }
    }

    #[test]
    fn a_wallet_is_a_number_on_a_network() {
        let wallet = wallet();
        assert_eq!(wallet.masked(), "Airtel +260 ••• ••• 789");
        assert_eq!(wallet.method(), Network::AirtelZambia.into());
        assert_eq!(wallet.account(), None);
    }

    #[test]
    fn what_is_no_account_is_refused_with_the_reason() {
        let digits = DestinationError::Digits { min: 6, max: 20 };
        for (text, why) in [
            ("", DestinationError::Empty),
            (" - ", DestinationError::Empty),
            ("12345", digits),
            (&"1".repeat(21), digits),
            ("12345A", DestinationError::Sign),
            ("١٢٣٤٥٦", DestinationError::Sign),
        ] {
            assert_eq!(AccountNumber::parse(text), Err(why), "{text:?}");
        }
        assert_eq!(AccountHolder::parse(" "), Err(DestinationError::Empty));
        assert_eq!(AccountHolder::parse("1234"), Err(DestinationError::Sign));
        let long = "a".repeat(71);
        let too_long = DestinationError::TooLong { max: 70 };
        assert_eq!(AccountHolder::parse(&long), Err(too_long));
        assert_eq!(BankCode::parse("a b"), Err(DestinationError::Sign));
        assert!(BankCode::parse("ZM010000").is_ok());
    }
}
