//! What the marketplace keeps: by whose rule, within which bounds, frozen at placing, and given back to the last unit.

use ::ledger::Account;
use countries::Country;
use flows::commission::{self, CommissionError};
use flows::give_back::{self, Ask, By};
use flows::place::Placed;
use kernel::{Currency, Money};
use moderation::Subject;
use orders::OrderLine;
use orders::commission::rules::Whom;
use orders::commission::{Charged, RuleName, Terms};
use orders::refunds::{Part, Wish};
use rehearsal::{MPESA_APPROVES, MTN_APPROVES, Product, TestMarket, phone};

async fn lines(m: &TestMarket, placed: &Placed) -> Vec<OrderLine> {
    let mut tx = m.platform().await;
    orders::order::lines_of_purchase(&mut *tx, placed.id)
        .await
        .unwrap()
}

/// The rate, and the rule, by which a sale of now is reckoned.
async fn rule(m: &TestMarket, product: &Product) -> (u32, RuleName) {
    let placed = m.place(&[(product, 1)]).await;
    let line = lines(m, &placed).await.remove(0);
    (line.rule.terms.rate_bps(), line.rule.name)
}

async fn rate(m: &TestMarket, product: &Product) -> u32 {
    rule(m, product).await.0
}

const ZAMBIA: Country = Country::Zambia;

