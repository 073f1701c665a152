//! Cards, product page, cart, paying.

use leptos::prelude::*;

use super::section;
use crate::{
    islands::{PayProgress, PayProgressWords, QuantityStepper},
    ui::{
        Badge, Breadcrumbs, Button, ButtonKind, BuyBar, CartLine, CartLineView, Chip, ChipState,
        Chips, Gallery, Icon, Link, LinkButton, Pagination, PayScene, Photo, ProductCardView,
        ProductGrid, ShopHead, ShopHeadView, StepState, Timeline, TimelineStep, Tone, TotalRow,
        Totals,
    },
};
use wire::{PayNext, PayState, PayStatus};

/// Objects of simple outline on a plain ground, enough to judge a card by.
const DRAWINGS: [(&str, &str, &str); 5] = [
    ("f2c14e", "1e1a16", "M38 18h24v64H38z"),
    (
        "0f6b4a",
        "f2c14e",
        "M30 40h40l6 42H24zM40 40c0-24 20-24 20 0",
    ),
    ("a8481b", "fbf8f3", "M26 34h48v34H26zM44 68h12v10H44z"),
    ("1f4e8c", "fbf8f3", "M30 24h40l12 14-10 8v36H28V46l-10-8z"),
    ("ded6ca", "a8481b", "M28 52h44c0 40-44 40-44 0zM50 24v20"),
];

fn photo(index: usize) -> Photo {
    let (ground, object, path) = DRAWINGS[index % DRAWINGS.len()];
    let src = format!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'%3E%3Cpath fill='%23{ground}' \
         d='M0 0h100v100H0z'/%3E%3Cpath fill='%23{object}' d='{path}'/%3E%3C/svg%3E"
    );
    Photo {
        src,
        srcset: None,
        alt: String::new(),
        width: 400,
        height: 400,
    }
}

fn cards() -> Vec<ProductCardView> {
    let card = |index: usize,
                name: &str,
                price: &str,
                before: Option<&str>,
                state: Option<(Tone, &str)>| ProductCardView {
        href: "/styleguide".into(),
        name: name.into(),
        price: price.into(),
        price_before: before.map(Into::into),
        seller: "Mwila Electronics · Kabulonga".into(),
        state: state.map(|(tone, text)| (tone, text.into())),
        photo: (index != 5).then(|| photo(index)),
    };
    vec![
        card(
            0,
            "Itel A70 smartphone, 128 GB, 4 GB memory, two SIM cards",
            "K 1,248.00",
            Some("K 1,420.00"),
            Some((Tone::Waiting, "2 left")),
        ),
        card(1, "Market bag from chitenge cloth", "K 185.00", None, None),
        card(
            2,
            "Radio with solar panel",
            "K 420.00",
            None,
            Some((Tone::Good, "Tomorrow in Kabulonga")),
        ),
        card(3, "School shirt, white", "K 95.00", Some("K 120.00"), None),
        card(
            4,
            "Clay pot, 3 litres",
            "K 260.00",
            None,
            Some((Tone::Bad, "Sold out")),
        ),
        card(5, "Groundnuts, roasted, 1 kg", "K 48.00", None, None),
    ]
}

pub(super) fn chapter() -> AnyView {
    view! {
        <Breadcrumbs
            label="You are here"
            crumbs=vec![Link::new("Home", "/"), Link::new("Electronics", "/"), Link::here("Phones", "/styleguide")]
        />
        <h1>"Storefront"</h1>
        <ProductGrid cards=cards() before_label="before" />
        <Pagination
            label="Pages"
            first=Some(Link::new("First page", "/styleguide"))
            next=Some(Link::new("More products", "/styleguide"))
        />
        {section("A product", product())}
        {section("A shop", shop())}
        {section("A cart", cart())}
    }
    .into_any()
}

fn chip(label: &str, state: ChipState) -> Chip {
    Chip {
        label: label.into(),
        href: "/styleguide".into(),
        state,
    }
}

