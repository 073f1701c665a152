//! The shape of a country's data.

use kernel::{Currency, Network};
use time::{Date, UtcOffset};
use words::Lang;

use crate::TaxNumberForm;

/// A text that belongs to a country's data, in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// English.
    pub en: &'static str,
    /// Swahili.
    pub sw: &'static str,
}

impl Said {
    /// The text in one language.
    pub const fn in_lang(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Sw => self.sw,
        }
    }
}

/// A named place that shops deliver to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// A slug, unique over all countries. As stored and as used in addresses.
    pub id: &'static str,
    /// As people call it, in every language.
    pub name: &'static str,
    /// The city it belongs to.
    pub city: &'static str,
}

/// A payment provider and the networks it reaches here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProviderPlan {
    /// The provider's name as the payments crate spells it.
    pub provider: &'static str,
    /// In the order they are offered.
    pub networks: &'static [Network],
}

/// How a person finds a prompt that did not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LostPrompt {
    /// The network it holds for.
    pub network: Network,
    /// The code that opens the network's mobile-money menu.
    pub ussd: &'static str,
    /// What to do, one sentence each, in order.
    pub steps: &'static [Said],
}

/// A field of the address form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddressField {
    /// An area of the gazetteer.
    Area,
    /// Something nearby that everyone knows.
    Landmark,
    /// The last metres, in the buyer's words.
    Directions,
    /// The phone of the person who receives it, when it is not the buyer.
    ReceiverPhone,
}

/// A field of the address form with its rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressPart {
    /// Which field.
    pub field: AddressField,
    /// Whether the form may be sent without it.
    pub required: bool,
    /// The longest text it takes, in characters.
    pub max_chars: usize,
}

/// What a receipt must say here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiptTexts {
    /// What the tax is called.
    pub tax_name: &'static str,
    /// Under the total.
    pub tax_note: Said,
    /// At the foot.
    pub foot: Said,
}

/// Everything that is particular to a country.
#[derive(Debug, Clone, Copy)]
pub struct Pack {
    /// The country's name.
    pub name: Said,
    /// The city whose areas the gazetteer lists.
    pub city: &'static str,
    /// The currency of every price here.
    pub currency: Currency,
    /// What stands before an amount.
    pub currency_symbol: &'static str,
    /// Decimals shown when the minor part is zero. An amount that has a minor part always shows it.
    pub display_decimals: u32,
    /// The smallest step of prices, fees and discounts, in minor units.
    pub price_step_minor: i64,
    /// The tax inside every price, in basis points.
    pub tax_rate_bps: u32,
    /// How sellers are known at the tax office.
    pub tax_number: TaxNumberForm,
    /// Local time, the same all year.
    pub utc_offset: UtcOffset,
    /// The short name of local time.
    pub time_zone: &'static str,
    /// Languages offered here, the default first.
    pub languages: &'static [Lang],
    /// The international calling code, without plus.
    pub calling_code: &'static str,
    /// Digits of a mobile number without calling code and leading zero.
    pub national_digits: usize,
    /// A number to show as an example.
    pub example_phone: &'static str,
    /// A day on which the prefixes below are known to have held.
    pub network_prefixes_as_of: Date,
    /// First digits of a number, calling code included, and the network they were given to. The longest match counts.
    pub network_prefixes: &'static [(&'static str, Network)],
    /// Every network of the country, in the order it is offered.
    pub networks: &'static [Network],
    /// Providers in the order they are tried.
    pub providers: &'static [ProviderPlan],
    /// How to find a lost prompt, by network.
    pub lost_prompts: &'static [LostPrompt],
    /// Where shops deliver, by name.
    pub areas: &'static [Area],
    /// The address form, in the order people fill it in. No postcode.
    pub address_form: &'static [AddressPart],
    /// What a receipt must say.
    pub receipt: ReceiptTexts,
}

/// The address form that both countries share.
pub(crate) const ADDRESS_FORM: &[AddressPart] = &[
    AddressPart {
        field: AddressField::Area,
        required: true,
        max_chars: 60,
    },
    AddressPart {
        field: AddressField::Landmark,
        required: true,
        max_chars: 120,
    },
    AddressPart {
        field: AddressField::Directions,
        required: false,
        max_chars: 300,
    },
    AddressPart {
        field: AddressField::ReceiverPhone,
        required: false,
        max_chars: 20,
    },
];
