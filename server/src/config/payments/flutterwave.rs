//! Flutterwave: cards and Zambian mobile money; and where that was agreed with it, payouts to wallets and banks.

use kernel::Secret;
use payments::provider::ProviderName;
use payments::providers::flutterwave::{BankPayouts, Sender, ZambianNetworks};

use super::{ProviderChoice, Vars};

/// `FLUTTERWAVE_…`.
#[derive(Debug, Clone)]
pub struct FlutterwaveSection {
    pub secret_key: Secret,
    pub secret_hash: Secret,
    pub base_url: String,
    pub request_timeout_ms: u64,
    /// Absent: nothing is paid out to wallets there.
    pub transfer_banks: Option<ZambianNetworks>,
    pub bank_payouts: BankPayouts,
    pub transfer_suffix: String,
}

/// What its keys of test mode begin with.
const TEST_KEY: &str = "FLWSECK_TEST";
const CODES: [&str; 3] = [
    "FLUTTERWAVE_TRANSFER_MTN",
    "FLUTTERWAVE_TRANSFER_AIRTEL",
    "FLUTTERWAVE_TRANSFER_ZAMTEL",
];
const BANKS: &str = "FLUTTERWAVE_BANK_PAYOUTS";
const SENDER: &str = "FLUTTERWAVE_SENDER";
const SUFFIX: &str = "FLUTTERWAVE_TRANSFER_SUFFIX";

/// All of it or none of it, unless this provider alone was asked for; payouts beside it, each part whole.
pub(super) fn read(vars: &mut Vars, choice: ProviderChoice) -> Option<FlutterwaveSection> {
    let key = vars.secret("FLUTTERWAVE_SECRET_KEY");
    let hash = vars.secret("FLUTTERWAVE_SECRET_HASH");
    let base_url = vars.address("FLUTTERWAVE_BASE_URL", false);
    let request_timeout_ms = vars.number("FLUTTERWAVE_TIMEOUT_MS", (100, 120_000), 20_000);
    let transfer_banks = wallets(vars);
    let bank_payouts = banks(vars);
    let transfer_suffix = suffix(vars, key.as_ref());
    let pays_out = transfer_banks.is_some() || bank_payouts != BankPayouts::default();
    let is_wanted = choice == ProviderChoice::Only(ProviderName::Flutterwave)
        || key.is_some()
        || hash.is_some()
        || pays_out;
    match (key, hash) {
        (Some(secret_key), Some(secret_hash)) => Some(FlutterwaveSection {
            secret_key,
            secret_hash,
            base_url: base_url.unwrap_or_else(|| "https://api.flutterwave.com".to_owned()),
            request_timeout_ms,
            transfer_banks,
            bank_payouts,
            transfer_suffix,
        }),
        _ if is_wanted => {
            vars.wrong(
                "FLUTTERWAVE_SECRET_KEY",
                "goes with FLUTTERWAVE_SECRET_HASH: both from the provider's dashboard",
            );
            None
        }
        _ => None,
    }
}

/// What its transfers call the networks: all three or none.
fn wallets(vars: &mut Vars) -> Option<ZambianNetworks> {
    let [mtn, airtel, zamtel] = CODES.map(|name| vars.text(name).map(str::to_owned));
    match (mtn, airtel, zamtel) {
        (Some(mtn), Some(airtel), Some(zamtel)) => Some(ZambianNetworks {
            mtn,
            airtel,
            zamtel,
        }),
        (None, None, None) => None,
        _ => {
            let with = format!(
                "goes with {} and {}: the codes of GET /v3/banks/ZM",
                CODES[1], CODES[2]
            );
            vars.wrong(CODES[0], &with);
            None
        }
    }
}

