//! "I did not get a prompt": the provider is asked before anything else is said.

use flows::Providers;
use payments::provider::ProviderName;
use rehearsal::TestMarket;
use simulator::{Answer, CallbackKnob, Code, Outcome, Scenario, Transport};

use crate::browser::Browser;
use crate::checkout::{at_checkout, press};

const PRESS: &str = "I did not get a prompt";
const STEPS: &str = "Find the prompt of MTN";

/// How often the provider was asked what became of a payment.
fn asked(m: &TestMarket) -> usize {
    let requests = m.simulator().requests();
    let is_question =
        |r: &&simulator::Recorded| r.method == "GET" && r.path.starts_with("/v2/deposits/");
    requests.iter().filter(is_question).count()
}

/// A buyer who waits at a phone of whose prompt no callback will tell, and the page of the wait.
async fn waiting(m: &TestMarket, wrap: &rehearsal::Product) -> (Browser, String) {
    let payer = m.phone();
    m.scenario(
        &payer,
        Scenario {
            outcome: Outcome::Prompt,
            callback: CallbackKnob::None,
            ..Scenario::default()
        },
    );
    let mut browser = Browser::at(m);
    let html = at_checkout(&mut browser, wrap).await;
    let placed = press(&mut browser, &html, payer.e164(), "mtn_zambia", "").await;
    let here = placed.path().to_owned();
    m.run_jobs().await;
    m.pass(10).await;
    (browser, here)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_press_asks_the_provider_and_then_shows_the_operators_steps() {
    let (m, wrap) = TestMarket::with_product(12_500, 9).await;
    let (mut browser, here) = waiting(&m, &wrap).await;
    let before = asked(&m);
    let wait = browser.get(&here).await.html;
    assert!(wait.contains(PRESS) && !wait.contains(STEPS), "{wait}");
    assert_eq!(asked(&m), before, "what loads itself again asks nobody");
    let help = browser.get(&format!("{here}?help=yes")).await.html;
    assert_eq!(asked(&m), before + 1, "first the provider");
    assert!(help.contains(STEPS) && !help.contains(PRESS), "{help}");
    m.assert_sound().await;
}

/// What the provider says then counts more than the steps, which would send its buyer after a prompt that is answered.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_paid_or_was_refused_reads_that_instead_of_the_steps() {
    let (m, wrap) = TestMarket::with_product(12_500, 9).await;
    let no = Answer::Fail(Code::try_from("INSUFFICIENT_BALANCE".to_owned()).unwrap());
    for (answer, leads) in [(Answer::Approve, true), (no, false)] {
        let (mut browser, here) = waiting(&m, &wrap).await;
        let prompt = m.simulator().transactions().pop().unwrap();
        m.simulator().answer(prompt.id, answer).unwrap();
        m.pass(10).await;
        let help = browser.get(&format!("{here}?help=yes")).await;
        if leads {
            assert_eq!(help.path(), here.replace("/pay/", "/orders/"));
        } else {
            assert!(help.html.contains("not enough money"), "{}", help.html);
            assert!(!help.html.contains(STEPS), "{}", help.html);
        }
    }
    m.assert_sound().await;
}

/// Flutterwave sends the prompt from a page of its own: without the way there nobody is ever asked.
#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_that_comes_from_a_page_is_reached_by_a_link() {
    let (mut m, wrap) = TestMarket::with_product(12_500, 9).await;
    let cards = m.market.providers.get(ProviderName::Flutterwave);
    let only = vec![cards.cloned().unwrap()];
    m.market.providers = Providers::new(only);
    let mut browser = Browser::at(&m);
    let html = at_checkout(&mut browser, &wrap).await;
    let payer = m.phone();
    let placed = press(&mut browser, &html, payer.e164(), "mtn_zambia", "").await;
    let here = placed.path().to_owned();
    m.run_jobs().await;
    let wait = browser.get(&here).await.html;
    let there = format!("<a href=\"{}", m.simulator().dialect_url());
    let (_, link) = wait.split_once(&there).unwrap();
    let (link, _) = link.split_once("</a>").unwrap();
    assert!(link.contains("Open the payment page"), "{link}");
    assert!(wait.contains("Enter your PIN there"), "{wait}");
    m.assert_sound().await;
}

/// Whoever pays again from there may pay twice.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_of_which_nobody_knows_is_not_offered_to_be_paid_again() {
    let (m, wrap) = TestMarket::with_product(12_500, 9).await;
    let payer = m.phone();
    m.scenario(
        &payer,
        Scenario {
            transport: Transport::ResetAfter,
            status_transport: Transport::ServerErrorBefore { code: 500 },
            callback: CallbackKnob::None,
            ..Scenario::default()
        },
    );
    let mut browser = Browser::at(&m);
    let html = at_checkout(&mut browser, &wrap).await;
    let placed = press(&mut browser, &html, payer.e164(), "mtn_zambia", "").await;
    let here = placed.path().to_owned();
    m.run_jobs().await;
    m.pass(60).await;
    m.sweep().await;
    let wait = browser.get(&here).await.html;
    assert!(wait.contains("Please do not pay again"), "{wait}");
    assert!(!wait.contains("Enter your PIN there"), "{wait}");
    let order = browser.get(&here.replace("/pay/", "/orders/")).await.html;
    assert!(order.contains("Please do not pay again"), "{order}");
    assert!(!order.contains("Pay now"), "{order}");
}
