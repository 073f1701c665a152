//! A tiny server that answers what it is told to, and the clock and client that adapters are tested with.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use kernel::{Clock, Random, Source, Timestamp};
use time::macros::datetime;

/// Longer than any adapter reads.
const LONG_BYTES: usize = 64 * 1024 + 1;
pub const NOW: Timestamp = datetime!(2026-09-21 14:13:20 UTC);

/// An account at a bank, for those who reach none, and for the one who does.
pub fn account(branch: Option<(&str, &str)>) -> kernel::Destination {
    let entry = |(code, name): (&str, &str)| kernel::BankEntry {
        code: kernel::BankCode::parse(code).unwrap(),
        name: kernel::BankName::parse(name).unwrap(),
    };
    kernel::Destination::Bank(Box::new(kernel::BankAccount {
        bank: entry(("542", "Zambia National Commercial Bank")),
        branch: branch.map(entry),
        number: kernel::AccountNumber::parse("0012 0300 01").unwrap(),
        holder: kernel::AccountHolder::parse("Nwabali S.").unwrap(),
        phone: kernel::PhoneNumber::from_e164("+260763456789").unwrap(),
    }))
}

/// To a bank, of a provider that reaches none: refused by us, and nothing is sent.
pub async fn refuses_banks(adapter: &dyn crate::provider::Provider, amount: kernel::Money) {
    use crate::provider::{Declined, Operation, PayOut, ProviderError, Unsupported};
    let order = PayOut {
        reference: kernel::Id::from_uuid(uuid::Uuid::from_u128(7)),
        amount,
        to: account(None),
        message: "Soko payout".into(),
        our_reference: "shop".into(),
    };
    let bank = kernel::Method::BankTransfer;
    let unknown = Err(Unsupported::Method(bank));
    assert_eq!(adapter.supports(Operation::PayOut, amount, bank), unknown);
    let refused = Err(ProviderError::Rejected(Declined {
        why: kernel::Refusal::NetworkNotAccepted,
        code: String::new(),
    }));
    assert_eq!(adapter.pay_out(&order).await, refused);
    assert_eq!(adapter.banks(amount.currency()).await, Ok(Vec::new()));
}

/// What the server does with the next request.
#[derive(Clone)]
pub enum Reply {
    Text(u16, String),
    /// Reads the request and never answers.
    Hang,
    Long,
}

#[derive(Clone)]
pub struct Seen {
    pub method: Method,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

#[derive(Clone)]
pub struct Server {
    /// For every path that has no replies of its own.
    pub reply: Arc<Mutex<Reply>>,
    /// Per path, in order; the last one stays.
    pub replies: Arc<Mutex<HashMap<String, VecDeque<Reply>>>>,
    pub seen: Arc<Mutex<Vec<Seen>>>,
    pub address: String,
}

async fn answer(
    State(server): State<Server>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path().to_owned();
    let reply = server.next_reply(&path);
    server.seen.lock().unwrap().push(Seen {
        method,
        path,
        query: uri.query().unwrap_or_default().to_owned(),
        headers,
        body,
    });
    match reply {
        Reply::Text(status, text) => (StatusCode::from_u16(status).unwrap(), text).into_response(),
        Reply::Hang => std::future::pending().await,
        Reply::Long => " ".repeat(LONG_BYTES).into_response(),
    }
}

impl Server {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            reply: Arc::new(Mutex::new(Reply::Text(500, String::new()))),
            replies: Arc::default(),
            seen: Arc::default(),
            address: format!("http://{}", listener.local_addr().unwrap()),
        };
        let router = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        server
    }

    pub fn says(&self, status: u16, text: &str) -> &Self {
        *self.reply.lock().unwrap() = Reply::Text(status, text.to_owned());
        self
    }

    /// What it says at one path, after what it was told to say there before.
    pub fn says_at(&self, path: &str, status: u16, text: &str) -> &Self {
        let reply = Reply::Text(status, text.to_owned());
        let mut replies = self.replies.lock().unwrap();
        replies.entry(path.to_owned()).or_default().push_back(reply);
        drop(replies);
        self
    }

    pub fn forget_replies(&self) -> &Self {
        self.replies.lock().unwrap().clear();
        self
    }

    fn next_reply(&self, path: &str) -> Reply {
        let mut replies = self.replies.lock().unwrap();
        match replies.get_mut(path) {
            Some(own) if own.len() > 1 => own.pop_front().unwrap(),
            Some(own) => own[0].clone(),
            None => self.reply.lock().unwrap().clone(),
        }
    }

    pub fn does(&self, reply: Reply) -> &Self {
        *self.reply.lock().unwrap() = reply;
        self
    }

    pub fn last(&self) -> Seen {
        self.seen.lock().unwrap().last().unwrap().clone()
    }

    pub fn paths(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        seen.iter().map(|seen| seen.path.clone()).collect()
    }

    pub fn calls(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        NOW
    }
}

impl Random for Still {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

pub fn client() -> reqwest::Client {
    // Fails when another test was first; then it is installed all the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().build().unwrap()
}

/// A clock that stands at [`NOW`], and bytes that are always the same.
pub fn source() -> Source {
    Source::new(Arc::new(Still), Arc::new(Still))
}
