//! What a merchant writes, and what is refused.

use catalog::variants::NewVariant;
use catalog::{delivery, listings, shops, variants, *};
use store::{Buyer, Tx};

use crate::support::{Market, fee, kwacha, no_reason, option};

#[tokio::test]
async fn two_shops_of_one_name_get_two_addresses() {
    let market = Market::open().await;
    let (first, owner) = market.applied_shop("Blue Basket").await;
    let (second, _) = market.applied_shop("Blue Basket").await;
    let mut tx = market.platform().await;
    let slug = async |tx: &mut sqlx::PgConnection, shop| {
        shops::find(tx, shop)
            .await
            .unwrap()
            .unwrap()
            .slug
            .to_string()
    };
    assert_eq!(slug(&mut tx, first).await, "blue-basket");
    assert_eq!(slug(&mut tx, second).await, "blue-basket-2");

    let mut tx = Tx::begin(
        &market.db.app,
        Buyer {
            person: Some(owner),
            purchase: None,
        },
    )
    .await
    .unwrap();
    let mine = shops::shops_of(&mut *tx, owner).await.unwrap();
    assert_eq!(mine.len(), 1);
    assert_eq!(
        (mine[0].shop, mine[0].role, mine[0].state),
        (first, Role::Owner, ShopState::Applied)
    );
    assert_eq!(shops::role_of(&mut *tx, owner, second).await.unwrap(), None);
    assert!(
        shops::find(&mut *tx, second).await.unwrap().is_none(),
        "another's shop is not there"
    );
}

#[tokio::test]
async fn a_sku_names_one_variant_of_a_shop() {
    let market = Market::open().await;
    let (shop, other) = (market.shop("One").await, market.shop("Two").await);
    let content = market.content("First shirt", 100);
    let listing = market.live_with(shop, content.clone(), 0).await;

    let mut twin = market.content("Second shirt", 100);
    twin.variants[0].sku = content.variants[0].sku.clone();
    let second = market.live_with(other, twin.clone(), 0).await;
    assert_ne!(listing, second, "two shops may share a SKU");

    let third = market
        .live_with(shop, market.content("Third shirt", 100), 0)
        .await;
    twin.variants[0].id = market.id();
    let refused = market.edit(shop, third, &twin).await.unwrap_err();
    assert!(
        matches!(refused, Error::SkuTaken { index: 0, .. }),
        "{refused}"
    );

    twin.variants[0].sku = Sku::parse("free").unwrap();
    twin.variants[0].id = content.variants[0].id;
    let stolen = market.edit(shop, third, &twin).await.unwrap_err();
    assert!(
        matches!(stolen, Error::NotFound(Thing::Variant)),
        "{stolen}"
    );
}

#[tokio::test]
async fn variants_may_swap_and_come_back() {
    let market = Market::open().await;
    let shop = market.shop("Swap").await;
    let mut content = market.content("Shirt", 100);
    content.option_names = OptionNames::new(vec![option("Size")]).unwrap();
    content.variants = ["S", "M"]
        .map(|size| NewVariant {
            id: market.id(),
            sku: Sku::parse(size).unwrap(),
            option_values: vec![option(size)],
            price: kwacha(100),
            was: Some(kwacha(150)),
        })
        .to_vec();
    let listing = market.live_with(shop, content.clone(), 3).await;

    let (small, medium) = (
        content.variants[0].sku.clone(),
        content.variants[1].sku.clone(),
    );
    content.variants[0].sku = medium;
    content.variants[1].sku = small;
    market.edit(shop, listing, &content).await.unwrap();

    let dropped = content.variants.pop().unwrap();
    market.edit(shop, listing, &content).await.unwrap();
    let mut tx = market.as_shop(shop).await;
    assert_eq!(variants::list(&mut *tx, listing).await.unwrap().len(), 1);
    drop(tx);

    let again = NewVariant {
        id: market.id(),
        ..dropped
    };
    content.variants.push(again);
    market.edit(shop, listing, &content).await.unwrap();
    let mut tx = market.as_shop(shop).await;
    let seen = variants::list(&mut *tx, listing).await.unwrap();
    assert_eq!(
        seen.iter()
            .map(|variant| (variant.sku.as_str(), variant.available))
            .collect::<Vec<_>>(),
        [("M", 3), ("S", 0)]
    );
}

#[tokio::test]
async fn another_shops_listing_is_not_there() {
    let market = Market::open().await;
    let (mine, theirs) = (market.shop("Mine").await, market.shop("Theirs").await);
    let (listing, _) = market.live(theirs, "Their shirt", 100, 1).await;
    let refused = market
        .edit(mine, listing, &market.content("Stolen", 1))
        .await
        .unwrap_err();
    assert!(
        matches!(refused, Error::NotFound(Thing::Listing)),
        "{refused}"
    );
    let mut tx = market.as_shop(mine).await;
    assert!(listings::find(&mut *tx, listing).await.unwrap().is_none());
    assert!(
        listings::list(&mut *tx, theirs, None, None, 10)
            .await
            .unwrap()
            .rows
            .is_empty()
    );
}

#[tokio::test]
async fn an_archived_listing_stays_as_it_is() {
    let market = Market::open().await;
    let shop = market.shop("Archive").await;
    let (listing, _) = market.live(shop, "Old shirt", 100, 1).await;
    market.act(listing, ListingVerb::Archive).await;
    let refused = market
        .edit(shop, listing, &market.content("New shirt", 100))
        .await
        .unwrap_err();
    assert!(matches!(refused, Error::WrongState(_)), "{refused}");
    let mut tx = market.as_shop(shop).await;
    let refused = listings::act(
        &mut tx,
        listing,
        ListingVerb::Resume,
        &no_reason(),
        market.now(),
    )
    .await
    .unwrap_err();
    assert!(matches!(refused, Error::WrongState(_)), "{refused}");
    assert!(
        listings::list(&mut *tx, shop, None, None, 10)
            .await
            .unwrap()
            .rows
            .is_empty()
    );
    let archived = listings::list(&mut *tx, shop, Some(ListingState::Archived), None, 10)
        .await
        .unwrap();
    assert_eq!(archived.rows.len(), 1);
}

#[tokio::test]
async fn a_merchants_list_is_paged() {
    let market = Market::open().await;
    let shop = market.shop("Pages").await;
    for number in 0..5 {
        market
            .live(shop, &format!("Shirt {number}"), 100 + number, 2)
            .await;
    }
    let mut tx = market.as_shop(shop).await;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = listings::list(&mut *tx, shop, None, after, 2)
            .await
            .unwrap();
        seen.extend(
            page.rows
                .into_iter()
                .map(|line| (line.title, line.available)),
        );
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let expected: Vec<_> = (0..5)
        .rev()
        .map(|number| (format!("Shirt {number}"), 2))
        .collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_shop_says_where_it_delivers() {
    let market = Market::open().await;
    let shop = market.shop("Fees").await;
    let mut tx = market.as_shop(shop).await;
    assert_eq!(
        delivery::fee_for(&mut *tx, shop, "chelston").await.unwrap(),
        Some(fee("chelston", 4_000))
    );
    delivery::set_fees(
        &mut tx,
        shop,
        &[fee("kabulonga", 0), fee("woodlands", 3_000)],
    )
    .await
    .unwrap();
    assert_eq!(
        delivery::list_fees(&mut *tx, shop).await.unwrap(),
        [fee("kabulonga", 0), fee("woodlands", 3_000)]
    );
    assert_eq!(
        delivery::fee_for(&mut *tx, shop, "chelston").await.unwrap(),
        None
    );
}
