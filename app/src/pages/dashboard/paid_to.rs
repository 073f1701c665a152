//! Where a shop's money goes: what counts now, and the form that changes it. Plain HTML: number and account stand below each other, and a
//! bank with several branches asks for one when it is known.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use countries::{Country, guess_network, parse_phone, phone_for_owner};
use flows::payout::{Banks, Choices, PayoutError, Statement, banks, choices, destination};
use kernel::{
    AccountHolder, AccountNumber, BankAccount, BankEntry, Destination, DestinationError, Method,
    Network, PhoneNumber, Timestamp, Wallet,
};
use leptos::prelude::*;
use payments::provider::Unsupported;
use words::Lang;

use super::Desk;
use super::money::{self, Typed};
use crate::form::Form;
use crate::pages::shown::see_other;
use crate::problem::Problem;
use crate::state::AppState;
use crate::ui::{Button, Choice, ChoiceCards, Field, InputKind, Notice, Select, Tone};

const WALLET: &str = "wallet";
const BANK: &str = "bank";

/// The form, and what it can choose from.
pub(super) struct Asked {
    form: Form,
    choices: Choices,
    /// Of the bank that is chosen.
    branches: Vec<BankEntry>,
}

/// `POST /dashboard/money/destination`
pub(super) async fn change(
    State(app): State<AppState>,
    desk: Desk,
    mut form: Form,
) -> Result<Response, Problem> {
    desk.owner()?;
    let choices = choices(&app.market, desk.country).await?;
    let Some(to) = parse(&app, &desk, &choices, &mut form).await? else {
        let typed = Typed::PaidTo(form);
        return money::page(&app, desk, typed, StatusCode::UNPROCESSABLE_ENTITY, None).await;
    };
    destination::change(&app.market, desk.scope, &to).await?;
    Ok(see_other(&desk.href("/dashboard/money?done=paid_to")))
}

/// `POST /dashboard/money/destination/back`
pub(super) async fn take_back(
    State(app): State<AppState>,
    desk: Desk,
) -> Result<Response, Problem> {
    desk.owner()?;
    destination::take_back(&app.market, desk.scope).await?;
    Ok(see_other(&desk.href("/dashboard/money?done=taken_back")))
}

/// What was typed, or what counts now, with everything that can be chosen.
pub(super) async fn ask(
    app: &AppState,
    desk: &Desk,
    statement: &Statement,
    typed: Option<Form>,
) -> Result<Asked, Problem> {
    let form = typed.unwrap_or_else(|| filled(statement));
    let choices = choices(&app.market, desk.country).await?;
    let branches = match chosen_bank(&choices, &form) {
        Some(bank) => banks::branches(&app.market, desk.country, &bank.code).await?,
        None => Vec::new(),
    };
    Ok(Asked {
        form,
        choices,
        branches,
    })
}

fn filled(statement: &Statement) -> Form {
    let Some(current) = &statement.paid_to.current else {
        return Form::default();
    };
    match &current.to {
        Destination::Wallet(wallet) => {
            // Said again only where the number does not say it by itself.
            let is_said = guess_network(&wallet.phone) != Some(wallet.network);
            let network = if is_said { wallet.network.as_str() } else { "" };
            Form::of([
                ("paid_to", WALLET.to_owned()),
                ("paid_phone", phone_for_owner(&wallet.phone)),
                ("paid_network", network.to_owned()),
            ])
        }
        Destination::Bank(account) => {
            let branch = account.branch.as_ref();
            Form::of([
                ("paid_to", BANK.to_owned()),
                ("paid_bank", account.bank.code.as_str().to_owned()),
                (
                    "paid_branch",
                    branch.map_or_else(String::new, |branch| branch.code.as_str().to_owned()),
                ),
                ("paid_account", account.number.digits().to_owned()),
                ("paid_holder", account.holder.as_str().to_owned()),
            ])
        }
    }
}

fn chosen_bank<'a>(choices: &'a Choices, form: &Form) -> Option<&'a BankEntry> {
    let Banks::Reached(listed) = &choices.banks else {
        return None;
    };
    listed
        .iter()
        .find(|bank| bank.code.as_str() == form.get("paid_bank"))
}