/// Where accounts at banks are paid. Kenya asks who sends.
fn banks(vars: &mut Vars) -> BankPayouts {
    let mut payouts = BankPayouts::default();
    let mut has_kenya = false;
    let countries = vars.text(BANKS).unwrap_or_default().to_owned();
    for code in countries.split([',', ' ']).filter(|code| !code.is_empty()) {
        match code {
            "ZM" => payouts.zambia = true,
            "KE" => has_kenya = true,
            _ => vars.wrong(BANKS, "some of ZM and KE"),
        }
    }
    let said = vars.text(SENDER).map(str::to_owned);
    match (has_kenya, said.as_deref().map(Sender::parse)) {
        (true, Some(Some(sender))) => payouts.kenya = Some(sender),
        (false, None) => {}
        (true, None) => vars.wrong(
            SENDER,
            "missing: payouts to Kenyan banks name who sends them: name|country|phone|kind of document|its number",
        ),
        (false, Some(Some(_))) => {
            vars.wrong(SENDER, "goes with KE in FLUTTERWAVE_BANK_PAYOUTS");
        }
        (_, Some(None)) => vars.wrong(
            SENDER,
            "five parts with | between: name|country as two letters|phone with + and country code|kind of document|its number",
        ),
    }
    payouts
}

/// In test mode it decides how a transfer ends; with a live key it would change what we are called.
fn suffix(vars: &mut Vars, key: Option<&Secret>) -> String {
    let text = vars.text(SUFFIX).unwrap_or_default().to_owned();
    let is_test = key.is_some_and(|key| key.expose().starts_with(TEST_KEY));
    if !text.is_empty() && !is_test {
        vars.wrong(SUFFIX, "goes with a key of test mode alone");
        return String::new();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [(&str, &str); 2] = [
        ("FLUTTERWAVE_SECRET_KEY", "FLWSECK_TEST-1"),
        ("FLUTTERWAVE_SECRET_HASH", "a hash"),
    ];
    const WHOLE: &str = "Soko Limited|KE|+254712000000|BUSINESS|CPR-2026-1";

    fn read_of(said: &[(&str, &str)]) -> (Option<FlutterwaveSection>, Vec<String>) {
        let pairs = said
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut vars = Vars::of(pairs);
        let section = read(&mut vars, ProviderChoice::Auto);
        (section, vars.problems().to_vec())
    }

    fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        [&KEYS[..], more].concat()
    }

    #[test]
    fn nothing_is_paid_out_unless_it_is_said() {
        let (section, problems) = read_of(&KEYS);
        let section = section.unwrap();
        assert_eq!(problems, [""; 0]);
        assert_eq!(section.transfer_banks, None);
        assert_eq!(section.bank_payouts, BankPayouts::default());
        assert_eq!(section.transfer_suffix, "");
        assert!(read_of(&[]).0.is_none());
    }

    #[test]
    fn payouts_are_read_whole() {
        let (section, problems) = read_of(&with(&[
            (CODES[0], "MTN"),
            (CODES[1], "AIRTEL"),
            (CODES[2], "ZAMTEL"),
            (BANKS, "ZM, KE"),
            (SENDER, WHOLE),
            (SUFFIX, "_PMCK"),
        ]));
        let section = section.unwrap();
        assert_eq!(problems, [""; 0]);
        assert_eq!(section.transfer_banks.unwrap().airtel, "AIRTEL");
        assert!(section.bank_payouts.zambia && section.bank_payouts.kenya.is_some());
        assert_eq!(section.transfer_suffix, "_PMCK");
    }

    #[test]
    fn half_of_it_is_refused_by_name() {
        let live = [
            ("FLUTTERWAVE_SECRET_KEY", "FLWSECK-1"),
            ("FLUTTERWAVE_SECRET_HASH", "a hash"),
            (SUFFIX, "_PMCK"),
        ];
        for (said, about) in [
            (with(&[(CODES[1], "AIRTEL")]), CODES[0]),
            (with(&[(BANKS, "KE")]), SENDER),
            (with(&[(BANKS, "ZM KE"), (SENDER, "Soko|KE")]), SENDER),
            (with(&[(BANKS, "ZM"), (SENDER, WHOLE)]), SENDER),
            (with(&[(BANKS, "UG")]), BANKS),
            (vec![(BANKS, "ZM")], "FLUTTERWAVE_SECRET_KEY"),
            (live.to_vec(), SUFFIX),
        ] {
            let (_, problems) = read_of(&said);
            let is_named = problems.iter().any(|problem| problem.starts_with(about));
            assert!(is_named, "{said:?}: {problems:?}");
        }
    }
}
