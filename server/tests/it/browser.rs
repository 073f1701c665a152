//! A browser without script in front of the whole web: it keeps cookies, says where its requests come from, and follows
//! nothing by itself.

use std::net::{Ipv4Addr, SocketAddr};

use accounts::Codes;
use app::assets::Assets;
use app::problem::encode;
use app::state::AppState;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use flows::Market;
use http_body_util::BodyExt as _;
use kernel::{PersonId, PhoneNumber};
use rehearsal::TestMarket;
use server::config::HttpConfig;
use server::router::{Web, router};
use tower::ServiceExt as _;

/// Where browsers of tests are: not on this machine.
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 7);
const FORM: &str = "application/x-www-form-urlencoded";

/// The web over a market, as `serve` makes it.
pub fn web(m: &TestMarket) -> Router {
    web_with(m, |_, _| {})
}

/// The same with other settings.
pub fn web_with(m: &TestMarket, set: impl FnOnce(&mut Market, &mut HttpConfig)) -> Router {
    let (mut market, mut config) = (m.market.clone(), HttpConfig::for_tests());
    set(&mut market, &mut config);
    let settings = &market.settings;
    let codes = Codes::new(&settings.secret, settings.limits.codes);
    let state = AppState {
        market,
        assets: Assets::for_tests().unwrap(),
        codes,
        asides: catalog::storefront::Asides::default(),
    };
    router(Web {
        state,
        config,
        media_root: std::env::temp_dir(),
        worker_pool: m.db.worker.clone(),
        pages: None,
    })
}

/// One browser. A clone goes its own way from here on.
#[derive(Clone)]
pub struct Browser {
    web: Router,
    /// What it sends along, by name.
    pub cookies: Vec<(String, String)>,
    /// Where it is.
    pub peer: SocketAddr,
    /// What it says of where its changing requests come from.
    pub says: Vec<(&'static str, String)>,
}

/// What came back, read to the end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// A header's value; empty when there is none.
    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn location(&self) -> &str {
        self.header(header::LOCATION)
    }

    /// Whether it asks to sign in first and come back.
    pub fn is_door(&self) -> bool {
        self.status == StatusCode::SEE_OTHER && self.location().starts_with("/sign-in?back=")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Cookies it sets, as they were written.
    pub fn cookies(&self) -> Vec<&str> {
        let cookies = self.headers.get_all(header::SET_COOKIE).iter();
        cookies.map(|cookie| cookie.to_str().unwrap()).collect()
    }

    /// The first address that begins so, in a link, a form or a picture.
    pub fn address(&self, start: &str) -> String {
        let found = self.body.split("=\"").find(|rest| rest.starts_with(start));
        let found = found.and_then(|rest| rest.split('"').next());
        found.unwrap_or_default().to_owned()
    }
}

impl Browser {
    pub fn at(web: &Router) -> Self {
        Self {
            web: web.clone(),
            cookies: Vec::new(),
            peer: SocketAddr::from((ELSEWHERE, 50_000)),
            says: vec![("sec-fetch-site", "same-origin".to_owned())],
        }
    }

    /// A browser in which this person is signed in.
    pub async fn of(m: &TestMarket, web: &Router, person: PersonId) -> Self {
        let mut browser = Self::at(web);
        let phone = phone_of(m, person).await;
        let led = browser.sign_in(m, &phone).await;
        assert_eq!(led.status, StatusCode::SEE_OTHER, "{}", led.body);
        browser
    }

    /// Signs in by phone and code, and says what the code led to.
    pub async fn sign_in(&mut self, m: &TestMarket, phone: &PhoneNumber) -> Answer {
        // Codes are told apart by when they were sent.
        m.pass_here(1);
        let asked = self.post("/sign-in", &[("phone", phone.e164())]).await;
        assert_eq!(asked.location(), "/sign-in/code", "{}", asked.body);
        let code = newest_code(m, phone).await;
        self.post("/sign-in/code", &[("code", &code)]).await
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        self.ask(&Method::POST, path, FORM, fields.join("&")).await
    }

    pub async fn ask(
        &mut self,
        method: &Method,
        path: &str,
        kind: &str,
        body: impl Into<Body>,
    ) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, kind)
            .header("idempotency-key", "a-key-of-this-test");
        self.send(request.body(body.into()).unwrap()).await
    }

    /// Sends a request with the cookies, and keeps those that come back.
    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let is_change = *request.method() != Method::GET;
        let headers = request.headers_mut();
        if !pairs.is_empty() {
            headers.insert(header::COOKIE, pairs.join("; ").parse().unwrap());
        }
        for (name, value) in self.says.iter().filter(|_| is_change) {
            headers.insert(*name, value.parse().unwrap());
        }
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let response = self.web.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        };
        for cookie in answer.cookies() {
            let pair = cookie.split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.set_cookie(name, value);
        }
        answer
    }

    /// The value of a cookie; empty when there is none.
    pub fn cookie(&self, name: &str) -> String {
        let found = self.cookies.iter().find(|(held, _)| held == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.retain(|(held, _)| held != name);
        self.cookies.push((name.to_owned(), value.to_owned()));
    }
}

pub async fn phone_of(m: &TestMarket, person: PersonId) -> PhoneNumber {
    let found = accounts::people::by_id(&m.db.app, person).await.unwrap();
    found.unwrap().phone
}

/// The last code sent to a phone.
pub async fn newest_code(m: &TestMarket, phone: &PhoneNumber) -> String {
    let messages = notifications::list_newest(&m.db.app, 50).await.unwrap();
    let mut codes = messages
        .into_iter()
        .filter(|message| message.to == *phone)
        .filter_map(|message| code_in(&message.body));
    codes.next().unwrap()
}

/// The code in a message, if there is one.
pub fn code_in(body: &str) -> Option<String> {
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = body.split(|c: char| !c.is_ascii_digit());
    words.find(is_code).map(str::to_owned)
}

/// A code that is not this one.
pub fn other_code(code: &str) -> &'static str {
    if code == "123456" { "654321" } else { "123456" }
}
