//! Cash on delivery: by each shop's rules, taken at the door, owed on by the shop.

use ::ledger::Account;
use catalog::cash::CashTerms;
use countries::Country;
use flows::cash::{self, CashError, NoCash};
use flows::fulfil::{self, FulfilError, Step};
use flows::give_back::{self, Ask, By};
use flows::place::Placed;
use flows::{cancel, pay};
use kernel::Money;
use orders::refunds::Wish;
use rehearsal::{AREA, MTN_APPROVES, Product, TestMarket, holder, phone};

fn kwacha(minor: i64) -> Money {
    Money::new(minor, kernel::Currency::ZMW)
}

async fn takes_cash(m: &TestMarket, product: &Product, terms: CashTerms) {
    let currency = product.price.currency();
    m.takes_cash(product.shop, currency, &terms).await;
}

fn any() -> CashTerms {
    CashTerms {
        maximum: None,
        areas: Vec::new(),
    }
}

async fn with_cash(quantity: u32) -> (TestMarket, Product) {
    let (m, wrap) = TestMarket::with_product(10_000, quantity).await;
    takes_cash(&m, &wrap, any()).await;
    (m, wrap)
}

async fn accept(m: &TestMarket, placed: &Placed) -> Result<(), CashError> {
    cash::accept(&m.market, holder(placed.id), placed.id).await
}

