//! Looking at everything that can move, in one value or one by one.

use std::collections::BTreeMap;

use kernel::{Currency, Id, Money, PurchaseId};
use ledger::Account;
use orders::timeline;
use payments::provider::ProviderName;
use simulator::{Amount, Kind, State};
use sqlx::FromRow;

use crate::TestMarket;

/// A case as the queue shows it.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct CaseSeen {
    pub kind: String,
    pub title: String,
    pub state: String,
    pub evidence: serde_json::Value,
}

/// A message as it waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct MessageSeen {
    pub dedupe_key: String,
    pub to_phone: String,
    pub body: String,
}

/// Everything whose change has meaning, counted or spelled out. Questions to the provider and raw callbacks are not in it:
/// those may always come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footprint {
    /// Rows of the append-only tables and of the outbox, by table.
    pub rows: BTreeMap<&'static str, i64>,
    /// Of every purchase: state and whether it holds stock.
    pub purchases: Vec<(String, String, bool)>,
    pub orders: Vec<(String, String)>,
    pub attempts: Vec<(String, String)>,
    /// Of every variant: on hand, held.
    pub stock: Vec<(String, i32, i32)>,
}

const COUNTED: [&str; 14] = [
    "documents",
    "refunds",
    "refund_lines",
    "disbursements",
    "disbursement_events",
    "payout_destinations",
    "ledger_journals",
    "ledger_postings",
    "stock_movements",
    "order_events",
    "payment_attempt_events",
    "outbox_events",
    "messages",
    "cases",
];

impl TestMarket {
    pub async fn footprint(&self) -> Footprint {
        let mut tx = self.platform().await;
        let mut rows = BTreeMap::new();
        for table in COUNTED {
            let count = format!("select count(*) from {table}");
            let count = sqlx::query_scalar(sqlx::AssertSqlSafe(count))
                .fetch_one(&mut *tx)
                .await
                .unwrap();
            rows.insert(table, count);
        }
        let purchases =
            "select number, state, held_until is not null from purchases order by number";
        let attempts = "select id::text, state from payment_attempts order by id";
        let stock = "select variant_id::text, on_hand, held from stock_levels order by variant_id";
        Footprint {
            rows,
            purchases: sqlx::query_as(purchases).fetch_all(&mut *tx).await.unwrap(),
            orders: sqlx::query_as("select number, state from orders order by number")
                .fetch_all(&mut *tx)
                .await
                .unwrap(),
            attempts: sqlx::query_as(attempts).fetch_all(&mut *tx).await.unwrap(),
            stock: sqlx::query_as(stock).fetch_all(&mut *tx).await.unwrap(),
        }
    }

    /// What an account holds in minor units of the kwacha: debits positive.
    pub async fn balance(&self, account: &Account) -> i64 {
        let mut tx = self.platform().await;
        ledger::balance(&mut *tx, account, Currency::ZMW)
            .await
            .unwrap()
            .minor()
    }

    /// What the providers hold for us by our books, in ngwee.
    pub async fn cleared(&self) -> i64 {
        let mut sum = 0;
        for provider in ProviderName::ALL {
            let account = Account::ProviderClearing(provider.as_str().to_owned());
            sum += self.balance(&account).await;
        }
        sum
    }

    /// What a buyer must get back, in ngwee.
    pub async fn owed(&self, purchase: PurchaseId) -> i64 {
        -self.balance(&Account::RefundDue(purchase)).await
    }

    /// Every posting of a purchase as account, party and minor units, sorted.
    pub async fn postings(&self, purchase: PurchaseId) -> Vec<(String, String, i64)> {
        let mut tx = self.platform().await;
        let posted = ledger::postings_of_purchase(&mut *tx, purchase)
            .await
            .unwrap();
        let mut postings: Vec<_> = posted
            .into_iter()
            .map(|p| (p.account, p.party, p.amount.minor()))
            .collect();
        postings.sort();
        postings
    }

    /// Cases about money, oldest first.
    pub async fn cases(&self) -> Vec<CaseSeen> {
        let mut tx = self.platform().await;
        sqlx::query_as("select kind, title, state, evidence from cases where kind = 'payment' order by opened_at, id")
            .fetch_all(&mut *tx)
            .await
            .unwrap()
    }

    /// Titles of the open cases about money.
    pub async fn open_cases(&self) -> Vec<String> {
        let open = self
            .cases()
            .await
            .into_iter()
            .filter(|case| case.state == "open");
        open.map(|case| case.title).collect()
    }

