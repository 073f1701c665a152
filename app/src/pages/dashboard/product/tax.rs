//! How a product is taxed, and the one button that changes it.

use catalog::taxes::TaxClass;
use leptos::prelude::*;

use super::view::Shown;
use crate::ui::{Button, Hidden};

pub(super) fn section(shown: &Shown, class: TaxClass) -> AnyView {
    let lang = shown.desk.lang();
    let action = shown
        .desk
        .href(&format!("/dashboard/products/{}/act", shown.id()));
    let percent = (shown.desk.country.pack().tax_rate_bps / 100).to_string();
    let (stands, verb, label) = match class {
        TaxClass::Standard => (
            lang.product_tax_standard(&percent),
            "tax-zero",
            lang.product_tax_to_zero(),
        ),
        TaxClass::Zero => (
            lang.product_tax_zero().to_owned(),
            "tax-standard",
            lang.product_tax_to_standard(),
        ),
    };
    view! {
        <section id="tax">
            <h2>{lang.product_tax()}</h2>
            <p>{stands}</p>
            <form method="post" action=action>
                <p class="hint">{lang.product_tax_hint()}</p>
                <Hidden name="verb" value=verb />
                <p class="actions">
                    <Button label=label />
                </p>
            </form>
        </section>
    }
    .into_any()
}
