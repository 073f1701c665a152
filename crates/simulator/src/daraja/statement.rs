//! The organisation's statement as the M-Pesa portal exports it: a few lines about the account, then the columns, newest first,
//! times of East Africa, charges on lines of their own. The columns are the portal's; which receipt a charge has is the
//! simulator's.

use super::records::{self, particulars};
use crate::amount::Amount;
use crate::clock::Moment;
use crate::statement::Shown;
use crate::transaction::{Kind, Transaction};
use crate::world::World;

const COLUMNS: [&str; 13] = [
    "Receipt No.",
    "Completion Time",
    "Initiation Time",
    "Details",
    "Transaction Status",
    "Paid In",
    "Withdrawn",
    "Balance",
    "Balance Confirmed",
    "Reason Type",
    "Other Party Info",
    "Linked Transaction ID",
    "A/C No.",
];

pub(crate) fn form(world: &World) -> crate::statement::Form {
    crate::statement::Form {
        preamble: vec![
            vec!["Organization Name".to_owned(), "Simulator".to_owned()],
            vec![
                "Short Code".to_owned(),
                world.config.daraja.short_code.clone(),
            ],
            vec![String::new()],
        ],
        columns: &COLUMNS,
        newest_first: true,
        name,
        line,
        fee_line,
        lists_failures: false,
    }
}

fn name(movement: &Transaction) -> String {
    movement.provider_transaction_id.clone().unwrap_or_default()
}

fn line(shown: &Shown<'_>) -> Vec<String> {
    let movement = shown.movement;
    let own = particulars(movement);
    let (reason, linked, account) = match movement.kind {
        Kind::Deposit if own.transaction_type == "CustomerBuyGoodsOnline" => {
            ("Customer Merchant Payment", String::new(), own.reference)
        }
        Kind::Deposit => ("Pay Bill Online", String::new(), own.reference),
        Kind::Payout => (
            "Business Payment to Customer via API",
            String::new(),
            String::new(),
        ),
        Kind::Refund => ("Transaction Reversal", own.reference, String::new()),
    };
    let details = match movement.kind {
        Kind::Deposit => format!(
            "{reason} from {} - JOHN DOE Acc. {account}",
            masked(movement)
        ),
        Kind::Payout | Kind::Refund => format!("{reason} to {} - JOHN DOE", masked(movement)),
    };
    let sides = match movement.kind {
        Kind::Deposit => (grouped(shown.amount), String::new()),
        Kind::Payout | Kind::Refund => (String::new(), grouped(Amount::ZERO.minus(shown.amount))),
    };
    written(
        shown,
        name(movement),
        &details,
        sides,
        reason,
        linked,
        account,
    )
}

fn fee_line(shown: &Shown<'_>) -> Option<Vec<String>> {
    let movement = shown.movement;
    movement.fee.is_positive().then(|| {
        let sides = (String::new(), grouped(Amount::ZERO.minus(movement.fee)));
        let reason = "Pay Bill Charge";
        written(
            shown,
            format!("{}C", name(movement)),
            reason,
            sides,
            reason,
            name(movement),
            String::new(),
        )
    })
}

fn written(
    shown: &Shown<'_>,
    receipt: String,
    details: &str,
    (paid_in, withdrawn): (String, String),
    reason: &str,
    linked: String,
    account: String,
) -> Vec<String> {
    vec![
        receipt,
        dashed(shown.at),
        dashed(shown.movement.created),
        details.to_owned(),
        "Completed".to_owned(),
        paid_in,
        withdrawn,
        // What is left after each line is not kept.
        String::new(),
        "true".to_owned(),
        reason.to_owned(),
        format!("{} - JOHN DOE", masked(shown.movement)),
        linked,
        account,
    ]
}

/// `19-12-2019 10:21:15`, in East Africa.
fn dashed(at: Moment) -> String {
    records::dotted(at).replace('.', "-")
}

fn masked(movement: &Transaction) -> String {
    let msisdn = &movement.msisdn;
    let beginning = msisdn.get(..4).unwrap_or_default();
    let end = msisdn.get(8..).unwrap_or_default();
    format!("{beginning}****{end}")
}

/// Thousands are grouped: `-12,500.00`.
fn grouped(amount: Amount) -> String {
    let plain = amount.plain();
    let (sign, digits) = plain
        .strip_prefix('-')
        .map_or(("", plain.as_str()), |digits| ("-", digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{decimals}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        let of = |text: &str| grouped(Amount::parse(text).unwrap().0);
        assert_eq!(
            (of("5"), of("1000"), of("250000.5")),
            ("5.00".into(), "1,000.00".into(), "250,000.50".into())
        );
        assert_eq!(
            grouped(Amount::ZERO.minus(Amount::major(12_500))),
            "-12,500.00"
        );
    }
}
