//! A destination taken apart, as columns hold it, and put together again.

use super::{
    AccountHolder, AccountNumber, BankAccount, BankCode, BankEntry, BankName, Destination,
    DestinationError, Wallet,
};
use crate::{Method, PhoneNumber};

/// What a destination consists of, under the names of the columns that hold it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DestinationParts<'a> {
    pub method: &'a str,
    pub phone: &'a str,
    pub bank_code: Option<&'a str>,
    pub bank_name: Option<&'a str>,
    pub branch_code: Option<&'a str>,
    pub branch_name: Option<&'a str>,
    pub account_number: Option<&'a str>,
    pub account_holder: Option<&'a str>,
}

impl Destination {
    pub fn parts(&self) -> DestinationParts<'_> {
        let wallet = DestinationParts {
            method: self.method().as_str(),
            phone: self.phone().e164(),
            bank_code: None,
            bank_name: None,
            branch_code: None,
            branch_name: None,
            account_number: None,
            account_holder: None,
        };
        match self {
            Self::Wallet(_) => wallet,
            Self::Bank(account) => {
                let branch = account.branch.as_ref();
                DestinationParts {
                    bank_code: Some(account.bank.code.as_str()),
                    bank_name: Some(account.bank.name.as_str()),
                    branch_code: branch.map(|branch| branch.code.as_str()),
                    branch_name: branch.map(|branch| branch.name.as_str()),
                    account_number: Some(account.number.digits()),
                    account_holder: Some(account.holder.as_str()),
                    ..wallet
                }
            }
        }
    }
}

impl DestinationParts<'_> {
    /// Puts it together, or names the part that cannot be right.
    pub fn read(&self) -> Result<Destination, &'static str> {
        let phone = PhoneNumber::from_e164(self.phone).map_err(|_| "phone")?;
        match self.method.parse().map_err(|_| "method")? {
            Method::MobileMoney(network) if self.bank_code.is_none() => {
                Ok(Destination::Wallet(Wallet { phone, network }))
            }
            Method::BankTransfer => Ok(Destination::Bank(Box::new(BankAccount {
                bank: entry(self.bank_code, self.bank_name)
                    .ok()
                    .flatten()
                    .ok_or("bank_code")?,
                branch: entry(self.branch_code, self.branch_name).map_err(|_| "branch_code")?,
                number: self
                    .account_number
                    .and_then(|text| AccountNumber::parse(text).ok())
                    .ok_or("account_number")?,
                holder: self
                    .account_holder
                    .and_then(|text| AccountHolder::parse(text).ok())
                    .ok_or("account_holder")?,
                phone,
            }))),
            Method::MobileMoney(_) | Method::Card => Err("method"),
        }
    }
}

/// An entry of both or none; half of it, or something that is no entry, is an error.
fn entry(code: Option<&str>, name: Option<&str>) -> Result<Option<BankEntry>, DestinationError> {
    match (code, name) {
        (None, None) => Ok(None),
        (Some(code), Some(name)) => Ok(Some(BankEntry {
            code: BankCode::parse(code)?,
            name: BankName::parse(name)?,
        })),
        (Some(_), None) | (None, Some(_)) => Err(DestinationError::Empty),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{account, wallet};
    use super::*;

    #[test]
    fn what_is_taken_apart_is_put_together_again() {
        for destination in [wallet(), account()] {
            assert_eq!(destination.parts().read(), Ok(destination.clone()));
        }
    }

    #[test]
    fn half_an_account_is_none_and_a_wallet_has_no_bank() {
        let (account, wallet) = (account(), wallet());
        let whole = account.parts();
        let half = [
            DestinationParts {
                bank_name: None,
                ..whole
            },
            DestinationParts {
                branch_name: None,
                ..whole
            },
            DestinationParts {
                account_number: None,
                ..whole
            },
            DestinationParts {
                account_holder: None,
                ..whole
            },
            DestinationParts {
                method: "card",
                ..wallet.parts()
            },
            DestinationParts {
                method: "bank_transfer",
                ..wallet.parts()
            },
            DestinationParts {
                bank_code: Some("1"),
                ..wallet.parts()
            },
        ];
        for (nth, parts) in half.iter().enumerate() {
            assert!(parts.read().is_err(), "{nth}");
        }
    }
}