async fn parse(
    app: &AppState,
    desk: &Desk,
    choices: &Choices,
    form: &mut Form,
) -> Result<Option<Destination>, Problem> {
    let lang = desk.lang();
    match form.get("paid_to") {
        WALLET => Ok(wallet(choices, desk.country, form, lang)),
        BANK => {
            if let Some(why) = closed(&choices.banks, lang) {
                form.fail("paid_to", why);
                return Ok(None);
            }
            let bank = chosen_bank(choices, form).cloned();
            let branches = match &bank {
                Some(bank) => banks::branches(&app.market, desk.country, &bank.code).await?,
                None => Vec::new(),
            };
            Ok(account(bank, &branches, &desk.shop.phone, form, lang))
        }
        _ => {
            form.fail("paid_to", lang.paid_to_choose());
            Ok(None)
        }
    }
}

fn wallet(choices: &Choices, country: Country, form: &mut Form, lang: Lang) -> Option<Destination> {
    let phone = form.parse("paid_phone", |typed| {
        parse_phone(typed, country).map_err(|problem| problem.say(lang, country))
    });
    let network = form.parse("paid_network", |typed| {
        let said = match typed {
            // Beside a number that cannot be read nothing more is asked.
            "" if phone.is_none() => return Ok(None),
            "" => phone.as_ref().and_then(guess_network),
            said => said.parse().ok(),
        };
        let known = said.and_then(|said: Network| {
            let mut of_country = choices.networks.iter();
            of_country.find(|(network, _)| *network == said)
        });
        match known {
            Some((network, true)) => Ok(Some(*network)),
            Some((network, false)) => {
                Err(lang.paid_to_network_closed(network.display_name()) + ".")
            }
            None => Err(lang.paid_to_network_unknown().to_owned()),
        }
    });
    let (phone, network) = (phone?, network??);
    Some(Destination::Wallet(Wallet { phone, network }))
}

fn account(
    bank: Option<BankEntry>,
    branches: &[BankEntry],
    reached_at: &PhoneNumber,
    form: &mut Form,
    lang: Lang,
) -> Option<Destination> {
    if bank.is_none() {
        form.fail("paid_bank", lang.paid_to_bank_missing());
    }
    let branch = match branches {
        [] => Some(None),
        [only] => Some(Some(only.clone())),
        several => {
            let chosen = several
                .iter()
                .find(|branch| branch.code.as_str() == form.get("paid_branch"));
            if chosen.is_none() {
                form.fail("paid_branch", lang.paid_to_branch_missing());
            }
            chosen.map(|branch| Some(branch.clone()))
        }
    };
    let number = form.parse("paid_account", |typed| {
        AccountNumber::parse(typed).map_err(|why| wrong_number(why, lang))
    });
    let holder = form.parse("paid_holder", |typed| {
        AccountHolder::parse(typed).map_err(|why| wrong_holder(why, lang))
    });
    Some(Destination::Bank(Box::new(BankAccount {
        bank: bank?,
        branch: branch?,
        number: number?,
        holder: holder?,
        phone: reached_at.clone(),
    })))
}

fn wrong_number(why: DestinationError, lang: Lang) -> String {
    let count = |digits: usize| i64::try_from(digits).unwrap_or(i64::MAX);
    match why {
        DestinationError::Empty => lang.form_required().to_owned(),
        DestinationError::TooLong { .. }
        | DestinationError::Sign
        | DestinationError::Digits { .. } => {
            lang.paid_to_account_digits(count(AccountNumber::MIN), count(AccountNumber::MAX))
        }
    }
}

fn wrong_holder(why: DestinationError, lang: Lang) -> String {
    match why {
        DestinationError::Empty => lang.form_required().to_owned(),
        DestinationError::TooLong { max } => {
            lang.form_too_long(i64::try_from(max).unwrap_or(i64::MAX))
        }
        DestinationError::Sign | DestinationError::Digits { .. } => {
            lang.paid_to_holder_letters().to_owned()
        }
    }
}