fn product() -> AnyView {
    let mut photos = vec![photo(0), photo(2), photo(3)];
    for picture in &mut photos {
        picture.alt = "The phone from the front".into();
    }
    view! {
        <article class="product-page">
            <Gallery photos=photos label="Pictures" />
            <div>
                <h1>"Itel A70 smartphone, 128 GB"</h1>
                <p class="meta">
                    <Badge text="In stock" tone=Tone::Good />
                    <span>"Price includes 16% tax"</span>
                </p>
                <Chips
                    title="Colour"
                    sold_out="sold out"
                    chips=vec![
                        chip("Starry black", ChipState::Chosen),
                        chip("Azure", ChipState::Free),
                        chip("Gold", ChipState::SoldOut),
                    ]
                />
                <Chips
                    title="Memory"
                    sold_out="sold out"
                    chips=vec![chip("64 GB", ChipState::Free), chip("128 GB", ChipState::Chosen)]
                />
                <form method="post" action="/cart">
                    <p class="label">"Quantity"</p>
                    <QuantityStepper
                        name="quantity".into()
                        id="quantity".into()
                        value=1
                        min=1
                        max=5
                        label="Quantity".into()
                        fewer="One less".into()
                        more="One more".into()
                    />
                    <BuyBar price="K 1,248.00" price_before="K 1,420.00" before_label="before">
                        <Button label="Add to cart" kind=ButtonKind::Primary icon=Icon::Cart />
                    </BuyBar>
                </form>
                <p class="with-icon">{Icon::Truck.view()}"To Kalingalinga tomorrow, K 25.00"</p>
                <p class="actions">
                    <LinkButton label="Ask the seller" href="/styleguide" icon=Icon::Message />
                    <LinkButton label="Share" href="/styleguide" icon=Icon::Share />
                </p>
            </div>
        </article>
    }
    .into_any()
}

fn shop() -> AnyView {
    let shop = ShopHeadView {
        name: "Mwila Electronics".into(),
        area: "Kabulonga, Lusaka".into(),
        state: Some((Tone::Good, "Checked by Soko".into())),
        description: Some(
            "Phones, radios and solar lamps since 2014.\nOpen from eight to six, closed on Sunday."
                .into(),
        ),
        links: vec![(Icon::Message, Link::new("Ask the seller", "/styleguide"))],
    };
    view! { <ShopHead shop=shop /> }.into_any()
}

fn line(index: usize, name: &str, amount: &str, notice: Option<(Tone, String)>) -> CartLineView {
    CartLineView {
        href: Some("/styleguide".into()),
        name: name.into(),
        options: Some("Starry black · 128 GB".into()),
        photo: Some(photo(index)),
        amount: amount.into(),
        each: None,
        notice,
    }
}

fn total(label: &str, amount: &str, is_total: bool) -> TotalRow {
    TotalRow {
        label: label.into(),
        amount: amount.into(),
        is_total,
        href: None,
    }
}

fn cart() -> AnyView {
    let changed = (
        Tone::Waiting,
        "The price changed from K 1,200.00 to K 1,248.00.".to_owned(),
    );
    view! {
        <div class="with-side is-right">
            <ul>
                <CartLine line=line(0, "Itel A70 smartphone", "K 1,248.00", Some(changed))>
                    <QuantityStepper
                        name="quantity".into()
                        id="line-1".into()
                        value=2
                        min=1
                        max=5
                        label="Quantity of Itel A70 smartphone".into()
                        fewer="One less".into()
                        more="One more".into()
                    />
                    <Button label="Remove" kind=ButtonKind::Quiet />
                </CartLine>
                <CartLine line=line(1, "Market bag from chitenge cloth", "K 185.00", None) />
            </ul>
            <div class="card">
                <Totals rows=vec![
                    total("Two things", "K 1,433.00", false),
                    total("Delivery to Kalingalinga", "K 25.00", false),
                    total("To pay", "K 1,458.00", true),
                ] />
            </div>
        </div>
    }
    .into_any()
}

