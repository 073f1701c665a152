//! The ways to pay beside those of a provider, as cards, and what the button says of each.

use countries::format_money;
use flows::abroad::Abroad;
use words::Lang;

use super::Shown;
use super::credit;
use super::typed::{ABROAD, BANK, BY_HAND, CASH};
use crate::pages::pay::by_hand::{bank_note, paybill_note};
use crate::ui::Choice;

/// A way to pay that no provider is asked for here.
pub(super) struct Other {
    pub card: Choice,
    /// What the button says when it is chosen; nothing while the sum is not known.
    pub button: Option<String>,
}

/// In the order they are offered. One that does not exist here is left out; one that is closed says why.
pub(super) fn list(shown: &Shown, lang: Lang) -> Vec<Other> {
    let (form, total) = (&shown.form, shown.basket.total());
    let sum = total.map(format_money);
    let card = |value: &str, label: &str, note: Result<String, String>| {
        let is_open = note.is_ok();
        Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            note: Some(note.unwrap_or_else(|why| why)),
            chosen: is_open && form.get("method") == value,
            disabled: !is_open,
        }
    };
    let credit = credit::choice(shown.credit, total, form, lang).map(|card| Other {
        button: sum.as_deref().map(|sum| lang.pay_credit(sum)),
        card,
    });
    let paybill = paybill_note(shown.by_hand, lang).map(|note| Other {
        card: card(BY_HAND, lang.till_title(), note),
        button: sum.as_deref().map(|sum| lang.till_order(sum)),
    });
    let bank = bank_note(shown.bank, lang).map(|note| Other {
        card: card(BANK, lang.method_bank(), note),
        button: sum.as_deref().map(|sum| lang.transfer_order(sum)),
    });
    let abroad = amounts_of(&shown.abroad, lang).map(|amounts| Other {
        card: card(
            ABROAD,
            lang.abroad_title(),
            Ok(lang.method_abroad_hint(&amounts)),
        ),
        button: Some(lang.abroad_title().to_owned()),
    });
    let cash = shown
        .cash
        .clone()
        .map(|()| lang.method_cash_hint().to_owned());
    let cash = Other {
        card: card(CASH, lang.method_cash(), cash),
        button: sum.as_deref().map(|sum| lang.pay_cash(sum)),
    };
    let all = [credit, paybill, bank, abroad, Some(cash)];
    all.into_iter().flatten().collect()
}

/// What it costs in other countries; nothing where none can pay.
fn amounts_of(offers: &[Abroad], lang: Lang) -> Option<String> {
    let said = |offer: &Abroad| {
        let country = offer.country.name(lang);
        format!("{country} {}", format_money(offer.amount))
    };
    let amounts: Vec<String> = offers.iter().map(said).collect();
    (!amounts.is_empty()).then(|| amounts.join(", "))
}
