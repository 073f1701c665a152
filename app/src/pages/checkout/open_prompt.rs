//! The question before a second prompt at one phone: it stands above the button, and pressing that goes on.

use countries::format_money;
use flows::pay::open_prompt::{Asking, OpenPrompt, on};
use kernel::{Method, PhoneNumber, PurchaseId};
use leptos::prelude::*;
use words::Lang;

use crate::form::Form;
use crate::state::AppState;
use crate::ui::{Hidden, Notice, Tone};
use crate::visitor::Visitor;

/// The phone whose open prompt the form told of: nobody is asked about it twice.
const TOLD: &str = "told";

/// The prompt that this phone has already, where another would go there and whoever pays was not told yet. The form then
/// remembers that it tells.
pub(crate) async fn ask(
    app: &AppState,
    visitor: &Visitor,
    form: &mut Form,
    (phone, method): (&PhoneNumber, Method),
    purchase: Option<PurchaseId>,
) -> Option<OpenPrompt> {
    method.network()?;
    if form.get(TOLD) == phone.e164() {
        return None;
    }
    let asking = Asking {
        phone,
        mine: visitor.mine(),
        key: form.get("key"),
        purchase,
    };
    let found = on(&app.market, &asking).await?;
    form.set(TOLD, phone.e164());
    Some(found)
}

/// What is told, and what the next press does. Takes the focus when the page opens: it is far down.
pub(crate) fn question(prompt: Option<OpenPrompt>, form: &Form, lang: Lang) -> AnyView {
    let told = form.value(TOLD);
    let told = (!told.is_empty()).then(|| view! { <Hidden name=TOLD value=told /> });
    let Some(prompt) = prompt else {
        return told.into_any();
    };
    let own = match prompt {
        OpenPrompt::Own { number, amount } => {
            let words = lang.prompt_open_own(&format_money(amount), &number.to_string());
            let href = format!("/pay/{number}");
            Some(view! { <p>{words}" "<a href=href>{lang.checkout_open_order()}</a></p> })
        }
        OpenPrompt::Others => None,
    };
    view! {
        {told}
        <div id=TOLD tabindex="-1" autofocus=true>
            <Notice tone=Tone::Waiting title=lang.prompt_open()>
                {own}
                <p>{lang.prompt_open_next()}</p>
            </Notice>
        </div>
    }
    .into_any()
}
