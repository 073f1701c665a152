//! What a line's commission comes to, reckoned by hand.

use super::golden::{GOLDEN, KES, ZMW, at, terms};
use super::*;

#[test]
fn the_commission_of_a_line_is_as_reckoned_by_hand() {
    for (currency, total, tax, bounds, commission, charged, _) in GOLDEN {
        let [total, tax, commission] = [total, tax, commission].map(|n| Money::new(n, currency));
        let terms = terms(currency, bounds);
        assert_eq!(terms.share(total, tax), Ok(commission), "{total} {terms:?}");
        assert_eq!(terms.gave(total, commission), charged, "{total} {terms:?}");
    }
}

#[test]
fn terms_that_contradict_themselves_are_none() {
    let k = |minor| Some(Money::new(minor, ZMW));
    for (rate, least, most, why) in [
        (10_001, None, None, WrongTerms::Rate),
        (500, k(0), None, WrongTerms::Bound),
        (500, None, k(-1), WrongTerms::Bound),
        (500, k(1), Some(Money::new(1, KES)), WrongTerms::Bound),
        (500, k(2), k(1), WrongTerms::Crossed),
    ] {
        assert_eq!(Terms::new(rate, least, most), Err(why));
    }
    assert!(Terms::new(0, k(1), k(1)).is_ok());
}

#[test]
fn bounds_of_another_currency_reckon_nothing() {
    let shilling = Terms::new(500, Some(Money::new(1, KES)), None).unwrap();
    let k = |minor| Money::new(minor, ZMW);
    assert!(shilling.share(k(10_000), k(1_379)).is_err());
}

#[test]
fn a_name_reads_back() {
    for name in [RuleName::Standard, RuleName::Set(RuleId(12))] {
        assert_eq!(name.to_string().parse(), Ok(name));
    }
    assert_eq!(RuleName::Set(RuleId(12)).to_string(), "rule-12");
    for wrong in ["", "12", "rule-", "rule-x", "standard"] {
        assert!(wrong.parse::<RuleName>().is_err(), "{wrong}");
    }
}

#[test]
fn of_lines_that_differ_only_that_is_said() {
    use Charged::{ByLine, Minimum};
    assert_eq!(Minimum.and(Minimum), Minimum);
    assert_eq!(at(500).and(at(500)), at(500));
    assert_eq!(at(500).and(at(300)), ByLine);
    assert_eq!(Minimum.and(at(500)), ByLine);
}
