//! What a decision is based on.

use catalog::pictures::Picture as Kept;
use catalog::{PictureState, shops};
use countries::{Country, phone_for_owner};
use flows::moderate::Evidence;
use leptos::prelude::*;
use media::{PictureKey, Size};
use moderation::CaseKind;
use words::Lang;

use super::Judge;
use crate::pages::dashboard::waiting_path;
use crate::pages::shown::{area_name, media_path};
use crate::ui::{Photo, Picture};

pub(super) fn view(evidence: &Evidence, judge: &Judge) -> AnyView {
    let lang = judge.lang();
    match evidence.case.kind {
        CaseKind::Shop => shop(evidence.shop.as_ref(), judge, lang),
        CaseKind::Picture => picture(evidence, lang),
        CaseKind::Payment => ().into_any(),
    }
}

/// A fact: what it is, and how it stands.
pub(super) fn fact(name: &str, value: impl IntoView + 'static) -> AnyView {
    let name = name.to_owned();
    view! {
        <p class="fact">
            <span class="hint">{name}</span>
            <br />
            {value}
        </p>
    }
    .into_any()
}

fn shop(shop: Option<&shops::Shop>, judge: &Judge, lang: Lang) -> AnyView {
    let Some(shop) = shop else {
        return ().into_any();
    };
    let country: Country = shop.country.parse().unwrap_or(judge.visitor.country);
    let place = format!("{}, {}", area_name(country, &shop.area), country.name(lang));
    let call = format!("tel:{}", shop.phone.e164());
    let phone = phone_for_owner(&shop.phone);
    view! {
        <section class="card">
            <h2>{shop.name.clone()}</h2>
            {fact(lang.sell_about(), view! { <span class="prose">{shop.about.clone()}</span> })}
            {fact(lang.sell_area(), place)}
            {fact(lang.evidence_phone(), view! { <a href=call>{phone}</a> })}
            {fact(lang.sell_returns(), view! { <span class="prose">{shop.returns_policy.clone()}</span> })}
        </section>
    }
    .into_any()
}

fn picture(evidence: &Evidence, lang: Lang) -> AnyView {
    let shown = evidence.picture.as_ref().and_then(photo);
    let image = match shown {
        Some(photo) => {
            view! { <Picture photo=photo sizes="(min-width:768px) 584px, 100vw" eager=true /> }
                .into_any()
        }
        None => view! { <p>{lang.evidence_no_picture()}</p> }.into_any(),
    };
    let alt = evidence
        .picture
        .as_ref()
        .map(|kept| kept.alt.clone())
        .filter(|alt| !alt.is_empty());
    view! {
        <section class="card">
            {image}
            {alt.map(|alt| fact(lang.photo_alt(), alt))}
            {evidence.listing.as_ref().map(|listing| fact(lang.evidence_listing(), listing.title.clone()))}
            {evidence.listing.as_ref().map(|listing| view! { <p class="prose">{listing.description.clone()}</p> })}
            {evidence.shop.as_ref().map(|shop| fact(lang.evidence_shop(), shop.name.clone()))}
        </section>
    }
    .into_any()
}

/// In a size at which a face or a phone number can be made out.
fn photo(kept: &Kept) -> Option<Photo> {
    let rendered = kept.rendered.as_ref()?;
    let key: PictureKey = rendered.media_key.parse().ok()?;
    let src = match kept.state {
        PictureState::Pending => waiting_path(key, Size::Medium),
        PictureState::Approved => media_path(key, Size::Medium),
        PictureState::Uploaded
        | PictureState::Refused
        | PictureState::Broken
        | PictureState::Removed => return None,
    };
    Some(Photo {
        src,
        srcset: None,
        alt: kept.alt.clone(),
        width: rendered.width.max(1),
        height: rendered.height.max(1),
    })
}
