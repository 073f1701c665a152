//! A market in which every guarded table holds something of two shops.

use catalog::cash::CashTerms;
use catalog::pictures::{self, NewPicture, Rendered};
use catalog::{AltText, ListingVerb, PictureVerb, Reason};
use countries::Country;
use flows::provider_statement::{self, Import};
use flows::{cancel, commission};
use kernel::{PictureId, PurchaseId};
use orders::CommissionRule;
use orders::commission::rules::Whom;
use payments::provider::ProviderName;
use payments::statements::{Book, Period};
use rehearsal::{Product, TestMarket};
use serde_json::Value;
use store::{Scope, Shop, Tx};

pub struct Furnished {
    pub m: TestMarket,
    pub ours: Shop,
    pub theirs: Shop,
    /// Paid, from both shops; ours has cancelled its part.
    pub purchase: PurchaseId,
}

/// What came of trying a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// By a grant, by row security, or by a guard on history.
    Forbidden,
    Changed(u64),
}

impl Tried {
    pub fn is_harmless(self) -> bool {
        matches!(self, Self::Forbidden | Self::Changed(0))
    }
}

impl Furnished {
    pub async fn open() -> Self {
        let m = TestMarket::open().await;
        let ours = m.shop("Ours", Country::Zambia).await;
        let theirs = m.shop("Theirs", Country::Zambia).await;
        let mut products = Vec::new();
        for shop in [ours, theirs] {
            let product = m.product(shop, 10_000, 9).await;
            add_picture(&m, &product).await;
            products.push(product);
            let retired = m.product(shop, 5_000, 1).await;
            m.act_on(retired.listing, ListingVerb::Archive).await;
        }
        let placed = m.sold(&[(&products[0], 1), (&products[1], 1)]).await;
        let elsewhere = m.sold(&[(&products[0], 1), (&products[1], 1)]).await;
        for (purchase, shop) in [(&placed, ours), (&elsewhere, theirs)] {
            let orders = m.orders(purchase.id).await;
            let order = orders.iter().find(|order| order.shop == shop.shop).unwrap();
            cancel::by_shop(&m.market, shop, order.number, "It tore")
                .await
                .unwrap();
        }
        // Both are open, and have been closed: whatever the row says, it is the shop's own.
        let mut tx = m.platform().await;
        sqlx::query("insert into retired_shops (shop_id, slug, name, retired_at) select id, slug, name, applied_at from shops")
            .execute(&mut *tx)
            .await
            .unwrap();
        sqlx::query(
            "insert into case_proposals (id, case_id, choice, note, needs_second, state, proposed_by, proposed_at)
             select id, id, 'close', 'Seen', true, 'open', decided_by, opened_at from cases where decided_by is not null",
        )
        .execute(&mut *tx)
        .await
        .unwrap();
        // One for each purchase, and nothing left to be done about it.
        sqlx::query(
            "insert into till_payments (id, provider, receipt, account, told_minor, currency, told_at, state, purchase_id,
               matched_by)
             select id, 'mpesa', number, number, 100, currency, placed_at, 'prompted', id, 'reference' from purchases",
        )
        .execute(&mut *tx)
        .await
        .unwrap();
        let rate = format!("ZMW,KES,5.613,{},test", m.now().date());
        flows::rates::say(&m.market, &rate).await.unwrap();
        sqlx::query(
            "insert into risk_reviews (purchase_id, points, reasons, state, scored_at)
             select id, 10, '{new 10 0}', 'noted', placed_at from purchases",
        )
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let admin = m.admin().await;
        for shop in [ours, theirs] {
            let whom = Whom::Shop(shop.shop);
            let terms = CommissionRule::STANDARD.terms;
            commission::set(&m.market, admin, Country::Zambia, whom, terms)
                .await
                .unwrap();
        }
        m.run_jobs().await;
        tell_of_nothing(&m).await;
        for (product, shop) in products.iter().zip([ours, theirs]) {
            pay_out(&m, product, shop).await;
        }
        Self {
            m,
            ours,
            theirs,
            purchase: placed.id,
        }
    }

    /// Every table under row security.
    pub async fn guarded_tables(&self) -> Vec<String> {
        sqlx::query_scalar(
            "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
               and relrowsecurity order by 1",
        )
        .fetch_all(&self.m.db.owner)
        .await
        .unwrap()
    }

    pub async fn row_of(&self, table: &str, key: &str, shop: Shop) -> Value {
        let mut tx = self.m.platform().await;
        let row = format!(
            "select to_jsonb(t) from {table} t where {key} = '{}' limit 1",
            shop.shop
        );
        sqlx::query_scalar(sqlx::AssertSqlSafe(row))
            .fetch_one(&mut *tx)
            .await
            .unwrap()
    }

    /// The columns that can be written, separated by commas.
    pub async fn columns_of(&self, table: &str) -> String {
        sqlx::query_scalar(
            "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
             where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''",
        )
        .bind(table)
        .fetch_one(&self.m.db.owner)
        .await
        .unwrap()
    }

    pub async fn as_ours(&self, statement: &str) -> Tried {
        self.try_as(self.ours, statement).await
    }

    /// Tries a statement in a scope and takes it back.
    ///
    /// # Panics
    /// When it fails for another reason than that it may not be done.
    pub async fn try_as(&self, scope: impl Scope, statement: &str) -> Tried {
        let mut tx = Tx::begin(&self.m.db.app, scope).await.unwrap();
        tried(
            statement,
            sqlx::query(sqlx::AssertSqlSafe(statement))
                .execute(&mut *tx)
                .await,
        )
    }
}