fn status(
    state: PayState,
    title: &str,
    sentence: &str,
    seconds_left: Option<u32>,
    next: Option<(&str, &str)>,
) -> PayStatus {
    PayStatus {
        state,
        title: title.into(),
        sentence: sentence.into(),
        seconds_left,
        next: next.map(|(label, url)| PayNext {
            label: label.into(),
            url: url.into(),
        }),
    }
}

fn progress(status: PayStatus) -> AnyView {
    let words = PayProgressWords {
        time_left: "Time left".into(),
        offline: "We cannot reach Soko right now. Your payment is not touched by that.".into(),
    };
    view! { <PayProgress status=status poll_url="/styleguide/pay/status".into() words=words /> }
        .into_any()
}

/// The whole page a buyer sees after paying, with the lightest style.
pub(super) fn waiting() -> AnyView {
    let steps = vec![
        "Look at the phone with the number 097•••4567".into(),
        "Type your MTN PIN into the prompt".into(),
        "Come back here: this page changes by itself".into(),
    ];
    let waiting = status(
        PayState::Waiting,
        "Waiting for your PIN",
        "We asked MTN to send the prompt. Nothing has been taken yet.",
        Some(245),
        None,
    );
    view! {
        <PayScene
            title="Pay K 1,458.00 with MTN"
            intro="Order SK-7K3M-9Q2D, from the number 097•••4567"
            amount="K 1,458.00"
            steps=steps
        >
            {progress(waiting)}
            <p class="pay-next">
                <LinkButton label="Check now" href="/styleguide/pay" />
            </p>
            <details>
                <summary>"I did not get a prompt"</summary>
                <p>"Dial *115#, choose 'Pending approvals' and type your PIN there."</p>
            </details>
        </PayScene>
    }
    .into_any()
}

pub(super) fn paying() -> AnyView {
    let others = [
        status(
            PayState::Unclear,
            "Not known yet",
            "MTN has not told us whether the money moved. We keep asking. Please do not pay again.",
            None,
            None,
        ),
        status(
            PayState::Refused,
            "MTN refused",
            "The balance is too low. Nothing was taken.",
            None,
            Some(("Try again", "/styleguide/pay")),
        ),
        status(
            PayState::Closed,
            "Out of time",
            "Nobody paid within 15 minutes. Nothing was taken.",
            None,
            Some(("Order again", "/cart")),
        ),
        status(
            PayState::Paid,
            "Paid",
            "MTN says the money has arrived.",
            None,
            Some(("See your order", "/styleguide")),
        ),
    ];
    view! {
{waiting()}
        {section(
            "What else it may say",
            view! { <div class="stack">{others.into_iter().map(progress).collect_view()}</div> }.into_any(),
        )}
        {section("An order", order())}
    }
    .into_any()
}

fn order() -> AnyView {
    let step = |title: &str, state, time: Option<&str>, note: Option<&str>| TimelineStep {
        title: title.into(),
        state,
        time: time.map(|said| (said.to_owned(), "2026-12-01T09:40:00Z".to_owned())),
        note: note.map(Into::into),
    };
    view! {
        <Timeline steps=vec![
            step("Paid", StepState::Done, Some("today 09:40"), Some("K 1,458.00 with MTN from 097•••4567")),
            step("Packed by Mwila Electronics", StepState::Now, Some("today 11:15"), None),
            step("Handed to the rider", StepState::Ahead, None, None),
            step("Delivered", StepState::Ahead, None, Some("Tomorrow, between 8 and 18")),
        ] />
        <Timeline steps=vec![
            step("Placed", StepState::Done, Some("yesterday 17:02"), None),
            step("Cancelled by the buyer", StepState::Stopped, Some("yesterday 17:09"), Some("Nothing was paid")),
        ] />
    }
    .into_any()
}
