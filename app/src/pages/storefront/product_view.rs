//! The product page's body: picture, price and stock beside the chips, the bar at the thumb, then everything else.

use catalog::storefront::{DeliveryTo, Product, ProductVariant};
use countries::{Country, format_money};
use leptos::prelude::*;
use words::Lang;

use super::cards::grid;
use super::offer;
use super::product::{Done, Refused};
use crate::pages::shown::{address, area_name, areas, fee_line, whole};
use crate::ui::{
    Badge, Breadcrumbs, Button, ButtonKind, BuyBar, Chips, Hidden, Icon, Link, LinkButton, Notice,
    Photo, Select, Tone, ZoomGallery,
};
use crate::visitor::Visitor;

/// Fewer than this and the page says how many are left.
const FEW: u32 = 5;

/// `paying`: how many people are paying for this variant now.
pub(super) fn body(
    product: Product,
    (variant, paying): (&ProductVariant, u32),
    done: Done,
    url: &str,
    crumbs: Vec<Link>,
    visitor: &Visitor,
) -> AnyView {
    let lang = visitor.lang;
    let photos: Vec<_> = product
        .pictures
        .iter()
        .filter_map(|picture| whole(picture, &product.title))
        .collect();
    let chips = offer::chips(&product, variant);
    let picked = offer::href(&product, variant);
    let description = product.description.clone();
    let country = product.country.parse().unwrap_or(visitor.country);
    let bar = if country == visitor.country {
        buy(variant, &picked, lang)
    } else {
        change_country(variant, country, &picked, lang)
    };
    view! {
        <Breadcrumbs label=lang.breadcrumb() crumbs=crumbs />
        {said(done, &product.title, lang)}
        <article class="product-page">
            {gallery(photos, lang)}
            <div>
                <h1>{product.title.clone()}</h1>
                <p class="meta">
                    {stock(variant, lang)}
                    {(paying > 0).then(|| view! { <span>{lang.people_paying(paying.into())}</span> })}
                    <span>{tax_inside(&product, lang)}</span>
                </p>
                {chips
                    .into_iter()
                    .map(|(name, chips)| {
                        view! {
                            <Chips title=name chips=chips sold_out=lang.sold_out() impossible=lang.option_unavailable() />
                        }
                    })
                    .collect_view()}
                {bar}
                <div class="stack">
                    {delivery(&product, &picked, visitor)}
                    {seller(&product, lang)}
                    {share(&product, variant, url, lang)}
                </div>
            </div>
        </article>
        {(!description.is_empty())
            .then(|| {
                view! {
                    <section>
                        <h2>{lang.description()}</h2>
                        <p class="prose">{description}</p>
                    </section>
                }
            })}
        {(!product.related.is_empty())
            .then(|| {
                view! {
                    <section>
                        <h2>{lang.related_products()}</h2>
                        {grid(product.related, lang, 0)}
                    </section>
                }
            })}
    }
    .into_any()
}

fn said(done: Done, title: &str, lang: Lang) -> AnyView {
    let Done {
        added,
        is_clamped,
        refused,
    } = done;
    if let Some(refused) = refused {
        let words = match refused {
            Refused::SoldOut => lang.option_sold_out().into_any(),
            Refused::Full => {
                view! { {lang.cart_full()}" "<a href="/cart">{lang.view_cart()}</a> }.into_any()
            }
            Refused::NotSold => view! { {lang.cart_line_not_sold()}"." }.into_any(),
        };
        return view! { <Notice tone=Tone::Bad><p>{words}</p></Notice> }.into_any();
    }
    let Some(count) = added else {
        return ().into_any();
    };
    let clamped = is_clamped.then(|| lang.cart_clamped(count.into(), title));
    view! {
        <Notice tone=Tone::Good title=lang.added_to_cart()>
            {clamped.map(|words| view! { <p>{words}</p> })}
            <p class="actions">
                <LinkButton label=lang.view_cart() href="/cart" icon=Icon::Cart />
                <LinkButton label=lang.to_checkout() href="/checkout" />
            </p>
        </Notice>
    }
    .into_any()
}

fn gallery(photos: Vec<(Photo, String)>, lang: Lang) -> AnyView {
    if photos.is_empty() {
        return view! { <p class="no-picture is-large">{Icon::Bag.view()}<span class="unseen">{lang.no_picture()}</span></p> }
            .into_any();
    }
    view! { <ZoomGallery photos=photos label=lang.pictures() /> }.into_any()
}

fn stock(variant: &ProductVariant, lang: Lang) -> AnyView {
    let (tone, words) = match variant.available {
        0 => (Tone::Bad, lang.sold_out().to_owned()),
        few if few < FEW => (Tone::Waiting, lang.stock_left(few.into())),
        _ => (Tone::Good, lang.in_stock().to_owned()),
    };
    view! { <Badge text=words tone=tone /> }.into_any()
}

