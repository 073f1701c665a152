//! Everybody who comes to the market, and one of each thing they may want of it.

use accounts::PlatformRole;
use axum::http::StatusCode;
use catalog::AltText;
use countries::Country;
use flows::place::Placed;
use kernel::{Id as _, PersonId, PurchaseNumber};
use media::{Picture, Size, render};
use orders::Order;
use rehearsal::{MTN_APPROVES, Product, TestMarket, phone};
use simulator::{Outcome, Report, Scenario};
use store::Shop;

use crate::browser::{Browser, web};

/// Who asks, in the order of the roster's columns. `Other` owns another shop than everything is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Visitor,
    Buyer,
    Staff,
    Other,
    Owner,
    Moderator,
    Admin,
}

impl Role {
    pub const ALL: [Self; 7] = [
        Self::Visitor,
        Self::Buyer,
        Self::Staff,
        Self::Other,
        Self::Owner,
        Self::Moderator,
        Self::Admin,
    ];
}

/// A market in which everything that an address can name is there.
pub struct Cast {
    pub m: TestMarket,
    pub product: Product,
    /// Paid by the buyer, and the one order of it.
    pub sold: Placed,
    pub order: Order,
    /// Placed by the buyer, not paid yet.
    pub open: Placed,
    /// What follows `/p/` and `/s/`.
    pub product_slug: String,
    pub shop_slug: String,
    /// Addresses: a picture that waits, its forms, and a shop that waits for a decision.
    pub waiting: String,
    pub picture: String,
    pub case: String,
    /// Money that does not match: the address of its case. An account of the ledger and one of its journals; a stored callback.
    pub money_case: String,
    pub account_and_journal: (String, String),
    pub callback: String,
    browsers: Vec<Browser>,
}

impl Cast {
    pub async fn gather() -> Self {
        let (m, product) = TestMarket::with_product(24_800, 9).await;
        let web = web(&m);
        add_picture(&m, &product).await;
        let buyer = m.person().await;
        let sold = place(&m, &product, buyer).await;
        m.pay(&sold, &phone(MTN_APPROVES)).await;
        let order = m.orders(sold.id).await.remove(0);
        let open = place(&m, &product, buyer).await;

        let owner = product.shop.actor;
        let other = m.shop("Red Basket", Country::Zambia).await.actor;
        let staff = staff(&m, product.shop).await;
        let moderator = decider(&m, PlatformRole::Moderator).await;
        let admin = decider(&m, PlatformRole::Admin).await;
        let mut browsers = vec![Browser::at(&web)];
        for person in [buyer, staff, other, owner, moderator, admin] {
            browsers.push(Browser::of(&m, &web, person).await);
        }

        let applicant = m.person().await;
        apply(&mut Browser::of(&m, &web, applicant).await).await;
        let case = browsers[5].get("/admin/shops").await.location().to_owned();
        set_aside(&m, &product).await;
        let money_case = browsers[6].get("/admin/cases").await.location().to_owned();
        let desk = format!("/dashboard/products/{}", product.listing);
        let desk = browsers[4].get(&desk).await;
        let found = browsers[0].get("/search").await;
        let slug = |start: &str| found.address(start).replacen(start, "", 1);
        let product_slug = slug("/p/");
        let shown = browsers[0].get(&format!("/p/{product_slug}")).await;
        let cast = Self {
            waiting: desk.address("/media/waiting/"),
            picture: desk.address(&format!(
                "/dashboard/products/{}/pictures/",
                product.listing
            )),
            shop_slug: shown.address("/s/").replacen("/s/", "", 1),
            product_slug,
            case,
            money_case,
            account_and_journal: posted(&m).await,
            callback: heard(&m).await,
            m,
            product,
            sold,
            order,
            open,
            browsers,
        };
        for named in [
            &cast.waiting,
            &cast.picture,
            &cast.case,
            &cast.money_case,
            &cast.product_slug,
            &cast.shop_slug,
        ] {
            assert!(!named.is_empty(), "a page leads to each thing");
        }
        cast
    }

    /// A browser of somebody in this role. What it does leaves no trace in the next one.
    pub fn browser(&self, role: Role) -> Browser {
        let at = Role::ALL.iter().position(|each| *each == role).unwrap();
        self.browsers[at].clone()
    }
}

/// A purchase of one piece by a signed-in person.
pub async fn place(m: &TestMarket, product: &Product, buyer: PersonId) -> Placed {
    let mut wish = m.wish(&m.cart_with_one(product).await);
    wish.buyer = Some(buyer);
    m.try_place(wish).await.unwrap()
}

/// A payment of which its provider says another amount than was asked.
async fn set_aside(m: &TestMarket, product: &Product) {
    let odd = m.phone();
    let scenario = Scenario {
        outcome: Outcome::Success,
        report: Some(Report {
            amount: Some("1.0000".to_owned()),
            ..Report::default()
        }),
        ..Scenario::default()
    };
    m.scenario(&odd, scenario);
    let placed = m.place(&[(product, 1)]).await;
    m.pay(&placed, &odd).await;
    assert_eq!(m.open_cases().await, ["amount_mismatch"]);
}

/// An account of the ledger, and a journal that posted to it.
async fn posted(m: &TestMarket) -> (String, String) {
    let mut tx = m.platform().await;
    let posting =
        "select account_id::text, journal_id::text from ledger_postings order by id limit 1";
    sqlx::query_as(posting).fetch_one(&mut *tx).await.unwrap()
}

async fn heard(m: &TestMarket) -> String {
    let mut tx = m.platform().await;
    let callback = "select id::text from payment_callbacks where verification = 'verified' limit 1";
    sqlx::query_scalar(callback)
        .fetch_one(&mut *tx)
        .await
        .unwrap()
}

/// A number as purchases have it, that no purchase got.
pub fn never_given() -> String {
    PurchaseNumber::from_random([7; 8]).to_string()
}

async fn add_picture(m: &TestMarket, product: &Product) {
    let pixels = (0..600_u32 * 400).flat_map(|at| [at.to_le_bytes()[0], 80, 90, 255]);
    let picture = Picture::from_rgba(600, 400, pixels.collect()).unwrap();
    let file = render(&picture).unwrap().get(Size::Medium).webp.clone();
    let alt = AltText::parse("A wrap").unwrap();
    let sent = flows::pictures::upload(&m.market, product.shop, product.listing, alt, file).await;
    sent.unwrap();
    m.run_jobs().await;
}

async fn staff(m: &TestMarket, shop: Shop) -> PersonId {
    let person = m.person().await;
    let join =
        "insert into shop_members (shop_id, person_id, role, since) values ($1, $2, 'staff', $3)";
    let mut tx = m.platform().await;
    let join = sqlx::query(join).bind(shop.shop.uuid());
    let join = join.bind(person.uuid()).bind(m.now());
    join.execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    person
}

async fn decider(m: &TestMarket, role: PlatformRole) -> PersonId {
    let person = m.person().await;
    let mut tx = m.platform().await;
    let set = accounts::people::set_platform_role(&mut tx, person, role).await;
    set.unwrap();
    tx.commit().await.unwrap();
    person
}

/// Asks for a shop, by the form.
async fn apply(browser: &mut Browser) {
    let form = [
        ("name", "Green Basket"),
        ("area", "chilenje"),
        ("phone", "0966 123 456"),
        ("about", "Lamps that the sun fills."),
        ("returns", "Within 7 days."),
        ("fee_near", "20"),
        ("days_near", "1"),
        ("fee_far", "45.50"),
        ("days_far", "1-2"),
    ];
    let sent = browser.post("/sell", &form).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
}
