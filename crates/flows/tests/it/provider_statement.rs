//! What providers say they did, beside what we have booked: the statement comes with faults, and exactly those are found.

mod came_back;
mod decided;
mod found;
mod found_again;
mod healed;
mod newer;
mod others;
mod settled;

use std::collections::BTreeMap;

use ::ledger::Account;
use flows::cancel;
use flows::place::Placed;
use flows::provider_statement::{self, Import, Imported};
use kernel::{Currency, Money, Timestamp};
use payments::provider::ProviderName;
use payments::statements::{Book, Period};
use rehearsal::{Product, TestMarket, holder};
use serde::Deserialize;
use simulator::{Account as AtProvider, Dialect};
use time::Duration;
use time::format_description::well_known::Rfc3339;

const DAY_SECONDS: u64 = 86_400;
/// What the provider keeps of a collection.
const FEE_PER_MILLE: u16 = 15;

/// A fault as the simulator tells of it.
#[derive(Debug, Clone, Deserialize)]
struct Injected {
    fault: String,
    id: uuid::Uuid,
    kind: String,
    name: String,
}

#[derive(Debug, Deserialize)]
struct InjectedFaults {
    faults: Vec<Injected>,
}

/// Which statement is fetched.
#[derive(Debug, Clone, Copy)]
struct Wanted<'a> {
    dialect: &'a str,
    faults: &'a str,
    seed: u64,
    to: Option<Timestamp>,
}

impl<'a> Wanted<'a> {
    fn of(dialect: &'a str) -> Self {
        Self {
            dialect,
            faults: "0",
            seed: 0,
            to: None,
        }
    }
}

async fn get(m: &TestMarket, path: &str, wanted: Wanted<'_>) -> String {
    let url = m.simulator().control_url();
    let to = wanted.to.map_or_else(String::new, |to| {
        format!("&to={}", to.format(&Rfc3339).unwrap())
    });
    let url = format!(
        "{url}{path}?dialect={}&faults={}&seed={}{to}",
        wanted.dialect, wanted.faults, wanted.seed
    );
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client.get(url).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    answer.text().await.unwrap()
}

/// The provider's export, over HTTP.
async fn exported(m: &TestMarket, wanted: Wanted<'_>) -> String {
    get(m, "/_sim/statement", wanted).await
}

async fn injected(m: &TestMarket, wanted: Wanted<'_>) -> Vec<Injected> {
    let told = get(m, "/_sim/statement/faults", wanted).await;
    serde_json::from_str::<InjectedFaults>(&told)
        .unwrap()
        .faults
}

/// The heads of `PawaPay`'s export.
const HEADER: &str = "Creation Date,MSISDN,Transaction ID,Amount,Currency,Country,MNO,Type";

/// `PawaPay`'s statement of these lines: name, amount and type.
fn statement(m: &TestMarket, lines: &[(&str, &str, &str)]) -> String {
    let at = m.now().format(&Rfc3339).unwrap();
    let line = |(name, amount, word): &(&str, &str, &str)| {
        format!("{at},,{name},{amount},ZMW,ZMB,,{word}\n")
    };
    let lines: String = lines.iter().map(line).collect();
    format!("{HEADER}\n{lines}")
}

async fn import(m: &TestMarket, provider: ProviderName, csv: &str, until: Timestamp) -> Imported {
    let period = Period {
        from: m.now() - Duration::days(60),
        until,
    };
    let import = Import {
        book: Book::Provider(provider),
        name: "exports/of the day.csv",
        content: csv.as_bytes(),
        period: Some(period),
    };
    provider_statement::import(&m.market, &import)
        .await
        .unwrap()
}

/// How many lines of each class there are, fees on their own lines left out, and gaps.
async fn classes(m: &TestMarket) -> BTreeMap<String, i64> {
    let mut tx = m.platform().await;
    sqlx::query_as(
        "select class, count(*) from statement_lines where kind <> 'fee' group by 1
         union all select 'missing_there', count(*) from statement_gaps where explained_at is null having count(*) > 0",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap()
    .into_iter()
    .collect()
}

/// Every difference by its class and the reference of ours that it is about, sorted.
async fn found(m: &TestMarket) -> Vec<(String, String)> {
    let mut tx = m.platform().await;
    let mut found: Vec<(String, String)> = sqlx::query_as(
        "select class, coalesce(reference::text, handle, receipt, '') from statement_lines
           where class not in ('matched', 'no_money') and kind <> 'fee'
         union all
         select 'missing_there', coalesce(a.provider_reference, d.provider_reference)::text from statement_gaps g
           left join payment_attempts a on a.id::text = split_part(g.cause, ':', 2)
           left join disbursements d on d.id::text = split_part(g.cause, ':', 2)
           where g.explained_at is null",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap();
    found.sort();
    found
}

/// What our classification calls a fault.
fn class_of(fault: &str) -> &'static str {
    match fault {
        "missing" => "missing_there",
        "doubled" => "doubled",
        "wrong_amount" => "different_amount",
        "late" => "late",
        other => panic!("{other}"),
    }
}

/// What the provider says we have there, in minor units: without what it started with.
fn there(m: &TestMarket, dialect: Dialect) -> i64 {
    let totals = m.simulator().totals();
    let of = totals
        .iter()
        .find(|totals| totals.dialect == dialect)
        .unwrap();
    let left = of.refunded.plus(of.paid_out).plus(of.fees);
    let amount = of.collected.minus(left).padded();
    let (whole, decimals) = amount.split_once('.').unwrap();
    format!("{whole}{}", &decimals[..2]).parse().unwrap()
}

async fn balance(m: &TestMarket, account: Account, currency: Currency) -> i64 {
    let mut tx = m.platform().await;
    ::ledger::balance(&mut *tx, &account, currency)
        .await
        .unwrap()
        .minor()
}

fn clearing(provider: ProviderName) -> Account {
    Account::ProviderClearing(provider.as_str().to_owned())
}

fn fees(provider: ProviderName) -> Account {
    Account::ProviderFees(provider.as_str().to_owned())
}

fn with_fees(m: &TestMarket) {
    m.simulator().set_account(AtProvider {
        fee_per_mille: FEE_PER_MILLE,
        ..AtProvider::default()
    });
}

async fn sell(m: &TestMarket, product: &Product, count: usize) -> Vec<Placed> {
    let mut sold = Vec::new();
    for _ in 0..count {
        sold.push(m.sold(&[(product, 1)]).await);
    }
    sold
}

/// Days of trade by `PawaPay`: collections, refunds and payouts, all of them final, and older than the grace.
async fn traded() -> TestMarket {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    with_fees(&m);
    let other = m.shop("Green Basket", countries::Country::Zambia).await;
    let pot = m.product(other, 23_450, 50).await;
    let mut kept = Vec::new();
    for (product, cancelled) in [(wrap, 3), (pot, 2)] {
        let mut sold = sell(&m, &product, 8).await;
        for placed in sold.drain(..cancelled) {
            cancel::by_buyer(&m.market, holder(placed.id), placed.id)
                .await
                .unwrap();
        }
        kept.push((product, sold));
    }
    m.let_money_arrive().await;
    for (product, sold) in &kept {
        for placed in sold {
            m.deliver(placed, product.shop).await;
        }
    }
    m.pass(73 * 3_600).await;
    m.sweep().await;
    for (product, _) in &kept {
        m.pay_out(product.shop, "the first").await.unwrap();
    }
    m.let_money_arrive().await;
    m.assert_books_agree().await;
    m.pass(2 * DAY_SECONDS + 3_600).await;
    m
}
