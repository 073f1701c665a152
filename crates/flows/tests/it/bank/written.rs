//! Statements as banks write them, with everything that goes wrong: what we make of each line is what is true of it.

use std::collections::BTreeMap;

use rehearsal::{Sender, Sent, SettledThere, bank_statement};

use super::settled::{balances, settle};
use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_bank_writes_is_told_apart() {
    for seed in 1..=6 {
        one(seed).await;
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "one story, told from its beginning to its end"
)]
async fn one(seed: u64) {
    let m = TestMarket::open().await;
    let shop = m.shop("Blue Basket", Country::Zambia).await;
    let mut bought_by = Vec::new();
    for nth in 0..8_u32 {
        // Prices of their own, so that no amount is two people's.
        let price = 20_000 + i64::from(nth) * 1_300;
        let goods = m.product(shop, price, 1).await;
        let msisdn = format!("26096600{nth:04}");
        let placed = bought(&m, &goods, &msisdn).await;
        begin(&m, &placed).await.unwrap();
        bought_by.push((placed, price + 2_500, msisdn));
    }
    let settlements: Vec<_> = (0..3_i64)
        .map(|nth| SettledThere {
            name: format!("SETTLE-{seed}-{nth}"),
            provider: "pawapay",
            minor: 900_000 + nth * 7_000,
        })
        .collect();
    settle(&m, &settlements).await;
    let senders: Vec<_> = bought_by
        .iter()
        .map(|(placed, minor, _)| Sender {
            number: placed.number.to_string(),
            minor: *minor,
        })
        .collect();
    let written = bank_statement(seed, m.now().date(), &senders, &settlements);
    let told = import_file(&m, &written.csv).await;
    assert_eq!(told.examined.fees_booked > 0, written.charges_minor > 0);

    let mut expected: BTreeMap<&str, i64> = BTreeMap::new();
    let mut count =
        |class, by: usize| *expected.entry(class).or_default() += i64::try_from(by).unwrap();
    let (mut unmatched, mut waiting) = (0, 0);
    for ((placed, minor, msisdn), sent) in bought_by.iter().zip(&written.sent) {
        let now = state(&m, placed).await;
        let wallet = credit(&m, msisdn).await;
        let (lines, stands, given) = match *sent {
            Sent::Right => (1, "paid", 0),
            Sent::InParts => (2, "paid", 0),
            Sent::Doubled => {
                count("doubled", 1);
                (1, "paid", 0)
            }
            Sent::TooMuch { over_minor } => (1, "paid", over_minor),
            Sent::WrongReference | Sent::Typo => {
                unmatched += minor;
                (1, "open", 0)
            }
            Sent::HalfOnly => {
                waiting += minor / 2;
                (1, "open", 0)
            }
        };
        count("matched", lines);
        assert_eq!((now, wallet), (stands, given), "seed {seed}: {sent:?}");
    }
    count("matched", written.strangers.len());
    let there = written.settled.iter().filter(|there| **there).count();
    count("matched", there);
    count("fee", usize::try_from(written.charges_minor / 250).unwrap());
    if written.unreadable > 0 {
        count("unreadable", written.unreadable);
    }
    // A settlement may be on the bank's statement a day after the provider's.
    let found: BTreeMap<String, i64> =
        classes(&m)
            .await
            .into_iter()
            .fold(BTreeMap::new(), |mut all, (class, count)| {
                let class = if class == "late" {
                    "matched".to_owned()
                } else {
                    class
                };
                *all.entry(class).or_default() += count;
                all
            });
    let expected: BTreeMap<String, i64> = expected
        .into_iter()
        .map(|(class, count)| (class.to_owned(), count))
        .collect();
    assert_eq!(found, expected, "seed {seed}: {:?}", written.sent);

    let strangers: i64 = written.strangers.iter().sum();
    assert_eq!(
        held(&m).await.1,
        unmatched + waiting + strangers,
        "seed {seed}"
    );
    assert_eq!(
        balances(&m).await,
        -written.charges_minor,
        "seed {seed}: what the bank kept"
    );
    m.assert_sound().await;

    // The same again, and nothing moves; a week on, what never came is a difference with a case.
    let before = m.footprint().await;
    let lines = format!("{} ", written.csv);
    import_file(&m, &lines).await;
    assert_eq!(m.footprint().await, before);
    m.pass(7 * DAY_SECONDS).await;
    import(&m, &[came(&m, "LATER", 1)]).await;
    let missing = written.settled.len() - there;
    let cases = m.open_cases().await;
    let gaps = cases
        .iter()
        .filter(|title| *title == "missing_there")
        .count();
    assert_eq!(gaps, missing, "seed {seed}: {cases:?}");
    let differences =
        provider_statement::differences(&m.market, payments::provider::ProviderName::Bank, 50)
            .await
            .unwrap();
    let aged = differences
        .iter()
        .filter(|difference| difference.told == payments::statements::Told::HereAlone);
    assert!(
        aged.clone()
            .all(|difference| difference.age.whole_days() >= 7)
    );
    assert_eq!(aged.count(), missing);
    m.assert_sound().await;
}
