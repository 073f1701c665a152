//! The real endpoints over HTTP: what a browser that waits asks, and what the provider sends.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use flows::Market;
use flows::place::Placed;
use reqwest::{Client, RequestBuilder};
use server::config::Config;
use server::database::Database;
use server::market;
use server::router::{Web, router};
use tokio::net::TcpListener;

use crate::AT_ONCE;

/// The last callback comes at most so long after it was caused.
const SENT_WITHIN: Duration = Duration::from_mins(1);
/// Questions about waiting payments, in all.
const QUESTIONS: usize = 10_000;

/// What many requests took, each and all together.
#[derive(Default)]
pub struct Measured {
    each: Vec<Duration>,
    all: Duration,
}

impl Measured {
    pub fn a_second(&self) -> u128 {
        crate::a_second(self.each.len(), self.all)
    }

    /// Of a hundred, ninety-nine took less, in whole milliseconds, the last begun one counted.
    pub fn p99_ms(&self) -> u128 {
        let mut each = self.each.clone();
        each.sort_unstable();
        let slow = each.get(each.len() * 99 / 100).copied();
        slow.unwrap_or_default().as_micros().div_ceil(1_000)
    }

    /// One round after another.
    pub fn and(mut self, next: Self) -> Self {
        self.each.extend(next.each);
        self.all += next.all;
        self
    }
}

/// Serves the whole web, as `soko serve` does, on a port of its own.
pub async fn serve(config: &Config, market: Market, database: &Database) -> Result<SocketAddr> {
    let web = Web {
        state: market::state(config, market)?,
        config: config.http.clone(),
        media_root: config.media.root.clone(),
        worker_pool: database.worker_pool(config).await?,
        pages: None,
    };
    open(router(web)).await
}

async fn open(router: Router) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(axum::serve(listener, service).into_future());
    Ok(address)
}

/// One callback as the provider sent it.
pub struct Call {
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

/// Stands where callbacks arrive, and keeps them.
#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<Vec<Call>>>);

impl Recorder {
    pub async fn listen(&self) -> Result<SocketAddr> {
        open(Router::new().fallback(keep).with_state(self.clone())).await
    }

    /// Waits for so many, and hands them out.
    pub async fn take(&self, count: usize) -> Result<Vec<Call>> {
        let began = Instant::now();
        loop {
            {
                let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                if calls.len() >= count {
                    return Ok(std::mem::take(&mut calls));
                }
                ensure!(
                    began.elapsed() < SENT_WITHIN,
                    "only {} of {count} callbacks came",
                    calls.len()
                );
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn keep(
    State(recorder): State<Recorder>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let call = Call {
        path: uri.path().to_owned(),
        headers,
        body,
    };
    let mut calls = recorder.0.lock().unwrap_or_else(PoisonError::into_inner);
    calls.push(call);
    StatusCode::OK
}

/// Asks how these payments stand, each with its key, again and again.
pub async fn ask(to: SocketAddr, placed: &[Placed]) -> Result<Measured> {
    let client = client()?;
    let requests = placed.iter().cycle().take(QUESTIONS);
    let requests = requests.map(|placed| question(&client, to, placed));
    measure(&client, requests.collect()).await
}

fn question(client: &Client, to: SocketAddr, placed: &Placed) -> RequestBuilder {
    let key = placed.key.to_hex();
    let number = placed.number;
    client.get(format!(
        "http://{to}/api/v1/payments/status/{number}?k={key}"
    ))
}

/// Asks about these, one after the other, until it is stopped.
pub async fn keep_asking(to: SocketAddr, placed: Vec<Placed>) -> Result<()> {
    let client = client()?;
    for placed in placed.iter().cycle() {
        let answer = question(&client, to, placed).send().await?;
        ensure!(answer.status().is_success(), "{}", answer.status());
    }
    Ok(())
}

/// Posts every callback to the real endpoint, as it was signed.
pub async fn post(to: SocketAddr, calls: Vec<Call>) -> Result<Measured> {
    let client = client()?;
    let requests = calls.into_iter().map(|mut call| {
        for name in [
            header::CONTENT_LENGTH,
            header::CONNECTION,
            header::TRANSFER_ENCODING,
        ] {
            call.headers.remove(name);
        }
        let request = client.post(format!("http://{to}{}", call.path));
        request.headers(call.headers).body(call.body)
    });
    measure(&client, requests.collect()).await
}

fn client() -> Result<Client> {
    Ok(Client::builder().no_proxy().build()?)
}

/// Sends all of them, so many at a time as the load tool has connections. Each must be answered well.
async fn measure(client: &Client, requests: Vec<RequestBuilder>) -> Result<Measured> {
    let count = requests.len();
    let queue = Arc::new(Mutex::new(requests.into_iter()));
    let began = Instant::now();
    let senders: Vec<_> = (0..AT_ONCE)
        .map(|_| tokio::spawn(send(client.clone(), queue.clone())))
        .collect();
    let mut took = Vec::with_capacity(count);
    for sender in senders {
        took.extend(sender.await.context("a task panicked")??);
    }
    ensure!(!took.is_empty(), "nothing was sent");
    Ok(Measured {
        each: took,
        all: began.elapsed(),
    })
}

type Queue = Arc<Mutex<std::vec::IntoIter<RequestBuilder>>>;

async fn send(client: Client, queue: Queue) -> Result<Vec<Duration>> {
    let mut took = Vec::new();
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
        let Some(request) = next else {
            return Ok(took);
        };
        let request = request.build()?;
        let began = Instant::now();
        let answer = client.execute(request).await?;
        let status = answer.status();
        let body = answer.bytes().await?;
        took.push(began.elapsed());
        ensure!(status.is_success(), "{status}: {body:?}");
    }
}
