//! One try to pay on a hosted page. A declined one leaves the same intent open for the next.

use std::io;
use std::sync::Arc;

use uuid::Uuid;

use super::cards;
use super::events::announce;
use super::records::{Particulars, challenge_url, particulars, put, takes_a_card};
use crate::scenario::{Code, Outcome, RedirectKnob};
use crate::transaction::{State, Step, Transaction};
use crate::world::World;

/// What the buyer sees after pressing.
pub(crate) enum Next {
    Back(String),
    /// To the bank's own page.
    Asked(String),
    /// Waits on the page for ever.
    Spin,
    /// May try again, and why.
    Again(&'static str),
}

const BUSY: &str = "Another payment is being made.";

/// Tries once; `outcome` is how.
pub(crate) async fn attempt(world: &Arc<World>, id: Uuid, outcome: Outcome) -> io::Result<Next> {
    let (rushed, waits) = {
        let mut books = world.books();
        let Some((mut t, mut own)) = open(&books, id) else {
            return Ok(Next::Again(BUSY));
        };
        let rushed = World::is_rushed(&t.scenario);
        let waits = t.scenario.settle_after_ms.is_some()
            || matches!(outcome, Outcome::Stuck | Outcome::InReconciliation { .. });
        confirm(&mut t, &mut own);
        let wished = std::mem::replace(&mut t.scenario.outcome, outcome);
        world.plan_end(&books, &mut t);
        t.scenario.outcome = wished;
        own.is_left = waits;
        put(&mut t, own);
        if waits {
            t.state = State::Processing;
            t.steps
                .retain(|planned| planned.step != Step::BecomeProcessing);
            let names = ["payment_intent.processing", "checkout.session.completed"];
            announce(&mut t, world.clock.now(), &names);
        }
        books.keep(t)?;
        (rushed, waits)
    };
    if rushed {
        world.rush(id).await?;
    } else if !waits {
        world.settle_now(id)?;
    }
    world.wake.notify_one();
    let found = world.books().find(id).cloned();
    let Some(tried) = found else {
        return Ok(Next::Spin);
    };
    match &tried.failure {
        Some(code) if tried.state == State::Failed => Ok(Next::Again(cards::words(code))),
        Some(_) | None => Ok(back(&tried)),
    }
}

/// The bank asks before it says anything.
pub(crate) fn ask(world: &World, id: Uuid, then: Outcome) -> io::Result<Next> {
    let mut books = world.books();
    let Some((mut t, mut own)) = open(&books, id) else {
        return Ok(Next::Again(BUSY));
    };
    confirm(&mut t, &mut own);
    own.challenge = Some(then);
    let page = challenge_url(&own);
    put(&mut t, own);
    announce(
        &mut t,
        world.clock.now(),
        &["payment_intent.requires_action"],
    );
    books.keep(t)?;
    world.wake.notify_one();
    Ok(Next::Asked(page))
}

/// The buyer answered the bank. `None`: it had not asked.
pub(crate) async fn answered(
    world: &Arc<World>,
    id: Uuid,
    passed: bool,
) -> io::Result<Option<Next>> {
    let challenge = world
        .books()
        .find(id)
        .and_then(|t| particulars(t).challenge);
    let Some(then) = challenge else {
        return Ok(None);
    };
    let outcome = if passed {
        then
    } else {
        Outcome::Fail(Code::known(cards::NOT_AUTHENTICATED))
    };
    attempt(world, id, outcome).await.map(Some)
}

fn open(books: &crate::books::Books, id: Uuid) -> Option<(Transaction, Particulars)> {
    let t = books.find(id).cloned()?;
    let own = particulars(&t);
    takes_a_card(&t, &own).then_some((t, own))
}

/// A new try on the same intent.
fn confirm(t: &mut Transaction, own: &mut Particulars) {
    own.is_confirmed = true;
    own.challenge = None;
    t.state = State::Accepted;
    t.failure = None;
    t.settled = None;
}

fn back(t: &Transaction) -> Next {
    if t.scenario.redirect == RedirectKnob::Never {
        return Next::Spin;
    }
    let own = particulars(t);
    Next::Back(
        own.success_url
            .replace("{CHECKOUT_SESSION_ID}", &own.session),
    )
}
