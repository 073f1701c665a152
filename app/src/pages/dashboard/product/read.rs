//! What was posted, or why it was not taken.

use axum::http::StatusCode;
use catalog::variants::Variant;
use catalog::{Error, Thing};
use flows::keep_listing::ListingError;
use words::Lang;

use super::typed::{self, Written, cell, option};
use crate::form::Form;
use crate::pages::dashboard::Desk;
use crate::pages::sent::Sent;
use crate::problem::Problem;
use crate::state::AppState;

/// Why the form comes back.
pub(super) enum Refused {
    /// Something typed needs another look.
    Typed,
    /// Its combinations were made, as asked or because they had to be: the prices come next.
    Arranged { form: Form, asked: bool },
    /// The product is no longer one that can be changed.
    Moved,
}

impl Refused {
    /// The form to show.
    pub(super) fn form(&self, typed: Form) -> Form {
        match self {
            Self::Arranged { form, .. } => form.clone(),
            Self::Typed | Self::Moved => typed,
        }
    }

    pub(super) const fn status(&self) -> StatusCode {
        match self {
            Self::Arranged { asked: true, .. } => StatusCode::OK,
            Self::Arranged { asked: false, .. } | Self::Typed | Self::Moved => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
        }
    }
}

/// Reads the form, or makes its combinations first.
pub(super) fn written(
    app: &AppState,
    desk: &Desk,
    form: &mut Form,
    known: &[Variant],
) -> Result<Written, Refused> {
    let lang = desk.lang();
    let asked = form.get("do") == "apply";
    if asked || !typed::is_arranged(form, lang) {
        let arranged = typed::arranged(form, lang).ok_or(Refused::Typed)?;
        return Err(Refused::Arranged {
            form: arranged,
            asked,
        });
    }
    typed::parse(form, known, &app.market.source, desk.country, lang).ok_or(Refused::Typed)
}

/// The file, if it is one that can be worked on.
pub(super) fn photo(sent: Sent, form: &mut Form, lang: Lang) -> Option<Vec<u8>> {
    match sent {
        Sent::Nothing => None,
        Sent::TooLarge => {
            form.fail(
                "photo",
                too_large(media::Limits::default().bytes_max / 1_000_000, lang),
            );
            None
        }
        Sent::File(file) if media::ContentType::of_content(&file).is_none() => {
            form.fail("photo", lang.form_photo_not_a_picture());
            None
        }
        Sent::File(file) => Some(file),
    }
}

pub(super) fn too_large(megabytes: usize, lang: Lang) -> String {
    lang.form_photo_too_large(i64::try_from(megabytes).unwrap_or(i64::MAX))
}

/// Puts the catalogue's refusal beside the field it is about.
pub(super) fn refuse(error: ListingError, form: &mut Form, lang: Lang) -> Result<Refused, Problem> {
    let refusal = match error {
        ListingError::Failed(error) => return Err(error.into()),
        ListingError::Refused(refusal) => refusal,
        ListingError::NeedsPicture | ListingError::BelowHeld { .. } | ListingError::Again => {
            return Ok(Refused::Moved);
        }
    };
    // The catalogue counts the variants it was given; combinations that are not sold were not.
    let rows = typed::rows(form).len();
    let sold: Vec<usize> = (0..rows)
        .filter(|row| rows == 1 || !form.get(&cell(*row, "price")).is_empty())
        .collect();
    let row = |index: usize| sold.get(index).copied().unwrap_or_default();
    match refusal {
        Error::SkuTaken { index, .. } => form.fail(&cell(row(index), "sku"), lang.form_sku_taken()),
        Error::WasNotHigher { index } => {
            form.fail(&cell(row(index), "was"), lang.form_old_price_lower());
        }
        Error::PriceNotPositive { index } => {
            form.fail(&cell(row(index), "price"), lang.form_amount_positive());
        }
        Error::CurrencyMismatch { index } => {
            form.fail(&cell(row(index), "price"), lang.form_amount());
        }
        Error::Options(_) | Error::OptionsRepeated { .. } | Error::OptionsIncomplete { .. } => {
            form.fail(&option(0, "values"), lang.form_options_repeat());
        }
        Error::NoVariants => form.fail(&cell(0, "price"), lang.variants_none()),
        Error::TooMany { max, .. } => {
            form.fail(
                &option(0, "values"),
                lang.form_options_many(i64::try_from(max).unwrap_or(i64::MAX)),
            );
        }
        Error::NotFound(Thing::Category) => form.fail("category", lang.form_category()),
        Error::NotFound(Thing::Listing | Thing::Shop | Thing::Variant | Thing::Picture) => {
            return Err(Problem::NotFound);
        }
        Error::WrongState(_) => return Ok(Refused::Moved),
        Error::NameTaken => form.fail("title", lang.form_required()),
        Error::Store(error) => return Err(error.into()),
    }
    Ok(Refused::Typed)
}
