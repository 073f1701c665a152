//! What happens to an answer between the provider and the merchant.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

use crate::dialects;
use crate::scenario::Transport;
use crate::socket::Cutter;
use crate::transaction::Dialect;
use crate::world::World;

/// Carries `answer`, or what the knob makes of it. Called after the books were written, or instead of writing them when the
/// request is lost.
pub(crate) async fn carry(
    world: &World,
    cutter: &Cutter,
    dialect: Dialect,
    transport: &Transport,
    answer: Response,
) -> Response {
    match transport {
        Transport::Ok => answer,
        Transport::ClientError { code } => {
            let status = StatusCode::from_u16(*code).unwrap_or(StatusCode::TOO_MANY_REQUESTS);
            dialects::trouble(dialect, status)
        }
        Transport::ServerErrorBefore { code } | Transport::ServerErrorAfter { code } => {
            let status = StatusCode::from_u16(*code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            dialects::trouble(dialect, status)
        }
        Transport::SpikeArrest => dialects::spike_arrest(dialect),
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
            let body = dialects::malformed(dialect);
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
