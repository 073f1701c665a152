//! A small market to test in.

use catalog::categories::{self, Category};
use catalog::delivery::AreaFee;
use catalog::listings::{self, ListingContent, NewListing};
use catalog::pictures::{self, NewPicture, Rendered};
use catalog::shops::{self, NewShop};
use catalog::storefront::{self, Filter, ProductLookup};
use catalog::variants::NewVariant;
use catalog::*;
use kernel::{
    CategoryId, Currency, Id, ListingId, Money, PersonId, PhoneNumber, PictureId, PurchaseId,
    ShopId, Slug, Timestamp, VariantId,
};
use store::{Platform, PlatformFlow, Tx};
use testkit::Database;
use uuid::Uuid;

pub struct Market {
    pub db: Database,
    /// The leaf category of everything: `clothes/shirts`.
    pub shirts: CategoryId,
    next: std::sync::atomic::AtomicU64,
}

pub fn kwacha(minor: i64) -> Money {
    Money::new(minor, Currency::ZMW)
}

pub fn no_reason() -> Reason {
    Reason::parse("").unwrap()
}

pub fn option(text: &str) -> OptionText {
    OptionText::parse(text).unwrap()
}

pub fn fee(area: &str, minor: i64) -> AreaFee {
    AreaFee {
        area: area.to_owned(),
        fee: kwacha(minor),
        days_min: 1,
        days_max: 2,
    }
}

impl Market {
    pub async fn open() -> Self {
        let db = Database::new().await;
        let market = Self {
            db,
            shirts: CategoryId::from_uuid(Uuid::from_u128(2)),
            next: std::sync::atomic::AtomicU64::new(1),
        };
        let mut tx = market.platform().await;
        let category = |id: u128, parent: Option<u128>, slug: &str, en: &str, sw: &str| Category {
            id: CategoryId::from_uuid(Uuid::from_u128(id)),
            parent: parent.map(Uuid::from_u128).map(CategoryId::from_uuid),
            slug: slug.parse().unwrap(),
            name_en: en.to_owned(),
            name_sw: sw.to_owned(),
            position: 0,
        };
        categories::save(&mut tx, &category(1, None, "clothes", "Clothes", "Nguo"))
            .await
            .unwrap();
        categories::save(
            &mut tx,
            &category(2, Some(1), "shirts", "Shirts", "Mashati"),
        )
        .await
        .unwrap();
        categories::save(&mut tx, &category(3, None, "phones", "Phones", "Simu"))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        market
    }

    /// A number nobody else in this market got.
    pub fn number(&self) -> u64 {
        self.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
    }

    pub fn id<I: Id>(&self) -> I {
        I::from_uuid(Uuid::from_u128(
            0x0193_0000_0000_7000_8000_0000_0000_0000 + u128::from(self.number()),
        ))
    }

