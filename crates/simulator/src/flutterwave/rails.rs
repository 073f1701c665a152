//! The kinds of direct mobile money, as documented per country.

use crate::scenario::ChargeAnswer;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Rail {
    /// `?type=`
    pub kind: &'static str,
    pub currencies: &'static [&'static str],
    /// Empty: none is asked for.
    pub networks: &'static [&'static str],
    /// The country's code in numbers; empty where there are several countries.
    pub prefix: &'static str,
    pub payment_type: &'static str,
    pub answer: ChargeAnswer,
}

const RAILS: [Rail; 7] = [
    Rail {
        kind: "mobile_money_zambia",
        currencies: &["ZMW"],
        networks: &["MTN", "AIRTEL", "ZAMTEL"],
        prefix: "260",
        payment_type: "mobilemoneyzm",
        answer: ChargeAnswer::Redirect,
    },
    Rail {
        kind: "mobile_money_ghana",
        currencies: &["GHS"],
        networks: &["MTN", "VODAFONE", "TIGO"],
        prefix: "233",
        payment_type: "mobilemoneygh",
        answer: ChargeAnswer::Redirect,
    },
    Rail {
        kind: "mobile_money_uganda",
        currencies: &["UGX"],
        networks: &["MTN", "AIRTEL"],
        prefix: "256",
        payment_type: "mobilemoneyug",
        answer: ChargeAnswer::Redirect,
    },
    Rail {
        kind: "mobile_money_rwanda",
        currencies: &["RWF"],
        networks: &[],
        prefix: "250",
        payment_type: "mobilemoneyrw",
        answer: ChargeAnswer::Redirect,
    },
    Rail {
        kind: "mobile_money_franco",
        currencies: &["XAF", "XOF"],
        networks: &[],
        prefix: "",
        payment_type: "mobilemoneysn",
        answer: ChargeAnswer::Callback,
    },
    Rail {
        kind: "mobile_money_tanzania",
        currencies: &["TZS"],
        networks: &["AIRTEL", "TIGO", "HALOPESA", "VODAFONE"],
        prefix: "255",
        payment_type: "mobilemoneytz",
        answer: ChargeAnswer::Callback,
    },
    Rail {
        kind: "mpesa",
        currencies: &["KES"],
        networks: &[],
        prefix: "254",
        payment_type: "mpesa",
        answer: ChargeAnswer::Callback,
    },
];

pub(crate) fn find(kind: &str) -> Option<&'static Rail> {
    RAILS.iter().find(|rail| rail.kind == kind)
}

impl Rail {
    /// Digits with the country's code, from what people write.
    pub fn msisdn(&self, typed: &str) -> Option<String> {
        let digits: String = typed
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '+'))
            .collect();
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let msisdn = match digits.strip_prefix('0') {
            Some(rest) if !self.prefix.is_empty() => format!("{}{rest}", self.prefix),
            Some(_) | None => digits,
        };
        ((8..=15).contains(&msisdn.len()) && msisdn.starts_with(self.prefix)).then_some(msisdn)
    }
}

/// The published numbers that fail, with any country's code.
pub(crate) fn fails(msisdn: &str) -> bool {
    let rest = msisdn.get(3..).unwrap_or_default();
    matches!(rest, "121212121" | "010101011")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_as_people_write_them() {
        let zambia = find("mobile_money_zambia").unwrap();
        for typed in ["260971234567", "+260 97 123-4567", "0971234567"] {
            assert_eq!(zambia.msisdn(typed).as_deref(), Some("260971234567"));
        }
        for wrong in ["254712345678", "26097123456x", ""] {
            assert_eq!(zambia.msisdn(wrong), None, "{wrong}");
        }
        assert!(fails("260121212121") && fails("260010101011"));
        assert!(!fails("260971234567"));
    }
}
