//! Exactly the faults that were put in are found, once, and money and books stay whole.

use std::collections::BTreeSet;

use futures::future::join_all;
use payments::provider::ProviderName;
use simulator::{Dialect, Kind, State};

use super::*;

/// Imports a statement with half of its movements faulty, and finds those. Says which kinds of fault there were.
async fn faults_of_a_seed_are_found(seed: u64) -> BTreeSet<String> {
    let m = traded().await;
    let wanted = Wanted {
        faults: "0.5",
        seed,
        ..Wanted::of("pawapay")
    };
    let faults = injected(&m, wanted).await;
    let csv = exported(&m, wanted).await;
    let first = import(&m, ProviderName::PawaPay, &csv, m.now()).await;

    // PawaPay knows each movement by our own reference.
    let mut expected: Vec<(String, String)> = faults
        .iter()
        .map(|fault| (class_of(&fault.fault).to_owned(), fault.name.clone()))
        .collect();
    expected.sort();
    assert_eq!(found(&m).await, expected, "seed {seed}");

    let movements = m.simulator().transactions();
    let moved = movements.iter().filter(|t| t.state == State::Completed);
    let count = |class: &str| {
        faults
            .iter()
            .filter(|f| class_of(&f.fault) == class)
            .count()
    };
    let lines = classes(&m).await;
    let matched =
        moved.clone().count() - count("missing_there") - count("different_amount") - count("late");
    assert_eq!(
        lines["matched"],
        i64::try_from(matched).unwrap(),
        "seed {seed}"
    );

    // A case for each that needs a person, with what is the matter.
    let mut cases: Vec<&str> = faults
        .iter()
        .filter_map(|fault| match class_of(&fault.fault) {
            "missing_there" => Some("missing_there"),
            "doubled" => Some("doubled_line"),
            "different_amount" => Some("different_line"),
            _ => None,
        })
        .collect();
    cases.sort_unstable();
    let mut open = m.open_cases().await;
    open.sort();
    assert_eq!(open, cases, "seed {seed}");
    assert_eq!(first.examined.cases_opened, cases.len());

    // Every fee that a line told of, once. Of what is missing the fee is missing too.
    let missing = |t: &simulator::Transaction| {
        faults
            .iter()
            .any(|fault| fault.id == t.id && fault.fault == "missing")
    };
    let told = moved.filter(|t| t.kind == Kind::Deposit && !missing(t));
    let minor = |t: &simulator::Transaction| -> i64 {
        t.fee.padded().replace('.', "").parse::<i64>().unwrap() / 100
    };
    let fees_told: i64 = told.clone().map(minor).sum();
    assert!(fees_told > 0);
    assert_eq!(
        balance(&m, fees(ProviderName::PawaPay), Currency::ZMW).await,
        fees_told
    );
    assert_eq!(first.examined.fees_booked, told.count());
    m.assert_sound().await;

    let before = (m.footprint().await, classes(&m).await, m.cases().await);
    let again = import(&m, ProviderName::PawaPay, &csv, m.now()).await;
    assert_eq!((again.is_new, again.new_lines), (false, 0));
    assert_eq!(again.examined, provider_statement::Examined::default());
    assert_eq!(
        (m.footprint().await, classes(&m).await, m.cases().await),
        before
    );
    faults.into_iter().map(|fault| fault.fault).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn exactly_the_faults_that_were_put_in_are_found_whatever_the_seed() {
    let seen = join_all((1..=4).map(faults_of_a_seed_are_found)).await;
    let seen: BTreeSet<String> = seen.into_iter().flatten().collect();
    assert_eq!(seen.len(), 4, "every kind of fault was tried: {seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_true_statement_leaves_no_difference_and_both_books_agree_after_fees() {
    let m = traded().await;
    let csv = exported(&m, Wanted::of("pawapay")).await;
    let imported = import(&m, ProviderName::PawaPay, &csv, m.now()).await;
    assert_eq!(found(&m).await, []);
    assert_eq!(m.open_cases().await, [""; 0]);
    // Sixteen paid, five went back, two shops were paid out.
    assert_eq!(classes(&m).await, [("matched".to_owned(), 23)].into());
    assert_eq!(
        (imported.examined.matched, imported.examined.fees_booked),
        (23, 16)
    );
    let ours = balance(&m, clearing(ProviderName::PawaPay), Currency::ZMW).await;
    assert_eq!(ours, there(&m, Dialect::Pawapay));
    m.assert_sound().await;

    let summary = provider_statement::summary(
        &m.market,
        Period {
            from: m.now() - Duration::days(30),
            until: m.now() + Duration::days(1),
        },
    )
    .await
    .unwrap();
    let counted: i64 = summary.iter().map(|row| row.count).sum();
    let moved: i64 = summary
        .iter()
        .map(|row| row.sum_minor - row.fees_minor)
        .sum();
    assert_eq!((counted, moved), (23 + 16, ours));
    assert!(
        summary.len() > 2,
        "more than one day, and fees apart: {summary:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_comes_two_days_late_closes_its_case() {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    with_fees(&m);
    sell(&m, &wrap, 16).await;
    m.pass(2 * DAY_SECONDS + 3_600).await;
    let all = Wanted {
        faults: "1",
        seed: 11,
        ..Wanted::of("pawapay")
    };
    let faults = injected(&m, all).await;
    let count = |kind: &str| faults.iter().filter(|fault| fault.fault == kind).count();
    let (late, missing) = (count("late"), count("missing"));
    assert!(late > 0 && missing > 0, "this seed has both");

    // What is told until the day after: the late ones are not in it, and by now they should be.
    let day_after = m.now() - Duration::days(1);
    let early = exported(
        &m,
        Wanted {
            to: Some(day_after),
            ..all
        },
    )
    .await;
    import(&m, ProviderName::PawaPay, &early, day_after).await;
    let titles = m.open_cases().await;
    let gaps = titles
        .iter()
        .filter(|title| *title == "missing_there")
        .count();
    assert_eq!(gaps, late + missing);
    let differences = provider_statement::differences(&m.market, ProviderName::PawaPay, 100)
        .await
        .unwrap();
    let gap = differences
        .iter()
        .find(|d| d.told.as_str() == "missing_there")
        .unwrap();
    assert_eq!(gap.age.whole_days(), 2);
    assert!(gap.case.is_some());

    let later = exported(&m, all).await;
    let imported = import(&m, ProviderName::PawaPay, &later, m.now()).await;
    assert_eq!(imported.examined.cases_closed, u64::try_from(late).unwrap());
    let titles = m.open_cases().await;
    let gaps = titles
        .iter()
        .filter(|title| *title == "missing_there")
        .count();
    assert_eq!(gaps, missing, "what never came is still a difference");
    let lines = classes(&m).await;
    assert_eq!(lines["late"], i64::try_from(late).unwrap());
    // The two statements overlap; what both tell of is not doubled by that.
    assert_eq!(lines["doubled"], i64::try_from(count("doubled")).unwrap());
    m.assert_sound().await;
}
