//! What each network takes per operation, and how amounts and texts are written for the provider.

use kernel::{Currency, Money, Network};

use crate::provider::{Operation, Unsupported};

/// The currency, decimals and limits of one network for one operation. Decimals are a property of network and operation,
/// not of the currency: Kenya collects whole shillings but pays out cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    pub currency: Currency,
    pub decimals: u32,
    pub minimum: Money,
    pub maximum: Money,
}

/// The terms the provider publishes. Its own limits of the day can be narrower; then it refuses and we say so.
pub fn terms(network: Network, operation: Operation) -> Terms {
    let (currency, decimals, minimum, maximum) = match (network, operation) {
        (Network::MtnZambia | Network::AirtelZambia | Network::ZamtelZambia, _) => {
            (Currency::ZMW, 2, 1, 20_000)
        }
        (Network::MpesaKenya, Operation::Collect) => (Currency::KES, 0, 1, 250_000),
        (Network::MpesaKenya, Operation::PayOut | Operation::Refund) => {
            (Currency::KES, 2, 10, 250_000)
        }
    };
    let major = |count: i64| Money::new(count * currency.minor_per_major(), currency);
    Terms {
        currency,
        decimals,
        minimum: major(minimum),
        maximum: major(maximum),
    }
}

impl Terms {
    /// Whether `amount` can be sent as it stands. Nothing is ever rounded.
    pub fn allow(&self, amount: Money) -> Result<(), Unsupported> {
        if amount.currency() != self.currency {
            return Err(Unsupported::Currency(self.currency));
        }
        if amount.minor() < self.minimum.minor() {
            return Err(Unsupported::TooSmall {
                minimum: self.minimum,
            });
        }
        if amount.minor() > self.maximum.minor() {
            return Err(Unsupported::TooLarge {
                maximum: self.maximum,
            });
        }
        let too_fine = 10_i64.pow(self.currency.exponent().saturating_sub(self.decimals));
        if amount.minor() % too_fine != 0 {
            return Err(Unsupported::Decimals {
                decimals: self.decimals,
            });
        }
        Ok(())
    }
}

/// The provider's code for a network.
pub(super) const fn network_code(network: Network) -> &'static str {
    match network {
        Network::MtnZambia => "MTN_MOMO_ZMB",
        Network::AirtelZambia => "AIRTEL_OAPI_ZMB",
        Network::ZamtelZambia => "ZAMTEL_ZMB",
        Network::MpesaKenya => "MPESA_KEN",
    }
}

/// The shortest form: `15`, `15.5`. One published pattern forbids trailing zeros, so there are none.
pub(super) fn written(amount: Money) -> String {
    let plain = amount.to_plain(amount.currency().exponent());
    match plain.split_once('.') {
        Some(_) => plain.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => plain,
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
    use super::*;

    fn kwacha(minor: i64) -> Money {
        Money::new(minor, Currency::ZMW)
    }

    fn shillings(minor: i64) -> Money {
        Money::new(minor, Currency::KES)
    }

    #[test]
    fn amounts_are_written_in_the_shortest_form() {
        let cases = [
            (1_500, "15"),
            (1_550, "15.5"),
            (1_555, "15.55"),
            (100, "1"),
            (50, "0.5"),
            (5, "0.05"),
        ];
        for (minor, text) in cases {
            assert_eq!(written(kwacha(minor)), text);
        }
        assert_eq!(written(kwacha(100_000)), "1000");
        assert_eq!(written(shillings(100_000)), "1000");
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
