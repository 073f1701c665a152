//! Files as providers write them, and as they should not.

use kernel::{Currency, Id as _, Money};
use proptest::prelude::*;
use time::macros::datetime;

use super::*;
use crate::provider::ProviderName;

const PAWAPAY: &str = "Creation Date,MSISDN,Transaction ID,Amount,Currency,Country,MNO,Type
2026-11-25T10:00:00Z,260763456789,8917c345-4791-4285-a416-62f24b6982db,125.00,ZMW,ZMB,MTN_MOMO_ZMB,DEPOSIT
2026-11-25T10:00:00Z,260763456789,8917c345-4791-4285-a416-62f24b6982db,-1.75,ZMW,ZMB,MTN_MOMO_ZMB,DEPOSIT_FEE
2026-11-25T11:00:00Z,260763456789,f4401bd2-1568-4140-bf2d-eb77d2b2b639,50.00,ZMW,ZMB,MTN_MOMO_ZMB,PAYOUT
2026-11-25T12:00:00Z,,,-900.00,ZMW,ZMB,,SETTLEMENT
";

const FLUTTERWAVE: &str = "id;status;amount;currency;created_at;tx_ref;type;app_fee;a new column
285959875;successful;130.5;ZMW;2026-11-25T10:00:00.000Z;8917c345-4791-4285-a416-62f24b6982db;charge;1.83;x
285959876;failed;130.5;ZMW;2026-11-25T10:00:00.000Z;8917c345-4791-4285-a416-62f24b6982db;charge;0;
285959877;completed;30;ZMW;2026-11-25T10:00:00.000Z;8917c345-4791-4285-a416-62f24b6982db;refund;0;
285959878;SUCCESSFUL;60;ZMW;2026-11-25T10:00:00.000Z;f4401bd2-1568-4140-bf2d-eb77d2b2b639_PMCK;transfer;;
";

const MPESA: &str = "Organization Name,\"Blue, Basket\"
Short Code,600000

Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.
SJ4,26-11-2026 00:04:05,26-11-2026 00:04:05,to bank,Completed,,\"-4,000.00\",0.00,true,Organization Settlement Account to Bank,KCB,,
SJ3,26-11-2026 00:04:05,26-11-2026 00:04:05,back,Completed,,-500.00,4000.00,true,Transaction Reversal,2547****0111 - A,SJ1,
SJ2,26-11-2026 00:04:05,26-11-2026 00:04:05,fee,Completed,,-7.50,4500.00,true,Pay Bill Charge,2547****0111 - A,SJ1,
SJ1,26-11-2026 00:04:05,26-11-2026 00:04:05,pay,Completed,\"1,250.00\",,4507.50,true,Pay Bill Online,2547****0111 - A,,SK-7K3M-9Q2D
";

const STRIPE: &str = "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,payment_intent_id,payment_metadata[soko_reference]
txn_1,2026-11-25 10:00:00,zmw,130.50,4.08,126.42,charge,ch_1,pi_1,8917c345-4791-4285-a416-62f24b6982db
txn_2,2026-11-25 11:00:00,zmw,-30.00,0.00,-30.00,refund,re_1,pi_1,8917c345-4791-4285-a416-62f24b6982db
txn_3,2026-11-25 12:00:00,zmw,-2.00,0.00,-2.00,fee,,,
txn_4,2026-11-25 13:00:00,zmw,-90.00,0.00,-90.00,payout,po_1,,
";

const MTN_MOMO: &str = "Id,External id,Date,Status,Type,Amount,Currency,Fee,Currency
900001,8917c345-4791-4285-a416-62f24b6982db,2026-11-25 12:00:00,Successful,Payment,130.5,ZMW,1.95,ZMW
,f4401bd2-1568-4140-bf2d-eb77d2b2b639,2026-11-25 12:00:00,Failed,Payment,130.5,ZMW,0,ZMW
900002,5b3f1d2e-1568-4140-bf2d-eb77d2b2b639,2026-11-25 12:00:00,Successful,Transfer,60,ZMW,0,ZMW
900003,6c3f1d2e-1568-4140-bf2d-eb77d2b2b639,2026-11-25 12:00:00,Successful,Refund,30,ZMW,0,ZMW
";