/// Why no account can be chosen.
fn closed(banks: &Banks, lang: Lang) -> Option<&'static str> {
    match banks {
        Banks::Reached(_) => None,
        Banks::NotListed => Some(lang.paid_to_banks_not_listed()),
        Banks::Nobody => Some(lang.paid_to_banks_nobody()),
    }
}

/// Why nothing is paid out, and what to do.
pub(super) fn refused(
    why: PayoutError,
    desk: &Desk,
    statement: &Statement,
) -> Result<String, Problem> {
    let lang = desk.lang();
    let method = statement
        .paid_to
        .current
        .as_ref()
        .map_or(Method::BankTransfer, |current| current.to.method());
    Ok(match why {
        PayoutError::Nothing => lang.payout_nothing().to_owned(),
        PayoutError::NoDestination => lang.payout_no_destination().to_owned(),
        PayoutError::Waits { until } => {
            lang.payout_waits(&desk.country.moment(until, until, lang).full)
        }
        PayoutError::Suspended => lang.sell_suspended(&desk.shop.state_reason),
        PayoutError::BankNotReached => lang.payout_bank_not_reached().to_owned(),
        PayoutError::Down => lang.payout_away(lang.method_name(method)),
        PayoutError::Unsupported(Unsupported::TooSmall { minimum }) => {
            lang.payout_at_least(&countries::format_money(minimum))
        }
        PayoutError::Unsupported(
            Unsupported::Operation
            | Unsupported::Method(_)
            | Unsupported::Currency(_)
            | Unsupported::Decimals { .. }
            | Unsupported::TooLarge { .. },
        ) => lang.payout_by_nobody(lang.method_name(method)),
        PayoutError::Failed(error) => return Err(error.into()),
    })
}

/// Where it goes now, for everybody who works here; with how to take a change back, and the form, for the owner.
pub(super) fn view(
    desk: &Desk,
    statement: &Statement,
    asked: Option<&Asked>,
    change_hours: i64,
    now: Timestamp,
) -> AnyView {
    let lang = desk.lang();
    view! {
        <section>
            <h2>{lang.paid_to_title()}</h2>
            {current(desk, statement, asked.is_some(), now)}
            {asked.map(|asked| form(desk, asked, change_hours, lang))}
        </section>
    }
    .into_any()
}

fn current(desk: &Desk, statement: &Statement, is_owner: bool, now: Timestamp) -> AnyView {
    let lang = desk.lang();
    let Some(current) = &statement.paid_to.current else {
        return view! { <p>{lang.payout_no_destination()}</p> }.into_any();
    };
    let to = current.to.masked();
    if now >= current.usable_from {
        return view! { <p>{lang.paid_to_now(&to)}</p> }.into_any();
    }
    let from = current.usable_from;
    let from = desk.country.moment(from, from, lang).full;
    let before = statement.paid_to.before.as_ref().filter(|_| is_owner);
    let back = before.map(|before| {
        view! {
            <p>{lang.paid_to_not_you()}</p>
            <form method="post" action=desk.href("/dashboard/money/destination/back") class="actions">
                <Button label=lang.paid_to_take_back(&before.masked()) />
            </form>
        }
    });
    view! {
        <Notice tone=Tone::Waiting>
            <p>{lang.paid_to_waits(&to, &from)}</p>
            {back}
        </Notice>
    }
    .into_any()
}

