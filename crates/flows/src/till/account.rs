//! The marketplace's own bank account, as an operator names it.

use countries::Country;

/// Longer is no name that fits on a page, in characters.
const PART_CHARS_MAX: usize = 80;

/// Where buyers of one country send a bank transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAccount {
    pub country: Country,
    pub bank: String,
    pub branch: String,
    /// Whose account it is.
    pub name: String,
    pub number: String,
}

/// What is wrong with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    #[error("four parts with | between: bank name|branch|account name|account number")]
    Parts,
    #[error("each part has 1 to {PART_CHARS_MAX} characters")]
    Length,
    #[error("the account number has digits, and letters, spaces and dashes at most")]
    Number,
}

impl BankAccount {
    /// Reads `bank name|branch|account name|account number`.
    pub fn parse(country: Country, text: &str) -> Result<Self, AccountError> {
        let parts: Vec<&str> = text.split('|').map(str::trim).collect();
        let [bank, branch, name, number] = parts[..] else {
            return Err(AccountError::Parts);
        };
        let is_short = |part: &str| (1..=PART_CHARS_MAX).contains(&part.chars().count());
        if ![bank, branch, name, number].into_iter().all(is_short) {
            return Err(AccountError::Length);
        }
        let fits = |c: char| c.is_ascii_alphanumeric() || c == ' ' || c == '-';
        if !number.chars().all(fits) || !number.chars().any(|c| c.is_ascii_digit()) {
            return Err(AccountError::Number);
        }
        Ok(Self {
            country,
            bank: bank.to_owned(),
            branch: branch.to_owned(),
            name: name.to_owned(),
            number: number.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_four_parts_and_a_number() {
        let read = |text: &str| BankAccount::parse(Country::Zambia, text);
        let account = read("Zanaco | Cairo Road |Soko Ltd|0123 456-789").unwrap();
        assert_eq!(
            (account.bank.as_str(), account.branch.as_str()),
            ("Zanaco", "Cairo Road")
        );
        assert_eq!(
            (account.name.as_str(), account.number.as_str()),
            ("Soko Ltd", "0123 456-789")
        );
        for (wrong, why) in [
            ("", AccountError::Parts),
            ("Zanaco|Cairo Road|Soko Ltd", AccountError::Parts),
            ("Zanaco|Cairo Road|Soko Ltd|1|2", AccountError::Parts),
            ("Zanaco||Soko Ltd|123", AccountError::Length),
            ("Zanaco|Cairo Road|Soko Ltd|none", AccountError::Number),
            ("Zanaco|Cairo Road|Soko Ltd|12_3", AccountError::Number),
        ] {
            assert_eq!(read(wrong), Err(why), "{wrong:?}");
        }
        assert_eq!(
            read(&format!("{}|b|c|1", "x".repeat(81))),
            Err(AccountError::Length)
        );
    }
}
