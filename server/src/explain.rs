//! `soko explain SK-…`: everything known about one purchase, on one timeline, for whoever answers a buyer's question.

use anyhow::{Context, Result, bail};
use flows::Market;
use kernel::{Id, PurchaseId, PurchaseNumber, Timestamp};
use orders::{order, purchase};
use sqlx::PgConnection;
use store::{Platform, PlatformFlow, Tx};

/// The most lines of one kind.
const ROWS_MAX: i64 = 500;

/// One line of the timeline.
#[derive(Debug, Clone)]
struct Line {
    at: Timestamp,
    /// Where it was written: order, attempt, provider, callback, ledger, stock.
    book: &'static str,
    text: String,
}

/// Prints the timeline.
pub async fn print(market: &Market, number: &str) -> Result<()> {
    let number: PurchaseNumber = number.parse().context("which purchase?")?;
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Explain)).await?;
    let Some(found) = purchase::find_by_number(&mut *tx, number).await? else {
        bail!("there is no purchase {number}");
    };
    println!(
        "{number}  {}  {}  placed {}",
        found.state.as_str(),
        found.total,
        moment(found.placed_at)
    );
    println!(
        "id {}  {}  {}  phone {}",
        found.id,
        found.country,
        found.recipient.area,
        found.recipient.phone.masked()
    );
    match found.held_until {
        Some(until) => println!("stock is held until {}", moment(until)),
        None => println!("no stock is held"),
    }
    for order in order::list_of_purchase(&mut *tx, found.id).await? {
        println!(
            "  {}  {}  {}  shop {}",
            order.number,
            order.state.as_str(),
            order.total,
            order.shop
        );
    }
    println!();
    for line in timeline(&mut tx, found.id).await? {
        println!("{}  {:<9} {}", moment(line.at), line.book, line.text);
    }
    Ok(())
}

async fn timeline(conn: &mut PgConnection, id: PurchaseId) -> Result<Vec<Line>> {
    let mut lines = order_events(conn, id).await?;
    lines.extend(attempts(conn, id).await?);
    lines.extend(disbursements(conn, id).await?);
    lines.extend(exchanges(conn, id).await?);
    lines.extend(callbacks(conn, id).await?);
    lines.extend(stock(conn, id).await?);
    for posted in ledger::postings_of_purchase(&mut *conn, id).await? {
        let side = if posted.amount.is_positive() {
            "debit "
        } else {
            "credit"
        };
        let text = format!(
            "{side} {}  {} {}  ({}, {})",
            posted.amount, posted.account, posted.party, posted.kind, posted.cause
        );
        lines.push(Line {
            at: posted.at,
            book: "ledger",
            text,
        });
    }
    // Stable: what happened at the same moment stays in the order it was written.
    lines.sort_by_key(|line| line.at);
    Ok(lines)
}

async fn order_events(conn: &mut PgConnection, id: PurchaseId) -> Result<Vec<Line>> {
    let entries = orders::timeline::of_purchase(&mut *conn, id).await?;
    let text = |entry: &orders::TimelineEntry| {
        let order = entry
            .order
            .map_or_else(String::new, |order| format!("  order {order}"));
        format!(
            "{} by {}  {}{order}",
            entry.kind.as_str(),
            entry.actor_kind,
            entry.note
        )
    };
    Ok(entries
        .iter()
        .map(|entry| Line {
            at: entry.at,
            book: "order",
            text: text(entry),
        })
        .collect())
}

async fn attempts(conn: &mut PgConnection, id: PurchaseId) -> Result<Vec<Line>> {
    let rows = sqlx::query!(
        r#"select e.at, e.from_state, e.to_state, e.cause, e.note, a.id, a.provider, a.method, a.provider_reference, a.amount_minor,
             a.currency
           from payment_attempt_events e join payment_attempts a on a.id = e.attempt_id
           where a.purchase_id = $1 order by e.id limit $2"#,
        id.uuid(),
        ROWS_MAX,
    )
    .fetch_all(conn)
    .await?;
    let line = |from: Option<String>, to: String, cause: String, note: String| match from {
        Some(from) => format!("{from} → {to} by {cause} {note}"),
        None => format!("{to} by {cause} {note}"),
    };
    Ok(rows
        .into_iter()
        .map(|row| Line {
            at: row.at,
            book: "attempt",
            text: format!(
                "{} {}  {} {} minor, {} at {} as {}",
                row.id,
                line(row.from_state, row.to_state, row.cause, row.note),
                row.amount_minor,
                row.currency,
                row.method,
                row.provider,
                row.provider_reference
            ),
        })
        .collect())
}