const PAYSTACK: &str = "Transaction ID,Type,Reference,Amount,Currency,Status,Channel,Paystack Fees,Transaction Date
4099260516,Transaction,8917c345-4791-4285-a416-62f24b6982db,\"1,305.00\",KES,success,card,37.85,2026-11-25T10:00:00.000Z
4099260517,Transaction,8917c345-4791-4285-a416-62f24b6982db,1305.00,KES,failed,card,0,2026-11-25T10:00:00.000Z
3018284,Refund,8917c345-4791-4285-a416-62f24b6982db,305.00,KES,processed,card,0,2026-11-25T10:00:00.000Z
";

fn lines(provider: ProviderName, content: &str) -> Vec<Read> {
    read(Book::Provider(provider), content.as_bytes())
        .unwrap()
        .collect()
}

fn good(provider: ProviderName, content: &str) -> Vec<Line> {
    let read = lines(provider, content);
    read.into_iter().map(|read| read.line.unwrap()).collect()
}

fn kwacha(minor: i64) -> Money {
    Money::new(minor, Currency::ZMW)
}

#[test]
fn a_wallets_statement_is_read() {
    let lines = good(ProviderName::PawaPay, PAWAPAY);
    let reference = "8917c345-4791-4285-a416-62f24b6982db".parse().unwrap();
    assert_eq!(
        lines[0].reference,
        Some(kernel::ProviderReference::from_uuid(reference))
    );
    assert_eq!(
        (lines[0].kind, lines[0].amount),
        (LineKind::Collection, kwacha(12_500))
    );
    assert_eq!(lines[0].at, datetime!(2026-11-25 10:00 UTC));
    assert_eq!(
        (lines[1].kind, lines[1].amount, lines[1].fee),
        (LineKind::Fee, kwacha(0), kwacha(175))
    );
    assert_eq!(
        (lines[2].kind, lines[2].amount),
        (LineKind::Payout, kwacha(-5_000))
    );
    assert_eq!(
        (lines[3].kind, lines[3].amount),
        (LineKind::Settlement, kwacha(-90_000))
    );
    assert_eq!(lines[3].own_name, None);
}

#[test]
fn columns_may_stand_anywhere_and_new_ones_are_passed_over() {
    let lines = good(ProviderName::Flutterwave, FLUTTERWAVE);
    assert_eq!(
        (lines[0].amount, lines[0].fee),
        (kwacha(13_050), kwacha(183))
    );
    assert!(lines[0].reference.is_some() && lines[0].has_moved);
    assert!(!lines[1].has_moved, "a failure moves nothing");
    assert_eq!(
        (lines[2].kind, lines[2].amount),
        (LineKind::Refund, kwacha(-3_000))
    );
    assert_eq!(
        (lines[2].reference, lines[2].handle.as_deref()),
        (None, Some("285959877"))
    );
    let reference = "f4401bd2-1568-4140-bf2d-eb77d2b2b639".parse().unwrap();
    assert_eq!(
        lines[3].reference,
        Some(kernel::ProviderReference::from_uuid(reference))
    );
    assert_eq!(
        (lines[3].kind, lines[3].amount),
        (LineKind::Payout, kwacha(-6_000))
    );
}

#[test]
fn the_portals_statement_is_read_below_its_preamble() {
    let lines = good(ProviderName::Mpesa, MPESA);
    let shillings = |minor| Money::new(minor, Currency::KES);
    let read: Vec<_> = lines
        .iter()
        .map(|line| (line.kind, line.amount, line.fee))
        .collect();
    assert_eq!(
        read,
        [
            (LineKind::Settlement, shillings(-400_000), shillings(0)),
            (LineKind::Refund, shillings(-50_000), shillings(0)),
            (LineKind::Fee, shillings(0), shillings(750)),
            (LineKind::Collection, shillings(125_000), shillings(0)),
        ]
    );
    assert_eq!(
        lines[2].own_name.as_deref(),
        Some("SJ1"),
        "the payment it was taken from"
    );
    assert_eq!(lines[3].account.as_deref(), Some("SK-7K3M-9Q2D"));
    assert_eq!(lines[3].at, datetime!(2026-11-25 21:04:05 UTC));
}

