//! How long it takes to import a provider's statement and to compare it with the books.
//!
//! `bench_statement LINES` in a throw-away cluster (`soko-db with … --`), on a database of its own. The books are written straight
//! into the tables, not traded; two in a hundred movements have a fault, and the numbers mean nothing unless exactly those are
//! found. Prints three lines: `lines N` a second, `seconds N` in all, and `memory N`, the most this process held, in MB.

use std::error::Error;
use std::fmt::Write as _;
use std::time::Instant;

use flows::provider_statement::{self, Import};
use payments::provider::ProviderName;
use payments::statements::{Book, Period};
use rehearsal::TestMarket;
use time::Duration;

/// What nine in ten movements are: a collection, with a fee on a line of its own. The others are refunds and payouts.
const TENTHS_COLLECTED: usize = 9;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let lines: usize = std::env::args().nth(1).ok_or("how many lines?")?.parse()?;
    let movements = lines * 10 / (10 + TENTHS_COLLECTED);
    let m = TestMarket::open().await;
    m.pass_here(60 * 86_400);
    book(&m, movements).await?;
    let (csv, expected) = statement(&m, movements).await?;
    let stated = csv.lines().count() - 1;

    let began = Instant::now();
    let import = Import {
        book: Book::Provider(ProviderName::PawaPay),
        name: "bench.csv",
        content: csv.as_bytes(),
        period: Some(Period {
            from: m.now() - Duration::days(90),
            until: m.now(),
        }),
    };
    let imported = provider_statement::import(&m.market, &import).await?;
    let took = began.elapsed();

    let found = found(&m).await?;
    if found != expected {
        return Err(format!("found {found:?} instead of {expected:?}").into());
    }
    m.assert_sound().await;
    eprintln!("{stated} lines, {imported:?}");
    println!(
        "lines {}",
        stated * 1_000 / usize::try_from(took.as_millis())?.max(1)
    );
    println!("seconds {}", took.as_secs() + 1);
    println!("memory {}", memory_mb()?);
    Ok(())
}

/// Counts of matched, late, different, doubled and missing there.
type Counts = [i64; 5];

/// What moved: over thirty days until `$1`, so many as `$2` says, the same in each statement.
const MOVEMENTS: &str = "b as (
    select g, md5('id' || g)::uuid as id, md5('reference' || g)::uuid as reference, md5('journal' || g)::uuid as journal,
      case when g % 10 < 9 then 'collection' when g % 20 = 9 then 'refund' else 'payout' end as kind,
      1000 + (case when g % 20 = 9 then g - 1 else g end * 7919) % 100000 as amount,
      $1::timestamptz - make_interval(secs => g % 2592000) as at
    from generate_series(1, $2::bigint) g)";

/// Attempts, disbursements, journals and postings. A refund is of the collection before it.
const BOOKS: [&str; 6] = [
    "insert into payment_attempts (id, intent_id, purchase_id, idempotency_key, provider, provider_reference, method, phone,
       amount_minor, currency, state, prepared_at, sent_at, collected_at)
     select b.id, i.id, i.purchase_id, 'benchmark-' || b.g, 'pawapay', b.reference, 'mtn_zambia', '+260763456789', b.amount, 'ZMW',
       'collected', b.at, b.at, b.at from b cross join payment_intents i where b.kind = 'collection'",
    "insert into disbursements (id, kind, cause, shop_id, provider, provider_reference, method, phone, amount_minor, currency,
       state, requested_at, sent_at, paid_at)
     select b.id, 'payout', 'bench:' || b.g, s.id, 'pawapay', b.reference, 'mtn_zambia', '+260763456789', b.amount, 'ZMW', 'paid',
       b.at, b.at, b.at from b cross join (select id from shops limit 1) s where b.kind = 'payout'",
    "insert into disbursements (id, kind, cause, purchase_id, attempt_id, provider, provider_reference, method, phone,
       amount_minor, currency, state, requested_at, sent_at, paid_at)
     select b.id, 'refund', 'bench:' || b.g, i.purchase_id, md5('id' || (b.g - 1))::uuid, 'pawapay', b.reference, 'mtn_zambia',
       '+260763456789', b.amount, 'ZMW', 'paid', b.at, b.at, b.at from b cross join payment_intents i where b.kind = 'refund'",
    "insert into ledger_journals (id, cause, kind, at)
     select journal, case kind when 'collection' then 'collected:' when 'refund' then 'refund_paid:' else 'payout_paid:' end || id,
       case kind when 'collection' then 'collected_and_owed_back' when 'refund' then 'refund_paid' else 'payout_paid' end, at from b",
    "insert into ledger_accounts (name, party, currency)
     select a.name, a.party, 'ZMW' from b cross join (values ('provider_clearing', 'pawapay'), ('suspense', '')) as a (name, party)
     where b.g = 1 on conflict do nothing",
    "insert into ledger_postings (journal_id, account_id, amount_minor, currency)
     select b.journal, a.id, case when (a.name = 'suspense') = (b.kind = 'collection') then -b.amount else b.amount end, 'ZMW'
     from b cross join ledger_accounts a where a.name in ('provider_clearing', 'suspense') order by b.g",
];