fn buy(variant: &ProductVariant, here: &str, lang: Lang) -> AnyView {
    let price = format_money(variant.price);
    let before = variant.was.map(format_money);
    let is_sold_out = variant.available == 0;
    let label = if is_sold_out {
        lang.sold_out()
    } else {
        lang.add_to_cart()
    };
    view! {
        <form class="buy" method="post" action="/cart/add">
            <Hidden name="variant" value=variant.id.to_string() />
            <Hidden name="return_to" value=here.to_owned() />
            <BuyBar price=price price_before=before before_label=lang.old_price()>
                <Button label=label kind=ButtonKind::Primary icon=Icon::Cart disabled=is_sold_out />
            </BuyBar>
        </form>
    }
    .into_any()
}

/// A visitor of another country cannot put it into their cart, which holds one country's goods; but they can go there.
fn change_country(variant: &ProductVariant, country: Country, here: &str, lang: Lang) -> AnyView {
    let name = country.name(lang);
    let price = format_money(variant.price);
    let before = variant.was.map(format_money);
    view! {
        <Notice tone=Tone::Info title=lang.sold_in_country(name)>
            <p>{lang.country_changes_cart()}</p>
        </Notice>
        <form class="buy" method="post" action="/preferences">
            <Hidden name="country" value=country.code().to_owned() />
            <Hidden name="return_to" value=here.to_owned() />
            <BuyBar price=price price_before=before before_label=lang.old_price()>
                <Button label=lang.shop_in_country(name) kind=ButtonKind::Primary />
            </BuyBar>
        </form>
    }
    .into_any()
}

/// The fee and the day to the visitor's area, and the form that changes the area.
fn delivery(product: &Product, here: &str, visitor: &Visitor) -> AnyView {
    let lang = visitor.lang;
    // A product of another country cannot be brought to the visitor's own.
    if product.country != visitor.country.code() {
        return ().into_any();
    }
    let name = visitor.area.map_or("", |area| area.name);
    let words = match &product.delivery {
        DeliveryTo::NotAsked => lang.delivery_choose_area().to_owned(),
        DeliveryTo::NotThere => lang.delivery_not_there(&product.shop.name, name),
        DeliveryTo::There(fee) => fee_line(lang, name, fee),
    };
    let is_asked = product.delivery != DeliveryTo::NotAsked;
    let form = view! {
        <form class="inline" method="post" action="/preferences">
            <Hidden name="return_to" value=here.to_owned() />
            <Select
                id="area"
                name="area"
                label=lang.choose_area()
                prompt=lang.choose_area_first()
                choices=areas(visitor.country, visitor.area.map(|area| area.id))
            />
            <Button label=lang.delivery_show_fee() />
        </form>
    };
    let form = if is_asked {
        view! { <details><summary>{lang.choose_area()}</summary>{form}</details> }.into_any()
    } else {
        form.into_any()
    };
    view! {
        <section class="card">
            <h2 class="label">{lang.delivery()}</h2>
            <p class="with-icon">{Icon::Truck.view()}{words}</p>
            {form}
        </section>
    }
    .into_any()
}

fn seller(product: &Product, lang: Lang) -> AnyView {
    let shop = &product.shop;
    let country: Option<Country> = product.country.parse().ok();
    let area = country.map_or_else(
        || shop.area.clone(),
        |country| area_name(country, &shop.area),
    );
    let returns = shop.returns_policy.clone();
    view! {
        <section class="card">
            <h2 class="label">{lang.seller()}</h2>
            <p class="with-icon">{Icon::Shop.view()}<a href=format!("/s/{}", shop.slug)>{shop.name.clone()}</a></p>
            <p class="meta">
                <span class="with-icon">{Icon::Pin.view()}{area}</span>
                <Badge text=lang.seller_verified() tone=Tone::Good />
            </p>
            <h2 class="label">{lang.returns_title()}</h2>
            <p class="prose">{if returns.is_empty() { lang.returns_none().to_owned() } else { returns }}</p>
        </section>
    }
    .into_any()
}

fn share(product: &Product, variant: &ProductVariant, url: &str, lang: Lang) -> AnyView {
    let whatsapp =
        |to: &str, text: String| address(&format!("https://wa.me/{to}"), &[("text", text)]);
    let share = whatsapp(
        "",
        lang.share_text(&product.title, &format_money(variant.price), url),
    );
    let ask = whatsapp(
        product.shop.phone.digits(),
        lang.ask_seller_text(&product.title, url),
    );
    view! {
        <p class="actions">
            <LinkButton label=lang.ask_seller() href=ask icon=Icon::Message />
            <LinkButton label=lang.share_on_whatsapp() href=share icon=Icon::Share />
        </p>
    }
    .into_any()
}

/// What tax is inside the price.
fn tax_inside(product: &Product, lang: Lang) -> String {
    if product.is_zero_rated {
        lang.price_without_tax().to_owned()
    } else {
        lang.price_includes_tax(&tax_percent(&product.country))
    }
}

/// "16": the tax that is inside every price of a country.
fn tax_percent(country: &str) -> String {
    let bps = country
        .parse::<Country>()
        .map_or(0, |country| country.pack().tax_rate_bps);
    let (whole, rest) = (bps / 100, bps % 100);
    if rest == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{rest:02}")
            .trim_end_matches('0')
            .to_owned()
    }
}
