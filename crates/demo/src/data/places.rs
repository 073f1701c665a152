//! Where the demo shops deliver, and for how much.

use kernel::Money;

use super::shops::DemoCountry;

/// One row of a shop's delivery table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoDelivery {
    /// The area's id in the country pack.
    pub area: &'static str,
    pub fee: Money,
    pub days_min: u16,
    pub days_max: u16,
}

/// Fees in major units: the shop's own area, the middle of the city, its edge. No edge fee: no delivery there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fees {
    pub(super) own: i64,
    pub(super) inner: i64,
    pub(super) outer: Option<i64>,
}

const LUSAKA_INNER: &[&str] = &[
    "town-centre",
    "kamwala",
    "kabwata",
    "libala",
    "chilenje",
    "woodlands",
    "kabulonga",
    "longacres",
    "rhodes-park",
    "northmead",
    "thorn-park",
    "emmasdale",
    "olympia",
    "roma",
    "ridgeway",
    "fairview",
    "sunningdale",
    "kalundu",
    "ibex-hill",
    "kalingalinga",
];
const LUSAKA_OUTER: &[&str] = &[
    "chelstone",
    "avondale",
    "matero",
    "lilanda",
    "garden",
    "kaunda-square",
    "mtendere",
    "bauleni",
    "chawama",
    "kanyama",
    "makeni",
    "chalala",
    "new-kasama",
    "lilayi",
    "chunga",
    "meanwood-ndeke",
];
const NAIROBI_INNER: &[&str] = &[
    "nairobi-cbd",
    "westlands",
    "parklands",
    "kilimani",
    "hurlingham",
    "upper-hill",
    "ngara",
    "eastleigh",
    "south-b",
    "south-c",
    "lavington",
    "kileleshwa",
    "pangani",
    "nairobi-west",
    "madaraka",
    "ngumo",
];
const NAIROBI_OUTER: &[&str] = &[
    "kasarani",
    "roysambu",
    "zimmerman",
    "githurai-45",
    "kahawa-west",
    "umoja",
    "buruburu",
    "donholm",
    "embakasi",
    "utawala",
    "kayole",
    "dandora",
    "karen",
    "langata",
    "kibera",
    "kawangware",
    "ruai",
    "imara-daima",
];

/// Every area a shop delivers to, its own first.
pub(super) fn deliveries(country: DemoCountry, own: &'static str, fees: Fees) -> Vec<DemoDelivery> {
    let (inner, outer) = match country {
        DemoCountry::Zambia => (LUSAKA_INNER, LUSAKA_OUTER),
        DemoCountry::Kenya => (NAIROBI_INNER, NAIROBI_OUTER),
    };
    let row = |area, fee, days_min, days_max| DemoDelivery {
        area,
        fee: country.money(fee),
        days_min,
        days_max,
    };
    let mut rows = vec![row(own, fees.own, 0, 1)];
    rows.extend(
        inner
            .iter()
            .filter(|area| **area != own)
            .map(|area| row(area, fees.inner, 0, 2)),
    );
    if let Some(fee) = fees.outer {
        rows.extend(
            outer
                .iter()
                .filter(|area| **area != own)
                .map(|area| row(area, fee, 1, 3)),
        );
    }
    rows
}
