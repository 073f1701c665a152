//! A merchant for tests: calls the dialect, receives callbacks, and verifies them with `ring`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::StatusCode;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha512};
use simulator::{PublicKey, Running, ScenarioRule, Simulator, SimulatorConfig};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

pub const TOKEN: &str = "a token for tests";
pub const GOOD: &str = "260763456789";
pub const HOOK: &str = "/api/v1/payments/webhook/pawapay";

/// A callback as it arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub method: String,
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Arrived {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

#[derive(Clone)]
pub struct Receiver {
    arrived: Arc<Mutex<Vec<Arrived>>>,
    answer: Arc<AtomicU16>,
    words: Arc<Mutex<String>>,
}

impl Receiver {
    async fn listen() -> (Self, u16) {
        let receiver = Self {
            arrived: Arc::default(),
            answer: Arc::new(AtomicU16::new(200)),
            words: Arc::default(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let app = Router::new()
            .fallback(Self::take)
            .with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        (receiver, port)
    }

    async fn take(State(receiver): State<Self>, request: Request) -> (StatusCode, String) {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        let headers = parts
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap().to_owned()))
            .collect();
        receiver.arrived.lock().unwrap().push(Arrived {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            headers,
            body,
        });
        let status = StatusCode::from_u16(receiver.answer.load(Ordering::SeqCst)).unwrap();
        (status, receiver.words.lock().unwrap().clone())
    }

    pub fn answer_with(&self, status: u16) {
        self.answer.store(status, Ordering::SeqCst);
    }

    pub fn say(&self, words: &str) {
        words.clone_into(&mut self.words.lock().unwrap());
    }

    pub fn all(&self) -> Vec<Arrived> {
        self.arrived.lock().unwrap().clone()
    }

    /// Waits until so many arrived, at most five seconds.
    pub async fn wait_for(&self, count: usize) -> Vec<Arrived> {
        for _ in 0..500 {
            if self.all().len() >= count {
                return self.all();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{count} callbacks were expected, {} came", self.all().len());
    }
}

/// A running simulator and its merchant.
pub struct Market {
    pub simulator: Running,
    pub receiver: Receiver,
    pub authority: String,
}

impl Market {
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    pub async fn open_with(change: impl FnOnce(&mut SimulatorConfig)) -> Self {
        let (receiver, port) = Receiver::listen().await;
        let mut config = SimulatorConfig::new(&format!("http://127.0.0.1:{port}"), TOKEN);
        config.settle_delay = Duration::from_millis(20);
        config.hang_limit = Duration::from_secs(5);
        change(&mut config);
        let authority = format!("127.0.0.1:{port}");
        Self {
            simulator: Simulator::start(config).await.unwrap(),
            receiver,
            authority,
        }
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.call("GET", path, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.call("POST", path, Some(body)).await
    }

    async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let (status, text) = self.try_call(method, path, body).await.unwrap();
        (status, serde_json::from_str(&text).unwrap())
    }

    /// `Err` when the connection broke before a whole answer.
    pub async fn try_call(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(u16, String), String> {
        let authorization = ("authorization".to_owned(), format!("Bearer {TOKEN}"));
        let mut headers = vec![authorization];
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let answer = send(self.simulator.dialect_url(), method, path, &headers, &body).await?;
        Ok((answer.0, answer.1))
    }

    pub async fn deposit(&self, msisdn: &str, provider: &str, amount: &str) -> Uuid {
        let id = Uuid::new_v4();
        let (status, answer) = self
            .post("/v2/deposits", &deposit(id, msisdn, provider, amount))
            .await;
        assert_eq!(
            (status, &answer["status"]),
            (200, &json!("ACCEPTED")),
            "{answer}"
        );
        id
    }

    /// Waits until the books hold so many movements, at most five seconds.
    pub async fn booked(&self, count: usize) {
        for _ in 0..500 {
            if self.simulator.transactions().len() >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{count} movements were expected");
    }

    pub fn scenario(&self, rule: Value) {
        self.simulator
            .put_scenario(serde_json::from_value::<ScenarioRule>(rule).unwrap())
            .unwrap();
    }

    pub async fn control(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let answer = send(self.simulator.control_url(), method, path, &[], body)
            .await
            .unwrap();
        (answer.0, answer.1)
    }

    /// What the status query says.
    pub async fn status(&self, id: Uuid) -> Value {
        let (status, answer) = self.get(&format!("/v2/deposits/{id}")).await;
        assert_eq!(
            (status, &answer["status"]),
            (200, &json!("FOUND")),
            "{answer}"
        );
        answer["data"].clone()
    }

    /// Waits until the status query says `word`, at most five seconds.
    pub async fn wait_for_status(&self, id: Uuid, word: &str) -> Value {
        for _ in 0..500 {
            let data = self.status(id).await;
            if data["status"] == word {
                return data;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{id} did not become {word}");
    }

    pub fn verify(&self, arrived: &Arrived) -> Result<(), String> {
        verify(arrived, &self.authority, &self.simulator.public_keys())
    }
}

pub fn deposit(id: Uuid, msisdn: &str, provider: &str, amount: &str) -> Value {
    let currency = if provider.ends_with("KEN") {
        "KES"
    } else {
        "ZMW"
    };
    json!({
        "depositId": id, "amount": amount, "currency": currency,
        "payer": {"type": "MMO", "accountDetails": {"phoneNumber": msisdn, "provider": provider}},
        "customerMessage": "Order 12345", "clientReferenceId": "REF-1",
        "metadata": [{"orderId": "ORD-1"}, {"customerId": "C-1", "isPII": true}],
    })
}

/// One request on a connection of its own.
pub async fn send(
    base: &str,
    method: &str,
    path: &str,
    headers: &[(String, String)],
    body: &str,
) -> Result<(u16, String, http::HeaderMap), String> {
    let authority = base.strip_prefix("http://").unwrap();
    let stream = TcpStream::connect(authority)
        .await
        .map_err(|e| e.to_string())?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|e| e.to_string())?;
    tokio::spawn(connection);
    let mut request = http::Request::builder()
        .method(method)
        .uri(path)
        .header("host", authority);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let request = request
        .body(Full::new(Bytes::from(body.to_owned())))
        .unwrap();
    let answer = sender
        .send_request(request)
        .await
        .map_err(|e| e.to_string())?;
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.map_err(|e| e.to_string())?.to_bytes();
    Ok((
        parts.status.as_u16(),
        String::from_utf8_lossy(&body).into_owned(),
        parts.headers,
    ))
}

/// Verifies as the documentation says, without the simulator's code: digest, coverage, time, key, signature.
pub fn verify(arrived: &Arrived, authority: &str, keys: &[PublicKey]) -> Result<(), String> {
    let header = |name: &str| arrived.headers.get(name).ok_or(format!("no {name}"));
    let digest = format!("sha-512=:{}:", BASE64.encode(Sha512::digest(&arrived.body)));
    if *header("content-digest")? != digest {
        return Err("digest".to_owned());
    }
    let params = header("signature-input")?
        .strip_prefix("sig-pp=")
        .ok_or("label")?;
    let list = params
        .strip_prefix('(')
        .and_then(|rest| rest.split(')').next())
        .ok_or("list")?;
    if !list.contains("\"content-digest\"") {
        return Err("uncovered".to_owned());
    }
    let mut base = String::new();
    for name in list.split(' ').map(|name| name.trim_matches('"')) {
        let value = match name {
            "@method" => "POST",
            "@authority" => authority,
            "@path" => arrived.path.as_str(),
            other => header(other)?,
        };
        base.extend(["\"", name, "\": ", value, "\n"]);
    }
    base.extend(["\"@signature-params\": ", params]);
    let parameter = |name: &str| {
        let part = params
            .split(';')
            .find_map(|part| part.strip_prefix(&format!("{name}=")));
        part.map(|value| value.trim_matches('"').to_owned())
            .ok_or(format!("no {name}"))
    };
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let seconds = |name| parameter(name).map(|text| text.parse::<u64>().unwrap());
    if seconds("created")? > now + 60 || seconds("expires")? < now {
        return Err("time".to_owned());
    }
    let key_id = parameter("keyid")?;
    let key = keys
        .iter()
        .find(|key| key.id == key_id)
        .ok_or("unknown key")?;
    let pem: String = key
        .key
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    let spki = BASE64.decode(pem).unwrap();
    let point = &spki[spki.len() - 65..];
    let signature = header("signature")?
        .strip_prefix("sig-pp=:")
        .and_then(|rest| rest.strip_suffix(':'));
    let signature = BASE64
        .decode(signature.ok_or("form")?)
        .map_err(|e| e.to_string())?;
    let algorithm = if signature[0] == 0x30 && signature.len() != 64 {
        &ring::signature::ECDSA_P256_SHA256_ASN1
    } else {
        &ring::signature::ECDSA_P256_SHA256_FIXED
    };
    let key = ring::signature::UnparsedPublicKey::new(algorithm, point);
    key.verify(base.as_bytes(), &signature)
        .map_err(|_| "wrong".to_owned())
}