fn form(desk: &Desk, asked: &Asked, change_hours: i64, lang: Lang) -> AnyView {
    let form = &asked.form;
    let hint = match change_hours {
        0 => lang.paid_to_at_once().to_owned(),
        hours => lang.paid_to_hours(hours),
    };
    let why_no_bank = closed(&asked.choices.banks, lang);
    let kind = |value: &str, label: &str, note: Option<&str>| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        note: note.map(str::to_owned),
        chosen: note.is_none() && form.get("paid_to") == value,
        disabled: note.is_some(),
    };
    let kinds = vec![
        kind(WALLET, lang.paid_to_wallet(), None),
        kind(BANK, lang.paid_to_bank(), why_no_bank),
    ];
    // Whoever is paid already looks past it; whoever typed something wrong, or never said it, does not.
    let is_open = !form.is_ok() || form.get("paid_to").is_empty();
    view! {
        <details open=is_open>
        <summary>{lang.paid_to_change()}</summary>
        <form method="post" action=desk.href("/dashboard/money/destination")>
            <p class="hint">{hint}</p>
            <ChoiceCards
                id="paid_to"
                name="paid_to"
                legend=lang.paid_to_kind()
                choices=kinds
                error=form.error("paid_to")
            />
            {wallet_fields(asked, lang)}
            {why_no_bank.is_none().then(|| account_fields(asked, lang))}
            <p class="actions">
                <Button label=lang.save() />
            </p>
        </form>
        </details>
    }
    .into_any()
}

fn wallet_fields(asked: &Asked, lang: Lang) -> AnyView {
    let form = &asked.form;
    let networks = asked
        .choices
        .networks
        .iter()
        .map(|(network, is_reached)| {
            let name = network.display_name();
            Choice {
                value: network.as_str().to_owned(),
                label: if *is_reached {
                    name.to_owned()
                } else {
                    lang.paid_to_network_closed(name)
                },
                chosen: *is_reached && form.get("paid_network") == network.as_str(),
                disabled: !is_reached,
                ..Choice::default()
            }
        })
        .collect();
    view! {
        <fieldset>
            <legend>{lang.paid_to_wallet()}</legend>
            <Field
                id="paid_phone"
                name="paid_phone"
                label=lang.paid_to_phone()
                kind=InputKind::Phone
                value=form.value("paid_phone")
                error=form.error("paid_phone")
                max_length=24
            />
            <Select
                id="paid_network"
                name="paid_network"
                label=lang.paid_to_network()
                hint=lang.paid_to_network_hint()
                choices=networks
                prompt=lang.paid_to_by_number()
                error=form.error("paid_network")
            />
        </fieldset>
    }
    .into_any()
}

fn account_fields(asked: &Asked, lang: Lang) -> AnyView {
    let form = &asked.form;
    let listed = match &asked.choices.banks {
        Banks::Reached(listed) => listed.as_slice(),
        Banks::NotListed | Banks::Nobody => &[],
    };
    let branches = (asked.branches.len() > 1).then(|| {
        view! {
            <Select
                id="paid_branch"
                name="paid_branch"
                label=lang.paid_to_branch()
                choices=entries(&asked.branches, form.get("paid_branch"))
                prompt=lang.form_choose()
                error=form.error("paid_branch")
            />
        }
    });
    let chars = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    view! {
        <fieldset>
            <legend>{lang.paid_to_bank()}</legend>
            <Select
                id="paid_bank"
                name="paid_bank"
                label=lang.paid_to_bank_name()
                choices=entries(listed, form.get("paid_bank"))
                prompt=lang.form_choose()
                error=form.error("paid_bank")
            />
            {branches}
            <Field
                id="paid_account"
                name="paid_account"
                label=lang.paid_to_account()
                kind=InputKind::Count
                value=form.value("paid_account")
                error=form.error("paid_account")
                // Spaces and dashes between the digits included.
                max_length=chars(2 * AccountNumber::MAX)
            />
            <Field
                id="paid_holder"
                name="paid_holder"
                label=lang.paid_to_holder()
                hint=lang.paid_to_holder_hint()
                value=form.value("paid_holder")
                error=form.error("paid_holder")
                max_length=chars(AccountHolder::MAX)
                autocomplete="off"
            />
        </fieldset>
    }
    .into_any()
}

fn entries(listed: &[BankEntry], chosen: &str) -> Vec<Choice> {
    let entry = |entry: &BankEntry| Choice {
        value: entry.code.as_str().to_owned(),
        label: entry.name.as_str().to_owned(),
        chosen: entry.code.as_str() == chosen,
        ..Choice::default()
    };
    listed.iter().map(entry).collect()
}
