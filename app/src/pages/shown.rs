//! How values become words, pictures and addresses on every shopper's page.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use catalog::categories::Category;
use catalog::delivery::AreaFee;
use catalog::storefront::{ProductPicture, Thumb};
use countries::{Area, Country, format_money};
use kernel::Timestamp;
use media::{PictureKey, Size};
use store::Cursor;
use words::Lang;

use crate::form::Form;
use crate::problem::{Problem, encode};
use crate::ui::{Choice, Photo, TimelineStep};

/// Where a list goes on, as its address says. What nobody of ours wrote leads nowhere.
pub(super) fn cursor(after: Option<&str>) -> Result<Option<Cursor>, Problem> {
    let parsed = after.map(str::parse).transpose();
    parsed.map_err(|_| Problem::NotFound)
}

/// Goes on to another page after a form.
pub(super) fn see_other(path: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(path) else {
        return Problem::BadRequest.into_response();
    };
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// The same, and the browser remembers something.
pub(super) fn see_other_with(path: &str, cookie: HeaderValue) -> Response {
    let mut response = see_other(path);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// A path of this site to come back to; anything else leads to `otherwise`.
pub(super) fn local_path<'a>(path: &'a str, otherwise: &'a str) -> &'a str {
    let is_local = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && path.bytes().all(|byte| byte.is_ascii_graphic());
    if is_local { path } else { otherwise }
}

/// `path?name=value&…`, without the empty ones.
pub(super) fn address(path: &str, pairs: &[(&str, String)]) -> String {
    let mut address = path.to_owned();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        address.push(if address.len() == path.len() {
            '?'
        } else {
            '&'
        });
        address.push_str(name);
        address.push('=');
        address.push_str(&encode(value));
    }
    address
}

/// Basis points in percent, without the sign: `5`, `2.50`.
pub(super) fn percent(bps: u32) -> String {
    if bps.is_multiple_of(100) {
        (bps / 100).to_string()
    } else {
        format!("{}.{:02}", bps / 100, bps % 100)
    }
}

/// What a category is called.
pub(super) fn category_called(category: &Category, lang: Lang) -> String {
    match lang {
        Lang::En => category.name_en.clone(),
        Lang::Sw => category.name_sw.clone(),
    }
}

/// Categories to choose from, children by their parents' names.
pub(super) fn categories<'a>(
    all: &'a [Category],
    offered: impl Iterator<Item = &'a Category>,
    chosen: &str,
    lang: Lang,
) -> Vec<Choice> {
    let mut choices: Vec<Choice> = offered
        .map(|category| {
            let parent = all
                .iter()
                .find(|other| Some(other.id) == category.parent)
                .map(|parent| format!("{} › ", category_called(parent, lang)));
            Choice {
                value: category.id.to_string(),
                label: format!(
                    "{}{}",
                    parent.unwrap_or_default(),
                    category_called(category, lang)
                ),
                chosen: category.id.to_string() == chosen,
                ..Choice::default()
            }
        })
        .collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    choices
}

/// The square of a card or a line. The words beside it already say what it is.
pub(super) fn thumb(picture: Option<&Thumb>) -> Option<Photo> {
    square(&picture?.key)
}

/// The square of a picture known by its key alone.
pub(super) fn square(key: &str) -> Option<Photo> {
    let key: PictureKey = key.parse().ok()?;
    let width = Size::Thumb.width_px();
    Some(Photo {
        src: media_path(key, Size::Thumb),
        srcset: None,
        alt: String::new(),
        width,
        height: width,
    })
}

/// A product's own picture in the widths a page may need, and where its largest is.
pub(super) fn whole(picture: &ProductPicture, title: &str) -> Option<(Photo, String)> {
    let key: PictureKey = picture.key.parse().ok()?;
    let sizes = [Size::Small, Size::Medium, Size::Large];
    let srcset: Vec<String> = sizes
        .iter()
        .map(|size| format!("{} {}w", media_path(key, *size), size.width_px()))
        .collect();
    let photo = Photo {
        src: media_path(key, Size::Small),
        srcset: Some(srcset.join(", ")),
        alt: if picture.alt.is_empty() {
            title.to_owned()
        } else {
            picture.alt.clone()
        },
        width: picture.width.max(1),
        height: picture.height.max(1),
    };
    Some((photo, media_path(key, Size::Large)))
}

pub(super) fn media_path(key: PictureKey, size: Size) -> String {
    format!("/media/{}", key.path(size))
}

/// `Arrives tomorrow`, `Arrives in 2 to 3 days`.
pub(super) fn arrives(lang: Lang, days_min: i64, days_max: i64) -> String {
    match (days_min, days_max) {
        (_, 0) => lang.delivery_today().to_owned(),
        (0, 1) => lang.delivery_today_or_tomorrow().to_owned(),
        (0, max) => lang.delivery_within_days(max),
        (min, max) if min == max => lang.delivery_days(max),
        (min, max) => lang.delivery_days_range(min, max),
    }
}

/// Fee and day to an area, in one line.
pub(super) fn fee_line(lang: Lang, area: &str, fee: &AreaFee) -> String {
    let price = if fee.fee.is_zero() {
        lang.delivery_free(area)
    } else {
        lang.delivery_to(area, &format_money(fee.fee))
    };
    format!(
        "{price}. {}.",
        arrives(lang, fee.days_min.into(), fee.days_max.into())
    )
}

/// The areas of a country to choose from.
pub(super) fn areas(country: Country, chosen: Option<&str>) -> Vec<Choice> {
    let choice = |area: &Area| Choice {
        value: area.id.to_owned(),
        label: area.name.to_owned(),
        chosen: chosen == Some(area.id),
        ..Choice::default()
    };
    country.pack().areas.iter().map(choice).collect()
}

/// What people call an area; its id when it is not known any more.
pub(super) fn area_name(country: Country, id: &str) -> String {
    country
        .area(id)
        .map_or_else(|| id.to_owned(), |area| area.name.to_owned())
}

/// What is wrong with a form, in the order of its fields, for the summary at the top.
pub(super) fn errors_of(form: &Form, fields: &[&str]) -> Vec<(String, String)> {
    let said = |field: &&str| form.error(field).map(|words| ((*field).to_owned(), words));
    fields.iter().filter_map(said).collect()
}

/// A moment for a timeline: as people say it, and for machines.
pub(super) fn time(
    country: Country,
    at: Timestamp,
    now: Timestamp,
    lang: Lang,
) -> (String, String) {
    let moment = country.moment(at, now, lang);
    (moment.short, moment.iso)
}

/// A step of a timeline with its time.
pub(super) fn step(
    title: impl Into<String>,
    state: crate::ui::StepState,
    time: Option<(String, String)>,
    note: Option<String>,
) -> TimelineStep {
    TimelineStep {
        title: title.into(),
        state,
        time,
        note,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_come_back_to() {
        assert_eq!(local_path("/p/x?o=1", "/"), "/p/x?o=1");
        for evil in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "",
            "/a b",
            "/a\r\nSet-Cookie:x",
        ] {
            assert_eq!(local_path(evil, "/"), "/", "{evil:?}");
        }
    }

    #[test]
    fn an_address_leaves_out_what_is_empty() {
        let pairs = [
            ("q", "a&b".to_owned()),
            ("min", String::new()),
            ("sort", "newest".to_owned()),
        ];
        assert_eq!(address("/search", &pairs), "/search?q=a%26b&sort=newest");
        assert_eq!(address("/search", &[]), "/search");
    }
}
