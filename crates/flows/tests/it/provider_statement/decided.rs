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
