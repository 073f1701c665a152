//! Kenya: shillings without cents, M-Pesa, Nairobi.

use kernel::{Currency, Network};
use time::macros::{date, offset};
use words::Lang;

use crate::areas::nairobi;
use crate::pack::ADDRESS_FORM;
use crate::{LostPrompt, Pack, ProviderPlan, ReceiptTexts, Said, TaxNumberForm};

pub(crate) const PACK: Pack = Pack {
    name: Said {
        en: "Kenya",
        sw: "Kenya",
    },
    city: "Nairobi",
    currency: Currency::KES,
    currency_symbol: "KSh",
    display_decimals: 0,
    // No mobile-money prompt carries cents.
    price_step_minor: 100,
    tax_rate_bps: 1_600,
    tax_number: TaxNumberForm {
        name: "KRA PIN",
        pattern: "A999999999A",
        example: "A012345678Z",
    },
    utc_offset: offset!(+3),
    time_zone: "EAT",
    languages: &[Lang::En, Lang::Sw],
    calling_code: "254",
    national_digits: 9,
    example_phone: "0712 345 678",
    network_prefixes_as_of: date!(2025 - 01 - 01),
    network_prefixes: &[
        ("25470", Network::MpesaKenya),
        ("25471", Network::MpesaKenya),
        ("25472", Network::MpesaKenya),
        ("254740", Network::MpesaKenya),
        ("254741", Network::MpesaKenya),
        ("254742", Network::MpesaKenya),
        ("254743", Network::MpesaKenya),
        ("254745", Network::MpesaKenya),
        ("254746", Network::MpesaKenya),
        ("254748", Network::MpesaKenya),
        ("254757", Network::MpesaKenya),
        ("254758", Network::MpesaKenya),
        ("254759", Network::MpesaKenya),
        ("254768", Network::MpesaKenya),
        ("254769", Network::MpesaKenya),
        ("25479", Network::MpesaKenya),
        ("25411", Network::MpesaKenya),
    ],
    networks: NETWORKS,
    providers: &[ProviderPlan {
        provider: "pawapay",
        networks: NETWORKS,
    }],
    lost_prompts: &[LostPrompt {
        network: Network::MpesaKenya,
        ussd: "*334#",
        steps: &[
            Said {
                en: "Unlock the Safaricom phone and close other open menus or calls.",
                sw: "Fungua simu ya Safaricom na ufunge menyu nyingine au simu zinazoendelea.",
            },
            Said {
                en: "The M-Pesa prompt comes once and stays for about a minute. It cannot be called back.",
                sw: "Ombi la M-Pesa huja mara moja na hukaa kama dakika moja. Haliwezi kurudishwa.",
            },
            Said {
                en: "Dial *334# to see that M-Pesa works on this number and what it holds.",
                sw: "Piga *334# uone kama M-Pesa inafanya kazi kwenye namba hii na salio lake.",
            },
            Said {
                en: "If prompts never come, the SIM may need an update: dial *234*1*6#.",
                sw: "Kama maombi hayaji kamwe, huenda laini inahitaji kusasishwa: piga *234*1*6#.",
            },
            Said {
                en: "Start again when this page says so.",
                sw: "Anza tena ukurasa huu ukisema hivyo.",
            },
        ],
    }],
    areas: nairobi::AREAS,
    address_form: ADDRESS_FORM,
    receipt: ReceiptTexts {
        tax_name: "VAT",
        tax_note: Said {
            en: "All prices include 16% VAT.",
            sw: "Bei zote zinajumuisha VAT ya 16%.",
        },
        foot: Said {
            en: "This receipt shows what you paid. For a tax invoice, ask the shop for an eTIMS invoice.",
            sw: "Risiti hii inaonyesha ulicholipa. Kwa ankara ya kodi, liombe duka ankara ya eTIMS.",
        },
    },
};

const NETWORKS: &[Network] = &[Network::MpesaKenya];
