//! Files as banks write them: columns by many names, amounts by many spellings, days by many forms, and lines between.

use kernel::{Currency, Money, PurchaseNumber};
use proptest::prelude::*;
use time::macros::{datetime, offset};

use super::super::{Book, Home, Line, LineKind, NotAStatement, Read, Unreadable, read};
use super::{moment, oldest_first, spelled};
use crate::provider::ProviderName;

const LUSAKA: Home = Home {
    currency: Currency::ZMW,
    offset: offset!(+2),
};

fn lines(content: &str) -> Vec<Read> {
    read(Book::Bank(LUSAKA), content.as_bytes())
        .unwrap()
        .collect()
}

fn good(content: &str) -> Vec<Line> {
    lines(content)
        .into_iter()
        .map(|read| read.line.unwrap())
        .collect()
}

fn kwacha(minor: i64) -> Money {
    Money::new(minor, Currency::ZMW)
}

const FULL: &str = "\u{feff}Example Bank Zambia,,,,,,\r
Account Number:,0012345678,Currency:,ZMW,,,\r
\r
Posting Date,Value Date,Transaction Details,Reference No.,Debit (ZMW),Credit (ZMW),Running Balance\r
25/11/2026,,Opening balance,,,,\"10,000.00\"\r
25/11/2026,26/11/2026,\"TRF FROM BANDA, CHIPO   SK-7K3M-9Q2D\",FT26330001,,\"1,250.50\",\"11,250.50\"\r
25/11/2026,25/11/2026,\"Transfer charge \r
month of \"\"November\"\"\",FT26330002,5.00,0.00,\"11,245.50\"\r
26-Nov-2026,,PAWAPAY SETTLEMENT,S-1,,900.00,\"12,145.50\"\r
26-Nov-2026,,RENT,000123,-500.00,,\"11,645.50\"\r
26-Nov-2026,,REVERSAL OF TRANSFER CHARGE,FT26330002,,5.00,\"11,650.50\"\r
Posting Date,Value Date,Transaction Details,Reference No.,Debit (ZMW),Credit (ZMW),Running Balance\r
,,TOTAL,,505.00,\"2,155.50\",\r
,,Closing balance,,,,\"11,650.50\"\r
*** End of statement ***\r
";

#[test]
fn a_banks_statement_is_read() {
    let lines = good(FULL);
    let seen: Vec<_> = lines
        .iter()
        .map(|line| (line.kind, line.amount.minor(), line.fee.minor()))
        .collect();
    assert_eq!(
        seen,
        [
            (LineKind::Collection, 125_050, 0),
            (LineKind::Fee, 0, 500),
            (LineKind::Settlement, 90_000, 0),
            (LineKind::Other, -50_000, 0),
            (LineKind::Fee, 0, -500),
        ]
    );
    let first = &lines[0];
    assert_eq!(
        first.word, "TRF FROM BANDA, CHIPO SK-7K3M-9Q2D",
        "single spaces"
    );
    assert_eq!(first.own_name.as_deref(), Some("FT26330001"));
    // The day it was booked, in Lusaka, and not the day it counts from.
    assert_eq!(first.at, datetime!(2026-11-24 22:00 UTC));
    assert_eq!(first.balance, Some(kwacha(1_125_050)));
    assert!(lines.iter().all(|line| line.has_moved));
}

#[test]
fn one_column_of_amounts_has_a_sign_or_a_side() {
    let signed = good(
        "Date;Narrative;Amount;Balance\n25.11.2026;TRF;1250.00;1250\n25.11.2026;OUT;-50;1200\n",
    );
    assert_eq!(
        [signed[0].amount, signed[1].amount],
        [kwacha(125_000), kwacha(-5_000)]
    );
    let sided = good(
        "Date\tNarrative\tAmount\tDR/CR\n2026-11-25\tTRF\tK1 250.00\tCR\n2026-11-25\tOUT\t50.00\tDR\n",
    );
    assert_eq!(
        [sided[0].amount, sided[1].amount],
        [kwacha(125_000), kwacha(-5_000)]
    );
}

#[test]
fn amounts_are_read_however_they_are_spelled() {
    for (text, minor) in [
        ("1,250.50", 125_050),
        ("K1,250.50", 125_050),
        ("K 1 250.50", 125_050),
        ("ZMW 1250.5", 125_050),
        ("1250.50 CR", 125_050),
        ("1250.50ZMW", 125_050),
        ("+5", 500),
        ("(5.00)", -500),
        ("5.00-", -500),
        ("-K5", -500),
        ("K-5", -500),
        ("5.00 DR", -500),
        ("0.00", 0),
    ] {
        assert_eq!(
            spelled(text, Currency::ZMW),
            Some(kwacha(minor)),
            "{text:?}"
        );
    }
    for wrong in [
        "", "K", "1,25", "1.250,50", "12,50.00", "5.001", "five", "--5", "(5",
    ] {
        assert_eq!(spelled(wrong, Currency::ZMW), None, "{wrong:?}");
    }
}

