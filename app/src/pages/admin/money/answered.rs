//! A second admin agrees with what was proposed, or rejects it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use flows::cases::{self, Answer, CaseError};
use kernel::ProposalId;
use moderation::Reason;

use super::Treasurer;
use super::case::{find, meanwhile, not_possible, page};
use crate::form::Form;
use crate::pages::shown::see_other;
use crate::problem::Problem;
use crate::state::AppState;

/// `POST /admin/cases/{case}/proposals/{proposal}`
pub(super) async fn answer(
    State(app): State<AppState>,
    by: Treasurer,
    Path((id, proposal)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Problem> {
    let lang = by.lang();
    let looked = find(&app, &by, &id).await?;
    let case = looked.case.id;
    let proposal: ProposalId = proposal.parse().map_err(|_| Problem::NotFound)?;
    let said = match form.get("answer") {
        "agree" => Some(Answer::Agree),
        "reject" => Some(Answer::Reject),
        _ => None,
    };
    let note = form.value("note");
    if note.chars().count() > Reason::CHARS_MAX {
        let max = i64::try_from(Reason::CHARS_MAX).unwrap_or(i64::MAX);
        form.fail("note", lang.form_too_long(max));
    }
    match said {
        None => form.fail("note", lang.form_choose()),
        Some(said) if form.is_ok() => {
            let told = cases::answer(&app.market, by.admin, case, proposal, said, &note).await;
            match (told, said) {
                (Ok(()), Answer::Agree) => return Ok(see_other("/admin/cases?done=yes")),
                (Ok(()), Answer::Reject) => {
                    return Ok(see_other(&format!("/admin/cases/{case}?done=rejected")));
                }
                (Err(CaseError::SamePerson), _) => form.fail("note", lang.case_own_proposal()),
                (Err(CaseError::NotPossible(why)), _) => {
                    form.fail("note", not_possible(why, lang));
                }
                (Err(error), _) => return meanwhile(error, case),
            }
        }
        Some(_) => {}
    }
    page(
        &app,
        by,
        looked,
        form,
        StatusCode::UNPROCESSABLE_ENTITY,
        None,
    )
    .await
}
