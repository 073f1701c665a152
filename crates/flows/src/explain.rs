//! Everything known about one purchase, on one timeline: what `soko explain` prints and the admin's page shows. And the same about one
//! payout.

mod cases;
mod payout;

use kernel::{CallbackId, Id, JournalId, Money, PurchaseNumber, Timestamp};
use orders::risk::{self, Review};
use orders::{Order, OrderLine, Purchase, TimelineEntry, order, purchase};
use payments::history::{self, Asked, Change, Heard, Moved};
use payments::till::{self, MatchedBy, TillPayment};
use payments::{Said, masked, masked_headers};
use sqlx::PgConnection;
use store::{Platform, PlatformFlow, Tx};

use crate::jobs::{
    DeliverEvents, PushAttempt, PushDisbursement, SettleAttempt, SettleDisbursement,
    SettleTillPayment,
};
use crate::{Error, Market};

pub use payout::{PayoutExplained, explain_payout};

/// The most lines of one kind.
const ROWS_MAX: i64 = history::ROWS_MAX;

kernel::text_enum! {
    /// Where a line was written.
    pub enum Book {
        Order = "order",
        Attempt = "attempt",
        Refund = "refund",
        /// Of a payout alone.
        Payout = "payout",
        Provider = "provider",
        Callback = "callback",
        Review = "review",
        Case = "case",
        Ledger = "ledger",
        Stock = "stock",
        Message = "message",
        Job = "job",
    }
}

/// What a line leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leads {
    Journal(JournalId),
    /// A callback that was taken, and can be replayed in a rehearsal.
    Callback(CallbackId),
}

/// One line of the timeline.
#[derive(Debug, Clone)]
pub struct Line {
    pub at: Timestamp,
    pub book: Book,
    pub text: String,
    /// What goes with it: a callback's headers and body.
    pub details: Vec<String>,
    pub leads: Option<Leads>,
}

impl Line {
    fn new(at: Timestamp, book: Book, text: String) -> Self {
        Self {
            at,
            book,
            text,
            details: Vec::new(),
            leads: None,
        }
    }
}

/// A purchase explained.
#[derive(Debug, Clone)]
pub struct Explained {
    pub purchase: Purchase,
    pub orders: Vec<Order>,
    /// What was bought, in the order of the orders.
    pub sold: Vec<OrderLine>,
    /// Oldest first; what still waits to be done comes last.
    pub lines: Vec<Line>,
}

impl Explained {
    /// What stands above the timeline.
    pub fn head(&self) -> Vec<String> {
        let bought = &self.purchase;
        let mut head = vec![
            format!(
                "{}  {}  {}  placed {}",
                bought.number,
                bought.state.as_str(),
                bought.total,
                moment(bought.placed_at)
            ),
            format!(
                "id {}  {}  {}  phone {}",
                bought.id,
                bought.country,
                bought.recipient.area,
                bought.recipient.phone.masked()
            ),
            match bought.held_until {
                Some(until) => format!("stock is held until {}", moment(until)),
                None => "no stock is held".to_owned(),
            },
        ];
        for order in &self.orders {
            head.push(format!(
                "  {}  {}  {}  shop {}",
                order.number,
                order.state.as_str(),
                order.total,
                order.shop
            ));
            let lines = self.sold.iter().filter(|line| line.order == order.id);
            head.extend(lines.map(kept));
        }
        head
    }
}

/// What was kept of a line, and by which rule.
fn kept(line: &OrderLine) -> String {
    let terms = line.rule.terms;
    let bound = |word, bound: Option<Money>| {
        bound.map_or_else(String::new, |bound| format!(", {word} {bound}"))
    };
    format!(
        "    {} × {}  {}  tax {}  commission {} by {}: {} bps{}{}",
        line.quantity,
        line.title,
        line.total,
        line.tax,
        line.commission,
        line.rule.name,
        terms.rate_bps(),
        bound("at least", terms.minimum()),
        bound("at most", terms.maximum())
    )
}

/// Gathers everything about a purchase. `None`: there is none of this number.
pub async fn explain(market: &Market, number: PurchaseNumber) -> Result<Option<Explained>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Explain)).await?;
    let Some(found) = purchase::find_by_number(&mut *tx, number).await? else {
        return Ok(None);
    };
    Ok(Some(Explained {
        orders: order::list_of_purchase(&mut *tx, found.id).await?,
        sold: order::lines_of_purchase(&mut *tx, found.id).await?,
        lines: timeline(&mut tx, &found).await?,
        purchase: found,
    }))
}

/// Whether there is a purchase of this number.
pub async fn is_there(market: &Market, number: PurchaseNumber) -> Result<bool, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Explain)).await?;
    Ok(purchase::find_by_number(&mut *tx, number).await?.is_some())
}

