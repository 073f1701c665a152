//! Dashboard and review.

use leptos::prelude::*;

use super::section;
use crate::ui::{
    Badge, Button, ButtonKind, Column, DataTable, Field, InsightCard, Link, LinkButton, Tone,
};

pub(super) fn chapter() -> AnyView {
    view! {
        <div class="head-row">
            <h1>"Today"</h1>
            <LinkButton label="Add a product" href="/styleguide/work" kind=ButtonKind::Primary />
        </div>
        <div class="insights">
            <InsightCard
                tone=Tone::Waiting
                sentence="3 paid orders to pack, oldest since 09:40"
                next=Some(Link::new("Pack them", "/styleguide/work"))
            />
            <InsightCard tone=Tone::Good sentence="K 4,210.00 sold today, in 9 orders" />
            <InsightCard
                tone=Tone::Bad
                sentence="2 products are sold out"
                next=Some(Link::new("Count the stock", "/styleguide/work"))
            />
        </div>
        {section("Orders", orders())}
        {section("Review", review())}
    }
    .into_any()
}

fn row(
    number: &str,
    buyer: &str,
    amount: &str,
    state: (&str, Tone),
    action: Option<&str>,
) -> Vec<AnyView> {
    let (text, tone) = (state.0.to_owned(), state.1);
    let (number, buyer, amount) = (number.to_owned(), buyer.to_owned(), amount.to_owned());
    vec![
        view! { <a href="/styleguide/work">{number}</a> }.into_any(),
        buyer.into_any(),
        view! { <Badge text=text tone=tone /> }.into_any(),
        amount.into_any(),
        action
            .map(|label| view! { <Button label=label /> })
            .into_any(),
    ]
}

fn orders() -> AnyView {
    view! {
        <DataTable
            caption="Orders"
            columns=vec![
                Column::text("Order"),
                Column::text("Buyer"),
                Column::text("State"),
                Column::number("Amount"),
                Column::text("Next"),
            ]
            rows=vec![
                row("SK-7K3M-9Q2D-A", "Chanda M., Kalingalinga", "K 1,273.00", ("Paid", Tone::Good), Some("Pack")),
                row("SK-2H8T-4W1R-A", "Bupe K., Chelston", "K 420.00", ("Packed", Tone::Info), Some("Hand over")),
                row("SK-9P5C-6X3V-B", "Tendai N., Kabulonga", "K 95.00", ("Cancelled", Tone::Bad), None),
            ]
        />
    }
    .into_any()
}

fn review() -> AnyView {
    view! {
        <div class="review">
            <nav aria-label="Queue">
                <ul class="stack">
                    <li class="card">
                        <a href="/styleguide/work" aria-current="true">"Mutale Fashion"</a>
                        <p class="hint">"Shop, waiting since 08:12"</p>
                    </li>
                    <li class="card">
                        <a href="/styleguide/work">"Clay pot, 3 litres"</a>
                        <p class="hint">"Picture, waiting since 08:30"</p>
                    </li>
                </ul>
            </nav>
            <div>
                <h3>"Mutale Fashion"</h3>
                <p class="prose">"School uniforms and shirts, made to measure in Matero."</p>
                <form method="post" action="/styleguide/work" class="decision">
                    <Field id="reason" name="reason" label="Reason, if you refuse" hint="The owner reads it" />
                    <p class="actions">
                        <Button label="Approve" kind=ButtonKind::Primary name="decision" value="approve" />
                        <Button label="Refuse" kind=ButtonKind::Danger name="decision" value="refuse" />
                    </p>
                </form>
            </div>
        </div>
    }
    .into_any()
}
