//! Buyers: carts, placing, paying.

use std::collections::BTreeMap;

use countries::Country;
use flows::pay::{self, Pay, PayError};
use flows::place::{self, Place, PlaceError, Placed};
use flows::{basket, progress};
use kernel::{
    AttemptId, CartId, Id, Method, Money, Network, PhoneNumber, PurchaseId, Refusal, VariantId,
};
use orders::{Order, OrderState, Purchase, Recipient, order, purchase};
use payments::{Attempt, attempt};
use simulator::{Answer, Outcome, Scenario, ScenarioRule};
use store::Buyer;
use uuid::Uuid;
use words::Lang;

use crate::goods::AREA;
use crate::{Product, TestMarket};

/// A published number whose owner approves at once.
pub const MTN_APPROVES: &str = "+260763456789";
/// A published number whose owner never enters the PIN.
pub const MTN_NOT_APPROVED: &str = "+260763456039";
/// A published number whose payments stay in flight for ever.
pub const MTN_NEVER_ENDS: &str = "+260763456129";

/// A published number in Kenya whose owner approves at once.
pub const MPESA_APPROVES: &str = "+254703456789";

/// A cart that can be placed.
#[derive(Debug, Clone, Copy)]
pub struct Filled {
    pub cart: CartId,
    pub token: CartId,
    pub country: Country,
    /// As the buyer saw it, delivery included.
    pub total: Money,
}

impl TestMarket {
    /// A new visitor's cart with so many of each.
    pub async fn cart_with(&self, lines: &[(&Product, u32)]) -> Filled {
        let currency = lines.first().unwrap().0.price.currency();
        let country = Country::of_currency(currency).unwrap();
        let mut token = None;
        for (product, quantity) in lines {
            let held = basket::add(&self.market, token, country, product.variant, *quantity)
                .await
                .unwrap();
            token = Some(held.token);
        }
        let token = token.unwrap();
        let view = basket::view(&self.market, token, country, Some(AREA(country)))
            .await
            .unwrap()
            .unwrap();
        Filled {
            cart: view.cart,
            token,
            country,
            total: view.total().unwrap(),
        }
    }

    /// A new visitor's cart with one piece.
    pub async fn cart_with_one(&self, product: &Product) -> Filled {
        self.cart_with(&[(product, 1)]).await
    }

    /// What the checkout form would ask for.
    pub fn wish(&self, cart: &Filled) -> Place {
        Place {
            cart: cart.cart,
            key: Uuid::new_v4().to_string(),
            buyer: None,
            country: cart.country,
            language: Lang::default(),
            recipient: Recipient {
                name: "Chipo Banda".to_owned(),
                phone: self.phone(),
                area: AREA(cart.country).to_owned(),
                landmark: "Behind the market".to_owned(),
                directions: "Blue gate".to_owned(),
            },
            total_seen: cart.total,
        }
    }

    pub async fn try_place(&self, wish: Place) -> Result<Placed, PlaceError> {
        place::place(&self.market, wish).await
    }

    /// Fills a cart and places it.
    pub async fn place(&self, lines: &[(&Product, u32)]) -> Placed {
        let cart = self.cart_with(lines).await;
        self.try_place(self.wish(&cart)).await.unwrap()
    }

    /// The same, to be received by somebody whose phone this is.
    pub async fn place_for(&self, buyer: &PhoneNumber, lines: &[(&Product, u32)]) -> Placed {
        let cart = self.cart_with(lines).await;
        let mut wish = self.wish(&cart);
        wish.recipient.phone = buyer.clone();
        self.try_place(wish).await.unwrap()
    }

    /// Somebody at this phone approves whatever it is asked.
    pub fn approves(&self, phone: &PhoneNumber) {
        let scenario = Scenario {
            outcome: Outcome::Success,
            ..Scenario::default()
        };
        self.scenario(phone, scenario);
    }