async fn timeline(conn: &mut PgConnection, bought: &Purchase) -> Result<Vec<Line>, Error> {
    let id = bought.id;
    let mut lines: Vec<Line> = orders::timeline::of_purchase(&mut *conn, id)
        .await?
        .iter()
        .map(happened)
        .collect();
    if let Some(review) = risk::reviews::find(&mut *conn, id).await? {
        lines.extend(looked_at(&review));
    }
    lines.extend(cases::of_purchase(&mut *conn, id).await?);
    let mut changes = history::of_attempts(&mut *conn, id).await?;
    changes.extend(history::of_refunds(&mut *conn, id).await?);
    lines.extend(changes.iter().map(changed));
    let by_hand = till::list_of_purchase(&mut *conn, id).await?;
    lines.extend(by_hand.iter().map(came_by_hand));
    lines.extend(history::asked(&mut *conn, id).await?.iter().map(asked));
    let heard = history::heard(&mut *conn, id, bought.placed_at).await?;
    lines.extend(heard.iter().map(said));
    let moved = catalog::stock::of_purchase(&mut *conn, id, ROWS_MAX).await?;
    lines.extend(moved.iter().map(|row| {
        let text = format!(
            "{} {}: on hand {:+}, held {:+}",
            row.kind, row.sku, row.on_hand_change, row.held_change
        );
        Line::new(row.at, Book::Stock, text)
    }));
    let posted = ledger::postings_of_purchase(&mut *conn, id).await?;
    lines.extend(posted.iter().map(booked));
    lines.extend(messages(&mut *conn, bought).await?);
    // Stable: what happened at the same moment stays in the order it was written.
    lines.sort_by_key(|line| line.at);
    lines.extend(waiting(conn, bought, &changes, &by_hand).await?);
    Ok(lines)
}

fn happened(entry: &TimelineEntry) -> Line {
    let order = entry
        .order
        .map_or_else(String::new, |order| format!("  order {order}"));
    let text = format!(
        "{} by {}  {}{order}",
        entry.kind.as_str(),
        entry.actor_kind,
        entry.note
    );
    Line::new(entry.at, Book::Order, text)
}

/// What it scored, and what was decided about it.
fn looked_at(review: &Review) -> Vec<Line> {
    let reasons = review.score.reasons.iter().map(|reason| {
        format!(
            "{} {:+} ({})",
            reason.rule.as_str(),
            reason.points,
            reason.counted
        )
    });
    let waits = review.until.map_or_else(
        || "nobody needs to look".to_owned(),
        |until| format!("the shops wait until {}", moment(until)),
    );
    let points = review.score.points;
    let mut scored = Line::new(
        review.scored_at,
        Book::Review,
        format!("{points} points, {waits}"),
    );
    scored.details = reasons.collect();
    let decided = review.decided_at.map(|at| {
        let by = review
            .decided_by
            .map_or_else(|| "nobody".to_owned(), |person| format!("person {person}"));
        let text = format!("{} by {by}  {}", review.state.as_str(), review.reason);
        Line::new(at, Book::Review, text)
    });
    std::iter::once(scored).chain(decided).collect()
}

fn changed(change: &Change) -> Line {
    let (book, id) = match change.what {
        Moved::Attempt(id) => (Book::Attempt, id.uuid()),
        Moved::Disbursement(id) => (Book::Refund, id.uuid()),
    };
    let from = change
        .from
        .as_ref()
        .map_or_else(String::new, |from| format!("{from} → "));
    let text = format!(
        "{id} {from}{} by {} {}  {} by {} at {} as {}",
        change.to,
        change.cause,
        change.note,
        change.amount,
        change.method,
        change.provider,
        change.reference
    );
    Line::new(change.at, book, text)
}

fn came_by_hand(payment: &TillPayment) -> Line {
    let came = payment
        .amount
        .map_or_else(|| "not confirmed".to_owned(), |came| came.to_string());
    let phone = payment.phone.as_ref();
    let text = format!(
        "{} by hand, receipt {}: {came}, {}, matched by {}  account typed {:?} from {}",
        payment.id,
        payment.receipt,
        payment.state.as_str(),
        payment.matched_by.map_or("nothing", MatchedBy::as_str),
        payment.account,
        phone.map_or_else(|| "a hidden phone".to_owned(), kernel::PhoneNumber::masked),
    );
    Line::new(payment.told_at, Book::Attempt, text)
}

fn asked(asked: &Asked) -> Line {
    let text = format!(
        "asked {} ({}): {} after {} ms  {}",
        asked.provider,
        asked.kind,
        asked.outcome,
        asked.took_ms,
        masked(&asked.detail)
    );
    Line {
        details: asked.said.iter().flat_map(word_by_word).collect(),
        ..Line::new(asked.at, Book::Provider, text)
    }
}

