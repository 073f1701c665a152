//! Once everything is settled: the provider's books, movement by movement, and what people were told.

use std::collections::BTreeMap;

use anyhow::Result;
use simulator::{Amount, Dialect, Kind, State, Transaction};
use sqlx::{FromRow, PgPool};
use uuid::Uuid;

use super::bank::ByBank;
use super::buyers::Buyers;
use super::by_hand::ByHand;
use super::{Found, Theirs, is_called, is_nameless_from};

const BOOKS: &str = "the provider's books are ours, movement by movement";
const TOTALS: &str = "the provider's books are ours, in sum";
const STUCK: &str = "nothing is stuck that the provider knows the answer of";
const UNASKED: &str = "where nobody knows for a day whether money moved, a person is asked";

#[derive(Debug, FromRow)]
pub(super) struct AttemptRow {
    pub(super) id: Uuid,
    pub(super) purchase_id: Uuid,
    number: String,
    provider: String,
    provider_reference: Uuid,
    provider_handle: Option<String>,
    phone: String,
    state: String,
    refusal: Option<String>,
    is_set_aside: bool,
    /// A callback told how much came.
    is_amount_told: bool,
    /// What of the purchase it pays, where it is asked for in another currency.
    pub(super) price_minor: Option<i64>,
}

#[derive(Debug, FromRow)]
pub(super) struct OutgoingRow {
    id: Uuid,
    pub(super) attempt_id: Option<Uuid>,
    provider_reference: Uuid,
    provider_handle: Option<String>,
    pub(super) state: String,
    amount_minor: i64,
    /// What of the purchase goes back with it, where that is in another currency.
    pub(super) price_minor: Option<i64>,
    is_looked_at: bool,
}

/// Every rule that does not hold, although everything has come to rest.
pub(crate) async fn settled(pool: &PgPool, theirs: Theirs<'_>) -> Result<Found> {
    let Theirs {
        movements,
        receipts_by_hand,
        transfers,
    } = theirs;
    let attempts: Vec<AttemptRow> = sqlx::query_as(
        "select a.id, a.purchase_id, p.number, a.provider, a.provider_reference, a.provider_handle, a.phone, a.state, a.refusal,
           exists (select from cases c where c.subject_id = a.id and c.title <> 'stuck_unclear') as is_set_aside,
           exists (select from payment_callbacks k where k.provider_reference = a.provider_reference and k.stated_minor is not null)
             as is_amount_told, a.price_minor
         from payment_attempts a join purchases p on p.id = a.purchase_id
         where not exists (select from till_payments t where t.attempt_id = a.id)",
    )
    .fetch_all(pool)
    .await?;
    let outgoing: Vec<OutgoingRow> = sqlx::query_as(
        "select d.id, d.attempt_id, d.provider_reference, d.provider_handle, d.state, d.amount_minor, d.price_minor,
           exists (select from cases c where c.subject_id = d.id and c.title <> 'stuck_unclear') as is_looked_at
         from disbursements d",
    )
    .fetch_all(pool)
    .await?;
    let by_hand = ByHand::load(pool, receipts_by_hand).await?;
    let mut found = Found::new();
    by_hand.agree(movements, &mut found);
    let by_bank = ByBank::load(pool).await?;
    by_bank.agree(pool, transfers, &mut found).await?;
    attempts_agree(&attempts, movements, &by_hand, &mut found);
    outgoing_agree(&attempts, &outgoing, movements, &mut found);
    sums_agree(pool, &attempts, movements, &by_hand, &mut found).await?;
    let buyers = Buyers {
        attempts: &attempts,
        outgoing: &outgoing,
        movements,
        by_hand: &by_hand,
        by_bank: &by_bank,
    };
    buyers.agree(pool, &mut found).await?;
    for (rule, query) in AT_REST {
        let broken: Vec<String> = sqlx::query_scalar(query).fetch_all(pool).await?;
        if !broken.is_empty() {
            found.push((rule, format!("{broken:?}")));
        }
    }
    Ok(found)
}

impl AttemptRow {
    pub(super) fn movement<'a>(&self, movements: &'a [Transaction]) -> Option<&'a Transaction> {
        movements.iter().find(|movement| self.is_of(movement))
    }

    fn is_of(&self, movement: &Transaction) -> bool {
        let handle = self.provider_handle.as_deref();
        movement.kind == Kind::Deposit
            && (is_called(movement, self.provider_reference, handle)
                || is_nameless_from(movement, &self.provider, handle, &self.phone))
    }

    const fn is_open(state: &str) -> bool {
        !matches!(state.as_bytes(), b"collected" | b"refused")
    }
}

