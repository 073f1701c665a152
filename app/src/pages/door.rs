//! Where typed words become values: what the forms of those who sign in, sell and decide have in common.

use catalog::TextError;
use countries::{Country, PhoneProblem, check_price, parse_phone};
use kernel::{Money, MoneyError, PhoneNumber};
use leptos::prelude::*;
use words::Lang;

use crate::form::Form;
use crate::ui::ErrorSummary;

/// A billion in major units: above what anything here costs, below where sums could overflow.
const AMOUNT_MINOR_MAX: i64 = 100_000_000_000;
/// The longest delivery, in days.
const DAYS_MAX: u8 = 60;
/// The most pieces one field adds.
const PIECES_MAX: u32 = 1_000_000;

/// What is wrong with a form, above it; nothing while nothing is.
pub(super) fn summary(form: &Form, lang: Lang) -> AnyView {
    let errors: Vec<(String, String)> = form
        .errors()
        .map(|(field, message)| (field.to_owned(), message.to_owned()))
        .collect();
    if errors.is_empty() {
        return ().into_any();
    }
    let count = i64::try_from(errors.len()).unwrap_or(i64::MAX);
    view! { <ErrorSummary title=lang.form_check(count) errors=errors /> }.into_any()
}

/// A text of the catalogue's, or what to change about it.
pub(super) fn text<T>(parsed: Result<T, TextError>, lang: Lang) -> Result<T, String> {
    let count = |chars: usize| i64::try_from(chars).unwrap_or(i64::MAX);
    parsed.map_err(|error| match error {
        TextError::TooShort { min: 1 } | TextError::Unprintable => lang.form_required().to_owned(),
        TextError::TooShort { min } => lang.form_too_short(count(min)),
        TextError::TooLong { max } => lang.form_too_long(count(max)),
    })
}

/// A phone number of the country, or of another of ours when it is written in full.
pub(super) fn phone(text: &str, country: Country, lang: Lang) -> Result<PhoneNumber, String> {
    match parse_phone(text, country) {
        Err(PhoneProblem::OtherCountry) => Country::ALL
            .iter()
            .find_map(|other| parse_phone(text, *other).ok())
            .ok_or_else(|| PhoneProblem::OtherCountry.say(lang, country)),
        parsed => parsed.map_err(|problem| problem.say(lang, country)),
    }
}

/// A fee: an amount that may be nothing.
pub(super) fn fee(text: &str, country: Country, lang: Lang) -> Result<Money, String> {
    let amount = Money::parse(text, country.pack().currency).map_err(|error| match error {
        MoneyError::Overflow => lang.form_amount_too_large(),
        MoneyError::NotAnAmount(..) | MoneyError::CurrencyMismatch { .. } => {
            match country.pack().display_decimals {
                0 => lang.form_amount_whole(),
                _ => lang.form_amount(),
            }
        }
    })?;
    if amount.minor() > AMOUNT_MINOR_MAX {
        return Err(lang.form_amount_too_large().to_owned());
    }
    check_price(amount, country).map_err(|problem| problem.say(lang))?;
    Ok(amount)
}

/// A price: an amount that is more than nothing.
pub(super) fn price(text: &str, country: Country, lang: Lang) -> Result<Money, String> {
    if text.is_empty() {
        return Err(lang.form_price_missing().to_owned());
    }
    let price = fee(text, country, lang)?;
    if price.is_positive() {
        Ok(price)
    } else {
        Err(lang.form_amount_positive().to_owned())
    }
}

/// An amount as a field holds it.
pub(super) fn plain(amount: Money, country: Country) -> String {
    amount.to_plain(country.pack().display_decimals)
}

/// A percentage with at most two decimals, as basis points: `5`, `7.5`, `2.25%`.
pub(super) fn percentage(text: &str, lang: Lang) -> Result<u32, String> {
    let wrong = || lang.commission_rate_wrong().to_owned();
    let plain = text.strip_suffix('%').unwrap_or(text).trim();
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 3
        || part.len() > 2
        || !is_number(whole)
        || !is_number(part)
    {
        return Err(wrong());
    }
    let bps: u32 = format!("{whole}{part:0<2}").parse().map_err(|_| wrong())?;
    if bps > 10_000 {
        return Err(wrong());
    }
    Ok(bps)
}

