//! Icons: 20 px line drawings. A page carries, once, only those it uses.

use leptos::prelude::*;
use memchr::memmem;

/// A drawing; always beside a word, so it is hidden from those who listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    Alert,
    Back,
    Bag,
    Camera,
    Cart,
    Check,
    Clock,
    Close,
    Info,
    Lock,
    Message,
    Next,
    Package,
    Person,
    Phone,
    Pin,
    Receipt,
    Search,
    Share,
    Shield,
    Shop,
    Truck,
}

impl Icon {
    const ALL: [Self; 22] = [
        Self::Alert,
        Self::Back,
        Self::Bag,
        Self::Camera,
        Self::Cart,
        Self::Check,
        Self::Clock,
        Self::Close,
        Self::Info,
        Self::Lock,
        Self::Message,
        Self::Next,
        Self::Package,
        Self::Person,
        Self::Phone,
        Self::Pin,
        Self::Receipt,
        Self::Search,
        Self::Share,
        Self::Shield,
        Self::Shop,
        Self::Truck,
    ];

    /// Reference and path, in a 20 × 20 box.
    const fn drawing(self) -> (&'static str, &'static str) {
        match self {
            Self::Alert => ("#i-alert", "M10 3 1.8 17h16.4zM10 8v4m0 2.5v.1"),
            Self::Back => ("#i-back", "M12.5 4.5 7 10l5.5 5.5"),
            Self::Bag => ("#i-bag", "M4 6.5h12l1 11H3zM7 9V5.5a3 3 0 0 1 6 0V9"),
            Self::Camera => (
                "#i-camera",
                "M2.5 6H6l1.5-2h5L14 6h3.5v10.5h-15zM10 14a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
            ),
            Self::Cart => (
                "#i-cart",
                "M1.5 3h2.3l2 9.5h9.4l1.8-7H4.5M7 17.2a1 1 0 1 0 0-2 1 1 0 0 0 0 2zm7 0a1 1 0 1 0 0-2 1 1 0 0 0 0 2z",
            ),
            Self::Check => ("#i-check", "m4 10.5 4 4 8-9"),
            Self::Clock => (
                "#i-clock",
                "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 6v4.2l2.8 1.8",
            ),
            Self::Close => ("#i-close", "m5 5 10 10M15 5 5 15"),
            Self::Info => (
                "#i-info",
                "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 9v4.5M10 6.4v.1",
            ),
            Self::Lock => ("#i-lock", "M4 9h12v8.5H4zM6.5 9V6a3.5 3.5 0 0 1 7 0v3"),
            Self::Message => ("#i-message", "M3 17.5 4 13a7 7 0 1 1 3 3zM7 9h6M7 11.8h4"),
            Self::Next => ("#i-next", "M7.5 4.5 13 10l-5.5 5.5"),
            Self::Package => (
                "#i-package",
                "m10 2 7 3.8v8.4L10 18l-7-3.8V5.8zM3 5.8l7 3.8 7-3.8M10 9.6V18",
            ),
            Self::Person => (
                "#i-person",
                "M10 9.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 17.5c.5-3.5 3.5-5 7-5s6.5 1.5 7 5",
            ),
            Self::Phone => ("#i-phone", "M6 1.8h8v16.4H6zM9 15.5h2"),
            Self::Pin => (
                "#i-pin",
                "M10 18s-6-5.5-6-9.8a6 6 0 0 1 12 0C16 12.5 10 18 10 18zM10 10.2a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
            ),
            Self::Receipt => (
                "#i-receipt",
                "M4.5 2.5h11v15l-2.7-1.5-2.8 1.5-2.8-1.5-2.7 1.5zM7.5 6.5h5M7.5 10h5",
            ),
            Self::Search => (
                "#i-search",
                "M8.8 14.5a5.7 5.7 0 1 0 0-11.4 5.7 5.7 0 0 0 0 11.4zM13 13l4.5 4.5",
            ),
            Self::Share => ("#i-share", "M10 12V2.5M6.5 5.5l3.5-3 3.5 3M4 9.5v8h12v-8"),
            Self::Shield => (
                "#i-shield",
                "M10 2 3.5 4.5v5c0 4 2.8 7 6.5 8.5 3.7-1.5 6.5-4.5 6.5-8.5v-5zM7 9.8l2.2 2.2 3.8-4",
            ),
            Self::Shop => (
                "#i-shop",
                "M3 9v8.5h14V9M2 6.5 4 2.5h12l2 4c0 1.5-1 2.5-2.5 2.5S13 8 13 6.5C13 8 11.5 9 10 9S7 8 7 6.5C7 8 6 9 4.5 9S2 8 2 6.5zM8 17.5V12.5h4v5",
            ),
            Self::Truck => (
                "#i-truck",
                "M1.5 4.5h10v9.5h-10zM11.5 8h4l3 3v3h-7M5 16.5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6zm9.5 0a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z",
            ),
        }
    }

    /// The same as text, for what is written without a view.
    pub(super) fn write(self, html: &mut String) {
        html.push_str("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"");
        html.push_str(self.drawing().0);
        html.push_str("\"></use></svg>");
    }

    /// The drawing's place in a view.
    pub fn view(self) -> AnyView {
        let (reference, _) = self.drawing();
        view! {
            <svg class="icon" aria-hidden="true">
                <use href=reference></use>
            </svg>
        }
        .into_any()
    }
}

/// The symbols that `html` refers to, in one hidden drawing; nothing when it refers to none.
pub fn sprite_for(html: &str) -> String {
    const REFERENCE: &str = "\"#i-";
    let mut used = [false; Icon::ALL.len()];
    for at in memmem::find_iter(html.as_bytes(), REFERENCE) {
        let reference = html[at + 1..].split('"').next().unwrap_or_default();
        if let Some(index) = Icon::ALL
            .iter()
            .position(|icon| icon.drawing().0 == reference)
        {
            used[index] = true;
        }
    }
    if !used.contains(&true) {
        return String::new();
    }
    let mut sprite = String::from("<svg class=\"sprite\" aria-hidden=\"true\">");
    for (icon, _) in Icon::ALL.iter().zip(used).filter(|(_, used)| *used) {
        let (reference, path) = icon.drawing();
        sprite.push_str("<symbol id=\"");
        sprite.push_str(reference.trim_start_matches('#'));
        sprite.push_str("\" viewBox=\"0 0 20 20\"><path d=\"");
        sprite.push_str(path);
        sprite.push_str("\"/></symbol>");
    }
    sprite.push_str("</svg>");
    sprite
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_carries_only_the_icons_it_uses() {
        assert_eq!(sprite_for("<p>none</p>"), "");
        let sprite = sprite_for("<use href=\"#i-check\"></use>");
        assert_eq!(sprite.matches("<symbol").count(), 1);
        assert!(sprite.contains("id=\"i-check\""));
    }

    #[test]
    fn every_drawing_has_its_own_name() {
        let mut names: Vec<_> = Icon::ALL.iter().map(|icon| icon.drawing().0).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Icon::ALL.len());
    }
}
