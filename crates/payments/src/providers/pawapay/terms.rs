//! What each network takes per operation, and how texts are written for the provider.

use kernel::{Currency, Network};

use crate::provider::Operation;
use crate::providers::terms::Terms;

/// The terms the provider publishes. Decimals are a property of network and operation, not of the currency: Kenya collects
/// whole shillings but pays out cents. Its own limits of the day can be narrower; then it refuses and we say so.
pub fn terms(network: Network, operation: Operation) -> Terms {
    let (currency, decimals, minimum, maximum) = match (network, operation) {
        (Network::MtnZambia | Network::AirtelZambia | Network::ZamtelZambia, _) => {
            (Currency::ZMW, 2, 1, 20_000)
        }
        (Network::MpesaKenya, Operation::Collect) => (Currency::KES, 0, 1, 250_000),
        (Network::MpesaKenya, Operation::PayOut | Operation::Refund) => {
            (Currency::KES, 2, 10, 250_000)
        }
        // It would take decimals, which the currency does not have.
        (Network::MtnUganda, _) => (Currency::UGX, 2, 500, 5_000_000),
        (Network::AirtelUganda, _) => (Currency::UGX, 0, 500, 5_000_000),
    };
    Terms::in_major_units(currency, decimals, minimum, maximum)
}

/// The provider's code for a network.
pub(super) const fn network_code(network: Network) -> &'static str {
    match network {
        Network::MtnZambia => "MTN_MOMO_ZMB",
        Network::AirtelZambia => "AIRTEL_OAPI_ZMB",
        Network::ZamtelZambia => "ZAMTEL_ZMB",
        Network::MpesaKenya => "MPESA_KEN",
        Network::MtnUganda => "MTN_MOMO_UGA",
        Network::AirtelUganda => "AIRTEL_OAPI_UGA",
    }
}

const MESSAGE_CHARS: std::ops::RangeInclusive<usize> = 4..=22;

/// A text for the buyer's phone: 4 to 22 letters, digits and spaces, or none at all, because the provider refuses the whole
/// request for one wrong sign.
pub(super) fn customer_message(text: &str) -> Option<String> {
    let kept: String = text
        .chars()
        .filter(|c| !matches!(c, '\'' | '’'))
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let words = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = words.chars().take(*MESSAGE_CHARS.end()).collect();
    let cut = cut.trim_end();
    MESSAGE_CHARS.contains(&cut.len()).then(|| cut.to_owned())
}

#[cfg(test)]
mod tests {
    use kernel::Money;

    use super::*;
    use crate::provider::Unsupported;

    fn kwacha(minor: i64) -> Money {
        Money::new(minor, Currency::ZMW)
    }

    fn shillings(minor: i64) -> Money {
        Money::new(minor, Currency::KES)
    }

    #[test]
    fn kenya_collects_no_cents_but_pays_them_out() {
        let collect = terms(Network::MpesaKenya, Operation::Collect);
        assert_eq!(collect.allow(shillings(1_000)), Ok(()));
        assert_eq!(
            collect.allow(shillings(1_050)),
            Err(Unsupported::Decimals { decimals: 0 })
        );
        assert_eq!(collect.allow(shillings(25_000_000)), Ok(()));
        assert_eq!(
            collect.allow(shillings(25_000_100)),
            Err(Unsupported::TooLarge {
                maximum: shillings(25_000_000)
            })
        );
        let pay_out = terms(Network::MpesaKenya, Operation::PayOut);
        assert_eq!(pay_out.allow(shillings(1_050)), Ok(()));
        assert_eq!(
            pay_out.allow(shillings(999)),
            Err(Unsupported::TooSmall {
                minimum: shillings(1_000)
            })
        );
    }

    #[test]
    fn zambia_takes_ngwee_within_its_limits() {
        for network in [
            Network::MtnZambia,
            Network::AirtelZambia,
            Network::ZamtelZambia,
        ] {
            let terms = terms(network, Operation::Collect);
            for fits in [100, 1_050, 1_055, 2_000_000] {
                assert_eq!(terms.allow(kwacha(fits)), Ok(()));
            }
            for small in [99, 0, -100] {
                let refused = Err(Unsupported::TooSmall {
                    minimum: kwacha(100),
                });
                assert_eq!(terms.allow(kwacha(small)), refused);
            }
            assert!(terms.allow(kwacha(2_000_001)).is_err());
            assert_eq!(
                terms.allow(shillings(1_000)),
                Err(Unsupported::Currency(Currency::ZMW))
            );
        }
    }

    #[test]
    fn messages_hold_letters_digits_and_spaces_only() {
        let cases = [
            ("Soko SK-7F3K-22", Some("Soko SK 7F3K 22")),
            (
                "Order #1234 from Mary's shop",
                Some("Order 1234 from Marys"),
            ),
            ("  Soko  ", Some("Soko")),
            ("Sok", None),
            ("", None),
            ("éééé", None),
            ("abcdefghijklmnopqrstuv x", Some("abcdefghijklmnopqrstuv")),
        ];
        for (text, sent) in cases {
            assert_eq!(customer_message(text).as_deref(), sent, "{text:?}");
        }
    }
}
