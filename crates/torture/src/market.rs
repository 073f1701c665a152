//! The market's side: a process of its own that does deeds, takes callbacks, and may be killed at any instant.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, anyhow};
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use cluster::ClusterUrls;
use countries::Country;
use flows::cash::CashError;
use flows::credit::CreditError;
use flows::fulfil::FulfilError;
use flows::pay::{Pay, PayError};
use flows::payout::PayoutError;
use flows::place::{Place, PlaceError};
use flows::{
    Providers, abroad, announce, basket, cancel, cases, cash, credit, fulfil, pay, payout, place,
    reconcile,
};
use kernel::{
    CartId, Currency, Id as _, Method, Money, Network, OrderNumber, PhoneNumber, PurchaseId,
    ShopId, Timestamp, VariantId,
};
use moderation::Choice;
use notifications::{DevelopmentChannel, Sending};
use payments::provider::ProviderName;
use payments::statements::Book;
use rehearsal::{AREA, Opening, ProviderAt, TestMarket, holder};
use store::Buyer;
use testkit::Database;
use tokio::net::TcpListener;
use uuid::Uuid;

mod back;
mod far;

use crate::deed::{Cart, Credit, Deed, MarketConfig, Told, Way};

/// Work that makes work for longer than this never ends.
const ROUNDS_MAX: usize = 50;

type Queued = (String, serde_json::Value);

struct Side {
    test: TestMarket,
    config: MarketConfig,
}

/// Serves until it is killed, or until whoever started it is gone.
pub async fn serve(config: MarketConfig) -> Result<()> {
    let [owner, app, storefront, worker, superuser] = config.urls.clone();
    let urls = ClusterUrls {
        owner,
        app,
        storefront,
        worker,
        superuser,
    };
    let db = Database::join(config.database.clone(), urls).await;
    let door = TcpListener::bind(("127.0.0.1", config.door_port)).await?;
    let deeds = TcpListener::bind(("127.0.0.1", config.deed_port)).await?;
    let keys = config.keys.iter().cloned();
    let provider = ProviderAt {
        dialect_url: config.dialect_url.clone(),
        keys: keys
            .map(|(id, key)| simulator::PublicKey { id, key })
            .collect(),
    };
    let opening = Opening {
        request_timeout_ms: 1_000,
        review_above: config.review_above.parse()?,
        ..Opening::default()
    };
    let now = Timestamp::from_unix_timestamp(config.unix)?;
    let home = tempfile::tempdir()?;
    let mut test = TestMarket::join(db, home, door, &provider, opening, now);
    // Safaricom's own interface first, so that Kenyan prompts are its.
    let names = [
        ProviderName::Mpesa,
        ProviderName::PawaPay,
        ProviderName::Flutterwave,
    ];
    let ordered = names
        .iter()
        .filter_map(|name| test.market.providers.get(*name).cloned());
    test.market.providers = Providers::new(ordered.collect());
    // It registers once, and is known from then on.
    flows::till::register(&test.market).await;
    let side = Arc::new(Side { test, config });
    let routes = Router::new().route("/", post(take)).with_state(side);
    axum::serve(deeds, routes).await?;
    Ok(())
}

async fn take(State(side): State<Arc<Side>>, Json(deed): Json<Deed>) -> Json<Told> {
    let told = side.act(deed).await;
    Json(told.unwrap_or_else(|error| {
        Told {
            failed: Some(format!("{error:#}")),
            is_broken: error
                .downcast_ref::<flows::Error>()
                .is_some_and(|error| !error.is_passing()),
            ..Told::default()
        }
    }))
}

fn refused(why: impl ToString) -> Told {
    Told {
        refused: Some(why.to_string()),
        ..Told::default()
    }
}

