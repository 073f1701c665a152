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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_read_or_said_to_be_wrong() {
        let named = |value: &str| Vars::of([("BANK_ACCOUNT_KE".to_owned(), value.to_owned())]);
        let mut vars = named("Equity|Kimathi Street|Soko|0123456789");
        let read_in = |vars: &mut Vars, choice| -> Vec<Country> {
            read(vars, choice)
                .iter()
                .map(|account| account.country)
                .collect()
        };
        assert_eq!(read_in(&mut vars, ProviderChoice::Auto), [Country::Kenya]);
        let shown = [Country::Zambia, Country::Kenya];
        assert_eq!(
            read_in(&mut vars, ProviderChoice::Mock),
            shown,
            "a rehearsal shows one"
        );
        assert!(vars.problems().is_empty());
        let mut wrong = named("Equity, Kimathi Street");
        assert!(read(&mut wrong, ProviderChoice::Auto).is_empty());
        assert!(
            wrong.problems()[0].starts_with("BANK_ACCOUNT_KE: four parts"),
            "{:?}",
            wrong.problems()
        );
    }
}
