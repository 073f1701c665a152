//! Money that came by hand and matched nothing: an admin names its purchase, and then it is decided like all other money.

use kernel::{CaseId, Id as _, Money, PhoneNumber, PurchaseNumber, TillPaymentId, Timestamp};
use moderation::{Choice, Entry, Subject as About};
use orders::{Purchase, purchase};
use payments::statements;
use payments::till::{self, TillPayment, TillState};
use serde_json::json;
use store::{Platform, PlatformFlow, Tx};
use uuid::Uuid;

use super::plan::{NotPossible, Plan};
use super::{Admin, CaseError, Known, Subject, difference};
use crate::{Error, Market};

type Both = (TillPayment, Option<Purchase>);

/// The payment a case is about, with the purchase that was named.
pub(super) async fn find(tx: &mut Tx<Platform>, subject: Uuid) -> Result<Option<Both>, Error> {
    let id = TillPaymentId::from_uuid(subject);
    let Some(payment) = till::find(&mut **tx, id).await? else {
        return Ok(None);
    };
    let bought = match payment.purchase {
        Some(id) => purchase::find(&mut **tx, id).await?,
        None => None,
    };
    Ok(Some((payment, bought)))
}

/// The same, locked: the purchase first, like everywhere. Another purchase that was named meanwhile is as good as none.
pub(super) async fn lock(tx: &mut Tx<Platform>, subject: Uuid) -> Result<Option<Both>, Error> {
    let Some((glance, _)) = find(tx, subject).await? else {
        return Ok(None);
    };
    // A transfer is a line, too, and whoever compares those comes first.
    if !glance.provider.can_be_asked() {
        statements::lock(tx, glance.provider).await?;
    }
    let bought = match glance.purchase {
        Some(id) => purchase::lock(tx, id).await?,
        None => None,
    };
    let Some(payment) = till::lock(tx, glance.id).await? else {
        return Ok(None);
    };
    let bought = bought.filter(|bought| payment.purchase == Some(bought.id));
    Ok(Some((payment, bought)))
}

/// What of it nobody has decided about.
pub(super) fn in_suspense(payment: &TillPayment) -> Vec<Money> {
    match payment.state {
        TillState::Unmatched => payment.amount.into_iter().collect(),
        TillState::Told
        | TillState::Refuted
        | TillState::Prompted
        | TillState::Verified
        | TillState::Waiting
        | TillState::Kept
        | TillState::OwedBack
        | TillState::Decided => Vec::new(),
    }
}

/// Whose store credit it becomes: of the phone that paid, or, where a bank does not say, of the buyer of the purchase that was named.
fn payer<'a>(payment: &'a TillPayment, bought: Option<&'a Purchase>) -> Option<&'a PhoneNumber> {
    let paid = payment.phone.as_ref();
    paid.or_else(|| bought.map(|bought| &bought.recipient.phone))
}

/// Whether there is nobody to whom it could be given.
pub(super) fn is_nobodys(known: &Known) -> bool {
    match &known.subject {
        Subject::ByHand(both) => {
            let (payment, bought) = both.as_ref();
            !known.suspense.is_empty() && payer(payment, bought.as_ref()).is_none()
        }
        _ => false,
    }
}

/// What a choice would do. Closing moves nothing and is planned elsewhere.
pub(super) fn plan(
    choice: Choice,
    (payment, bought): &Both,
    suspense: &[Money],
) -> Result<Plan, NotPossible> {
    let [amount] = *suspense else {
        return Err(NotPossible::NothingThere);
    };
    match choice {
        Choice::Keep => match bought {
            None => Err(NotPossible::NoPurchase),
            Some(bought) if bought.total.currency() != amount.currency() => {
                Err(NotPossible::OtherCurrency)
            }
            Some(_) => Ok(Plan::HandOn { amount }),
        },
        Choice::Refund if payer(payment, bought.as_ref()).is_none() => Err(NotPossible::NoPhone),
        Choice::Refund => Ok(Plan::Refund { amount }),
        Choice::Close => Ok(Plan::Close),
        Choice::Moved
        | Choice::NotMoved
        | Choice::CameBack
        | Choice::There
        | Choice::Theirs
        | Choice::NeverCame
        | Choice::Twice
        | Choice::WrittenOff => Err(NotPossible::OtherQuestion),
    }
}

/// Everything is locked, and the plan was made from what is locked.
pub(super) async fn carry_out(
    market: &Market,
    tx: &mut Tx<Platform>,
    payment: &mut TillPayment,
    bought: Option<&mut Purchase>,
    plan: &Plan,
    now: Timestamp,
) -> Result<(), CaseError> {
    match (plan, bought) {
        (Plan::HandOn { .. }, Some(bought)) => {
            crate::till::hand_on(market, tx, payment, bought, now).await?;
        }
        (Plan::HandOn { .. }, None) => return Err(NotPossible::NoPurchase.into()),
        (Plan::Refund { amount }, bought) => {
            let phone = payer(payment, bought.as_deref()).cloned();
            let phone = phone.ok_or(NotPossible::NoPhone)?;
            crate::till::credit(market, tx, payment, &phone, *amount, now).await?;
        }
        (Plan::Close, _) if payment.state == TillState::Unmatched => {
            payment.move_to(tx, TillState::Decided).await?;
        }
        (Plan::Close | Plan::Leave, _) => {}
        (Plan::WriteOff { amount }, _) => {
            let cause = format!("written_off:{}", payment.id);
            difference::write_off(market, tx, cause, *amount, None, now).await?;
            payment.move_to(tx, TillState::Decided).await?;
        }
        _ => return Err(NotPossible::NothingThere.into()),
    }
    Ok(())
}

/// An admin says which purchase the money of a case is for. Nothing moves: that is decided after, by one or two. False: there is no
/// such purchase in that currency.
pub async fn name_purchase(
    market: &Market,
    by: Admin,
    id: CaseId,
    number: PurchaseNumber,
) -> Result<bool, CaseError> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Decide)).await?;
    let (case, known) = super::lock(&mut tx, id).await?;
    let Subject::ByHand(mut both) = known.subject else {
        return Err(CaseError::NotFound);
    };
    // What is proposed is about the purchase that was named then.
    if moderation::open_proposal(&mut *tx, id).await?.is_some() {
        return Err(CaseError::Proposed);
    }
    let payment = &mut both.0;
    let found = purchase::find_by_number(&mut *tx, number).await?;
    let found = found.filter(|found| {
        let came = payment.amount.map(Money::currency);
        came == Some(found.total.currency())
    });
    let Some(found) = found else {
        return Ok(false);
    };
    payment.name_purchase(&mut tx, found.id).await?;
    let entry = Entry {
        actor: moderation::Actor::Admin(by.person()),
        action: "case.name_purchase",
        subject: About::new("case", case.id),
        shop: None,
        detail: json!({ "payment": payment.id, "purchase": number.to_string() }),
    };
    moderation::audit(&mut tx, &entry, now).await?;
    tx.commit().await?;
    Ok(true)
}
