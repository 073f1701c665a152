//! What a provider settles is booked by its statement and found again on the bank's; charges are booked; and what one of both lacks is a
//! difference.

use kernel::Timestamp;
use payments::provider::ProviderName;
use rehearsal::SettledThere;
use time::format_description::well_known::Rfc3339;

use super::*;

/// The provider's own statement of what it settled to us.
pub(super) async fn settle(m: &TestMarket, settlements: &[SettledThere]) {
    settle_at(m, m.now(), settlements).await;
}

/// The same, at a moment.
pub(super) async fn settle_at(m: &TestMarket, at: Timestamp, settlements: &[SettledThere]) {
    let at = at.format(&Rfc3339).unwrap();
    let line = |settlement: &SettledThere| {
        let amount = Money::new(settlement.minor.abs(), kernel::Currency::ZMW).to_plain(2);
        let (sign, word) = if settlement.minor < 0 {
            ("", "TOP_UP")
        } else {
            ("-", "SETTLEMENT")
        };
        let name = &settlement.name;
        format!("{at},,{name},{sign}{amount},ZMW,ZMB,,{word}")
    };
    let lines: Vec<String> = settlements.iter().map(line).collect();
    let lines = lines.join("\n");
    let content =
        format!("Creation Date,MSISDN,Transaction ID,Amount,Currency,Country,MNO,Type\n{lines}");
    let import = Import {
        book: Book::Provider(ProviderName::PawaPay),
        name: "pawapay.csv",
        content: content.as_bytes(),
        period: None,
    };
    provider_statement::import(&m.market, &import)
        .await
        .unwrap();
}

fn settlement(name: &str, minor: i64) -> SettledThere {
    SettledThere {
        name: name.to_owned(),
        provider: "pawapay",
        minor,
    }
}

/// What the bank kept for itself, as it stands there: what left is negative.
pub(super) async fn balances(m: &TestMarket) -> i64 {
    -m.balance(&Account::ProviderFees("bank".to_owned())).await
}

/// A line on which so much left.
pub(super) fn left(m: &TestMarket, written: &str, amount: &str) -> String {
    came(m, written, 0).replace(",,0.00,,", &format!(",{amount},,,"))
}

#[tokio::test(flavor = "multi_thread")]
async fn settlements_and_top_ups_are_found_on_the_banks_statement() {
    let (m, _) = market().await;
    settle(
        &m,
        &[
            settlement("S-1001", 90_000),
            settlement("S-1002", 90_000),
            settlement("S-1003", -4_000),
        ],
    )
    .await;
    assert_eq!(m.balance(&Account::Bank).await, 176_000);
    m.pass(DAY_SECONDS).await;
    let lines = [
        came(&m, "PAWAPAY SETTLEMENT S-1002", 90_000),
        came(&m, "EFT INWARD", 90_000),
        left(&m, "PAWAPAY TOP UP", "40.00"),
        left(&m, "MONTHLY LEDGER FEE", "25.00"),
        left(&m, "RENT OF THE SHOP", "500.00"),
    ];
    let told = import(&m, &lines).await;
    assert_eq!(told.examined.matched, 3);
    assert_eq!((told.examined.transfers, told.examined.fees_booked), (0, 1));
    assert_eq!(m.balance(&Account::Bank).await, 176_000 - 2_500);
    assert_eq!(balances(&m).await, -2_500);
    // What the operator paid from it is not ours to know.
    assert_eq!(m.open_cases().await, ["missing_here"]);
    let mut tx = m.platform().await;
    let named: String = sqlx::query_scalar(
        "select s.own_name from statement_lines l join ledger_postings p on p.id = l.posting_id
         join ledger_journals j on j.id = p.journal_id join statement_lines s on 'settled:' || s.id = j.cause
         where l.word like '%S-1002%'",
    )
    .fetch_one(&mut *tx)
    .await
    .unwrap();
    assert_eq!(named, "S-1002", "the name before the day");
    drop(tx);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_settlement_that_the_bank_shows_first_waits_for_the_provider() {
    let (m, _) = market().await;
    import(&m, &[came(&m, "PAWAPAY SETTLEMENT", 90_000)]).await;
    assert_eq!(classes(&m).await, [of("missing_here", 1)]);
    assert_eq!(m.open_cases().await, [""; 0], "it may be told of yet");
    assert_eq!(m.balance(&Account::Bank).await, 0);
    m.pass(DAY_SECONDS).await;
    settle(&m, &[settlement("S-1", 90_000)]).await;
    provider_statement::examine(&m.market, ProviderName::Bank)
        .await
        .unwrap();
    assert_eq!(classes(&m).await, [of("matched", 1)]);
    assert_eq!(m.balance(&Account::Bank).await, 90_000, "once");

    // What no provider ever tells of is a difference, with its age.
    import(&m, &[came(&m, "PAWAPAY SETTLEMENT", 70_000)]).await;
    m.pass(6 * DAY_SECONDS).await;
    provider_statement::examine(&m.market, ProviderName::Bank)
        .await
        .unwrap();
    assert_eq!(m.open_cases().await, ["missing_here"]);
    let seen = provider_statement::differences(&m.market, ProviderName::Bank, 5)
        .await
        .unwrap();
    assert_eq!((seen.len(), seen[0].age.whole_days()), (1, 6));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_bank_does_not_show_is_a_case_until_it_does() {
    let (m, _) = market().await;
    import(&m, &[came(&m, "HELLO", 100)]).await;
    settle(&m, &[settlement("S-1", 90_000)]).await;
    let day = came(&m, "PAWAPAY SETTLEMENT", 90_000);
    m.pass(3 * DAY_SECONDS).await;
    import(&m, &[came(&m, "HELLO", 200)]).await;
    let gaps = async || {
        m.open_cases()
            .await
            .into_iter()
            .filter(|title| title == "missing_there")
            .count()
    };
    assert_eq!(gaps().await, 0, "three days are not long");
    m.pass(3 * DAY_SECONDS).await;
    import(&m, &[came(&m, "HELLO", 300)]).await;
    assert_eq!(gaps().await, 1);
    // A forgotten page of the statement.
    import(&m, &[day]).await;
    assert_eq!(gaps().await, 0);
    m.assert_sound().await;
}