async fn debt(m: &TestMarket, product: &Product) -> i64 {
    m.balance(&Account::CodDebt(product.shop.shop)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn cash_taken_at_the_door_is_the_shops_and_its_commission_a_debt() {
    let (m, wrap) = with_cash(5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    accept(&m, &placed).await.unwrap();
    accept(&m, &placed).await.unwrap();
    m.run_jobs().await;
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "cash_due");
    assert_eq!(m.order_states(placed.id).await, [("confirmed", 1)].into());
    assert_eq!(m.stock(wrap.variant).await, (4, 0));
    assert_eq!(
        m.messages(placed.id).await.len(),
        2,
        "the buyer and the shop"
    );
    m.assert_sound().await;

    let order = m.orders(placed.id).await.remove(0);
    let early = cash::collected(&m.market, wrap.shop, order.number).await;
    assert!(matches!(early, Err(CashError::Failed(_))), "{early:?}");
    m.hand_over(&placed, wrap.shop).await;
    cash::collected(&m.market, wrap.shop, order.number)
        .await
        .unwrap();
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "paid");
    assert_eq!(debt(&m, &wrap).await, order.commission.minor());
    assert_eq!(
        m.balance(&Account::CashKept(wrap.shop.shop)).await,
        placed.total.minor() - order.commission.minor(),
        "in hand, and the shop's own part"
    );
    assert_eq!(m.earnings(wrap.shop).await.pending, kwacha(0));
    assert_eq!(m.cleared().await, 0, "no provider saw it");
    m.assert_sound().await;

    m.complete_all().await;
    assert_eq!(debt(&m, &wrap).await, order.commission.minor());
    assert_eq!(m.earnings(wrap.shop).await.available, kwacha(0));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_payout_nets_the_debt_off() {
    let (m, wrap) = with_cash(9).await;
    let paid = m.sold(&[(&wrap, 1)]).await;
    m.earned(&paid, wrap.shop).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    accept(&m, &placed).await.unwrap();
    m.hand_over(&placed, wrap.shop).await;
    let order = m.orders(placed.id).await.remove(0);
    cash::collected(&m.market, wrap.shop, order.number)
        .await
        .unwrap();
    m.complete_all().await;
    let before = m.earnings(wrap.shop).await;
    assert_eq!(before.debt, order.commission);

    let payout = m.pay_out(wrap.shop, "net").await.unwrap();
    assert_eq!(
        payout.amount.minor(),
        before.available.minor() - order.commission.minor()
    );
    assert_eq!(debt(&m, &wrap).await, 0);
    assert_eq!(m.earnings(wrap.shop).await.available, kwacha(0));
    m.run_jobs().await;
    m.let_money_arrive().await;
    m.assert_sound().await;
    m.assert_books_agree().await;
}

/// One order paid by phone and complete, and cash for another whose hold is not over.
async fn paid_and_cash_in_hand(m: &TestMarket, wrap: &Product) -> (i64, Placed) {
    let paid = m.sold(&[(wrap, 1)]).await;
    m.earned(&paid, wrap.shop).await;
    let available = m.earnings(wrap.shop).await.available.minor();
    let placed = m.place(&[(wrap, 1)]).await;
    accept(m, &placed).await.unwrap();
    m.hand_over(&placed, wrap.shop).await;
    m.take_cash(&placed, wrap.shop).await;
    (available, placed)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_before_cash_is_complete_takes_the_commission_and_nothing_of_the_shops_own() {
    let (m, wrap) = with_cash(9).await;
    let (available, placed) = paid_and_cash_in_hand(&m, &wrap).await;
    let commission = m.orders(placed.id).await[0].commission.minor();
    assert_eq!(m.earnings(wrap.shop).await.debt.minor(), commission);
    let payout = m.pay_out(wrap.shop, "early").await.unwrap();
    assert_eq!(payout.amount.minor(), available - commission);
    m.assert_sound().await;
    m.complete_all().await;
    m.run_jobs().await;
    m.let_money_arrive().await;
    let earnings = m.earnings(wrap.shop).await;
    assert_eq!(
        (earnings.available, earnings.debt, earnings.pending),
        (kwacha(0), kwacha(0), kwacha(0))
    );
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commission_of_cash_that_is_given_back_after_a_payout_took_it_is_the_shops_again() {
    let (m, wrap) = with_cash(9).await;
    let (available, placed) = paid_and_cash_in_hand(&m, &wrap).await;
    let order = m.orders(placed.id).await.remove(0);
    m.pay_out(wrap.shop, "early").await.unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    let ask = Ask {
        number: order.number,
        key: "all of it".to_owned(),
        wish: Wish::Everything { to_shelf: true },
        reason: "The seam was torn".to_owned(),
        total_seen: placed.total,
    };
    give_back::decide(&m.market, By::Shop(wrap.shop), &ask)
        .await
        .unwrap();
    assert!(available > 0 && !order.commission.is_zero());
    assert_eq!(debt(&m, &wrap).await, -order.commission.minor());
    assert_eq!(m.earnings(wrap.shop).await.payable(), order.commission);
    m.complete_all().await;
    let again = m.pay_out(wrap.shop, "the rest").await.unwrap();
    assert_eq!(again.amount, order.commission);
    assert_eq!(debt(&m, &wrap).await, 0);
    m.run_jobs().await;
    m.let_money_arrive().await;
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_at_the_door_is_on_the_shelf_again_and_owed_to_nobody() {
    let (m, wrap) = with_cash(5).await;
    let placed = m.place(&[(&wrap, 2)]).await;
    accept(&m, &placed).await.unwrap();
    m.hand_over(&placed, wrap.shop).await;
    let order = m.orders(placed.id).await.remove(0);
    cash::refused(&m.market, wrap.shop, order.number, "Nobody there")
        .await
        .unwrap();
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "cancelled");
    assert_eq!(debt(&m, &wrap).await, 0);
    assert_eq!(m.order_states(placed.id).await, [("returned", 1)].into());
    let again = cash::refused(&m.market, wrap.shop, order.number, "Again").await;
    assert!(again.is_err(), "once");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_parcel_taken_and_one_refused_is_a_paid_purchase() {
    let (m, wrap) = with_cash(5).await;
    let other = m.shop("Green Basket", Country::Zambia).await;
    let basket = m.product(other, 5_000, 5).await;
    takes_cash(&m, &basket, any()).await;
    let placed = m.place(&[(&wrap, 1), (&basket, 1)]).await;
    accept(&m, &placed).await.unwrap();
    for product in [&wrap, &basket] {
        m.hand_over(&placed, product.shop).await;
    }
    let orders = m.orders(placed.id).await;
    let number = |product: &Product| {
        let order = orders.iter().find(|o| o.shop == product.shop.shop).unwrap();
        order.number
    };
    cash::refused(&m.market, basket.shop, number(&basket), "Too ripe")
        .await
        .unwrap();
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "cash_due");
    cash::collected(&m.market, wrap.shop, number(&wrap))
        .await
        .unwrap();
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "paid");
    m.assert_sound().await;
}

/// Two shops that take cash, and a purchase from both that was accepted and is on its way from the first.
async fn from_two_shops() -> (TestMarket, Product, Product, Placed) {
    let (m, wrap) = with_cash(5).await;
    let other = m.shop("Green Basket", Country::Zambia).await;
    let basket = m.product(other, 5_000, 5).await;
    takes_cash(&m, &basket, any()).await;
    let placed = m.place(&[(&wrap, 1), (&basket, 1)]).await;
    accept(&m, &placed).await.unwrap();
    m.hand_over(&placed, wrap.shop).await;
    (m, wrap, basket, placed)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_ends_with_its_last_parcel_also_when_that_one_is_cancelled_by_its_shop() {
    for (is_taken, ends) in [(true, "paid"), (false, "cancelled")] {
        let (m, wrap, basket, placed) = from_two_shops().await;
        let orders = m.orders(placed.id).await;
        let number = |product: &Product| {
            let order = orders.iter().find(|o| o.shop == product.shop.shop).unwrap();
            order.number
        };
        if is_taken {
            let done = cash::collected(&m.market, wrap.shop, number(&wrap)).await;
            done.unwrap();
        } else {
            let done = cash::refused(&m.market, wrap.shop, number(&wrap), "Nobody there").await;
            done.unwrap();
        }
        assert_eq!(m.purchase(placed.id).await.state.as_str(), "cash_due");
        cancel::by_shop(&m.market, basket.shop, number(&basket), "Broken")
            .await
            .unwrap();
        assert_eq!(m.purchase(placed.id).await.state.as_str(), ends);
        assert_eq!(m.stock(basket.variant).await, (5, 0));
        m.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_paid_in_cash_is_delivered_only_by_taking_the_cash() {
    let (m, wrap) = with_cash(5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    accept(&m, &placed).await.unwrap();
    m.hand_over(&placed, wrap.shop).await;
    let order = m.orders(placed.id).await.remove(0);
    let done = fulfil::advance(&m.market, wrap.shop, order.number, Step::Deliver).await;
    assert!(matches!(done, Err(FulfilError::NotNow(_))), "{done:?}");
    m.complete_all().await;
    assert_eq!(m.earnings(wrap.shop).await.available, kwacha(0));
    cash::collected(&m.market, wrap.shop, order.number)
        .await
        .unwrap();
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_says_how_much_cash_and_where_and_a_phone_that_refuses_pays_first() {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let shop = wrap.shop.shop;
    let refused = async |why: NoCash| {
        let before = m.footprint().await;
        match accept(&m, &placed).await {
            Err(CashError::NotTaken(found)) => assert_eq!(found, why),
            other => panic!("{other:?}"),
        }
        assert_eq!(m.footprint().await, before);
    };
    refused(NoCash::Shop(shop)).await;
    let little = CashTerms {
        maximum: Some(kwacha(5_000)),
        ..any()
    };
    takes_cash(&m, &wrap, little).await;
    let maximum = kwacha(5_000);
    refused(NoCash::Amount { shop, maximum }).await;
    let elsewhere = CashTerms {
        areas: vec!["elsewhere".to_owned()],
        ..any()
    };
    takes_cash(&m, &wrap, elsewhere).await;
    refused(NoCash::Area(shop)).await;
    let here = CashTerms {
        areas: vec![AREA(Country::Zambia).to_owned()],
        ..any()
    };
    takes_cash(&m, &wrap, here).await;

    // The same phone refuses two deliveries.
    let buyer = m.purchase(placed.id).await.recipient.phone;
    for _ in 0..2 {
        let cart = m.cart_with_one(&wrap).await;
        let mut wish = m.wish(&cart);
        wish.recipient.phone = buyer.clone();
        let other = m.try_place(wish).await.unwrap();
        accept(&m, &other).await.unwrap();
        m.hand_over(&other, wrap.shop).await;
        let number = m.orders(other.id).await[0].number;
        cash::refused(&m.market, wrap.shop, number, "Not now")
            .await
            .unwrap();
    }
    refused(NoCash::Buyer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cash_and_a_prompt_never_run_beside_each_other() {
    let (m, wrap) = with_cash(5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &m.phone()).await;
    let refused = accept(&m, &placed).await;
    assert!(matches!(refused, Err(CashError::StillOpen)), "{refused:?}");
    m.answer(&attempt, simulator::Answer::Refuse).await;
    m.run_jobs().await;
    accept(&m, &placed).await.unwrap();
    assert_eq!(m.stock(wrap.variant).await, (4, 0), "held again, and sold");
    let wish = m.wish_to_pay(placed.id, &phone(MTN_APPROVES));
    let refused = m.try_pay(wish).await;
    assert!(matches!(refused, Err(pay::PayError::NotPayable(_))));

    // The operator took the money after all: it goes back, because the rider will be paid.
    m.answer(&attempt, simulator::Answer::Approve).await;
    m.run_jobs().await;
    assert_eq!(m.owed_because(placed.id).await, ["double_payment"]);
    m.let_money_arrive().await;
    assert_eq!(m.owed(placed.id).await, 0);
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_cancels_what_waits_for_cash_until_it_is_packed() {
    let (m, wrap) = with_cash(5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    accept(&m, &placed).await.unwrap();
    let cancelled = cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    assert!(cancelled.owed.is_zero());
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "cancelled");
    assert_eq!(m.stock(wrap.variant).await, (5, 0));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_whose_last_parcel_is_cancelled_is_paid_when_another_was_taken() {
    let (m, wrap) = with_cash(5).await;
    let other = m.shop("Red Basket", Country::Zambia).await;
    let lamp = m.product(other, 7_000, 5).await;
    takes_cash(&m, &lamp, any()).await;
    let placed = m.place(&[(&wrap, 1), (&lamp, 1)]).await;
    accept(&m, &placed).await.unwrap();
    let number = |shop: store::Shop| {
        let m = &m;
        let id = placed.id;
        async move {
            let orders = m.orders(id).await;
            let found = orders.into_iter().find(|order| order.shop == shop.shop);
            found.unwrap().number
        }
    };
    m.hand_over(&placed, wrap.shop).await;
    let taken = number(wrap.shop).await;
    cash::collected(&m.market, wrap.shop, taken).await.unwrap();
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "cash_due");
    let gone = number(other).await;
    cancel::by_shop(&m.market, other, gone, "It broke")
        .await
        .unwrap();
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "paid");
    assert_eq!(m.stock(lamp.variant).await, (5, 0));
    m.assert_sound().await;
}
