//! Cards on Stripe's own page: another provider, the same rules.

mod back;
mod dispute;
mod events;
mod leave;
mod lost;
mod page;

use flows::Providers;
use flows::place::Placed;
use flows::route::Weather;
use kernel::{Currency, Method, Money};
use payments::Attempt;
use payments::provider::{Operation, ProviderName};
use rehearsal::{Product, TestMarket};
use simulator::{Code, Kind, Transaction};

use crate::cards::{by_card, client, press};

pub(crate) const GOOD_CARD: &str = "4242424242424242";
pub(crate) const EMPTY_CARD: &str = "4000000000009995";
const ASKED_CARD: &str = "4000002500003155";

/// A market whose cards go to Stripe.
async fn with_stripe() -> (TestMarket, Product) {
    let (mut m, wrap) = TestMarket::with_product(10_000, 5).await;
    let get = |name| m.market.providers.get(name).unwrap().clone();
    let chosen = vec![get(ProviderName::PawaPay), get(ProviderName::Stripe)];
    m.market.providers = Providers::new(chosen);
    (m, wrap)
}

async fn at_the_page(m: &TestMarket, wrap: &Product) -> (Placed, Attempt) {
    let placed = m.place(&[(wrap, 1)]).await;
    let attempt = by_card(m, &placed).await;
    assert_eq!(attempt.provider, ProviderName::Stripe);
    assert_eq!(attempt.state.as_str(), "redirected");
    (placed, attempt)
}

/// A purchase that a card has paid.
async fn paid(m: &TestMarket, wrap: &Product) -> (Placed, Attempt) {
    let (placed, attempt) = at_the_page(m, wrap).await;
    press(&attempt, "pay", GOOD_CARD).await;
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    (placed, attempt)
}

/// The payment of an attempt in the provider's books.
fn payment(m: &TestMarket, attempt: &Attempt) -> Transaction {
    let reference = attempt.reference.to_string();
    m.simulator().find(&reference).unwrap()
}

fn refunds(m: &TestMarket) -> usize {
    let all = m.simulator().transactions();
    all.iter().filter(|t| t.kind == Kind::Refund).count()
}

/// How many requests of that path reached the provider.
fn posted(m: &TestMarket, path: &str) -> usize {
    let requests = m.simulator().requests();
    let ours = |r: &&simulator::Recorded| r.method == "POST" && r.path == path;
    requests.iter().filter(ours).count()
}

async fn answer_the_bank(question: &str, answer: &str) -> Option<String> {
    let form = [("answer", answer)];
    let answered = client().post(question).form(&form).send().await.unwrap();
    let to = answered.headers().get("location")?;
    Some(to.to_str().unwrap().to_owned())
}

fn code(text: &str) -> Code {
    Code::try_from(text.to_owned()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn flutterwave_is_asked_for_cards_first_and_stripe_where_it_is_not() {
    let (m, _) = TestMarket::with_product(10_000, 5).await;
    let weather = Weather::read(&m.market).await.unwrap();
    let picked = |code: &str, minor| {
        let amount = Money::new(minor, code.parse().unwrap());
        let picked = weather.route(&m.market, amount, Method::Card, &[]);
        picked.map(|provider| provider.name())
    };
    for currency in [Currency::ZMW, Currency::KES] {
        assert_eq!(
            picked(currency.code(), 100_000),
            Ok(ProviderName::Flutterwave)
        );
    }
    // More than it takes.
    assert_eq!(picked("ZMW", 60_000_000), Ok(ProviderName::Stripe));
    assert!(picked("UGX", 100_000).is_err());
    let stripe = m.market.providers.get(ProviderName::Stripe).unwrap();
    let amount = Money::new(100_000, Currency::ZMW);
    let pay_out = stripe.supports(Operation::PayOut, amount, Method::Card);
    assert!(pay_out.is_err(), "nothing is paid out here");
}