    /// A try to pay that was refused a moment ago, as it is kept. Nothing else is known of it, and no provider was asked.
    pub async fn refused_try(
        &self,
        placed: &Placed,
        phone: &PhoneNumber,
        method: Method,
        why: Refusal,
    ) {
        let mut tx = self.platform().await;
        sqlx::query(
            "insert into payment_attempts (id, intent_id, purchase_id, idempotency_key, provider, provider_reference, method, phone,
               amount_minor, currency, state, refusal, prepared_at, refused_at)
             select $1, id, purchase_id, $2, 'pawapay', $3, $4, $5, amount_minor, currency, 'refused', $6, $7, $7
             from payment_intents where purchase_id = $8",
        )
        .bind(Uuid::new_v4())
        .bind(Uuid::new_v4().to_string())
        .bind(Uuid::new_v4())
        .bind(method.as_str())
        .bind(phone.e164())
        .bind(why.as_str())
        .bind(self.now())
        .bind(placed.id.uuid())
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }

    /// What the payment form would ask for.
    pub fn wish_to_pay(&self, purchase: PurchaseId, phone: &PhoneNumber) -> Pay {
        Pay {
            purchase,
            key: Uuid::new_v4().to_string(),
            phone: phone.clone(),
            method: network_of(phone).into(),
            credit: None,
        }
    }

    pub async fn try_pay(&self, wish: Pay) -> Result<Attempt, PayError> {
        let buyer = holder(wish.purchase);
        pay::start(&self.market, buyer, wish).await
    }

    /// Presses "Pay". The prompt leaves with the next [`TestMarket::run_jobs`].
    pub async fn start(&self, placed: &Placed, phone: &PhoneNumber) -> Attempt {
        self.try_pay(self.wish_to_pay(placed.id, phone))
            .await
            .unwrap()
    }

    /// Presses "Pay", sends the prompt, and lets whatever happens by itself happen.
    pub async fn pay(&self, placed: &Placed, phone: &PhoneNumber) -> Attempt {
        let attempt = self.start(placed, phone).await;
        self.run_jobs().await;
        self.pass(1).await;
        self.run_jobs().await;
        self.attempt(attempt.id).await
    }

    /// A purchase that is paid.
    pub async fn sold(&self, lines: &[(&Product, u32)]) -> Placed {
        let placed = self.place(lines).await;
        self.pay(&placed, &phone(MTN_APPROVES)).await;
        placed
    }

    /// The knobs for every payment from a phone.
    pub fn scenario(&self, phone: &PhoneNumber, scenario: Scenario) {
        let rule = ScenarioRule::for_msisdn(phone.digits(), scenario);
        self.simulator().put_scenario(rule).unwrap();
    }

    /// The person at the phone answers the prompt; a final answer is turned around. Then callbacks arrive.
    pub async fn answer(&self, attempt: &Attempt, answer: Answer) {
        self.simulator()
            .answer(attempt.reference.uuid(), answer)
            .unwrap();
        self.pass(1).await;
    }

    pub async fn attempt(&self, id: AttemptId) -> Attempt {
        let mut tx = self.platform().await;
        attempt::find(&mut *tx, id).await.unwrap().unwrap()
    }

    pub async fn attempts(&self, purchase: PurchaseId) -> Vec<Attempt> {
        let mut tx = self.platform().await;
        attempt::list_of_purchase(&mut *tx, purchase).await.unwrap()
    }

    pub async fn purchase(&self, id: PurchaseId) -> Purchase {
        let mut tx = self.platform().await;
        purchase::find(&mut *tx, id).await.unwrap().unwrap()
    }

    pub async fn orders(&self, purchase: PurchaseId) -> Vec<Order> {
        let mut tx = self.platform().await;
        order::list_of_purchase(&mut *tx, purchase).await.unwrap()
    }

    /// How many orders of a purchase stand where.
    pub async fn order_states(&self, purchase: PurchaseId) -> BTreeMap<&'static str, usize> {
        let mut states = BTreeMap::new();
        for order in self.orders(purchase).await {
            let state: OrderState = order.state;
            *states.entry(state.as_str()).or_default() += 1;
        }
        states
    }

    /// What the wait page would say.
    pub async fn status(&self, purchase: PurchaseId) -> progress::Status {
        progress::of(&self.market, holder(purchase), purchase)
            .await
            .unwrap()
            .unwrap()
            .status
    }

    /// How many requests to collect an attempt's money reached the provider's port.
    pub fn prompts(&self, attempt: &Attempt) -> usize {
        let reference = attempt.reference.to_string();
        let requests = self.simulator().requests();
        let asks = |r: &&simulator::Recorded| r.method == "POST" && r.path == "/v2/deposits";
        requests
            .iter()
            .filter(asks)
            .filter(|r| r.body.contains(&reference))
            .count()
    }

    /// The pieces of everything a purchase wants: on hand, held.
    pub async fn stock_of(&self, placed: &Placed) -> (u32, u32) {
        let mut tx = self.platform().await;
        let lines = order::lines_of_purchase(&mut *tx, placed.id).await.unwrap();
        drop(tx);
        let mut sum = (0, 0);
        for line in lines {
            let (on_hand, held) = self.stock(line.variant).await;
            sum = (sum.0 + on_hand, sum.1 + held);
        }
        sum
    }

    /// A variant's pieces: on hand, held.
    pub async fn stock(&self, variant: VariantId) -> (u32, u32) {
        let mut tx = self.platform().await;
        let levels = catalog::stock::levels(&mut *tx, &[variant]).await.unwrap();
        levels
            .first()
            .map_or((0, 0), |level| (level.on_hand, level.held))
    }
}

/// Whoever holds the link of a purchase.
pub fn holder(purchase: PurchaseId) -> Buyer {
    Buyer {
        person: None,
        purchase: Some(purchase),
    }
}

/// A number as the constants here spell it.
pub fn phone(e164: &str) -> PhoneNumber {
    PhoneNumber::from_e164(e164).unwrap()
}

fn network_of(phone: &PhoneNumber) -> Network {
    let digits = phone.digits();
    match digits.get(..5) {
        _ if digits.starts_with("254") => Network::MpesaKenya,
        Some("25670" | "25674" | "25675") => Network::AirtelUganda,
        _ if digits.starts_with("256") => Network::MtnUganda,
        Some("26097" | "26077") => Network::AirtelZambia,
        Some("26095" | "26075") => Network::ZamtelZambia,
        _ => Network::MtnZambia,
    }
}
