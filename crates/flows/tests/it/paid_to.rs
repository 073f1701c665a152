//! Where a shop's money goes: said by its owner, told to the owner's own phone, counted after a day, and taken back at once.

use catalog::shops::ShopSettings;
use catalog::{About, ReturnsPolicy, ShopName};
use flows::payout::{PayoutError, destination};
use kernel::{Destination, Network, PhoneNumber};
use payments::Purpose;
use rehearsal::{ACCOUNT, Product, TestMarket, account_in_zambia, phone, wallet};

const HOUR: u64 = 3_600;

/// A shop with one complete sale.
async fn with_earnings() -> (TestMarket, Product) {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    m.list_banks().await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.earned(&placed, wrap.shop).await;
    (m, wrap)
}

async fn current(m: &TestMarket, wrap: &Product) -> Destination {
    let known = m.statement(wrap.shop).await.paid_to;
    known.current.unwrap().to
}

/// The phone that the shop's owner signs in with.
async fn owners_phone(m: &TestMarket, wrap: &Product) -> PhoneNumber {
    let mut tx = m.platform().await;
    let owner = accounts::people::by_id(&mut *tx, wrap.shop.actor).await;
    owner.unwrap().unwrap().phone
}

fn thiefs() -> Destination {
    wallet(&phone("+260971111111"), Network::AirtelZambia)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_shop_is_paid_where_it_is_called_and_says_otherwise_only_on_purpose() {
    let (m, wrap) = with_earnings().await;
    let first = current(&m, &wrap).await;
    let mut tx = m.platform().await;
    let shop = catalog::shops::find(&mut *tx, wrap.shop.shop).await;
    let shop = shop.unwrap().unwrap();
    drop(tx);
    assert_eq!(first, wallet(&shop.phone, Network::MtnZambia));
    // Another number for buyers is no other number for money.
    let settings = ShopSettings {
        name: ShopName::parse(&shop.name).unwrap(),
        area: shop.area,
        phone: phone("+260971111111"),
        about: About::parse("").unwrap(),
        returns_policy: ReturnsPolicy::parse("").unwrap(),
    };
    flows::keep_shop::save(&m.market, wrap.shop, &settings, None)
        .await
        .unwrap();
    let payout = m.pay_out(wrap.shop, "a").await.unwrap();
    assert_eq!(payout.purpose.phone(), first.phone());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_waits_a_day_and_is_told_to_the_owner_s_own_phone() {
    let (m, wrap) = with_earnings().await;
    m.says_paid_to(wrap.shop, &account_in_zambia()).await;
    let from = m.now() + time::Duration::hours(24);
    m.run_jobs().await;
    let owner = owners_phone(&m, &wrap).await;
    let told: Vec<(String, String)> =
        sqlx::query_as("select to_phone, body from messages where body like '%ending in 9876%'")
            .fetch_all(&m.db.owner)
            .await
            .unwrap();
    let [(to, body)] = &told[..] else {
        panic!("{told:?}")
    };
    assert_eq!(to, owner.e164());
    assert!(
        body.contains("24 hours") && body.contains("/dashboard/money"),
        "{body}"
    );
    let before = m.footprint().await;
    for hours in [0, 12, 11] {
        m.pass_here(hours * HOUR);
        let refused = m.pay_out(wrap.shop, "a").await;
        assert!(
            matches!(refused, Err(PayoutError::Waits { until }) if until == from),
            "{refused:?}"
        );
    }
    assert_eq!(m.footprint().await, before);
    m.pass_here(HOUR);
    let payout = m.pay_out(wrap.shop, "a").await.unwrap();
    let shop = wrap.shop.shop;
    let to = account_in_zambia();
    assert_eq!(payout.purpose, Purpose::Payout { shop, to });
    let mut tx = m.platform().await;
    let audit: String =
        sqlx::query_scalar("select detail::text from audit_log where action = 'shop.paid_to'")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
    assert!(
        audit.contains("9876") && !audit.contains(&ACCOUNT[4..]),
        "{audit}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_there_before_is_back_at_once_and_pays() {
    let (m, wrap) = with_earnings().await;
    let own = current(&m, &wrap).await;
    assert!(!destination::take_back(&m.market, wrap.shop).await.unwrap());
    m.says_paid_to(wrap.shop, &thiefs()).await;
    m.pass_here(HOUR);
    assert!(destination::take_back(&m.market, wrap.shop).await.unwrap());
    assert_eq!(current(&m, &wrap).await, own);
    let payout = m.pay_out(wrap.shop, "a").await.unwrap();
    assert_eq!(payout.purpose.phone(), own.phone());

    // Saying it again by hand is the same.
    m.says_paid_to(wrap.shop, &thiefs()).await;
    m.says_paid_to(wrap.shop, &own).await;
    let refused = m.pay_out(wrap.shop, "b").await;
    assert!(matches!(refused, Err(PayoutError::Nothing)), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_that_never_counted_is_not_what_a_change_is_taken_back_to() {
    let (m, wrap) = with_earnings().await;
    let own = current(&m, &wrap).await;
    m.says_paid_to(wrap.shop, &thiefs()).await;
    m.pass_here(23 * HOUR);
    let other = wallet(&phone("+260972222222"), Network::AirtelZambia);
    m.says_paid_to(wrap.shop, &other).await;
    // Its day is over by now, but it was replaced before.
    m.pass_here(2 * HOUR);
    assert!(destination::take_back(&m.market, wrap.shop).await.unwrap());
    assert_eq!(current(&m, &wrap).await, own);
    m.says_paid_to(wrap.shop, &thiefs()).await;
    let refused = m.pay_out(wrap.shop, "a").await;
    assert!(
        matches!(refused, Err(PayoutError::Waits { .. })),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_counts_already_does_not_wait_anew_and_nobody_is_told() {
    let (m, wrap) = with_earnings().await;
    m.paid_to(wrap.shop, &account_in_zambia()).await;
    m.run_jobs().await;
    let before = m.footprint().await;
    m.says_paid_to(wrap.shop, &account_in_zambia()).await;
    m.run_jobs().await;
    assert_eq!(m.footprint().await, before);
    m.pay_out(wrap.shop, "a").await.unwrap();
    assert!(!destination::take_back(&m.market, wrap.shop).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_was_ported_is_paid_on_its_own_network() {
    let (m, wrap) = with_earnings().await;
    let ported = wallet(&phone("+260961234567"), Network::AirtelZambia);
    m.paid_to(wrap.shop, &ported).await;
    let payout = m.pay_out(wrap.shop, "a").await.unwrap();
    assert_eq!(payout.method(), Network::AirtelZambia.into());
    m.run_jobs().await;
    let requests = m.simulator().requests();
    let sent = requests
        .iter()
        .find(|request| request.path == "/v2/payouts")
        .unwrap();
    assert!(sent.body.contains("AIRTEL_OAPI_ZMB"), "{}", sent.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_never_said_anything_is_asked_first() {
    let m = TestMarket::open().await;
    // Its number is of another country, and so on no network of this one.
    let shop = m.shop("Kilimani Kiondo", countries::Country::Kenya).await;
    let refused = m.pay_out(shop, "a").await;
    assert!(
        matches!(refused, Err(PayoutError::NoDestination)),
        "{refused:?}"
    );
}
