//! People, shops and products, made by the flows that people use.

use accounts::{Authority, NewPerson, PlatformRole};
use catalog::categories::{self, Category};
use catalog::delivery::AreaFee;
use catalog::listings::ListingContent;
use catalog::variants::NewVariant;
use catalog::{
    About, Description, ListingVerb, OptionNames, Reason, ReturnsPolicy, ShopName, Sku, Title,
    listings,
};
use countries::Country;
use flows::cases::{self, Admin, Answer, Decided};
use flows::keep_listing::{self, StockChange};
use flows::moderate::{self, Moderator};
use flows::open_shop::{self, OpenShop};
use kernel::{CaseId, CategoryId, Id, ListingId, Money, PersonId, PhoneNumber, ShopId, VariantId};
use moderation::{CaseKind, Choice, Verdict};
use store::{Platform, PlatformFlow, Tx};
use uuid::Uuid;
use words::Lang;

use crate::{Opening, TestMarket};

/// Where shops deliver, by country: the id of one of its areas.
pub const AREA: fn(Country) -> &'static str = |country| match country {
    Country::Zambia => "chelstone",
    Country::Kenya => "kilimani",
    Country::Uganda => "ntinda",
};

/// What delivery costs from every shop, in minor units.
const FEE_MINOR: i64 = 2_500;

/// A product on sale, without options.
#[derive(Debug, Clone, Copy)]
pub struct Product {
    pub listing: ListingId,
    pub variant: VariantId,
    pub shop: store::Shop,
    pub price: Money,
}

impl TestMarket {
    /// A market with one open shop in Zambia and one product.
    pub async fn with_product(price_minor: i64, pieces: u32) -> (Self, Product) {
        let market = Self::open().await;
        let shop = market.shop("Blue Basket", Country::Zambia).await;
        let product = market.product(shop, price_minor, pieces).await;
        (market, product)
    }

    /// The same, where a person looks at whatever has more points than this.
    pub async fn watched(above: &str, price_minor: i64, pieces: u32) -> (Self, Product) {
        let market = Self::open_with(Opening {
            review_above: above.parse().unwrap(),
            ..Opening::default()
        })
        .await;
        let shop = market.shop("Blue Basket", Country::Zambia).await;
        let product = market.product(shop, price_minor, pieces).await;
        (market, product)
    }

