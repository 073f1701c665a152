//! How many purchases a second are placed, and how many payments settled, by the flows that serve, sixteen at a time; and, over
//! HTTP at the real endpoints, how many waiting browsers a second are answered, and how long a provider waits for its 200 while
//! a worker does its jobs and others place and ask.
//!
//! `bench_orders COUNT` on a database that `soko seed` filled. The provider is the simulator, in this process: what it costs
//! to ask it is inside the number of settlements, and what sends the requests shares the machine. Prints lines: `place N`,
//! `polls N` and `settle N` a second, `webhooks N` a second and `webhook_p99 N` in milliseconds.

mod busy;
mod web;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use countries::Country;
use flows::Market;
use flows::pay::{self, Pay};
use flows::place::{self, Place, Placed};
use futures::{StreamExt as _, stream};
use kernel::{AttemptId, CartId, Id, Money, Network, PhoneNumber, VariantId};
use orders::{Recipient, carts};
use server::config::Config;
use server::market::REHEARSAL_TOKEN;
use server::{database::Database, market, system};
use simulator::{Simulator, SimulatorConfig};
use store::Buyer;
use uuid::Uuid;
use words::Lang;

/// As many connections as the load tool has.
const AT_ONCE: usize = 16;
const AREA: &str = "kabulonga";
/// The simulator says yes to this number by itself.
const PAYER: &str = "+260763456789";

/// A cart that is ready to be placed.
#[derive(Clone)]
struct Filled {
    cart: CartId,
    total: Money,
}

#[tokio::main]
async fn main() -> Result<()> {
    let count: usize = std::env::args().nth(1).context("how many?")?.parse()?;
    let config = Config::from_env()?;
    let database = Database::open(&config, false).await?;
    let pools = database.pools(&config).await?;
    let public_url = "http://127.0.0.1:9";
    let mut settings = SimulatorConfig::new(public_url, REHEARSAL_TOKEN);
    settings.settle_delay = Duration::ZERO;
    let recorder = web::Recorder::default();
    settings.deliver_to = Some(recorder.listen().await?);
    let simulator = Simulator::start(settings).await?;
    let dialect = Some(simulator.dialect_url());
    let built = market::build(
        &config,
        pools,
        public_url.to_owned(),
        dialect,
        system::source(),
    )?;
    let market = built.market;
    built.pawapay.refresh_keys(market.source.now()).await?;
    let address = web::serve(&config, market.clone(), &database).await?;

    let filled = fill(&market, count).await?;
    let began = Instant::now();
    let placed = place_all(&market, filled).await?;
    println!("place {}", a_second(placed.len(), began.elapsed()));

    let waiting = placed.clone();
    let attempts = pay(&market, placed).await?;
    println!("polls {}", web::ask(address, &waiting).await?.a_second());
    let calls = recorder.take(attempts.len()).await?;
    web::post(address, calls).await?;
    let began = Instant::now();
    let settled = at_once(&market, attempts, |market, attempt: AttemptId| async move {
        flows::settle::settle(&market, attempt, "bench").await?;
        Ok(attempt)
    })
    .await?;
    let took = began.elapsed();
    let paid = paid(&market).await?;
    ensure!(
        paid >= settled.len(),
        "only {paid} of {} were paid: the numbers mean nothing",
        settled.len()
    );
    println!("settle {}", a_second(settled.len(), took));
    let posted =
        busy::callbacks((&config, &database), &market, (address, &recorder), count).await?;
    println!("webhooks {}", posted.a_second());
    println!("webhook_p99 {}", posted.p99_ms());
    simulator.stop().await;
    Ok(())
}

async fn place_all(market: &Market, filled: Vec<Filled>) -> Result<Vec<Placed>> {
    at_once(market, filled, |market, filled: Filled| async move {
        Ok(place::place(&market, wish(&filled)?).await?)
    })
    .await
}