const fn only(bps: u32) -> (u32, Option<i64>, Option<i64>) {
    (bps, None, None)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shops_rule_comes_before_its_categorys_and_the_nearest_categorys_before_the_countrys() {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    let cloth = m.category("cloth", None).await;
    let printed = m.category("printed", Some(cloth)).await;
    let wraps = m.category("wraps", Some(printed)).await;
    m.put_in(&wrap, wraps).await;
    let other = m.shop("Red Basket", ZAMBIA).await;
    let lamp = m.product(other, 7_000, 50).await;
    let (first, name) = rule(&m, &wrap).await;
    assert_eq!((first, name), (500, RuleName::Standard));
    let kept = m.place(&[(&wrap, 1)]).await;

    let mut set = Vec::new();
    for (whom, bps, of_wrap, of_lamp) in [
        (Whom::Everybody, 300, 300, 300),
        (Whom::Category(cloth), 400, 400, 300),
        // Of another category, and of another shop.
        (Whom::Shop(other.shop), 700, 400, 700),
        (Whom::Category(wraps), 450, 450, 700),
        (Whom::Category(printed), 425, 450, 700),
        (Whom::Shop(wrap.shop.shop), 600, 600, 700),
    ] {
        set.push((m.keeps(ZAMBIA, whom, only(bps)).await, whom));
        assert_eq!(rate(&m, &wrap).await, of_wrap, "{whom:?}");
        assert_eq!(rate(&m, &lamp).await, of_lamp, "{whom:?}");
    }
    m.keeps(Country::Kenya, Whom::Everybody, only(100)).await;
    m.keeps(Country::Kenya, Whom::Category(wraps), only(100))
        .await;
    assert_eq!(rate(&m, &wrap).await, 600, "not of this country");

    // One purchase of both: each line by its own.
    let both = m.place(&[(&wrap, 1), (&lamp, 2)]).await;
    for line in lines(&m, &both).await {
        let (is_wrap, bps) = (line.shop == wrap.shop.shop, line.rule.terms.rate_bps());
        assert_eq!(bps, if is_wrap { 600 } else { 700 });
        assert_eq!(Ok(line.commission), line.total.share_bps(bps));
    }

    // Each ends, and what is above it holds.
    let admin = m.admin().await;
    for (whom, of_wrap, of_lamp) in [
        (Whom::Shop(wrap.shop.shop), 450, 700),
        (Whom::Category(wraps), 425, 700),
        (Whom::Category(printed), 400, 700),
        (Whom::Shop(other.shop), 400, 300),
        (Whom::Category(cloth), 300, 300),
        (Whom::Everybody, 500, 500),
    ] {
        let (id, _) = set.iter().find(|(_, of)| *of == whom).unwrap();
        commission::end(&m.market, admin, *id).await.unwrap();
        assert_eq!(rate(&m, &wrap).await, of_wrap, "without {whom:?}");
        assert_eq!(rate(&m, &lamp).await, of_lamp, "without {whom:?}");
        let again = commission::end(&m.market, admin, *id).await;
        assert!(
            matches!(again, Err(CommissionError::NotInForce)),
            "{again:?}"
        );
    }
    let line = lines(&m, &kept).await.remove(0);
    assert_eq!(line.rule.name, RuleName::Standard, "as it was placed");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_superseded_and_never_changed_and_everybody_reads_who_set_it() {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    let whom = Whom::Shop(wrap.shop.shop);
    let bounds = (500, Some(400), Some(15_000));
    let first = m.keeps(ZAMBIA, whom, bounds).await;
    assert_eq!(m.keeps(ZAMBIA, whom, bounds).await, first, "the same again");
    let second = m.keeps(ZAMBIA, whom, only(250)).await;
    assert_eq!(rule(&m, &wrap).await, (250, RuleName::Set(second)));

    let rules = commission::list(&m.market, None).await.unwrap();
    let [in_force] = &rules.in_force[..] else {
        panic!("{rules:?}")
    };
    assert_eq!((in_force.id, in_force.whom), (second, whom));
    assert_eq!(in_force.by_name, "Mutale");
    assert_eq!(in_force.shop.as_ref().unwrap().1, "Blue Basket");
    let [over] = &rules.over[..] else {
        panic!("{rules:?}")
    };
    let terms = over.terms.unwrap();
    assert_eq!((over.id, over.is_in_force), (first, false));
    assert_eq!(terms.maximum(), Some(Money::new(15_000, Currency::ZMW)));

    let mut tx = m.platform().await;
    let about = Subject::new("commission_rule", second);
    let trail = moderation::trail(&mut *tx, &about, 9).await.unwrap();
    let [entry] = &trail[..] else {
        panic!("{trail:?}")
    };
    assert_eq!(entry.action, "commission.set");
    assert_eq!(entry.detail["supersedes"], first.to_string());
    assert_eq!(entry.shop, Some(wrap.shop.shop));

    // Its shop reads it, and of categories only while it has no rule of its own.
    let cloth = m.category("cloth", None).await;
    m.category("never", None).await;
    m.keeps(ZAMBIA, Whom::Category(cloth), only(800)).await;
    let kept = commission::of_shop(&m.market, wrap.shop, ZAMBIA)
        .await
        .unwrap();
    assert_eq!((kept.terms.rate_bps(), kept.categories.len()), (250, 0));
    let admin = m.admin().await;
    commission::end(&m.market, admin, second).await.unwrap();
    m.put_in(&wrap, cloth).await;
    let kept = commission::of_shop(&m.market, wrap.shop, ZAMBIA)
        .await
        .unwrap();
    assert_eq!(kept.terms.rate_bps(), 500);
    let [(category, terms)] = &kept.categories[..] else {
        panic!("{kept:?}")
    };
    assert_eq!((category.id, terms.rate_bps()), (cloth, 800));
    assert_eq!(
        commission::in_country(&m.market, ZAMBIA).await.unwrap(),
        kept
    );
    let of_wrap = commission::of_product(&m.market, wrap.shop, ZAMBIA, cloth).await;
    assert_eq!(of_wrap.unwrap().terms.rate_bps(), 800);
    let shillings = Terms::new(500, Some(Money::new(100, Currency::KES)), None).unwrap();
    let wrong = commission::set(&m.market, admin, ZAMBIA, Whom::Everybody, shillings).await;
    assert!(matches!(wrong, Err(CommissionError::Currency)), "{wrong:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_rules_leads_to_those_before_it() {
    let m = TestMarket::open().await;
    let admin = m.admin().await;
    let terms = Terms::new(300, None, None).unwrap();
    let mut set = Vec::new();
    for n in 0..103 {
        let category = m.category(&format!("category-{n}"), None).await;
        let whom = Whom::Category(category);
        set.push(
            commission::set(&m.market, admin, ZAMBIA, whom, terms)
                .await
                .unwrap(),
        );
    }
    set.reverse();
    let newest = commission::list(&m.market, None).await.unwrap();
    let before = newest.in_force.last().unwrap().id;
    let rest = commission::list(&m.market, Some(before)).await.unwrap();
    assert!(newest.is_more && !rest.is_more);
    let both = newest.in_force.iter().chain(&rest.in_force);
    assert_eq!(both.map(|rule| rule.id).collect::<Vec<_>>(), set);
    assert!(
        newest.standard.contains(&ZAMBIA),
        "nobody set a rule of the country"
    );
}

/// Price, what of it goes back step by step, and the commission of the line and of each step; the last is all that is left.
type Row = (i64, Charged, &'static [(i64, i64)]);

/// What is kept in a country, who pays there, and its golden rows: reckoned by hand, in minor units.
type Golden = (
    Country,
    &'static str,
    (u32, Option<i64>, Option<i64>),
    &'static [Row],
);

const MTN_UGANDA: &str = "+256783456789";

#[rustfmt::skip]
const GOLDEN: [Golden; 3] = [
    (Country::Zambia, MTN_APPROVES, (500, Some(400), Some(15_000)), &[
        (2_800, Charged::Minimum, &[(1_000, 143), (1_000, 143), (800, 114)]),
        (245_000, Charged::Rate { bps: 500 }, &[(33_333, 1_667), (100_000, 5_000), (111_667, 5_583)]),
        (398_000, Charged::Maximum, &[(1, 0), (199_000, 7_500), (198_999, 7_500)]),
        (300, Charged::AllButTax, &[(1, 1), (100, 86), (199, 172)]),
    ]),
    (Country::Kenya, MPESA_APPROVES, (750, Some(10_000), Some(200_000)), &[
        (145_000, Charged::Rate { bps: 750 }, &[(50_000, 3_750), (95_000, 7_125)]),
        (3_450_000, Charged::Maximum, &[(1_000_000, 57_971), (2_450_000, 142_029)]),
        (100_000, Charged::Minimum, &[(33_300, 3_330), (33_300, 3_330), (33_400, 3_340)]),
        (10_000, Charged::AllButTax, &[(2_500, 2_155), (7_500, 6_466)]),
    ]),
    (Country::Uganda, MTN_UGANDA, (500, Some(2_000), Some(50_000)), &[
        (45_000, Charged::Rate { bps: 500 }, &[(15_000, 750), (15_000, 750), (15_000, 750)]),
        (25_000, Charged::Minimum, &[(7, 1), (12_493, 999), (12_500, 1_000)]),
        (1_500_000, Charged::Maximum, &[(333_333, 11_111), (333_333, 11_111), (833_334, 27_778)]),
        (1_900, Charged::AllButTax, &[(950, 805), (950, 805)]),
    ]),
];

async fn booked(m: &TestMarket, currency: Currency) -> i64 {
    let mut tx = m.platform().await;
    let balance = ::ledger::balance(&mut *tx, &Account::Commission, currency).await;
    -balance.unwrap().minor()
}

/// What a shop holds of a purchase in all accounts it has.
async fn of_shop(m: &TestMarket, product: &Product) -> i64 {
    let shop = product.shop.shop;
    let mut sum = 0;
    for account in [
        Account::ShopPending(shop),
        Account::TaxHeld(shop),
        Account::Delivery(shop),
        Account::ShopAvailable(shop),
    ] {
        let mut tx = m.platform().await;
        let balance = ::ledger::balance(&mut *tx, &account, product.price.currency()).await;
        sum -= balance.unwrap().minor();
    }
    sum
}

/// The first part goes back while the order waits, the others when its money is the shop's.
async fn sell_and_give_back(m: &TestMarket, golden: &Golden, row: &Row) {
    let (country, payer, ..) = golden;
    let (price, charged, steps) = row;
    let currency = country.pack().currency;
    let shop = m.shop(&format!("Shop of {price}"), *country).await;
    let product = m.product(shop, *price, 5).await;
    let before = booked(m, currency).await;
    let placed = m.place(&[(&product, 1)]).await;
    m.pay(&placed, &phone(payer)).await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID", "{row:?}");
    let line = lines(m, &placed).await.remove(0);
    let commission: i64 = steps.iter().map(|(_, share)| share).sum();
    assert_eq!(line.commission.minor(), commission, "{row:?}");
    assert_eq!(line.rule.terms.gave(line.total, line.commission), *charged);
    assert_eq!(booked(m, currency).await, before + commission);
    let fee = placed.total.minor() - price;
    let mut left = (commission, placed.total.minor() - commission);
    assert_eq!(of_shop(m, &product).await, left.1);

    let number = m.orders(placed.id).await[0].number;
    for (n, (cut, share)) in steps.iter().enumerate() {
        let wish = Wish::Parts {
            lines: vec![(line.id, Part::Amount(Money::new(*cut, currency)))],
            delivery: None,
        };
        let ask = Ask {
            number,
            key: n.to_string(),
            wish,
            reason: "The seam was torn".to_owned(),
            total_seen: Money::new(*cut, currency),
        };
        let by = By::Shop(shop);
        let given = give_back::decide(&m.market, by, &ask).await.unwrap();
        assert_eq!(given.shares.commission.minor(), *share, "{row:?} {n}");
        left = (left.0 - share, left.1 - (cut - share));
        assert_eq!(booked(m, currency).await, before + left.0, "{row:?} {n}");
        assert_eq!(of_shop(m, &product).await, left.1, "{row:?} {n}");
        if n == 0 {
            m.earned(&placed, shop).await;
        }
    }
    assert_eq!(left, (0, fee), "only the delivery is the shop's");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn within_its_bounds_or_at_them_a_commission_is_booked_and_given_back_to_the_last_unit() {
    for golden in &GOLDEN {
        let (country, _, bounds, rows) = golden;
        let m = TestMarket::open().await;
        m.keeps(*country, Whom::Everybody, *bounds).await;
        for row in *rows {
            sell_and_give_back(&m, golden, row).await;
        }
        m.run_jobs().await;
        m.let_money_arrive().await;
        m.assert_sound().await;
        m.assert_books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_nothing_and_of_everything_the_books_still_balance() {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    let any = catalog::cash::CashTerms {
        maximum: None,
        areas: Vec::new(),
    };
    m.takes_cash(wrap.shop, Currency::ZMW, &any).await;
    let mut before = 0;
    // 13.79 of it are tax, and never ours.
    for (bps, commission) in [(0, 0), (10_000, 8_621)] {
        m.keeps(ZAMBIA, Whom::Everybody, only(bps)).await;
        let paid = m.sold(&[(&wrap, 1)]).await;
        assert_eq!(booked(&m, Currency::ZMW).await, before + commission);
        m.sold_for_cash(&[(&wrap, 1)], wrap.shop).await;
        m.earned(&paid, wrap.shop).await;
        before += 2 * commission;
        assert_eq!(booked(&m, Currency::ZMW).await, before);
        let debt = m.balance(&Account::CodDebt(wrap.shop.shop)).await;
        assert_eq!(debt, before / 2, "what it owes on cash is the commission");
        m.assert_sound().await;
    }
}
