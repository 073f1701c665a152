//! Money that the statement knows and we do not: asked about where it is ours, a case where it is not.

use payments::provider::ProviderName;
use simulator::{CallbackKnob, Outcome, Report, Scenario};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_only_the_statement_tells_of_is_asked_about_and_paid() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let phone = m.phone();
    let silent = Scenario {
        outcome: Outcome::Success,
        callback: CallbackKnob::None,
        ..Scenario::default()
    };
    m.scenario(&phone, silent);
    let attempt = m.start(&placed, &phone).await;
    m.run_jobs().await;
    m.pass(60).await;
    assert!(m.attempt(attempt.id).await.state.is_open());

    let csv = exported(&m, Wanted::of("pawapay")).await;
    let first = import(&m, ProviderName::PawaPay, &csv, m.now()).await;
    assert_eq!((first.examined.matched, first.examined.asked), (0, 1));
    assert_eq!(
        m.open_cases().await,
        [""; 0],
        "the provider is asked before a person is"
    );
    m.run_jobs().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");

    m.pass(60).await;
    let again = import(&m, ProviderName::PawaPay, &csv, m.now()).await;
    assert_eq!((again.examined.matched, again.examined.asked), (1, 0));
    assert_eq!(classes(&m).await, [("matched".to_owned(), 1)].into());
    assert_eq!(m.open_cases().await, [""; 0]);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_of_strangers_and_lines_that_nobody_can_read_are_cases_and_decided_once() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    sell(&m, &wrap, 1).await;
    let at = m.now().format(&Rfc3339).unwrap();
    let told = exported(&m, Wanted::of("pawapay")).await;
    let stranger = "5d7a4c5e-7d3b-4a75-9f11-0c5f5a4cf001";
    let csv = [
        told.trim_end(),
        &format!("{at},260760000001,{stranger},17.00,ZMW,ZMB,MTN_MOMO_ZMB,DEPOSIT"),
        &format!("{at},,,-500.00,ZMW,ZMB,,ADJUSTMENT"),
        &format!("{at},260760000001,\"5d7a,17.005,ZMW,ZMB,MTN_MOMO_ZMB,DEPOSIT"),
        "and a line of words",
    ]
    .join("\n");
    import(&m, ProviderName::PawaPay, &csv, m.now()).await;
    let expected = [
        ("matched".to_owned(), 1),
        ("missing_here".to_owned(), 2),
        ("unreadable".to_owned(), 2),
    ];
    assert_eq!(classes(&m).await, expected.into());
    let mut titles = m.open_cases().await;
    titles.sort();
    assert_eq!(
        titles,
        [
            "missing_here",
            "missing_here",
            "unreadable_line",
            "unreadable_line"
        ]
    );
    let raw: Vec<String> = {
        let mut tx = m.platform().await;
        sqlx::query_scalar(
            "select raw from statement_lines where class = 'unreadable' order by line_number",
        )
        .fetch_all(&mut *tx)
        .await
        .unwrap()
    };
    assert_eq!(raw[1], "and a line of words", "nothing is lost");

    // A person looks into all of them; they do not come back.
    let who = m.admin().await;
    let ids: Vec<uuid::Uuid> = {
        let mut tx = m.platform().await;
        sqlx::query_scalar("select id from cases where state = 'open'")
            .fetch_all(&mut *tx)
            .await
            .unwrap()
    };
    for id in ids {
        let why = moderation::Reason::parse("looked into").unwrap();
        let choice = moderation::Choice::Close;
        flows::cases::decide(&m.market, who, id.into(), choice, &why)
            .await
            .unwrap();
    }
    m.pass(DAY_SECONDS).await;
    let again = provider_statement::examine(&m.market, ProviderName::PawaPay)
        .await
        .unwrap();
    assert_eq!(again, provider_statement::Examined::default());
    assert_eq!(m.open_cases().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_provider_is_refused_and_leaves_nothing() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    sell(&m, &wrap, 1).await;
    let csv = exported(&m, Wanted::of("pawapay")).await;
    assert!(csv.starts_with(HEADER));
    let before = m.footprint().await;
    let refused = provider_statement::import(
        &m.market,
        &Import {
            book: Book::Provider(ProviderName::Mpesa),
            name: "x.csv",
            content: csv.as_bytes(),
            period: None,
        },
    )
    .await;
    assert!(matches!(
        refused,
        Err(provider_statement::ImportError::NotAStatement(_))
    ));
    assert_eq!(classes(&m).await, BTreeMap::new());
    assert_eq!(m.footprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_was_set_aside_is_compared_as_it_was_booked() {
    // The provider's status said K 124.99 of K 125.00; its statement says the one or the other.
    for (stated, class) in [("124.99", "matched"), ("125.00", "different_amount")] {
        let (m, wrap) = TestMarket::with_product(10_000, 5).await;
        let placed = m.place(&[(&wrap, 1)]).await;
        let phone = m.phone();
        let report = Report {
            amount: Some("124.9900".to_owned()),
            ..Report::default()
        };
        let lying = Scenario {
            outcome: Outcome::Success,
            report: Some(report),
            ..Scenario::default()
        };
        m.scenario(&phone, lying);
        m.pay(&placed, &phone).await;
        assert_eq!(m.open_cases().await, ["amount_mismatch"]);
        let told = exported(&m, Wanted::of("pawapay")).await;
        let told = told.replace(",125.00,", &format!(",{stated},"));
        import(&m, ProviderName::PawaPay, &told, m.now()).await;
        assert_eq!(classes(&m).await, [(class.to_owned(), 1)].into());
        let mut expected = vec!["amount_mismatch"];
        if class == "different_amount" {
            expected.push("different_line");
        }
        let mut open = m.open_cases().await;
        open.sort();
        assert_eq!(open, expected);
        m.assert_sound().await;
    }
}
