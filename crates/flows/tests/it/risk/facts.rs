//! What each rule counts: made by the flows, asked of the database.

use kernel::{Method, PhoneNumber, Refusal};
use orders::risk::past::{self, Pace, Parcels, Undone};
use payments::tries::{self, Payer, Tries};
use sqlx::PgConnection;

use super::*;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// A market whose buyers nobody looks at, with a shop that takes cash and another.
async fn market() -> (TestMarket, Product, Product) {
    let (m, wrap) = TestMarket::with_product(10_000, 90).await;
    takes_cash(&m, &wrap).await;
    let other = m.shop("Green Basket", Country::Zambia).await;
    let basket = m.product(other, 5_000, 90).await;
    (m, wrap, basket)
}

/// Bought by this phone, and paid from it.
async fn buys(m: &TestMarket, buyer: &PhoneNumber, lines: &[(&Product, u32)]) -> Placed {
    let placed = m.place_for(buyer, lines).await;
    m.approves(buyer);
    m.pay(&placed, buyer).await;
    assert_eq!(m.purchase(placed.id).await.state.as_str(), "paid");
    placed
}

async fn cash_for(m: &TestMarket, buyer: &PhoneNumber, product: &Product) -> Placed {
    let placed = m.place_for(buyer, &[(product, 1)]).await;
    cash::accept(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    m.hand_over(&placed, product.shop).await;
    placed
}

#[tokio::test(flavor = "multi_thread")]
async fn velocity_counts_what_was_bought_and_not_what_was_only_placed() {
    let (m, wrap, basket) = market().await;
    let buyer = m.phone();
    buys(&m, &buyer, &[(&wrap, 1)]).await;
    m.pass_here(DAY);
    buys(&m, &buyer, &[(&wrap, 1)]).await;
    m.pass_here(2 * HOUR);
    m.place_for(&buyer, &[(&wrap, 1)]).await;
    buys(&m, &m.phone(), &[(&wrap, 1)]).await;
    let placed = buys(&m, &buyer, &[(&wrap, 1), (&basket, 1)]).await;
    let bought = m.purchase(placed.id).await;
    let mut tx = m.platform().await;
    let pace = past::pace(&mut *tx, &bought, m.now()).await.unwrap();
    let (bought_hour, bought_day, shops_day) = (1, 2, 2);
    assert_eq!(
        pace,
        Pace {
            bought_hour,
            bought_day,
            shops_day
        }
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_counts_what_arrived_where_and_what_came_back_from_the_door() {
    let (m, wrap, _) = market().await;
    let buyer = m.phone();
    let arrived = buys(&m, &buyer, &[(&wrap, 2)]).await;
    m.deliver(&arrived, wrap.shop).await;
    let taken = cash_for(&m, &buyer, &wrap).await;
    m.take_cash(&taken, wrap.shop).await;
    let refused = cash_for(&m, &buyer, &wrap).await;
    let number = m.orders(refused.id).await[0].number;
    cash::refused(&m.market, wrap.shop, number, "Not now")
        .await
        .unwrap();
    let placed = buys(&m, &buyer, &[(&wrap, 1)]).await;
    let mut bought = m.purchase(placed.id).await;
    let mut tx = m.platform().await;
    let mut expected = Parcels {
        arrived: 2,
        arrived_here: 2,
        refused_at_the_door: 1,
        largest_minor: arrived.total.minor(),
    };
    let found = past::parcels(&mut *tx, &bought, m.now()).await.unwrap();
    assert_eq!(found, expected);
    bought.recipient.area = "elsewhere".to_owned();
    expected.arrived_here = 0;
    let found = past::parcels(&mut *tx, &bought, m.now()).await.unwrap();
    assert_eq!(found, expected);
    let later = m.now() + time::Duration::days(181);
    let found = past::parcels(&mut *tx, &bought, later).await.unwrap();
    assert_eq!((found.arrived, found.refused_at_the_door), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_buyer_left_or_took_back_counts_and_what_a_shop_cancelled_does_not() {
    let (m, wrap, _) = market().await;
    let buyer = m.phone();
    for _ in 0..2 {
        m.place_for(&buyer, &[(&wrap, 1)]).await;
    }
    m.pass_here(HOUR);
    assert_eq!(m.sweep().await.expired, 2);
    let by_buyer = buys(&m, &buyer, &[(&wrap, 1)]).await;
    cancel::by_buyer(&m.market, holder(by_buyer.id), by_buyer.id)
        .await
        .unwrap();
    let by_shop = buys(&m, &buyer, &[(&wrap, 1)]).await;
    let number = m.orders(by_shop.id).await[0].number;
    cancel::by_shop(&m.market, wrap.shop, number, "It tore")
        .await
        .unwrap();
    let bought = m.purchase(by_shop.id).await;
    let mut tx = m.platform().await;
    let (left_unpaid_week, cancelled_paid_month) = (2, 1);
    let found = past::undone(&mut *tx, &bought, m.now()).await.unwrap();
    assert_eq!(
        found,
        Undone {
            left_unpaid_week,
            cancelled_paid_month
        }
    );
    let later = m.now() + time::Duration::days(8);
    let found = past::undone(&mut *tx, &bought, later).await.unwrap();
    assert_eq!(found.left_unpaid_week, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_landmark_is_the_same_however_it_is_spelled_and_another_area_is_another() {
    let (m, wrap, _) = market().await;
    let at = async |landmark: &str| {
        let cart = m.cart_with_one(&wrap).await;
        let mut wish = m.wish(&cart);
        wish.recipient.landmark = landmark.to_owned();
        m.try_place(wish).await.unwrap()
    };
    at("Near Manda Hill ").await;
    at("near manda hill").await;
    at("Behind Manda Hill").await;
    let placed = at("NEAR MANDA HILL").await;
    let mut bought = m.purchase(placed.id).await;
    let mut tx = m.platform().await;
    let others = past::others_at_place(&mut *tx, &bought, m.now()).await;
    assert_eq!(others.unwrap(), 2);
    bought.recipient.area = "elsewhere".to_owned();
    let others = past::others_at_place(&mut *tx, &bought, m.now()).await;
    assert_eq!(others.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shops_usual_is_the_mean_of_its_last_sales_and_of_few_sales_nothing_is_said() {
    let (m, wrap, _) = market().await;
    let times = async |placed: &Placed| {
        let bought = m.purchase(placed.id).await;
        let mut tx = m.platform().await;
        past::times_usual(&mut *tx, &bought).await.unwrap()
    };
    let buyer = m.phone();
    for _ in 0..9 {
        buys(&m, &buyer, &[(&wrap, 1)]).await;
    }
    let large = m.place(&[(&wrap, 6)]).await;
    assert_eq!(times(&large).await, 0, "nine sales are few");
    buys(&m, &buyer, &[(&wrap, 1)]).await;
    assert_eq!(times(&large).await, 6);
    let usual = m.place(&[(&wrap, 1)]).await;
    assert_eq!(times(&usual).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_to_pay_are_counted_by_phone_by_way_and_by_why() {
    let (m, wrap, _) = market().await;
    let (buyer, other) = (m.phone(), m.phone());
    let placed = m.place_for(&buyer, &[(&wrap, 1)]).await;
    let mtn = Method::from(kernel::Network::MtnZambia);
    for (phone, method, why) in [
        (&buyer, mtn, Refusal::NotApproved),
        (&other, mtn, Refusal::NotApproved),
        (&other, mtn, Refusal::InsufficientBalance),
        (&buyer, Method::Card, Refusal::InsufficientBalance),
        (&buyer, Method::Card, Refusal::Unspecified),
    ] {
        m.refused_try(&placed, phone, method, why).await;
    }
    buys(&m, &other, &[(&wrap, 1)]).await;
    let mut tx = m.platform().await;
    let tried = tries::of_buyer(&mut *tx, &buyer, None, m.now()).await;
    let expected = Tries {
        payers: 2,
        refused_prompts: 2,
        refused_cards: 2,
    };
    assert_eq!(tried.unwrap(), expected);
    let later = m.now() + time::Duration::days(2);
    let tried = tries::of_buyer(&mut *tx, &buyer, None, later).await;
    assert_eq!(tried.unwrap().payers, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_paid_is_known_by_what_they_paid_before_and_for_whom() {
    let (m, wrap, _) = market().await;
    let payer = m.phone();
    m.approves(&payer);
    let pays_for = async |buyer: &PhoneNumber| {
        let placed = m.place_for(buyer, &[(&wrap, 1)]).await;
        m.pay(&placed, &payer).await;
        let mut tx = m.platform().await;
        let found = tries::payer(&mut *tx, placed.id, m.now()).await.unwrap();
        found.unwrap()
    };
    let first = Payer {
        recipients: 1,
        has_paid_before: false,
        is_the_buyers: false,
    };
    assert_eq!(pays_for(&m.phone()).await, first);
    let second = Payer {
        recipients: 2,
        has_paid_before: true,
        is_the_buyers: false,
    };
    assert_eq!(pays_for(&m.phone()).await, second);
    m.pass_here(2 * DAY);
    let own = Payer {
        recipients: 1,
        has_paid_before: true,
        is_the_buyers: true,
    };
    assert_eq!(pays_for(&payer).await, own);
    let unpaid = m.place(&[(&wrap, 1)]).await;
    let mut tx = m.platform().await;
    let nobody = tries::payer(&mut *tx, unpaid.id, m.now()).await.unwrap();
    assert_eq!(nobody, None);
}

/// Rows read by this connection. A connection that worked a moment ago has not reported that work yet and still counts
/// it here, so what one question reads is a difference within one transaction.
async fn rows_read(tx: &mut PgConnection) -> i64 {
    sqlx::query_scalar(
        "select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint from pg_stat_xact_user_tables
         where relname in ('purchases', 'orders', 'order_events', 'payment_attempts')",
    )
    .fetch_one(tx)
    .await
    .unwrap()
}

/// Row security lets no function of a column into an index, so a question that looks well can read everything.
#[tokio::test(flavor = "multi_thread")]
async fn however_much_others_buy_the_facts_of_one_purchase_stay_cheap() {
    let (m, wrap, _) = market().await;
    let placed = buys(&m, &m.phone(), &[(&wrap, 1)]).await;
    let mut tx = m.platform().await;
    for statement in [
        "insert into purchases (id, number, access_key_hash, cart_id, idempotency_key, content_hash, buyer_phone, buyer_name, country,
           language, area, landmark, directions, currency, total_minor, state, placed_at, ended_at)
         select gen_random_uuid(), 'SK-' || n, access_key_hash, gen_random_uuid(), 'somebody-' || n, content_hash, '+26097' || lpad(n::text, 7, '0'),
           'A', 'ZM', 'en', 'elsewhere', landmark, '', 'ZMW', 1, 'expired', placed_at - n * interval '1 minute', placed_at
         from purchases, generate_series(1, 4000) n",
        "insert into orders (id, purchase_id, shop_id, number, position, state, recipient_name, recipient_phone, area, landmark, directions,
           currency, items_minor, delivery_minor, tax_minor, commission_minor, total_minor, days_min, days_max, placed_at, cancelled_at)
         select gen_random_uuid(), p.id, $1, p.number || '-A', 0, 'cancelled', 'A', buyer_phone, area, landmark, '', 'ZMW', 1, 0, 0, 0, 1, 1, 2,
           p.placed_at, p.placed_at
         from purchases p where p.state = 'expired' and $1 is not null",
        "insert into payment_intents (id, purchase_id, amount_minor, currency, created_at)
         select gen_random_uuid(), id, 1, 'ZMW', placed_at from purchases where state = 'expired' and $1 is not null",
        "insert into payment_attempts (id, intent_id, purchase_id, idempotency_key, provider, provider_reference, method, phone, amount_minor,
           currency, state, refusal, prepared_at, refused_at)
         select gen_random_uuid(), i.id, p.id, p.idempotency_key, 'pawapay', gen_random_uuid(), 'mtn_zm', buyer_phone, 1, 'ZMW', 'refused',
           'not_approved', p.placed_at, p.placed_at
         from purchases p join payment_intents i on i.purchase_id = p.id where p.state = 'expired' and $1 is not null",
    ] {
        let statement = if statement.contains("$1") {
            sqlx::query(statement).bind(wrap.shop.shop.uuid())
        } else {
            sqlx::query(statement)
        };
        statement.execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    for table in ["purchases", "orders", "payment_attempts"] {
        let analyze = format!("analyze {table}");
        sqlx::query(sqlx::AssertSqlSafe(analyze))
            .execute(&m.db.owner)
            .await
            .unwrap();
    }
    let bought = m.purchase(placed.id).await;
    let mut tx = m.platform().await;
    let before = rows_read(&mut tx).await;
    let now = m.now();
    past::pace(&mut *tx, &bought, now).await.unwrap();
    past::parcels(&mut *tx, &bought, now).await.unwrap();
    past::undone(&mut *tx, &bought, now).await.unwrap();
    past::others_at_place(&mut *tx, &bought, now).await.unwrap();
    let phone = &bought.recipient.phone;
    tries::of_buyer(&mut *tx, phone, None, now).await.unwrap();
    tries::payer(&mut *tx, placed.id, now).await.unwrap();
    let read = rows_read(&mut tx).await - before;
    assert!((1..200).contains(&read), "{read} rows were read");
}
