//! What the public sees follows every change, at once.

use catalog::storefront::{self, CartLine, Filter, ProductLookup, ShopLookup};
use catalog::{publish, *};
use kernel::Id;
use sqlx::postgres::PgListener;

use crate::support::Market;

async fn found(
    market: &Market,
    title: &str,
    listing: kernel::ListingId,
) -> Option<Box<storefront::Product>> {
    match market.product(title, listing).await {
        ProductLookup::Found(product) => Some(product),
        ProductLookup::Moved(_) | ProductLookup::Gone | ProductLookup::Unknown => None,
    }
}

#[tokio::test]
async fn a_listing_is_seen_only_while_it_is_live_and_its_shop_open() {
    let market = Market::open().await;
    let (shop, _) = market.applied_shop("Waiting").await;
    let (listing, variant) = market.live(shop, "Shirt", 100, 1).await;
    assert!(matches!(
        market.product("Shirt", listing).await,
        ProductLookup::Unknown
    ));

    market.shop_act(shop, ShopVerb::Approve).await;
    let product = found(&market, "Shirt", listing).await.unwrap();
    assert_eq!((product.variants[0].available, product.path.len()), (1, 2));

    for (hide, show) in [
        (ListingVerb::Pause, ListingVerb::Resume),
        (ListingVerb::Reject, ListingVerb::Submit),
    ] {
        market.act(listing, hide).await;
        assert!(matches!(
            market.product("Shirt", listing).await,
            ProductLookup::Gone
        ));
        assert!(market.titles(&Filter::all("ZM")).await.is_empty());
        let lines = storefront::cart_lines(&market.db.storefront, &[variant])
            .await
            .unwrap();
        assert!(matches!(lines[..], [CartLine::Gone(gone)] if gone == variant));
        market.act(listing, show).await;
    }
    market.act(listing, ListingVerb::Approve).await;
    assert!(found(&market, "Shirt", listing).await.is_some());

    market.shop_act(shop, ShopVerb::Suspend).await;
    assert!(matches!(
        market.product("Shirt", listing).await,
        ProductLookup::Gone
    ));
    let looked_up = async |slug: &str| {
        storefront::shop(&market.db.storefront, &slug.parse().unwrap())
            .await
            .unwrap()
    };
    assert!(matches!(looked_up("waiting").await, ShopLookup::Gone));
    assert!(matches!(looked_up("nobody").await, ShopLookup::Unknown));
    market.shop_act(shop, ShopVerb::Approve).await;
    assert!(matches!(looked_up("waiting").await, ShopLookup::Found(_)));
    market.shop_act(shop, ShopVerb::Suspend).await;
    assert!(matches!(looked_up("waiting").await, ShopLookup::Gone));
    market.shop_act(shop, ShopVerb::Approve).await;
    assert!(found(&market, "Shirt", listing).await.is_some());

    market.act(listing, ListingVerb::Archive).await;
    assert!(matches!(
        market.product("Shirt", listing).await,
        ProductLookup::Gone
    ));
}

