//! What is moved by which method: currencies, decimals, limits.

use kernel::{Currency, Method, Network};

use crate::provider::{Operation, Unsupported};
use crate::providers::terms::Terms;

// The provider publishes no limits that hold for every account: what an account may move is agreed with it, and it refuses
// the rest. These keep out what no cart holds. Mobile money is bound by the networks themselves, which take K 1 to K 20,000
// in one prompt.
const MOBILE_MONEY_ZMW: (i64, i64) = (1, 20_000);
const CARD_ZMW: (i64, i64) = (1, 500_000);
const CARD_KES: (i64, i64) = (10, 2_500_000);
const BANK_ZMW: (i64, i64) = (10, 500_000);
// As much as goes from bank to bank at once there.
const BANK_KES: (i64, i64) = (100, 999_999);

/// The terms of a method, or why it has none here.
pub(super) fn terms(
    operation: Operation,
    method: Method,
    currency: Currency,
) -> Result<Terms, Unsupported> {
    let (currency, (minimum, maximum)) = match method {
        Method::Card if currency == Currency::KES => (Currency::KES, CARD_KES),
        Method::Card => (Currency::ZMW, CARD_ZMW),
        Method::MobileMoney(Network::MtnZambia | Network::AirtelZambia | Network::ZamtelZambia) => {
            (Currency::ZMW, MOBILE_MONEY_ZMW)
        }
        Method::BankTransfer if operation != Operation::PayOut => {
            return Err(Unsupported::Method(method));
        }
        Method::BankTransfer if currency == Currency::KES => (Currency::KES, BANK_KES),
        Method::BankTransfer => (Currency::ZMW, BANK_ZMW),
        Method::MobileMoney(Network::MpesaKenya | Network::MtnUganda | Network::AirtelUganda) => {
            return Err(Unsupported::Method(method));
        }
    };
    let terms = Terms::in_major_units(currency, currency.exponent(), minimum, maximum);
    Ok(match operation {
        Operation::Collect | Operation::PayOut => terms,
        // A part of a payment can be as small as money gets.
        Operation::Refund => Terms {
            minimum: kernel::Money::new(1, currency),
            ..terms
        },
    })
}

#[cfg(test)]
mod tests {
    use kernel::Money;

    use super::*;

    fn allowed(method: Method, minor: i64, currency: Currency) -> Result<(), Unsupported> {
        let terms = terms(Operation::Collect, method, currency)?;
        terms.allow(Money::new(minor, currency))
    }

    #[test]
    fn cards_pay_in_both_countries_and_mobile_money_in_zambia() {
        assert_eq!(allowed(Method::Card, 24_850, Currency::ZMW), Ok(()));
        assert_eq!(allowed(Method::Card, 124_800, Currency::KES), Ok(()));
        let mtn = Method::MobileMoney(Network::MtnZambia);
        assert_eq!(allowed(mtn, 2_000_000, Currency::ZMW), Ok(()));
        assert!(allowed(mtn, 2_000_001, Currency::ZMW).is_err());
        assert!(allowed(Method::Card, 99, Currency::ZMW).is_err());
        let zmw = Err(Unsupported::Currency(Currency::ZMW));
        assert_eq!(allowed(mtn, 24_850, Currency::KES), zmw);
        assert_eq!(allowed(Method::Card, 24_850, "UGX".parse().unwrap()), zmw);
        let mpesa = Method::MobileMoney(Network::MpesaKenya);
        let other = Err(Unsupported::Method(mpesa));
        assert_eq!(allowed(mpesa, 24_850, Currency::KES), other);
    }

    #[test]
    fn a_refund_can_be_small() {
        let terms = terms(Operation::Refund, Method::Card, Currency::ZMW).unwrap();
        assert_eq!(terms.allow(Money::new(1, Currency::ZMW)), Ok(()));
        assert!(terms.allow(Money::new(0, Currency::ZMW)).is_err());
    }
}
