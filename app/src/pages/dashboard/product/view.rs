//! The page of one product.

use catalog::categories::Category;
use catalog::taxes::TaxClass;
use catalog::{ListingState, PictureState, ShopState};
use countries::Country;
use flows::commission::Kept;
use flows::dashboard::Product;
use leptos::prelude::*;
use words::Lang;

use super::{details, photos, stock, tax, typed};
use crate::form::Form;
use crate::pages::dashboard::Desk;
use crate::pages::dashboard::said::{listing_badge, told};
use crate::pages::door::summary;
use crate::pages::terms;
use crate::ui::{Breadcrumbs, Button, ButtonKind, Hidden, Link, Notice, Tone};

/// The forms of the page, each as it was typed.
#[derive(Debug, Default)]
pub(super) struct Forms {
    pub details: Form,
    pub stock: Form,
    pub photo: Form,
}

impl Forms {
    /// As the product is.
    pub(super) fn of(product: &Product, country: Country) -> Self {
        let listing = &product.listing;
        let mut pairs = typed::filled(&listing.option_names, &product.variants, country);
        pairs.push(("title".to_owned(), listing.title.clone()));
        pairs.push(("category".to_owned(), listing.category.to_string()));
        pairs.push(("description".to_owned(), listing.description.clone()));
        Self {
            details: Form::of_pairs(pairs),
            ..Self::default()
        }
    }
}

/// Everything the page shows.
pub(super) struct Shown {
    pub desk: Desk,
    /// `None`: a new one.
    pub product: Option<Product>,
    pub forms: Forms,
    pub categories: Vec<Category>,
    /// How it is taxed; a new one as most goods.
    pub tax: TaxClass,
    /// What the marketplace keeps of it; of a new one by its category, which is not known yet.
    pub kept: Kept,
    pub done: Option<(Tone, String)>,
}

impl Shown {
    /// The product's id as addresses name it.
    pub(super) fn id(&self) -> String {
        self.product.as_ref().map_or_else(
            || "new".to_owned(),
            |product| product.listing.id.to_string(),
        )
    }

    /// Where every typed form of the page goes: to the page itself.
    pub(super) fn action(&self) -> String {
        self.desk
            .href(&format!("/dashboard/products/{}", self.id()))
    }

    pub(super) fn title(&self) -> String {
        self.product
            .as_ref()
            .map(|product| product.listing.title.clone())
            .unwrap_or_default()
    }
}

/// What was just done.
pub(super) fn done(done: Option<&str>, lang: Lang) -> Option<(Tone, String)> {
    let good = |words: &str| Some((Tone::Good, words.to_owned()));
    match done? {
        "saved" => good(lang.account_saved()),
        "photo" => good(lang.photo_uploaded()),
        "photo-removed" => good(lang.photo_removed()),
        "photo-lost" => Some((Tone::Bad, lang.product_photo_lost().to_owned())),
        "stock" => good(lang.stock_saved()),
        "tax" => good(lang.product_tax_done()),
        "on-sale" => good(lang.product_on_sale()),
        // "in-review" and "needs-photo" are how the product stands, which the page says anyway.
        "paused" => good(lang.product_paused_done()),
        "archived" => good(lang.product_archived_done()),
        "moved" => Some((Tone::Bad, lang.product_moved_on().to_owned())),
        _ => None,
    }
}

pub(super) fn body(shown: &Shown) -> AnyView {
    let lang = shown.desk.lang();
    let crumbs = vec![Link::new(
        lang.products_title(),
        shown.desk.href("/dashboard/products"),
    )];
    let form = &shown.forms.details;
    let Some(product) = &shown.product else {
        return view! {
            <Breadcrumbs label=lang.back() crumbs=crumbs />
            <h1>{lang.product_new()}</h1>
            {summary(form, lang)}
            {made(form, lang)}
            {details::form(shown)}
            {commission(shown, lang)}
        }
        .into_any();
    };
    let state = product.listing.state;
    let is_editable = state.is_editable();
    view! {
        <Breadcrumbs label=lang.back() crumbs=crumbs />
        <div class="head-row">
            <h1>{product.listing.title.clone()}</h1>
            {listing_badge(state, lang)}
        </div>
        {told(shown.done.clone())}
        {standing(shown, product, lang)}
        {summary(form, lang)}
        {is_editable.then(|| photos::section(shown, &product.pictures))}
        {is_editable
            .then(|| {
                view! {
                    <section id="details">
                        <h2>{lang.product_details()}</h2>
                        {made(form, lang)}
                        {details::form(shown)}
                    </section>
                }
            })}
        {is_editable.then(|| stock::section(shown, &product.variants))}
        {is_editable.then(|| tax::section(shown, shown.tax))}
        {is_editable.then(|| commission(shown, lang))}
        {is_editable.then(|| selling(shown, state, lang))}
    }
    .into_any()
}

