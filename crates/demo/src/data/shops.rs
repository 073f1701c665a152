//! The twelve shops.

use kernel::{Currency, Money};

use super::goods::{self, Good};
use super::places::{DemoDelivery, Fees, deliveries};
use super::product::{DemoProduct, Shelf, product};

/// Where a demo shop trades.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DemoCountry {
    Zambia,
    Kenya,
}

impl DemoCountry {
    /// ISO 3166, two letters.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zambia => "ZM",
            Self::Kenya => "KE",
        }
    }

    pub const fn currency(self) -> Currency {
        match self {
            Self::Zambia => Currency::ZMW,
            Self::Kenya => Currency::KES,
        }
    }

    /// Both currencies have a hundred minor units.
    pub(super) const fn money(self, major: i64) -> Money {
        Money::new(major * 100, self.currency())
    }
}

/// What a shop knows most about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trade {
    Electronics,
    Fashion,
    Home,
    Food,
    Beauty,
}

impl Trade {
    /// What a shop of this trade adds below a product.
    pub(super) const fn closings(self) -> &'static [&'static str] {
        match self {
            Self::Electronics => &[
                "Tested in the shop before it leaves. The box holds the item, its cable and a printed guide.",
                "Six months' warranty against faults: bring it back with the order number and we repair or replace it.",
                "New, sealed, with a plug that fits the sockets here. Ask us if you are not sure that it works with what you have.",
            ],
            Self::Fashion => &[
                "Wash cold, with like colours, and dry in the shade: the print stays strong.",
                "Sizes are as marked. Between two sizes, take the larger; we exchange within seven days.",
                "Cut and sewn in small runs, so no two pieces are quite the same.",
            ],
            Self::Home => &[
                "Packed in card and straw so that it arrives whole. If it does not, send us a photo the same day.",
                "Measured by hand: sizes may differ by a centimetre.",
                "Made to be used every day and to be mended, not thrown away.",
            ],
            Self::Food => &[
                "Packed on the day it leaves the shop. Keep dry and cool.",
                "Weighed in front of you on request. What is not fresh at the door, hand back to the rider.",
                "From growers and millers we know by name.",
            ],
            Self::Beauty => &[
                "Try a little on the inside of your arm first and wait a day.",
                "Sealed when it leaves us. Keep away from sun and heat.",
                "Full list of ingredients on the label; ask us if you react to something.",
            ],
        }
    }
}

/// A shop as its owner would have filled in the form.
#[derive(Debug, Clone, Copy)]
pub struct DemoShop {
    pub slug: &'static str,
    pub name: &'static str,
    pub country: DemoCountry,
    pub trade: Trade,
    /// The area's id in the country pack.
    pub area: &'static str,
    pub about: &'static str,
    pub returns_policy: &'static str,
    mark: &'static str,
    fees: Fees,
    goods: &'static [Good],
}

impl DemoShop {
    /// Every area the shop delivers to; its own first, no area twice.
    pub fn deliveries(&self) -> Vec<DemoDelivery> {
        deliveries(self.country, self.area, self.fees)
    }

    /// In Lusaka riders are paid at the door; in Nairobi everybody has M-Pesa.
    pub fn takes_cash(&self) -> bool {
        self.country == DemoCountry::Zambia
    }

    /// Its products, in the order of its list.
    pub fn products(&self) -> Vec<DemoProduct> {
        let shelf = |place| Shelf {
            country: self.country,
            trade: self.trade,
            mark: self.mark,
            shop_slug: self.slug,
            place,
        };
        self.goods
            .iter()
            .zip(0..)
            .map(|(good, place)| product(good, &shelf(place)))
            .collect()
    }
}

const SEVEN_DAYS: &str = "Seven days to bring it back unused, in its packaging. We give the money back to the number that paid, or exchange it, as you choose.";
const FAULTY_ONLY: &str = "If it arrives faulty or is not what you ordered, tell us within 14 days: we collect it and give your money back. Opened items without a fault cannot come back.";
const FRESH: &str = "Look at the goods at the door. What is not fresh goes back with the rider and is refunded the same day. After that, fresh food cannot come back.";
const SEALED: &str = "Sealed items come back within seven days. Opened creams and make-up cannot, unless they are faulty or spoiled.";

