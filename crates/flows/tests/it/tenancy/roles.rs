//! What each database role may do, whatever the scope says.

use std::collections::BTreeMap;

use rehearsal::TestMarket;
use store::{Platform, PlatformFlow};

use super::furnished::{Furnished, Tried, tried};

/// History: rows are added and never changed, by nobody the program signs in as.
const APPEND_ONLY: [&str; 11] = [
    "audit_log",
    "commission_rules",
    "disbursement_events",
    "ledger_accounts",
    "ledger_journals",
    "ledger_postings",
    "order_events",
    "order_lines",
    "payment_attempt_events",
    "payment_exchanges",
    "stock_movements",
];

#[tokio::test(flavor = "multi_thread")]
async fn history_is_added_to_and_never_rewritten() {
    let f = Furnished::open().await;
    let platform = Platform(PlatformFlow::Settle);
    for table in APPEND_ONLY {
        let columns = f.columns_of(table).await;
        let column = columns.rsplit(", ").next().unwrap();
        for statement in [
            format!("update {table} set {column} = {column}"),
            format!("delete from {table}"),
            format!("truncate {table} cascade"),
        ] {
            assert_eq!(
                f.try_as(platform, &statement).await,
                Tried::Forbidden,
                "{statement}"
            );
            // Lines are guarded by grants alone; everything else even from the role that owns it.
            if table != "order_lines" {
                let done = sqlx::query(sqlx::AssertSqlSafe(statement.as_str()))
                    .execute(&f.m.db.owner)
                    .await;
                assert_eq!(
                    tried(&statement, done),
                    Tried::Forbidden,
                    "as owner: {statement}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_statement_moves_money_against_its_graph() {
    let f = Furnished::open().await;
    let mut tx = f.m.platform().await;
    for statement in [
        "update payment_attempts set state = 'prepared', sent_at = null, collected_at = null where state = 'collected'",
        "update payment_attempts set state = 'refused', refused_at = now(), refusal = 'expired' where state = 'collected'",
        "update disbursements set state = 'requested', sent_at = null, check_after = null where state <> 'requested'",
        "update disbursements set amount_minor = amount_minor * 10 where kind = 'refund'",
    ] {
        sqlx::query("savepoint before")
            .execute(&mut *tx)
            .await
            .unwrap();
        let refused = sqlx::query(statement).execute(&mut *tx).await.unwrap_err();
        let refused = refused.as_database_error().unwrap();
        assert_eq!(refused.code().unwrap(), "23514", "{statement}: {refused}");
        sqlx::query("rollback to before")
            .execute(&mut *tx)
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stock_level_is_written_by_its_movements_alone() {
    let f = Furnished::open().await;
    let platform = Platform(PlatformFlow::Settle);
    for statement in [
        "update stock_levels set on_hand = on_hand + 1",
        "delete from stock_levels",
        "insert into stock_levels (variant_id, shop_id, on_hand, held) select id, shop_id, 5, 0 from variants",
    ] {
        assert_eq!(
            f.try_as(platform, statement).await,
            Tried::Forbidden,
            "{statement}"
        );
        assert_eq!(f.as_ours(statement).await, Tried::Forbidden, "{statement}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_does_not_balance_cannot_be_committed() {
    let f = Furnished::open().await;
    let mut tx = f.m.platform().await;
    sqlx::query(
        "with journal as (insert into ledger_journals (id, cause, kind, at)
           values (gen_random_uuid(), 'a slip', 'collected', now()) returning id)
         insert into ledger_postings (journal_id, account_id, shop_id, amount_minor, currency)
         select journal.id, a.id, a.shop_id, 100, a.currency from journal, ledger_accounts a where a.name = 'commission'",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    let error = tx.commit().await.unwrap_err();
    assert_eq!(error.constraint(), Some("ledger_journal_balances"));
    f.m.assert_sound().await;
}

/// What the storefront's role may read, by table: all of it, or these columns.
const PUBLISHED: [(&str, &str); 10] = [
    ("categories", "*"),
    ("delivery_fees", "*"),
    ("published_in_categories", "*"),
    ("published_listings", "*"),
    ("published_pictures", "*"),
    ("published_shops", "*"),
    ("published_variants", "*"),
    ("retired_listings", "*"),
    ("retired_shops", "*"),
    ("stock_levels", "available, shop_id, variant_id"),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_storefront_reads_what_is_published_and_writes_nothing() {
    let m = TestMarket::open().await;
    let rows: Vec<(String, bool, Option<String>)> = sqlx::query_as(
        "select c.relname::text, has_table_privilege('soko_storefront', c.oid, 'select'),
           (select string_agg(a.attname, ', ' order by a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
              and not a.attisdropped and has_column_privilege('soko_storefront', c.oid, a.attnum, 'select'))
         from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')",
    )
    .fetch_all(&m.db.owner)
    .await
    .unwrap();
    let readable: BTreeMap<String, String> = rows
        .into_iter()
        .filter_map(|(table, all, some)| Some((table, if all { "*".to_owned() } else { some? })))
        .collect();
    let expected = PUBLISHED.map(|(table, columns)| (table.to_owned(), columns.to_owned()));
    assert_eq!(readable, expected.into());

    let writable: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
           and (has_table_privilege('soko_storefront', c.oid, 'insert, update, delete, truncate, references, trigger')
             or has_any_column_privilege('soko_storefront', c.oid, 'insert, update'))",
    )
    .fetch_all(&m.db.owner)
    .await
    .unwrap();
    assert_eq!(writable, [""; 0]);
    for statement in [
        "select lock_stock('{}')",
        "select enqueue_job('push_attempt', '{}', 'k', now())",
        "create table notes (text text)",
        "set role soko_app",
    ] {
        let done = sqlx::query(statement).execute(&m.db.storefront).await;
        assert_eq!(tried(statement, done), Tried::Forbidden, "{statement}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_serves_owns_nothing_and_cannot_become_who_does() {
    let m = TestMarket::open().await;
    store::refuse_strong_role(&m.db.app).await.unwrap();
    store::refuse_strong_role(&m.db.storefront).await.unwrap();
    assert!(store::refuse_strong_role(&m.db.owner).await.is_err());
    for statement in [
        "create table notes (text text)",
        "alter table ledger_postings disable trigger all",
        "alter table orders disable row level security",
        "drop policy buyer on orders",
        "set role soko_owner",
        "set role soko_worker",
        "select count(*) from graphile_worker._private_jobs",
        "select graphile_worker.add_job('push_attempt')",
        "delete from people",
        "delete from purchases",
    ] {
        let done = sqlx::query(statement).execute(&m.db.app).await;
        assert_eq!(tried(statement, done), Tried::Forbidden, "{statement}");
    }
}
