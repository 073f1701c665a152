//! Every country's money, with and without decimals: reckoned exactly, carried by whoever can, refused with its reason by the rest,
//! and one trade in a currency that has no smaller unit.

use std::collections::BTreeMap;

use ::ledger::Account;
use countries::{Country, check_price, format_money};
use flows::give_back::{self, Ask, By};
use flows::route::{NoRoute, Weather};
use kernel::{Currency, Id as _, ListingId, Method, Money, Network, ShopId, VariantId};
use orders::CommissionRule;
use orders::plan::{Delivery, Plan, WantedLine};
use orders::refunds::{Part, Wish};
use payments::provider::{Operation, ProviderName, Unsupported};
use proptest::prelude::*;
use rehearsal::{Product, TestMarket, phone};
use uuid::Uuid;

/// Published numbers in Uganda whose owners approve at once.
const MTN: &str = "+256783456789";
const AIRTEL: &str = "+256753456789";

/// Who collects what: provider, method, currency, the least, the most and the step, in minor units. Nothing else is collected.
fn carried() -> Vec<(ProviderName, Method, Currency, [i64; 3])> {
    use Network::{AirtelUganda, AirtelZambia, MpesaKenya, MtnUganda, MtnZambia, ZamtelZambia};
    let (zmw, kes, ugx) = (Currency::ZMW, Currency::KES, Currency::UGX);
    let mut all = Vec::new();
    for network in [MtnZambia, AirtelZambia, ZamtelZambia] {
        for provider in [ProviderName::PawaPay, ProviderName::Flutterwave] {
            all.push((provider, network.into(), zmw, [100, 2_000_000, 1]));
        }
    }
    // A prompt in Kenya carries whole shillings, though the currency has cents.
    for provider in [ProviderName::PawaPay, ProviderName::Mpesa] {
        all.push((provider, MpesaKenya.into(), kes, [100, 25_000_000, 100]));
    }
    for network in [MtnUganda, AirtelUganda] {
        let limits = [500, 5_000_000, 1];
        all.push((ProviderName::PawaPay, network.into(), ugx, limits));
    }
    all.extend([
        (
            ProviderName::MtnMomo,
            MtnZambia.into(),
            zmw,
            [100, 2_000_000, 1],
        ),
        (
            ProviderName::Flutterwave,
            Method::Card,
            zmw,
            [100, 50_000_000, 1],
        ),
        (
            ProviderName::Flutterwave,
            Method::Card,
            kes,
            [1_000, 250_000_000, 1],
        ),
        // Its own minimum depends on the account.
        (ProviderName::Stripe, Method::Card, zmw, [1, 99_999_999, 1]),
        (ProviderName::Stripe, Method::Card, kes, [1, 99_999_999, 1]),
        (
            ProviderName::Paystack,
            Method::Card,
            kes,
            [100, 1_000_000_000, 1],
        ),
    ]);
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_provider_cannot_express_it_refuses_beforehand_with_the_reason() {
    let m = TestMarket::open().await;
    let carried = carried();
    let mut met = 0;
    for provider in m.market.providers.all() {
        for method in Method::ALL {
            for country in Country::ALL {
                let currency = country.pack().currency;
                let name = provider.name();
                let asked = |minor| {
                    provider.supports(Operation::Collect, Money::new(minor, currency), method)
                };
                let what = format!("{name} {method} {currency}");
                let found = carried.iter().find(|(by, of, of_currency, _)| {
                    (*by, *of, *of_currency) == (name, method, currency)
                });
                let Some((_, _, _, [least, most, step])) = found else {
                    for minor in [1, 1_000, 100_000] {
                        assert!(
                            matches!(
                                asked(minor),
                                Err(Unsupported::Operation
                                    | Unsupported::Method(_)
                                    | Unsupported::Currency(_))
                            ),
                            "{what} {minor}"
                        );
                    }
                    continue;
                };
                met += 1;
                let money = |minor| Money::new(minor, currency);
                for fits in [*least, least + step, *most] {
                    assert_eq!(asked(fits), Ok(()), "{what} {fits}");
                }
                let minimum = money(*least);
                for small in [least - step, 0, -least] {
                    assert_eq!(
                        asked(small),
                        Err(Unsupported::TooSmall { minimum }),
                        "{what}"
                    );
                }
                let maximum = money(*most);
                assert_eq!(
                    asked(most + step),
                    Err(Unsupported::TooLarge { maximum }),
                    "{what}"
                );
                if *step > 1 {
                    let fine = Err(Unsupported::Decimals { decimals: 0 });
                    assert_eq!(asked(least + 1), fine, "{what}");
                    assert_eq!(asked(least + step - 1), fine, "{what}");
                }
            }
        }
    }
    assert_eq!(met, carried.len(), "each is set up in the rehearsal");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_sees_which_way_is_closed_for_an_amount_and_why() {
    let m = TestMarket::open().await;
    let weather = Weather::read(&m.market).await.unwrap();
    let ways = |country: Country, minor| {
        let amount = Money::new(minor, country.pack().currency);
        let ways = weather.ways(&m.market, country, amount);
        let told: Vec<_> = ways
            .into_iter()
            .map(|way| (way.method.as_str(), way.offered.err()))
            .collect();
        told
    };
    let minimum = Money::new(500, Currency::UGX);
    let small = Some(NoRoute::Unsupported(Unsupported::TooSmall { minimum }));
    // No card is offered where no provider takes the currency.
    assert_eq!(
        ways(Country::Uganda, 499),
        [("mtn_uganda", small), ("airtel_uganda", small)]
    );
    assert_eq!(
        ways(Country::Uganda, 500),
        [("mtn_uganda", None), ("airtel_uganda", None)]
    );
    let fine = Some(NoRoute::Unsupported(Unsupported::Decimals { decimals: 0 }));
    assert_eq!(
        ways(Country::Kenya, 150_050),
        [("mpesa_kenya", fine), ("card", None)]
    );
    assert_eq!(
        ways(Country::Kenya, 150_000),
        [("mpesa_kenya", None), ("card", None)]
    );
}

async fn shares(m: &TestMarket, product: &Product) -> [i64; 4] {
    let mut read = [0; 4];
    let shop = product.shop.shop;
    let accounts = [
        Account::ShopPending(shop),
        Account::TaxHeld(shop),
        Account::Delivery(shop),
        Account::Commission,
    ];
    for (read, account) in read.iter_mut().zip(&accounts) {
        let mut tx = m.platform().await;
        let balance = ::ledger::balance(&mut *tx, account, Currency::UGX)
            .await
            .unwrap();
        *read = -balance.minor();
    }
    read
}

#[tokio::test(flavor = "multi_thread")]
async fn a_currency_without_decimals_is_sold_paid_and_given_back_to_the_shilling() {
    let m = TestMarket::open().await;
    let shop = m.shop("Kikuubo Cloth", Country::Uganda).await;
    let wrap = m.product(shop, 10_000, 5).await;
    assert_eq!(
        format_money(wrap.price).replace('\u{a0}', " "),
        "USh 10,000"
    );
    let placed = m.place(&[(&wrap, 1)]).await;
    assert_eq!(placed.total, Money::new(12_500, Currency::UGX));
    let attempt = m.pay(&placed, &phone(MTN)).await;
    assert_eq!(attempt.method, Network::MtnUganda.into());
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    // 10,000 × 18 / 118 is 1525.42…; commission 500.
    assert_eq!(shares(&m, &wrap).await, [7_975, 1_525, 2_500, 500]);

    let mut tx = m.platform().await;
    let lines = orders::order::lines_of_purchase(&mut *tx, placed.id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let wish = Wish::Parts {
        lines: vec![(lines[0].id, Part::Amount(Money::new(2_000, Currency::UGX)))],
        delivery: None,
    };
    let number = m.orders(placed.id).await[0].number;
    let ask = Ask {
        number,
        key: "a torn seam".to_owned(),
        wish,
        reason: "The seam was torn".to_owned(),
        total_seen: Money::new(2_000, Currency::UGX),
    };
    give_back::decide(&m.market, By::Shop(shop), &ask)
        .await
        .unwrap();
    assert_eq!(shares(&m, &wrap).await, [6_380, 1_220, 2_500, 400]);
    m.run_jobs().await;
    m.let_money_arrive().await;
    assert_eq!(m.given_back(placed.id).await, 2_000);

    // Airtel takes no decimals at all, and there are none.
    let other = m.place(&[(&wrap, 3)]).await;
    m.pay(&other, &phone(AIRTEL)).await;
    assert_eq!(m.status(other.id).await.as_str(), "PAID");
    m.assert_sound().await;
}

fn line(shop: ShopId, price: Money, quantity: u32, rate_bps: u32) -> WantedLine {
    WantedLine {
        shop,
        listing: ListingId::from_uuid(Uuid::nil()),
        variant: VariantId::from_uuid(Uuid::nil()),
        title: "Wrap".to_owned(),
        options: String::new(),
        sku: String::new(),
        picture_key: None,
        quantity,
        unit_price: price,
        tax_rate_bps: rate_bps,
        commission: CommissionRule::STANDARD,
    }
}

/// A fraction to the nearest whole, half to even, reckoned in another way than the code does.
fn nearest(numerator: i128, denominator: i128) -> i64 {
    let twice = 2 * numerator;
    let low = twice.div_euclid(2 * denominator);
    let rest = twice - 2 * denominator * low;
    let up = rest > denominator || (rest == denominator && low % 2 != 0);
    i64::try_from(low + i128::from(up)).unwrap()
}

proptest! {
    #[test]
    fn what_a_purchase_costs_is_exact_in_every_country(
        prices in prop::collection::vec((1..50_000_000_i64, 1..20_u32), 1..8),
        fee in 0..1_000_000_i64,
    ) {
        for country in Country::ALL {
            let pack = country.pack();
            let (currency, step) = (pack.currency, pack.price_step_minor);
            let shop = ShopId::from_uuid(Uuid::nil());
            let delivery = Delivery {
                fee: Money::new(fee * step, currency),
                days_min: 1,
                days_max: 2,
            };
            let lines: Vec<_> = prices
                .iter()
                .map(|(price, quantity)| line(shop, Money::new(price * step, currency), *quantity, pack.tax_rate_bps))
                .collect();
            for line in &lines {
                prop_assert_eq!(check_price(line.unit_price, *country), Ok(()));
            }
            let kept = i128::from(CommissionRule::STANDARD.terms.rate_bps());
            let plan = Plan::of(lines, &BTreeMap::from([(shop, delivery)]), currency).unwrap();
            let order = &plan.orders[0];
            let mut items = 0;
            for line in &order.lines {
                let total = line.wanted.unit_price.minor() * i64::from(line.wanted.quantity);
                items += total;
                let rate = i128::from(pack.tax_rate_bps);
                prop_assert_eq!(line.total.minor(), total);
                prop_assert_eq!(line.tax.minor(), nearest(i128::from(total) * rate, 10_000 + rate));
                prop_assert_eq!(
                    line.commission.minor(),
                    nearest(i128::from(total) * kept, 10_000)
                );
            }
            prop_assert_eq!(order.items.minor(), items);
            prop_assert_eq!(plan.total.minor(), items + fee * step);
        }
    }

    #[test]
    fn the_parts_of_what_goes_back_are_all_of_it_in_every_country(
        whole in 2..50_000_000_i64,
        cuts in prop::collection::vec(1..1_000_000_i64, 1..9),
    ) {
        for country in Country::ALL {
            let pack = country.pack();
            let money = |minor| Money::new(minor, pack.currency);
            let total = money(whole * pack.price_step_minor);
            let tax = total.tax_inside_bps(pack.tax_rate_bps).unwrap();
            // Every part is a share of all that went back so far, less what went before.
            let (mut gone, mut tax_gone) = (0, money(0));
            for cut in cuts.iter().map(|cut| cut % whole + 1).chain([total.minor()]) {
                gone = total.minor().min(gone + cut);
                let so_far = tax.pro_rata(money(gone), total).unwrap();
                let part = so_far.minus(tax_gone).unwrap();
                prop_assert!(part.minor() >= 0 && part.minor() <= cut);
                tax_gone = so_far;
            }
            prop_assert_eq!(tax_gone, tax);
        }
    }
}
