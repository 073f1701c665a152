//! The body of a person's own page.

use accounts::{Authority, Role};
use catalog::ShopState;
use catalog::shops::Membership;
use countries::phone_for_owner;
use leptos::prelude::*;
use words::{Lang, RoleWords};

use super::profile::{NAME_CHARS_MAX, Shown};
use crate::form::Form;
use crate::pages::door::summary;
use crate::ui::{
    Badge, Button, ButtonKind, Choice, Field, Hidden, InputKind, LinkButton, Notice, Select, Tone,
};

pub(super) fn body(shown: &Shown, lang: Lang) -> AnyView {
    let person = &shown.authority.person;
    let works_for_us = shown.authority.meets(accounts::Need::Moderator);
    view! {
        <div class="tw:max-w-120">
            <div class="head-row">
                <h1>{lang.account_title()}</h1>
                <form method="post" action="/sign-out">
                    <Button label=lang.sign_out() />
                </form>
            </div>
            {shown.done.map(|done| view! { <Notice tone=Tone::Good><p>{done}</p></Notice> })}
            {summary(&shown.form, lang)}
            <div class="stack">
            <p class="actions">
                <LinkButton label=lang.nav_orders() href="/orders" />
                <LinkButton label=lang.credit_title() href="/account/credit" />
                {works_for_us.then(|| view! { <LinkButton label=lang.nav_admin() href="/admin" /> })}
            </p>
            {profile(&shown.form, lang)}
            <p>
                <span class="hint">{lang.account_phone()}</span>
                <br />
                {phone_for_owner(&person.phone)}
            </p>
            </div>
            {roles(&shown.authority, lang)}
            {shops(&shown.shops, lang)}
            {sessions(shown, lang)}
        </div>
    }
    .into_any()
}

fn profile(form: &Form, lang: Lang) -> AnyView {
    let languages = Lang::ALL
        .iter()
        .map(|each| Choice {
            value: each.code().to_owned(),
            label: each.name().to_owned(),
            chosen: each.code() == form.get("language"),
            ..Choice::default()
        })
        .collect::<Vec<_>>();
    view! {
        <form method="post" action="/account">
            <Field
                id="name"
                name="name"
                label=lang.account_name()
                kind=InputKind::PersonName
                value=form.value("name")
                error=form.error("name")
                required=true
                max_length=u32::from(NAME_CHARS_MAX)
            />
            <Select id="language" name="language" label=lang.account_language() choices=languages error=form.error("language") />
            <p class="actions">
                <Button label=lang.account_save() kind=ButtonKind::Primary />
            </p>
        </form>
    }
    .into_any()
}

fn roles(authority: &Authority, lang: Lang) -> AnyView {
    let badges = authority
        .roles()
        .into_iter()
        .filter(|role| *role != Role::Visitor)
        .map(|role| {
            let word = role
                .as_str()
                .parse::<RoleWords>()
                .map_or(role.as_str(), |word| lang.role_name(word));
            view! { <Badge text=word /> " " }
        })
        .collect_view();
    view! {
        <section>
            <h2>{lang.account_roles()}</h2>
            <p>{badges}</p>
        </section>
    }
    .into_any()
}

fn shops(shops: &[Membership], lang: Lang) -> AnyView {
    if shops.is_empty() {
        return view! { <p><a href="/sell">{lang.nav_sell()}</a></p> }.into_any();
    }
    let items = shops
        .iter()
        .map(|shop| {
            let (tone, state) = match shop.state {
                ShopState::Applied => (Tone::Waiting, words::ShopWords::Applied),
                ShopState::Approved => (Tone::Good, words::ShopWords::Approved),
                ShopState::Refused => (Tone::Bad, words::ShopWords::Refused),
                ShopState::Suspended => (Tone::Bad, words::ShopWords::Suspended),
            };
            let href = format!("/dashboard?shop={}", shop.shop);
            view! {
                <li class="head-row">
                    <a href=href>{shop.name.clone()}</a>
                    <Badge text=lang.shop_state(state) tone=tone />
                </li>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{lang.account_your_shops()}</h2>
            <ul class="stack">{items}</ul>
        </section>
    }
    .into_any()
}

fn sessions(shown: &Shown, lang: Lang) -> AnyView {
    let items = shown
        .sessions
        .iter()
        .map(|session| {
            let is_here = Some(session.hash) == shown.here;
            let seen = shown.country.moment(session.seen_at, shown.now, lang).short;
            let device = if session.device.is_empty() {
                lang.account_session_unnamed().to_owned()
            } else {
                device_words(&session.device)
            };
            let action = if is_here {
                view! { <Badge text=lang.account_session_here() tone=Tone::Good /> }.into_any()
            } else {
                view! {
                    <form method="post" action="/account/sessions/end">
                        <Hidden name="session" value=session.hash.to_string() />
                        <Button label=lang.account_session_end() />
                    </form>
                }
                .into_any()
            };
            view! {
                <li class="card">
                    <p class="tw:break-words">{device}</p>
                    <div class="head-row">
                        <span class="hint">{lang.account_session_seen(&seen)}</span>
                        {action}
                    </div>
                </li>
            }
        })
        .collect_view();
    let others = (shown.sessions.len() > 1).then(|| {
        view! {
            <form method="post" action="/account/sessions/end-others" class="actions">
                <Button label=lang.account_session_end_all() kind=ButtonKind::Danger />
            </form>
        }
    });
    view! {
        <section>
            <h2>{lang.account_sessions()}</h2>
            <ul class="stack">{items}</ul>
            {others}
        </section>
    }
    .into_any()
}

/// Browser and system out of what a browser calls itself; all of it when it is none we know.
fn device_words(device: &str) -> String {
    // Each names those it imitates, so the one that imitates most comes first.
    let browsers = [
        ("Opera Mini", "Opera Mini"),
        ("OPR/", "Opera"),
        ("Edg", "Edge"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("KAIOS", "KaiOS"),
        ("Linux", "Linux"),
    ];
    let find = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(sign, _)| device.contains(sign))
            .map(|(_, name)| *name)
    };
    match (find(&browsers), find(&systems)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => device.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_what_people_call_it() {
        let chrome = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36";
        assert_eq!(device_words(chrome), "Chrome · Android");
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Mobile/15E148 Safari/604.1";
        assert_eq!(device_words(safari), "Safari · iPhone");
        assert_eq!(device_words("curl/8.9"), "curl/8.9");
    }
}
