//! The decision form, parsed at the door.

use moderation::{CaseKind, Reason, ReasonError, Verdict};
use words::Lang;

use crate::form::Form;

/// Reasons to choose from, by kind of case.
pub(super) fn reasons(kind: CaseKind, lang: Lang) -> Vec<&'static str> {
    match kind {
        CaseKind::Shop => vec![
            lang.reason_shop_unclear(),
            lang.reason_shop_unreachable(),
            lang.reason_not_allowed(),
        ],
        CaseKind::Picture => vec![
            lang.reason_not_the_product(),
            lang.reason_not_clear(),
            lang.reason_contact_in_picture(),
            lang.reason_not_yours(),
            lang.reason_not_allowed(),
        ],
        CaseKind::Payment => Vec::new(),
    }
}

/// What was decided. A refusal says why; the form says what is missing.
pub(super) fn parse(form: &mut Form, kind: CaseKind, lang: Lang) -> Option<Verdict> {
    let decision = form.value("decision");
    match (kind, decision.as_str()) {
        (CaseKind::Shop | CaseKind::Picture, "approve") => Some(Verdict::Approve),
        (CaseKind::Shop | CaseKind::Picture, "refuse") => reason(form, lang).map(Verdict::Refuse),
        (CaseKind::Shop | CaseKind::Picture | CaseKind::Payment, _) => {
            form.fail("reason", lang.form_choose());
            None
        }
    }
}

/// The chosen reason and the written one, whichever there are.
pub(super) fn reason(form: &mut Form, lang: Lang) -> Option<Reason> {
    let chosen = form.value("why");
    form.parse("reason", |typed| {
        let parts: Vec<&str> = [chosen.as_str(), typed]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        Reason::parse(&parts.join(" ")).map_err(|error| match error {
            ReasonError::Missing => lang.form_reason().to_owned(),
            ReasonError::TooLong => {
                lang.form_too_long(i64::try_from(Reason::CHARS_MAX).unwrap_or(i64::MAX))
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(kind: CaseKind, fields: &[(&'static str, &str)]) -> Result<Verdict, String> {
        let mut form = Form::of(
            fields
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        parse(&mut form, kind, Lang::En).ok_or_else(|| form.error("reason").unwrap_or_default())
    }

    #[test]
    fn a_refusal_needs_a_reason_and_an_approval_none() {
        assert_eq!(
            decided(CaseKind::Shop, &[("decision", "approve")]),
            Ok(Verdict::Approve)
        );
        assert_eq!(
            decided(CaseKind::Picture, &[("decision", "refuse")]),
            Err(Lang::En.form_reason().to_owned())
        );
        let reason = decided(
            CaseKind::Picture,
            &[
                ("decision", "refuse"),
                ("why", "Too dark."),
                ("reason", "Use a window."),
            ],
        );
        assert_eq!(reason.unwrap().reason(), "Too dark. Use a window.");
    }

    #[test]
    fn a_payment_is_never_decided_here() {
        for decision in ["approve", "refuse", "settle", ""] {
            let fields = [("decision", decision), ("reason", "x")];
            assert!(decided(CaseKind::Payment, &fields).is_err(), "{decision}");
        }
        assert!(decided(CaseKind::Shop, &[("decision", "settle"), ("reason", "x")]).is_err());
    }
}
