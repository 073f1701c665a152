//! The settlement tried in every order: two providers, one impatient buyer, requests and callbacks that are lost, doubled or late,
//! a provider that changes its mind, and one crash. The decisions are the flow's own: `flows::settle::rule`, and the transitions
//! of `AttemptState` and `PurchaseState`.

use flows::settle::rule::{self, Fate, Heard, Verdict};
use kernel::{Currency, Id as _, Money, ProviderReference, Refusal, Timestamp};
use orders::{PurchaseState, PurchaseVerb};
use payments::AttemptState;
use payments::provider::{Declined, Moved, ProviderStatus, StatedAmount};
use stateright::{Checker, Model, Property};
use time::Duration;

const AT: Timestamp = Timestamp::UNIX_EPOCH;
/// The buyer tries twice, each time through another provider.
const TRIES: usize = 2;

/// Our attempt, without the moments that its states carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Ours {
    None,
    Prepared,
    Sent,
    AwaitingPin,
    Unclear,
    Collected,
    Refused,
}

impl Ours {
    fn state(self) -> Option<AttemptState> {
        Some(match self {
            Self::None => return None,
            Self::Prepared => AttemptState::Prepared,
            Self::Sent => AttemptState::Sent { at: AT },
            Self::AwaitingPin => AttemptState::AwaitingPin { since: AT },
            Self::Unclear => AttemptState::Unclear { since: AT },
            Self::Collected => AttemptState::Collected {
                at: AT,
                transaction: None,
            },
            Self::Refused => AttemptState::Refused {
                at: AT,
                why: Refusal::NotApproved,
                code: String::new(),
            },
        })
    }

    fn is_open(self) -> bool {
        self.state().is_some_and(|state| state.is_open())
    }
}

impl From<AttemptState> for Ours {
    fn from(state: AttemptState) -> Self {
        match state {
            AttemptState::Prepared => Self::Prepared,
            AttemptState::Sent { .. } => Self::Sent,
            AttemptState::AwaitingPin { .. } | AttemptState::Redirected { .. } => Self::AwaitingPin,
            AttemptState::Unclear { .. } => Self::Unclear,
            AttemptState::Collected { .. } => Self::Collected,
            AttemptState::Refused { .. } => Self::Refused,
        }
    }
}

/// What the provider's books say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Theirs {
    Absent,
    Pending,
    Failed,
    Completed,
}

/// What a worker was told and has not acted on yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Told {
    Nothing,
    By(Theirs),
}

/// An answer that a worker has and has not acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct InHand {
    told: Told,
    /// How old the attempt was when it was asked for.
    asked_at: Age,
    /// Asked because a no is doubted.
    is_look: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Age {
    /// Younger than two minutes.
    Young,
    /// Fifteen minutes and more.
    Old,
}

