//! What the provider knows: movements, scenarios, the account, and who is out of order.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::io;

use uuid::Uuid;

use crate::account::{Account, OperatorStatus};
use crate::clock::Moment;
use crate::courier::Delivery;
use crate::daraja::Registered;
use crate::flutterwave::Link;
use crate::journal::{Entry, Journal};
use crate::recorder::Recorded;
use crate::scenario::{About, Scenario, ScenarioRule};
use crate::stripe::Replay;
use crate::transaction::{Dialect, Kind, Transaction};

/// The books refuse more movements than this.
pub(crate) const MAX_TRANSACTIONS: usize = 500_000;
/// The newest so many requests and deliveries are remembered.
pub(crate) const MAX_REMEMBERED: usize = 10_000;
const MAX_SCENARIOS: usize = 10_000;

/// Numbers of movements begin above this.
const FIRST_NUMBER: u64 = 288_200_107;

/// A buyer's visit to the hosted payment page, before it becomes a deposit.
#[derive(Debug, Clone)]
pub(crate) struct PageSession {
    pub deposit_id: Uuid,
    pub return_url: String,
    /// The body of the deposit that pressing pay makes, without payer and amount where those were left open.
    pub request: serde_json::Map<String, serde_json::Value>,
    pub until: Moment,
}

#[derive(Debug, Default)]
pub(crate) struct Books {
    transactions: HashMap<Uuid, Transaction>,
    /// Ids as they came.
    order: Vec<Uuid>,
    due: BTreeSet<(Moment, Uuid)>,
    /// Movements by their other names, oldest first.
    handles: HashMap<(Dialect, String), Vec<Uuid>>,
    rules: Vec<ScenarioRule>,
    /// Hosted payment links, by their names.
    pub links: HashMap<String, Link>,
    /// Where payments by hand are told, by short code.
    pub registered: HashMap<String, Registered>,
    /// What was answered under an idempotency key, by the key.
    pub replays: HashMap<String, Replay>,
    /// Idempotency keys of requests that are not answered yet.
    pub keys_in_use: HashSet<String>,
    /// Access tokens, and until when they are good. A restart forgets them.
    pub tokens: HashMap<String, Moment>,
    /// The largest number given to a movement so far.
    pub last_number: u64,
    pub account: Account,
    /// By operator and operation; an operation of `None` stands for all.
    pub operators: HashMap<(String, Option<Kind>), OperatorStatus>,
    pub rejected: HashSet<Uuid>,
    pub sessions: HashMap<Uuid, PageSession>,
    pub requests: VecDeque<Recorded>,
    pub deliveries: VecDeque<Delivery>,
    pub next_sequence: u64,
    pub journal: Journal,
}

impl Books {
    /// Empty books of an account.
    pub fn of(account: Account) -> Self {
        Self {
            account,
            ..Self::default()
        }
    }

    pub fn find(&self, id: Uuid) -> Option<&Transaction> {
        self.transactions.get(&id)
    }

    /// By id, or by another name in any dialect; the newest of those that share it.
    pub fn find_called(&self, name: &str) -> Option<&Transaction> {
        if let Some(found) = Uuid::try_parse(name).ok().and_then(|id| self.find(id)) {
            return Some(found);
        }
        [
            Dialect::Flutterwave,
            Dialect::Daraja,
            Dialect::Stripe,
            Dialect::MtnMomo,
            Dialect::Paystack,
        ]
        .into_iter()
        .filter_map(|dialect| self.named(dialect, name).next_back())
        .max_by_key(|transaction| transaction.created)
    }

    /// Everything of that name in one dialect, oldest first.
    pub fn named(
        &self,
        dialect: Dialect,
        name: &str,
    ) -> impl DoubleEndedIterator<Item = &Transaction> {
        let ids = self.handles.get(&(dialect, name.to_owned()));
        ids.into_iter().flatten().filter_map(|id| self.find(*id))
    }

    pub fn find_kind(&self, dialect: Dialect, kind: Kind, id: Uuid) -> Option<&Transaction> {
        self.find(id)
            .filter(|t| t.dialect == dialect && t.kind == kind)
    }

