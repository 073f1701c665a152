//! The checkout's form, parsed at the door.

use countries::{Country, guess_network, parse_phone};
use flows::till::Hand;
use kernel::{Method, Money, PhoneNumber};
use orders::Recipient;
use words::Lang;

use super::credit::{self, CREDIT};
use crate::form::Form;

/// The longest texts the form takes, in characters.
pub(super) const NAME_CHARS_MAX: u16 = 80;
pub(super) const LANDMARK_CHARS_MAX: u16 = 120;
pub(super) const DIRECTIONS_CHARS_MAX: u16 = 300;

/// How the buyer wants to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PayBy {
    /// Now, through a provider.
    Provider(Method),
    /// To our paybill or our bank account, without being asked.
    ByHand(Hand),
    /// Now, from another country; its page asks for the phone.
    Abroad,
    /// The rider, at the door.
    Cash,
    /// Store credit, all of it.
    Credit,
}

/// As the form's `method` says cash.
pub(crate) const CASH: &str = "cash";
/// As it says our paybill.
pub(crate) const BY_HAND: &str = "by_hand";
/// As it says our bank account.
pub(crate) const BANK: &str = "bank";

/// As it says another country.
pub(crate) const ABROAD: &str = "abroad";

/// Everything that placing and paying need.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub key: String,
    pub recipient: Recipient,
    pub paying_phone: PhoneNumber,
    pub pay_by: PayBy,
    /// What store credit pays beside it, at most.
    pub credit: Option<Money>,
    pub total_seen: Money,
}

/// The form's idempotency key; `None` when it is not one of ours.
pub(crate) fn key_of(form: &Form) -> Option<&str> {
    let key = form.get("key");
    let fits = (8..=100).contains(&key.len())
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    fits.then_some(key)
}

impl Typed {
    /// Every field is looked at, so that all that is wrong is said at once.
    pub(super) fn parse(form: &mut Form, country: Country, lang: Lang) -> Option<Self> {
        let key = key_of(form)?.to_owned();
        let phone = form.parse("phone", |text| phone(text, country, lang));
        let name = form.parse("name", |text| match text {
            "" => Err(lang.form_name().to_owned()),
            text => at_most(text, NAME_CHARS_MAX, lang),
        });
        let area = form.parse("area", |text| match (text, country.area(text)) {
            (_, Some(area)) => Ok(area.id.to_owned()),
            ("", None) => Err(lang.form_area().to_owned()),
            (_, None) => Err(lang.form_area_unknown().to_owned()),
        });
        let landmark = form.parse("landmark", |text| match text {
            "" => Err(lang.form_landmark().to_owned()),
            text => at_most(text, LANDMARK_CHARS_MAX, lang),
        });
        let directions = form.parse("directions", |text| {
            at_most(text, DIRECTIONS_CHARS_MAX, lang)
        });
        let paying_phone = match form.get("paying_phone") {
            "" => phone.clone(),
            _ => form.parse("paying_phone", |text| self::phone(text, country, lang)),
        };
        let pay_by = form.parse("method", |text| match text {
            CASH => Ok(PayBy::Cash),
            CREDIT => Ok(PayBy::Credit),
            BY_HAND => Ok(PayBy::ByHand(Hand::Paybill)),
            BANK => Ok(PayBy::ByHand(Hand::Bank)),
            ABROAD => Ok(PayBy::Abroad),
            text => method(text, paying_phone.as_ref(), country, lang).map(PayBy::Provider),
        });
        let total_seen = form.parse("total", |text| {
            let minor = text.parse::<i64>().ok().filter(|minor| *minor > 0);
            minor
                .map(|minor| Money::new(minor, country.pack().currency))
                .ok_or_else(|| lang.checkout_total_unseen().to_owned())
        });
        Some(Self {
            key,
            recipient: Recipient {
                name: name?,
                phone: phone?,
                area: area?,
                landmark: landmark?,
                directions: directions?,
            },
            paying_phone: paying_phone?,
            pay_by: pay_by?,
            credit: credit::typed(form, country),
            total_seen: total_seen?,
        })
    }
}

fn at_most(text: &str, max: u16, lang: Lang) -> Result<String, String> {
    if text.chars().count() > usize::from(max) {
        return Err(lang.form_too_long(max.into()));
    }
    Ok(text.to_owned())
}

pub(crate) fn phone(text: &str, country: Country, lang: Lang) -> Result<PhoneNumber, String> {
    parse_phone(text, country).map_err(|problem| problem.say(lang, country))
}

/// The method that was chosen, or the network that the number seems to be on.
pub(crate) fn method(
    text: &str,
    phone: Option<&PhoneNumber>,
    country: Country,
    lang: Lang,
) -> Result<Method, String> {
    let guess = || phone.and_then(guess_network).map(Method::from);
    let chosen: Option<Method> = text.parse().ok().or_else(guess);
    chosen
        .filter(|method| match method {
            Method::MobileMoney(network) => country.pack().networks.contains(network),
            Method::Card => true,
            // No provider collects it.
            Method::BankTransfer => false,
        })
        .ok_or_else(|| lang.form_network().to_owned())
}

#[cfg(test)]
mod tests {
    use kernel::Network;

    use super::*;

    fn filled() -> Form {
        Form::of([
            ("key", "0123456789abcdef".to_owned()),
            ("phone", "0966 123 456".to_owned()),
            ("name", "Mwila".to_owned()),
            ("area", "kabulonga".to_owned()),
            ("landmark", "Opposite the market".to_owned()),
            ("total", "24800".to_owned()),
        ])
    }

    #[test]
    fn a_number_says_its_network_unless_another_is_chosen() {
        let typed = Typed::parse(&mut filled(), Country::Zambia, Lang::En).unwrap();
        assert_eq!(typed.pay_by, PayBy::Provider(Network::MtnZambia.into()));
        assert_eq!(typed.paying_phone, typed.recipient.phone);
        let mut form = filled();
        form.set("method", "airtel_zambia");
        form.set("paying_phone", "0977 123 456");
        let typed = Typed::parse(&mut form, Country::Zambia, Lang::En).unwrap();
        assert_eq!(typed.pay_by, PayBy::Provider(Network::AirtelZambia.into()));
        assert_eq!(typed.paying_phone.e164(), "+260977123456");
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let mut form = Form::of([
            ("key", "0123456789abcdef".to_owned()),
            ("area", "atlantis".to_owned()),
        ]);
        assert!(Typed::parse(&mut form, Country::Zambia, Lang::En).is_none());
        for field in ["phone", "name", "area", "landmark", "method", "total"] {
            assert!(form.error(field).is_some(), "{field}");
        }
        assert!(form.error("directions").is_none());
    }

    #[test]
    fn a_network_of_another_country_is_none() {
        let mut form = filled();
        form.set("method", "mpesa_kenya");
        assert!(Typed::parse(&mut form, Country::Zambia, Lang::En).is_none());
        assert!(form.error("method").is_some());
    }
}
