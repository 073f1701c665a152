//! Serves the style guide from target/site on port 3999.
use app::{assets::Assets, pages::styleguide::styleguide};
use axum::{Json, Router, extract::{Path, State}, http::{StatusCode, header}, response::IntoResponse, routing::get};
use std::sync::atomic::{AtomicU32, Ordering};
static N: AtomicU32 = AtomicU32::new(0);
async fn index(State(a): State<Assets>) -> impl IntoResponse { styleguide(&a, "").unwrap() }
async fn chapter(State(a): State<Assets>, Path(c): Path<String>) -> impl IntoResponse { styleguide(&a, &c).ok_or(StatusCode::NOT_FOUND) }
async fn file(State(a): State<Assets>, Path(p): Path<String>) -> impl IntoResponse {
    let t = match p.rsplit('.').next() { Some("js") => "text/javascript", Some("wasm") => "application/wasm", _ => "image/svg+xml" };
    std::fs::read(a.root().join("pkg").join(p)).map(|b| ([(header::CONTENT_TYPE, t)], b)).map_err(|_| StatusCode::NOT_FOUND)
}
async fn icon(State(a): State<Assets>) -> impl IntoResponse { ([(header::CONTENT_TYPE, "image/svg+xml")], std::fs::read(a.root().join("favicon.svg")).unwrap()) }
async fn status() -> impl IntoResponse {
    let n = N.fetch_add(1, Ordering::SeqCst);
    println!("poll {n}");
    Json(serde_json::json!({"state": if n < 8 {"unclear"} else {"paid"}, "title": if n < 8 {"Not known yet"} else {"Paid"}, "sentence": format!("answer {}", n/4), "next": if n<8 {serde_json::Value::Null} else {serde_json::json!({"label":"See","url":"/styleguide?paid"})}}))
}
#[tokio::main]
async fn main() {
    let assets = Assets::load(std::path::Path::new("target/site")).unwrap();
    let app = Router::new().route("/styleguide", get(index)).route("/styleguide/{c}", get(chapter)).route("/styleguide/pay/status", get(status)).route("/pkg/{*p}", get(file)).route("/favicon.svg", get(icon)).with_state(assets);
    axum::serve(tokio::net::TcpListener::bind("127.0.0.1:3999").await.unwrap(), app).await.unwrap();
}