    /// Messages about a purchase, in the order they were written.
    pub async fn messages(&self, purchase: PurchaseId) -> Vec<MessageSeen> {
        let number = self.purchase(purchase).await.number.to_string();
        let mut tx = self.platform().await;
        sqlx::query_as(
            "select dedupe_key, to_phone, body from messages where strpos(body, $1) > 0 order by created_at, id",
        )
        .bind(number)
        .fetch_all(&mut *tx)
        .await
        .unwrap()
    }

    /// Whether somebody was sent a message with these words.
    pub async fn has_told(&self, words: &str) -> bool {
        let mut tx = self.platform().await;
        sqlx::query_scalar("select exists (select from messages where strpos(body, $1) > 0)")
            .bind(words)
            .fetch_one(&mut *tx)
            .await
            .unwrap()
    }

    /// What happened to a purchase, in words of the timeline.
    pub async fn timeline(&self, purchase: PurchaseId) -> Vec<&'static str> {
        let mut tx = self.platform().await;
        let entries = timeline::of_purchase(&mut *tx, purchase).await.unwrap();
        entries.iter().map(|entry| entry.kind.as_str()).collect()
    }

    /// Why money of a purchase was owed back, in the words of its timeline.
    pub async fn owed_because(&self, purchase: PurchaseId) -> Vec<String> {
        let mut tx = self.platform().await;
        let entries = timeline::of_purchase(&mut *tx, purchase).await.unwrap();
        let owed = entries
            .into_iter()
            .filter(|entry| entry.kind == orders::EventKind::OwedBack);
        owed.map(|entry| entry.note).collect()
    }

    /// Through which states every attempt of a purchase went.
    pub async fn attempt_states(&self, purchase: PurchaseId) -> Vec<String> {
        let mut tx = self.platform().await;
        sqlx::query_scalar(
            "select e.to_state from payment_attempt_events e join payment_attempts a on a.id = e.attempt_id
             where a.purchase_id = $1 order by e.id",
        )
        .bind(purchase.uuid())
        .fetch_all(&mut *tx)
        .await
        .unwrap()
    }

    /// What must hold at every moment, whatever happened.
    ///
    /// # Panics
    /// When it does not.
    pub async fn assert_sound(&self) {
        let mut tx = self.platform().await;
        let broken = broken_rules(&mut tx).await.unwrap();
        assert!(broken.is_empty(), "{broken:#?}");
    }

    /// Our books and the provider's tell the same amount, in ngwee. True once every payment is final.
    pub async fn assert_books_agree(&self) {
        let sum = self
            .simulator()
            .transactions()
            .iter()
            .filter(|t| t.state == State::Completed && t.currency == "ZMW")
            .fold(Amount::ZERO, |sum, t| match t.kind {
                Kind::Deposit => sum.plus(t.amount),
                Kind::Payout | Kind::Refund => sum.minus(t.amount),
            });
        let ours = Money::new(self.cleared().await, Currency::ZMW);
        assert_eq!(ours.to_plain(2), sum.plain(), "ours and the provider's");
    }
}

/// Each rule that does not hold, and what breaks it. Whoever asks must see all rows.
pub async fn broken_rules(
    conn: &mut sqlx::PgConnection,
) -> Result<Vec<(&'static str, Vec<String>)>, sqlx::Error> {
    let mut broken = Vec::new();
    for (rule, query) in RULES {
        let found: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut *conn).await?;
        if !found.is_empty() {
            broken.push((rule, found));
        }
    }
    Ok(broken)
}

const OWED_IS_LEAVING: &str = "what is owed to a buyer is on its way, to the ngwee";
const GIVEN_BACK_ONCE: &str = "no collection is given back more than once";

/// Rules that do not hold where a refund had failed, something else was done about it, and it arrived after all: a person looks
/// at that.
pub const NOT_IF_PAID_LATE: [&str; 2] = [OWED_IS_LEAVING, GIVEN_BACK_ONCE];

