//! Who is asked: the provider that can carry the amount and does well, and another one where the first certainly did not charge.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use countries::Country;
use flows::Providers;
use flows::pay::PayError;
use flows::route::{NoRoute, Weather, watch};
use kernel::{Id as _, Method, Money, Network, Refusal, Secret, Timestamp};
use payments::health::Standing;
use payments::provider::{
    Accepted, Callback, CallbackError, CallbackRequest, Operation, Prompt, Provider, ProviderError,
    ProviderName, ProviderStatus, Subject, Unsupported,
};
use payments::providers::pawapay::{PawaPay, PawaPayConfig};
use rehearsal::{TestMarket, phone};
use simulator::{Dialect, Outcome, Scenario, ScenarioRule, Transport};
use tokio::sync::Semaphore;

const MTN: Method = Method::MobileMoney(Network::MtnZambia);

/// `PawaPay` first, where nobody listens.
async fn with_the_first_unreachable() -> TestMarket {
    let mut m = TestMarket::open().await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let config = PawaPayConfig {
        base_url: format!("http://{}", nobody.local_addr().unwrap()),
        api_token: Secret::new(rehearsal::TOKEN),
        callback_url: format!("{}{}", m.market.settings.public_url, rehearsal::HOOK),
        callback_keys: Vec::new(),
        request_timeout_ms: 1_000,
        signing: None,
    };
    drop(nobody);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let away: Arc<dyn Provider> =
        Arc::new(PawaPay::new(config, client, m.market.source.clone()).unwrap());
    let rest = m.market.providers.all().skip(1).cloned();
    m.market.providers = Providers::new([away].into_iter().chain(rest).collect());
    m
}

/// What `PawaPay` does, alone among the dialects.
fn pawapay(m: &TestMarket, scenario: Scenario) {
    let rule = ScenarioRule {
        dialect: Some(Dialect::Pawapay),
        ..ScenarioRule::everybody(scenario)
    };
    m.simulator().put_scenario(rule).unwrap();
}

async fn operator(m: &TestMarket, provider: &str, status: &str) {
    let all = serde_json::json!({"provider": provider, "status": status});
    put_operator(m, &all).await;
}

/// The same of one operation alone: `deposit`, `payout`.
pub(crate) async fn operator_for(m: &TestMarket, provider: &str, operation: &str, status: &str) {
    let one = serde_json::json!({"provider": provider, "operation": operation, "status": status});
    put_operator(m, &one).await;
}

async fn put_operator(m: &TestMarket, body: &serde_json::Value) {
    let answer = reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .put(format!("{}/_sim/operator", m.simulator().control_url()))
        .json(body)
        .send()
        .await
        .unwrap();
    assert!(answer.status().is_success(), "{answer:?}");
}

/// The other provider asks the phone as well: its person says yes.
async fn approve_there(m: &TestMarket) {
    let asked = m.simulator().transactions();
    let [.., newest] = &asked[..] else {
        panic!("nobody was asked")
    };
    m.simulator()
        .answer(newest.id, simulator::Answer::Approve)
        .unwrap();
    m.let_money_arrive().await;
}

