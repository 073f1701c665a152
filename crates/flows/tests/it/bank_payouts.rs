//! A shop's earnings, to its account at a bank: by the one provider that reaches banks, with the same promises as to a phone.

use flows::Providers;
use flows::payout::{Banks, PayoutError};
use kernel::{Currency, Destination, Money, Refusal};
use payments::provider::{ProviderName, Unsupported};
use payments::{Disbursement, Purpose};
use rehearsal::{ACCOUNT, Product, TestMarket, account_in_kenya, account_in_zambia, phone};
use simulator::{
    CallbackKnob, Code, Kind, Outcome, Report, Scenario, ScenarioRule, State, Transport,
};

const TRANSFERS: &str = "/v3/transfers";

/// A shop with one complete sale, whose money goes to its bank.
async fn with_account() -> (TestMarket, Product) {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    m.list_banks().await;
    m.says_paid_to(wrap.shop, &account_in_zambia()).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.earned(&placed, wrap.shop).await;
    (m, wrap)
}

fn everybody(m: &TestMarket, scenario: Scenario) {
    m.simulator()
        .put_scenario(ScenarioRule::everybody(scenario))
        .unwrap();
}

fn code(text: &str) -> Code {
    Code::try_from(text.to_owned()).unwrap()
}

/// How often a transfer was asked for.
fn asked(m: &TestMarket) -> usize {
    let requests = m.simulator().requests();
    let posted = requests
        .iter()
        .filter(|request| request.method == "POST" && request.path == TRANSFERS);
    posted.count()
}

/// How many transfers arrived, as the provider's own books have it.
fn arrived(m: &TestMarket) -> usize {
    let books = m.simulator().transactions();
    let paid = books
        .iter()
        .filter(|t| t.kind == Kind::Payout && t.state == State::Completed);
    paid.count()
}

async fn only(m: &TestMarket, wrap: &Product) -> Disbursement {
    let mut payouts = m.payouts(wrap.shop).await;
    assert_eq!(payouts.len(), 1);
    payouts.remove(0)
}

