//! Nobody paid twice, or for nothing, without getting it back: by the books of the providers and of the bank.

use anyhow::Result;
use simulator::{Kind, State, Transaction};
use sqlx::{FromRow, PgPool};
use uuid::Uuid;

use super::Found;
use super::bank::ByBank;
use super::books::{AttemptRow, OutgoingRow, is_set_aside, minor};
use super::by_hand::ByHand;

const MONEY: &str = "what a buyer paid is kept for what is delivered, or goes back";

#[derive(Debug, FromRow)]
#[expect(dead_code, reason = "some are read by whoever reads the report")]
struct Bought {
    id: Uuid,
    number: String,
    state: String,
    /// What stands of it was paid through a provider, and came to so much.
    standing_minor: i64,
    /// Store credit given for it, less what was spent on it. What is set aside is neither.
    credited_minor: i64,
    leaving_minor: i64,
    is_paid_late: bool,
}

/// What everybody's books say of buyers' money.
pub(super) struct Buyers<'a> {
    pub attempts: &'a [AttemptRow],
    pub outgoing: &'a [OutgoingRow],
    pub movements: &'a [Transaction],
    pub by_hand: &'a ByHand,
    pub by_bank: &'a ByBank,
}

impl Buyers<'_> {
    pub(super) async fn agree(&self, pool: &PgPool, found: &mut Found) -> Result<()> {
        let bought: Vec<Bought> = sqlx::query_as(BOUGHT).fetch_all(pool).await?;
        for purchase in bought {
            let (paid, back) = self.of(purchase.id);
            let ours = paid - back - purchase.credited_minor - purchase.leaving_minor;
            let is_right = if purchase.is_paid_late {
                ours <= purchase.standing_minor
            } else {
                ours == purchase.standing_minor
            };
            if !is_right {
                let about = format!("paid {paid}, back {back}: {purchase:?}");
                found.push((MONEY, about));
            }
        }
        Ok(())
    }

    /// What came for a purchase and what went back, in its own currency.
    fn of(&self, purchase: Uuid) -> (i64, i64) {
        let by_hand = self.by_hand.counted_for(purchase, self.movements);
        let mut paid: i64 = by_hand.map(|movement| minor(movement.amount)).sum();
        paid += self.by_bank.counted_for(purchase);
        let mut back = 0;
        let attempts = self.attempts.iter();
        for attempt in attempts.filter(|a| a.purchase_id == purchase) {
            let deposit = attempt.movement(self.movements);
            let Some(deposit) = deposit.filter(|m| !is_set_aside(attempt, m)) else {
                continue;
            };
            let is_completed = deposit.state == State::Completed;
            // What came in another currency counts for its part of the price, as what goes back does; that the amounts
            // themselves are the provider's is another rule's.
            if let Some(price) = attempt.price_minor {
                paid += if is_completed { price } else { 0 };
                back += self.given_back(attempt);
                continue;
            }
            if is_completed {
                paid += minor(deposit.amount);
            }
            let refunds = self.movements.iter().filter(|m| {
                m.kind == Kind::Refund
                    && m.deposit_id == Some(deposit.id)
                    && m.state == State::Completed
            });
            back += refunds.map(|m| minor(m.amount)).sum::<i64>();
        }
        (paid, back)
    }

    fn given_back(&self, attempt: &AttemptRow) -> i64 {
        let own = self
            .outgoing
            .iter()
            .filter(|one| one.attempt_id == Some(attempt.id) && one.state == "paid");
        own.filter_map(|one| one.price_minor).sum()
    }
}

const BOUGHT: &str = "select p.id, p.number, p.state,
   coalesce((select sum(o.total_minor - coalesce((select sum(r.total_minor) from refunds r where r.order_id = o.id), 0))
     from orders o where o.purchase_id = p.id and o.state not in ('cancelled', 'returned')
     and exists (select from ledger_journals j where j.purchase_id = p.id and j.kind = 'collected')), 0)::bigint as standing_minor,
   coalesce((select -sum(l.amount_minor) from ledger_postings l join ledger_journals j on j.id = l.journal_id
     join ledger_accounts a on a.id = l.account_id
     where j.purchase_id = p.id and a.name in ('buyer_wallet', 'wallet_held')), 0)::bigint as credited_minor,
   coalesce((select sum(coalesce(d.price_minor, d.amount_minor)) from disbursements d
     where d.purchase_id = p.id and d.state not in ('paid', 'failed', 'returned')), 0)::bigint as leaving_minor,
   exists (select from cases c where c.purchase_id = p.id and c.title = 'paid_late') as is_paid_late
 from purchases p";
