//! Buttons, fields, choices, messages.

use leptos::prelude::*;

use super::section;
use crate::ui::{
    Badge, Button, ButtonKind, CheckList, Checkbox, Choice, ChoiceCards, EmptyState, ErrorSummary,
    Field, FileField, Icon, InputKind, Link, LinkButton, Notice, Select, TextArea, Tone,
};

pub(super) fn chapter() -> AnyView {
    view! {
        <h1>"Forms and messages"</h1>
        {section("A form that needs another look", form())}
        {section("Buttons", buttons())}
        {section("States and notices", messages())}
        {section("Nothing here", nothing())}
    }
    .into_any()
}

fn choice(value: &str, label: &str, note: &str, chosen: bool, disabled: bool) -> Choice {
    let note = (!note.is_empty()).then(|| note.to_owned());
    Choice {
        value: value.into(),
        label: label.into(),
        note,
        chosen,
        disabled,
    }
}

fn form() -> AnyView {
    let areas = vec![
        choice("kabulonga", "Kabulonga", "", false, false),
        choice("kalingalinga", "Kalingalinga", "", true, false),
        choice("chelston", "Chelston", "", false, false),
    ];
    let places = areas.clone();
    let methods = vec![
        choice(
            "mtn",
            "MTN mobile money",
            "We send a prompt to 097•••4567",
            true,
            false,
        ),
        choice(
            "airtel",
            "Airtel Money",
            "For numbers that begin with 097 or 077",
            false,
            false,
        ),
        choice(
            "cash",
            "Cash on delivery",
            "Mwila Electronics does not take cash",
            false,
            true,
        ),
    ];
    view! {
        <ErrorSummary
            title="Two things need another look"
            errors=vec![
                ("phone".into(), "Write the number with 10 digits, such as 0971234567".into()),
                ("landmark".into(), "Name something the rider can see".into()),
            ]
        />
        <form method="post" action="/styleguide/forms" novalidate=true>
            <Field
                id="phone"
                name="phone"
                label="Mobile money number"
                kind=InputKind::Phone
                value="09712345"
                before="+260"
                hint="The prompt for your PIN goes to this number"
                error="Write the number with 10 digits, such as 0971234567"
                required=true
            />
            <Field id="name" name="name" label="Your name" kind=InputKind::PersonName value="Chanda" />
            <Select
                id="area"
                name="area"
                label="Area"
                choices=areas
                prompt="Choose an area"
                hint="Delivery tomorrow, K 25.00"
            />
            <Field
                id="landmark"
                name="landmark"
                label="Landmark"
                error="Name something the rider can see"
                max_length=120
            />
            <TextArea
                id="directions"
                name="directions"
                label="Directions"
                value="Blue gate, second road after the market"
                hint="Left or right, colour of the gate, whom to ask for"
            />
            <ChoiceCards id="method" name="method" legend="How do you want to pay?" choices=methods />
            <Checkbox id="remember" name="remember" label="Remember this address on this phone" checked=true />
            <CheckList id="places" name="places" legend="Where do you take cash?" choices=places />
            <FileField id="photo" name="photo" label="Photo" hint="From your camera or your pictures, at most 8 MB" />
            <p class="actions">
                <Button label="Pay K 248.00 with MTN" kind=ButtonKind::Primary />
            </p>
        </form>
    }
    .into_any()
}

fn buttons() -> AnyView {
    view! {
        <p class="actions">
            <Button label="Add to cart" kind=ButtonKind::Primary icon=Icon::Cart />
            <Button label="Save" />
            <LinkButton label="Ask the seller" href="/styleguide" icon=Icon::Message />
            <Button label="Remove" kind=ButtonKind::Quiet />
            <Button label="Cancel the order" kind=ButtonKind::Danger />
            <Button label="Sold out" disabled=true />
        </p>
    }
    .into_any()
}

fn messages() -> AnyView {
    view! {
        <p class="actions">
            <Badge text="Paid" tone=Tone::Good />
            <Badge text="Not known yet" tone=Tone::Waiting />
            <Badge text="Refused" tone=Tone::Bad />
            <Badge text="In review" tone=Tone::Info />
            <Badge text="Draft" />
        </p>
        <Notice tone=Tone::Good>
            <p>"Your address is saved."</p>
        </Notice>
        <Notice tone=Tone::Waiting title="The price changed">
            <p>"The phone cost K 1,200.00 when you put it in the cart. It is K 1,248.00 now."</p>
        </Notice>
        <Notice tone=Tone::Bad title="Nothing was taken">
            <p>"MTN says the balance is too low. Add money and try again, or pay another way."</p>
        </Notice>
        <Notice tone=Tone::Info>
            <p>"Two parcels: each shop delivers its own."</p>
        </Notice>
        <Notice>
            <p>"Prices include tax."</p>
        </Notice>
    }
    .into_any()
}

fn nothing() -> AnyView {
    view! {
        <EmptyState
            sentence="Your cart is empty."
            next=Some(Link::new("See what is new today", "/"))
        />
    }
    .into_any()
}
