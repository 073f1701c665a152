//! What a decision is based on.

use catalog::pictures::Picture as Kept;
use catalog::{PictureState, shops};
use countries::{Country, format_money, phone_for_owner};
use flows::moderate::Evidence;
use kernel::{Money, Timestamp};
use leptos::prelude::*;
use media::{PictureKey, Size};
use moderation::CaseKind;
use payments::Attempt;
use serde_json::Value;
use words::{AttemptWords, Lang};

use super::Judge;
use crate::pages::dashboard::waiting_path;
use crate::pages::shown::{area_name, media_path};
use crate::ui::{Badge, Column, DataTable, Photo, Picture, Tone};

pub(super) fn view(evidence: &Evidence, judge: &Judge, now: Timestamp) -> AnyView {
    let lang = judge.lang();
    match evidence.case.kind {
        CaseKind::Shop => shop(evidence.shop.as_ref(), judge, lang),
        CaseKind::Picture => picture(evidence, lang),
        CaseKind::Payment => payment(evidence, judge, lang, now),
    }
}

/// A fact: what it is, and how it stands.
fn fact(name: &str, value: impl IntoView + 'static) -> AnyView {
    let name = name.to_owned();
    view! {
        <p>
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

fn payment(evidence: &Evidence, judge: &Judge, lang: Lang, now: Timestamp) -> AnyView {
    let facts = facts(&evidence.case.evidence, lang);
    let facts = facts
        .into_iter()
        .map(|(name, value)| fact(name, value))
        .collect_view();
    let purchase = evidence.purchase.as_ref().map(|purchase| {
        view! {
            {fact(lang.evidence_order(), purchase.number.to_string())}
            {fact(lang.shop_order_buyer(), format!("{}, {}", purchase.recipient.name, purchase.recipient.phone.masked()))}
            {fact(lang.evidence_expected(), format_money(purchase.total))}
        }
    });
    view! {
        <section class="card">
            {purchase}
            {facts}
            {evidence.shop.as_ref().map(|shop| fact(lang.evidence_shop(), shop.name.clone()))}
        </section>
        {attempts(&evidence.attempts, judge, lang, now)}
    }
    .into_any()
}

/// What the flow that opened the case wrote down, in words. Amounts are read as amounts; the number is shown with the order.
fn facts(evidence: &Value, lang: Lang) -> Vec<(&'static str, String)> {
    let Some(entries) = evidence.as_object() else {
        return Vec::new();
    };
    let said = |value: &Value| {
        let money: Option<Money> = serde_json::from_value(value.clone()).ok();
        money
            .map(format_money)
            .or_else(|| value.as_str().map(str::to_owned))
            .unwrap_or_else(|| value.to_string())
    };
    let name = |key: &str| match key {
        "owed" => Some(lang.evidence_owed()),
        "expected" => Some(lang.evidence_expected()),
        "stated" => Some(lang.evidence_received()),
        "problem" | "why" => Some(lang.evidence_problem()),
        _ => None,
    };
    entries
        .iter()
        .filter_map(|(key, value)| Some((name(key)?, said(value))))
        .collect()
}

fn attempts(attempts: &[Attempt], judge: &Judge, lang: Lang, now: Timestamp) -> AnyView {
    if attempts.is_empty() {
        return ().into_any();
    }
    let columns = vec![
        Column::text(lang.column_when()),
        Column::text(lang.order_payment()),
        Column::text(lang.column_state()),
        Column::number(lang.column_amount()),
    ];
    let rows = attempts
        .iter()
        .map(|attempt| {
            let at = judge.visitor.country.moment(attempt.prepared_at, now, lang);
            let state = attempt.state.as_str();
            let word = state
                .parse::<AttemptWords>()
                .map_or(state, |word| lang.attempt_state(word));
            let tone = if attempt.state.is_open() {
                Tone::Waiting
            } else {
                Tone::Quiet
            };
            vec![
                view! { <time datetime=at.iso>{at.short}</time> }.into_any(),
                lang.order_paid_with(attempt.method.as_str(), &attempt.phone.masked())
                    .into_any(),
                view! { <Badge text=word tone=tone /> }.into_any(),
                format_money(attempt.amount).into_any(),
            ]
        })
        .collect();
    view! {
        <section>
            <h2>{lang.evidence_attempts()}</h2>
            <DataTable caption=lang.evidence_attempts() columns=columns rows=rows />
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Currency;
    use serde_json::json;

    #[test]
    fn amounts_in_the_evidence_are_read_as_amounts() {
        let owed = Money::new(24_800, Currency::ZMW);
        let facts = facts(
            &json!({ "owed": owed, "number": "SK-7K3M-9Q2D", "problem": "2 and 3" }),
            Lang::En,
        );
        let expected = vec![
            (Lang::En.evidence_owed(), format_money(owed)),
            (Lang::En.evidence_problem(), "2 and 3".to_owned()),
        ];
        assert_eq!(facts, expected);
        assert!(super::facts(&json!(null), Lang::En).is_empty());
    }
}
