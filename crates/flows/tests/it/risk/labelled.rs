//! Honest and dishonest buyers of two weeks, scored by the rules as they are: whoever changes a rule sees here what that does.

use rehearsal::labelled::{Kind, trade};

#[tokio::test(flavor = "multi_thread")]
async fn one_seed_has_one_confusion() {
    let confusion = trade(7, 2).await;
    print!("{confusion}");
    let counted: Vec<(Kind, u32, u32)> = confusion
        .0
        .iter()
        .map(|(kind, counted)| (*kind, counted.sold, counted.reviewed))
        .collect();
    let expected = [
        (Kind::Repeat, 34, 0),
        (Kind::Gift, 16, 3),
        (Kind::Office, 30, 4),
        (Kind::BigFirst, 6, 0),
        (Kind::Hostel, 12, 0),
        (Kind::RefusesCash, 11, 5),
        (Kind::Burst, 27, 12),
        (Kind::ManyPayers, 6, 3),
        (Kind::CardTester, 9, 6),
    ];
    assert_eq!(counted, expected);
    assert_eq!(confusion.precision_per_mille(), 787);
    assert_eq!(confusion.recall_per_mille(), 490);
}
