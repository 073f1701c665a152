//! What a purchase will cost, to the minor unit, before anything is written. Pure: the same lines give the same plan.

use std::collections::BTreeMap;

use kernel::{Currency, ListingId, Money, MoneyError, ShopId, VariantId};

use crate::CommissionRule;

/// A line as it will be charged.
#[derive(Debug, Clone)]
pub struct WantedLine {
    pub shop: ShopId,
    pub listing: ListingId,
    pub variant: VariantId,
    pub title: String,
    /// The chosen options as people read them: `Red, 42`.
    pub options: String,
    pub sku: String,
    pub picture_key: Option<String>,
    pub quantity: u32,
    pub unit_price: Money,
    /// The tax inside its price, in basis points: the country's rate, or none.
    pub tax_rate_bps: u32,
    /// How our share of it is reckoned.
    pub commission: CommissionRule,
}

/// What a shop asks for bringing its part to the buyer's area.
#[derive(Debug, Clone, Copy)]
pub struct Delivery {
    pub fee: Money,
    pub days_min: u16,
    pub days_max: u16,
}

#[derive(Debug, Clone)]
pub struct PlannedLine {
    pub wanted: WantedLine,
    pub total: Money,
    pub tax: Money,
    pub commission: Money,
}

#[derive(Debug, Clone)]
pub struct PlannedOrder {
    pub shop: ShopId,
    pub lines: Vec<PlannedLine>,
    pub delivery: Delivery,
    pub items: Money,
    pub tax: Money,
    pub commission: Money,
    pub total: Money,
}

/// A whole purchase, one order per shop, in the order of the shops' ids.
#[derive(Debug, Clone)]
pub struct Plan {
    pub orders: Vec<PlannedOrder>,
    pub total: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("the cart is empty")]
    Empty,
    #[error("a purchase may hold at most 26 shops and 60 lines")]
    TooMany,
    #[error("shop {0} does not deliver there")]
    NoDelivery(ShopId),
    #[error("a line costs nothing or less")]
    NotPositive,
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// More lines than this is not a household's shopping.
const LINES_MAX: usize = 60;
/// One letter per shop: SK-7K3M-9Q2D-A to -Z.
const SHOPS_MAX: usize = 26;

impl Plan {
    /// Prices include tax; the shares of tax and commission are reckoned per line, rounded half to even. Delivery carries neither.
    pub fn of(
        lines: Vec<WantedLine>,
        delivery: &BTreeMap<ShopId, Delivery>,
        currency: Currency,
    ) -> Result<Self, PlanError> {
        if lines.is_empty() {
            return Err(PlanError::Empty);
        }
        let mut by_shop: BTreeMap<ShopId, Vec<WantedLine>> = BTreeMap::new();
        if lines.len() > LINES_MAX {
            return Err(PlanError::TooMany);
        }
        for line in lines {
            by_shop.entry(line.shop).or_default().push(line);
        }
        if by_shop.len() > SHOPS_MAX {
            return Err(PlanError::TooMany);
        }
        let orders = by_shop
            .into_iter()
            .map(|(shop, lines)| {
                let delivery = *delivery.get(&shop).ok_or(PlanError::NoDelivery(shop))?;
                PlannedOrder::of(shop, lines, delivery, currency)
            })
            .collect::<Result<Vec<_>, PlanError>>()?;
        let total = Money::sum(currency, orders.iter().map(|order| order.total))?;
        Ok(Self { orders, total })
    }
}

impl PlannedOrder {
    fn of(
        shop: ShopId,
        lines: Vec<WantedLine>,
        delivery: Delivery,
        currency: Currency,
    ) -> Result<Self, PlanError> {
        let lines = lines
            .into_iter()
            .map(|wanted| {
                if wanted.quantity == 0 || !wanted.unit_price.is_positive() {
                    return Err(PlanError::NotPositive);
                }
                let total = wanted.unit_price.times(wanted.quantity)?;
                let tax = total.tax_inside_bps(wanted.tax_rate_bps)?;
                let commission = wanted.commission.terms.share(total, tax)?;
                Ok(PlannedLine {
                    wanted,
                    total,
                    tax,
                    commission,
                })
            })
            .collect::<Result<Vec<_>, PlanError>>()?;
        let items = Money::sum(currency, lines.iter().map(|line| line.total))?;
        let tax = Money::sum(currency, lines.iter().map(|line| line.tax))?;
        let commission = Money::sum(currency, lines.iter().map(|line| line.commission))?;
        let total = items.plus(delivery.fee)?;
        Ok(Self {
            shop,
            lines,
            delivery,
            items,
            tax,
            commission,
            total,
        })
    }
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn line(shop: u128, quantity: u32, price: i64) -> WantedLine {
        WantedLine {
            shop: ShopId::from_uuid(Uuid::from_u128(shop)),
            listing: ListingId::from_uuid(Uuid::nil()),
            variant: VariantId::from_uuid(Uuid::nil()),
            title: "Thing".into(),
            options: String::new(),
            sku: "T".into(),
            picture_key: None,
            quantity,
            unit_price: Money::new(price, Currency::ZMW),
            tax_rate_bps: 1_600,
            commission: CommissionRule::STANDARD,
        }
    }

