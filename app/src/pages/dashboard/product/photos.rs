//! Photos of a product: those there are with their states, and one more.

use catalog::PictureState;
use catalog::pictures::{PICTURES_MAX, Picture as Kept};
use leptos::prelude::*;
use media::{PictureKey, Size};
use words::Lang;

use super::view::Shown;
use crate::pages::dashboard::said::picture_badge;
use crate::pages::dashboard::waiting;
use crate::pages::door::summary;
use crate::pages::shown::media_path;
use crate::ui::{Button, ButtonKind, Field, FileField, Hidden, Icon, Photo, Picture};

const MEGABYTES: i64 = 12;

pub(super) fn section(shown: &Shown, pictures: &[Kept]) -> AnyView {
    let lang = shown.desk.lang();
    let form = &shown.forms.photo;
    let cards = pictures
        .iter()
        .enumerate()
        .map(|(index, picture)| card(shown, index, picture, lang))
        .collect_view();
    let list = (!pictures.is_empty()).then(|| view! { <ul class="products">{cards}</ul> });
    let add = (pictures.len() < PICTURES_MAX).then(|| {
        view! {
            <form method="post" action=shown.action() enctype="multipart/form-data">
                <Hidden name="form" value="photo" />
                {file(form.error("photo"), lang)}
                <Field
                    id="alt"
                    name="alt"
                    label=lang.photo_alt()
                    hint=lang.photo_alt_hint()
                    value=form.value("alt")
                    error=form.error("alt")
                    max_length=200
                />
                <p class="actions">
                    <Button label=lang.photo_upload() icon=Icon::Camera />
                </p>
            </form>
        }
    });
    view! {
        <section id="photos">
            <h2>{lang.photos_title()}</h2>
            {summary(form, lang)}
            <div class="stack">{list}{add}</div>
        </section>
    }
    .into_any()
}

/// The field for a file; phones offer the camera too.
pub(super) fn file(error: Option<String>, lang: Lang) -> AnyView {
    view! { <FileField id="photo" name="photo" label=lang.photo_take() hint=lang.photo_hint(MEGABYTES) error=error /> }.into_any()
}

fn card(shown: &Shown, index: usize, kept: &Kept, lang: Lang) -> AnyView {
    let photo = photo(kept, &shown.title())
        .map(|photo| view! { <Picture photo=photo sizes="240px" /> }.into_any());
    let empty = || view! { <span class="no-picture">{Icon::Camera.view()}</span> }.into_any();
    let reason = match kept.state {
        PictureState::Uploaded => Some(lang.photo_being_made().to_owned()),
        PictureState::Refused | PictureState::Broken if !kept.state_reason.is_empty() => {
            Some(lang.photo_refused(&kept.state_reason))
        }
        PictureState::Pending
        | PictureState::Approved
        | PictureState::Refused
        | PictureState::Broken
        | PictureState::Removed => None,
    };
    let action = shown.desk.href(&format!(
        "/dashboard/products/{}/pictures/{}",
        shown.id(),
        kept.id
    ));
    let may_lead = index > 0
        && matches!(
            kept.state,
            PictureState::Pending | PictureState::Approved | PictureState::Uploaded
        );
    view! {
        <li class="product">
            <span class="product-picture">{photo.unwrap_or_else(empty)}</span>
            <p>{picture_badge(kept.state, lang)}</p>
            {reason.map(|reason| view! { <p class="hint">{reason}</p> })}
            <form method="post" action=action class="actions">
                {may_lead.then(|| view! { <Button label=lang.photo_first() name="verb" value="first" /> })}
                <Button label=lang.photo_remove() kind=ButtonKind::Danger name="verb" value="remove" />
            </form>
        </li>
    }
    .into_any()
}

/// A refused picture's files are gone; one that was never read has none.
fn photo(kept: &Kept, title: &str) -> Option<Photo> {
    let rendered = kept.rendered.as_ref()?;
    let key: PictureKey = rendered.media_key.parse().ok()?;
    let src = match kept.state {
        PictureState::Approved => media_path(key, Size::Thumb),
        PictureState::Pending => waiting::path(key, Size::Thumb),
        PictureState::Uploaded
        | PictureState::Refused
        | PictureState::Broken
        | PictureState::Removed => return None,
    };
    let alt = if kept.alt.is_empty() {
        title.to_owned()
    } else {
        kept.alt.clone()
    };
    let width = Size::Thumb.width_px();
    Some(Photo {
        src,
        srcset: None,
        alt,
        width,
        height: width,
    })
}
