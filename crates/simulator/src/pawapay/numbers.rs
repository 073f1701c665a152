//! Phone numbers: whose they are, and what happens when they are asked for money.

use super::operators::{self, COUNTRIES, OPERATORS};
use super::published::{End, Published, published};
use crate::scenario::{Code, Outcome};
use crate::transaction::Kind;

/// What happens when no scenario says otherwise: a published number does what it is published for, a number of another
/// operator is not found, a payer gets a prompt, a recipient the money.
pub(crate) fn usual_outcome(kind: Kind, provider: &str, msisdn: &str) -> Outcome {
    if operator_of(msisdn).is_some_and(|owner| owner != provider) {
        let code = match kind {
            Kind::Deposit => "PAYER_NOT_FOUND",
            Kind::Payout | Kind::Refund => "RECIPIENT_NOT_FOUND",
        };
        return Outcome::Fail(Code::known(code));
    }
    let ours = published()
        .iter()
        .filter(|published| published.provider == provider);
    match (
        ours.into_iter()
            .find_map(|published| published.end(kind, msisdn)),
        kind,
    ) {
        (Some(End::Ok), _) | (None, Kind::Payout | Kind::Refund) => Outcome::Success,
        (Some(End::Stuck), _) => Outcome::Stuck,
        (Some(End::Fails(code)), _) => Outcome::Fail(Code::known(code)),
        (None, Kind::Deposit) => Outcome::Prompt,
    }
}

/// Whose number it is, where the numbering plan is known: Zambia and Kenya. `Some("")` belongs to nobody we serve.
fn operator_of(msisdn: &str) -> Option<&'static str> {
    match msisdn.get(..5) {
        Some("26096" | "26076") => Some("MTN_MOMO_ZMB"),
        Some("26097" | "26077") => Some("AIRTEL_OAPI_ZMB"),
        Some("26095" | "26075") => Some("ZAMTEL_ZMB"),
        _ if msisdn.starts_with("254") => Some(if is_safaricom(msisdn) {
            "MPESA_KEN"
        } else {
            ""
        }),
        _ => None,
    }
}

fn is_safaricom(msisdn: &str) -> bool {
    let Some(Ok(network)) = msisdn.get(3..6).map(str::parse::<u16>) else {
        return false;
    };
    let in_7 = matches!(network, 700..=729 | 740..=743 | 745 | 746 | 748 | 757..=759 | 768 | 769 | 790..=799);
    in_7 || (110..=115).contains(&network)
}

/// Digits only, the country's code first, and as long as its numbers are where we know it.
pub(crate) fn is_of_country(msisdn: &str, country: &str) -> bool {
    let digits = msisdn.bytes().all(|b| b.is_ascii_digit());
    let Some(rest) =
        operators::country(country).and_then(|country| msisdn.strip_prefix(country.prefix))
    else {
        return false;
    };
    let fits = match country {
        "ZMB" => rest.len() == 9 && operator_of(msisdn).is_some(),
        "KEN" => rest.len() == 9 && (rest.starts_with('7') || rest.starts_with('1')),
        _ => (7..=11).contains(&rest.len()),
    };
    digits && fits
}

/// A number as people type it, with the operator that probably serves it.
pub(crate) fn predict(typed: &str) -> Option<(&'static str, &'static str, String)> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let msisdn = digits.trim_start_matches('0').to_owned();
    let country = COUNTRIES
        .iter()
        .find(|country| is_of_country(&msisdn, country.code))?;
    let network = country.prefix.len() + 2;
    let by_published = || {
        let here =
            |p: &&Published| operators::find(p.provider).is_some_and(|o| o.country == country.code);
        let same = |p: &&Published| p.beginning.get(..network) == msisdn.get(..network);
        published()
            .iter()
            .filter(here)
            .find(same)
            .map(|p| p.provider)
    };
    let provider = match operator_of(&msisdn) {
        Some("") => return None,
        Some(provider) => provider,
        None => by_published().or_else(|| {
            OPERATORS
                .iter()
                .find(|o| o.country == country.code)
                .map(|o| o.code)
        })?,
    };
    Some((country.code, provider, msisdn))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deposit(provider: &str, msisdn: &str) -> Outcome {
        usual_outcome(Kind::Deposit, provider, msisdn)
    }

    #[test]
    fn published_numbers_do_what_they_are_published_for() {
        assert_eq!(deposit("MTN_MOMO_ZMB", "260763456789"), Outcome::Success);
        assert_eq!(deposit("ZAMTEL_ZMB", "260953456789"), Outcome::Stuck);
        assert_eq!(deposit("ZAMTEL_ZMB", "260953456700"), Outcome::Success);
        let code = Code::known("TRANSACTION_ALREADY_IN_PROCESS");
        assert_eq!(deposit("MPESA_KEN", "254703456059"), Outcome::Fail(code));
        assert_eq!(deposit("MTN_MOMO_ZMB", "260763456049"), Outcome::Prompt);
        let payout = usual_outcome(Kind::Payout, "MTN_MOMO_ZMB", "260763456079");
        assert_eq!(payout, Outcome::Fail(Code::known("RECIPIENT_NOT_FOUND")));
        assert_eq!(deposit("MTN_MOMO_RWA", "250783456129"), Outcome::Stuck);
    }

    #[test]
    fn published_numbers_are_of_their_operator_and_country() {
        for published in published() {
            let operator = operators::find(published.provider).unwrap();
            for (ending, end) in published.deposits.iter().chain(published.payouts) {
                let msisdn = format!("{}{ending}", published.beginning);
                assert!(is_of_country(&msisdn, operator.country), "{msisdn}");
                if *end == End::Ok {
                    assert_eq!(
                        usual_outcome(Kind::Deposit, published.provider, &msisdn),
                        Outcome::Success,
                        "{msisdn}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_number_of_another_operator_is_not_found_there() {
        let not_found = Outcome::Fail(Code::known("PAYER_NOT_FOUND"));
        assert_eq!(deposit("AIRTEL_OAPI_ZMB", "260763456789"), not_found);
        assert_eq!(deposit("MPESA_KEN", "254733123456"), not_found);
    }

    #[test]
    fn predicts_from_what_people_type() {
        let predicted = predict("+260 763-456789").unwrap();
        assert_eq!(
            predicted,
            ("ZMB", "MTN_MOMO_ZMB", "260763456789".to_owned())
        );
        assert_eq!(predict("00254 712 345 678").unwrap().1, "MPESA_KEN");
        assert_eq!(predict("250783456789").unwrap().1, "MTN_MOMO_RWA");
        for wrong in [
            "0763456789",
            "26076345678",
            "26011345678",
            "abc",
            "254733123456",
        ] {
            assert_eq!(predict(wrong), None, "{wrong}");
        }
    }
}