async fn disbursements(conn: &mut PgConnection, id: PurchaseId) -> Result<Vec<Line>> {
    let rows = sqlx::query!(
        "select e.at, e.from_state, e.to_state, e.cause, e.note, d.id, d.kind, d.provider, d.provider_reference, d.amount_minor,
           d.currency
         from disbursement_events e join disbursements d on d.id = e.disbursement_id
         where d.purchase_id = $1 order by e.id limit $2",
        id.uuid(),
        ROWS_MAX,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Line {
            at: row.at,
            book: "refund",
            text: format!(
                "{} {} → {} by {} {}  {} minor {} at {} as {}",
                row.id,
                row.from_state.unwrap_or_default(),
                row.to_state,
                row.cause,
                row.note,
                row.amount_minor,
                row.currency,
                row.provider,
                row.provider_reference
            ),
        })
        .collect())
}

async fn exchanges(conn: &mut PgConnection, id: PurchaseId) -> Result<Vec<Line>> {
    let rows = sqlx::query!(
        "select x.at, x.provider, x.kind, x.outcome, x.detail, x.took_ms from payment_exchanges x
         left join payment_attempts a on a.id = x.attempt_id left join disbursements d on d.id = x.disbursement_id
         where coalesce(a.purchase_id, d.purchase_id) = $1 order by x.id limit $2",
        id.uuid(),
        ROWS_MAX,
    )
    .fetch_all(conn)
    .await?;
    let text = |provider: String, kind: String, outcome: String, took_ms: i32, detail: String| {
        format!("asked {provider} ({kind}): {outcome} after {took_ms} ms  {detail}")
    };
    Ok(rows
        .into_iter()
        .map(|row| Line {
            at: row.at,
            book: "provider",
            text: text(row.provider, row.kind, row.outcome, row.took_ms, row.detail),
        })
        .collect())
}

async fn callbacks(conn: &mut PgConnection, id: PurchaseId) -> Result<Vec<Line>> {
    let rows = sqlx::query!(
        "select c.received_at, c.processed_at, c.provider, c.status, c.verification from payment_callbacks c
         left join payment_attempts a on a.provider_reference = c.provider_reference
         left join disbursements d on d.provider_reference = c.provider_reference
         where coalesce(a.purchase_id, d.purchase_id) = $1 order by c.received_at limit $2",
        id.uuid(),
        ROWS_MAX,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let processed = row.processed_at.map_or_else(
                || "not yet looked into".to_owned(),
                |at| format!("looked into {}", moment(at)),
            );
            let text = format!(
                "{} says {} ({}), {processed}",
                row.provider, row.status, row.verification
            );
            Line {
                at: row.received_at,
                book: "callback",
                text,
            }
        })
        .collect())
}

async fn stock(conn: &mut PgConnection, id: PurchaseId) -> Result<Vec<Line>> {
    let rows = sqlx::query!(
        "select m.at, m.kind, m.on_hand_change, m.held_change, v.sku from stock_movements m
         join variants v on v.id = m.variant_id where m.purchase_id = $1 order by m.id limit $2",
        id.uuid(),
        ROWS_MAX,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let text = format!(
                "{} {}: on hand {:+}, held {:+}",
                row.kind, row.sku, row.on_hand_change, row.held_change
            );
            Line {
                at: row.at,
                book: "stock",
                text,
            }
        })
        .collect())
}

fn moment(at: Timestamp) -> String {
    let (date, time) = (at.date(), at.time());
    format!(
        "{date} {:02}:{:02}:{:02}.{:03}",
        time.hour(),
        time.minute(),
        time.second(),
        time.millisecond()
    )
}
