//! `BANK_ACCOUNT_ZM` and its like: where buyers of a country send bank transfers.

use countries::Country;
use flows::till::BankAccount;

use super::ProviderChoice;
use crate::config::Vars;

/// What a rehearsal names in Zambia where nobody named another, so that the way can be seen.
const OF_REHEARSAL: &str = "Bank of the rehearsal|No branch|Soko demo, no real money|0000 000 000";

pub(super) fn read(vars: &mut Vars, choice: ProviderChoice) -> Vec<BankAccount> {
    let is_rehearsal = choice == ProviderChoice::Mock;
    let mut accounts = Vec::new();
    for &country in Country::ALL {
        let name = format!("BANK_ACCOUNT_{country}");
        let text = vars.text(&name).map(str::to_owned);
        let text = text.or_else(|| {
            let is_shown = is_rehearsal && country == Country::Zambia;
            is_shown.then(|| OF_REHEARSAL.to_owned())
        });
        let Some(text) = text else { continue };
        match BankAccount::parse(country, &text) {
            Ok(account) => accounts.push(account),
            Err(why) => vars.wrong(&name, &why.to_string()),
        }
    }
    accounts
}
