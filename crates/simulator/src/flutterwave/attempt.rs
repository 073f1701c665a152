//! One try to pay on a hosted page.

use std::io;
use std::sync::Arc;

use super::cards;
use super::link::{Link, LinkState};
use super::records::{New, Particulars};
use super::way_back::{Visit, way_back};
use crate::scenario::{Code, Outcome, Scenario};
use crate::transaction::{Kind, State, Transaction};
use crate::world::World;

/// What the buyer sees after pressing.
pub(crate) enum Next {
    Back(String),
    /// Waits on the page for ever.
    Spin,
    /// May try again, and why.
    Again(String),
}

/// Tries once; `outcome` is how.
pub(crate) async fn attempt(
    world: &Arc<World>,
    mut link: Link,
    outcome: Outcome,
) -> io::Result<Next> {
    let scenario = Scenario {
        outcome,
        ..link.scenario.clone()
    };
    let (rushed, waits) = (
        World::is_rushed(&scenario),
        scenario.settle_after_ms.is_some(),
    );
    let id = {
        let mut books = world.books();
        let now = world.clock.now();
        let open = books.links.get(&link.name);
        if !open.is_some_and(|link| link.is_open(now)) {
            return Ok(Next::Again("Another attempt is being made.".to_owned()));
        }
        // Taken while this attempt lasts, so that a double press pays once.
        link.state = LinkState::Used;
        books.keep_link(link.clone())?;
        let number = books.next_number();
        let new = New {
            kind: Kind::Deposit,
            reference: link.tx_ref.clone(),
            amount: link.amount,
            currency: link.currency.clone(),
            provider: "CARD".to_owned(),
            msisdn: String::new(),
            particulars: Particulars {
                payment_type: "card".to_owned(),
                customer: link.customer.clone(),
                meta: link.meta.clone(),
                ..Particulars::default()
            },
            scenario,
        };
        let transaction = new.into_transaction(world, number);
        let id = transaction.id;
        world.book(&mut books, transaction)?;
        id
    };
    if rushed {
        world.rush(id).await?;
    } else if !waits {
        world.settle_now(id)?;
    }
    let found = world.books().find(id).cloned();
    let Some(tried) = found else {
        return Ok(Next::Spin);
    };
    link.attempts_left = link.attempts_left.saturating_sub(1);
    let again = tried.state == State::Failed && link.attempts_left > 0;
    if again || link.scenario.pays_again {
        link.state = LinkState::Open;
    }
    let next = if again {
        let code = tried.failure.clone();
        Next::Again(cards::words(
            &code.unwrap_or_else(|| Code::known(cards::DECLINED)),
        ))
    } else {
        end(&link, &tried)
    };
    world.books().keep_link(link)?;
    Ok(next)
}

fn end(link: &Link, tried: &Transaction) -> Next {
    let visit = Visit::Ended(tried.state, tried.number());
    way_back(
        &link.redirect_url,
        &link.tx_ref,
        visit,
        link.scenario.redirect,
    )
    .map_or(Next::Spin, Next::Back)
}

/// The buyer went back without paying.
pub(crate) fn cancel(world: &World, mut link: Link) -> io::Result<Next> {
    let back = way_back(
        &link.redirect_url,
        &link.tx_ref,
        Visit::Cancelled,
        link.scenario.redirect,
    );
    link.state = LinkState::Cancelled;
    world.books().keep_link(link)?;
    Ok(back.map_or(Next::Spin, Next::Back))
}
