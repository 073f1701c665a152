//! Posted forms that may carry a file.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;

use crate::form::Form;
use crate::problem::Problem;

/// The most fields of a form with a file.
const PARTS_MAX: usize = 700;

/// A file that came with a form.
pub(super) enum Sent {
    /// The field was left empty.
    Nothing,
    File(Vec<u8>),
    TooLarge,
}

/// A form, and what its one field for a file held.
pub(super) struct Received {
    pub form: Form,
    pub file: Sent,
    /// What the file is called where it comes from; empty without one.
    pub name: String,
}

/// Reads a form whose file is in the field `field`.
pub(super) async fn receive<S: Send + Sync>(
    request: Request,
    state: &S,
    field: &str,
    bytes_max: usize,
) -> Result<Received, Problem> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let mut received = Received {
        form: Form::default(),
        file: Sent::Nothing,
        name: String::new(),
    };
    if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        received.form = Form::from_request(request, state).await?;
        return Ok(received);
    }
    let mut parts = Multipart::from_request(request, state)
        .await
        .map_err(|_| Problem::BadRequest)?;
    let mut values = Vec::new();
    while let Some(mut part) = parts.next_field().await.map_err(|_| Problem::TooLarge)? {
        let name = part.name().unwrap_or_default().to_owned();
        let Some(file_name) = part.file_name().map(ToOwned::to_owned) else {
            let text = part.text().await.map_err(|_| Problem::BadRequest)?;
            values.push((name, text.replace('\0', "")));
            if values.len() > PARTS_MAX {
                return Err(Problem::TooLarge);
            }
            continue;
        };
        let mut file = Vec::new();
        // Read to the end even when it is too large, so that the rest of the form is not lost.
        while let Some(chunk) = part.chunk().await.map_err(|_| Problem::TooLarge)? {
            if file.len() <= bytes_max {
                file.extend_from_slice(&chunk);
            }
        }
        if name == field && !file.is_empty() {
            received.name = file_name;
            received.file = if file.len() > bytes_max {
                Sent::TooLarge
            } else {
                Sent::File(file)
            };
        }
    }
    received.form = Form::of_pairs(values);
    Ok(received)
}

/// A posted form that may carry one picture, in the field `photo`.
pub(super) struct Posted {
    pub form: Form,
    pub photo: Sent,
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes_max = media::Limits::default().bytes_max;
        let Received { form, file, .. } = receive(request, state, "photo", bytes_max).await?;
        Ok(Self { form, photo: file })
    }
}
