//! Everything one running simulator shares: clock, books, keys, and who is on the way.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};

use crate::account::Account;
use crate::books::Books;
use crate::clock::VirtualClock;
use crate::config::{CallbackTarget, SimulatorConfig};
use crate::daraja;
use crate::error::SimulatorError;
use crate::journal::{Entry, Journal};
use crate::keys::Keys;
use crate::mtn_momo;
use crate::stripe;

pub(crate) struct World {
    pub config: SimulatorConfig,
    pub target: CallbackTarget,
    pub dialect_url: String,
    pub control_url: String,
    pub keys: Keys,
    /// What is masked where requests are shown.
    pub secrets: Vec<String>,
    pub clock: VirtualClock,
    books: Mutex<Books>,
    /// Something was planned that may be due earlier than what the timekeeper sleeps for.
    pub wake: Notify,
    /// Callbacks on their way.
    pub in_flight: watch::Sender<usize>,
    /// Whoever holds it lets time pass: the timekeeper, or somebody who moves the clock.
    pub turn: tokio::sync::Mutex<()>,
    pub stopping: watch::Sender<bool>,
}

impl World {
    /// Opens the books: from the journal where there is one, else empty.
    pub fn open(
        config: SimulatorConfig,
        dialect_url: String,
        control_url: String,
    ) -> Result<Self, SimulatorError> {
        let target = config.target()?;
        let mut books = Books::of(account_of(&config));
        let (mut keys, mut ahead_ms) = (None, 0);
        if let Some(path) = &config.state_file {
            let (mut journal, entries) = Journal::open(path)?;
            for entry in entries {
                match entry {
                    Entry::Keys(stored) => keys = Keys::restore(&stored),
                    Entry::Clock { ahead_ms: ms } => ahead_ms = ms,
                    Entry::Scenarios(rules) => books.learn_rules(rules),
                    Entry::Transaction(transaction) => books.learn(*transaction),
                    Entry::Registered(registered) => {
                        let short_code = registered.short_code.clone();
                        books.registered.insert(short_code, registered);
                    }
                    Entry::Link(link) => {
                        books.links.insert(link.name.clone(), *link);
                    }
                    Entry::Replay(replay) => {
                        books.replays.insert(replay.key.clone(), *replay);
                    }
                    Entry::Reset => {
                        books = Books::of(account_of(&config));
                        ahead_ms = 0;
                    }
                }
            }
            let fresh = keys.get_or_insert_with(Keys::fresh);
            let mut entries = vec![
                Entry::Keys(fresh.stored()),
                Entry::Clock { ahead_ms },
                Entry::Scenarios(books.rules().to_vec()),
            ];
            entries.extend(books.all().cloned().map(Box::new).map(Entry::Transaction));
            entries.extend(books.registered.values().cloned().map(Entry::Registered));
            entries.extend(books.links.values().cloned().map(Box::new).map(Entry::Link));
            let replays = books.replays.values().cloned();
            entries.extend(replays.map(Box::new).map(Entry::Replay));
            journal.start_over(path, &entries)?;
            books.journal = journal;
        }
        let secrets = vec![
            config.api_token.clone(),
            config.flutterwave.secret_key.clone(),
            config.stripe.secret_key.clone(),
            stripe::basic(&config.stripe),
            daraja::basic(&config.daraja),
            config.mtn_momo.collection_key.clone(),
            config.mtn_momo.disbursement_key.clone(),
            mtn_momo::basic(&config.mtn_momo),
            config.paystack.secret_key.clone(),
        ];
        Ok(Self {
            config,
            secrets,
            target,
            dialect_url,
            control_url,
            keys: keys.unwrap_or_else(Keys::fresh),
            clock: VirtualClock::ahead_by(ahead_ms),
            books: Mutex::new(books),
            wake: Notify::new(),
            in_flight: watch::Sender::new(0),
            turn: tokio::sync::Mutex::new(()),
            stopping: watch::Sender::new(false),
        })
    }

    /// The books, for a moment: nobody waits for anything while holding them.
    pub fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a callback of that address goes. Loopback, or nowhere.
    pub fn target_of(&self, url: &str) -> Result<CallbackTarget, SimulatorError> {
        CallbackTarget::parse(url, self.config.deliver_to)
    }

    /// The account as it is after a start or a reset.
    pub fn first_account(&self) -> Account {
        account_of(&self.config)
    }
}

fn account_of(config: &SimulatorConfig) -> Account {
    Account {
        signed_requests_only: config.signed_requests_only,
        request_keys: config.request_keys.clone(),
        opening_float: config.opening_float,
        webhook_retries: config.flutterwave.webhook_retries,
        transfers_whitelisted: config.flutterwave.transfers_whitelisted,
        c2b_validation: config.daraja.c2b_validation,
        ..Account::default()
    }
}