/// How many combinations there are, right after they were made.
fn made(form: &Form, lang: Lang) -> AnyView {
    let rows = typed::rows(form).len();
    // Only a form that comes back carries its name.
    let is_back = form.has("form") && form.is_ok();
    (is_back && rows > 1)
        .then(|| {
            let rows = i64::try_from(rows).unwrap_or(i64::MAX);
            view! { <Notice tone=Tone::Info><p>{lang.options_made(rows)}</p></Notice> }
        })
        .into_any()
}

/// Why buyers may not see it, or where they do.
fn standing(shown: &Shown, product: &Product, lang: Lang) -> AnyView {
    let shop_waits = shown.desk.shop.state != ShopState::Approved;
    let listing = &product.listing;
    match listing.state {
        ListingState::Live if shop_waits => {
            view! { <Notice tone=Tone::Waiting><p>{lang.product_shop_waits()}</p></Notice> }
                .into_any()
        }
        ListingState::Live => {
            let href = format!("/p/{}", listing.address());
            view! { <p><a href=href>{lang.product_see_as_buyer()}</a></p> }.into_any()
        }
        ListingState::InReview => {
            view! { <Notice tone=Tone::Waiting><p>{lang.product_needs_picture()}</p></Notice> }
                .into_any()
        }
        ListingState::Rejected => {
            let words = lang.product_refused_because(&listing.state_reason);
            view! { <Notice tone=Tone::Bad><p>{words}</p></Notice> }.into_any()
        }
        ListingState::Draft
            if !product
                .pictures
                .iter()
                .any(|picture| may_be_shown(picture.state)) =>
        {
            view! { <Notice tone=Tone::Waiting><p>{lang.product_photo_first()}</p></Notice> }
                .into_any()
        }
        ListingState::Draft | ListingState::Paused | ListingState::Archived => ().into_any(),
    }
}

/// Whether buyers see the picture, or may come to.
const fn may_be_shown(state: PictureState) -> bool {
    match state {
        PictureState::Uploaded | PictureState::Pending | PictureState::Approved => true,
        PictureState::Refused | PictureState::Broken | PictureState::Removed => false,
    }
}

fn commission(shown: &Shown, lang: Lang) -> AnyView {
    view! {
        <section>
            <h2>{lang.commission_title()}</h2>
            {terms::kept(&shown.kept, |terms| lang.commission_of_product(terms), lang)}
        </section>
    }
    .into_any()
}

/// Starting, pausing and ending the sale: buttons alone.
fn selling(shown: &Shown, state: ListingState, lang: Lang) -> AnyView {
    let action = shown
        .desk
        .href(&format!("/dashboard/products/{}/act", shown.id()));
    let next = match state {
        ListingState::Draft | ListingState::Rejected => {
            Some(("submit", lang.product_put_on_sale()))
        }
        ListingState::Live => Some(("pause", lang.product_pause())),
        ListingState::Paused => Some(("resume", lang.product_resume())),
        ListingState::InReview | ListingState::Archived => None,
    };
    let next = next.map(|(verb, label)| {
        let action = action.clone();
        view! {
            <form method="post" action=action class="actions">
                <Hidden name="verb" value=verb />
                <Button label=label />
            </form>
        }
    });
    view! {
        <section>
            <h2>{lang.product_states()}</h2>
            {next}
            <details>
                <summary>{lang.product_archive()}</summary>
                <form method="post" action=action>
                    <p>{lang.product_archive_sure()}</p>
                    <Hidden name="verb" value="archive" />
                    <p class="actions">
                        <Button label=lang.product_archive() kind=ButtonKind::Danger />
                    </p>
                </form>
            </details>
        </section>
    }
    .into_any()
}