    /// Each call is a second later.
    pub fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
            + time::Duration::days(20_000)
            + time::Duration::seconds(self.number().try_into().unwrap())
    }

    pub async fn platform(&self) -> Tx<Platform> {
        Tx::begin(&self.db.app, Platform(PlatformFlow::Seed))
            .await
            .unwrap()
    }

    pub async fn as_shop(&self, shop: ShopId) -> Tx<store::Shop> {
        Tx::begin(
            &self.db.app,
            store::Shop {
                shop,
                actor: self.id(),
            },
        )
        .await
        .unwrap()
    }

    pub async fn person(&self) -> PersonId {
        let person: PersonId = self.id();
        sqlx::query("insert into people (id, phone, name, language, created_at) values ($1, $2, 'Test', 'en', now())")
            .bind(person.uuid())
            .bind(format!("+26097{:07}", self.number()))
            .execute(&self.db.app)
            .await
            .unwrap();
        person
    }

    pub async fn applied_shop(&self, name: &str) -> (ShopId, PersonId) {
        let shop = NewShop {
            id: self.id(),
            owner: self.person().await,
            name: ShopName::parse(name).unwrap(),
            country: "ZM".to_owned(),
            area: "kabulonga".to_owned(),
            phone: PhoneNumber::from_e164("+260971234567").unwrap(),
            about: About::parse("").unwrap(),
            returns_policy: ReturnsPolicy::parse("Seven days").unwrap(),
            fees: vec![fee("kabulonga", 2_500), fee("chelston", 4_000)],
            paid_to: None,
        };
        let mut tx = self.platform().await;
        shops::apply(&mut tx, &shop, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        (shop.id, shop.owner)
    }

    pub async fn shop(&self, name: &str) -> ShopId {
        let (shop, _) = self.applied_shop(name).await;
        self.shop_act(shop, ShopVerb::Approve).await;
        shop
    }

    pub async fn shop_act(&self, shop: ShopId, verb: ShopVerb) {
        let mut tx = self.platform().await;
        shops::act(&mut tx, shop, verb, &no_reason(), self.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub fn content(&self, title: &str, price: i64) -> ListingContent {
        ListingContent {
            category: self.shirts,
            title: Title::parse(title).unwrap(),
            description: Description::parse("Soft cotton.").unwrap(),
            option_names: OptionNames::default(),
            variants: vec![NewVariant {
                id: self.id(),
                sku: Sku::parse(&format!("sku-{}", self.number())).unwrap(),
                option_values: vec![],
                price: kwacha(price),
                was: None,
            }],
        }
    }

    /// A live listing with one variant and so many pieces.
    pub async fn live(
        &self,
        shop: ShopId,
        title: &str,
        price: i64,
        pieces: u32,
    ) -> (ListingId, VariantId) {
        let content = self.content(title, price);
        let variant = content.variants[0].id;
        (self.live_with(shop, content, pieces).await, variant)
    }

    pub async fn live_with(&self, shop: ShopId, content: ListingContent, pieces: u32) -> ListingId {
        let new = NewListing {
            id: self.id(),
            shop,
            content,
        };
        let mut tx = self.as_shop(shop).await;
        listings::create(&mut tx, &new, self.now()).await.unwrap();
        for variant in new.content.variants.iter().filter(|_| pieces > 0) {
            catalog::stock::receive(&mut tx, shop, variant.id, pieces, "test", self.now())
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        self.act(new.id, ListingVerb::Submit).await;
        self.act(new.id, ListingVerb::Approve).await;
        new.id
    }

    pub async fn act(&self, listing: ListingId, verb: ListingVerb) {
        let mut tx = self.platform().await;
        listings::act(&mut tx, listing, verb, &no_reason(), self.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn edit(
        &self,
        shop: ShopId,
        listing: ListingId,
        content: &ListingContent,
    ) -> Result<(), Error> {
        let mut tx = self.as_shop(shop).await;
        listings::edit(&mut tx, listing, content, self.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A rendered picture that waits for a decision.
    pub async fn picture(&self, listing: ListingId, key: &str) -> PictureId {
        let new = NewPicture {
            id: self.id(),
            listing,
            alt: AltText::parse("A shirt").unwrap(),
            original_key: format!("{key}.jpg"),
        };
        let rendered = Rendered {
            media_key: key.to_owned(),
            width: 900,
            height: 600,
            colour: "#a8481b".to_owned(),
        };
        let mut tx = self.platform().await;
        pictures::add(&mut tx, &new, self.now()).await.unwrap();
        pictures::mark_rendered(&mut tx, new.id, &rendered, self.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        new.id
    }

    pub async fn picture_act(&self, picture: PictureId, verb: PictureVerb) {
        let mut tx = self.platform().await;
        pictures::act(&mut tx, picture, verb, &no_reason(), self.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub fn purchase(&self) -> PurchaseId {
        self.id()
    }

    pub async fn titles(&self, filter: &Filter) -> Vec<String> {
        let found = storefront::list(&self.db.storefront, filter).await.unwrap();
        found.page.rows.into_iter().map(|card| card.title).collect()
    }

    pub async fn product(&self, title: &str, listing: ListingId) -> ProductLookup {
        let address = ProductAddress::new(Slug::of_name(title), listing).to_string();
        storefront::product(&self.db.storefront, &address, None)
            .await
            .unwrap()
    }
}
