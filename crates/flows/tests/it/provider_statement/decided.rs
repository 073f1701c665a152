//! What an admin makes of a difference: above the limit two of them.

use flows::cases::{self, Answer, CaseError, Decided};
use kernel::CaseId;
use moderation::{CaseKind, Choice, Reason};
use payments::provider::ProviderName;

use super::*;

/// Every open case with its title, oldest first.
async fn open(m: &TestMarket) -> Vec<(String, CaseId)> {
    let mut tx = m.platform().await;
    let page = moderation::queue(&mut *tx, CaseKind::Payment, None, 100).await;
    let cases = page.unwrap().rows.into_iter();
    cases.map(|case| (case.title, case.id)).collect()
}

async fn journals(m: &TestMarket) -> i64 {
    m.footprint().await.rows["ledger_journals"]
}

/// Differences of this size, one of each kind: a line alone in both directions, one that was said before, another amount, and a posting
/// alone.
async fn differing_by(minor: i64) -> TestMarket {
    let amount = |minor: i64| Money::new(minor, Currency::ZMW).to_plain(2);
    let (m, pot) = TestMarket::with_product(minor - 2_500, 5).await;
    let missing = m.sold(&[(&pot, 1)]).await;
    let other = m.shop("Green Basket", countries::Country::Zambia).await;
    let chest = m.product(other, 600_000, 5).await;
    let different = m.sold(&[(&chest, 1)]).await;
    let reference = async |placed: &Placed| m.attempts(placed.id).await[0].reference.to_string();
    m.pass(2 * DAY_SECONDS + 3_600).await;
    let told = exported(&m, Wanted::of("pawapay")).await;
    let (missing, different) = (reference(&missing).await, reference(&different).await);
    let wrong = amount(602_500 + minor);
    let kept = |line: &&str| !line.contains(&missing);
    let mut lines: Vec<String> = told
        .lines()
        .filter(kept)
        .map(|line| {
            if line.contains(&different) {
                line.replace(",6025.00,", &format!(",{wrong},"))
            } else {
                line.to_owned()
            }
        })
        .collect();
    let alone = [
        ("S-1", amount(minor), "DEPOSIT"),
        ("S-1", amount(minor), "DEPOSIT"),
        ("A-1", amount(-minor), "ADJUSTMENT"),
    ];
    let alone = alone
        .each_ref()
        .map(|(name, amount, word)| (*name, amount.as_str(), *word));
    lines.extend(statement(&m, &alone).lines().skip(1).map(str::to_owned));
    import(&m, ProviderName::PawaPay, &lines.join("\n"), m.now()).await;
    m
}

#[tokio::test(flavor = "multi_thread")]
async fn a_difference_above_the_limit_is_closed_by_two_admins_and_up_to_it_by_one() {
    for (minor, needs_two) in [(500_000, false), (500_001, true)] {
        let m = differing_by(minor).await;
        let cases = open(&m).await;
        let mut titles: Vec<&str> = cases.iter().map(|(title, _)| title.as_str()).collect();
        titles.sort_unstable();
        let each = [
            "different_line",
            "doubled_line",
            "missing_here",
            "missing_here",
            "missing_there",
        ];
        assert_eq!(titles, each);
        let why = Reason::parse("Looked at it").unwrap();
        let before = journals(&m).await;
        for (title, case) in &cases {
            let first = m.admin().await;
            let looked = cases::look(&m.market, first, *case).await.unwrap().unwrap();
            assert_eq!(looked.needs_second, needs_two, "{title}");
            let told = cases::decide(&m.market, first, *case, Choice::Close, &why).await;
            let told = told.unwrap();
            if !needs_two {
                assert_eq!(told, Decided::Done, "{title}");
                continue;
            }
            assert_eq!(told, Decided::Proposed, "{title}");
            let id = cases::look(&m.market, first, *case).await.unwrap().unwrap();
            let id = id.open_proposal().unwrap().id;
            let alone = cases::answer(&m.market, first, *case, id, Answer::Agree, "").await;
            assert!(matches!(alone, Err(CaseError::SamePerson)), "{title}");
            m.agree(*case).await;
        }
        assert_eq!(open(&m).await, []);
        assert_eq!(journals(&m).await, before, "closing moves nothing");
        m.assert_sound().await;
    }
}

/// What the provider holds for us, what is set aside because of differences, and what was written off: by our books, in ngwee; what we hold
/// is positive.
async fn held(m: &TestMarket) -> (i64, i64, i64) {
    (
        m.cleared().await,
        -m.balance(&Account::Suspense).await,
        -m.balance(&Account::Differences).await,
    )
}

/// What the page of days adds up to, less fees: all that statements tell of and our books say, too.
async fn told_of(m: &TestMarket) -> i64 {
    let period = Period {
        from: m.now() - Duration::days(60),
        until: m.now() + Duration::days(1),
    };
    let summary = provider_statement::summary(&m.market, period)
        .await
        .unwrap();
    let differs = [
        "different_amount",
        "doubled",
        "missing_here",
        "missing_there",
    ];
    let same = summary
        .iter()
        .filter(|row| !differs.contains(&row.told.as_str()));
    same.map(|row| row.sum_minor - row.fees_minor).sum()
}

