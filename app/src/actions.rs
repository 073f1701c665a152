//! Server functions: how islands and button-only forms reach a flow. Each is four lines (who, parse, flow, view) and lives in a file
//! of this module; they are found by their `#[server]` registration.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use leptos::prelude::{Owner, provide_context};
use leptos::reactive::computed::ScopedFuture;

/// Every registered server function, for the router and for the roster test.
pub fn paths() -> impl Iterator<Item = (&'static str, Method)> {
    server_fn::axum::server_fn_paths()
}

/// Runs the server function that a request names, with the request's [`Parts`] and whatever `provide` gives (the application's state)
/// in context. 404 when there is none.
pub async fn handle_server_fn(provide: impl FnOnce() + Send, request: Request<Body>) -> Response {
    let Some(mut service) = server_fn::axum::get_server_fn_service(request.uri().path(), request.method().clone()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (parts, body) = request.into_parts();
    let owner = Owner::new_root(None);
    let answer = owner.with(|| {
        provide();
        provide_context::<Parts>(parts.clone());
        ScopedFuture::new(async move { service.run(Request::from_parts(parts, body)).await })
    });
    let response = answer.await;
    owner.unset();
    response
}