/// Each rule, and the query that finds what breaks it.
const RULES: [(&str, &str); 29] = [
    (
        "what is to be packed waits exactly while its purchase is under review, and a review has something to wait for",
        "select p.number from risk_reviews r join purchases p on p.id = r.purchase_id
         cross join lateral (
           select count(*) filter (where state <> 'cancelled') as standing,
             count(*) filter (where state = 'confirmed' and review_until is distinct from
               case when r.state = 'open' then r.until end) as wrong
           from orders where purchase_id = p.id
         ) o
         where o.wrong > 0 or (r.state = 'open' and o.standing = 0)",
    ),
    (
        "documents of a shop are numbered from 1 without a gap",
        "select s.slug from shops s cross join (values ('invoice'), ('credit_note')) k (kind)
         cross join lateral (
           select count(*) as issued, coalesce(max(serial), 0) as last from documents where shop_id = s.id and kind = k.kind
         ) d
         where d.issued <> d.last
           or d.last <> coalesce((select last from document_counters where shop_id = s.id and kind = k.kind), 0)",
    ),
    (
        "every payment has its invoice and every refund its credit note, over the same amount",
        "select o.number from orders o
         cross join lateral (
           select coalesce(sum(total_minor), 0) as total, coalesce(sum(tax_minor), 0) as tax from documents
           where order_id = o.id and kind = 'invoice'
         ) i
         cross join lateral (
           select coalesce(sum(total_minor), 0) as total, coalesce(sum(tax_minor), 0) as tax from documents
           where order_id = o.id and kind = 'credit_note'
         ) c
         cross join lateral (
           select coalesce(sum(total_minor), 0) as total, coalesce(sum(tax_minor), 0) as tax from refunds where order_id = o.id
         ) r
         cross join lateral (
           select o.confirmed_at is not null and (case when o.is_cash
             then exists (select from ledger_journals where cause = 'cash:' || o.id)
             else exists (select from purchases where id = o.purchase_id and state = 'paid') end) as paid
         ) p
         where (i.total, i.tax) is distinct from
             (case when p.paid then o.total_minor else 0 end, case when p.paid then o.tax_minor else 0 end)
           or (c.total, c.tax) is distinct from (r.total, r.tax)",
    ),
    (
        "what was given back of an order is booked, and is no more than the order",
        "select o.number from orders o
         cross join lateral (select coalesce(sum(total_minor), 0) as given, count(*) as times from refunds where order_id = o.id) r
         cross join lateral (
           select count(*) as booked from ledger_journals
           where cause in (select cause from refunds where order_id = o.id)
         ) j
         where r.given > o.total_minor
           or (not o.is_cash and j.booked <> r.times)",
    ),
    (
        "the books add up to nothing in every currency",
        "select currency || ' ' || sum(amount_minor) from ledger_postings group by currency having sum(amount_minor) <> 0",
    ),
    (
        "every journal balances",
        "select j.cause from ledger_journals j join ledger_postings p on p.journal_id = j.id
         group by j.id, j.cause having sum(p.amount_minor) <> 0 or count(distinct p.currency) > 1",
    ),
    (
        OWED_IS_LEAVING,
        "select p.number from purchases p
         cross join lateral (
           select coalesce(-sum(l.amount_minor), 0) as owed from ledger_postings l join ledger_accounts a on a.id = l.account_id
           where a.name = 'refund_due' and a.party = p.id::text
         ) o
         cross join lateral (
           select coalesce(sum(coalesce(price_minor, amount_minor)), 0) as leaving from disbursements
           where purchase_id = p.id and state not in ('paid', 'failed', 'returned')
         ) d
         where o.owed <> d.leaving",
    ),
    (
        "what is in transit to a shop is on its way, to the ngwee",
        "select s.slug from shops s
         cross join lateral (
           select coalesce(-sum(l.amount_minor), 0) as gone from ledger_postings l join ledger_accounts a on a.id = l.account_id
           where a.name = 'payout_in_transit' and a.party = s.id::text
         ) o
         cross join lateral (
           select coalesce(sum(amount_minor), 0) as leaving from disbursements
           where shop_id = s.id and state not in ('paid', 'failed', 'returned')
         ) d
         where o.gone <> d.leaving",
    ),
    (
        "a payout goes where its shop had said, and when it had said so for long enough",
        "select d.id::text from disbursements d where d.kind = 'payout' and not exists (
           select from payout_destinations w
           where w.shop_id = d.shop_id and w.usable_from <= d.requested_at
             and (w.method, w.phone, w.bank_code, w.branch_code, w.account_number, w.account_holder) is not distinct from
               (d.method, d.phone, d.bank_code, d.branch_code, d.account_number, d.account_holder)
             and not exists (
               select from payout_destinations n where n.shop_id = w.shop_id and n.id > w.id and n.set_at < d.requested_at))",
    ),
    (
        "money that left is booked once, and no other",
        "select d.id::text from disbursements d where (d.state in ('paid', 'returned'))::int
           <> (select count(*) from ledger_journals where cause in ('refund_paid:' || d.id, 'payout_paid:' || d.id))",
    ),
    (
        "what came back after it had arrived is booked once, and no other",
        "select d.id::text from disbursements d where (d.state = 'returned')::int
           <> (select count(*) from ledger_journals where cause in ('refund_returned:' || d.id, 'payout_returned:' || d.id))",
    ),
    (
        GIVEN_BACK_ONCE,
        "select a.id::text from payment_attempts a where coalesce(a.stated_minor, a.amount_minor)
           < (select coalesce(sum(amount_minor), 0) from disbursements where attempt_id = a.id and state <> 'failed')",
    ),
    (
        "stock is the sum of its movements",
        "select l.variant_id::text from stock_levels l full join (
           select variant_id, sum(on_hand_change) as on_hand, sum(held_change) as held from stock_movements group by 1
         ) m on m.variant_id = l.variant_id
         where (l.on_hand, l.held) is distinct from (m.on_hand, m.held) or l.on_hand < 0 or l.held < 0 or l.held > l.on_hand",
    ),
    (
        "a purchase holds exactly its lines while it says so, and nothing otherwise",
        "select p.number from purchases p
         cross join lateral (select coalesce(sum(quantity), 0) as lines from order_lines where purchase_id = p.id) o
         cross join lateral (select coalesce(sum(held_change), 0) as held from stock_movements where purchase_id = p.id) s
         where s.held <> case when p.held_until is not null then o.lines else 0 end",
    ),
    (
        "only open purchases hold stock",
        "select number from purchases where state <> 'open' and held_until is not null",
    ),
    (
        "what was sold to a purchase is what its standing orders hold, less what came back on the shelf, and what is lost",
        "select p.number from purchases p
         cross join lateral (
           select coalesce(sum(case when o.state in ('placed', 'cancelled', 'returned') then r.pieces else l.quantity end
             - r.restocked), 0) as sold
           from order_lines l join orders o on o.id = l.order_id
           cross join lateral (
             select coalesce(sum(pieces), 0) as pieces, coalesce(sum(restocked), 0) as restocked
             from refund_lines where line_id = l.id
           ) r
           where l.purchase_id = p.id
         ) o
         cross join lateral (select coalesce(-sum(on_hand_change), 0) as gone from stock_movements where purchase_id = p.id) s
         where s.gone <> o.sold",
    ),
    (
        "a purchase is what its orders add up to",
        "select p.number from purchases p where p.total_minor <> (select sum(total_minor) from orders where purchase_id = p.id)
           or p.total_minor <> (select sum(amount_minor) from payment_intents where purchase_id = p.id)",
    ),
    (
        "a purchase is paid if and only if the books say so: once by a provider, or parcel by parcel in cash",
        "select p.number from purchases p
         cross join lateral (select count(*) as collected from ledger_journals where purchase_id = p.id and kind = 'collected') c
         cross join lateral (select count(*) as taken from ledger_journals where purchase_id = p.id and kind = 'cash_collected') t
         where collected > 1 or (collected > 0 and taken > 0) or (collected > 0 and p.state <> 'paid')
           or (p.state = 'paid' and collected + taken = 0) or (taken > 0 and p.state not in ('paid', 'cash_due'))",
    ),
    (
        "what a shop has in hand as cash is its part of what is not complete, to the ngwee",
        "select p.number || ' ' || l.shop_id from ledger_postings l
         join ledger_journals j on j.id = l.journal_id join purchases p on p.id = j.purchase_id
         join ledger_accounts a on a.id = l.account_id
         where a.name in ('cash_kept', 'shop_pending', 'tax_held', 'delivery') and exists (select from ledger_journals c
           join ledger_postings k on k.journal_id = c.id and k.shop_id = l.shop_id
           where c.purchase_id = p.id and c.kind = 'cash_collected')
         group by p.number, l.shop_id having sum(l.amount_minor) <> 0",
    ),
    (
        "of what was said to a provider no phone and no account is kept in full",
        "select x.kind || ' ' || x.id from payment_exchanges x
         left join payment_attempts a on a.id = x.attempt_id left join disbursements d on d.id = x.disbursement_id
         where strpos(x.said::text, right(coalesce(a.phone, d.phone), 9)) > 0 or strpos(x.said::text, d.account_number) > 0",
    ),
    (
        "no wallet holds less than nothing",
        "select a.party from ledger_accounts a join ledger_postings p on p.account_id = a.id
         where a.name in ('buyer_wallet', 'wallet_held') group by a.id, a.party having sum(p.amount_minor) > 0",
    ),
    (
        "store credit is set aside for what is being paid, to the ngwee, and for nothing else",
        "select p.number from purchases p
         cross join lateral (
           select coalesce(-sum(l.amount_minor), 0) as aside from ledger_postings l join ledger_accounts a on a.id = l.account_id
           where a.name = 'wallet_held' and a.party = p.id::text
         ) b
         cross join lateral (
           select coalesce(sum(amount_minor), 0) as held from wallet_holds where purchase_id = p.id and state = 'held'
         ) h
         cross join lateral (
           select coalesce(sum(p.total_minor - coalesce(price_minor, amount_minor)), 0) as rest from payment_attempts
           where purchase_id = p.id and p.state = 'open'
             and state in ('prepared', 'sent', 'awaiting_pin', 'redirected', 'unclear')
         ) a
         where b.aside <> h.held or h.held <> a.rest",
    ),
    (
        "every collected attempt is booked once, and no other is kept",
        "select a.id::text from payment_attempts a where (a.state = 'collected')::int
           <> (select count(*) from ledger_journals where cause = 'collected:' || a.id)",
    ),
    (
        "what moved in another currency is counted over once, and nothing else is",
        "select 'missing: ' || m.id from (
           select a.id from payment_attempts a where a.state = 'collected' and a.price_minor is not null and a.stated_minor is null
           union all select d.id from disbursements d where d.state = 'paid' and d.price_minor is not null
         ) m where not exists (select from ledger_journals where cause = 'converted:' || m.id)
         union all select 'alone: ' || j.cause from ledger_journals j where j.cause like 'converted:%' and not exists (
           select from ledger_journals o where o.cause in ('collected:' || substr(j.cause, 11), 'refund_paid:' || substr(j.cause, 11)))",
    ),
    (
        "money by hand is booked once when it is confirmed, and never before",
        "select t.receipt from till_payments t where (t.amount_minor is not null and t.state not in ('verified', 'prompted'))::int
           <> (select count(*) from ledger_journals where cause like 'set_aside:' || t.id || ':%')",
    ),
    (
        "what was decided about a difference is set aside, written off or taken back, each once",
        "select j.cause from ledger_journals j where j.kind = 'difference_set_aside' and (
             (not exists (select from statement_lines where decision_id = j.id) and not exists (select from statement_gaps where decision_id = j.id)
               and not exists (select from ledger_journals e where e.cause = 'explained:' || j.id)
               and not exists (select from statement_lines l join ledger_postings p on p.id = l.posting_id where p.journal_id = j.id))
             or ((exists (select from statement_lines where decision_id = j.id) or exists (select from statement_gaps where decision_id = j.id))
               and exists (select from ledger_journals e where e.cause = 'explained:' || j.id)))",
    ),
    (
        "a difference that is set aside has a case, until it is written off",
        "select c.id::text from (
           select decision_id, case_id from statement_lines where decision_id is not null
           union all select decision_id, case_id from statement_gaps where decision_id is not null
         ) d join cases c on c.id = d.case_id
         where (c.state = 'open') = exists (select from ledger_journals w where w.cause = 'written_off:' || d.decision_id)",
    ),
    (
        "what waits of money by hand lies in suspense",
        "select 'suspense' from (
           select coalesce(sum(t.amount_minor), 0) as waiting from till_payments t where t.state in ('unmatched', 'waiting')
         ) w cross join (
           select coalesce(-sum(p.amount_minor), 0) as there from ledger_postings p join ledger_accounts a on a.id = p.account_id
           join ledger_journals j on j.id = p.journal_id
           where a.name = 'suspense' and exists (select from till_payments)
             and j.kind not in ('difference_set_aside', 'difference_explained')
             and not (j.kind = 'written_off' and not exists (select from till_payments t where 'written_off:' || t.id = j.cause))
         ) s
         where w.waiting > s.there",
    ),
    (
        "orders stand where their purchase does",
        "select o.number from orders o join purchases p on p.id = o.purchase_id
         where (p.state = 'open' and o.state <> 'placed') or (p.state = 'paid' and o.state = 'placed')
           or (p.state in ('expired', 'cancelled') and o.state not in ('cancelled', 'returned'))",
    ),
];