const SHOPS: &[DemoShop] = &[
    DemoShop {
        slug: "musuku-phones-and-sound",
        name: "Musuku Phones & Sound",
        country: DemoCountry::Zambia,
        trade: Trade::Electronics,
        area: "kamwala",
        about: "Phones, radios and everything that plugs into them. A small counter in Kamwala with a repair bench behind it: we sell what we are willing to mend.",
        returns_policy: FAULTY_ONLY,
        mark: "MS",
        fees: Fees {
            own: 20,
            inner: 35,
            outer: Some(60),
        },
        goods: goods::MUSUKU,
    },
    DemoShop {
        slug: "akasuba-solar-and-home",
        name: "Akasuba Solar & Home",
        country: DemoCountry::Zambia,
        trade: Trade::Electronics,
        area: "kabwata",
        about: "Light and power for hours without the grid. We size a system with you, deliver it and show you how to wire it.",
        returns_policy: FAULTY_ONLY,
        mark: "AK",
        fees: Fees {
            own: 30,
            inner: 50,
            outer: Some(80),
        },
        goods: goods::AKASUBA,
    },
    DemoShop {
        slug: "three-folds-chitenge",
        name: "Three Folds Chitenge",
        country: DemoCountry::Zambia,
        trade: Trade::Fashion,
        area: "town-centre",
        about: "Chitenge by the piece and sewn to wear. Our three tailors work upstairs; most orders are cut the morning after.",
        returns_policy: SEVEN_DAYS,
        mark: "TF",
        fees: Fees {
            own: 15,
            inner: 30,
            outer: Some(50),
        },
        goods: goods::THREE_FOLDS,
    },
    DemoShop {
        slug: "long-walk-shoes-and-bags",
        name: "Long Walk Shoes & Bags",
        country: DemoCountry::Zambia,
        trade: Trade::Fashion,
        area: "chilenje",
        about: "Shoes for school, church and the road to work, and bags to match. Every pair is measured before it is packed.",
        returns_policy: SEVEN_DAYS,
        mark: "LW",
        fees: Fees {
            own: 15,
            inner: 30,
            outer: Some(55),
        },
        goods: goods::LONG_WALK,
    },
    DemoShop {
        slug: "imbaula-kitchen",
        name: "Imbaula Kitchen & House",
        country: DemoCountry::Zambia,
        trade: Trade::Home,
        area: "woodlands",
        about: "Pots, stools, baskets and braziers from makers around Lusaka. Heavy things come with two riders.",
        returns_policy: SEVEN_DAYS,
        mark: "IM",
        fees: Fees {
            own: 25,
            inner: 45,
            outer: Some(75),
        },
        goods: goods::IMBAULA,
    },
    DemoShop {
        slug: "green-drum-grocers",
        name: "Green Drum Grocers",
        country: DemoCountry::Zambia,
        trade: Trade::Food,
        area: "chelstone",
        about: "Mealie meal, kapenta, honey and what is ripe this week. Orders before ten arrive the same day in Chelstone and Avondale.",
        returns_policy: FRESH,
        mark: "GD",
        fees: Fees {
            own: 10,
            inner: 40,
            outer: Some(30),
        },
        goods: goods::GREEN_DRUM,
    },
    DemoShop {
        slug: "dew-and-shea",
        name: "Dew & Shea Beauty Room",
        country: DemoCountry::Zambia,
        trade: Trade::Beauty,
        area: "kabulonga",
        about: "Skin and hair care for our sun and our water. We mix the butters ourselves and stock what we use at home.",
        returns_policy: SEALED,
        mark: "DS",
        fees: Fees {
            own: 15,
            inner: 30,
            outer: None,
        },
        goods: goods::DEW_AND_SHEA,
    },
    DemoShop {
        slug: "taa-tatu-electronics",
        name: "Taa Tatu Electronics",
        country: DemoCountry::Kenya,
        trade: Trade::Electronics,
        area: "nairobi-cbd",
        about: "Phones, sound and solar on the second floor, opposite nothing in particular. Ask for the lift that works.",
        returns_policy: FAULTY_ONLY,
        mark: "TT",
        fees: Fees {
            own: 100,
            inner: 200,
            outer: Some(350),
        },
        goods: goods::TAA_TATU,
    },
    DemoShop {
        slug: "kanga-and-thread",
        name: "Kanga & Thread",
        country: DemoCountry::Kenya,
        trade: Trade::Fashion,
        area: "eastleigh",
        about: "Kitenge, kanga and clothes cut from them, with shoes and bags that do not shout back. Family-run, one sewing room.",
        returns_policy: SEVEN_DAYS,
        mark: "KT",
        fees: Fees {
            own: 100,
            inner: 180,
            outer: Some(300),
        },
        goods: goods::KANGA_AND_THREAD,
    },
    DemoShop {
        slug: "jiko-and-stool",
        name: "Jiko & Stool",
        country: DemoCountry::Kenya,
        trade: Trade::Home,
        area: "kilimani",
        about: "A house shop: stoves, sufurias, stools and soft things. We carry it up the stairs, whichever floor you are on.",
        returns_policy: SEVEN_DAYS,
        mark: "JS",
        fees: Fees {
            own: 150,
            inner: 250,
            outer: Some(450),
        },
        goods: goods::JIKO_AND_STOOL,
    },
    DemoShop {
        slug: "kapu-kumi-grocers",
        name: "Kapu Kumi Grocers",
        country: DemoCountry::Kenya,
        trade: Trade::Food,
        area: "westlands",
        about: "Ten baskets, filled every morning: flour, greens, fruit, tea and coffee from farms within a day's drive.",
        returns_policy: FRESH,
        mark: "KK",
        fees: Fees {
            own: 80,
            inner: 150,
            outer: Some(280),
        },
        goods: goods::KAPU_KUMI,
    },
    DemoShop {
        slug: "rangi-saba-beauty",
        name: "Rangi Saba Beauty",
        country: DemoCountry::Kenya,
        trade: Trade::Beauty,
        area: "south-b",
        about: "Seven shades of everything. Make-up, braids and care for every skin on the matatu.",
        returns_policy: SEALED,
        mark: "RS",
        fees: Fees {
            own: 80,
            inner: 150,
            outer: None,
        },
        goods: goods::RANGI_SABA,
    },
];

/// The twelve shops: seven in Lusaka, five in Nairobi.
pub fn shops() -> &'static [DemoShop] {
    SHOPS
}
