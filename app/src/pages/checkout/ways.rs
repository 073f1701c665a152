//! The ways to pay by a provider, as cards: those that work now, and why the others do not.

use countries::format_money;
use flows::route::{NoRoute, Pace, Way};
use kernel::{Method, Refusal};
use payments::provider::Unsupported;
use words::Lang;

use crate::ui::Choice;

/// One card a way. The only one that is open is chosen.
pub(crate) fn choices(ways: &[Way], chosen: Option<Method>, lang: Lang) -> Vec<Choice> {
    let mut open = ways.iter().filter(|way| way.offered.is_ok());
    let only = open.next().filter(|_| open.next().is_none());
    let chosen = chosen.or(only.map(|way| way.method));
    ways.iter()
        .map(|way| Choice {
            value: way.method.as_str().to_owned(),
            label: match way.method {
                Method::MobileMoney(network) => lang.method_mobile_money(network.display_name()),
                Method::Card => lang.method_card().to_owned(),
                Method::BankTransfer => lang.method_bank().to_owned(),
            },
            note: match &way.offered {
                Ok(pace) => pace_of(way.method, pace, lang),
                Err(why) => Some(closed(way.method, *why, lang)),
            },
            chosen: way.offered.is_ok() && chosen == Some(way.method),
            disabled: way.offered.is_err(),
        })
        .collect()
}

/// What to expect of a way that is open.
fn pace_of(method: Method, pace: &Pace, lang: Lang) -> Option<String> {
    let name = lang.method_name(method);
    match (pace.slow, method) {
        (Some((arrived, of)), _) if of > 0 => {
            Some(lang.method_slow_counted(name, arrived.into(), of.into()))
        }
        (Some(_), _) => Some(lang.method_slow(name)),
        (None, Method::Card) => Some(lang.method_card_hint().to_owned()),
        (None, Method::MobileMoney(_) | Method::BankTransfer) => pace
            .usual_seconds
            .and_then(|seconds| i64::try_from(seconds).ok())
            .map(|seconds| lang.method_usually(seconds.max(1))),
    }
}

/// Why a way is not open, and what to do.
pub(crate) fn closed(method: Method, why: NoRoute, lang: Lang) -> String {
    match why {
        NoRoute::Down => format!(
            "{} {}",
            lang.method_away(lang.method_name(method)),
            lang.method_another()
        ),
        NoRoute::Unsupported(why) => unsupported(why, lang),
    }
}

/// Why this amount cannot move by this method, and what to do.
pub(crate) fn unsupported(why: Unsupported, lang: Lang) -> String {
    let told = |refusal| {
        let text = lang.refusal(refusal);
        format!("{} {}", text.what, text.next)
    };
    match why {
        Unsupported::Operation | Unsupported::Method(_) => told(Refusal::NetworkNotAccepted),
        Unsupported::Currency(_) => told(Refusal::CurrencyNotAccepted),
        Unsupported::Decimals { .. } => told(Refusal::InvalidAmount),
        Unsupported::TooSmall { minimum } => lang.method_amount_at_least(&format_money(minimum)),
        Unsupported::TooLarge { maximum } => lang.method_amount_at_most(&format_money(maximum)),
    }
}

#[cfg(test)]
mod tests {
    use countries::Country;
    use kernel::{Currency, Money, Network};

    use super::*;

    const MTN: Method = Method::MobileMoney(Network::MtnZambia);
    const AIRTEL: Method = Method::MobileMoney(Network::AirtelZambia);

    fn way(method: Method, offered: Result<Pace, NoRoute>) -> Way {
        Way { method, offered }
    }

    #[test]
    fn what_does_not_work_is_out_of_reach_and_says_why() {
        let minimum = Money::new(500, Currency::ZMW);
        let ways = [
            way(MTN, Err(NoRoute::Down)),
            way(
                AIRTEL,
                Ok(Pace {
                    slow: Some((6, 10)),
                    usual_seconds: Some(20),
                }),
            ),
            way(Method::Card, Err(Unsupported::TooSmall { minimum }.into())),
        ];
        let [mtn, airtel, card] = &choices(&ways, Some(MTN), Lang::En)[..] else {
            panic!("three ways")
        };
        assert!(mtn.disabled && !mtn.chosen);
        assert_eq!(
            mtn.note.as_deref(),
            Some("MTN does not take payments at the moment. Choose another way to pay.")
        );
        assert!(!airtel.disabled);
        assert_eq!(
            airtel.note.as_deref(),
            Some("Airtel is slow at the moment: of the newest 10 payments, 6 arrived.")
        );
        let note = card.note.as_deref().unwrap().replace('\u{a0}', " ");
        assert!(note.contains("K 5.00 or more"), "{note}");
    }

    #[test]
    fn the_only_way_is_chosen() {
        let ways = [
            way(MTN, Ok(Pace::default())),
            way(AIRTEL, Err(NoRoute::Down)),
        ];
        assert!(choices(&ways, None, Lang::En)[0].chosen);
        let both = [
            way(MTN, Ok(Pace::default())),
            way(AIRTEL, Ok(Pace::default())),
        ];
        assert!(
            choices(&both, None, Lang::En)
                .iter()
                .all(|choice| !choice.chosen)
        );
    }

    #[test]
    fn how_long_it_takes_is_said_where_it_is_known() {
        let pace = Pace {
            slow: None,
            usual_seconds: Some(18),
        };
        let shown = choices(&[way(MTN, Ok(pace))], None, Lang::En);
        assert_eq!(shown[0].note.as_deref(), Some("Lately about 18 seconds."));
    }

    /// Without a rule of its own a way's button is empty once it is chosen.
    #[test]
    fn every_way_that_can_be_chosen_has_its_words_on_the_button() {
        let style = include_str!("../../../../style/shop.css");
        let others = ["credit", "by_hand", "bank", "abroad", "cash"];
        let here = Country::ALL
            .iter()
            .flat_map(|country| country.pack().networks);
        let networks = here.map(|network| network.as_str());
        for way in networks.chain(["card"]).chain(others) {
            let rule = format!("[value=\"{way}\"]:checked) [data-method=\"{way}\"]");
            assert!(style.contains(&rule), "{way}");
        }
    }
}
