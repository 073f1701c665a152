//! Pages: each an axum handler that gathers its data through flows and renders a pure view.

pub mod styleguide;