/// Days from and to: `2`, `1-3`.
pub(super) fn days(text: &str, lang: Lang) -> Result<(u8, u8), String> {
    let wrong = || lang.form_days().to_owned();
    let (from, to) = text.split_once(['-', '–']).unwrap_or((text, text));
    let day = |text: &str| {
        text.trim()
            .parse::<u8>()
            .ok()
            .filter(|day| *day <= DAYS_MAX)
    };
    match (day(from), day(to)) {
        (Some(from), Some(to)) if from <= to => Ok((from, to)),
        (Some(_) | None, Some(_) | None) => Err(wrong()),
    }
}

/// Days as a field holds them.
pub(super) fn plain_days(min: u8, max: u8) -> String {
    if min == max {
        max.to_string()
    } else {
        format!("{min}-{max}")
    }
}

/// A number of pieces.
pub(super) fn pieces(text: &str, lang: Lang) -> Result<u32, String> {
    text.parse::<u32>()
        .ok()
        .filter(|count| *count <= PIECES_MAX)
        .ok_or_else(|| lang.form_number_between(0, PIECES_MAX.into()))
}

/// An area of the country, by its id.
pub(super) fn area(text: &str, country: Country, lang: Lang) -> Result<String, String> {
    match (text, country.area(text)) {
        (_, Some(area)) => Ok(area.id.to_owned()),
        ("", None) => Err(lang.form_area().to_owned()),
        (_, None) => Err(lang.form_area_unknown().to_owned()),
    }
}

/// Whole minutes to wait, never none.
pub(super) fn minutes(seconds: i64) -> i64 {
    ((seconds + 59) / 60).max(1)
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    #[test]
    fn money_is_read_in_the_country_s_own_steps() {
        let zambia = |text| price(text, Country::Zambia, Lang::En);
        assert_eq!(zambia("248.5"), Ok(Money::new(24_850, Currency::ZMW)));
        assert_eq!(zambia("1,248"), Ok(Money::new(124_800, Currency::ZMW)));
        for wrong in ["", "0", "-5", "2.555", "K5", "9999999999999"] {
            assert!(zambia(wrong).is_err(), "{wrong}");
        }
        assert!(price("248.50", Country::Kenya, Lang::En).is_err());
        assert_eq!(
            fee("0", Country::Kenya, Lang::En),
            Ok(Money::zero(Currency::KES))
        );
    }

    #[test]
    fn what_a_field_holds_reads_back() {
        let amount = Money::new(24_850, Currency::ZMW);
        assert_eq!(
            fee(&plain(amount, Country::Zambia), Country::Zambia, Lang::En),
            Ok(amount)
        );
        for (min, max) in [(0, 0), (1, 3), (2, 2)] {
            assert_eq!(days(&plain_days(min, max), Lang::En), Ok((min, max)));
        }
    }

    #[test]
    fn a_percentage_is_read_to_the_basis_point() {
        let read = |text| percentage(text, Lang::En);
        for (text, bps) in [
            ("5", 500),
            ("7.5", 750),
            ("2.25%", 225),
            ("0", 0),
            ("100 %", 10_000),
        ] {
            assert_eq!(read(text), Ok(bps), "{text}");
        }
        for wrong in [
            "", "%", ".5", "-1", "5,5", "1.234", "100.01", "9999", "five",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_are_one_number_or_two() {
        assert_eq!(days(" 1 – 3 ", Lang::En), Ok((1, 3)));
        for wrong in ["", "soon", "3-1", "-", "1-", "61", "1-2-3"] {
            assert!(days(wrong, Lang::En).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_number_of_another_country_of_ours_is_welcome_when_written_in_full() {
        assert_eq!(
            phone("+254712345678", Country::Zambia, Lang::En).map(|phone| phone.e164().to_owned()),
            Ok("+254712345678".to_owned())
        );
        assert!(phone("0712 345 678", Country::Zambia, Lang::En).is_err());
        assert!(phone("+447911123456", Country::Zambia, Lang::En).is_err());
    }

    #[test]
    fn waiting_is_never_no_time() {
        assert_eq!([minutes(0), minutes(60), minutes(61)], [1, 1, 2]);
    }
}
