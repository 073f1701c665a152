//! Server functions: how islands and button-only forms reach a flow. Each is four lines (who, parse, flow, view) and lives in a file
//! of this module; they are found by their `#[server]` registration.

mod payment_progress;

pub use payment_progress::payment_progress;

use std::sync::{Arc, OnceLock};

use axum::extract::FromRequestParts as _;
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use leptos::prelude::{Owner, ServerFnError, provide_context, use_context};
use leptos::reactive::computed::ScopedFuture;

use crate::problem::Problem;
use crate::state::AppState;
use crate::visitor::Visitor;

/// Every registered server function, for the router and for the roster test.
pub fn paths() -> impl Iterator<Item = (&'static str, Method)> {
    server_fn::axum::server_fn_paths()
}

/// The status of a refusal: the framework's own for every error is 500, which would tell strangers that there is something, and
/// us that something broke.
#[derive(Debug, Clone, Default)]
struct Refused(Arc<OnceLock<StatusCode>>);

/// Runs the server function that a request names, with the request's [`Parts`] and whatever `provide` gives (the application's state)
/// in context. 404 when there is none.
pub async fn handle_server_fn(provide: impl FnOnce() + Send, request: Request<Body>) -> Response {
    let Some(mut service) =
        server_fn::axum::get_server_fn_service(request.uri().path(), request.method().clone())
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (parts, body) = request.into_parts();
    let owner = Owner::new_root(None);
    let refused = Refused::default();
    let answer = owner.with(|| {
        provide();
        provide_context::<Parts>(parts.clone());
        provide_context(refused.clone());
        ScopedFuture::new(async move { service.run(Request::from_parts(parts, body)).await })
    });
    let mut response = answer.await;
    owner.unset();
    if let Some(status) = refused.0.get() {
        *response.status_mut() = *status;
    }
    response
}

/// The application, and who asks. Every action begins here.
async fn who() -> Result<(AppState, Visitor), ServerFnError> {
    let unknown = || ServerFnError::new("no request");
    let app = use_context::<AppState>().ok_or_else(unknown)?;
    let mut parts = use_context::<Parts>().ok_or_else(unknown)?;
    let visitor = Visitor::from_request_parts(&mut parts, &app)
        .await
        .map_err(refusal)?;
    Ok((app, visitor))
}

/// What the browser is told of a problem: its stable name, and its status.
fn refusal(problem: Problem) -> ServerFnError {
    if let Some(refused) = use_context::<Refused>() {
        let status = match problem {
            // A script cannot follow anybody to the page where they sign in.
            Problem::SignIn { .. } => StatusCode::UNAUTHORIZED,
            ref other => other.status(),
        };
        // The first stays; an action refuses once.
        let _ = refused.0.set(status);
    }
    ServerFnError::new(problem.code())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt as _;
    use leptos::prelude::{ServerFnError, server, use_context};

    #[derive(Clone)]
    struct Greeting(&'static str);

    #[server(prefix = "/act", endpoint = "test/greet")]
    async fn greet(name: String) -> Result<String, ServerFnError> {
        // Contexts must survive an await.
        tokio::task::yield_now().await;
        let greeting = use_context::<Greeting>().map_or("nothing", |greeting| greeting.0);
        let asked = use_context::<Parts>().map(|parts| parts.uri.path().to_owned());
        Ok(format!(
            "{greeting} {name} at {}",
            asked.unwrap_or_default()
        ))
    }

    #[server(prefix = "/act", endpoint = "test/hide")]
    async fn hide(name: String) -> Result<String, ServerFnError> {
        tokio::task::yield_now().await;
        drop(name);
        Err(super::refusal(Problem::NotFound))
    }

    fn post(path: &str) -> Request<Body> {
        Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from("name=Chanda"))
            .unwrap()
    }

    #[tokio::test]
    async fn an_action_sees_the_state_and_the_request() {
        assert!(paths().any(|(path, method)| path == "/act/test/greet" && method == Method::POST));
        let answer = handle_server_fn(
            || provide_context(Greeting("Hello")),
            post("/act/test/greet"),
        )
        .await;
        assert_eq!(answer.status(), StatusCode::OK);
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, "\"Hello Chanda at /act/test/greet\"");
    }

    #[tokio::test]
    async fn a_refusal_is_no_failure_of_ours() {
        let answer = handle_server_fn(|| {}, post("/act/test/hide")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn an_unknown_action_is_not_found() {
        let answer = handle_server_fn(|| {}, post("/act/nothing")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    }
}
