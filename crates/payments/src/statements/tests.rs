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

fn lines(provider: ProviderName, content: &str) -> Vec<Read> {
    read(provider, content.as_bytes()).unwrap().collect()
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
        (LineKind::Other, kwacha(-90_000))
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
            (LineKind::Other, shillings(-400_000), shillings(0)),
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
        let read = read(ProviderName::PawaPay, content.as_bytes());
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
        ] {
            let before = lines(provider, known).len();
            let after = lines(provider, &format!("{known}{quoted}")).len();
            prop_assert_eq!(after, before + expected);
        }
    }
}
