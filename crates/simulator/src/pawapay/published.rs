//! The published sandbox numbers with their outcomes.

use crate::transaction::Kind;

/// How a published number's movement ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Ok,
    Stuck,
    Fails(&'static str),
}

/// The published numbers of one operator: a common beginning, and an ending for each outcome.
pub(crate) struct Published {
    pub provider: &'static str,
    pub beginning: &'static str,
    pub deposits: &'static [(&'static str, End)],
    pub payouts: &'static [(&'static str, End)],
}

const PAYER_LIMIT: End = End::Fails("PAYER_LIMIT_REACHED");
const PAYER_NOT_FOUND: End = End::Fails("PAYER_NOT_FOUND");
const NOT_APPROVED: End = End::Fails("PAYMENT_NOT_APPROVED");
const NO_BALANCE: End = End::Fails("INSUFFICIENT_BALANCE");
const IN_PROCESS: End = End::Fails("TRANSACTION_ALREADY_IN_PROCESS");
const UNSPECIFIED: End = End::Fails("UNSPECIFIED_FAILURE");
const RECIPIENT_NOT_FOUND: End = End::Fails("RECIPIENT_NOT_FOUND");
const WALLET_LIMIT: End = End::Fails("WALLET_LIMIT_REACHED");
const RECIPIENT_LIMIT: End = End::Fails("RECIPIENT_LIMIT_REACHED");

type Ends = &'static [(&'static str, End)];

const fn of(
    provider: &'static str,
    beginning: &'static str,
    deposits: Ends,
    payouts: Ends,
) -> Published {
    Published {
        provider,
        beginning,
        deposits,
        payouts,
    }
}

/// Operators of whom only one good number is published, for both ways.
const fn good(provider: &'static str, number: &'static str) -> Published {
    of(provider, number, &[("", End::Ok)], &[("", End::Ok)])
}

