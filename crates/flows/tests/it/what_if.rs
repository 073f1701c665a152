//! "What if I give this back?" is answered by what then happens, to the minor unit: whatever is asked for, in whatever order,
//! before and after completion, by phone and in cash.

use ::ledger::Account;
use catalog::cash::CashTerms;
use countries::Country;
use flows::give_back::{self, Ask, By, Preview, Standing};
use flows::keep_shop;
use flows::place::Placed;
use kernel::{Currency, Money, OrderNumber};
use orders::documents::{self, DocumentKind};
use orders::refunds::{Part, Refund, Way, Wish};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rehearsal::{MTN_APPROVES, Product, TestMarket, phone};
use store::Shop;

/// Each is an order on a real database, of which several things are given back.
const CASES: u32 = 56;

/// How far the order is when something is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Paid,
    Delivered,
    Completed,
    CashDelivered,
    CashCompleted,
}

/// Something to ask for. Much of it cannot be, and then the preview says so and nothing happens.
#[derive(Debug, Clone)]
enum Asked {
    Everything {
        to_shelf: bool,
    },
    /// Of some lines so many pieces or so many thousandths of what is left; and of the delivery.
    Parts {
        lines: Vec<(usize, Share)>,
        delivery: Option<i64>,
    },
}

#[derive(Debug, Clone, Copy)]
enum Share {
    Pieces { count: u32, to_shelf: bool },
    Thousandths(i64),
    Minor(i64),
}

#[derive(Debug, Clone)]
struct Case {
    stage: Stage,
    /// Price and pieces.
    lines: Vec<(i64, u32)>,
    delivery: i64,
    asked: Vec<Asked>,
    /// What is left after some of them, is completed before the others.
    completes_after: usize,
}

