//! The shops' price lists, one line a product.

mod beauty;
mod electronics;
mod fashion;
mod food;
mod home;

pub(super) use beauty::{DEW_AND_SHEA, RANGI_SABA};
pub(super) use electronics::{AKASUBA, MUSUKU, TAA_TATU};
pub(super) use fashion::{KANGA_AND_THREAD, LONG_WALK, THREE_FOLDS};
pub(super) use food::{GREEN_DRUM, KAPU_KUMI};
pub(super) use home::{IMBAULA, JIKO_AND_STOOL};

use super::picture::{Accent, Thing};

/// One line of a price list. Prices are whole kwacha or shillings, tax included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Good {
    pub(super) title: &'static str,
    pub(super) category: &'static str,
    pub(super) thing: Thing,
    pub(super) accent: Accent,
    pub(super) price: i64,
    pub(super) choice: Choice,
    pub(super) text: &'static str,
}

/// What a buyer chooses.
#[derive(Debug, Clone, Copy)]
pub(super) enum Choice {
    One,
    /// One option, one price.
    Of(&'static str, &'static [&'static str]),
    /// Two options, one price.
    Both(
        (&'static str, &'static [&'static str]),
        (&'static str, &'static [&'static str]),
    ),
    /// One option whose values have their own prices.
    Priced(&'static str, &'static [(&'static str, i64)]),
}

const fn good(
    title: &'static str,
    category: &'static str,
    thing: Thing,
    accent: Accent,
    price: i64,
    choice: Choice,
    text: &'static str,
) -> Good {
    Good {
        title,
        category,
        thing,
        accent,
        price,
        choice,
        text,
    }
}
