//! The form that opens a shop, parsed at the door.

use catalog::delivery::AreaFee;
use catalog::{About, ReturnsPolicy, ShopName};
use countries::Country;
use flows::open_shop::OpenShop;
use kernel::PersonId;
use words::Lang;

use crate::form::Form;
use crate::pages::door::{area, days, fee, phone, text};

/// Every field is looked at, so that all that is wrong is said at once.
pub(super) fn parse(
    form: &mut Form,
    owner: PersonId,
    country: Country,
    lang: Lang,
) -> Option<OpenShop> {
    let name = form.parse("name", |typed| text(ShopName::parse(typed), lang));
    let area = form.parse("area", |typed| area(typed, country, lang));
    let phone = form.parse("phone", |typed| phone(typed, country, lang));
    let about = form.parse("about", |typed| match typed {
        "" => Err(lang.form_required().to_owned()),
        typed => text(About::parse(typed), lang),
    });
    let returns_policy = form.parse("returns", |typed| text(ReturnsPolicy::parse(typed), lang));
    let fees = fees(form, area.as_deref(), country, lang);
    Some(OpenShop {
        owner,
        name: name?,
        country,
        area: area?,
        phone: phone?,
        about: about?,
        returns_policy: returns_policy?,
        fees: fees?,
    })
}

/// One fee near, and one for everywhere else in the city if the shop goes there.
fn fees(form: &mut Form, own: Option<&str>, country: Country, lang: Lang) -> Option<Vec<AreaFee>> {
    let near = form.parse("fee_near", |typed| match typed {
        "" => Err(lang.form_price_missing().to_owned()),
        typed => fee(typed, country, lang),
    });
    let days_near = form.parse("days_near", |typed| days(typed, lang));
    let mut far = None;
    if !form.get("fee_far").is_empty() {
        let fee = form.parse("fee_far", |typed| fee(typed, country, lang));
        let days = form.parse("days_far", |typed| days(typed, lang));
        far = Some((fee?, days?));
    }
    let (own, near) = (own?, (near?, days_near?));
    let row = |id: &str, (fee, (days_min, days_max)): (kernel::Money, (u8, u8))| AreaFee {
        area: id.to_owned(),
        fee,
        days_min,
        days_max,
    };
    let rest = country.pack().areas.iter().filter(|area| area.id != own);
    let mut fees = vec![row(own, near)];
    fees.extend(
        far.into_iter()
            .flat_map(|far| rest.clone().map(move |area| row(area.id, far))),
    );
    Some(fees)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Currency, Id as _, Money};

    fn form(fee_far: &str) -> Form {
        let fields = [
            ("name", "Mwila Electronics"),
            ("area", "chilenje"),
            ("phone", "0966 123 456"),
            ("about", "Phones and what belongs to them."),
            ("returns", ""),
            ("fee_near", "20"),
            ("days_near", "0"),
            ("fee_far", fee_far),
            ("days_far", "1-2"),
        ];
        Form::of(fields.map(|(name, value)| (name, value.to_owned())))
    }

    fn parsed(form: &mut Form) -> Option<OpenShop> {
        parse(
            form,
            PersonId::from_uuid(uuid::Uuid::nil()),
            Country::Zambia,
            Lang::En,
        )
    }

    #[test]
    fn two_fees_cover_the_city() {
        let mut form = form("45.50");
        let shop = parsed(&mut form).unwrap();
        assert_eq!(shop.fees.len(), Country::Zambia.pack().areas.len());
        assert_eq!(
            (shop.fees[0].area.as_str(), shop.fees[0].fee),
            ("chilenje", Money::new(2_000, Currency::ZMW))
        );
        assert!(
            shop.fees[1..]
                .iter()
                .all(|fee| fee.fee.minor() == 4_550 && (fee.days_min, fee.days_max) == (1, 2))
        );
        assert_eq!(
            shop.fees
                .iter()
                .filter(|fee| fee.area == "chilenje")
                .count(),
            1
        );
    }

    #[test]
    fn an_empty_second_fee_means_the_own_area_only() {
        assert_eq!(parsed(&mut form("")).unwrap().fees.len(), 1);
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let mut form = Form::of([("fee_far", "much".to_owned())]);
        assert!(parsed(&mut form).is_none());
        let wrong: Vec<&str> = form.errors().map(|(name, _)| name).collect();
        assert_eq!(
            wrong,
            [
                "about",
                "area",
                "days_far",
                "days_near",
                "fee_far",
                "fee_near",
                "name",
                "phone"
            ]
        );
    }
}