impl Age {
    const fn duration(self) -> Duration {
        match self {
            Self::Young => Duration::ZERO,
            Self::Old => rule::NEVER_ARRIVED_AFTER,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Try {
    ours: Ours,
    theirs: Theirs,
    /// A request is on its way to the provider.
    on_the_way: bool,
    /// Whoever sent it waits for the answer.
    is_pushing: bool,
    age: Age,
    /// One may come, once or often, until it is lost.
    has_callback: bool,
    in_hand: Option<InHand>,
    /// One more question about a no is still to come.
    has_look: bool,
    has_changed_its_mind: bool,
    is_kept: bool,
    is_owed_back: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Stock {
    Held,
    Free,
    /// Somebody else has it.
    Gone,
    Sold,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Purchase {
    Open,
    Paid,
    Expired,
    Cancelled,
}

impl Purchase {
    const fn state(self) -> PurchaseState {
        match self {
            Self::Open => PurchaseState::Open,
            Self::Paid => PurchaseState::Paid,
            Self::Expired => PurchaseState::Expired,
            Self::Cancelled => PurchaseState::Cancelled,
        }
    }

    /// `None`: not legal.
    fn after(self, verb: PurchaseVerb) -> Option<Self> {
        Some(match self.state().after(verb).ok()? {
            PurchaseState::Open => Self::Open,
            PurchaseState::Paid => Self::Paid,
            PurchaseState::Expired => Self::Expired,
            PurchaseState::Cancelled => Self::Cancelled,
            PurchaseState::CashDue => return None,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    purchase: Purchase,
    stock: Stock,
    tries: [Try; TRIES],
    has_crashed: bool,
    /// A final state that moved, or a verb that was refused where the flow says it.
    went_wrong: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Action {
    Start(usize),
    Push(usize),
    Arrive(usize),
    LoseRequest(usize),
    /// The provider refuses at once.
    Reject(usize),
    PushAnswered(usize),
    PushUnanswered(usize),
    Approve(usize),
    Decline(usize),
    ChangeMind(usize),
    LoseCallback(usize),
    AskForCallback(usize),
    AskBySweep(usize),
    AskInVain(usize),
    Act(usize),
    GrowOld(usize),
    Cancel,
    Expire,
    SellToAnother,
    Crash,
}

/// The settlement with its two decisions, so that wrong ones can be tried as well.
struct Settlement {
    hear: for<'a> fn(&Heard<'_, 'a>) -> Verdict<'a>,
    fate: fn(PurchaseState, bool) -> Fate,
}

impl Settlement {
    const OURS: Self = Self {
        hear: rule::hear,
        // Store credit is taken and given back with the goods, in the same transactions.
        fate: |purchase, has_stock| rule::fate(purchase, true, has_stock),
    };

    /// What the flow does with an answer, in one transaction.
    fn act(&self, state: &mut State, index: usize, in_hand: InHand) {
        let InHand {
            told,
            asked_at,
            is_look,
        } = in_hand;
        state.tries[index].has_look &= !is_look;
        let Some(before) = state.tries[index].ours.state() else {
            return;
        };
        let answer = match told {
            Told::Nothing => None,
            Told::By(theirs) => Some(status(theirs)),
        };
        let verdict = (self.hear)(&Heard {
            state: &before,
            answer: answer.as_ref(),
            age_when_asked: asked_at.duration(),
            age: state.tries[index].age.duration(),
            has_page: false,
            is_repeatable: true,
        });
        match verdict.leads_to(&before, AT) {
            Ok(Some(to)) => state.tries[index].ours = to.into(),
            Ok(None) => {}
            Err(_) => state.went_wrong = true,
        }
        match verdict {
            Verdict::Refuse { .. } => {
                state.tries[index].has_look = rule::second_look(AT, AT).is_some();
                after_refusal(state);
            }
            Verdict::SendAgain => {
                if state.purchase.state().is_payable() {
                    state.tries[index].on_the_way = true;
                }
            }
            Verdict::Take(_) => self.take(state, index, &before),
            Verdict::Stay | Verdict::LoseSight | Verdict::AwaitPin | Verdict::Redirect => {}
        }
    }

    fn take(&self, state: &mut State, index: usize, before: &AttemptState) {
        let Ok(to) = before.collect(AT, None) else {
            state.went_wrong = true;
            return;
        };
        state.tries[index].ours = to.into();
        let can_hold = matches!(state.stock, Stock::Held | Stock::Free);
        let has_stock = state.purchase.state().is_payable() && can_hold;
        match (self.fate)(state.purchase.state(), has_stock) {
            Fate::Keep => {
                state.tries[index].is_kept = true;
                state.stock = Stock::Sold;
                self.apply(state, PurchaseVerb::Pay);
            }
            Fate::OweBack(_) => {
                state.tries[index].is_owed_back = true;
                if state.purchase == Purchase::Open {
                    self.apply(state, PurchaseVerb::Cancel);
                }
            }
        }
    }

    #[expect(clippy::unused_self, reason = "beside its siblings")]
    fn apply(&self, state: &mut State, verb: PurchaseVerb) {
        match state.purchase.after(verb) {
            Some(to) => state.purchase = to,
            None => state.went_wrong = true,
        }
    }

    /// Everybody answers, and time passes: what a sweep makes of this state in the end.
    fn come_to_rest(&self, state: &State) -> State {
        let mut state = state.clone();
        for index in 0..TRIES {
            if state.tries[index].ours == Ours::Prepared {
                push(&mut state, index);
            }
            let one = &mut state.tries[index];
            one.is_pushing = false;
            if one.on_the_way {
                arrive(one);
            }
            if one.theirs == Theirs::Pending {
                one.theirs = Theirs::Completed;
            }
            one.age = Age::Old;
            if let Some(in_hand) = one.in_hand.take() {
                self.act(&mut state, index, in_hand);
            }
            let one = state.tries[index];
            // A request that was sent again a moment ago arrives as well.
            if one.on_the_way {
                arrive(&mut state.tries[index]);
                state.tries[index].theirs = Theirs::Completed;
            }
            for _ in 0..2 {
                let one = state.tries[index];
                let is_asked = one.ours.is_open() || one.has_callback || one.has_look;
                if one.ours != Ours::None && is_asked {
                    state.tries[index].has_callback = false;
                    let in_hand = InHand {
                        told: Told::By(one.theirs),
                        asked_at: one.age,
                        is_look: true,
                    };
                    self.act(&mut state, index, in_hand);
                }
            }
        }
        state
    }
}

fn status(theirs: Theirs) -> ProviderStatus {
    match theirs {
        Theirs::Absent => ProviderStatus::NotFound,
        Theirs::Pending => ProviderStatus::Pending,
        Theirs::Failed => ProviderStatus::Failed(Declined {
            why: Refusal::NotApproved,
            code: String::new(),
        }),
        Theirs::Completed => ProviderStatus::Moved(Moved {
            reference: Some(ProviderReference::from_uuid(uuid::Uuid::nil())),
            amount: StatedAmount::Money(Money::new(100, Currency::ZMW)),
            provider_transaction: None,
            handle: None,
        }),
    }
}

fn arrive(one: &mut Try) {
    one.on_the_way = false;
    // The same reference a second time is the same payment.
    if one.theirs == Theirs::Absent {
        one.theirs = Theirs::Pending;
    }
}

fn after_refusal(state: &mut State) {
    if state.purchase.state().is_payable() && state.stock == Stock::Held {
        state.stock = Stock::Free;
    }
}

fn push(state: &mut State, index: usize) {
    let Some(before) = state.tries[index].ours.state() else {
        return;
    };
    let is_payable = state.purchase.state().is_payable();
    let to = if is_payable {
        before.send(AT)
    } else {
        before.withdraw(AT)
    };
    match to {
        Ok(to) => state.tries[index].ours = to.into(),
        Err(_) => state.went_wrong = true,
    }
    state.tries[index].on_the_way = is_payable;
    state.tries[index].is_pushing = is_payable;
}

impl Model for Settlement {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let one = Try {
            ours: Ours::None,
            theirs: Theirs::Absent,
            on_the_way: false,
            is_pushing: false,
            age: Age::Young,
            has_callback: false,
            in_hand: None,
            has_look: false,
            has_changed_its_mind: false,
            is_kept: false,
            is_owed_back: false,
        };
        vec![State {
            purchase: Purchase::Open,
            stock: Stock::Held,
            tries: [one; TRIES],
            has_crashed: false,
            went_wrong: false,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        let any_open = state.tries.iter().any(|one| one.ours.is_open());
        for (index, one) in state.tries.iter().enumerate() {
            if one.ours == Ours::None {
                // The first untouched one is the next.
                if state.purchase.state().is_payable() && !any_open && state.stock != Stock::Gone {
                    actions.push(Action::Start(index));
                }
                break;
            }
            if one.ours == Ours::Prepared {
                actions.push(Action::Push(index));
                continue;
            }
            if one.on_the_way {
                actions.extend([Action::Arrive(index), Action::LoseRequest(index)]);
                if one.is_pushing && one.theirs == Theirs::Absent {
                    actions.push(Action::Reject(index));
                }
            } else if one.age == Age::Young && !one.is_pushing && one.theirs == Theirs::Absent {
                // No request is on its way for a quarter of an hour.
                actions.push(Action::GrowOld(index));
            }
            if one.is_pushing {
                actions.push(Action::PushUnanswered(index));
                if one.theirs != Theirs::Absent {
                    actions.push(Action::PushAnswered(index));
                }
            }
            if one.theirs == Theirs::Pending {
                actions.extend([Action::Approve(index), Action::Decline(index)]);
            }
            // For longer than the last look nobody changes a no.
            let is_asked = one.in_hand.is_some_and(|in_hand| in_hand.is_look);
            let may_change = one.ours != Ours::Refused || (one.has_look && !is_asked);
            if one.theirs == Theirs::Failed && !one.has_changed_its_mind && may_change {
                actions.push(Action::ChangeMind(index));
            }
            if one.has_callback {
                actions.push(Action::LoseCallback(index));
            }
            if one.in_hand.is_some() {
                actions.push(Action::Act(index));
            } else if one.ours != Ours::Collected {
                if one.has_callback {
                    actions.push(Action::AskForCallback(index));
                }
                if one.ours.is_open() || one.has_look {
                    actions.push(Action::AskBySweep(index));
                }
                // Anywhere else no answer changes nothing.
                if one.ours == Ours::Sent {
                    actions.push(Action::AskInVain(index));
                }
            }
        }
        if state.purchase.state().is_payable() {
            actions.push(Action::Cancel);
            if !any_open {
                actions.push(Action::Expire);
            }
        }
        if state.stock == Stock::Free {
            actions.push(Action::SellToAnother);
        }
        if !state.has_crashed {
            actions.push(Action::Crash);
        }
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::Start(index) => {
                state.tries[index].ours = Ours::Prepared;
                state.stock = Stock::Held;
            }
            Action::Push(index) => push(&mut state, index),
            Action::Arrive(index) => arrive(&mut state.tries[index]),
            Action::LoseRequest(index) => state.tries[index].on_the_way = false,
            Action::Reject(index) => {
                state.tries[index].on_the_way = false;
                state.tries[index].is_pushing = false;
                if state.tries[index].ours == Ours::Sent {
                    state.tries[index].ours = Ours::Refused;
                    after_refusal(&mut state);
                }
            }
            Action::PushAnswered(index) => {
                let one = &mut state.tries[index];
                one.is_pushing = false;
                if one.ours == Ours::Sent {
                    one.ours = Ours::AwaitingPin;
                }
            }
            Action::PushUnanswered(index) => {
                let one = &mut state.tries[index];
                one.is_pushing = false;
                if one.ours == Ours::Sent {
                    one.ours = Ours::Unclear;
                }
            }
            Action::Approve(index) => tell(&mut state.tries[index], Theirs::Completed),
            Action::Decline(index) => tell(&mut state.tries[index], Theirs::Failed),
            Action::ChangeMind(index) => {
                state.tries[index].has_changed_its_mind = true;
                tell(&mut state.tries[index], Theirs::Completed);
            }
            Action::LoseCallback(index) => state.tries[index].has_callback = false,
            Action::AskForCallback(index) => ask(&mut state.tries[index], false),
            Action::AskBySweep(index) => {
                let is_look = state.tries[index].has_look;
                ask(&mut state.tries[index], is_look);
            }
            Action::AskInVain(index) => {
                state.tries[index].in_hand = Some(InHand {
                    told: Told::Nothing,
                    asked_at: Age::Young,
                    is_look: false,
                });
            }
            Action::Act(index) => {
                let in_hand = state.tries[index].in_hand.take()?;
                self.act(&mut state, index, in_hand);
            }
            Action::GrowOld(index) => state.tries[index].age = Age::Old,
            Action::Cancel => {
                self.apply(&mut state, PurchaseVerb::Cancel);
                state.stock = release(state.stock);
            }
            Action::Expire => {
                self.apply(&mut state, PurchaseVerb::Expire);
                state.stock = release(state.stock);
            }
            Action::SellToAnother => state.stock = Stock::Gone,
            Action::Crash => {
                state.has_crashed = true;
                for one in &mut state.tries {
                    one.in_hand = None;
                    one.is_pushing = false;
                }
            }
        }
        state.went_wrong |= moved_what_is_final(last, &state);
        (state != *last).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("at most one payment is kept", |_, state: &State| {
                state.tries.iter().filter(|one| one.is_kept).count() <= 1
            }),
            Property::always(
                "what is collected is kept or owed back",
                |_, state: &State| {
                    state.tries.iter().all(|one| {
                        (one.ours == Ours::Collected) == (one.is_kept != one.is_owed_back)
                    })
                },
            ),
            Property::always("a paid purchase is never ended", |_, state: &State| {
                let is_kept = state.tries.iter().any(|one| one.is_kept);
                is_kept == (state.purchase == Purchase::Paid)
                    && is_kept == (state.stock == Stock::Sold)
            }),
            Property::always("what is final stays", |_, state: &State| !state.went_wrong),
            Property::always("only what may be paid is held", |_, state: &State| {
                state.stock != Stock::Held || state.purchase == Purchase::Open
            }),
            Property::always("once everybody answers, all is settled", |model, state| {
                let rest = model.come_to_rest(state);
                rest.tries.iter().all(|one| {
                    !one.ours.is_open()
                        && (one.theirs != Theirs::Completed || one.ours == Ours::Collected)
                })
            }),
            Property::sometimes("two payments for one purchase", |_, state: &State| {
                state.tries.iter().all(|one| one.ours == Ours::Collected)
            }),
            Property::sometimes("a no that became a yes pays", |_, state: &State| {
                let changed = |one: &Try| one.has_changed_its_mind && one.is_kept;
                state.tries.iter().any(changed)
            }),
        ]
    }
}

fn tell(one: &mut Try, theirs: Theirs) {
    one.theirs = theirs;
    one.has_callback = true;
}

fn ask(one: &mut Try, is_look: bool) {
    // How old it was matters to what is absent alone.
    let age = if one.theirs == Theirs::Absent {
        one.age
    } else {
        Age::Young
    };
    one.in_hand = Some(InHand {
        told: Told::By(one.theirs),
        asked_at: age,
        is_look,
    });
}

const fn release(stock: Stock) -> Stock {
    match stock {
        Stock::Held => Stock::Free,
        other @ (Stock::Free | Stock::Gone | Stock::Sold) => other,
    }
}

fn moved_what_is_final(last: &State, next: &State) -> bool {
    let purchase_moved = last.purchase != Purchase::Open && last.purchase != next.purchase;
    let attempt_moved = last.tries.iter().zip(&next.tries).any(|(last, next)| {
        (last.ours == Ours::Collected && next.ours != Ours::Collected)
            || (last.ours == Ours::Refused && !matches!(next.ours, Ours::Refused | Ours::Collected))
    });
    purchase_moved || attempt_moved
}

#[test]
fn every_order_of_events_ends_well() {
    let checker = Settlement::OURS.checker().threads(2).spawn_bfs().join();
    println!("{} states", checker.unique_state_count());
    assert!(checker.unique_state_count() > 10_000, "it looked around");
    checker.assert_properties();
}

/// The model must be able to see a mistake: each of these is found.
#[test]
fn wrong_decisions_are_found() {
    let keeps_what_is_cancelled = Settlement {
        fate: |purchase, has_stock| match purchase {
            PurchaseState::Cancelled => Fate::Keep,
            other => rule::fate(other, true, has_stock),
        },
        ..Settlement::OURS
    };
    let forgets_money_after_a_no = Settlement {
        hear: |heard| match (heard.state, rule::hear(heard)) {
            (AttemptState::Refused { .. }, Verdict::Take(_)) => Verdict::Stay,
            (_, verdict) => verdict,
        },
        ..Settlement::OURS
    };
    for (wrong, rule) in [
        (keeps_what_is_cancelled, "a paid purchase is never ended"),
        (
            forgets_money_after_a_no,
            "once everybody answers, all is settled",
        ),
    ] {
        let checker = wrong.checker().threads(2).spawn_bfs().join();
        assert!(checker.discovery(rule).is_some(), "{rule} was not broken");
    }
}
