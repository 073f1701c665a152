//! Strangers see no phone number, no code and no message.

use axum::http::StatusCode;

use crate::browser::{Browser, code_in, web_with};
use crate::cast::{Cast, Role, never_given};
use crate::roster::{fill, reading};

/// A text as it would be read aloud: digits that only spaces, dashes or tags keep apart stand together.
fn digits_together(html: &str) -> String {
    let mut inside_tag = false;
    let shown = html.chars().filter(|c| {
        inside_tag = match c {
            '<' => true,
            '>' => false,
            _ => inside_tag,
        };
        !(inside_tag || c.is_whitespace() || "->\u{a0}\u{2009}\u{202f}()".contains(*c))
    });
    shown.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_tells_a_stranger_a_number_or_a_code() {
    let cast = Cast::gather().await;
    let messages = notifications::list_newest(&cast.m.db.app, 100)
        .await
        .unwrap();
    let mut tx = cast.m.platform().await;
    // What a shop gave for its customers is meant to be seen.
    let phones: Vec<String> = sqlx::query_scalar(
        "select phone from people union select to_phone from messages except select phone from shops",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap();
    drop(tx);
    let told = messages.len() + phones.len();
    assert!(told > 10, "there is something to tell");
    let account = cast.browser(Role::Other).get("/account").await;
    let account = digits_together(&account.body);
    for path in reading() {
        if path.starts_with("/development/") {
            continue;
        }
        let path = fill(&cast, path);
        for role in [Role::Visitor, Role::Other] {
            let page = cast.browser(role).get(&path).await;
            let text = digits_together(&page.body);
            for phone in &phones {
                let national = &phone[phone.len() - 9..];
                // Everybody may see their own.
                let is_own = role == Role::Other && account.contains(national);
                let is_told = text.contains(national) || page.body.contains(national);
                assert!(is_own || !is_told, "{path} tells {role:?} {phone}");
            }
            for message in &messages {
                let is_told = page.body.contains(message.body.as_str());
                assert!(!is_told, "{path} tells {role:?} a message");
                let mut words = page.body.split(|c: char| !c.is_alphanumeric());
                let code = code_in(&message.body);
                let is_told = code.is_some_and(|code| words.any(|word| word == code));
                assert!(!is_told, "{path} tells {role:?} a code");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_outbox_is_there_only_in_a_rehearsal() {
    let cast = Cast::gather().await;
    let real = web_with(&cast.m, |market, _| market.settings.is_rehearsal = false);
    for role in Role::ALL {
        let mut browser = Browser::at(&real);
        browser.cookies = cast.browser(role).cookies;
        let page = browser.get("/development/outbox").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{role:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_for_an_order_tells_nobody_whether_it_is_there() {
    let cast = Cast::gather().await;
    let number = cast.sold.number.to_string();
    let unknown = never_given();
    let mut answers = Vec::new();
    for (number, phone) in [
        (number.as_str(), "0955 000 111"),
        (unknown.as_str(), "0955 000 111"),
    ] {
        let mut stranger = cast.browser(Role::Visitor);
        let form = [("number", number), ("phone", phone)];
        let told = stranger.post("/track", &form).await;
        let wrong = [("number", number), ("phone", phone), ("code", "000000")];
        let typed = stranger.post("/track/code", &wrong).await;
        let plain = |html: &str| html.replace(number, "");
        answers.push((
            told.status,
            plain(&told.body),
            typed.status,
            plain(&typed.body),
        ));
    }
    assert_eq!(answers[0], answers[1]);
}
