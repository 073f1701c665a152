//! The document around a page: head, style, sprite, and the one script where there are islands.

use crate::{
    assets::Assets,
    html::escape,
    render::{Page, Robots},
};

/// The site's name, behind every title.
const SITE: &str = "Soko";

/// The whole document as text. The head is written by hand: it is never hydrated, and its style must match its hash to the byte.
pub(crate) fn document(
    page: &Page,
    assets: &Assets,
    content: &str,
    sprite: &str,
    has_islands: bool,
) -> String {
    let mut html = String::with_capacity(content.len() + assets.css(page.style).len() + 2_048);
    html.push_str("<!doctype html><html lang=\"");
    html.push_str(page.lang);
    html.push_str("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>");
    escape(&mut html, &page.title);
    if page.title != SITE {
        html.push_str(" · ");
        html.push_str(SITE);
    }
    html.push_str("</title>");
    if let Some(description) = &page.description {
        meta(&mut html, "name", "description", description);
        meta(&mut html, "property", "og:description", description);
    }
    match page.robots {
        Robots::Index => {
            meta(&mut html, "property", "og:title", &page.title);
            meta(&mut html, "property", "og:site_name", SITE);
        }
        Robots::NoIndex => meta(&mut html, "name", "robots", "noindex"),
    }
    if let Some(canonical) = &page.canonical {
        html.push_str("<link rel=\"canonical\" href=\"");
        escape(&mut html, canonical);
        html.push_str("\">");
        meta(&mut html, "property", "og:url", canonical);
    }
    for (name, content) in &page.properties {
        meta(&mut html, "property", name, content);
    }
    if let Some((seconds, path)) = &page.refresh {
        let (before, after) = if page.refreshes_always {
            ("", "")
        } else {
            ("<noscript>", "</noscript>")
        };
        html.push_str(before);
        html.push_str("<meta http-equiv=\"refresh\" content=\"");
        html.push_str(&seconds.to_string());
        html.push_str(";url=");
        escape(&mut html, path);
        html.push_str("\">");
        html.push_str(after);
    }
    html.push_str("<link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"><style>");
    html.push_str(assets.css(page.style));
    html.push_str("</style>");
    for object in &page.json_ld {
        html.push_str("<script type=\"application/ld+json\">");
        // A text inside may say `</script>`; JSON can spell the bracket otherwise.
        html.push_str(&object.to_string().replace('<', "\\u003c"));
        html.push_str("</script>");
    }
    html.push_str("</head><body>");
    html.push_str(content);
    html.push_str(sprite);
    if has_islands {
        html.push_str("<script type=\"module\" src=\"");
        html.push_str(assets.script());
        html.push_str("\"></script>");
    }
    html.push_str("</body></html>");
    html
}

fn meta(html: &mut String, key: &str, name: &str, content: &str) {
    html.push_str("<meta ");
    html.push_str(key);
    html.push_str("=\"");
    html.push_str(name);
    html.push_str("\" content=\"");
    escape(html, content);
    html.push_str("\">");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        Page::new("en", "Salt & <b>\"pepper\"</b>")
    }

    #[test]
    fn what_people_wrote_stays_text() {
        let assets = Assets::for_tests().unwrap();
        let object = serde_json::json!({ "name": "</script><script>alert(1)" });
        let html = document(
            &page().description("a\"b").json_ld(object),
            &assets,
            "",
            "",
            false,
        );
        assert!(
            html.contains("<title>Salt &amp; &lt;b&gt;&quot;pepper&quot;&lt;/b&gt; · Soko</title>"),
            "{html}"
        );
        assert!(html.contains("content=\"a&quot;b\""));
        assert_eq!(html.matches("<script").count(), 1, "{html}");
        assert!(html.contains("\\u003c/script>\\u003cscript>alert(1)"));
    }

    #[test]
    fn a_page_about_a_person_is_not_indexed() {
        let assets = Assets::for_tests().unwrap();
        let html = document(
            &page()
                .noindex()
                .refresh_without_script(5, "/pay/SK?a=1&b=2"),
            &assets,
            "",
            "",
            false,
        );
        assert!(html.contains("<meta name=\"robots\" content=\"noindex\">"));
        assert!(html.contains("<noscript><meta http-equiv=\"refresh\" content=\"5;url=/pay/SK?a=1&amp;b=2\"></noscript>"));
        assert!(!html.contains("og:title"));
    }
}