impl Side {
    async fn act(&self, deed: Deed) -> Result<Told> {
        let market = &self.test.market;
        match deed {
            Deed::Hello => Ok(Told::default()),
            Deed::Fill { lines } => self.fill(&lines).await,
            Deed::Place { cart, key, phone } => self.place(cart, key, &phone).await,
            Deed::Pay {
                purchase,
                key,
                phone,
                way,
                credit,
            } => self.pay(purchase, key, &phone, way, credit).await,
            Deed::PayWithCredit { purchase, phone } => {
                let buyer = self.signed_in(purchase, &phone).await?;
                match credit::pay(market, buyer, PurchaseId::from_uuid(purchase)).await {
                    Ok(()) => Ok(Told::default()),
                    Err(CreditError::Failed(error)) => Err(error.into()),
                    Err(why) => Ok(refused(why)),
                }
            }
            Deed::CancelByBuyer { purchase } => {
                let id = PurchaseId::from_uuid(purchase);
                cancelled(cancel::by_buyer(market, holder(id), id).await)
            }
            Deed::CancelByShop { purchase, parcel } => {
                let Some((shop, number)) = self.parcel(purchase, parcel).await? else {
                    return Ok(refused("no such parcel"));
                };
                cancelled(cancel::by_shop(market, shop, number, "Broken").await)
            }
            Deed::Step {
                purchase,
                parcel,
                step,
            } => {
                let Some((shop, number)) = self.parcel(purchase, parcel).await? else {
                    return Ok(refused("no such parcel"));
                };
                match fulfil::advance(market, shop, number, step.into()).await {
                    Ok(_) => Ok(Told::default()),
                    Err(FulfilError::Failed(error)) => Err(error.into()),
                    Err(why) => Ok(refused(why)),
                }
            }
            Deed::GiveBack {
                purchase,
                parcel,
                back,
                key,
            } => {
                let Some((shop, number)) = self.parcel(purchase, parcel).await? else {
                    return Ok(refused("no such parcel"));
                };
                let purchase = PurchaseId::from_uuid(purchase);
                back::give(market, (purchase, shop, number), back, key).await
            }
            Deed::Import { csv } => {
                let book = Book::Provider(ProviderName::Mpesa);
                back::import(market, book, &csv).await
            }
            Deed::BeginTransfer { purchase } => {
                far::begin_transfer(market, PurchaseId::from_uuid(purchase)).await
            }
            Deed::ImportBank { csv } => {
                let book = flows::provider_statement::bank::book(Country::Zambia);
                back::import(market, book, &csv).await
            }
            Deed::Look { clears } => far::look(market, self.test.admin().await, clears).await,
            Deed::AcceptCash { purchase } => {
                let id = PurchaseId::from_uuid(purchase);
                cashed(cash::accept(market, holder(id), id).await)
            }
            Deed::TakeCash { purchase, parcel } => {
                let Some((shop, number)) = self.parcel(purchase, parcel).await? else {
                    return Ok(refused("no such parcel"));
                };
                cashed(cash::collected(market, shop, number).await)
            }
            Deed::RefuseCash { purchase, parcel } => {
                let Some((shop, number)) = self.parcel(purchase, parcel).await? else {
                    return Ok(refused("no such parcel"));
                };
                cashed(cash::refused(market, shop, number, "Nobody there").await)
            }
            Deed::PayOut { shop, key } => {
                let scope = self.shop(shop)?;
                match payout::request(market, scope, &key).await {
                    Ok(_) => Ok(Told::default()),
                    Err(PayoutError::Failed(error)) => Err(error.into()),
                    Err(why) => Ok(refused(why)),
                }
            }
            Deed::SayPaidTo { shop, to } => far::say_paid_to(market, self.shop(shop)?, to).await,
            Deed::Jobs => self.jobs().await.map(|()| Told::default()),
            Deed::LoseJobs => self.take_jobs().await.map(|_| Told::default()),
            Deed::Sweep => {
                reconcile::sweep(market).await?;
                Ok(Told::default())
            }
            Deed::Tick => self.tick().await.map(|()| Told::default()),
            Deed::Decide => self.decide(&[]).await.map(|()| Told::default()),
            Deed::Say { moved } => self.decide(&moved).await.map(|()| Told::default()),
            Deed::Clock { unix } => {
                let now = Timestamp::from_unix_timestamp(unix)?;
                self.test.clock.set(now.max(self.test.now()));
                Ok(Told::default())
            }
            Deed::Arm {
                point,
                nth,
                database,
            } => arm(&point, nth, database).map(|()| Told::default()),
        }
    }

    async fn fill(&self, lines: &[(usize, u32)]) -> Result<Told> {
        let market = &self.test.market;
        let mut token = None;
        let mut country = Country::Zambia;
        for (product, quantity) in lines {
            let good = self.config.goods.get(*product).context("a product")?;
            country = country_of(good.is_kenyan);
            let variant = VariantId::from_uuid(good.variant);
            match basket::add(market, token, country, variant, *quantity).await {
                Ok(held) => token = Some(held.token),
                Err(why) => return Ok(refused(why)),
            }
        }
        let token = token.context("a cart")?;
        let view = basket::view(market, token, country, Some(AREA(country)))
            .await?
            .context("a cart")?;
        Ok(Told {
            cart: view.total().map(|total| Cart {
                id: view.cart.uuid(),
                total_minor: total.minor(),
                is_kenyan: country == Country::Kenya,
            }),
            ..Told::default()
        })
    }

