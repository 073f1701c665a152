//! Starting and stopping, and the same handles the control API has.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::account::Account;
use crate::clock::Moment;
use crate::config::SimulatorConfig;
use crate::courier::{self, DeliverRequest, Delivered};
use crate::error::SimulatorError;
use crate::keys::PublicKey;
use crate::recorder::Recorded;
use crate::scenario::ScenarioRule;
use crate::socket::{CuttableListener, Cutter};
use crate::statement::{Statement, StatementRequest};
use crate::totals::Totals;
use crate::transaction::{Answer, Transaction};
use crate::world::World;
use crate::{ByHand, control, daraja, dialects};

/// How long a stopping simulator waits for open connections.
const STOP_LIMIT: Duration = Duration::from_secs(2);

/// The way in: [`Simulator::start`].
pub struct Simulator;

/// A simulator that runs until [`Running::stop`] or until this is dropped.
pub struct Running {
    world: Arc<World>,
    tasks: Vec<JoinHandle<()>>,
}

impl Simulator {
    /// Opens the books, binds both ports and starts to serve. Fails on addresses that are not loopback, on busy ports and on
    /// a damaged journal.
    pub async fn start(config: SimulatorConfig) -> Result<Running, SimulatorError> {
        config.target()?;
        let (dialect, dialect_addr) = listen(config.dialect_addr).await?;
        let (control, control_addr) = listen(config.control_addr).await?;
        let world = World::open(
            config,
            format!("http://{dialect_addr}"),
            format!("http://{control_addr}"),
        )?;
        let world = Arc::new(world);
        let dialect_service =
            dialects::router(&world).into_make_service_with_connect_info::<Cutter>();
        let control_service = control::router(&world).into_make_service();
        let tasks = vec![
            tokio::spawn(Arc::clone(&world).keep_time()),
            tokio::spawn(finish(
                axum::serve(CuttableListener(dialect), dialect_service)
                    .with_graceful_shutdown(stopping(Arc::clone(&world))),
            )),
            tokio::spawn(finish(
                axum::serve(control, control_service)
                    .with_graceful_shutdown(stopping(Arc::clone(&world))),
            )),
        ];
        Ok(Running { world, tasks })
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), SimulatorError> {
    let failed = |source| SimulatorError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

async fn stopping(world: Arc<World>) {
    // An error means the sender is gone, which is an end too.
    let _ = world
        .stopping
        .subscribe()
        .wait_for(|stopping| *stopping)
        .await;
}

async fn finish(serving: impl IntoFuture<Output = std::io::Result<()>>) {
    if let Err(error) = serving.await {
        tracing::error!(%error, "the simulator stopped serving");
    }
}

impl Running {
    /// Where the providers' dialects are spoken: `http://127.0.0.1:4000`.
    pub fn dialect_url(&self) -> &str {
        &self.world.dialect_url
    }

    /// Where `/_sim/…` and `/phone` are.
    pub fn control_url(&self) -> &str {
        &self.world.control_url
    }

    /// The keys callbacks are verified with, as `/v2/public-key/http` publishes them; the first is the active one.
    pub fn public_keys(&self) -> Vec<PublicKey> {
        self.world.keys.published()
    }

    /// As `PUT /_sim/scenario`.
    pub fn put_scenario(&self, rule: ScenarioRule) -> Result<(), SimulatorError> {
        self.world.put_scenario(rule)
    }

    /// As `DELETE /_sim/scenario`.
    pub fn clear_scenarios(&self) -> Result<(), SimulatorError> {
        Ok(self.world.books().clear_rules()?)
    }

    /// As `PUT /_sim/account`, with every field given.
    pub fn set_account(&self, account: Account) {
        self.world.books().account = account;
    }

    /// As `POST /_sim/advance`: returns when every callback on the way was answered or gave up its try.
    pub async fn advance(&self, seconds: u64) -> Result<Moment, SimulatorError> {
        self.world.advance(seconds).await
    }

    /// As `POST /_sim/answer/{id}`.
    pub fn answer(&self, id: Uuid, answer: Answer) -> Result<Transaction, SimulatorError> {
        self.world.answer(id, answer)
    }

    /// As `POST /_sim/by_hand`: the receipt the payer's phone shows.
    pub async fn pay_by_hand(&self, typed: &ByHand) -> Result<String, SimulatorError> {
        daraja::by_hand(&self.world, typed).await
    }

    /// As `POST /_sim/deliver/{id}`.
    pub async fn deliver(
        &self,
        id: Uuid,
        request: DeliverRequest,
    ) -> Result<Vec<Delivered>, SimulatorError> {
        courier::force(&self.world, id, request).await
    }

    /// As `POST /_sim/reset`.
    pub fn reset(&self) -> Result<(), SimulatorError> {
        self.world.reset()
    }

    /// What the merchant sent, oldest first.
    pub fn requests(&self) -> Vec<Recorded> {
        self.world.books().requests.iter().cloned().collect()
    }

    /// All movements as they came.
    pub fn transactions(&self) -> Vec<Transaction> {
        self.world.books().all().cloned().collect()
    }

    /// The newest movement of that name: its id, a reference of the merchant's, or a number of the provider's.
    pub fn find(&self, name: &str) -> Option<Transaction> {
        self.world.books().find_called(name).cloned()
    }

    /// As `GET /_sim/statement`, together with what is wrong with it.
    pub fn statement(&self, request: &StatementRequest) -> Statement {
        self.world.statement(request)
    }

    /// What moved for good, per provider and currency.
    pub fn totals(&self) -> Vec<Totals> {
        self.world.books().totals()
    }

    pub fn transaction(&self, id: Uuid) -> Option<Transaction> {
        self.world.books().find(id).cloned()
    }

    /// Now, on the virtual clock.
    pub fn now(&self) -> Moment {
        self.world.clock.now()
    }

    /// Waits until the simulator ends, which it does only when stopped.
    pub async fn ended(&mut self) {
        for task in &mut self.tasks {
            let _ = task.await;
        }
    }

    /// Stops serving, cuts what hangs, and frees both ports.
    pub async fn stop(mut self) {
        self.world.stopping.send_replace(true);
        let tasks = std::mem::take(&mut self.tasks);
        for mut task in tasks {
            if tokio::time::timeout(STOP_LIMIT, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.world.stopping.send_replace(true);
        for task in &self.tasks {
            task.abort();
        }
    }
}