#[test]
fn days_have_the_day_first() {
    let day = datetime!(2026-11-02 22:00 UTC);
    for text in [
        "03/11/2026",
        "3/11/2026",
        "03-11-2026",
        "03.11.2026",
        "2026-11-03",
        "03-Nov-2026",
        "3 NOV 2026",
        "03 November 2026",
        "03/11/2026 00:00",
    ] {
        assert_eq!(moment(text, offset!(+2)), Some(day), "{text:?}");
    }
    assert_eq!(
        moment("03/11/2026 13:05:09", offset!(+2)),
        Some(datetime!(2026-11-03 11:05:09 UTC))
    );
    for wrong in [
        "",
        "11/25/2026",
        "03/11/26",
        "31/02/2026",
        "November",
        "46000",
    ] {
        assert_eq!(moment(wrong, offset!(+2)), None, "{wrong:?}");
    }
}

#[test]
fn what_cannot_be_read_is_kept_with_the_reason() {
    let content = "Date,Description,Debit,Credit,Balance,Currency
25/11/2026,TRF,,100.00,1,ZMW
11/25/2026,TRF,,100.00,1,ZMW
25/11/2026,TRF,,\"1,25\",1,ZMW
25/11/2026,TRF,5.00,100.00,1,ZMW
25/11/2026,TRF,,-100.00,1,ZMW
25/11/2026,TRF
25/11/2026,TRF,,100.00,1,USD
25/11/2026,\"TRF,,100.00,1,ZMW
25/11/2026,TRF,,100.00,not kept,ZMW
";
    let read: Vec<_> = lines(content)
        .into_iter()
        .map(|read| (read.line_number, read.line.err()))
        .collect();
    assert_eq!(
        read,
        [
            (2, None),
            (3, Some(Unreadable::Moment)),
            (4, Some(Unreadable::Amount)),
            (5, Some(Unreadable::Amount)),
            (6, Some(Unreadable::Sign)),
            (7, Some(Unreadable::Short)),
            (8, Some(Unreadable::Currency)),
            (9, Some(Unreadable::Quote)),
            (10, None),
        ]
    );
}

#[test]
fn the_same_line_is_the_same_whatever_its_balance_and_spaces() {
    let of = |content: &str| lines(content)[0].fingerprint();
    let one = of("Date,Narration,Debit,Credit,Balance\n25/11/2026,TRF  SK-1,,100.00,500.00\n");
    assert_eq!(
        one,
        of("Credit,Debit,Narration,Date\n\"100\",,TRF SK-1,2026-11-25\n")
    );
    assert_ne!(
        one,
        of("Date,Narration,Debit,Credit\n26/11/2026,TRF SK-1,,100.00\n")
    );
}

#[test]
fn other_files_are_refused_and_a_bank_has_a_country() {
    let columns = Err(NotAStatement::Columns(ProviderName::Bank));
    for (book, content) in [
        (Book::Bank(LUSAKA), "a,b\n1,2\n"),
        (Book::Bank(LUSAKA), "Date,Description\n25/11/2026,TRF\n"),
        (Book::Provider(ProviderName::Bank), FULL),
    ] {
        assert_eq!(read(book, content.as_bytes()).map(|_| ()), columns);
    }
    assert_eq!(Book::of_provider("bank"), None);
    assert_eq!(
        Book::of_provider("mpesa"),
        Some(Book::Provider(ProviderName::Mpesa))
    );
}

proptest! {
    /// Whatever stands in the fields: nothing panics, and what is read is exact.
    #[test]
    fn anything_is_read_or_refused(text in "[0-9A-Za-z,.()/ +-]{0,24}") {
        let _ = moment(&text, offset!(+3));
        if let Some(money) = spelled(&text, Currency::ZMW) {
            prop_assert_eq!(spelled(&money.to_plain(2), Currency::ZMW), Some(money));
        }
    }
}

#[test]
fn lines_are_taken_in_the_order_they_happened() {
    let file = |lines: &[&str]| format!("Date,Description,Amount,Balance\n{}\n", lines.join("\n"));
    let order = |lines: &[&str]| {
        let file = file(lines);
        let mut read = super::super::read(Book::Bank(LUSAKA), file.as_bytes())
            .unwrap()
            .collect::<Vec<_>>();
        oldest_first(&mut read);
        read.into_iter()
            .map(|one| one.line_number)
            .collect::<Vec<_>>()
    };
    // By the balance, of one day too; by the days where there is none; as they are where nothing tells.
    let (a, b, c) = (
        "25/11/2026,A,100.00,100.00",
        "25/11/2026,A,100.00,200.00",
        "25/11/2026,B,-50.00,150.00",
    );
    assert_eq!(order(&[a, b, c]), [2, 3, 4]);
    assert_eq!(order(&[c, b, a]), [4, 3, 2]);
    assert_eq!(order(&["26/11/2026,A,1.00,", "25/11/2026,A,1.00,"]), [3, 2]);
    assert_eq!(order(&["25/11/2026,A,1.00,", "26/11/2026,A,1.00,"]), [2, 3]);
    assert_eq!(order(&["25/11/2026,A,1.00,", "25/11/2026,A,1.00,"]), [2, 3]);
}

#[test]
fn who_pays_may_be_a_reverend_and_may_pay_fees() {
    let number = PurchaseNumber::from_random([7; 8]);
    let said = format!("REV BANDA SCHOOL FEES {number}");
    let file = format!(
        "Date,Description,Amount,Balance\n25/11/2026,{said},248.00,\n25/11/2026,REVERSAL OF FEES,5.00,\n"
    );
    let kinds: Vec<_> = good(&file).iter().map(|line| line.kind).collect();
    assert_eq!(kinds, [LineKind::Collection, LineKind::Fee]);
}