    async fn place(&self, cart: Cart, key: String, phone: &str) -> Result<Told> {
        let country = country_of(cart.is_kenyan);
        let wish = Place {
            cart: CartId::from_uuid(cart.id),
            key,
            buyer: None,
            country,
            language: words::Lang::default(),
            recipient: orders::Recipient {
                name: "Chipo Banda".to_owned(),
                phone: PhoneNumber::from_e164(phone)?,
                area: AREA(country).to_owned(),
                landmark: "Behind the market".to_owned(),
                directions: "Blue gate".to_owned(),
            },
            total_seen: Money::new(cart.total_minor, currency_of(country)),
        };
        match place::place(&self.test.market, wish).await {
            Ok(placed) => Ok(Told {
                purchase: Some(placed.id.uuid()),
                ..Told::default()
            }),
            Err(PlaceError::Failed(error)) => Err(error.into()),
            Err(why) => Ok(refused(why)),
        }
    }

    /// Whoever holds the link to a purchase and signed in with a phone.
    async fn signed_in(&self, purchase: Uuid, phone: &str) -> Result<Buyer> {
        let phone = PhoneNumber::from_e164(phone)?;
        Ok(Buyer {
            person: Some(self.test.try_sign_in(&phone).await?),
            purchase: Some(PurchaseId::from_uuid(purchase)),
        })
    }

    async fn pay(
        &self,
        purchase: Uuid,
        key: String,
        phone: &str,
        way: Way,
        credit: Option<Credit>,
    ) -> Result<Told> {
        let id = PurchaseId::from_uuid(purchase);
        let buyer = match &credit {
            Some(credit) => self.signed_in(purchase, &credit.phone).await?,
            None => holder(id),
        };
        let wish = Pay {
            purchase: id,
            key,
            phone: PhoneNumber::from_e164(phone)?,
            method: match way {
                Way::Mtn => Method::MobileMoney(Network::MtnZambia),
                Way::Card => Method::Card,
                Way::Mpesa | Way::FromKenya => Method::MobileMoney(Network::MpesaKenya),
            },
            credit: credit.map(|credit| Money::new(credit.minor, Currency::KES)),
        };
        let started = if way == Way::FromKenya {
            let Some(seen) = far::price_abroad(&self.test.market, id).await? else {
                return Ok(refused("not for sale from there"));
            };
            abroad::start(&self.test.market, buyer, wish, seen).await
        } else {
            pay::start(&self.test.market, buyer, wish).await
        };
        match started {
            Ok(attempt) => Ok(Told {
                attempt: Some(attempt.id.uuid()),
                ..Told::default()
            }),
            Err(PayError::Failed(error)) => Err(error.into()),
            Err(why) => Ok(refused(why)),
        }
    }

    async fn parcel(
        &self,
        purchase: Uuid,
        parcel: usize,
    ) -> Result<Option<(store::Shop, OrderNumber)>> {
        let orders = self.test.orders(PurchaseId::from_uuid(purchase)).await;
        let Some(order) = orders.get(parcel % orders.len().max(1)) else {
            return Ok(None);
        };
        Ok(Some((self.shop_of(order.shop)?, order.number)))
    }

    fn shop_of(&self, shop: ShopId) -> Result<store::Shop> {
        let mut goods = self.config.goods.iter();
        let good = goods.find(|good| good.shop == shop.uuid());
        good.map(scope_of).context("a shop")
    }

    fn shop(&self, index: usize) -> Result<store::Shop> {
        let mut shops: Vec<Uuid> = self.config.goods.iter().map(|good| good.shop).collect();
        shops.dedup();
        let shop = shops.get(index % shops.len().max(1)).context("a shop")?;
        self.shop_of(ShopId::from_uuid(*shop))
    }

    async fn take_jobs(&self) -> Result<Vec<Queued>> {
        Ok(sqlx::query_as(
            "with gone as (delete from graphile_worker._private_jobs returning id, task_id, payload)
             select t.identifier, gone.payload from gone
             join graphile_worker._private_tasks t on t.id = gone.task_id order by gone.id",
        )
        .fetch_all(&self.test.db.worker)
        .await?)
    }