/// A transfer takes a minute; then callbacks and questions.
async fn a_minute_later(m: &TestMarket) {
    m.run_jobs().await;
    m.pass(61).await;
    m.let_money_arrive().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_to_a_bank_arrives_once_and_says_where_it_went() {
    let (m, wrap) = with_account().await;
    let available = m.earnings(wrap.shop).await.available;
    let asked_for = m.pay_out(wrap.shop, "a").await.unwrap();
    assert_eq!(asked_for.provider, ProviderName::Flutterwave);
    assert_eq!(asked_for.amount, available);
    assert_eq!(m.earnings(wrap.shop).await.in_transit, available);
    m.run_jobs().await;
    assert_eq!(only(&m, &wrap).await.state.as_str(), "sent");
    m.pay_out(wrap.shop, "a").await.unwrap();
    a_minute_later(&m).await;

    let paid = only(&m, &wrap).await;
    assert_eq!(paid.state.as_str(), "paid");
    let Purpose::Payout { to, .. } = &paid.purpose else {
        panic!("{paid:?}")
    };
    assert_eq!(*to, account_in_zambia());
    assert_eq!(to.masked(), "Zambia National Commercial Bank •••• 9876");
    assert_eq!((asked(&m), arrived(&m)), (1, 1));
    assert!(m.has_told("at the account ending in 9876").await);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kenyan_bank_is_reached_with_who_sends_what_to_whom() {
    let m = TestMarket::open().await;
    let shop = m.shop("Kilimani Kiondo", countries::Country::Kenya).await;
    m.list_banks().await;
    m.says_paid_to(shop, &account_in_kenya()).await;
    let basket = m.product(shop, 100_000, 5).await;
    let placed = m.place(&[(&basket, 1)]).await;
    let payer = phone(rehearsal::MPESA_APPROVES);
    m.pay(&placed, &payer).await;
    m.let_money_arrive().await;
    m.earned(&placed, shop).await;
    m.pay_out(shop, "a").await.unwrap();
    a_minute_later(&m).await;
    let paid = only(&m, &basket).await;
    assert_eq!(paid.state.as_str(), "paid", "{paid:?}");
    assert_eq!(paid.amount.currency(), Currency::KES);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_gives_it_back_leaves_the_money_with_the_shop() {
    for (outcome, why) in [
        (
            Outcome::Fail(code("ACCOUNT_RESOLVE_FAILED")),
            Refusal::RecipientNotFound,
        ),
        (
            Outcome::Reject(code("ACCOUNT_RESOLVE_FAILED")),
            Refusal::RecipientNotFound,
        ),
        (
            Outcome::Fail(code("INSUFFICIENT_FUNDS")),
            Refusal::FloatEmpty,
        ),
    ] {
        let (m, wrap) = with_account().await;
        let available = m.earnings(wrap.shop).await.available;
        everybody(
            &m,
            Scenario {
                outcome,
                ..Scenario::default()
            },
        );
        m.pay_out(wrap.shop, "first").await.unwrap();
        a_minute_later(&m).await;
        let failed = only(&m, &wrap).await;
        assert_eq!(failed.refusal(), Some(why), "{failed:?}");
        let earnings = m.earnings(wrap.shop).await;
        assert_eq!(earnings.available, available);
        assert_eq!(earnings.in_transit.minor(), 0);
        m.assert_sound().await;

        m.simulator().clear_scenarios().unwrap();
        m.pay_out(wrap.shop, "second").await.unwrap();
        a_minute_later(&m).await;
        assert_eq!(m.payouts(wrap.shop).await[0].state.as_str(), "paid");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_that_failed_and_arrived_after_all_is_taken_from_what_is_available() {
    let (m, wrap) = with_account().await;
    let available = m.earnings(wrap.shop).await.available;
    let late = Scenario {
        outcome: Outcome::LateSuccess {
            code: code("ACCOUNT_RESOLVE_FAILED"),
            after_seconds: 600,
        },
        ..Scenario::default()
    };
    everybody(&m, late);
    m.pay_out(wrap.shop, "first").await.unwrap();
    a_minute_later(&m).await;
    assert_eq!(m.earnings(wrap.shop).await.available, available);
    m.pass(600).await;
    m.let_money_arrive().await;
    assert_eq!(only(&m, &wrap).await.state.as_str(), "paid");
    assert_eq!(m.earnings(wrap.shop).await.available.minor(), 0);
    assert_eq!(m.open_cases().await, ["paid_late"]);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_lost_on_the_way_the_account_is_paid_once() {
    for (transport, callback) in [
        (Transport::Ok, CallbackKnob::None),
        (Transport::Ok, CallbackKnob::Duplicate { count: 5 }),
        (Transport::Ok, CallbackKnob::BeforeResponse),
        (Transport::ResetAfter, CallbackKnob::Normal),
        (Transport::ResetAfter, CallbackKnob::None),
        (
            Transport::ServerErrorAfter { code: 502 },
            CallbackKnob::None,
        ),
        (Transport::HtmlErrorPage, CallbackKnob::None),
        (Transport::ResetBefore, CallbackKnob::Normal),
    ] {
        let how = format!("{transport:?} {callback:?}");
        let (m, wrap) = with_account().await;
        let scenario = Scenario {
            transport,
            callback,
            ..Scenario::default()
        };
        let mut rule = ScenarioRule::everybody(scenario);
        rule.times = Some(1);
        m.simulator().put_scenario(rule).unwrap();
        m.pay_out(wrap.shop, "a").await.unwrap();
        for _ in 0..3 {
            a_minute_later(&m).await;
        }
        let paid = only(&m, &wrap).await;
        assert_eq!(paid.state.as_str(), "paid", "{how}: {paid:?}");
        assert_eq!(arrived(&m), 1, "{how}");
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_never_told_to_be_paid_what_it_was_not() {
    let (m, wrap) = with_account().await;
    let lie = Scenario {
        report: Some(Report {
            amount: Some("1".to_owned()),
            ..Report::default()
        }),
        ..Scenario::default()
    };
    everybody(&m, lie);
    m.pay_out(wrap.shop, "a").await.unwrap();
    a_minute_later(&m).await;
    assert!(only(&m, &wrap).await.state.is_open());
    assert_eq!(m.open_cases().await, ["payout_mismatch"]);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_nobody_reaches_is_said_and_nothing_moves() {
    let (mut m, wrap) = with_account().await;
    // The provider does not list it any more, or lists another under its code.
    for name in ["Zambia National Commercial Bank", "Another bank"] {
        sqlx::query("delete from payout_banks")
            .execute(&m.db.owner)
            .await
            .unwrap();
        sqlx::query(
            "insert into payout_banks (provider, currency, bank_code, bank_name, branch_code, branch_name, listed_at)
             values ('flutterwave', 'ZMW', 'ZM010000', $1, 'ZM010009', 'Elsewhere', now())",
        )
        .bind(name)
        .execute(&m.db.owner)
        .await
        .unwrap();
        let before = m.footprint().await;
        let refused = m.pay_out(wrap.shop, "a").await;
        assert!(
            matches!(refused, Err(PayoutError::BankNotReached)),
            "{name}: {refused:?}"
        );
        assert_eq!(m.footprint().await, before);
    }
    m.list_banks().await;
    let statement = m.statement(wrap.shop).await;
    let looked = flows::payout::outlook(&m.market, &statement.paid_to, &statement.earnings).await;
    assert_eq!(looked.unwrap(), statement.earnings.payable());

    // Nobody in this market pays out to banks at all.
    let first = m.market.providers.all().next().unwrap().clone();
    m.market.providers = Providers::new(vec![first]);
    let refused = m.pay_out(wrap.shop, "a").await;
    assert!(
        matches!(
            refused,
            Err(PayoutError::Unsupported(Unsupported::Method(
                kernel::Method::BankTransfer
            )))
        ),
        "{refused:?}"
    );
    let choices = flows::payout::choices(&m.market, countries::Country::Zambia)
        .await
        .unwrap();
    assert_eq!(choices.banks, Banks::Nobody);
    assert!(choices.networks.iter().all(|(_, is_reached)| *is_reached));
}

#[tokio::test(flavor = "multi_thread")]
async fn banks_are_kept_as_they_were_when_the_provider_does_not_answer() {
    let mut m = TestMarket::open().await;
    let zambia = countries::Country::Zambia;
    let banks = async |m: &TestMarket| {
        let choices = flows::payout::choices(&m.market, zambia).await.unwrap();
        choices.banks
    };
    assert_eq!(banks(&m).await, Banks::NotListed);
    m.list_banks().await;
    let Banks::Reached(listed) = banks(&m).await else {
        panic!("nothing is listed")
    };
    let names: Vec<_> = listed.iter().map(|bank| bank.name.as_str()).collect();
    let by_name = [
        "Absa Bank Zambia",
        "Indo Zambia Bank",
        "Stanbic Bank Zambia",
        "Zambia National Commercial Bank",
    ];
    assert_eq!(names, by_name);
    let branches = flows::payout::banks::branches(&m.market, zambia, &listed[3].code);
    assert_eq!(branches.await.unwrap().len(), 3);
    m.stop_simulator().await;
    assert!(flows::payout::banks::refresh(&m.market).await.is_err());
    assert_eq!(banks(&m).await, Banks::Reached(listed));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_no_whole_account_does_not_fit() {
    let (m, wrap) = with_account().await;
    let payout = m.pay_out(wrap.shop, "a").await.unwrap();
    let wrong = [
        "method = 'mtn_zambia'",
        "method = 'card', bank_code = null, bank_name = null, branch_code = null, branch_name = null, account_number = null,
           account_holder = null",
        "account_number = null",
        "account_holder = null",
        "bank_code = null",
        "branch_name = null",
        "account_number = '12'",
    ];
    for set in wrong {
        let update = format!("update disbursements set {set} where id = '{}'", payout.id);
        let mut tx = m.platform().await;
        let refused = sqlx::query(sqlx::AssertSqlSafe(update))
            .execute(&mut *tx)
            .await
            .unwrap_err();
        let constraint = store::constraint_of(&refused)
            .unwrap_or_default()
            .to_owned();
        assert!(constraint.starts_with("disbursements_"), "{set}: {refused}");
    }
    let insert = format!(
        "insert into payout_destinations (shop_id, method, phone, account_number, set_at, usable_from)
         values ('{}', 'mtn_zambia', '+260763456789', '{ACCOUNT}', now(), now())",
        wrap.shop.shop
    );
    let mut tx = m.platform().await;
    let refused = sqlx::query(sqlx::AssertSqlSafe(insert))
        .execute(&mut *tx)
        .await
        .unwrap_err();
    assert_eq!(
        store::constraint_of(&refused),
        Some("payout_destinations_wallet_or_bank")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_of_an_account_is_in_no_trail_and_no_message() {
    let (m, wrap) = with_account().await;
    m.pay_out(wrap.shop, "a").await.unwrap();
    a_minute_later(&m).await;
    let mut tx = m.platform().await;
    let told: Vec<String> = sqlx::query_scalar(
        "select detail::text from audit_log union all select payload::text from outbox_events
         union all select body from messages union all select detail from payment_exchanges
         union all select note || cause from disbursement_events",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap();
    let masked = told.iter().filter(|text| text.contains("9876"));
    assert!(masked.count() >= 4, "{told:?}");
    drop(tx);
    for text in told {
        assert!(!text.contains("0300019876"), "{text}");
    }
    let Destination::Bank(account) = account_in_zambia() else {
        panic!()
    };
    assert_eq!(account.number.digits(), ACCOUNT);
    assert_eq!(
        Money::zero(Currency::ZMW),
        m.earnings(wrap.shop).await.available
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_is_explained_from_every_book_and_masked() {
    let (m, wrap) = with_account().await;
    let payout = m.pay_out(wrap.shop, "a").await.unwrap();
    a_minute_later(&m).await;
    let told = flows::explain::explain_payout(&m.market, payout.id).await;
    let told = told.unwrap().unwrap();
    let lines = told.lines.iter().flat_map(|line| {
        let details = line.details.iter();
        details.chain([&line.text])
    });
    let all: Vec<String> = lines.cloned().chain(told.head()).collect();
    let all = all.join("\n");
    for said in [
        "to Zambia National Commercial Bank •••• 9876  by bank_transfer at flutterwave",
        "requested → sent",
        "sent → paid",
        "asked flutterwave (pay_out): accepted",
        "flutterwave says SUCCESSFUL",
        "payout_in_transit",
        "payout_paid",
        "•••9876",
    ] {
        assert!(all.contains(said), "{said}: {all}");
    }
    for hidden in ["0300019876", "Mwila"] {
        assert!(!all.contains(hidden), "{all}");
    }
}