#[tokio::test]
async fn only_approved_pictures_are_public() {
    let market = Market::open().await;
    let shop = market.shop("Pictures").await;
    let (listing, _) = market.live(shop, "Shirt", 100, 1).await;
    let (first, second) = (
        market.picture(listing, "first").await,
        market.picture(listing, "second").await,
    );
    let keys = async || {
        let product = found(&market, "Shirt", listing).await.unwrap();
        product
            .pictures
            .into_iter()
            .map(|picture| picture.key)
            .collect::<Vec<_>>()
    };
    assert!(keys().await.is_empty());
    market.picture_act(second, PictureVerb::Approve).await;
    assert_eq!(keys().await, ["second"]);
    market.picture_act(first, PictureVerb::Approve).await;
    assert_eq!(keys().await, ["first", "second"]);

    let mut tx = market.as_shop(shop).await;
    pictures::reorder(&mut tx, listing, &[second], market.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(keys().await, ["second", "first"]);
    let cards = storefront::list(&market.db.storefront, &Filter::all("ZM"))
        .await
        .unwrap()
        .page
        .rows;
    assert_eq!(cards[0].picture.as_ref().unwrap().key, "second");

    market.picture_act(second, PictureVerb::Refuse).await;
    market.picture_act(first, PictureVerb::Remove).await;
    assert!(keys().await.is_empty());
    let mut tx = market.platform().await;
    assert!(
        pictures::queue(&mut *tx, None, 10)
            .await
            .unwrap()
            .rows
            .is_empty()
    );
    assert_eq!(pictures::list(&mut *tx, listing).await.unwrap().len(), 1);
}

#[tokio::test]
async fn uploads_are_rendered_oldest_first_and_are_limited() {
    let market = Market::open().await;
    let shop = market.shop("Uploads").await;
    let (listing, _) = market.live(shop, "Shirt", 100, 1).await;
    let mut tx = market.as_shop(shop).await;
    let mut ids = Vec::new();
    for number in 0..=pictures::PICTURES_MAX {
        let new = pictures::NewPicture {
            id: market.id(),
            listing,
            alt: AltText::parse("").unwrap(),
            original_key: format!("{number}.jpg"),
        };
        ids.push(new.id);
        let added = pictures::add(&mut tx, &new, market.now()).await;
        assert_eq!(added.is_ok(), number < pictures::PICTURES_MAX);
    }
    tx.commit().await.unwrap();
    let mut tx = market.platform().await;
    let next = pictures::next_uploaded(&mut tx).await.unwrap().unwrap();
    assert_eq!(next.id, ids[0]);
    let state = pictures::act(
        &mut tx,
        next.id,
        PictureVerb::GiveUp,
        &Reason::parse("no picture").unwrap(),
        market.now(),
    )
    .await;
    assert_eq!(state.unwrap(), PictureState::Broken);
    assert_eq!(
        pictures::next_uploaded(&mut tx).await.unwrap().unwrap().id,
        ids[1]
    );
    let mut other = market.platform().await;
    assert_eq!(
        pictures::next_uploaded(&mut other)
            .await
            .unwrap()
            .unwrap()
            .id,
        ids[2],
        "one picture, one worker"
    );
}

#[tokio::test]
async fn an_edit_shows_at_once_and_old_addresses_lead_on() {
    let market = Market::open().await;
    let shop = market.shop("Edits").await;
    let (listing, variant) = market.live(shop, "Red shirt", 100, 1).await;
    let mut content = market.content("Blue shirt", 250);
    content.variants[0].id = variant;
    market.edit(shop, listing, &content).await.unwrap();
    let ProductLookup::Moved(address) = market.product("Red shirt", listing).await else {
        panic!("not moved")
    };
    let ProductLookup::Found(product) =
        storefront::product(&market.db.storefront, &address.to_string(), None)
            .await
            .unwrap()
    else {
        panic!("not found")
    };
    assert_eq!(
        (product.title.as_str(), product.price_from.minor()),
        ("Blue shirt", 250)
    );
    assert!(matches!(
        storefront::product(&market.db.storefront, "blue-shirt-ffffffffffff", None)
            .await
            .unwrap(),
        ProductLookup::Unknown
    ));
    assert!(
        market
            .titles(&Filter {
                q: Some("red".to_owned()),
                ..Filter::all("ZM")
            })
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn a_renamed_shop_is_found_by_its_new_name() {
    let market = Market::open().await;
    let shop = market.shop("Umoja Traders").await;
    market.live(shop, "Shirt", 100, 1).await;
    let mut tx = market.as_shop(shop).await;
    let known = shops::find(&mut *tx, shop).await.unwrap().unwrap();
    let settings = shops::ShopSettings {
        name: ShopName::parse("Zambezi Outfitters").unwrap(),
        area: known.area,
        phone: known.phone,
        about: About::parse("").unwrap(),
        returns_policy: ReturnsPolicy::parse("").unwrap(),
    };
    shops::update(&mut tx, shop, &settings, market.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        market
            .titles(&Filter {
                q: Some("zambezi".to_owned()),
                ..Filter::all("ZM")
            })
            .await,
        ["Shirt"]
    );
}

#[tokio::test]
async fn listeners_hear_of_products_and_never_of_stock() {
    let market = Market::open().await;
    let shop = market.shop("Noise").await;
    let (listing, variant) = market.live(shop, "Shirt", 100, 9).await;
    let mut listener = PgListener::connect_with(&market.db.app).await.unwrap();
    listener.listen(publish::CHANNEL).await.unwrap();

    let mut tx = market.platform().await;
    let wants = [stock::Want {
        variant,
        shop,
        quantity: 1,
    }];
    stock::hold(&mut tx, &wants, market.purchase(), "buyer", market.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    market.act(listing, ListingVerb::Pause).await;
    let heard: publish::Changed = listener.recv().await.unwrap().payload().parse().unwrap();
    assert_eq!(heard, publish::Changed::Listing(listing));
    market.shop_act(shop, ShopVerb::Suspend).await;
    let heard: publish::Changed = listener.recv().await.unwrap().payload().parse().unwrap();
    assert_eq!(heard, publish::Changed::Shop(shop));
}

/// An edit that publishes and a suspension that hides run at once: whoever is last, nothing of a closed shop stays visible.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suspension_wins_against_edits() {
    let market = std::sync::Arc::new(Market::open().await);
    for round in 0..10 {
        let shop = market.shop(&format!("Race {round}")).await;
        let (listing, variant) = market.live(shop, "Shirt", 100, 1).await;
        let editor = {
            let market = market.clone();
            tokio::spawn(async move {
                for price in 200..205 {
                    let mut content = market.content("Shirt", price);
                    content.variants[0].id = variant;
                    market.edit(shop, listing, &content).await.unwrap();
                }
            })
        };
        market.shop_act(shop, ShopVerb::Suspend).await;
        editor.await.unwrap();
        assert!(
            matches!(market.product("Shirt", listing).await, ProductLookup::Gone),
            "{}",
            listing.uuid()
        );
    }
}
