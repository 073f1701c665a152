//! What happens to an answer between the provider and the merchant.

use std::time::Duration;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde_json::json;

use crate::scenario::Transport;
use crate::socket::Cutter;
use crate::world::World;

/// Carries `answer`, or what the knob makes of it. Called after the books were written, or instead of writing them when the
/// request is lost.
pub(crate) async fn carry(
    world: &World,
    cutter: &Cutter,
    transport: &Transport,
    answer: Response,
) -> Response {
    match transport {
        Transport::Ok => answer,
        Transport::ClientError { code } => error_answer(*code, StatusCode::TOO_MANY_REQUESTS),
        Transport::ServerErrorBefore { code } | Transport::ServerErrorAfter { code } => {
            error_answer(*code, StatusCode::INTERNAL_SERVER_ERROR)
        }
        Transport::ResetBefore | Transport::ResetAfter => {
            cutter.cut();
            answer
        }
        Transport::HangBefore | Transport::HangAfter => {
            wait(world, world.config.hang_limit).await;
            cutter.cut();
            answer
        }
        Transport::Slow { ms } => {
            wait(world, Duration::from_millis(*ms)).await;
            answer
        }
        Transport::MalformedJson => {
            let body = r#"{"depositId":"f4401bd2-1568-4140-bf2d-eb77d2b2b639","status":"ACC"#;
            ([(header::CONTENT_TYPE, "application/json")], body).into_response()
        }
        Transport::HtmlErrorPage => {
            let page = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";
            (
                StatusCode::BAD_GATEWAY,
                [(header::CONTENT_TYPE, "text/html")],
                page,
            )
                .into_response()
        }
    }
}

async fn wait(world: &World, limit: Duration) {
    let mut stopping = world.stopping.subscribe();
    tokio::select! {
        () = tokio::time::sleep(limit) => {}
        _ = stopping.wait_for(|stopping| *stopping) => {}
    }
}

/// A 5xx has no `status`: nobody knows what became of the request.
fn error_answer(code: u16, otherwise: StatusCode) -> Response {
    let status = StatusCode::from_u16(code).unwrap_or(otherwise);
    let reason =
        json!({"failureCode": "UNKNOWN_ERROR", "failureMessage": "An unknown problem occurred."});
    (status, Json(json!({"failureReason": reason}))).into_response()
}
