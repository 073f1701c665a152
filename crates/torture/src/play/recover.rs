//! After the storm: everything is started again and answers, time passes, and then everything must be settled.

use anyhow::Result;
use simulator::{
    Answer, CallbackKnob, Dialect, Outcome, ScenarioRule, State, StatementRequest, Transport,
};

use super::Play;
use crate::check;
use crate::deed::{Deed, Told};
use crate::world::NoAnswer;

/// How time passes: so many seconds, so many times. The first minute is the one within which a hold must be freed.
const FIRST_MINUTE: (u64, usize) = (5, 12);
/// What waits behind money that nobody knows of waits behind so much of it at most.
const TURNS_MAX: usize = 4;
/// Long enough for what went on to be asked about in its turn.
const AFTER_A_WORD: (u64, usize) = (3_600, 3);
/// Refunds of one payment leave one after the other, so what waited behind a question takes its time.
const AT_LAST: (u64, usize) = (600, 10);
/// The last ones are longer than goods are kept for a part that came by bank.
const LONG_AFTER: [(u64, usize); 5] = [
    (60, 4),
    (400, 5),
    (3_600, 8),
    (4 * 3_600, 8),
    (24 * 3_600, 3),
];

impl Play<'_> {
    /// Restarts, heals, lets time pass, and checks what must be true then.
    pub(super) async fn recover(&mut self) -> Result<()> {
        self.step = self.plan.acts.len() + 1;
        self.provider_back().await?;
        self.stage.kill_market();
        self.outcome.has_died_there |= self.plan.cell.failpoint().is_none();
        self.world.start_market(&mut self.stage, self.unix).await?;
        self.is_armed = false;
        self.heal()?;
        let said_no = self.said_no_to().await?;
        self.let_pass(FIRST_MINUTE).await?;
        for found in check::held_for_nothing(&self.stage.pool, &said_no).await? {
            self.violate("a hold is freed within a minute of a final no", found);
        }
        self.ask(&Deed::Decide).await?;
        self.import_bank().await?;
        for pause in LONG_AFTER {
            self.let_pass(pause).await?;
        }
        // What nobody told is on the statement: asked about first, and a case when that does not help.
        self.import().await?;
        self.let_pass((3_600, 2)).await?;
        self.import().await?;
        self.ask(&Deed::Decide).await?;
        self.say_what_is_asked().await?;
        self.import().await?;
        self.ask(&Deed::Decide).await?;
        self.let_pass(AT_LAST).await?;
        self.step += 1;
        for (rule, found) in check::always(&self.stage.pool).await? {
            self.violate(rule, found);
        }
        let movements = self.stage.provider()?.transactions();
        let theirs = check::Theirs {
            movements: &movements,
            receipts_by_hand: &self.by_hand,
            transfers: self.bank.sent(),
        };
        let settled = check::settled(&self.stage.pool, theirs);
        for (rule, found) in settled.await? {
            self.violate(rule, found);
        }
        Ok(())
    }

    /// A person calls the provider about everything that nobody knows of: what is in flight there is ended, and what its books
    /// say is said. What waited behind it goes on, and may be asked about in its turn.
    async fn say_what_is_asked(&mut self) -> Result<()> {
        for _ in 0..TURNS_MAX {
            let asked = check::asked(&self.stage.pool).await?;
            if asked.is_empty() {
                break;
            }
            let provider = self.stage.provider()?;
            for one in &asked {
                let movements = provider.transactions();
                let in_flight = one.movement(&movements).filter(|m| !m.state.is_final());
                if let Some(movement) = in_flight {
                    // Where nobody is asked there is no answer, and no end.
                    let _ = provider.answer(movement.id, Answer::Refuse);
                }
            }
            let movements = provider.transactions();
            let has_moved = |one: &check::Asked| {
                let found = one.movement(&movements);
                found.is_some_and(|movement| movement.state == State::Completed)
            };
            let moved = asked.iter().map(|one| (one.subject, has_moved(one)));
            let moved = moved.collect();
            self.ask(&Deed::Say { moved }).await?;
            self.let_pass(AFTER_A_WORD).await?;
        }
        for one in check::asked(&self.stage.pool).await? {
            self.violate("what a person says ends the question", format!("{one:?}"));
        }
        Ok(())
    }

    async fn import(&mut self) -> Result<()> {
        let statement = self.stage.provider()?.statement(&StatementRequest {
            dialect: Dialect::Daraja,
            from: None,
            to: None,
            faults: 0,
            seed: 0,
        });
        self.ask(&Deed::Import { csv: statement.csv }).await
    }

    async fn import_bank(&mut self) -> Result<()> {
        let csv = self.bank.statement();
        self.ask(&Deed::ImportBank { csv }).await
    }

    async fn let_pass(&mut self, (seconds, times): (u64, usize)) -> Result<()> {
        for _ in 0..times {
            self.pass(seconds).await?;
            self.ask(&Deed::Tick).await?;
        }
        Ok(())
    }

    /// Nothing is in the way any more, so nothing may fail.
    async fn ask(&mut self, deed: &Deed) -> Result<()> {
        match self.stage.asker().ask(deed).await {
            Ok(Told {
                failed: Some(failed),
                ..
            }) => self.violate(
                "nothing fails after recovery",
                format!("{deed:?}: {failed}"),
            ),
            Ok(_) => {}
            Err(NoAnswer) => {
                self.violate("the market stays up after recovery", format!("{deed:?}"));
                self.find_dead().await?;
            }
        }
        Ok(())
    }

    /// The provider answers again, and every other movement that would be in flight for ever ends.
    fn heal(&self) -> Result<()> {
        let provider = self.stage.provider()?;
        provider.clear_scenarios()?;
        for (index, movement) in provider.transactions().into_iter().enumerate() {
            // What it is asked is answered from now on; M-Pesa answers some of it like a callback.
            let is_mute = movement.dialect == Dialect::Daraja
                && movement.scenario.callback == CallbackKnob::None;
            if is_mute || movement.scenario.status_transport != Transport::Ok {
                let mut scenario = movement.scenario.clone();
                scenario.status_transport = Transport::Ok;
                if is_mute {
                    scenario.callback = CallbackKnob::Normal;
                }
                provider.put_scenario(ScenarioRule::for_id(movement.id, scenario))?;
            }
            let is_stuck = movement.scenario.outcome == Outcome::Stuck;
            if is_stuck && !movement.state.is_final() && index % 2 == 0 {
                provider.answer(movement.id, Answer::Approve)?;
            }
        }
        Ok(())
    }

    /// Purchases whose every prompt has ended in a no, as the provider knows it.
    async fn said_no_to(&self) -> Result<Vec<uuid::Uuid>> {
        let movements = self.stage.provider()?.transactions();
        let is_no = |name: &str| {
            let found = movements.iter().filter(|movement| {
                movement.id.to_string() == name || movement.handles.iter().any(|own| own == name)
            });
            let mut states = found
                .map(|movement| movement.state == State::Failed)
                .peekable();
            states.peek().is_some() && states.all(|is_no| is_no)
        };
        check::purchases_where_all(&self.stage.pool, is_no).await
    }
}