fn asked() -> impl Strategy<Value = Asked> {
    let share = prop_oneof![
        3 => (prop_oneof![1 => Just(0_u32), 9 => 1_u32..3], any::<bool>()).prop_map(|(count, to_shelf)| Share::Pieces { count, to_shelf }),
        4 => (1_i64..700).prop_map(Share::Thousandths),
        2 => (0_i64..60).prop_map(Share::Minor),
    ];
    let parts = prop::collection::vec((0_usize..4, share), 0..3);
    let parts = (parts, prop::option::of(0_i64..1_100));
    prop_oneof![
        1 => any::<bool>().prop_map(|to_shelf| Asked::Everything { to_shelf }),
        12 => parts.prop_map(|(lines, delivery)| Asked::Parts { lines, delivery }),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    let stage = prop::sample::select(vec![
        Stage::Paid,
        Stage::Delivered,
        Stage::Completed,
        Stage::CashDelivered,
        Stage::CashCompleted,
    ]);
    let lines = prop::collection::vec((1_i64..90_000, 1_u32..7), 1..4);
    let asked = prop::collection::vec(asked(), 3..7);
    (stage, lines, 0_i64..5_000, asked, 0_usize..5).prop_map(
        |(stage, lines, delivery, asked, completes_after)| Case {
            stage,
            lines,
            delivery,
            asked,
            completes_after,
        },
    )
}

fn kwacha(minor: i64) -> Money {
    Money::new(minor, Currency::ZMW)
}

/// What was asked for, of what is left.
fn wish(asked: &Asked, standing: &Standing) -> Wish {
    let (lines, delivery) = match asked {
        Asked::Everything { to_shelf } => {
            return Wish::Everything {
                to_shelf: *to_shelf,
            };
        }
        Asked::Parts { lines, delivery } => (lines, delivery),
    };
    let part = |(place, share): &(usize, Share)| {
        let left = standing.left[place % standing.left.len()];
        let part = match *share {
            Share::Pieces { count, to_shelf } => Part::Pieces { count, to_shelf },
            Share::Thousandths(n) => Part::Amount(kwacha(left.amount.minor() * n / 1_000)),
            Share::Minor(minor) => Part::Amount(kwacha(minor)),
        };
        (left.line, part)
    };
    let whole = standing.shares_left.delivery.minor();
    Wish::Parts {
        lines: lines.iter().map(part).collect(),
        delivery: delivery.map(|n| kwacha(if n < 0 { n } else { whole * n / 1_000 })),
    }
}

/// What the books say about an order's money: the shop's side, commission, what the buyer gets (sent, or as store credit where so
/// little cannot be sent), what the shop has of cash that is not its own.
async fn books(m: &TestMarket, shop: Shop, placed: &Placed) -> [i64; 4] {
    let shop = shop.shop;
    let mut own = 0;
    for account in [
        Account::ShopPending(shop),
        Account::TaxHeld(shop),
        Account::Delivery(shop),
        Account::ShopAvailable(shop),
    ] {
        own -= m.balance(&account).await;
    }
    [
        own,
        -m.balance(&Account::Commission).await,
        -m.balance(&Account::RefundDue(placed.id)).await + wallets(m).await,
        m.balance(&Account::CodDebt(shop)).await + m.balance(&Account::CashKept(shop)).await,
    ]
}

/// All store credit there is.
async fn wallets(m: &TestMarket) -> i64 {
    let mut tx = m.platform().await;
    sqlx::query_scalar(
        "select coalesce(-sum(p.amount_minor), 0)::bigint from ledger_postings p
         join ledger_accounts a on a.id = p.account_id where a.name = 'buyer_wallet'",
    )
    .fetch_one(&mut *tx)
    .await
    .unwrap()
}

/// Compares a refund with what its preview said, and with what the books say that it did.
async fn assert_is(
    m: &TestMarket,
    shop: Shop,
    placed: &Placed,
    before: [i64; 4],
    said: &Preview,
    done: &Refund,
    is_complete: bool,
) {
    assert_eq!((done.total, done.way), (said.total, said.way));
    assert_eq!(done.lines, said.reckoned.lines);
    assert_eq!(done.shares, said.reckoned.shares);
    let (total, own) = (said.total.minor(), said.of_shop.minor());
    let commission = done.shares.commission.minor();
    assert_eq!(
        own + commission,
        total,
        "the three rows of the preview add up"
    );
    let after = books(m, shop, placed).await;
    let moved: Vec<i64> = after.iter().zip(before).map(|(a, b)| a - b).collect();
    let expected = match (said.way, is_complete) {
        (Way::ToSource | Way::Credit, _) => [-own, -commission, total, 0],
        (Way::InHand, false) => [-own, -commission, 0, -total],
        // The cash is the shop's own by then: only the commission comes back to it.
        (Way::InHand, true) => [commission, -commission, 0, 0],
    };
    assert_eq!(moved, expected, "{said:?}");
    let mut tx = m.platform().await;
    let papers = documents::list_of_purchase(&mut *tx, placed.id)
        .await
        .unwrap();
    let note = papers.iter().find(|paper| paper.refund == Some(done.id));
    let note = note.unwrap();
    assert_eq!(note.kind, DocumentKind::CreditNote);
    assert_eq!((note.total, note.tax), (said.total, done.shares.tax));
}

async fn ordered(m: &TestMarket, shop: Shop, case: &Case) -> (Placed, OrderNumber) {
    let fee = catalog::delivery::AreaFee {
        area: rehearsal::AREA(Country::Zambia).to_owned(),
        fee: kwacha(case.delivery),
        days_min: 1,
        days_max: 2,
    };
    keep_shop::set_fees(&m.market, shop, &[fee]).await.unwrap();
    let mut goods: Vec<(Product, u32)> = Vec::new();
    for (price, pieces) in &case.lines {
        goods.push((m.product(shop, *price, 10).await, *pieces));
    }
    let lines: Vec<(&Product, u32)> = goods.iter().map(|(p, pieces)| (p, *pieces)).collect();
    let placed = match case.stage {
        Stage::CashDelivered | Stage::CashCompleted => m.sold_for_cash(&lines, shop).await,
        Stage::Paid | Stage::Delivered | Stage::Completed => {
            let placed = m.place(&lines).await;
            m.pay(&placed, &phone(MTN_APPROVES)).await;
            placed
        }
    };
    match case.stage {
        Stage::Delivered => m.deliver(&placed, shop).await,
        Stage::Completed => m.earned(&placed, shop).await,
        Stage::CashCompleted => m.complete_all().await,
        Stage::Paid | Stage::CashDelivered => {}
    }
    let number = m.orders(placed.id).await[0].number;
    (placed, number)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_is_what_its_preview_said_to_the_minor_unit() {
    let m = TestMarket::open().await;
    let shop = m.shop("Blue Basket", Country::Zambia).await;
    let any = CashTerms {
        maximum: None,
        areas: Vec::new(),
    };
    m.takes_cash(shop, Currency::ZMW, &any).await;
    let by = By::Shop(shop);
    let mut runner = TestRunner::deterministic();
    let (mut given, mut refused) = (0, 0);
    for _ in 0..CASES {
        let case = case().new_tree(&mut runner).unwrap().current();
        let (placed, number) = ordered(&m, shop, &case).await;
        for (n, asked) in case.asked.iter().enumerate() {
            let is_under_way = matches!(case.stage, Stage::Delivered | Stage::CashDelivered);
            if is_under_way && n == case.completes_after {
                m.complete_all().await;
            }
            let standing = give_back::standing(&m.market, by, number).await.unwrap();
            let wish = wish(asked, &standing);
            let before = books(&m, shop, &placed).await;
            let untouched = m.footprint().await;
            let said = give_back::preview(&m.market, by, number, &wish).await;
            assert_eq!(m.footprint().await, untouched, "looking changes nothing");
            let ask = Ask {
                number,
                key: format!("key {n}"),
                wish,
                reason: "The seam was torn".to_owned(),
                total_seen: said.as_ref().map_or(kwacha(1), |said| said.total),
            };
            let done = give_back::decide(&m.market, by, &ask).await;
            match (said, done) {
                (Ok(said), Ok(done)) => {
                    let order = m.orders(placed.id).await.remove(0);
                    let is_complete = order.state == orders::OrderState::Completed;
                    assert_is(&m, shop, &placed, before, &said, &done, is_complete).await;
                    let now = give_back::standing(&m.market, by, number).await.unwrap();
                    let left = now.shares_left.total().unwrap().plus(done.total);
                    assert_eq!(left, standing.shares_left.total(), "{case:?}");
                    given += 1;
                }
                (Err(said), Err(done)) => {
                    assert_eq!(format!("{said:?}"), format!("{done:?}"));
                    assert_eq!(m.footprint().await, untouched);
                    refused += 1;
                }
                (said, done) => panic!("{said:?} is not {done:?} in {case:?}"),
            }
        }
        m.assert_sound().await;
    }
    assert!(
        given >= 90 && refused >= 20,
        "{given} given, {refused} refused"
    );
}