/// Writes the books of a month that ended four days ago.
async fn book(m: &TestMarket, movements: usize) -> Result<(), Box<dyn Error>> {
    let (wrap, count) = {
        let shop = m.shop("Bench", countries::Country::Zambia).await;
        (m.product(shop, 10_000, 5).await, i64::try_from(movements)?)
    };
    m.place(&[(&wrap, 1)]).await;
    let until = ended(m);
    let mut tx = m.platform().await;
    for statement in BOOKS {
        let statement = format!("with {MOVEMENTS} {statement}");
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(until)
            .bind(count)
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    sqlx::query("analyze payment_attempts, disbursements, ledger_journals, ledger_postings")
        .execute(&m.db.owner)
        .await?;
    Ok(())
}

/// When the last of it moved.
fn ended(m: &TestMarket) -> kernel::Timestamp {
    m.now() - Duration::days(4)
}

/// Every movement as the provider would export it, and what is wrong with that.
async fn statement(m: &TestMarket, movements: usize) -> Result<(String, Counts), Box<dyn Error>> {
    let mut tx = m.platform().await;
    let rows = format!(
        "with {MOVEMENTS} select to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), reference::text,
           case kind when 'collection' then amount else -amount end,
           case kind when 'collection' then 'DEPOSIT' else upper(kind) end from b order by at, g"
    );
    let rows: Vec<(String, String, i64, String)> = sqlx::query_as(sqlx::AssertSqlSafe(rows))
        .bind(ended(m))
        .bind(i64::try_from(movements)?)
        .fetch_all(&mut *tx)
        .await?;
    let mut csv =
        "Creation Date,MSISDN,Transaction ID,Amount,Currency,Country,MNO,Type\n".to_owned();
    let mut counts = [0; 5];
    for (nth, (at, reference, minor, kind)) in rows.iter().enumerate() {
        let mut line = |at: &str, minor: i64, kind: &str| {
            let amount = kernel::Money::new(minor, kernel::Currency::ZMW).to_plain(2);
            // Writing to a text cannot fail.
            let _ = writeln!(
                csv,
                "{at},260763456789,{reference},{amount},ZMW,ZMB,MTN_MOMO_ZMB,{kind}"
            );
        };
        match nth % 200 {
            0 => {
                counts[4] += 1;
                continue;
            }
            50 => {
                counts[3] += 1;
                counts[0] += 1;
                line(at, *minor, kind);
                line(at, *minor, kind);
            }
            100 => {
                counts[2] += 1;
                line(at, minor + 100 * minor.signum(), kind);
            }
            150 => {
                counts[1] += 1;
                let late = later(at)?;
                line(&late, *minor, kind);
            }
            _ => {
                counts[0] += 1;
                line(at, *minor, kind);
            }
        }
        if kind == "DEPOSIT" {
            line(at, -(minor / 50), "FEE");
        }
    }
    Ok((csv, counts))
}

/// Two days later.
fn later(at: &str) -> Result<String, Box<dyn Error>> {
    let form = time::macros::format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    let late = time::PrimitiveDateTime::parse(at, form)? + Duration::days(2);
    Ok(late.format(form)?)
}

async fn found(m: &TestMarket) -> Result<Counts, Box<dyn Error>> {
    let mut tx = m.platform().await;
    let mut counts = [0; 5];
    for (nth, class) in ["matched", "late", "different_amount", "doubled"]
        .into_iter()
        .enumerate()
    {
        counts[nth] = sqlx::query_scalar("select count(*) from statement_lines where class = $1")
            .bind(class)
            .fetch_one(&mut *tx)
            .await?;
    }
    counts[4] =
        sqlx::query_scalar("select count(*) from statement_gaps where explained_at is null")
            .fetch_one(&mut *tx)
            .await?;
    Ok(counts)
}

fn memory_mb() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|text| text.split_whitespace().next());
    Ok(kilobytes.ok_or("no VmHWM")?.parse::<u64>()? / 1_024)
}