/// What was sent and what was answered. It was masked before it was kept.
fn word_by_word(said: &Said) -> Vec<String> {
    let answered = match said.status {
        Some(status) => format!("answered {status}"),
        None => "no answer".to_owned(),
    };
    let lines = |body: &str| body.lines().map(str::to_owned).collect::<Vec<_>>();
    let mut words = vec![said.request.clone()];
    words.extend(lines(&said.body));
    words.push(answered);
    words.extend(lines(&said.answer));
    words
}

fn said(heard: &Heard) -> Line {
    let is_refused = heard.event.is_none();
    let text = if is_refused {
        format!(
            "somebody says to be {}: refused, {}, and not looked into",
            heard.provider, heard.refusal
        )
    } else {
        let looked = heard.processed_at.map_or_else(
            || "not yet looked into".to_owned(),
            |at| format!("looked into {}", moment(at)),
        );
        format!(
            "{} says {} ({}), {looked}",
            heard.provider, heard.status, heard.verification
        )
    };
    let mut details = masked_headers(&heard.headers);
    details.extend(masked(&heard.body).lines().map(str::to_owned));
    Line {
        details,
        leads: (!is_refused).then_some(Leads::Callback(heard.id)),
        ..Line::new(heard.received_at, Book::Callback, text)
    }
}

fn booked(posted: &ledger::Posted) -> Line {
    let side = if posted.amount.is_positive() {
        "debit "
    } else {
        "credit"
    };
    let text = format!(
        "{side} {}  {} {}  ({}, {})",
        posted.amount, posted.account, posted.party, posted.kind, posted.cause
    );
    Line {
        leads: Some(Leads::Journal(posted.journal)),
        ..Line::new(posted.at, Book::Ledger, text)
    }
}

/// What was announced about it, and the messages that came of it.
async fn messages(conn: &mut PgConnection, bought: &Purchase) -> Result<Vec<Line>, Error> {
    let events = store::events_about(&mut *conn, bought.id.uuid(), ROWS_MAX).await?;
    let mut lines: Vec<Line> = events
        .iter()
        .map(|event| {
            let told = match event.delivered_at {
                Some(at) => format!("announced {}", moment(at)),
                None => "not announced yet".to_owned(),
            };
            Line::new(event.at, Book::Message, format!("{}, {told}", event.topic))
        })
        .collect();
    let keys: Vec<String> = events
        .iter()
        .map(|event| format!("event:{}:", event.id))
        .collect();
    let told = notifications::list_of_keys(conn, &keys, ROWS_MAX).await?;
    lines.extend(told.iter().map(|message| {
        let sent = message
            .sent_at
            .map_or_else(String::new, |at| format!(" {}", moment(at)));
        let text = format!(
            "SMS to {} ({}): {}{sent}, tries {}",
            message.receiver,
            message.to.masked(),
            message.state.as_str(),
            message.tries
        );
        Line::new(message.created_at, Book::Message, text)
    }));
    Ok(lines)
}

/// What the queue still holds about it. What is done leaves the queue and shows in its effects.
async fn waiting(
    conn: &mut PgConnection,
    bought: &Purchase,
    changes: &[Change],
    by_hand: &[TillPayment],
) -> Result<Vec<Line>, Error> {
    let mut keys = vec![store::key_of(&DeliverEvents::about(bought.id))];
    for change in changes.iter().filter(|change| change.from.is_none()) {
        match change.what {
            Moved::Attempt(attempt) => {
                keys.push(store::key_of(&PushAttempt { attempt }));
                keys.push(store::key_of(&SettleAttempt { attempt }));
            }
            Moved::Disbursement(disbursement) => {
                keys.push(store::key_of(&PushDisbursement { disbursement }));
                keys.push(store::key_of(&SettleDisbursement { disbursement }));
                keys.push(store::key_of(&DeliverEvents::about(disbursement)));
            }
        }
    }
    keys.extend(by_hand.iter().map(|payment| {
        let payment = payment.id;
        store::key_of(&SettleTillPayment { payment })
    }));
    let jobs = store::waiting_jobs(conn, &keys).await?;
    let line = |job: &store::WaitingJob| {
        let now = if job.is_running {
            "is being done"
        } else {
            "waits"
        };
        let error = if job.last_error.is_empty() {
            String::new()
        } else {
            format!("  {}", masked(&job.last_error))
        };
        let text = format!(
            "{} {now}, try {} of {}{error}",
            job.task, job.attempts, job.attempts_max
        );
        Line::new(job.run_at, Book::Job, text)
    };
    Ok(jobs.iter().map(line).collect())
}

/// A moment to the millisecond, in UTC.
pub fn moment(at: Timestamp) -> String {
    let (date, time) = (at.date(), at.time());
    format!(
        "{date} {:02}:{:02}:{:02}.{:03}",
        time.hour(),
        time.minute(),
        time.second(),
        time.millisecond()
    )
}
