//! What no provider says for too long. A person looks at the provider's own books and says it in its place; see [`crate::cases`].

use kernel::{CaseId, Id, Money, PurchaseId, ShopId, Timestamp};
use moderation::{CaseKind, NewCase, Reason};
use payments::callbacks::{self, Talk};
use payments::{Attempt, Disbursement, Purpose};
use serde_json::json;
use store::{Platform, Tx};
use time::Duration;
use uuid::Uuid;
use words::CaseWords;

use crate::{Error, Market};

/// Without an answer that can be read: longer than a provider is away on a bad day.
pub const UNANSWERED_AFTER: Duration = Duration::hours(2);
/// Where the provider says itself that it does not know yet.
pub const UNDECIDED_AFTER: Duration = Duration::hours(24);

/// What was answered about money that may be moving still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    Nothing,
    /// That it is not over yet.
    Waiting,
}

/// What the trail says where nobody had to decide.
const ANSWERED: &str = "The provider answered after all.";

/// Money of which nobody knows whether it moved.
pub(crate) struct Nobodys {
    subject: Uuid,
    shop: Option<ShopId>,
    purchase: Option<PurchaseId>,
    amount: Money,
    sent_at: Timestamp,
    talk: Talk,
}

impl From<&Attempt> for Nobodys {
    fn from(attempt: &Attempt) -> Self {
        Self {
            subject: attempt.id.uuid(),
            shop: None,
            purchase: Some(attempt.purchase),
            amount: attempt.amount,
            sent_at: attempt.sent_at.unwrap_or(attempt.prepared_at),
            talk: Talk::Attempt(attempt.id),
        }
    }
}

impl From<&Disbursement> for Nobodys {
    fn from(outgoing: &Disbursement) -> Self {
        let (shop, purchase) = match outgoing.purpose {
            Purpose::Refund { purchase, .. } => (None, Some(purchase)),
            Purpose::Payout { shop, .. } => (Some(shop), None),
        };
        Self {
            subject: outgoing.id.uuid(),
            shop,
            purchase,
            amount: outgoing.amount,
            sent_at: outgoing.sent_at.unwrap_or(outgoing.requested_at),
            talk: Talk::Disbursement(outgoing.id),
        }
    }
}

impl Nobodys {
    /// It was asked about and is open still. When that is so for too long, a person is asked; an answer that came in time ends that.
    pub(crate) async fn waits(
        self,
        market: &Market,
        tx: &mut Tx<Platform>,
        heard: Heard,
        now: Timestamp,
    ) -> Result<(), Error> {
        if now - self.sent_at < UNANSWERED_AFTER {
            return Ok(());
        }
        let is_too_long = match heard {
            Heard::Nothing => {
                let answered = callbacks::last_answered(&mut **tx, self.talk).await?;
                now - answered.unwrap_or(self.sent_at) >= UNANSWERED_AFTER
            }
            Heard::Waiting if now - self.sent_at < UNDECIDED_AFTER => {
                return self.known(tx, now).await;
            }
            Heard::Waiting => true,
        };
        if !is_too_long {
            return Ok(());
        }
        let case = NewCase {
            kind: CaseKind::Payment,
            subject: self.subject,
            shop: self.shop,
            purchase: self.purchase,
            title: CaseWords::StuckUnclear.as_str().to_owned(),
            evidence: json!({"expected": self.amount}),
        };
        let opened = moderation::open(tx, &case, market.source.id::<CaseId>(), now).await?;
        if opened.is_new {
            tracing::error!(subject = %self.subject, case.id = %opened.id, "nobody says whether this money moved");
        }
        Ok(())
    }

    /// It is known now, or another case asks about it: nobody needs to say it any more.
    pub(crate) async fn known(self, tx: &mut Tx<Platform>, now: Timestamp) -> Result<(), Error> {
        if now - self.sent_at < UNANSWERED_AFTER {
            return Ok(());
        }
        let title = CaseWords::StuckUnclear.as_str();
        let Ok(why) = Reason::parse(ANSWERED) else {
            return Ok(());
        };
        moderation::settle_about(tx, CaseKind::Payment, self.subject, title, &why, now).await?;
        Ok(())
    }
}
