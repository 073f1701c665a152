//! The operators, with what each takes per currency and operation. Limits without a published value are wide.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Auth {
    /// The operator asks its customer, on the phone.
    Provider,
    /// The customer brings a code got beforehand.
    Code,
    /// The customer is sent to a page of the operator.
    Redirect,
}

impl Auth {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Provider => "PROVIDER_AUTH",
            Self::Code => "PREAUTH",
            Self::Redirect => "REDIRECT_AUTH",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prompt {
    Automatic,
    /// The customer must dial a code to see it.
    Manual,
}

/// What an amount must be like, limits in major units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    pub decimals: usize,
    pub min: i64,
    pub max: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OperatorCurrency {
    pub code: &'static str,
    pub deposit: Limits,
    pub payout: Limits,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Operator {
    pub code: &'static str,
    pub country: &'static str,
    pub name: &'static str,
    pub currencies: &'static [OperatorCurrency],
    pub auth: Auth,
    pub prompt: Prompt,
}

impl Operator {
    pub fn currency(&self, code: &str) -> Option<&'static OperatorCurrency> {
        self.currencies
            .iter()
            .find(|currency| currency.code == code)
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Country {
    pub code: &'static str,
    pub prefix: &'static str,
    pub english: &'static str,
    pub french: &'static str,
}

pub(crate) fn find(code: &str) -> Option<&'static Operator> {
    OPERATORS.iter().find(|operator| operator.code == code)
}

pub(crate) fn country(code: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.code == code)
}

const fn to(decimals: usize, min: i64, max: i64) -> Limits {
    Limits { decimals, min, max }
}

const fn both(code: &'static str, limits: Limits) -> OperatorCurrency {
    OperatorCurrency {
        code,
        deposit: limits,
        payout: limits,
    }
}

const fn apart(code: &'static str, deposit: Limits, payout: Limits) -> OperatorCurrency {
    OperatorCurrency {
        code,
        deposit,
        payout,
    }
}

const fn op(
    code: &'static str,
    country: &'static str,
    name: &'static str,
    currencies: &'static [OperatorCurrency],
) -> Operator {
    Operator {
        code,
        country,
        name,
        currencies,
        auth: Auth::Provider,
        prompt: Prompt::Automatic,
    }
}

const fn manual(operator: Operator) -> Operator {
    Operator {
        prompt: Prompt::Manual,
        ..operator
    }
}

const fn by(auth: Auth, operator: Operator) -> Operator {
    Operator { auth, ..operator }
}

const WIDE: i64 = 1_000_000;

pub(crate) static OPERATORS: &[Operator] = &[
    op(
        "MTN_MOMO_ZMB",
        "ZMB",
        "MTN",
        &[both("ZMW", to(2, 1, 20_000))],
    ),
    op(
        "AIRTEL_OAPI_ZMB",
        "ZMB",
        "Airtel",
        &[both("ZMW", to(2, 1, 20_000))],
    ),
    op(
        "ZAMTEL_ZMB",
        "ZMB",
        "Zamtel",
        &[both("ZMW", to(2, 1, 20_000))],
    ),
    op(
        "MPESA_KEN",
        "KEN",
        "M-Pesa",
        &[apart("KES", to(0, 1, 250_000), to(2, 10, 250_000))],
    ),
    op(
        "MTN_MOMO_GHA",
        "GHA",
        "MTN",
        &[both("GHS", to(2, 1, 15_000))],
    ),
    op(
        "AIRTELTIGO_GHA",
        "GHA",
        "AT",
        &[both("GHS", to(2, 1, 10_000))],
    ),
    op(
        "VODAFONE_GHA",
        "GHA",
        "Telecel",
        &[both("GHS", to(2, 1, 15_000))],
    ),
    op(
        "MTN_MOMO_UGA",
        "UGA",
        "MTN",
        &[both("UGX", to(2, 500, 5_000_000))],
    ),
    op(
        "AIRTEL_OAPI_UGA",
        "UGA",
        "Airtel",
        &[both("UGX", to(0, 500, 5_000_000))],
    ),
    op(
        "VODACOM_TZA",
        "TZA",
        "Vodacom",
        &[both("TZS", to(0, 100, 5_000_000))],
    ),
    op(
        "AIRTEL_TZA",
        "TZA",
        "Airtel",
        &[both("TZS", to(2, 100, 3_000_000))],
    ),
    op(
        "TIGO_TZA",
        "TZA",
        "Tigo",
        &[apart("TZS", to(0, 100, 5_000_000), to(0, 1, 5_000_000))],
    ),
    op(
        "HALOTEL_TZA",
        "TZA",
        "Halotel",
        &[both("TZS", to(0, 100, 5_000_000))],
    ),
    op(
        "MTN_MOMO_RWA",
        "RWA",
        "MTN",
        &[both("RWF", to(0, 5, 2_000_000))],
    ),
    op(
        "AIRTEL_RWA",
        "RWA",
        "Airtel",
        &[both("RWF", to(0, 100, 1_500_000))],
    ),
    op(
        "AIRTEL_MWI",
        "MWI",
        "Airtel",
        &[both("MWK", to(2, 50, 750_000))],
    ),
    op("TNM_MWI", "MWI", "TNM", &[both("MWK", to(2, 50, 750_000))]),
    op(
        "VODACOM_MPESA_COD",
        "COD",
        "Vodacom",
        &[
            apart("CDF", to(0, 500, WIDE), to(0, 1_000, WIDE)),
            both("USD", to(2, 1, 2_500)),
        ],
    ),
    op(
        "AIRTEL_COD",
        "COD",
        "Airtel",
        &[
            both("CDF", to(2, 100, 6_250_000)),
            both("USD", to(2, 1, 2_500)),
        ],
    ),
    op(
        "ORANGE_COD",
        "COD",
        "Orange",
        &[both("CDF", to(2, 10, WIDE)), both("USD", to(2, 1, 2_500))],
    ),
    op("MTN_MOMO_CMR", "CMR", "MTN", &[both("XAF", to(0, 1, WIDE))]),
    op(
        "ORANGE_CMR",
        "CMR",
        "Orange",
        &[both("XAF", to(0, 1, 500_000))],
    ),
    manual(op(
        "MTN_MOMO_CIV",
        "CIV",
        "MTN",
        &[both("XOF", to(0, 1, 2_000_000))],
    )),
    manual(op(
        "ORANGE_CIV",
        "CIV",
        "Orange",
        &[both("XOF", to(0, 1, 2_000_000))],
    )),
    by(
        Auth::Redirect,
        op(
            "WAVE_CIV",
            "CIV",
            "Wave",
            &[both("XOF", to(0, 1, 2_000_000))],
        ),
    ),
    manual(op(
        "ORANGE_SEN",
        "SEN",
        "Orange",
        &[apart("XOF", to(0, 2, 100_000_000), to(0, 2, 200_000))],
    )),
    manual(op(
        "FREE_SEN",
        "SEN",
        "Free",
        &[apart("XOF", to(0, 5, 100_000_000), to(0, 5, 200_000))],
    )),
    by(
        Auth::Redirect,
        op(
            "WAVE_SEN",
            "SEN",
            "Wave",
            &[both("XOF", to(0, 1, 2_000_000))],
        ),
    ),
    op(
        "MTN_MOMO_BEN",
        "BEN",
        "MTN",
        &[both("XOF", to(0, 1, 2_000_000))],
    ),
    op(
        "MOOV_BEN",
        "BEN",
        "Moov",
        &[both("XOF", to(0, 100, 2_000_000))],
    ),
    manual(op(
        "MOOV_BFA",
        "BFA",
        "Moov",
        &[both("XOF", to(0, 100, 2_000_000))],
    )),
    by(
        Auth::Code,
        op(
            "ORANGE_BFA",
            "BFA",
            "Orange",
            &[both("XOF", to(0, 100, 2_000_000))],
        ),
    ),
    op(
        "AIRTEL_COG",
        "COG",
        "Airtel",
        &[both("XAF", to(0, 10, 1_500_000))],
    ),
    op(
        "MTN_MOMO_COG",
        "COG",
        "MTN",
        &[both("XAF", to(0, 1, 1_500_000))],
    ),
    op(
        "AIRTEL_GAB",
        "GAB",
        "Airtel",
        &[both("XAF", to(2, 1, WIDE))],
    ),
    manual(op(
        "ORANGE_SLE",
        "SLE",
        "Orange",
        &[both("SLE", to(2, 1, 15_000))],
    )),
    op(
        "VODACOM_MOZ",
        "MOZ",
        "Vodacom",
        &[both("MZN", to(2, 1, WIDE))],
    ),
    op(
        "MOVITEL_MOZ",
        "MOZ",
        "Movitel",
        &[apart("MZN", to(0, 1, WIDE), to(2, 1, WIDE))],
    ),
    op("MTN_MOMO_NGA", "NGA", "MTN", &[both("NGN", to(2, 1, WIDE))]),
    op(
        "AIRTEL_NGA",
        "NGA",
        "Airtel",
        &[both("NGN", to(0, 1, WIDE))],
    ),
    op("MPESA_LSO", "LSO", "M-Pesa", &[both("LSL", to(2, 1, WIDE))]),
    op("MPESA_ETH", "ETH", "M-Pesa", &[both("ETB", to(2, 1, WIDE))]),
];

const fn land(
    code: &'static str,
    prefix: &'static str,
    english: &'static str,
    french: &'static str,
) -> Country {
    Country {
        code,
        prefix,
        english,
        french,
    }
}

pub(crate) static COUNTRIES: &[Country] = &[
    land("BEN", "229", "Benin", "Bénin"),
    land("BFA", "226", "Burkina Faso", "Burkina Faso"),
    land("CIV", "225", "Côte d'Ivoire", "Côte d'Ivoire"),
    land("CMR", "237", "Cameroon", "Cameroun"),
    land(
        "COD",
        "243",
        "Democratic Republic of the Congo",
        "République démocratique du Congo",
    ),
    land("COG", "242", "Republic of the Congo", "République du Congo"),
    land("ETH", "251", "Ethiopia", "Éthiopie"),
    land("GAB", "241", "Gabon", "Gabon"),
    land("GHA", "233", "Ghana", "Ghana"),
    land("KEN", "254", "Kenya", "Kenya"),
    land("LSO", "266", "Lesotho", "Lesotho"),
    land("MOZ", "258", "Mozambique", "Mozambique"),
    land("MWI", "265", "Malawi", "Malawi"),
    land("NGA", "234", "Nigeria", "Nigeria"),
    land("RWA", "250", "Rwanda", "Rwanda"),
    land("SEN", "221", "Senegal", "Sénégal"),
    land("SLE", "232", "Sierra Leone", "Sierra Leone"),
    land("TZA", "255", "Tanzania", "Tanzanie"),
    land("UGA", "256", "Uganda", "Ouganda"),
    land("ZMB", "260", "Zambia", "Zambie"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_has_its_country_and_sane_limits() {
        for operator in OPERATORS {
            assert!(country(operator.country).is_some(), "{}", operator.code);
            for currency in operator.currencies {
                for limits in [currency.deposit, currency.payout] {
                    assert!(
                        limits.min > 0 && limits.min < limits.max,
                        "{}",
                        operator.code
                    );
                    assert!(limits.decimals == 0 || limits.decimals == 2);
                }
            }
        }
    }

    #[test]
    fn decimals_belong_to_operator_and_operation() {
        let decimals = |code, currency| {
            let found = find(code).unwrap().currency(currency).unwrap();
            (found.deposit.decimals, found.payout.decimals)
        };
        assert_eq!(decimals("MPESA_KEN", "KES"), (0, 2));
        assert_eq!(
            (
                decimals("MTN_MOMO_UGA", "UGX"),
                decimals("AIRTEL_OAPI_UGA", "UGX")
            ),
            ((2, 2), (0, 0))
        );
        assert_eq!(decimals("AIRTEL_GAB", "XAF"), (2, 2));
        assert_eq!(decimals("MOVITEL_MOZ", "MZN"), (0, 2));
    }
}
