//! A card number is typed on the provider's page and nowhere else: not in what we sent, were sent, stored or logged.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use flows::{Providers, cancel};
use payments::provider::ProviderName;
use rehearsal::{TestMarket, holder};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::cards::{EMPTY_CARD, GOOD_CARD, by_card, press};
use crate::{paystack, stripe};

/// Everything that is logged, at every level and by every crate.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Line(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line(&mut self.0.lock().unwrap()));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut Line(&mut self.0.lock().unwrap()));
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// As it is typed, as it is meant, and the part that a careless mask leaves.
fn forms(card: &str) -> Vec<String> {
    let spaced: Vec<&str> = (0..4).map(|part| &card[4 * part..4 * part + 4]).collect();
    vec![spaced.join(" "), card.to_owned(), card[6..].to_owned()]
}

/// Every row of every table, as text.
async fn stored(m: &TestMarket) -> String {
    let mut tx = m.platform().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', table_schema, table_name) from information_schema.tables
         where table_schema = 'public' and table_type = 'BASE TABLE' and has_table_privilege(format('%I.%I', table_schema, table_name), 'select')",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap();
    let mut all = String::new();
    for table in tables {
        let rows = format!("select t::text from {table} t");
        let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(rows))
            .fetch_all(&mut *tx)
            .await
            .unwrap();
        all.extend(rows);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_number_reaches_the_providers_page_alone() {
    let log = Log::default();
    tracing::subscriber::set_global_default(log.clone()).unwrap();
    for (name, cards) in [
        (ProviderName::Flutterwave, [EMPTY_CARD, GOOD_CARD]),
        (
            ProviderName::Stripe,
            [stripe::EMPTY_CARD, stripe::GOOD_CARD],
        ),
        (
            ProviderName::Paystack,
            [paystack::EMPTY_CARD, paystack::GOOD_CARD],
        ),
    ] {
        let (m, placed, attempt) = if name == ProviderName::Paystack {
            // Cards are its business in Kenya.
            let (m, basket) = paystack::market().await;
            let placed = m.place(&[(&basket, 1)]).await;
            let attempt = paystack::by_card(&m, &placed).await.unwrap();
            (m, placed, attempt)
        } else {
            let (mut m, wrap) = TestMarket::with_product(10_000, 5).await;
            let provider = m.market.providers.get(name).unwrap().clone();
            m.market.providers = Providers::new(vec![provider]);
            let placed = m.place(&[(&wrap, 1)]).await;
            let attempt = by_card(&m, &placed).await;
            (m, placed, attempt)
        };
        assert_eq!(attempt.provider, name);
        for card in cards {
            // People type it in fours.
            press(&attempt, "pay", &forms(card)[0]).await;
            m.let_money_arrive().await;
        }
        assert_eq!(m.status(placed.id).await.as_str(), "PAID");
        cancel::by_buyer(&m.market, holder(placed.id), placed.id)
            .await
            .unwrap();
        m.let_money_arrive().await;
        // Paystack takes its time for a refund.
        m.pass(3_600).await;
        m.let_money_arrive().await;
        assert_eq!(m.refunds(placed.id).await[0].state.as_str(), "paid");

        let sent = format!("{:?}", m.simulator().requests());
        let stored = stored(&m).await;
        let logged = log.0.lock().unwrap().clone();
        // Each of them holds what it should, so that nothing found in it says something.
        let reference = attempt.reference.to_string();
        for (place, text) in [("sent", &sent), ("stored", &stored)] {
            assert!(text.contains(&reference), "{name} {place}");
        }
        assert!(logged.contains(&attempt.id.to_string()), "{name} logged");
        for card in cards {
            for form in forms(card) {
                for (place, text) in [("sent", &sent), ("stored", &stored), ("logged", &logged)] {
                    assert!(!text.contains(&form), "{name}: {form} was {place}");
                }
            }
        }
    }
}