/// Sends the prompts of all of them. The simulator says yes and calls back.
async fn pay(market: &Market, placed: Vec<Placed>) -> Result<Vec<AttemptId>> {
    at_once(market, placed, |market, placed: Placed| async move {
        let buyer = Buyer {
            person: None,
            purchase: Some(placed.id),
        };
        let wish = Pay {
            purchase: placed.id,
            key: format!("bench-{}", placed.id),
            phone: PhoneNumber::from_e164(PAYER)?,
            method: Network::MtnZambia.into(),
            credit: None,
        };
        let attempt = pay::start(&market, buyer, wish).await?.id;
        pay::push(&market, attempt).await?;
        Ok(attempt)
    })
    .await
}

fn a_second(count: usize, took: Duration) -> u128 {
    u128::try_from(count).unwrap_or_default() * 1_000 / took.as_millis().max(1)
}

/// One line a cart, each of another product, as a marketplace of strangers has it: of those first of which most is left.
async fn fill(market: &Market, count: usize) -> Result<Vec<Filled>> {
    let rows: Vec<(Uuid, i64, i64)> = sqlx::query_as(
        "select variant_id, price_minor, fee_minor from (
           select distinct on (v.listing_id) v.variant_id, v.price_minor, d.fee_minor, k.available
           from published_variants v join published_listings l on l.listing_id = v.listing_id
           join stock_levels k on k.variant_id = v.variant_id join delivery_fees d on d.shop_id = l.shop_id and d.area = $1
           where l.country = 'ZM' and k.available > 4
           order by v.listing_id desc, k.available desc
         ) bought order by available desc, variant_id desc limit $2",
    )
    .bind(AREA)
    .bind(i64::try_from(count)?)
    .fetch_all(&market.pools.storefront)
    .await?;
    ensure!(
        rows.len() == count,
        "only {} products can be bought: seed more",
        rows.len()
    );
    let currency = Country::Zambia.pack().currency;
    at_once(
        market,
        rows,
        |market, (variant, price, fee): (Uuid, i64, i64)| async move {
            let now = market.source.now();
            let cart: CartId = market.source.id();
            let price = Money::new(price, currency);
            let mut tx = market.pools.app.begin().await?;
            carts::create(&mut tx, cart, Country::Zambia.code(), now).await?;
            carts::put_line(&mut tx, cart, VariantId::from_uuid(variant), 1, price, now).await?;
            tx.commit().await?;
            Ok(Filled {
                cart,
                total: price.plus(Money::new(fee, currency))?,
            })
        },
    )
    .await
}

fn wish(filled: &Filled) -> Result<Place> {
    Ok(Place {
        cart: filled.cart,
        key: format!("bench-{}", filled.cart),
        buyer: None,
        country: Country::Zambia,
        language: Lang::En,
        recipient: Recipient {
            name: "Chipo".to_owned(),
            phone: PhoneNumber::from_e164(PAYER)?,
            area: AREA.to_owned(),
            landmark: "Opposite the primary school".to_owned(),
            directions: String::new(),
        },
        total_seen: filled.total,
    })
}

async fn paid(market: &Market) -> Result<usize> {
    let mut tx = store::Tx::begin(
        &market.pools.app,
        store::Platform(store::PlatformFlow::Explain),
    )
    .await?;
    let paid: i64 = sqlx::query_scalar("select count(*) from purchases where state = 'paid'")
        .fetch_one(&mut *tx)
        .await?;
    Ok(usize::try_from(paid)?)
}

/// Does all of it, [`AT_ONCE`] at a time, on all threads.
async fn at_once<T, U, F>(
    market: &Market,
    work: Vec<T>,
    with: impl Fn(Market, T) -> F,
) -> Result<Vec<U>>
where
    F: Future<Output = Result<U>> + Send + 'static,
    U: Send + 'static,
{
    let tasks = work
        .into_iter()
        .map(|one| tokio::spawn(with(market.clone(), one)));
    let done: Vec<Result<U>> = stream::iter(tasks)
        .buffer_unordered(AT_ONCE)
        .map(|joined| joined.context("a task panicked")?)
        .collect()
        .await;
    done.into_iter().collect()
}