    /// All queued work, and the work that makes. What fails is lost, as a queue that was given up would lose it.
    async fn jobs(&self) -> Result<()> {
        let mut failed = None;
        for _ in 0..ROUNDS_MAX {
            let jobs = self.take_jobs().await?;
            if jobs.is_empty() {
                return failed.map_or(Ok(()), Err);
            }
            for (task, payload) in jobs {
                if let Err(error) = rehearsal::do_job(&self.test.market, &task, payload).await {
                    failed = Some(anyhow::Error::from(error).context(task));
                }
            }
        }
        Err(anyhow!("jobs make jobs without end"))
    }

    async fn tick(&self) -> Result<()> {
        let market = &self.test.market;
        let swept = reconcile::sweep(market).await?;
        self.jobs().await?;
        announce::deliver(market).await?;
        let now = self.test.now();
        let (pool, sending) = (&market.pools.app, Sending::STANDARD);
        notifications::send_waiting(pool, &DevelopmentChannel, sending, now).await?;
        if swept.failed > 0 {
            return Err(anyhow!("{} could not be settled", swept.failed));
        }
        Ok(())
    }

    /// Closes every case but those about money that nobody knows of, which end by what is `known` of it.
    async fn decide(&self, known: &[(Uuid, bool)]) -> Result<()> {
        let market = &self.test.market;
        let who = self.test.admin().await;
        let queue = cases::queue(market, who, None, 100).await?;
        for case in queue.rows {
            let choice = match case.title.as_str() {
                // Stays open, to be seen.
                "paid_late" => continue,
                "stuck_unclear" => match known.iter().find(|(id, _)| *id == case.subject) {
                    Some((_, true)) => Choice::Moved,
                    Some((_, false)) => Choice::NotMoved,
                    None => continue,
                },
                _ => Choice::Close,
            };
            let note = moderation::Reason::parse("Looked at")?;
            let proposed = match cases::decide(market, who, case.id, choice, &note).await {
                // The provider said it meanwhile.
                Err(cases::CaseError::NotPossible(cases::NotPossible::Known)) => false,
                Ok(done) => done == cases::Decided::Proposed,
                // By an admin who was killed before a second one agreed.
                Err(cases::CaseError::Proposed) => true,
                Err(error) => return Err(error.into()),
            };
            if proposed {
                self.agree(case.id).await?;
            }
        }
        Ok(())
    }

    async fn agree(&self, case: kernel::CaseId) -> Result<()> {
        let market = &self.test.market;
        let second = self.test.admin().await;
        let looked = cases::look(market, second, case).await?;
        let open = looked.as_ref().and_then(cases::Looked::open_proposal);
        if let Some(open) = open {
            cases::answer(market, second, case, open.id, cases::Answer::Agree, "").await?;
        }
        Ok(())
    }
}

fn scope_of(good: &crate::deed::Good) -> store::Shop {
    store::Shop {
        shop: ShopId::from_uuid(good.shop),
        actor: kernel::PersonId::from_uuid(good.owner),
    }
}

const fn country_of(is_kenyan: bool) -> Country {
    if is_kenyan {
        Country::Kenya
    } else {
        Country::Zambia
    }
}

fn currency_of(country: Country) -> Currency {
    country.pack().currency
}

fn cancelled(done: Result<cancel::Cancelled, cancel::CancelError>) -> Result<Told> {
    match done {
        Ok(_) => Ok(Told::default()),
        Err(cancel::CancelError::Failed(error)) => Err(error.into()),
        Err(why) => Ok(refused(why)),
    }
}

fn cashed(done: Result<(), CashError>) -> Result<Told> {
    match done {
        Ok(()) => Ok(Told::default()),
        // A step that is not legal now is a refusal.
        Err(CashError::Failed(flows::Error::Order(why))) => Ok(refused(why)),
        Err(CashError::Failed(error)) => Err(error.into()),
        Err(why) => Ok(refused(why)),
    }
}

/// Kills a process when this one passes the point for the `nth` time, as a power cut would: this one, or one of the database.
fn arm(point: &str, nth: usize, database: Option<i32>) -> Result<()> {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    let left = AtomicUsize::new(nth.max(1));
    let victim = database.map_or_else(Pid::this, Pid::from_raw);
    fail::cfg_callback(point, move || {
        if left.fetch_sub(1, Ordering::SeqCst) == 1 {
            let _ = kill(victim, Signal::SIGKILL);
        }
    })
    .map_err(|error| anyhow!("{point}: {error}"))
}