    /// All movements as they came.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Transaction> {
        self.order.iter().filter_map(|id| self.transactions.get(id))
    }

    pub fn is_full(&self) -> bool {
        self.order.len() >= MAX_TRANSACTIONS
    }

    /// Writes a new or changed movement down, on disk first.
    pub fn keep(&mut self, transaction: Transaction) -> io::Result<()> {
        let entry = Entry::Transaction(Box::new(transaction));
        self.journal.write(&entry)?;
        if let Entry::Transaction(transaction) = entry {
            self.learn(*transaction);
        }
        Ok(())
    }

    /// Takes a movement in that the journal already holds.
    pub fn learn(&mut self, transaction: Transaction) {
        let id = transaction.id;
        match self.transactions.get(&id) {
            Some(old) => {
                if let Some(at) = old.next_at() {
                    self.due.remove(&(at, id));
                }
            }
            None => self.order.push(id),
        }
        if let Some(at) = transaction.next_at() {
            self.due.insert((at, id));
        }
        let names = transaction.handles.iter();
        for name in names.chain(&transaction.provider_transaction_id) {
            let key = (transaction.dialect, name.clone());
            let named = self.handles.entry(key).or_default();
            if !named.contains(&id) {
                named.push(id);
            }
        }
        self.last_number = self.last_number.max(transaction.number());
        self.transactions.insert(id, transaction);
    }

    /// When something happens next, and to what.
    pub fn next_due(&self) -> Option<(Moment, Uuid)> {
        self.due.first().copied()
    }

    pub fn rules(&self) -> &[ScenarioRule] {
        &self.rules
    }

    pub fn learn_rules(&mut self, rules: Vec<ScenarioRule>) {
        self.rules = rules;
    }

    /// Puts a rule in the place of the one for the same key.
    pub fn put_rule(&mut self, rule: ScenarioRule) -> io::Result<()> {
        self.rules.retain(|old| !rule.replaces(old));
        if self.rules.len() >= MAX_SCENARIOS {
            self.rules.remove(0);
        }
        self.rules.push(rule);
        self.journal.write(&Entry::Scenarios(self.rules.clone()))
    }

    pub fn clear_rules(&mut self) -> io::Result<()> {
        self.rules.clear();
        self.journal.write(&Entry::Scenarios(Vec::new()))
    }

    /// Writes a hosted link down, on disk first.
    pub fn keep_link(&mut self, link: Link) -> io::Result<()> {
        let entry = Entry::Link(Box::new(link));
        self.journal.write(&entry)?;
        if let Entry::Link(link) = entry {
            self.links.insert(link.name.clone(), *link);
        }
        Ok(())
    }

    /// Writes down what was answered under an idempotency key, on disk first.
    pub fn keep_replay(&mut self, replay: Replay) -> io::Result<()> {
        let entry = Entry::Replay(Box::new(replay));
        self.journal.write(&entry)?;
        if let Entry::Replay(replay) = entry {
            self.replays.insert(replay.key.clone(), *replay);
        }
        Ok(())
    }

    /// Writes the addresses of a short code down, on disk first.
    pub fn keep_registered(&mut self, registered: Registered) -> io::Result<()> {
        let entry = Entry::Registered(registered);
        self.journal.write(&entry)?;
        if let Entry::Registered(registered) = entry {
            let short_code = registered.short_code.clone();
            self.registered.insert(short_code, registered);
        }
        Ok(())
    }

    /// The number of the next movement in a dialect that counts them.
    pub fn next_number(&mut self) -> u64 {
        self.last_number = self.last_number.max(FIRST_NUMBER) + 1;
        self.last_number
    }

    /// The knobs for an initiation: by id, else by reference, else by number, else for everybody. Uses one of the rule's
    /// `times`.
    pub fn take_scenario(&mut self, about: &About<'_>) -> io::Result<Scenario> {
        let closeness =
            |(index, rule): (usize, &ScenarioRule)| Some((rule.closeness(about)?, index));
        let found = self.rules.iter().enumerate().filter_map(closeness).max();
        let Some((_, index)) = found else {
            return Ok(Scenario::default());
        };
        let scenario = self.rules[index].scenario.clone();
        match self.rules[index].times {
            None => return Ok(scenario),
            Some(times) if times > 1 => self.rules[index].times = Some(times - 1),
            Some(_) => {
                self.rules.remove(index);
            }
        }
        self.journal.write(&Entry::Scenarios(self.rules.clone()))?;
        Ok(scenario)
    }

    /// The knobs for a status query of an id nothing is known of.
    pub fn scenario_for_all(&self, dialect: Dialect) -> Scenario {
        let about = About {
            dialect,
            id: None,
            references: &[],
            msisdn: "",
        };
        let found = self
            .rules
            .iter()
            .filter_map(|rule| Some((rule.closeness(&about)?, rule)));
        found
            .max_by_key(|(closeness, _)| *closeness)
            .map(|(_, rule)| rule.scenario.clone())
            .unwrap_or_default()
    }

    pub fn operator_status(&self, provider: &str, kind: Kind) -> OperatorStatus {
        let status = |kind| self.operators.get(&(provider.to_owned(), kind)).copied();
        status(Some(kind))
            .or_else(|| status(None))
            .unwrap_or_default()
    }

    pub fn sequence(&mut self) -> u64 {
        self.next_sequence += 1;
        self.next_sequence
    }

    /// Forgets everything but the keys and the account's settings at the start.
    pub fn clear(&mut self, account: Account) -> io::Result<()> {
        self.journal.write(&Entry::Reset)?;
        let journal = std::mem::take(&mut self.journal);
        *self = Self {
            journal,
            account,
            next_sequence: self.next_sequence,
            last_number: self.last_number,
            ..Self::default()
        };
        Ok(())
    }
}

/// Adds to a list that remembers the newest only.
pub(crate) fn remember<T>(list: &mut VecDeque<T>, item: T) {
    if list.len() >= MAX_REMEMBERED {
        list.pop_front();
    }
    list.push_back(item);
}