/// Money that a movement says was not what was asked for. M-Pesa says so by its callback alone.
fn is_a_lie(attempt: &AttemptRow, movement: &Transaction) -> bool {
    movement.scenario.report.is_some()
        && (movement.dialect != Dialect::Daraja || attempt.is_amount_told)
}

/// Money that lies in suspense, because its provider says that it is not what was asked for.
pub(super) fn is_set_aside(attempt: &AttemptRow, movement: &Transaction) -> bool {
    is_a_lie(attempt, movement) && attempt.state != "collected"
}

fn attempts_agree(
    attempts: &[AttemptRow],
    movements: &[Transaction],
    by_hand: &ByHand,
    found: &mut Found,
) {
    for attempt in attempts {
        let movement = attempt.movement(movements);
        let truth = movement.map(|movement| movement.state);
        let about = format!(
            "{} {} of {}: ours {} ({:?}), the provider's {truth:?}",
            attempt.provider, attempt.id, attempt.number, attempt.state, attempt.refusal
        );
        if movement.is_some_and(|movement| is_a_lie(attempt, movement)) {
            if truth == Some(State::Completed) && !attempt.is_set_aside {
                found.push(("money that does not match is looked at by a person", about));
            }
            continue;
        }
        let is_open = AttemptRow::is_open(&attempt.state);
        if is_open && !attempt.is_set_aside {
            found.push((UNASKED, about));
            continue;
        }
        match truth {
            Some(State::Completed | State::Failed) | None if is_open => {
                found.push((STUCK, about));
            }
            Some(State::Completed | State::Failed) | None => {
                if (truth == Some(State::Completed)) != (attempt.state == "collected") {
                    found.push((BOOKS, about));
                }
            }
            Some(_) if !is_open => {
                found.push(("nothing is ended that may still collect", about));
            }
            Some(_) => {}
        }
    }
    let prompted = |m: &&Transaction| m.kind == Kind::Deposit && !by_hand.made(m);
    for movement in movements.iter().filter(prompted) {
        if !attempts.iter().any(|attempt| attempt.is_of(movement)) {
            found.push((BOOKS, format!("{} is not ours", movement.id)));
        }
    }
}

pub(super) fn minor(amount: Amount) -> i64 {
    let text = amount.plain();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = format!("{whole}{part:0<2.2}");
    digits.parse().unwrap_or(i64::MAX)
}

fn outgoing_agree(
    attempts: &[AttemptRow],
    outgoing: &[OutgoingRow],
    movements: &[Transaction],
    found: &mut Found,
) {
    let completed = |m: &&Transaction| m.state == State::Completed;
    // Refunds by what they give back: not every provider lets us name them.
    for attempt in attempts {
        let Some(deposit) = attempt.movement(movements) else {
            continue;
        };
        let theirs: i64 = movements
            .iter()
            .filter(|m| m.kind == Kind::Refund && m.deposit_id == Some(deposit.id))
            .filter(completed)
            .map(|m| minor(m.amount))
            .sum();
        let own = outgoing.iter().filter(|d| d.attempt_id == Some(attempt.id));
        let ours: i64 = own
            .filter(|d| has_arrived(&d.state))
            .map(|d| d.amount_minor)
            .sum();
        if theirs != ours {
            let about = format!(
                "refunds of {}: ours {ours}, theirs {theirs}",
                attempt.number
            );
            found.push((BOOKS, about));
        }
    }
    for one in outgoing {
        let handle = one.provider_handle.as_deref();
        let kind = if one.attempt_id.is_some() {
            Kind::Refund
        } else {
            Kind::Payout
        };
        let movement = movements
            .iter()
            .find(|m| m.kind == kind && is_called(m, one.provider_reference, handle));
        let truth = movement.map(|m| m.state);
        let about = format!("{kind:?} {}: ours {}, theirs {truth:?}", one.id, one.state);
        let is_open = one.state != "failed" && !has_arrived(&one.state);
        if is_open && !one.is_looked_at && truth.is_some_and(State::is_final) {
            found.push((STUCK, about.clone()));
        }
        // One refund of a payment at a time: what has not left waits for another that a person is asked about.
        let waits = one.state == "requested"
            && outgoing
                .iter()
                .any(|other| other.attempt_id == one.attempt_id && other.is_looked_at);
        if is_open && !one.is_looked_at && !waits {
            found.push((UNASKED, about.clone()));
        }
        if kind == Kind::Payout && (truth == Some(State::Completed)) != has_arrived(&one.state) {
            found.push((BOOKS, about));
        }
    }
}

