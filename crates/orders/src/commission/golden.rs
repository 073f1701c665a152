//! Lines and what is kept of them, reckoned by hand: for the tests of commission and of refunds.

use kernel::{Currency, Money};

use super::{Charged, Terms};

pub(crate) const ZMW: Currency = Currency::ZMW;
pub(crate) const KES: Currency = Currency::KES;
const UGX: Currency = Currency::UGX;

pub(crate) const fn at(bps: u32) -> Charged {
    Charged::Rate { bps }
}

/// Rate, minimum and maximum of a line.
pub(crate) type Bounds = (u32, Option<i64>, Option<i64>);

/// Refunds of a line, one after the other: what goes back, and the commission in it. The last is all that is left.
pub(crate) type Back = &'static [(i64, i64)];

/// Currency, total, tax inside, terms; the commission, and what gave it; refunds.
pub(crate) type Golden = (Currency, i64, i64, Bounds, i64, Charged, Back);

const LUSAKA: Bounds = (500, Some(400), Some(15_000));
const NAIROBI: Bounds = (750, Some(10_000), Some(200_000));
const KAMPALA: Bounds = (500, Some(2_000), Some(50_000));

/// In ngwee, cents and whole shillings.
#[rustfmt::skip]
pub(crate) const GOLDEN: [Golden; 20] = [
    (ZMW, 52_100, 7_186, (500, None, None), 2_605, at(500), &[(10_000, 500), (5_000, 250), (1, 0), (37_099, 1_855)]),
    (ZMW, 2_800, 386, LUSAKA, 400, Charged::Minimum, &[(1_000, 143), (1_000, 143), (800, 114)]),
    (ZMW, 245_000, 33_793, LUSAKA, 12_250, at(500), &[(33_333, 1_667), (100_000, 5_000), (111_667, 5_583)]),
    (ZMW, 398_000, 54_897, LUSAKA, 15_000, Charged::Maximum, &[(1, 0), (199_000, 7_500), (198_999, 7_500)]),
    // The rate is the minimum to the ngwee: then it is the rate.
    (ZMW, 8_000, 1_103, LUSAKA, 400, at(500), &[(2_500, 125), (5_500, 275)]),
    (ZMW, 300, 41, LUSAKA, 259, Charged::AllButTax, &[(1, 1), (100, 86), (199, 172)]),
    (ZMW, 90, 12, (250, None, None), 2, at(250), &[(45, 1), (45, 1)]),
    (ZMW, 24_850, 0, (0, None, None), 0, at(0), &[(12_425, 0), (12_425, 0)]),
    // All of it, of food without tax and of what bears some.
    (ZMW, 24_850, 0, (10_000, None, None), 24_850, at(10_000), &[(12_425, 12_425), (1, 1), (12_424, 12_424)]),
    (ZMW, 11_600, 1_600, (10_000, None, None), 10_000, Charged::AllButTax, &[(5_800, 5_000), (5_800, 5_000)]),
    (KES, 145_000, 20_000, NAIROBI, 10_875, at(750), &[(50_000, 3_750), (95_000, 7_125)]),
    (KES, 3_450_000, 475_862, NAIROBI, 200_000, Charged::Maximum, &[(1_000_000, 57_971), (1, 0), (2_449_999, 142_029)]),
    (KES, 100_000, 13_793, NAIROBI, 10_000, Charged::Minimum, &[(33_300, 3_330), (33_300, 3_330), (33_400, 3_340)]),
    (KES, 10_000, 1_379, (750, Some(10_000), None), 8_621, Charged::AllButTax, &[(2_500, 2_155), (7_500, 6_466)]),
    (KES, 100_100, 13_807, (333, None, None), 3_333, at(333), &[(50_050, 1_666), (50_050, 1_667)]),
    (UGX, 45_000, 6_864, KAMPALA, 2_250, at(500), &[(15_000, 750), (15_000, 750), (15_000, 750)]),
    (UGX, 25_000, 3_814, KAMPALA, 2_000, Charged::Minimum, &[(7, 1), (12_493, 999), (12_500, 1_000)]),
    (UGX, 1_500_000, 228_814, KAMPALA, 50_000, Charged::Maximum, &[(333_333, 11_111), (333_333, 11_111), (833_334, 27_778)]),
    (UGX, 1_900, 290, KAMPALA, 1_610, Charged::AllButTax, &[(950, 805), (950, 805)]),
    // Two and a half: the even one.
    (UGX, 50, 8, (500, None, None), 2, at(500), &[(10, 0), (40, 2)]),
];

pub(crate) fn terms(currency: Currency, (rate, least, most): Bounds) -> Terms {
    let money = |minor: Option<i64>| minor.map(|minor| Money::new(minor, currency));
    Terms::new(rate, money(least), money(most)).unwrap()
}
