//! What each scope and each role may see and write, tried on every table that exists.

mod furnished;
mod roles;

use furnished::{Furnished, Tried, tenant_tables};
use sqlx::PgConnection;
use store::{Buyer, Tx};

#[tokio::test(flavor = "multi_thread")]
async fn every_table_of_a_shop_has_forced_row_security_and_a_policy() {
    let m = rehearsal::TestMarket::open().await;
    let unguarded: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
           and (c.relname = 'shops' or exists (
             select from pg_attribute a where a.attrelid = c.oid and a.attname = 'shop_id' and not a.attisdropped))
           and not (c.relrowsecurity and c.relforcerowsecurity
             and exists (select from pg_policy p where p.polrelid = c.oid))",
    )
    .fetch_all(&m.db.owner)
    .await
    .unwrap();
    assert_eq!(unguarded, [""; 0]);
}

/// Tables that belong to no shop and are guarded by grants and by the flows alone. A new one is a decision.
const OPEN_TABLES: [&str; 14] = [
    "_sqlx_migrations",
    "cart_lines",
    "carts",
    "categories",
    "marks",
    "messages",
    "one_time_codes",
    "outbox_events",
    "payout_banks",
    "payout_health",
    "people",
    "provider_health",
    "rate_counts",
    "sessions",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_table_is_without_row_security_by_accident() {
    let m = rehearsal::TestMarket::open().await;
    let open: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
           and not (relrowsecurity and relforcerowsecurity) order by relname collate \"C\"",
    )
    .fetch_all(&m.db.owner)
    .await
    .unwrap();
    assert_eq!(open, OPEN_TABLES);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_scope_there_are_no_rows() {
    let f = Furnished::open().await;
    let guarded = f.guarded_tables().await;
    assert!(guarded.len() > 20, "{guarded:?}");
    let mut platform = f.m.platform().await;
    for table in &guarded {
        assert!(
            count(&mut platform, table, "true").await > 0,
            "nothing to hide in {table}"
        );
    }
    drop(platform);
    for scope in ["", "nobody", "admin", "shop", "buyer"] {
        let mut tx = f.m.db.app.begin().await.unwrap();
        sqlx::query("select set_config('soko.scope', $1, true)")
            .bind(scope)
            .execute(&mut *tx)
            .await
            .unwrap();
        for table in &guarded {
            assert_eq!(
                count(&mut tx, table, "true").await,
                0,
                "{table} in scope {scope:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_sees_its_own_rows_and_no_others() {
    let f = Furnished::open().await;
    let mut tx = Tx::begin(&f.m.db.app, f.ours).await.unwrap();
    for (table, key) in tenant_tables(&f.m).await {
        let own = format!("{key} = '{}'", f.ours.shop);
        let other = format!("{key} is distinct from '{}'", f.ours.shop);
        assert!(
            count(&mut tx, &table, &own).await > 0,
            "its own rows of {table}"
        );
        assert_eq!(
            count(&mut tx, &table, &other).await,
            0,
            "rows of others in {table}"
        );
    }
    // What belongs to buyers and providers is none of its business.
    for table in [
        "purchases",
        "payment_intents",
        "payment_attempts",
        "payment_callbacks",
        "payment_exchanges",
        "till_payments",
        "wallets",
        "wallet_holds",
    ] {
        assert_eq!(count(&mut tx, table, "true").await, 0, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_cannot_write_rows_of_another() {
    let f = Furnished::open().await;
    let before = f.m.footprint().await;
    for (table, key) in tenant_tables(&f.m).await {
        let theirs = f.row_of(&table, &key, f.theirs).await;
        let columns = f.columns_of(&table).await;
        let insert = format!(
            "insert into {table} ({columns}) overriding system value
             select {columns} from jsonb_populate_record(null::{table}, '{}')",
            theirs.to_string().replace('\'', "''"),
        );
        assert_eq!(
            f.as_ours(&insert).await,
            Tried::Forbidden,
            "insert into {table}"
        );
        let taken = format!(
            "update {table} set {key} = {key} where {key} = '{}'",
            f.theirs.shop
        );
        assert!(f.as_ours(&taken).await.is_harmless(), "update {table}");
        let given = format!(
            "update {table} set {key} = '{}' where {key} = '{}'",
            f.theirs.shop, f.ours.shop
        );
        assert!(
            f.as_ours(&given).await.is_harmless(),
            "move a row of {table}"
        );
        let deleted = format!("delete from {table} where {key} = '{}'", f.theirs.shop);
        assert!(
            f.as_ours(&deleted).await.is_harmless(),
            "delete from {table}"
        );
    }
    assert_eq!(f.m.footprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_holder_of_a_link_sees_one_purchase_and_changes_none() {
    let f = Furnished::open().await;
    let holder = rehearsal::holder(f.purchase);
    let mut tx = Tx::begin(&f.m.db.app, holder).await.unwrap();
    assert_eq!(count(&mut tx, "purchases", "true").await, 1);
    for table in [
        "orders",
        "order_lines",
        "order_events",
        "payment_intents",
        "payment_attempts",
        "disbursements",
        "till_payments",
    ] {
        let own = format!("purchase_id = '{}'", f.purchase);
        let all = count(&mut tx, table, "true").await;
        assert!(
            all > 0 && all == count(&mut tx, table, &own).await,
            "{table}"
        );
    }
    assert_eq!(
        count(&mut tx, "ledger_accounts", "name <> 'refund_due'").await,
        0
    );
    assert_eq!(
        count(&mut tx, "ledger_accounts", "true").await,
        1,
        "what is owed for this purchase"
    );
    for table in [
        "ledger_journals",
        "cases",
        "audit_log",
        "payment_callbacks",
        "listings",
        "stock_levels",
        "shops",
    ] {
        assert_eq!(count(&mut tx, table, "true").await, 0, "{table}");
    }
    drop(tx);
    for table in [
        "purchases",
        "orders",
        "payment_attempts",
        "payment_intents",
        "till_payments",
    ] {
        let change = format!("update {table} set currency = currency");
        assert!(f.try_as(holder, &change).await.is_harmless(), "{table}");
    }
    let nobody = Buyer {
        person: None,
        purchase: None,
    };
    let mut tx = Tx::begin(&f.m.db.app, nobody).await.unwrap();
    for table in f.guarded_tables().await {
        assert_eq!(count(&mut tx, &table, "true").await, 0, "{table}");
    }
}

async fn count(conn: &mut PgConnection, table: &str, condition: &str) -> i64 {
    let count = format!("select count(*) from {table} where {condition}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(count))
        .fetch_one(conn)
        .await
        .unwrap()
}