/// Kind, amount, fee, whether it moved, whether it names our reference, handle, receipt.
type Seen<'a> = (
    LineKind,
    i64,
    i64,
    bool,
    bool,
    Option<&'a str>,
    Option<&'a str>,
);

fn seen(line: &Line) -> Seen<'_> {
    (
        line.kind,
        line.amount.minor(),
        line.fee.minor(),
        line.has_moved,
        line.reference.is_some(),
        line.handle.as_deref(),
        line.receipt.as_deref(),
    )
}

#[test]
fn a_balance_of_cards_is_read() {
    let lines = good(ProviderName::Stripe, STRIPE);
    let all: Vec<_> = lines.iter().map(seen).collect();
    let expected = [
        (
            LineKind::Collection,
            13_050,
            408,
            true,
            true,
            Some("ch_1"),
            Some("pi_1"),
        ),
        (LineKind::Refund, -3_000, 0, true, false, Some("re_1"), None),
        (LineKind::Fee, 0, 200, true, false, None, None),
        (
            LineKind::Settlement,
            -9_000,
            0,
            true,
            false,
            Some("po_1"),
            None,
        ),
    ];
    assert_eq!(all, expected);
    assert_eq!(lines[0].at, datetime!(2026-11-25 10:00 UTC));
    // As the dashboard exports it.
    let plain = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),soko_reference (metadata)\n\
        txn_1,charge,ch_1,130.50,4.08,126.42,zmw,2026-11-25 10:00,8917c345-4791-4285-a416-62f24b6982db\n";
    let lines = good(ProviderName::Stripe, plain);
    let charge = (
        LineKind::Collection,
        13_050,
        408,
        true,
        true,
        Some("ch_1"),
        None,
    );
    assert_eq!(seen(&lines[0]), charge);
}

#[test]
fn a_wallets_portal_is_read_in_zambias_time() {
    let lines = good(ProviderName::MtnMomo, MTN_MOMO);
    let all: Vec<_> = lines.iter().map(seen).collect();
    let expected = [
        (
            LineKind::Collection,
            13_050,
            195,
            true,
            true,
            None,
            Some("900001"),
        ),
        (LineKind::Collection, 13_050, 0, false, true, None, None),
        (
            LineKind::Payout,
            -6_000,
            0,
            true,
            true,
            None,
            Some("900002"),
        ),
        (
            LineKind::Refund,
            -3_000,
            0,
            true,
            true,
            None,
            Some("900003"),
        ),
    ];
    assert_eq!(all, expected);
    assert_eq!(lines[0].at, datetime!(2026-11-25 10:00 UTC));
}

#[test]
fn transactions_and_refunds_of_cards_in_kenya_are_read() {
    let lines = good(ProviderName::Paystack, PAYSTACK);
    let all: Vec<_> = lines.iter().map(seen).collect();
    let (first, second) = (Some("4099260516"), Some("4099260517"));
    let expected = [
        (
            LineKind::Collection,
            130_500,
            3_785,
            true,
            true,
            first,
            None,
        ),
        (LineKind::Collection, 130_500, 0, false, true, second, None),
        (
            LineKind::Refund,
            -30_500,
            0,
            true,
            false,
            Some("3018284"),
            None,
        ),
    ];
    assert_eq!(all, expected);
    let refunds = "Refund ID,Transaction Reference,Refunded Amount,Currency,Status,Refund Date\n\
        3018284,8917c345-4791-4285-a416-62f24b6982db,305.00,KES,processed,2026-11-25 10:00:00\n";
    let refund = (
        LineKind::Refund,
        -30_500,
        0,
        true,
        false,
        Some("3018284"),
        None,
    );
    assert_eq!(seen(&good(ProviderName::Paystack, refunds)[0]), refund);
}

