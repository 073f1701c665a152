//! The banks that transfers reach, as the provider lists them.

use kernel::{BankCode, BankEntry, BankName, Currency};
use serde_json::Value;

use super::Flutterwave;
use super::answers::{Opened, open};
use super::requests::is_id;
use crate::provider::{BankListed, ProviderError};
use crate::providers::http::{Answer, wrong_request};
use crate::providers::read::{plain_text, word};

/// More are no list of banks.
const LISTED_MAX: usize = 500;

/// What the provider calls the country of a currency that it sends to bank accounts, and whether such a transfer names a branch.
pub(super) fn country(currency: Currency) -> Option<(&'static str, bool)> {
    match currency {
        Currency::ZMW => Some(("ZM", true)),
        Currency::KES => Some(("KE", false)),
        _ => None,
    }
}

impl Flutterwave {
    /// Asks for the banks of a country, and for the branches of each where a transfer names one. Wallets stand in the same list, and
    /// have none.
    pub(super) async fn listed(
        &self,
        currency: Currency,
    ) -> Result<Vec<BankListed>, ProviderError> {
        let Some((country, has_branches)) =
            country(currency).filter(|_| self.config.bank_payouts.reach(currency))
        else {
            return Ok(Vec::new());
        };
        let found = banks(&self.get(&format!("banks/{country}"), &[]).await?)?;
        let mut listed = Vec::with_capacity(found.len());
        for (id, bank) in found {
            if self.config.is_wallet(bank.code.as_str()) {
                continue;
            }
            let mut branches = Vec::new();
            if has_branches {
                branches = branches_of(&self.get(&format!("banks/{id}/branches"), &[]).await?)?;
                if branches.is_empty() {
                    continue;
                }
            }
            listed.push(BankListed { bank, branches });
        }
        Ok(listed)
    }
}

/// Each with the number that its branches are asked for by.
fn banks(answer: &Answer) -> Result<Vec<(String, BankEntry)>, ProviderError> {
    let Opened::Taken(json) = open(answer)? else {
        return Err(wrong_request("banks"));
    };
    let items = items(&json).ok_or_else(|| answer.unclear())?;
    let read = |item: &Value| {
        let id = Some(word(item, "id")).filter(|id| is_id(id))?;
        Some((id, entry(item, "code", "name")?))
    };
    Ok(once(items.iter().filter_map(read), |(_, bank)| bank))
}

fn branches_of(answer: &Answer) -> Result<Vec<BankEntry>, ProviderError> {
    match open(answer)? {
        Opened::Taken(json) => {
            let items = items(&json).ok_or_else(|| answer.unclear())?;
            let read = |item: &Value| entry(item, "branch_code", "branch_name");
            Ok(once(items.iter().filter_map(read), |branch| branch))
        }
        // The documented answer for what has none.
        Opened::Refused(refused) if refused.http == 404 => Ok(Vec::new()),
        Opened::Refused(refused) => Err(refused.wrong_request()),
    }
}

fn items(json: &Value) -> Option<&Vec<Value>> {
    let items = json.get("data").and_then(Value::as_array);
    items.filter(|items| items.len() <= LISTED_MAX)
}

/// What cannot be read is left out: nobody can choose it.
fn entry(item: &Value, code: &str, name: &str) -> Option<BankEntry> {
    let text = |name| item.get(name).and_then(plain_text);
    Some(BankEntry {
        code: BankCode::parse(&text(code)?).ok()?,
        name: BankName::parse(&text(name)?).ok()?,
    })
}

/// The first of each code: a second one could not be told from it.
fn once<T>(found: impl Iterator<Item = T>, of: impl Fn(&T) -> &BankEntry) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for item in found {
        if !kept.iter().any(|other| of(other).code == of(&item).code) {
            kept.push(item);
        }
    }
    kept
}
