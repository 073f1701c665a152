//! The adapter against a tiny server that answers what it is told to.

mod callbacks;
mod deposits;
mod statuses;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use kernel::{Clock, Currency, Id, PhoneNumber, Random, Refusal, Secret};
use serde_json::Value;
use time::macros::datetime;
use uuid::Uuid;

use super::*;
use crate::provider::{Collected, Mismatch, StatedAmount};

const NOW: Timestamp = datetime!(2026-09-21 14:13:20 UTC);
const REFERENCE: &str = "f4401bd2-1568-4140-bf2d-eb77d2b2b639";

/// What the server does with the next request.
#[derive(Clone)]
enum Reply {
    Text(u16, String),
    /// Reads the request and never answers.
    Hang,
    Long,
}

#[derive(Clone)]
struct Seen {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

#[derive(Clone)]
struct Server {
    reply: Arc<Mutex<Reply>>,
    seen: Arc<Mutex<Vec<Seen>>>,
    address: String,
}

async fn answer(
    State(server): State<Server>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path().to_owned();
    server.seen.lock().unwrap().push(Seen {
        method,
        path,
        headers,
        body,
    });
    let reply = server.reply.lock().unwrap().clone();
    match reply {
        Reply::Text(status, text) => (StatusCode::from_u16(status).unwrap(), text).into_response(),
        Reply::Hang => std::future::pending().await,
        Reply::Long => " ".repeat(ANSWER_BYTES_MAX + 1).into_response(),
    }
}

impl Server {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            reply: Arc::new(Mutex::new(Reply::Text(500, String::new()))),
            seen: Arc::default(),
            address: format!("http://{}", listener.local_addr().unwrap()),
        };
        let router = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        server
    }

    fn says(&self, status: u16, text: &str) -> &Self {
        *self.reply.lock().unwrap() = Reply::Text(status, text.to_owned());
        self
    }

    fn does(&self, reply: Reply) -> &Self {
        *self.reply.lock().unwrap() = reply;
        self
    }

    fn adapter(&self) -> PawaPay {
        adapter(self.config())
    }

    fn config(&self) -> PawaPayConfig {
        PawaPayConfig {
            base_url: self.address.clone(),
            api_token: Secret::new("tok_test"),
            callback_url: "https://Shop.example/webhooks/pawapay".into(),
            callback_keys: Vec::new(),
            request_timeout_ms: 300,
            signing: None,
        }
    }

    fn last(&self) -> Seen {
        self.seen.lock().unwrap().last().unwrap().clone()
    }

    fn calls(&self) -> usize {
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

fn client() -> reqwest::Client {
    // Fails when another test was first; then it is installed all the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().build().unwrap()
}

fn adapter(config: PawaPayConfig) -> PawaPay {
    PawaPay::new(
        config,
        client(),
        Source::new(Arc::new(Still), Arc::new(Still)),
    )
    .unwrap()
}

fn reference() -> ProviderReference {
    ProviderReference::from_uuid(Uuid::parse_str(REFERENCE).unwrap())
}

fn kwacha(minor: i64) -> Money {
    Money::new(minor, Currency::ZMW)
}

fn prompt() -> Prompt {
    Prompt {
        reference: reference(),
        amount: kwacha(24_850),
        phone: PhoneNumber::from_e164("+260763456789").unwrap(),
        network: Network::MtnZambia,
        customer_message: "Soko SK-7F3K-22".into(),
        our_reference: "SK-7F3K-22".into(),
    }
}

fn declined(why: Refusal, code: &str) -> Declined {
    Declined {
        why,
        code: code.into(),
    }
}