/// Whatever came of it later.
fn has_arrived(state: &str) -> bool {
    matches!(state, "paid" | "returned")
}

async fn sums_agree(
    pool: &PgPool,
    attempts: &[AttemptRow],
    movements: &[Transaction],
    by_hand: &ByHand,
    found: &mut Found,
) -> Result<()> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(
        "select a.party, a.currency, sum(l.amount_minor)::bigint from ledger_postings l
         join ledger_accounts a on a.id = l.account_id join ledger_journals j on j.id = l.journal_id
         where a.name = 'provider_clearing' and (j.kind <> 'set_aside'
           or exists (select from till_payments t where t.id::text = split_part(j.cause, ':', 2))) group by 1, 2",
    )
    .fetch_all(pool)
    .await?;
    let mut sums: BTreeMap<(String, String), [i64; 2]> = BTreeMap::new();
    for (provider, currency, sum) in rows {
        sums.entry((provider, currency)).or_default()[0] += sum;
    }
    let is_known = |m: &&Transaction| {
        m.kind != Kind::Deposit
            || by_hand.is_booked(m)
            || attempts.iter().any(|attempt| attempt.is_of(m))
    };
    let is_aside = |m: &Transaction| {
        attempts
            .iter()
            .any(|attempt| attempt.is_of(m) && is_set_aside(attempt, m))
    };
    let moved = movements
        .iter()
        .filter(|m| m.state == State::Completed && !is_aside(m));
    for movement in moved.filter(is_known) {
        let provider = match movement.dialect {
            Dialect::Pawapay => "pawapay",
            Dialect::Flutterwave => "flutterwave",
            Dialect::Daraja => "mpesa",
            Dialect::Stripe => "stripe",
            Dialect::MtnMomo => "mtn_momo",
            Dialect::Paystack => "paystack",
        };
        let key = (provider.to_owned(), movement.currency.clone());
        let sum = &mut sums.entry(key).or_default()[1];
        match movement.kind {
            Kind::Deposit => *sum += minor(movement.amount),
            Kind::Payout | Kind::Refund => *sum -= minor(movement.amount),
        }
    }
    for (key, [ours, theirs]) in sums {
        if ours != theirs {
            found.push((TOTALS, format!("{key:?}: ours {ours}, theirs {theirs}")));
        }
    }
    Ok(())
}

/// What must be true of our own rows when everything has come to rest.
const AT_REST: [(&str, &str); 8] = [
    (
        "a purchase is over when its parcels are, or its time is",
        "select p.number || ' ' || p.state from purchases p
         where (p.state = 'open' and not exists (select from payment_attempts a where a.purchase_id = p.id
             and a.state not in ('collected', 'refused')))
           or (p.state = 'cash_due' and not exists (select from orders o where o.purchase_id = p.id
             and o.state in ('placed', 'confirmed', 'packed', 'handed_over')))",
    ),
    (
        "nobody waits for a look whose time is over",
        "select p.number from risk_reviews r join purchases p on p.id = r.purchase_id where r.state = 'open'",
    ),
    (
        "nothing stands of what was rejected",
        "select o.number from risk_reviews r join orders o on o.purchase_id = r.purchase_id
         where r.state = 'rejected' and o.state not in ('cancelled', 'returned')",
    ),
    (
        "every event was told",
        "select topic || ' ' || id from outbox_events where delivered_at is null",
    ),
    (
        "nothing is said twice",
        "select topic || ' ' || coalesce(payload->>'number', '') from outbox_events
         where topic in ('payment.completed', 'order.cash_accepted', 'order.packed', 'order.handed_over', 'order.delivered',
           'order.cancelled', 'order.placed', 'order.may_be_packed')
         group by topic, aggregate_id, payload->>'number' having count(*) > 1",
    ),
    (
        "every refund that arrived is told once",
        "select p.number from purchases p
         where (select count(*) from outbox_events e where e.aggregate_id = p.id and e.topic = 'payment.refunded')
           <> (select count(*) from disbursements d where d.purchase_id = p.id and d.state = 'paid')",
    ),
    (
        "every message is of one event and sent",
        "select dedupe_key from messages where state <> 'sent' or not exists (
           select from outbox_events e where dedupe_key like 'event:' || e.id || ':%')",
    ),
    (
        "money that left is over when its provider's is",
        "select id::text from payment_attempts where state = 'prepared'
         union all select d.id::text from disbursements d where d.state = 'requested'
           and not exists (select from disbursements o join cases c on c.subject_id = o.id and c.state = 'open'
             where o.attempt_id = d.attempt_id and o.id <> d.id)",
    ),
];
