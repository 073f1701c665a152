//! A browser without script: it keeps cookies and follows nothing by itself.

use accounts::{Codes, Sessions, browser};
use app::assets::Assets;
use app::state::AppState;
use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::{Request, StatusCode, header, request};
use http_body_util::BodyExt as _;
use kernel::{PersonId, PhoneNumber};
use rehearsal::TestMarket;
use tower::ServiceExt as _;

const BOUNDARY: &str = "a-line-no-picture-holds";

pub struct Browser {
    web: Router,
    cookies: Vec<(String, String)>,
}

pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub content_type: String,
    pub html: String,
}

impl Answer {
    /// Where a form led, without what it says was done.
    pub fn path(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.html);
        self.location.split('?').next().unwrap()
    }
}

impl Browser {
    pub fn at(m: &TestMarket) -> Self {
        let market = m.market.clone();
        let codes = Codes::new(&market.settings.secret, market.settings.limits.codes);
        let sessions = Sessions::new(market.pools.app.clone(), market.source.clone());
        let app = AppState {
            market,
            assets: Assets::for_tests().unwrap(),
            codes,
            asides: catalog::storefront::Asides::default(),
        };
        let web = app::pages::router(&app)
            .with_state(app)
            .layer(browser::session_layer(sessions, false))
            // The server counts bodies by rules of its own.
            .layer(DefaultBodyLimit::disable());
        Self {
            web,
            cookies: Vec::new(),
        }
    }

    /// A browser in which this person is signed in.
    pub async fn of(m: &TestMarket, person: PersonId) -> Self {
        let person = accounts::people::by_id(&m.db.app, person)
            .await
            .unwrap()
            .unwrap();
        let mut browser = Self::at(m);
        browser.sign_in(m, &person.phone).await;
        browser
    }

    /// Signs in by phone and code, and says where that led.
    pub async fn sign_in(&mut self, m: &TestMarket, phone: &PhoneNumber) -> Answer {
        // The newest of several codes must be newer.
        m.pass_here(1);
        let asked = self.post("/sign-in", &[("phone", phone.e164())]).await;
        assert_eq!(asked.path(), "/sign-in/code");
        let code = newest_code(m, phone).await;
        let inside = self.post("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(inside.status, StatusCode::SEE_OTHER, "{}", inside.html);
        inside
    }

    async fn ask(&mut self, request: request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request
            .header(header::COOKIE, cookies.join("; "))
            .body(body)
            .unwrap();
        let response = self.web.clone().oneshot(request).await.unwrap();
        let headers = response.headers();
        for cookie in headers.get_all(header::SET_COOKIE) {
            let (name, value) = cookie
                .to_str()
                .unwrap()
                .split(';')
                .next()
                .unwrap()
                .split_once('=')
                .unwrap();
            self.cookies.retain(|(held, _)| held != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        let text = |name| {
            headers
                .get(name)
                .map_or("", |value| value.to_str().unwrap())
                .to_owned()
        };
        let (location, content_type) = (text(header::LOCATION), text(header::CONTENT_TYPE));
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let html = String::from_utf8_lossy(&body).into_owned();
        assert!(
            !html.contains(" style=") && !html.contains(" onclick="),
            "the policy allows no inline style or handler"
        );
        Answer {
            status,
            location,
            content_type,
            html,
        }
    }

    /// What a cookie holds; nothing where there is none.
    pub fn cookie(&self, name: &str) -> &str {
        let held = self.cookies.iter().find(|(held, _)| held == name);
        held.map_or("", |(_, value)| value)
    }

    /// Puts a cookie into this browser.
    pub fn hold(&mut self, name: &str, value: &str) {
        self.cookies.push((name.to_owned(), value.to_owned()));
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask(Request::get(path), Body::empty()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(
            request,
            Body::from(serde_html_form::to_string(fields).unwrap()),
        )
        .await
    }

    /// Sends a form with a picture, as browsers do: an empty file field is sent too.
    pub async fn send(&mut self, path: &str, fields: &[(&str, &str)], photo: &[u8]) -> Answer {
        self.send_file(path, fields, ("photo", "a.jpg"), photo)
            .await
    }

    /// Sends a form with any file, by the name of its field and its own.
    pub async fn send_file(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        (field, file): (&str, &str),
        content: &[u8],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(part.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.ask(
            Request::post(path).header(header::CONTENT_TYPE, kind),
            Body::from(body),
        )
        .await
    }
}

/// The last code sent to a phone.
pub async fn newest_code(m: &TestMarket, phone: &PhoneNumber) -> String {
    let messages = notifications::list_newest(&m.db.app, 20).await.unwrap();
    let body = messages
        .into_iter()
        .find(|message| message.to == *phone)
        .unwrap()
        .body;
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    body.split(|c: char| !c.is_ascii_digit())
        .find(is_code)
        .unwrap()
        .to_owned()
}

/// The value of a field.
pub fn value(html: &str, name: &str) -> String {
    let at = html
        .find(&format!("name=\"{name}\""))
        .unwrap_or_else(|| panic!("no field {name}"));
    let tag = &html[html[..at].rfind('<').unwrap()..];
    let tag = &tag[..tag.find('>').unwrap()];
    tag.split("value=\"")
        .nth(1)
        .map_or("", |rest| rest.split('"').next().unwrap())
        .to_owned()
}

/// The first address that begins so, in a link or a picture.
pub fn address(html: &str, start: &str) -> String {
    let at = html
        .find(&format!("=\"{start}"))
        .unwrap_or_else(|| panic!("nothing leads to {start}"));
    html[at + 2..].split('"').next().unwrap().to_owned()
}