async fn differences(m: &TestMarket) -> usize {
    let all = provider_statement::differences(&m.market, ProviderName::PawaPay, 100).await;
    all.unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_difference_can_be_booked_until_the_books_say_what_the_provider_says() {
    let m = differing_by(40_000).await;
    let before = m.cleared().await;
    assert_eq!(differences(&m).await, 5);
    for (title, choice) in [
        ("different_line", Choice::Theirs),
        ("missing_there", Choice::NeverCame),
        ("missing_here", Choice::There),
        ("missing_here", Choice::There),
        ("doubled_line", Choice::Close),
    ] {
        let case = m.case_called(title).await;
        assert_eq!(m.decide_case(case, choice).await, Decided::Done, "{title}");
        m.assert_sound().await;
    }
    // Less what never came; more by what their amount is above ours, by the line alone, and less by what was taken.
    let (theirs, never_came) = (40_000, -40_000);
    let there = 40_000 - 40_000;
    let more = theirs + never_came + there;
    assert_eq!(held(&m).await, (before + more, more, 0));
    assert_eq!(told_of(&m).await, before + more, "the page says so, too");
    assert_eq!(differences(&m).await, 0, "nothing is unexplained");
    let again = provider_statement::examine(&m.market, ProviderName::PawaPay).await;
    assert_eq!(again.unwrap(), provider_statement::Examined::default());

    // What is set aside has a case each, which only ends by an explanation or by writing it off.
    let asked = open(&m).await;
    assert_eq!(asked.len(), 4, "{asked:?}");
    let by = m.admin().await;
    let why = Reason::parse("Nobody knows").unwrap();
    for (title, case) in asked {
        assert_eq!(title, "difference_set_aside");
        let closed = cases::decide(&m.market, by, case, Choice::Close, &why).await;
        assert!(
            matches!(closed, Err(CaseError::NotPossible(_))),
            "{closed:?}"
        );
        m.decide_case(case, Choice::WrittenOff).await;
    }
    assert_eq!(held(&m).await, (before + more, 0, more));
    assert_eq!(open(&m).await, []);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn above_the_limit_two_admins_book_a_difference_and_two_write_it_off() {
    let m = differing_by(500_001).await;
    let before = held(&m).await;
    for (title, choice) in [
        ("different_line", Choice::Theirs),
        ("missing_there", Choice::NeverCame),
        ("missing_here", Choice::There),
        ("difference_set_aside", Choice::WrittenOff),
    ] {
        let case = m.case_called(title).await;
        let before = journals(&m).await;
        let told = m.decide_case(case, choice).await;
        assert_eq!(told, Decided::Proposed, "{title}");
        assert_eq!(journals(&m).await, before);
        m.agree(case).await;
        assert_eq!(journals(&m).await, before + 1, "{title}: one journal");
    }
    let after = held(&m).await;
    assert_ne!(before, after);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_asks_only_what_its_difference_is_about() {
    let m = differing_by(40_000).await;
    let by = m.admin().await;
    for (title, asked) in [
        ("different_line", &[Choice::Theirs, Choice::Close][..]),
        ("doubled_line", &[Choice::Twice, Choice::Close]),
        (
            "missing_here",
            &[Choice::There, Choice::CameBack, Choice::Close],
        ),
        ("missing_there", &[Choice::NeverCame, Choice::Close]),
    ] {
        let case = m.case_called(title).await;
        let looked = cases::look(&m.market, by, case).await.unwrap().unwrap();
        let choices: Vec<_> = looked.choices.iter().map(|(choice, _)| *choice).collect();
        // Of the two lines that are missing here, one came.
        let came = looked.case.evidence["stated"]["minor"].as_i64() > Some(0);
        let asked = asked.iter().filter(|one| came || **one != Choice::CameBack);
        assert_eq!(choices, asked.copied().collect::<Vec<_>>(), "{title}");
    }
}

/// Two admins decide one difference at once, and many times.
#[tokio::test(flavor = "multi_thread")]
async fn a_difference_is_booked_once_however_many_decide() {
    let m = differing_by(40_000).await;
    let before = journals(&m).await;
    let case = m.case_called("missing_there").await;
    let (a, b, c) = (m.admin().await, m.admin().await, m.admin().await);
    let why = Reason::parse("Looked at it").unwrap();
    let told = tokio::join!(
        cases::decide(&m.market, a, case, Choice::NeverCame, &why),
        cases::decide(&m.market, b, case, Choice::NeverCame, &why),
        cases::decide(&m.market, c, case, Choice::Close, &why),
    );
    let told = [told.0, told.1, told.2];
    let done = told.iter().filter(|told| told.is_ok()).count();
    assert_eq!(done, 1, "{told:?}");
    assert!(journals(&m).await <= before + 1);
    m.assert_sound().await;
}

/// A provider's second line of one movement: a fee and a settlement are booked by it, a payment is a line that is missing here.
#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_moved_twice_goes_the_road_of_any_other() {
    let (m, _) = TestMarket::with_product(10_000, 5).await;
    let lines = [
        ("S-1", "-90.00", "SETTLEMENT"),
        ("S-1", "-90.00", "SETTLEMENT"),
        ("F-1", "-2.00", "MONTHLY_FEE"),
        ("F-1", "-2.00", "MONTHLY_FEE"),
        ("A-1", "-7.00", "ADJUSTMENT"),
        ("A-1", "-7.00", "ADJUSTMENT"),
    ];
    import(&m, ProviderName::PawaPay, &statement(&m, &lines), m.now()).await;
    assert_eq!(m.cleared().await, -9_200);
    for _ in 0..3 {
        let case = m.case_called("doubled_line").await;
        m.decide_case(case, Choice::Twice).await;
    }
    assert_eq!(m.cleared().await, -18_400);
    assert_eq!(m.balance(&Account::Bank).await, 18_000);
    let titles = m.open_cases().await;
    assert_eq!(titles, ["missing_here"; 2]);
    for _ in 0..2 {
        let case = m.case_called("missing_here").await;
        m.decide_case(case, Choice::There).await;
    }
    assert_eq!(held(&m).await, (-19_800, -1_400, 0));
    assert_eq!(told_of(&m).await, -19_800);
    m.assert_sound().await;
}