/// Each attempt's provider and state, oldest first.
async fn tried(m: &TestMarket, purchase: kernel::PurchaseId) -> Vec<(ProviderName, &'static str)> {
    let mut tx = m.platform().await;
    let mut all = payments::attempt::list_of_purchase(&mut *tx, purchase)
        .await
        .unwrap();
    all.reverse();
    all.iter()
        .map(|attempt| (attempt.provider, attempt.state.as_str()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_was_sent_the_next_provider_is_asked_and_the_goods_stay_held() {
    let m = with_the_first_unreachable().await;
    let shop = m.shop("Kabwata Fashions", Country::Zambia).await;
    let wrap = m.product(shop, 10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let first = m.start(&placed, &phone(rehearsal::MTN_APPROVES)).await;
    assert_eq!(first.provider, ProviderName::PawaPay);
    flows::pay::push(&m.market, first.id).await.unwrap();
    assert_eq!(m.stock(wrap.variant).await, (5, 1), "held for the other");
    approve_there(&m).await;
    assert_eq!(
        tried(&m, placed.id).await,
        [
            (ProviderName::PawaPay, "refused"),
            (ProviderName::Flutterwave, "collected")
        ]
    );
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.simulator().transactions().len(), 1, "prompted once");
    assert_eq!(m.stock(wrap.variant).await, (4, 0));
    m.assert_sound().await;
}

/// A provider whose first call is slow to find out that nobody listens. Everything else is the real one's.
struct SlowToFail {
    real: Arc<dyn Provider>,
    calls: AtomicUsize,
    /// The first call is under way.
    begun: Semaphore,
    /// The first call may fail now.
    fails: Semaphore,
}

#[async_trait::async_trait]
impl Provider for SlowToFail {
    fn name(&self) -> ProviderName {
        self.real.name()
    }

    async fn collect(&self, prompt: &Prompt) -> Result<Accepted, ProviderError> {
        if self.calls.fetch_add(1, Ordering::SeqCst) == 0 {
            self.begun.add_permits(1);
            let _turn = self.fails.acquire().await;
            return Err(ProviderError::NotSent);
        }
        self.real.collect(prompt).await
    }

    async fn status(
        &self,
        subject: &Subject,
        now: Timestamp,
    ) -> Result<ProviderStatus, ProviderError> {
        self.real.status(subject, now).await
    }

    async fn read_callback(
        &self,
        request: &CallbackRequest<'_>,
        now: Timestamp,
    ) -> Result<Callback, CallbackError> {
        self.real.read_callback(request, now).await
    }

    fn supports(
        &self,
        operation: Operation,
        amount: Money,
        method: Method,
    ) -> Result<(), Unsupported> {
        self.real.supports(operation, amount, method)
    }

    fn is_repeatable(&self, operation: Operation, method: Method) -> bool {
        self.real.is_repeatable(operation, method)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_failed_after_the_sweep_sent_it_again_sends_nobody_elsewhere() {
    let (mut m, wrap) = TestMarket::with_product(10_000, 5).await;
    let mut providers: Vec<_> = m.market.providers.all().cloned().collect();
    let slow = Arc::new(SlowToFail {
        real: providers[0].clone(),
        calls: AtomicUsize::new(0),
        begun: Semaphore::new(0),
        fails: Semaphore::new(0),
    });
    providers[0] = slow.clone();
    m.market.providers = Providers::new(providers);
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.start(&placed, &m.phone()).await;
    let market = m.market.clone();
    let push = tokio::spawn(async move { flows::pay::push(&market, attempt.id).await });
    let _begun = slow.begun.acquire().await.unwrap();

    // Meanwhile the sweep hears that the provider knows nothing of it, and sends it again.
    m.pass(6).await;
    m.sweep().await;
    assert_eq!(m.simulator().transactions().len(), 1, "the phone rings");
    slow.fails.add_permits(1);
    push.await.unwrap().unwrap();

    assert_eq!(tried(&m, placed.id).await.len(), 1, "it may still collect");
    m.run_jobs().await;
    assert_eq!(m.simulator().transactions().len(), 1, "and rings once");
    m.simulator()
        .answer(attempt.reference.uuid(), simulator::Answer::Approve)
        .unwrap();
    m.let_money_arrive().await;
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_is_reached_and_nothing_may_be_repeated_the_buyer_may_try_again_at_once() {
    let (mut m, wrap) = TestMarket::with_product(10_000, 5).await;
    let cards = m.market.providers.get(ProviderName::Flutterwave);
    m.market.providers = Providers::new(vec![cards.unwrap().clone()]);
    let placed = m.place(&[(&wrap, 1)]).await;
    m.stop_simulator().await;
    let attempt = m.start(&placed, &m.phone()).await;
    m.run_jobs().await;
    let refusal = m.attempt(attempt.id).await.refusal();
    assert_eq!(refusal, Some(Refusal::NetworkUnavailable));
    assert_eq!(m.stock(wrap.variant).await, (5, 0), "free again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_the_first_does_not_reach_now_is_tried_by_the_next() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    operator(&m, "MTN_MOMO_ZMB", "CLOSED").await;
    let placed = m.place(&[(&wrap, 1)]).await;
    m.pay(&placed, &phone(rehearsal::MTN_APPROVES)).await;
    approve_there(&m).await;
    assert_eq!(
        tried(&m, placed.id).await,
        [
            (ProviderName::PawaPay, "refused"),
            (ProviderName::Flutterwave, "collected")
        ]
    );
    m.assert_sound().await;
    m.assert_books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_first_may_have_charged_nobody_else_is_asked() {
    for transport in [
        Transport::ServerErrorBefore { code: 503 },
        Transport::ServerErrorAfter { code: 500 },
        Transport::ResetAfter,
        Transport::HtmlErrorPage,
    ] {
        let (m, wrap) = TestMarket::with_product(10_000, 5).await;
        let how = format!("{transport:?}");
        pawapay(
            &m,
            Scenario {
                transport,
                ..Scenario::default()
            },
        );
        let placed = m.place(&[(&wrap, 1)]).await;
        m.pay(&placed, &m.phone()).await;
        let all = tried(&m, placed.id).await;
        assert_eq!(all.len(), 1, "{how}: {all:?}");
        assert_eq!(all[0].0, ProviderName::PawaPay, "{how}");
        m.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_says_no_at_the_phone_is_not_asked_by_somebody_else() {
    let (m, wrap) = TestMarket::with_product(10_000, 5).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.pay(&placed, &m.phone()).await;
    m.answer(&attempt, simulator::Answer::Refuse).await;
    m.let_money_arrive().await;
    assert_eq!(
        tried(&m, placed.id).await,
        [(ProviderName::PawaPay, "refused")]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_says_it_is_down_is_not_asked_and_one_that_is_alone_is_not_offered() {
    let (mut m, wrap) = TestMarket::with_product(10_000, 5).await;
    operator(&m, "MTN_MOMO_ZMB", "CLOSED").await;
    watch(&m.market).await.unwrap();
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.start(&placed, &m.phone()).await;
    assert_eq!(attempt.provider, ProviderName::Flutterwave);

    let first = m.market.providers.all().next().unwrap().clone();
    m.market.providers = Providers::new(vec![first]);
    let other = m.place(&[(&wrap, 1)]).await;
    let wish = m.wish_to_pay(other.id, &m.phone());
    let refused = m.try_pay(wish).await.unwrap_err();
    assert!(
        matches!(refused, PayError::NoRoute(NoRoute::Down)),
        "{refused:?}"
    );
    let weather = Weather::read(&m.market).await.unwrap();
    let ways = weather.ways(&m.market, Country::Zambia, other.total);
    let closed: Vec<_> = ways
        .iter()
        .filter(|way| way.offered == Err(NoRoute::Down))
        .map(|way| way.method)
        .collect();
    assert_eq!(closed, [MTN], "the others are open: {ways:?}");
    assert!(
        ways.iter().all(|way| way.method != Method::Card),
        "nobody takes cards here"
    );

    operator(&m, "MTN_MOMO_ZMB", "OPERATIONAL").await;
    watch(&m.market).await.unwrap();
    m.try_pay(m.wish_to_pay(other.id, &m.phone()))
        .await
        .unwrap();
}

/// Nothing fails there: every prompt is taken, and no phone shows one.
#[tokio::test(flavor = "multi_thread")]
async fn an_operator_that_rings_no_phone_is_asked_after_the_others() {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    for _ in 0..6 {
        let placed = m.place(&[(&wrap, 1)]).await;
        m.pay(&placed, &m.phone()).await;
    }
    watch(&m.market).await.unwrap();
    let weather = Weather::read(&m.market).await.unwrap();
    assert_eq!(weather.standing(ProviderName::PawaPay, MTN), Standing::Up);

    m.pass_here(120);
    watch(&m.market).await.unwrap();
    let weather = Weather::read(&m.market).await.unwrap();
    assert_eq!(weather.standing(ProviderName::PawaPay, MTN), Standing::Slow);
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.start(&placed, &m.phone()).await;
    assert_eq!(attempt.provider, ProviderName::Flutterwave);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_health_source_that_does_not_answer_keeps_nobody_from_paying() {
    let m = with_the_first_unreachable().await;
    watch(&m.market).await.unwrap();
    let weather = Weather::read(&m.market).await.unwrap();
    assert_eq!(
        weather.standing(ProviderName::PawaPay, MTN),
        Standing::Up,
        "unknown is not down"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_attempts_tell_how_a_provider_does_and_how_long_it_takes() {
    let (m, wrap) = TestMarket::with_product(10_000, 50).await;
    for _ in 0..5 {
        let placed = m.place(&[(&wrap, 1)]).await;
        let attempt = m.pay(&placed, &m.phone()).await;
        m.pass(19).await;
        m.answer(&attempt, simulator::Answer::Approve).await;
        m.let_money_arrive().await;
    }
    watch(&m.market).await.unwrap();
    let weather = Weather::read(&m.market).await.unwrap();
    let ways = weather.ways(
        &m.market,
        Country::Zambia,
        kernel::Money::new(10_000, kernel::Currency::ZMW),
    );
    let mtn = ways.iter().find(|way| way.method == MTN).unwrap();
    let pace = mtn.offered.unwrap();
    assert_eq!(pace.slow, None);
    let usual = pace
        .usual_seconds
        .unwrap_or_else(|| panic!("{:?}", weather.known()));
    assert!((15..60).contains(&usual), "{usual} s");

    let code = simulator::Code::try_from("PROVIDER_TEMPORARILY_UNAVAILABLE".to_owned()).unwrap();
    for _ in 0..16 {
        let payer = m.phone();
        m.scenario(
            &payer,
            Scenario {
                outcome: Outcome::Fail(code.clone()),
                ..Scenario::default()
            },
        );
        let placed = m.place(&[(&wrap, 1)]).await;
        let attempt = m.pay(&placed, &payer).await;
        m.let_money_arrive().await;
        let refusal = m.attempt(attempt.id).await.refusal();
        assert_eq!(refusal, Some(Refusal::NetworkUnavailable));
    }
    watch(&m.market).await.unwrap();
    let weather = Weather::read(&m.market).await.unwrap();
    assert_eq!(
        weather.standing(ProviderName::PawaPay, MTN),
        Standing::Down,
        "{:?}",
        weather.known()
    );
    let placed = m.place(&[(&wrap, 1)]).await;
    let attempt = m.start(&placed, &m.phone()).await;
    assert_eq!(attempt.provider, ProviderName::Flutterwave);

    // Some time later a few may find out whether it is over; it comes after whoever is well.
    m.pass(6 * 60).await;
    watch(&m.market).await.unwrap();
    let weather = Weather::read(&m.market).await.unwrap();
    assert_eq!(weather.standing(ProviderName::PawaPay, MTN), Standing::Slow);
}

/// The simulator's own words for it are read; it takes what we believed it takes.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_switched_on_for_us_is_read_and_the_ways_stay_open() {
    let m = TestMarket::open().await;
    flows::route::learn_terms(&m.market).await;
    let first = m.market.providers.all().next().unwrap();
    assert_eq!(first.name(), ProviderName::PawaPay);
    first.learn_terms().await.unwrap();
    let kwacha = Money::new(10_000, kernel::Currency::ZMW);
    let weather = Weather::read(&m.market).await.unwrap();
    for way in weather.ways(&m.market, Country::Zambia, kwacha) {
        assert!(way.offered.is_ok(), "{way:?}");
    }
}
