//! A rider's link is its maker's, and a parcel's.

use flows::rider;
use kernel::{AccessKey, Id};
use rehearsal::TestMarket;

#[tokio::test(flavor = "multi_thread")]
async fn a_link_acts_for_whoever_made_it_and_is_gone_with_them() {
    let (m, wrap) = TestMarket::with_product(12_500, 9).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    let order = m.orders(placed.id).await.remove(0);
    let (shop, owner) = (wrap.shop.shop, wrap.shop.actor);
    let link = rider::link(&m.market, owner, &order);
    let (_, key) = link.rsplit_once('=').unwrap();
    let key: AccessKey = key.parse().unwrap();

    let opened = rider::open(&m.market, order.number, &key).await.unwrap();
    let opened = opened.unwrap();
    assert_eq!((opened.scope.shop, opened.scope.actor), (shop, owner));

    // Somebody who never worked there can make no link.
    let stranger = m.person().await;
    let forged = rider::link(&m.market, stranger, &order);
    let (_, forged) = forged.rsplit_once('=').unwrap();
    let forged: AccessKey = forged.parse().unwrap();
    let found = rider::open(&m.market, order.number, &forged).await.unwrap();
    assert!(found.is_none());

    let mut tx = m.platform().await;
    sqlx::query("delete from shop_members where shop_id = $1 and person_id = $2")
        .bind(shop.uuid())
        .bind(owner.uuid())
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let left = rider::open(&m.market, order.number, &key).await.unwrap();
    assert!(left.is_none(), "whoever leaves takes their links with them");
}
