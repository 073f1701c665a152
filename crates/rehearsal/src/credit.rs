//! Somebody with store credit.

use flows::{cancel, credit};
use kernel::{Money, PersonId, PhoneNumber};
use simulator::{Code, Outcome, Scenario};
use store::Buyer;

use crate::{Product, TestMarket, holder};

/// Somebody signed in, whose wallet holds what they once paid. Their phone approves whatever it is asked.
#[derive(Debug, Clone)]
pub struct Rich {
    pub person: PersonId,
    pub phone: PhoneNumber,
    pub credit: Money,
}

impl TestMarket {
    /// Buys one piece and cancels it, which the operator cannot take back; then signs in.
    pub async fn rich(&self, product: &Product) -> Rich {
        let bought = self.place(&[(product, 1)]).await;
        let phone = self.phone();
        let answers = |outcome| {
            let scenario = Scenario {
                outcome,
                ..Scenario::default()
            };
            self.scenario(&phone, scenario);
        };
        answers(Outcome::Success);
        self.pay(&bought, &phone).await;
        let gone = Code::try_from("RECIPIENT_NOT_FOUND".to_owned()).unwrap();
        answers(Outcome::Fail(gone));
        cancel::by_buyer(&self.market, holder(bought.id), bought.id)
            .await
            .unwrap();
        self.let_money_arrive().await;
        answers(Outcome::Success);
        let person = self.signs_in(&phone).await;
        Rich {
            person,
            phone,
            credit: self.wallet(person, bought.total.currency()).await,
        }
    }

    /// What somebody may spend.
    pub async fn wallet(&self, person: PersonId, currency: kernel::Currency) -> Money {
        credit::spendable(&self.market, Some(person), currency)
            .await
            .unwrap()
    }

    /// The store credit of a phone, whoever signs in with it, in minor units of whichever currency it has.
    pub async fn credit_of(&self, phone: &PhoneNumber) -> i64 {
        let mut tx = self.platform().await;
        let sum: Option<i64> = sqlx::query_scalar(
            "select -sum(p.amount_minor)::bigint from ledger_postings p join ledger_accounts a on a.id = p.account_id
             join wallets w on w.id::text = a.party where a.name = 'buyer_wallet' and w.phone = $1",
        )
        .bind(phone.e164())
        .fetch_one(&mut *tx)
        .await
        .unwrap();
        sum.unwrap_or_default()
    }
}

impl Rich {
    /// With the link to a purchase.
    pub fn buying(&self, purchase: kernel::PurchaseId) -> Buyer {
        Buyer {
            person: Some(self.person),
            purchase: Some(purchase),
        }
    }
}
