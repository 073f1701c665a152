//! Uganda: shillings without any smaller unit, MTN and Airtel, Kampala. Not traded in until an operator says so.
//!
//! The prefixes and menu codes are the operators' published ones and were not tried on phones: unverified.

use kernel::{Currency, Network};
use time::macros::{date, offset};
use words::Lang;

use crate::areas::kampala;
use crate::pack::ADDRESS_FORM;
use crate::{LostPrompt, Pack, ProviderPlan, ReceiptTexts, Said, TaxNumberForm};

pub(crate) const PACK: Pack = Pack {
    name: Said {
        en: "Uganda",
        sw: "Uganda",
    },
    city: "Kampala",
    currency: Currency::UGX,
    currency_symbol: "USh",
    display_decimals: 0,
    price_step_minor: 1,
    tax_rate_bps: 1_800,
    tax_number: TaxNumberForm {
        name: "TIN",
        pattern: "9999999999",
        example: "1001234567",
    },
    utc_offset: offset!(+3),
    time_zone: "EAT",
    languages: &[Lang::En, Lang::Sw],
    calling_code: "256",
    national_digits: 9,
    example_phone: "0772 345 678",
    network_prefixes_as_of: date!(2025 - 01 - 01),
    network_prefixes: &[
        ("25676", Network::MtnUganda),
        ("25677", Network::MtnUganda),
        ("25678", Network::MtnUganda),
        ("25670", Network::AirtelUganda),
        ("25674", Network::AirtelUganda),
        ("25675", Network::AirtelUganda),
    ],
    networks: NETWORKS,
    providers: &[ProviderPlan {
        provider: "pawapay",
        networks: NETWORKS,
    }],
    lost_prompts: &[
        LostPrompt {
            network: Network::MtnUganda,
            ussd: "*165#",
            steps: &[
                Said {
                    en: "Unlock the phone with the MTN line and close other open menus or calls.",
                    sw: "Fungua simu yenye laini ya MTN na ufunge menyu nyingine au simu zinazoendelea.",
                },
                Said {
                    en: "Dial *165# and look under approvals for a request that waits.",
                    sw: "Piga *165# na uangalie kwenye idhini kama kuna ombi linalosubiri.",
                },
                Said {
                    en: "Start again when this page says so.",
                    sw: "Anza tena ukurasa huu ukisema hivyo.",
                },
            ],
        },
        LostPrompt {
            network: Network::AirtelUganda,
            ussd: "*185#",
            steps: &[
                Said {
                    en: "Unlock the phone with the Airtel line and close other open menus or calls.",
                    sw: "Fungua simu yenye laini ya Airtel na ufunge menyu nyingine au simu zinazoendelea.",
                },
                Said {
                    en: "Dial *185# to see that Airtel Money works on this number and what it holds.",
                    sw: "Piga *185# uone kama Airtel Money inafanya kazi kwenye namba hii na salio lake.",
                },
                Said {
                    en: "Start again when this page says so.",
                    sw: "Anza tena ukurasa huu ukisema hivyo.",
                },
            ],
        },
    ],
    areas: kampala::AREAS,
    address_form: ADDRESS_FORM,
    receipt: ReceiptTexts {
        tax_name: "VAT",
        tax_note: Said {
            en: "All prices include 18% VAT.",
            sw: "Bei zote zinajumuisha VAT ya 18%.",
        },
        foot: Said {
            en: "This receipt shows what you paid. For a tax invoice, ask the shop for an EFRIS invoice.",
            sw: "Risiti hii inaonyesha ulicholipa. Kwa ankara ya kodi, liombe duka ankara ya EFRIS.",
        },
    },
};

const NETWORKS: &[Network] = &[Network::MtnUganda, Network::AirtelUganda];