pub fn tried(statement: &str, answer: Result<sqlx::postgres::PgQueryResult, sqlx::Error>) -> Tried {
    match answer {
        Ok(done) => Tried::Changed(done.rows_affected()),
        Err(error) => {
            let code = error
                .as_database_error()
                .and_then(|error| error.code().map(std::borrow::Cow::into_owned));
            match code.as_deref() {
                // insufficient_privilege, and what the guards on history raise.
                Some("42501" | "23001") => Tried::Forbidden,
                _ => panic!("{statement}: {error:?}"),
            }
        }
    }
}

/// Every table that belongs to shops, with the column that says to which.
pub async fn tenant_tables(m: &TestMarket) -> Vec<(String, String)> {
    let mut tables: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'shop_id' order by 1",
    )
    .fetch_all(&m.db.owner)
    .await
    .unwrap();
    assert!(tables.len() > 15, "{tables:?}");
    let mut keyed: Vec<_> = tables
        .drain(..)
        .map(|table| (table, "shop_id".to_owned()))
        .collect();
    keyed.push(("shops".to_owned(), "id".to_owned()));
    keyed
}

/// A provider's statement that lacks everything of ours and has something of a stranger's.
async fn tell_of_nothing(m: &TestMarket) {
    let told = "Creation Date,Transaction ID,Amount,Currency,Type\n2026-01-01T00:00:00Z,a stranger's,5,ZMW,DEPOSIT\n";
    let now = m.now();
    m.pass_here(3 * 86_400);
    let import = Import {
        book: Book::Provider(ProviderName::PawaPay),
        name: "all.csv",
        content: told.as_bytes(),
        period: Some(Period {
            from: now - time::Duration::DAY,
            until: m.now(),
        }),
    };
    provider_statement::import(&m.market, &import)
        .await
        .unwrap();
}

/// The shop takes cash, and its earnings set out to it.
async fn pay_out(m: &TestMarket, product: &Product, shop: Shop) {
    let mut tx = m.platform().await;
    let anything = CashTerms {
        maximum: None,
        areas: Vec::new(),
    };
    let currency = product.price.currency();
    catalog::cash::set_terms(&mut tx, shop.shop, currency, Some(&anything))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let rich = m.rich(product).await;
    let placed = m.place(&[(product, 1)]).await;
    flows::credit::pay(&m.market, rich.buying(placed.id), placed.id)
        .await
        .unwrap();
    let placed = m.sold(&[(product, 1)]).await;
    m.earned(&placed, shop).await;
    m.pay_out(shop, "the first").await.unwrap();
    m.run_jobs().await;
}

async fn add_picture(m: &TestMarket, product: &Product) {
    let mut tx = m.platform().await;
    let id: PictureId = m.market.source.id();
    let alt = AltText::parse("A wrap").unwrap();
    let new = NewPicture {
        id,
        listing: product.listing,
        alt,
        original_key: format!("{id}.jpg"),
    };
    pictures::add(&mut tx, &new, m.now()).await.unwrap();
    let rendered = Rendered {
        media_key: id.to_string(),
        width: 900,
        height: 600,
        colour: "#a8481b".to_owned(),
    };
    pictures::mark_rendered(&mut tx, id, &rendered, m.now())
        .await
        .unwrap();
    pictures::act(&mut tx, id, PictureVerb::Approve, &Reason::none(), m.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}
