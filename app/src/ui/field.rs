//! Fields: label above, hint below, error below that in red with a sign and in words that say what to do.

use leptos::prelude::*;

use super::{Icon, MaybeText};

/// What a field is for, which decides the keyboard a phone shows and what the browser offers to fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InputKind {
    #[default]
    Text,
    /// A phone number.
    Phone,
    /// An amount of money, with a decimal mark.
    Amount,
    /// A whole number.
    Count,
    /// A one-time code from a message.
    Code,
    /// A person's own name.
    PersonName,
    Search,
    /// An existing password.
    Password,
    /// A password being chosen.
    NewPassword,
}

impl InputKind {
    /// `type`, `inputmode` and `autocomplete`.
    const fn attributes(self) -> (&'static str, Option<&'static str>, Option<&'static str>) {
        match self {
            Self::Text => ("text", None, None),
            Self::Phone => ("tel", Some("tel"), Some("tel")),
            Self::Amount => ("text", Some("decimal"), Some("off")),
            Self::Count => ("text", Some("numeric"), Some("off")),
            Self::Code => ("text", Some("numeric"), Some("one-time-code")),
            Self::PersonName => ("text", None, Some("name")),
            Self::Search => ("search", Some("search"), None),
            Self::Password => ("password", None, Some("current-password")),
            Self::NewPassword => ("password", None, Some("new-password")),
        }
    }
}

/// The ids of hint and error that describe the field `id`, for `aria-describedby`.
pub(super) fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
    match (hint, error) {
        (false, false) => None,
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-error")),
        (true, true) => Some(format!("{id}-error {id}-hint")),
    }
}

/// Hint and error below a field.
pub(super) fn below(id: &str, hint: Option<String>, error: Option<String>) -> AnyView {
    let hint = hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> });
    let error = error.map(|error| {
        view! {
            <p class="error" id=format!("{id}-error")>
                {Icon::Alert.view()}
                {error}
            </p>
        }
    });
    (hint, error).into_any()
}

/// One line to type in. `value` is what the person typed before, so that nothing is lost.
#[component]
pub fn Field(
    /// Also the target of links in the error summary.
    #[prop(into)]
    id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional)] kind: InputKind,
    #[prop(optional, into)] hint: MaybeText,
    #[prop(optional, into)] error: MaybeText,
    #[prop(optional)] required: bool,
    /// Most characters the field takes.
    #[prop(optional)]
    max_length: Option<u32>,
    /// Replaces what `kind` would offer to fill in.
    #[prop(optional, into)]
    autocomplete: Option<&'static str>,
    /// Stands before the field: a currency, a country's dialling code.
    #[prop(optional, into)]
    before: MaybeText,
) -> impl IntoView {
    let hint = hint.0;
    let error = error.0;
    let before = before.0;
    let (input_type, input_mode, completes) = kind.attributes();
    let described = described_by(&id, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    let below = below(&id, hint, error);
    let input = view! {
        <input
            class="input"
            id=id.clone()
            name=name
            type=input_type
            inputmode=input_mode
            autocomplete=autocomplete.or(completes)
            value=value
            required=required
            maxlength=max_length.map(|length| length.to_string())
            aria-describedby=described
            aria-invalid=invalid
        />
    };
    let control = match before {
        Some(before) => view! {
            <span class="input-group">
                <span class="input-before">{before}</span>
                {input}
            </span>
        }
        .into_any(),
        None => input.into_any(),
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {control}
            {below}
        </div>
    }
}

/// Several lines to type in.
#[component]
pub fn TextArea(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: MaybeText,
    #[prop(optional, into)] error: MaybeText,
    #[prop(optional)] required: bool,
    #[prop(default = 3)] rows: u8,
    #[prop(optional)] max_length: Option<u32>,
) -> impl IntoView {
    let hint = hint.0;
    let error = error.0;
    let described = described_by(&id, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    let below = below(&id, hint, error);
    // A browser drops the first line break after the tag; typed text may begin with one. The framework writes what is inside
    // this element as it is, so that escaping is ours.
    let value = format!("\n{}", escaped(&value));
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <textarea
                class="input"
                id=id
                name=name
                rows=rows.to_string()
                required=required
                maxlength=max_length.map(|length| length.to_string())
                aria-describedby=described
                aria-invalid=invalid
            >
                {value}
            </textarea>
            {below}
        </div>
    }
}

/// Makes a text safe between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A picture from the phone. Its form must be `multipart/form-data`.
#[component]
pub fn FileField(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: MaybeText,
    #[prop(optional, into)] error: MaybeText,
    /// Media types, as in `accept`.
    #[prop(default = "image/jpeg,image/png,image/webp")]
    accept: &'static str,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let hint = hint.0;
    let error = error.0;
    let described = described_by(&id, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    let below = below(&id, hint, error);
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                class="input input-file"
                id=id
                name=name
                type="file"
                accept=accept
                required=required
                aria-describedby=described
                aria-invalid=invalid
            />
            {below}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::to_html;

    #[test]
    fn several_lines_can_not_close_their_field() {
        let evil = "\nA & B</textarea><script>1</script>".to_owned();
        let html = to_html(|| {
            view! { <TextArea id="about" name="about" label="About" value=evil /> }.into_any()
        });
        assert!(
            html.contains(">\n\nA &amp; B&lt;/textarea&gt;&lt;script&gt;1"),
            "escaped once, and no line lost: {html}"
        );
        assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
    }
}
