//! Zambia: kwacha, three networks, Lusaka.

use kernel::{Currency, Network};
use time::macros::{date, offset};
use words::Lang;

use crate::areas::lusaka;
use crate::pack::ADDRESS_FORM;
use crate::{LostPrompt, Pack, ProviderPlan, ReceiptTexts, Said, TaxNumberForm};

pub(crate) const PACK: Pack = Pack {
    name: Said {
        en: "Zambia",
        sw: "Zambia",
    },
    city: "Lusaka",
    currency: Currency::ZMW,
    currency_symbol: "K",
    display_decimals: 2,
    price_step_minor: 1,
    tax_rate_bps: 1_600,
    tax_number: TaxNumberForm {
        name: "TPIN",
        pattern: "9999999999",
        example: "1001234567",
    },
    utc_offset: offset!(+2),
    time_zone: "CAT",
    languages: &[Lang::En, Lang::Sw],
    calling_code: "260",
    national_digits: 9,
    example_phone: "0966 123 456",
    network_prefixes_as_of: date!(2025 - 01 - 01),
    network_prefixes: &[
        ("26096", Network::MtnZambia),
        ("26076", Network::MtnZambia),
        ("26097", Network::AirtelZambia),
        ("26077", Network::AirtelZambia),
        ("26095", Network::ZamtelZambia),
        ("26075", Network::ZamtelZambia),
    ],
    networks: NETWORKS,
    providers: &[ProviderPlan {
        provider: "pawapay",
        networks: NETWORKS,
    }],
    lost_prompts: &[
        LostPrompt {
            network: Network::MtnZambia,
            ussd: "*115#",
            steps: &[
                Said {
                    en: "Dial *115# on the MTN phone.",
                    sw: "Piga *115# kwenye simu ya MTN.",
                },
                Said {
                    en: "Choose your wallet or account, then the pending approvals.",
                    sw: "Chagua pochi au akaunti yako, kisha malipo yanayosubiri (pending approvals).",
                },
                Said {
                    en: "Choose the payment to Soko and enter your PIN.",
                    sw: "Chagua malipo ya Soko kisha uweke PIN yako.",
                },
                Said {
                    en: "Nothing there? Call MTN on 215, or start the payment again when this page says so.",
                    sw: "Hakuna kitu? Piga MTN 215, au anza malipo tena ukurasa huu ukisema hivyo.",
                },
            ],
        },
        LostPrompt {
            network: Network::AirtelZambia,
            ussd: "*115#",
            steps: &[
                Said {
                    en: "Unlock the Airtel phone and close other open menus or calls.",
                    sw: "Fungua simu ya Airtel na ufunge menyu nyingine au simu zinazoendelea.",
                },
                Said {
                    en: "Wait one minute: Airtel sends the prompt when the line is free.",
                    sw: "Subiri dakika moja: Airtel hutuma ombi laini ikiwa huru.",
                },
                Said {
                    en: "Dial *115# to see that Airtel Money works on this number and what it holds.",
                    sw: "Piga *115# uone kama Airtel Money inafanya kazi kwenye namba hii na salio lake.",
                },
                Said {
                    en: "Airtel keeps no list of prompts. Start again when this page says so.",
                    sw: "Airtel haihifadhi orodha ya maombi. Anza tena ukurasa huu ukisema hivyo.",
                },
            ],
        },
        LostPrompt {
            network: Network::ZamtelZambia,
            ussd: "*115#",
            steps: &[
                Said {
                    en: "Unlock the Zamtel phone and close other open menus or calls.",
                    sw: "Fungua simu ya Zamtel na ufunge menyu nyingine au simu zinazoendelea.",
                },
                Said {
                    en: "Wait one minute: the prompt can be slow on Zamtel.",
                    sw: "Subiri dakika moja: ombi linaweza kuchelewa kwenye Zamtel.",
                },
                Said {
                    en: "Dial *115# to see that Zamtel Money works on this number and what it holds.",
                    sw: "Piga *115# uone kama Zamtel Money inafanya kazi kwenye namba hii na salio lake.",
                },
                Said {
                    en: "If no prompt came, start again when this page says so.",
                    sw: "Ikiwa ombi halikuja, anza tena ukurasa huu ukisema hivyo.",
                },
            ],
        },
    ],
    areas: lusaka::AREAS,
    address_form: ADDRESS_FORM,
    receipt: ReceiptTexts {
        tax_name: "VAT",
        tax_note: Said {
            en: "All prices include 16% VAT.",
            sw: "Bei zote zinajumuisha VAT ya 16%.",
        },
        foot: Said {
            en: "This receipt shows what you paid. For a tax invoice, ask the shop for a Smart Invoice.",
            sw: "Risiti hii inaonyesha ulicholipa. Kwa ankara ya kodi, liombe duka Smart Invoice.",
        },
    },
};

const NETWORKS: &[Network] = &[
    Network::MtnZambia,
    Network::AirtelZambia,
    Network::ZamtelZambia,
];