static PUBLISHED: &[Published] = &[
    of(
        "MTN_MOMO_ZMB",
        "26076345",
        &[
            ("6019", PAYER_LIMIT),
            ("6029", PAYER_NOT_FOUND),
            ("6039", NOT_APPROVED),
            ("6069", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
        &[
            ("6079", RECIPIENT_NOT_FOUND),
            ("6119", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
    ),
    of(
        "AIRTEL_OAPI_ZMB",
        "26097345",
        &[
            ("6019", PAYER_LIMIT),
            ("6039", NOT_APPROVED),
            ("6049", NO_BALANCE),
            ("6069", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
        &[
            ("6089", RECIPIENT_NOT_FOUND),
            ("6119", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
    ),
    // Zamtel's 6789 is the stuck number; do not derive numbers by pattern.
    of(
        "ZAMTEL_ZMB",
        "26095345",
        &[
            ("6704", NO_BALANCE),
            ("6712", UNSPECIFIED),
            ("6789", End::Stuck),
            ("6700", End::Ok),
        ],
        &[
            ("6712", UNSPECIFIED),
            ("6789", End::Stuck),
            ("6700", End::Ok),
        ],
    ),
    of(
        "MPESA_KEN",
        "25470345",
        &[
            ("6019", PAYER_LIMIT),
            ("6039", NOT_APPROVED),
            ("6049", NO_BALANCE),
            ("6059", IN_PROCESS),
            ("6069", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
        &[
            ("6089", RECIPIENT_NOT_FOUND),
            ("6099", WALLET_LIMIT),
            ("6109", RECIPIENT_LIMIT),
            ("6119", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
    ),
    of(
        "MTN_MOMO_UGA",
        "25678345",
        &[
            ("6019", PAYER_LIMIT),
            ("6029", PAYER_NOT_FOUND),
            ("6069", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
        &[
            ("6089", RECIPIENT_NOT_FOUND),
            ("6099", WALLET_LIMIT),
            ("6119", UNSPECIFIED),
            ("6789", End::Ok),
        ],
    ),
    of(
        "AIRTEL_OAPI_UGA",
        "25675345",
        &[
            ("6019", PAYER_LIMIT),
            ("6039", NOT_APPROVED),
            ("6049", NO_BALANCE),
            ("6069", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
        &[
            ("6089", RECIPIENT_NOT_FOUND),
            ("6099", WALLET_LIMIT),
            ("6119", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
    ),
    of(
        "MTN_MOMO_CMR",
        "23765345",
        &[
            ("6019", PAYER_LIMIT),
            ("6029", PAYER_NOT_FOUND),
            ("6039", NOT_APPROVED),
            ("6069", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
        &[
            ("6089", RECIPIENT_NOT_FOUND),
            ("6119", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
    ),
    of(
        "ORANGE_CMR",
        "23769345",
        &[
            ("6019", PAYER_LIMIT),
            ("6029", PAYER_NOT_FOUND),
            ("6039", NOT_APPROVED),
            ("6049", NO_BALANCE),
            ("6069", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
        &[
            ("6099", WALLET_LIMIT),
            ("6119", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
    ),
    of(
        "VODACOM_MPESA_COD",
        "24381345",
        &[
            ("6019", PAYER_LIMIT),
            ("6029", PAYER_NOT_FOUND),
            ("6039", NOT_APPROVED),
            ("6049", NO_BALANCE),
            ("6069", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
        &[
            ("6089", RECIPIENT_NOT_FOUND),
            ("6119", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
    ),
    of(
        "AIRTEL_COD",
        "24397345",
        &[
            ("6069", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
        &[
            ("6089", RECIPIENT_NOT_FOUND),
            ("6119", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
    ),
    of(
        "ORANGE_COD",
        "24389345",
        &[
            ("6029", PAYER_NOT_FOUND),
            ("6039", NOT_APPROVED),
            ("6049", NO_BALANCE),
            ("6069", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
        &[],
    ),
    of(
        "ORANGE_SEN",
        "22177345",
        &[
            ("6029", PAYER_NOT_FOUND),
            ("6049", NO_BALANCE),
            ("6069", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
        &[],
    ),
    of(
        "FREE_SEN",
        "22176345",
        &[
            ("6049", NO_BALANCE),
            ("6069", UNSPECIFIED),
            ("6129", End::Stuck),
            ("6789", End::Ok),
        ],
        &[],
    ),
    of(
        "MTN_MOMO_BEN",
        "2295134",
        &[
            ("5029", PAYER_NOT_FOUND),
            ("5039", NOT_APPROVED),
            ("5069", UNSPECIFIED),
            ("5129", End::Stuck),
            ("5789", End::Ok),
        ],
        &[
            ("5089", RECIPIENT_NOT_FOUND),
            ("5119", UNSPECIFIED),
            ("5129", End::Stuck),
            ("5789", End::Ok),
        ],
    ),
    of(
        "MOOV_BFA",
        "2260234",
        &[
            ("5048", NO_BALANCE),
            ("5068", UNSPECIFIED),
            ("5138", End::Stuck),
            ("5678", End::Ok),
        ],
        &[
            ("5118", UNSPECIFIED),
            ("5138", End::Stuck),
            ("5678", End::Ok),
        ],
    ),
    good("MOOV_BEN", "22995345789"),
    good("ORANGE_BFA", "22607345678"),
    good("MTN_MOMO_CIV", "2250503456789"),
    good("ORANGE_CIV", "2250734567890"),
    good("MPESA_ETH", "251700000000"),
    good("AIRTEL_GAB", "24174345678"),
    good("MTN_MOMO_GHA", "233593456789"),
    good("AIRTELTIGO_GHA", "233273456789"),
    good("VODAFONE_GHA", "233503456789"),
    good("MPESA_LSO", "266100000000"),
    of(
        "AIRTEL_MWI",
        "265993456",
        &[
            ("049", NO_BALANCE),
            ("069", UNSPECIFIED),
            ("129", End::Stuck),
            ("789", End::Ok),
        ],
        &[("789", End::Ok)],
    ),
    of(
        "TNM_MWI",
        "265883456",
        &[
            ("049", NO_BALANCE),
            ("069", UNSPECIFIED),
            ("129", End::Stuck),
            ("789", End::Ok),
        ],
        &[("789", End::Ok)],
    ),
    good("MOVITEL_MOZ", "258100000000"),
    good("AIRTEL_NGA", "2349034567899"),
    good("MTN_MOMO_NGA", "2348134567899"),
    good("AIRTEL_COG", "242053456789"),
    good("MTN_MOMO_COG", "242063456789"),
    good("AIRTEL_RWA", "250733456789"),
    of(
        "MTN_MOMO_RWA",
        "250783456",
        &[
            ("019", PAYER_LIMIT),
            ("029", PAYER_NOT_FOUND),
            ("039", NOT_APPROVED),
            ("129", End::Stuck),
            ("789", End::Ok),
        ],
        &[("789", End::Ok)],
    ),
    good("ORANGE_SLE", "23276123456"),
    good("AIRTEL_TZA", "255683456789"),
    good("VODACOM_TZA", "255763456789"),
    good("TIGO_TZA", "255713456789"),
    good("HALOTEL_TZA", "255623456789"),
];

pub(crate) fn published() -> &'static [Published] {
    PUBLISHED
}

impl Published {
    pub fn end(&self, kind: Kind, msisdn: &str) -> Option<End> {
        let rest = msisdn.strip_prefix(self.beginning)?;
        let ends = match kind {
            Kind::Deposit => self.deposits,
            Kind::Payout | Kind::Refund => self.payouts,
        };
        ends.iter()
            .find(|(ending, _)| *ending == rest)
            .map(|(_, end)| *end)
    }
}
