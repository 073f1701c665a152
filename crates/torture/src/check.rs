//! What must be true: at every moment, and once everything is settled.

mod asked;
mod bank;
mod books;
mod buyers;
mod by_hand;

use anyhow::Result;
use serde::Serialize;
use simulator::{Dialect, Transaction};
use sqlx::{FromRow, PgPool};
use uuid::Uuid;

use crate::play::Sent;

pub(crate) use asked::{Asked, asked};
pub(crate) use books::settled;

/// The books of everybody else.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Theirs<'a> {
    pub movements: &'a [Transaction],
    /// The receipts of what was paid to the paybill.
    pub receipts_by_hand: &'a [String],
    pub transfers: &'a [Sent],
}

/// A rule that did not hold.
#[derive(Debug, Clone, Serialize)]
pub struct Violation {
    pub rule: &'static str,
    pub found: String,
    /// After which step of the schedule.
    pub step: usize,
}

pub(crate) type Found = Vec<(&'static str, String)>;

/// How the provider may know an attempt.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Named {
    pub provider_reference: Uuid,
    pub provider_handle: Option<String>,
    pub redirect_url: Option<String>,
}

pub(crate) async fn named(pool: &PgPool, attempt: Uuid) -> Result<Named> {
    Ok(sqlx::query_as(
        "select provider_reference, provider_handle, redirect_url from payment_attempts where id = $1",
    )
    .bind(attempt)
    .fetch_one(pool)
    .await?)
}

/// Purchases, and their attempts, that people look at because a refund that had failed arrived after all when another had set out
/// already: the buyer has both, which no program could prevent.
const PAID_LATE: &str = "with late as (select p.id, p.number from purchases p
     where exists (select from cases c where c.purchase_id = p.id and c.title = 'paid_late'))
   select number from late union all select a.id::text from payment_attempts a join late on late.id = a.purchase_id";

/// What a page says to somebody who pays by hand.
#[derive(Debug, Clone)]
pub(crate) struct Price {
    pub number: String,
    pub minor: i64,
}

pub(crate) async fn price_of(pool: &PgPool, purchase: Uuid) -> Result<Price> {
    let (number, minor): (String, i64) =
        sqlx::query_as("select number, total_minor from purchases where id = $1")
            .bind(purchase)
            .fetch_one(pool)
            .await?;
    Ok(Price { number, minor })
}

/// What holds at every moment, seen in one snapshot.
pub(crate) async fn always(pool: &PgPool) -> Result<Found> {
    let mut tx = pool.begin().await?;
    sqlx::query("set transaction isolation level repeatable read, read only")
        .execute(&mut *tx)
        .await?;
    let excused: Vec<String> = sqlx::query_scalar(PAID_LATE).fetch_all(&mut *tx).await?;
    let mut found = Vec::new();
    for (rule, what) in rehearsal::broken_rules(&mut tx).await? {
        let left: Vec<_> = what
            .into_iter()
            .filter(|name| !rehearsal::NOT_IF_PAID_LATE.contains(&rule) || !excused.contains(name))
            .collect();
        if !left.is_empty() {
            found.push((rule, format!("{left:?}")));
        }
    }
    Ok(found)
}

/// Purchases all of whose prompts fit, by one of the names the provider has for each.
pub(crate) async fn purchases_where_all(
    pool: &PgPool,
    fits: impl Fn(&str) -> bool,
) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid, Uuid, Option<String>)> = sqlx::query_as(
        "select purchase_id, provider_reference, provider_handle from payment_attempts order by purchase_id",
    )
    .fetch_all(pool)
    .await?;
    let mut purchases: Vec<Uuid> = rows.iter().map(|(purchase, ..)| *purchase).collect();
    purchases.dedup();
    purchases.retain(|purchase| {
        let mut own = rows.iter().filter(|(of, ..)| of == purchase);
        own.all(|(_, reference, handle)| {
            fits(&reference.to_string()) || handle.as_deref().is_some_and(&fits)
        })
    });
    Ok(purchases)
}

/// Which of these hold stock.
pub(crate) async fn held_for_nothing(pool: &PgPool, purchases: &[Uuid]) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar(
        // What is paid by bank is kept for days.
        "select number from purchases where id = any($1) and held_until is not null and transfer_until is null",
    )
    .bind(purchases)
    .fetch_all(pool)
    .await?)
}

/// Whether a movement goes by this name.
pub(crate) fn is_called(movement: &Transaction, reference: Uuid, handle: Option<&str>) -> bool {
    movement.id == reference
        || movement
            .handles
            .iter()
            .any(|name| *name == reference.to_string() || Some(name.as_str()) == handle)
}

/// Whether a movement is what M-Pesa was asked for when its answer, and the name in it, was lost: by the phone, which nobody pays from
/// twice here.
pub(crate) fn is_nameless_from(
    movement: &Transaction,
    provider: &str,
    handle: Option<&str>,
    phone: &str,
) -> bool {
    provider == "mpesa"
        && handle.is_none()
        && movement.dialect == Dialect::Daraja
        && movement.msisdn == phone.trim_start_matches('+')
}
