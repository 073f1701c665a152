//! What a buyer wanted remembered on this phone, so that the next order is looked at and paid. It is kept in the browser alone.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use countries::parse_phone;
use kernel::PhoneNumber;
use orders::Recipient;

/// A cookie may hold about four thousand bytes, name and seal included.
const BYTES_MAX: usize = 2_600;
/// Between the fields; no field can hold it.
const BETWEEN: char = '\u{1f}';

/// The recipient of the last order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered(Recipient);

impl Remembered {
    /// `None` where it is too long for a cookie: then it is typed again.
    pub fn of(recipient: &Recipient) -> Option<Self> {
        let kept = Self(recipient.clone());
        let is_clean = kept.fields().iter().all(|field| !field.contains(BETWEEN));
        (is_clean && kept.plain().len() <= BYTES_MAX).then_some(kept)
    }

    /// The recipient, in a country whose numbers and areas it fits.
    pub fn within(self, country: countries::Country) -> Option<Recipient> {
        let fits = parse_phone(self.0.phone.e164(), country).is_ok();
        (fits && country.area(&self.0.area).is_some()).then_some(self.0)
    }

    fn fields(&self) -> [&str; 5] {
        let to = &self.0;
        [
            to.phone.e164(),
            &to.name,
            &to.area,
            &to.landmark,
            &to.directions,
        ]
    }

    fn plain(&self) -> String {
        self.fields().join(&BETWEEN.to_string())
    }

    /// Letters, digits, dashes and underscores.
    pub(crate) fn encode(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.plain())
    }

    pub(crate) fn decode(text: &str) -> Option<Self> {
        let plain = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let fields: Vec<&str> = plain.split(BETWEEN).collect();
        let [phone, name, area, landmark, directions] = fields[..] else {
            return None;
        };
        Some(Self(Recipient {
            phone: PhoneNumber::from_e164(phone).ok()?,
            name: name.to_owned(),
            area: area.to_owned(),
            landmark: landmark.to_owned(),
            directions: directions.to_owned(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use countries::Country;

    use super::*;

    fn recipient() -> Recipient {
        Recipient {
            phone: PhoneNumber::from_e164("+260966123456").unwrap(),
            name: "Mwila".to_owned(),
            area: "kabulonga".to_owned(),
            landmark: "Opposite the market".to_owned(),
            directions: "Green gate,\nsecond floor".to_owned(),
        }
    }

    #[test]
    fn comes_back_as_it_was_kept_and_only_where_it_fits() {
        let kept = Remembered::of(&recipient()).unwrap();
        let back = Remembered::decode(&kept.encode()).unwrap();
        assert_eq!(back, kept);
        assert_eq!(back.clone().within(Country::Zambia), Some(recipient()));
        assert_eq!(back.within(Country::Kenya), None);
    }

    #[test]
    fn what_is_broken_or_too_long_is_nothing() {
        for text in ["", "!", "AAAA", &BASE64_URL_SAFE_NO_PAD.encode("a\u{1f}b")] {
            assert_eq!(Remembered::decode(text), None, "{text}");
        }
        let long = Recipient {
            directions: "ŵ".repeat(1_300),
            ..recipient()
        };
        assert_eq!(Remembered::of(&long), None);
    }
}
