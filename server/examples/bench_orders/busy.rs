//! Callbacks while everything else goes on: a worker does its jobs, people place, and people wait.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use flows::Market;
use server::config::Config;
use server::database::Database;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::web::{self, Measured, Recorder};
use crate::{Filled, fill, pay, place_all, wish};

/// Signatures live two minutes, so callbacks are caused and posted in several rounds.
const ROUNDS: usize = 4;
/// So many people place one order after the other, and so many ask about theirs, while callbacks arrive.
const PLACING: usize = 4;
const ASKING: usize = 4;

/// How long so many callbacks in each round wait for their answer.
pub async fn callbacks(
    (config, database): (&Config, &Database),
    market: &Market,
    (address, recorder): (SocketAddr, &Recorder),
    count: usize,
) -> Result<Measured> {
    let (stop, stopped) = oneshot::channel::<()>();
    let pool = database.worker_pool(config).await?;
    let until = async move {
        stopped.await.ok();
    };
    let working = tokio::spawn(server::jobs::run(market.clone(), pool, until));
    let mut measured = Measured::default();
    for _ in 0..ROUNDS {
        let carts = fill(market, count).await?;
        let placed = place_all(market, carts).await?;
        pay(market, placed.clone()).await?;
        let calls = recorder.take(count).await?;
        let mut others = JoinSet::new();
        for share in fill(market, count / 2)
            .await?
            .chunks(count.div_ceil(2 * PLACING).max(1))
        {
            others.spawn(keep_placing(market.clone(), share.to_vec()));
        }
        for _ in 0..ASKING {
            others.spawn(web::keep_asking(address, placed.clone()));
        }
        measured = measured.and(web::post(address, calls).await?);
        // Whoever is still at it is stopped; whoever failed is heard.
        while let Some(done) = others.try_join_next() {
            done.context("a task panicked")??;
        }
        others.shutdown().await;
    }
    stop.send(()).ok();
    working.await.context("the worker panicked")??;
    Ok(measured)
}

async fn keep_placing(market: Market, carts: Vec<Filled>) -> Result<()> {
    for cart in carts {
        flows::place::place(&market, wish(&cart)?).await?;
    }
    Ok(())
}