#[test]
fn what_cannot_be_read_is_kept_with_the_reason() {
    let header = "Transaction ID,Type,Amount,Currency,Creation Date\n";
    let name = "8917c345-4791-4285-a416-62f24b6982db";
    for (line, why) in [
        (
            format!("{name},DEPOSIT,12.505,ZMW,2026-11-25 10:00:00"),
            Unreadable::Amount,
        ),
        (
            format!("{name},DEPOSIT,,ZMW,2026-11-25 10:00:00"),
            Unreadable::Amount,
        ),
        (
            format!("{name},DEPOSIT,\"1,25\",ZMW,2026-11-25 10:00:00"),
            Unreadable::Amount,
        ),
        (
            format!("{name},DEPOSIT,-5,ZMW,2026-11-25 10:00:00"),
            Unreadable::Sign,
        ),
        (
            format!("{name},DEPOSIT,5,XXQ,2026-11-25 10:00:00"),
            Unreadable::Currency,
        ),
        (format!("{name},DEPOSIT,5,ZMW,soon"), Unreadable::Moment),
        (format!("{name},DEPOSIT,5"), Unreadable::Short),
        (
            ",DEPOSIT,5,ZMW,2026-11-25 10:00:00".to_owned(),
            Unreadable::Name,
        ),
        (
            format!("{name},\"DEPOSIT,5,ZMW,2026-11-25 10:00:00"),
            Unreadable::Quote,
        ),
    ] {
        let good = format!("{name},DEPOSIT,5,ZMW,2026-11-25 10:00:00");
        let read = lines(ProviderName::PawaPay, &format!("{header}{line}\n{good}\n"));
        assert_eq!(read.len(), 2, "{line}");
        assert_eq!(
            (&read[0].line, read[0].raw.as_str()),
            (&Err(why), line.as_str())
        );
        assert!(read[1].line.is_ok() && read[1].line_number == 3, "{line}");
    }
}

#[test]
fn a_file_of_something_else_is_not_taken() {
    for content in ["", "a,b\n1,2\n", FLUTTERWAVE, MPESA] {
        let read = read(Book::Provider(ProviderName::PawaPay), content.as_bytes());
        assert_eq!(
            read.unwrap_err(),
            NotAStatement::Columns(ProviderName::PawaPay)
        );
    }
}

#[test]
fn a_line_is_the_same_however_its_columns_stand_and_whatever_the_balance_is() {
    let other = "Balance,Type,Country,MNO,MSISDN,Currency,Amount,Transaction ID,Creation Date\n\
        17.00,DEPOSIT,ZMB,MTN_MOMO_ZMB,260763456789,ZMW,125.0,8917c345-4791-4285-a416-62f24b6982db,2026-11-25 10:00:00\n";
    let first = &lines(ProviderName::PawaPay, PAWAPAY)[0];
    let again = &lines(ProviderName::PawaPay, other)[0];
    assert_eq!(first.fingerprint(), again.fingerprint());
    let wrong = PAWAPAY.replace("125.00", "125.01");
    assert_ne!(
        first.fingerprint(),
        lines(ProviderName::PawaPay, &wrong)[0].fingerprint()
    );
}

proptest! {
    /// Whatever stands below the columns: each line that is not blank is told of once, and reading never fails.
    #[test]
    fn no_line_is_lost(noise in "([ -~]{0,60}\n){0,12}") {
        let quoted = noise.replace('"', "'");
        let expected = quoted.lines().filter(|line| !line.trim().is_empty()).count();
        for (provider, known) in [
            (ProviderName::PawaPay, PAWAPAY),
            (ProviderName::Flutterwave, FLUTTERWAVE),
            (ProviderName::Mpesa, MPESA),
            (ProviderName::Stripe, STRIPE),
            (ProviderName::MtnMomo, MTN_MOMO),
            (ProviderName::Paystack, PAYSTACK),
        ] {
            let before = lines(provider, known).len();
            let after = lines(provider, &format!("{known}{quoted}")).len();
            prop_assert_eq!(after, before + expected);
        }
    }
}