    fn fees(count: u128) -> BTreeMap<ShopId, Delivery> {
        let fee = Money::new(2_500, Currency::ZMW);
        (0..count)
            .map(|n| {
                (
                    ShopId::from_uuid(Uuid::from_u128(n)),
                    Delivery {
                        fee,
                        days_min: 1,
                        days_max: 2,
                    },
                )
            })
            .collect()
    }

    fn plan(lines: Vec<WantedLine>) -> Result<Plan, PlanError> {
        Plan::of(lines, &fees(5), Currency::ZMW)
    }

    /// Price, pieces, rate in basis points; the tax inside. Reckoned by hand: 16 % in Zambia and Kenya, 18 % in Uganda, and food at
    /// nothing beside it.
    const GOLDEN: [(i64, u32, u32, i64); 12] = [
        (11_600, 1, 1_600, 1_600),
        (10_000, 1, 1_600, 1_379),
        (24_800, 1, 1_600, 3_421),
        (24_850, 3, 1_600, 10_283),
        (7, 1, 1_600, 1),
        (3, 1, 1_600, 0),
        (100, 1, 1_600, 14),
        (124_800, 2, 1_600, 34_428),
        (45_000, 1, 1_800, 6_864),
        (118, 1, 1_800, 18),
        (24_850, 3, 0, 0),
        (1, 1, 0, 0),
    ];

    #[test]
    fn the_tax_inside_is_as_reckoned_by_hand() {
        let lines = |row: &(i64, u32, u32, i64)| WantedLine {
            tax_rate_bps: row.2,
            ..line(1, row.1, row.0)
        };
        let all = plan(GOLDEN.iter().map(lines).collect()).unwrap();
        let order = &all.orders[0];
        for (line, (price, pieces, rate, tax)) in order.lines.iter().zip(GOLDEN) {
            assert_eq!(line.tax.minor(), tax, "{pieces} at {price}, {rate}");
        }
        let sum: i64 = GOLDEN.iter().map(|(.., tax)| tax).sum();
        assert_eq!(order.tax.minor(), sum, "each line is rounded by itself");
    }

    proptest! {
        #[test]
        fn the_parts_add_up_to_the_ngwee(wanted in prop::collection::vec((0..5_u128, 1..9_u32, 1..500_000_i64), 1..20)) {
            let plan = plan(wanted.into_iter().map(|(shop, count, price)| line(shop, count, price)).collect()).unwrap();
            let sum = |f: fn(&PlannedOrder) -> i64| plan.orders.iter().map(f).sum::<i64>();
            prop_assert_eq!(sum(|o| o.items.minor() + o.delivery.fee.minor()), plan.total.minor());
            for order in &plan.orders {
                prop_assert_eq!(order.lines.iter().map(|l| l.total.minor()).sum::<i64>(), order.items.minor());
                prop_assert!(order.tax.minor() + order.commission.minor() < order.items.minor() + 2);
            }
        }
    }

    proptest! {
        #[test]
        fn the_same_lines_cost_the_same_in_whatever_order_and_each_shop_charges_its_fee_once(
            wanted in prop::collection::vec((0..5_u128, 1..9_u32, 1..500_000_i64), 1..20),
        ) {
            let lines = || wanted.iter().map(|(shop, count, price)| line(*shop, *count, *price));
            let forward = plan(lines().collect()).unwrap();
            let again = plan(lines().collect()).unwrap();
            let backward = plan(lines().rev().collect()).unwrap();
            let amounts = |plan: &Plan| {
                let mut amounts: Vec<_> = plan
                    .orders
                    .iter()
                    .map(|o| (o.shop, o.items, o.delivery.fee, o.tax, o.commission, o.total))
                    .collect();
                amounts.sort_by_key(|amount| amount.0);
                (plan.total, amounts)
            };
            prop_assert_eq!(amounts(&forward), amounts(&again));
            prop_assert_eq!(amounts(&forward), amounts(&backward));
            let fees = fees(5);
            for order in &forward.orders {
                prop_assert_eq!(order.delivery.fee, fees[&order.shop].fee);
            }
            let mut shops: Vec<_> = wanted.iter().map(|(shop, ..)| shop).collect();
            shops.sort_unstable();
            shops.dedup();
            prop_assert_eq!(forward.orders.len(), shops.len());
        }
    }

    #[test]
    fn refuses_what_cannot_be_sold() {
        assert_eq!(plan(vec![]).unwrap_err(), PlanError::Empty);
        assert_eq!(
            plan(vec![line(0, 0, 5)]).unwrap_err(),
            PlanError::NotPositive
        );
        assert!(matches!(
            plan(vec![line(9, 1, 5)]),
            Err(PlanError::NoDelivery(_))
        ));
        assert_eq!(
            plan((0..61).map(|_| line(0, 1, 5)).collect()).unwrap_err(),
            PlanError::TooMany
        );
    }
}
