//! Every part in every state, for those who draw and those who test. Served while developing only; its words are samples, not messages.

mod commerce;
mod forms;
mod frames;
mod work;

use leptos::prelude::*;

use crate::{
    assets::Assets,
    render::{Page, Rendered},
};

/// The chapters, by the last part of their address; the first is `/styleguide` itself.
pub const CHAPTERS: [(&str, &str); 5] = [
    ("", "Storefront"),
    ("forms", "Forms and messages"),
    ("wait", "Waiting for the PIN"),
    ("pay", "Paying"),
    ("work", "Dashboard and review"),
];

/// One chapter; `None` when there is none of that name.
pub fn styleguide(assets: &Assets, chapter: &str) -> Option<Rendered> {
    let (_, title) = CHAPTERS.into_iter().find(|(name, _)| *name == chapter)?;
    let page = Page::new("en", format!("Style guide: {title}")).noindex();
    let rendered = match chapter {
        "forms" => page.render(assets, frames::checkout(), forms::chapter),
        "wait" => page
            .light()
            .render(assets, frames::checkout(), commerce::waiting),
        "pay" => page.render(assets, frames::checkout(), commerce::paying),
        "work" => page.render(assets, frames::dashboard(), work::chapter),
        _ => page.render(assets, frames::storefront(), commerce::chapter),
    };
    Some(rendered)
}

/// A titled part of a chapter.
fn section(title: &'static str, body: AnyView) -> AnyView {
    view! {
        <section>
            <h2>{title}</h2>
            {body}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_is_sent_only_where_an_island_is() {
        let assets = Assets::for_tests().unwrap();
        let plain = styleguide(&assets, "forms").unwrap();
        assert!(
            !plain.has_islands && !plain.html.contains("<script"),
            "forms need no script"
        );
        let alive = styleguide(&assets, "pay").unwrap();
        assert!(alive.has_islands && alive.html.contains("leptos-island"));
        assert_eq!(alive.html.matches("<script").count(), 1);
    }

    #[test]
    fn no_page_carries_inline_styles_or_handlers() {
        let assets = Assets::for_tests().unwrap();
        for (chapter, _) in CHAPTERS {
            let html = styleguide(&assets, chapter).unwrap().html;
            assert!(!html.contains(" style="), "{chapter}");
            assert!(
                !html.contains(" onclick=") && !html.contains("javascript:"),
                "{chapter}"
            );
        }
        assert!(styleguide(&assets, "nothing").is_none());
    }
}
