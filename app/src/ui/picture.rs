//! Pictures in boxes whose size is known before they arrive, so that nothing jumps.

use leptos::prelude::*;

/// A picture in several widths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// The width to use where `srcset` is not understood.
    pub src: String,
    /// "… 160w, … 320w"
    pub srcset: Option<String>,
    /// What it shows; empty when the words beside it already say so.
    pub alt: String,
    /// In pixels, of `src`; the ratio is what matters.
    pub width: u32,
    pub height: u32,
}

/// `sizes` tells how wide the picture will be shown. `eager` is for the one picture that the visitor sees first.
#[component]
pub fn Picture(
    photo: Photo,
    #[prop(optional)] sizes: Option<&'static str>,
    #[prop(optional)] eager: bool,
) -> impl IntoView {
    let loading = if eager { "eager" } else { "lazy" };
    let priority = eager.then_some("high");
    let sizes = photo.srcset.as_ref().and(sizes);
    view! {
        <img
            src=photo.src
            srcset=photo.srcset
            sizes=sizes
            alt=photo.alt
            width=photo.width.to_string()
            height=photo.height.to_string()
            loading=loading
            fetchpriority=priority
            decoding="async"
        />
    }
}

/// A product's pictures side by side, moved by the thumb. `label` names the region.
#[component]
pub fn Gallery(photos: Vec<Photo>, #[prop(into)] label: String) -> impl IntoView {
    let pictures = photos
        .into_iter()
        .enumerate()
        .map(|(index, photo)| {
            view! {
                <li>
                    <Picture photo=photo sizes="(min-width:768px) 584px, 100vw" eager=index == 0 />
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="gallery" tabindex="0" role="region" aria-label=label>
            <ul>{pictures}</ul>
        </div>
    }
}

/// The same, where a tap on a picture opens it as large as it is.
#[component]
pub fn ZoomGallery(
    /// Each with the address of its largest file.
    photos: Vec<(Photo, String)>,
    #[prop(into)] label: String,
) -> impl IntoView {
    let pictures = photos
        .into_iter()
        .enumerate()
        .map(|(index, (photo, largest))| {
            view! {
                <li>
                    <a href=largest>
                        <Picture photo=photo sizes="(min-width:768px) 584px, 100vw" eager=index == 0 />
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="gallery" role="region" aria-label=label>
            <ul>{pictures}</ul>
        </div>
    }
}