    /// A category for everything.
    pub async fn make_categories(&self) {
        let mut tx = self.platform().await;
        let category = Category {
            id: everything(),
            parent: None,
            slug: "everything".parse().unwrap(),
            name_en: "Everything".to_owned(),
            name_sw: "Kila kitu".to_owned(),
            position: 0,
        };
        categories::save(&mut tx, &category).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A transaction that sees everything, for preparing and for looking.
    pub async fn platform(&self) -> Tx<Platform> {
        Tx::begin(&self.db.app, Platform(PlatformFlow::Seed))
            .await
            .unwrap()
    }

    /// A phone nobody else has. A person at it decides about prompts; no published outcome.
    pub fn phone(&self) -> PhoneNumber {
        PhoneNumber::from_e164(&format!("+26096{:07}", self.number())).unwrap()
    }

    pub async fn person(&self) -> PersonId {
        self.signs_in(&self.phone()).await
    }

    /// Whoever can read the codes that are sent to a phone.
    pub async fn signs_in(&self, phone: &PhoneNumber) -> PersonId {
        self.try_sign_in(phone).await.unwrap()
    }

    /// The same, where the database may be away.
    pub async fn try_sign_in(&self, phone: &PhoneNumber) -> Result<PersonId, flows::Error> {
        let mut tx = Tx::begin(&self.market.pools.app, Platform(PlatformFlow::Claim)).await?;
        let new = NewPerson {
            phone: phone.clone(),
            name: "Mutale".to_owned(),
            language: Lang::default(),
        };
        let id: PersonId = self.market.source.id();
        let (person, _) = accounts::people::arrive(&mut tx, &new, id, self.now()).await?;
        tx.commit().await?;
        Ok(person.id)
    }

    /// Somebody who decides.
    pub async fn moderator(&self) -> Moderator {
        Moderator {
            person: self.person().await,
            role: PlatformRole::Moderator,
        }
    }

    /// An open shop: asked for by its owner, approved by a moderator, delivering to [`AREA`].
    pub async fn shop(&self, name: &str, country: Country) -> store::Shop {
        let owner = self.person().await;
        let fee = AreaFee {
            area: AREA(country).to_owned(),
            fee: Money::new(FEE_MINOR, country.pack().currency),
            days_min: 1,
            days_max: 2,
        };
        let wish = OpenShop {
            owner,
            name: ShopName::parse(name).unwrap(),
            country,
            area: AREA(country).to_owned(),
            phone: self.phone(),
            about: About::parse("").unwrap(),
            returns_policy: ReturnsPolicy::parse("Seven days").unwrap(),
            fees: vec![fee],
        };
        let shop = open_shop::open(&self.market, wish).await.unwrap();
        self.decide_about(shop, Verdict::Approve).await;
        store::Shop { shop, actor: owner }
    }

    /// Somebody who decides about money.
    pub async fn admin(&self) -> Admin {
        let person = self.person().await;
        let mut tx = self.platform().await;
        accounts::people::set_platform_role(&mut tx, person, PlatformRole::Admin)
            .await
            .unwrap();
        let authority = Authority::load(&mut tx, person).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        Admin::of(&authority).unwrap()
    }

    /// The open case about an attempt, or about money that left.
    pub async fn case_about(&self, subject: impl Id) -> CaseId {
        let mut tx = self.platform().await;
        let case = moderation::open_of(&mut *tx, CaseKind::Payment, subject.uuid()).await;
        case.unwrap().unwrap().id
    }

    /// An admin decides the open case about an attempt, or about money that left.
    pub async fn decide_payment(&self, subject: impl Id, choice: Choice) -> Decided {
        let case = self.case_about(subject).await;
        self.decide_case(case, choice).await
    }

    /// An admin decides a case of money.
    pub async fn decide_case(&self, case: CaseId, choice: Choice) -> Decided {
        let note = moderation::Reason::parse("Looked at the provider's page").unwrap();
        let who = self.admin().await;
        cases::decide(&self.market, who, case, choice, &note)
            .await
            .unwrap()
    }

    /// Another admin agrees with what is proposed about a case.
    pub async fn agree(&self, case: CaseId) {
        let who = self.admin().await;
        let looked = cases::look(&self.market, who, case).await.unwrap();
        let open = looked.unwrap().open_proposal().unwrap().id;
        cases::answer(&self.market, who, case, open, Answer::Agree, "")
            .await
            .unwrap();
    }

    /// The open case of money with this title that has waited longest.
    pub async fn case_called(&self, title: &str) -> CaseId {
        let mut tx = self.platform().await;
        let queue = moderation::queue(&mut *tx, CaseKind::Payment, None, 100).await;
        let cases = queue.unwrap().rows;
        cases.iter().find(|case| case.title == title).unwrap().id
    }

    async fn decide_about(&self, shop: ShopId, verdict: Verdict) {
        let queue = moderate::queue(&self.market, CaseKind::Shop, None, 100)
            .await
            .unwrap();
        let case = queue
            .rows
            .iter()
            .find(|case| case.subject == shop.uuid())
            .unwrap();
        let who = self.moderator().await;
        moderate::decide(&self.market, who, case.id, verdict)
            .await
            .unwrap();
    }

    /// A product on sale: written, stocked and submitted by its shop, approved by the platform.
    pub async fn product(&self, shop: store::Shop, price_minor: i64, pieces: u32) -> Product {
        let country = self.country_of(shop.shop).await;
        let price = Money::new(price_minor, country.pack().currency);
        let variant: VariantId = self.market.source.id();
        let content = self.content(variant, price);
        let listing = keep_listing::create(&self.market, shop, content)
            .await
            .unwrap();
        if pieces > 0 {
            let change = StockChange::Received(pieces);
            keep_listing::set_stock(&self.market, shop, variant, change)
                .await
                .unwrap();
        }
        for verb in [ListingVerb::Submit, ListingVerb::Approve] {
            self.act_on(listing, verb).await;
        }
        Product {
            listing,
            variant,
            shop,
            price,
        }
    }

    /// Decides about a listing in the platform's place; its pictures are another test's matter.
    pub async fn act_on(&self, listing: ListingId, verb: ListingVerb) {
        let mut tx = self.platform().await;
        listings::act(&mut tx, listing, verb, &Reason::none(), self.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// The shop changes the price of a product on sale.
    pub async fn reprice(&self, product: &Product, price_minor: i64) {
        let price = Money::new(price_minor, product.price.currency());
        let content = self.content(product.variant, price);
        keep_listing::edit(&self.market, product.shop, product.listing, content)
            .await
            .unwrap();
    }

    /// A category below another.
    pub async fn category(&self, slug: &str, parent: Option<CategoryId>) -> CategoryId {
        let mut tx = self.platform().await;
        let category = Category {
            id: self.market.source.id(),
            parent,
            slug: slug.parse().unwrap(),
            name_en: slug.to_owned(),
            name_sw: slug.to_owned(),
            position: 0,
        };
        categories::save(&mut tx, &category).await.unwrap();
        tx.commit().await.unwrap();
        category.id
    }

    /// The shop says that its product belongs somewhere else.
    pub async fn put_in(&self, product: &Product, category: CategoryId) {
        let content = ListingContent {
            category,
            ..self.content(product.variant, product.price)
        };
        keep_listing::edit(&self.market, product.shop, product.listing, content)
            .await
            .unwrap();
    }

    /// Where the public sees a product.
    pub async fn address_of(&self, product: &Product) -> String {
        let mut tx = self.platform().await;
        let slug: String =
            sqlx::query_scalar("select slug from published_listings where listing_id = $1")
                .bind(product.listing.uuid())
                .fetch_one(&mut *tx)
                .await
                .unwrap();
        let address = catalog::ProductAddress::new(slug.parse().unwrap(), product.listing);
        format!("/p/{address}")
    }

    /// Lists show a picture of a product; nobody made one.
    pub async fn show_picture(&self, product: &Product, key: &str) {
        let mut tx = self.platform().await;
        sqlx::query(
            "update published_listings set picture_key = $2, picture_colour = '#ffffff', picture_alt = ''
             where listing_id = $1",
        )
        .bind(product.listing.uuid())
        .bind(key)
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }

    fn content(&self, variant: VariantId, price: Money) -> ListingContent {
        ListingContent {
            category: everything(),
            title: Title::parse("A chitenge wrap").unwrap(),
            description: Description::parse("Two yards of cotton.").unwrap(),
            option_names: OptionNames::default(),
            variants: vec![NewVariant {
                id: variant,
                sku: Sku::parse(&format!("sku-{}", self.number())).unwrap(),
                option_values: vec![],
                price,
                was: None,
            }],
        }
    }

    async fn country_of(&self, shop: ShopId) -> Country {
        let mut tx = self.platform().await;
        let found = catalog::shops::find(&mut *tx, shop).await.unwrap().unwrap();
        found.country.parse().unwrap()
    }
}

fn everything() -> CategoryId {
    CategoryId::from_uuid(Uuid::from_u128(1))
}
