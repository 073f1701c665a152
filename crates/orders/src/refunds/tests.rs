//! Shares of refunds, without a database.

use kernel::{Currency, Id, Money, OrderNumber, PhoneNumber, PurchaseNumber, RefundId, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::commission::RuleName;
use crate::commission::golden::{GOLDEN, Golden, terms};
use crate::{CommissionRule, OrderLine, OrderState, Recipient};

fn k(minor: i64) -> Money {
    Money::new(minor, Currency::ZMW)
}

fn id<T: Id>(n: u128) -> T {
    T::from_uuid(Uuid::from_u128(n))
}

/// A line of so many pieces, taxed and commissioned as placing does.
fn line(n: u128, unit: i64, quantity: u32) -> OrderLine {
    let total = k(unit).times(quantity).unwrap();
    OrderLine {
        id: id(n),
        order: id(1),
        shop: id(2),
        listing: id(3),
        variant: id(n),
        title: "A chitenge wrap".to_owned(),
        options: String::new(),
        sku: String::new(),
        picture_key: None,
        quantity,
        unit_price: k(unit),
        total,
        tax: total.tax_inside_bps(1_600).unwrap(),
        tax_rate_bps: 1_600,
        commission: total.share_bps(500).unwrap(),
        rule: CommissionRule::STANDARD,
    }
}

fn order(lines: &[OrderLine], delivery: i64) -> Order {
    let currency = lines[0].total.currency();
    let sum = |part: fn(&OrderLine) -> Money| Money::sum(currency, lines.iter().map(part));
    let delivery = Money::new(delivery, currency);
    let items = sum(|line| line.total).unwrap();
    let number: PurchaseNumber = PurchaseNumber::from_random([7; 8]);
    Order {
        id: id(1),
        purchase: id(4),
        shop: id(2),
        number: OrderNumber::new(number, 0).unwrap(),
        state: OrderState::Completed,
        recipient: Recipient {
            name: "Chipo Banda".to_owned(),
            phone: PhoneNumber::from_e164("+260966123456").unwrap(),
            area: "chelstone".to_owned(),
            landmark: String::new(),
            directions: String::new(),
        },
        items,
        delivery,
        tax: sum(|line| line.tax).unwrap(),
        commission: sum(|line| line.commission).unwrap(),
        total: items.plus(delivery).unwrap(),
        days_min: 1,
        days_max: 2,
        placed_at: Timestamp::UNIX_EPOCH,
        confirmed_at: None,
        delivered_at: None,
        available_at: None,
        completed_at: None,
        cancel_reason: String::new(),
        is_cash: false,
        review_until: None,
        disputed_since: None,
    }
}

/// What was reckoned, as if it had been written.
fn given(n: u128, reckoned: Reckoned) -> Refund {
    Refund {
        id: id::<RefundId>(n),
        purchase: id(4),
        order: id(1),
        shop: id(2),
        cause: String::new(),
        content_hash: Vec::new(),
        reason: String::new(),
        way: Way::ToSource,
        total: reckoned.shares.total().unwrap(),
        shares: reckoned.shares,
        lines: reckoned.lines,
        at: Timestamp::UNIX_EPOCH,
    }
}

fn amount(minor: i64) -> Wish {
    Wish::Parts {
        lines: vec![(id(10), Part::Amount(k(minor)))],
        delivery: None,
    }
}

fn pieces(count: u32) -> Wish {
    Wish::Parts {
        lines: vec![(
            id(10),
            Part::Pieces {
                count,
                to_shelf: true,
            },
        )],
        delivery: None,
    }
}

#[test]
fn a_part_takes_its_part_of_every_share() {
    // Tax 13.79 and commission 5.00 in K 100.00.
    let lines = [line(10, 10_000, 1)];
    let order = order(&lines, 3_000);
    for (back, tax, commission) in [
        (10_000, 1_379, 500),
        (5_000, 690, 250),
        (2_000, 276, 100),
        (3_333, 460, 167),
        (1, 0, 0),
    ] {
        let reckoned = reckon(&order, &lines, &[], &amount(back)).unwrap();
        let shares = reckoned.shares;
        assert_eq!((shares.tax, shares.commission), (k(tax), k(commission)));
        assert_eq!(shares.goods, k(back - tax - commission));
        assert_eq!(shares.delivery, k(0));
    }
}

#[test]
fn thirds_add_up_to_the_whole() {
    let lines = [line(10, 3_333, 3)];
    let order = order(&lines, 0);
    let mut before = Vec::new();
    for n in 0..3 {
        let reckoned = reckon(&order, &lines, &before, &pieces(1)).unwrap();
        assert_eq!(reckoned.shares.total(), Ok(k(3_333)));
        before.push(given(n, reckoned));
    }
    let taxes: Vec<i64> = before.iter().map(|r| r.shares.tax.minor()).collect();
    assert_eq!(taxes, [460, 459, 460]);
    let left = Shares::of(&order).unwrap().after(&before).unwrap();
    assert_eq!(left.total(), Ok(k(0)));
    assert_eq!(left.tax, k(0));
    let more = reckon(&order, &lines, &before, &pieces(1));
    let line = id(10);
    assert_eq!(more, Err(NoRefund::Pieces { line, left: 0 }.into()));
}

#[test]
fn pieces_after_money_get_what_is_left_of_their_line() {
    let lines = [line(10, 10_000, 3)];
    let order = order(&lines, 0);
    let mut before = vec![given(
        1,
        reckon(&order, &lines, &[], &amount(5_000)).unwrap(),
    )];
    let one = reckon(&order, &lines, &before, &pieces(1)).unwrap();
    assert_eq!(one.shares.total(), Ok(k(10_000)));
    before.push(given(2, one));
    let rest = reckon(&order, &lines, &before, &pieces(2)).unwrap();
    assert_eq!(rest.shares.total(), Ok(k(15_000)));
    assert_eq!((rest.lines[0].pieces, rest.lines[0].restocked), (2, 2));
}

#[test]
fn nobody_gives_back_what_is_not_there() {
    let lines = [line(10, 10_000, 1)];
    let order = order(&lines, 3_000);
    let delivery = |minor| Wish::Parts {
        lines: Vec::new(),
        delivery: Some(k(minor)),
    };
    let line = id(10);
    for (wish, why) in [
        (
            amount(10_001),
            NoRefund::Amount {
                line,
                left: k(10_000),
            },
        ),
        (amount(0), NoRefund::Nothing),
        (amount(-1), NoRefund::Nothing),
        (pieces(0), NoRefund::Nothing),
        (pieces(2), NoRefund::Pieces { line, left: 1 }),
        (delivery(3_001), NoRefund::Delivery { left: k(3_000) }),
        (delivery(-1), NoRefund::Delivery { left: k(3_000) }),
        (
            Wish::Parts {
                lines: vec![(id(11), Part::Amount(k(1)))],
                delivery: None,
            },
            NoRefund::Line(id(11)),
        ),
        (
            Wish::Parts {
                lines: vec![(line, Part::Amount(k(1))), (line, Part::Amount(k(1)))],
                delivery: None,
            },
            NoRefund::Line(line),
        ),
    ] {
        assert_eq!(reckon(&order, &lines, &[], &wish), Err(why.into()));
    }
}

/// A line of the golden table: its shares are what placing froze.
fn golden((currency, total, tax, bounds, commission, _, _): Golden) -> OrderLine {
    let [total, tax, commission] = [total, tax, commission].map(|n| Money::new(n, currency));
    OrderLine {
        unit_price: total,
        total,
        tax,
        commission,
        rule: CommissionRule {
            name: RuleName::Standard,
            terms: terms(currency, bounds),
        },
        ..line(10, 1, 1)
    }
}

#[test]
fn each_part_takes_its_commission_whatever_gave_it_and_the_parts_are_the_whole() {
    for row in GOLDEN {
        let (currency, total, _, _, commission, _, back) = row;
        let money = |minor| Money::new(minor, currency);
        let lines = [golden(row)];
        let order = order(&lines, 0);
        let mut before = Vec::new();
        for (n, (cut, share)) in (0..).zip(back) {
            let wish = if usize::try_from(n + 1) == Ok(back.len()) {
                Wish::Everything { to_shelf: false }
            } else {
                Wish::Parts {
                    lines: vec![(id(10), Part::Amount(money(*cut)))],
                    delivery: None,
                }
            };
            let reckoned = reckon(&order, &lines, &before, &wish).unwrap();
            let shares = reckoned.shares;
            assert_eq!(shares.total(), Ok(money(*cut)), "{row:?}");
            assert_eq!(shares.commission, money(*share), "{row:?}");
            assert!(
                shares.goods.minor() >= 0 && shares.tax.minor() >= 0,
                "{shares:?}"
            );
            before.push(given(n, reckoned));
        }
        let cuts: i64 = back.iter().map(|(cut, _)| cut).sum();
        let shares: i64 = back.iter().map(|(_, share)| share).sum();
        assert_eq!((cuts, shares), (total, commission), "{row:?}");
        let left = Shares::of(&order).unwrap().after(&before).unwrap();
        let zero = money(0);
        for part in [left.goods, left.tax, left.commission, left.delivery] {
            assert_eq!(part, zero, "{row:?}");
        }
    }
}

proptest! {
    #[test]
    fn parts_of_a_line_are_the_line_and_no_share_is_ever_negative(
        unit in 1_i64..50_000,
        quantity in 1_u32..9,
        delivery in 0_i64..9_000,
        cuts in prop::collection::vec(1_i64..20_000, 0..12),
        rate in 0_u32..=10_000,
        least in prop::option::of(1_i64..30_000),
        above in prop::option::of(0_i64..30_000),
    ) {
        let most = above.map(|above| least.unwrap_or(1) + above);
        let charged = |line: OrderLine| OrderLine {
            commission: terms(Currency::ZMW, (rate, least, most)).share(line.total, line.tax).unwrap(),
            ..line
        };
        let lines = [charged(line(10, unit, quantity)), line(11, 777, 2)];
        let order = order(&lines, delivery);
        let mut before: Vec<Refund> = Vec::new();
        for (n, cut) in cuts.into_iter().enumerate() {
            let wish = if cut % 3 == 0 { pieces(1) } else { amount(cut) };
            let Ok(reckoned) = reckon(&order, &lines, &before, &wish) else { continue };
            before.push(given(n as u128, reckoned));
        }
        let rest = reckon(&order, &lines, &before, &Wish::Everything { to_shelf: false }).unwrap();
        before.push(given(99, rest));
        for refund in &before {
            let shares = refund.shares;
            for part in [shares.goods, shares.tax, shares.commission, shares.delivery] {
                prop_assert!(part.minor() >= 0, "{shares:?}");
            }
            for line in &refund.lines {
                let goods = line.amount.minor() - line.tax.minor() - line.commission.minor();
                prop_assert!(goods >= 0 && line.tax.minor() >= 0 && line.commission.minor() >= 0);
            }
        }
        let left = Shares::of(&order).unwrap().after(&before).unwrap();
        prop_assert_eq!(left, Shares { goods: k(0), tax: k(0), commission: k(0), delivery: k(0) });
        for line in super::left(&order, &lines, &before).unwrap() {
            prop_assert_eq!((line.pieces, line.amount), (0, k(0)));
        }
    }
}
