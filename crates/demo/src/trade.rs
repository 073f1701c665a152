//! A little history: buyers place and pay at the simulator, shops pack and hand over, some payments go wrong. Everything takes the way
//! every purchase takes, so that dashboards, queues and books have something true to show.

use catalog::storefront::{Filter, list};
use countries::Country;
use flows::Market;
use flows::fulfil::{self, Step};
use flows::pay::{self, Pay};
use flows::place::{self, Place, PlaceError};
use kernel::{CartId, Money, Network, PhoneNumber, PurchaseId, ShopId};
use orders::{Recipient, carts, order};
use store::{Buyer, Platform, PlatformFlow, Shop, Tx};
use words::Lang;

use crate::{Error, fits, people};

/// What was traded.
#[derive(Debug, Clone, Copy, Default)]
pub struct Traded {
    pub placed: usize,
    pub paid: usize,
    pub refused: usize,
}

/// How a demo payment ends: by the simulator's published numbers.
struct Ending {
    country: Country,
    network: Network,
    phone: &'static str,
    area: &'static str,
    name: &'static str,
}

const ENDINGS: [Ending; 6] = [
    Ending {
        country: Country::Zambia,
        network: Network::MtnZambia,
        phone: "+260763456789",
        area: "kabulonga",
        name: "Chipo",
    },
    Ending {
        country: Country::Kenya,
        network: Network::MpesaKenya,
        phone: "+254703456789",
        area: "kilimani",
        name: "Wanjiru",
    },
    Ending {
        country: Country::Zambia,
        network: Network::AirtelZambia,
        phone: "+260973456789",
        area: "woodlands",
        name: "Mutale",
    },
    // Not approved in time.
    Ending {
        country: Country::Zambia,
        network: Network::MtnZambia,
        phone: "+260763456039",
        area: "kabulonga",
        name: "Natasha",
    },
    Ending {
        country: Country::Kenya,
        network: Network::MpesaKenya,
        phone: "+254703456789",
        area: "westlands",
        name: "Otieno",
    },
    // Too little money.
    Ending {
        country: Country::Zambia,
        network: Network::AirtelZambia,
        phone: "+260973456049",
        area: "woodlands",
        name: "Bwalya",
    },
];

/// The phone of whose payments the provider states too little, where the simulator was told so.
pub const ODD_PHONE: &str = "+260966000124";

/// One payment for a person to decide about.
const ODD: Ending = Ending {
    country: Country::Zambia,
    network: Network::MtnZambia,
    phone: ODD_PHONE,
    area: "kabulonga",
    name: "Mulenga",
};

/// How long the simulator may take to settle what was pushed.
const WAITS_MAX: u32 = 40;
const WAIT_MS: u64 = 250;

/// Places and pays `count` purchases at the running simulator, then moves the paid orders on.
pub async fn trade(market: &Market, count: usize) -> Result<Traded, Error> {
    let mut traded = Traded::default();
    let mut open = Vec::new();
    for turn in 0..count {
        let ending = &ENDINGS[turn % ENDINGS.len()];
        if let Some(id) = buy(market, ending, turn).await? {
            traded.placed += 1;
            open.push(id);
        }
    }
    for id in open {
        if settled(market, id).await? {
            traded.paid += 1;
        } else {
            traded.refused += 1;
        }
    }
    fulfil_some(market).await?;
    flows::announce::deliver(market).await?;
    Ok(traded)
}

/// Places one more purchase and pays it from [`ODD_PHONE`], so that a case of money waits for somebody to decide. `turn`: one that no
/// purchase of [`trade`] had.
pub async fn trade_oddly(market: &Market, turn: usize) -> Result<(), Error> {
    if let Some(id) = buy(market, &ODD, turn).await? {
        settled(market, id).await?;
    }
    Ok(())
}

/// One buyer fills a cart from two places of the list, places and pays.
async fn buy(market: &Market, ending: &Ending, turn: usize) -> Result<Option<PurchaseId>, Error> {
    let mut filter = Filter::all(ending.country.code());
    filter.area = Some(ending.area.to_owned());
    filter.in_stock = true;
    filter.size = 48;
    let cards = list(&market.pools.storefront, &filter).await?.page.rows;
    let now = market.source.now();
    let cart: CartId = market.source.id();
    let mut conn = market.pools.app.begin().await?;
    carts::create(&mut conn, cart, ending.country.code(), now)
        .await
        .map_err(flows::Error::from)?;
    let mut total_guess = Money::zero(ending.country.pack().currency);
    for pick in [turn * 5 % 47, (turn * 11 + 3) % 47] {
        let Some(card) = cards.get(pick) else {
            continue;
        };
        let address = card.address.to_string();
        let found = catalog::storefront::product(&market.pools.storefront, &address, None).await?;
        let catalog::storefront::ProductLookup::Found(product) = found else {
            continue;
        };
        if let Some(variant) = product
            .variants
            .iter()
            .find(|variant| variant.available > 1)
        {
            carts::put_line(&mut conn, cart, variant.id, 1, variant.price, now)
                .await
                .map_err(flows::Error::from)?;
            total_guess = total_guess
                .plus(variant.price)
                .map_err(flows::Error::from)?;
        }
    }
    conn.commit().await?;
    let phone = fits("phone", PhoneNumber::from_e164(ending.phone))?;
    let key = format!("demo-{turn:06}");
    let mut wish = Place {
        cart,
        key: key.clone(),
        buyer: None,
        country: ending.country,
        language: Lang::En,
        recipient: Recipient {
            name: ending.name.to_owned(),
            phone: phone.clone(),
            area: ending.area.to_owned(),
            landmark: "Opposite the primary school".to_owned(),
            directions: "Blue gate, second house on the left".to_owned(),
        },
        total_seen: total_guess,
    };
    // The first answer says what it costs with delivery, as the checkout page would have shown.
    let placed = match place::place(market, wish.clone()).await {
        Err(PlaceError::TotalChanged { total }) => {
            wish.total_seen = total;
            place::place(market, wish).await
        }
        other => other,
    };
    let placed = match placed {
        Ok(placed) => placed,
        Err(error) => {
            tracing::info!(%error, turn, "a demo purchase was not placed");
            return Ok(None);
        }
    };
    let buyer = Buyer {
        person: None,
        purchase: Some(placed.id),
    };
    let wish = Pay {
        purchase: placed.id,
        key,
        phone,
        method: ending.network.into(),
        credit: None,
    };
    match pay::start(market, buyer, wish).await {
        Ok(attempt) => pay::push(market, attempt.id).await?,
        Err(error) => tracing::info!(%error, turn, "a demo payment was not started"),
    }
    Ok(Some(placed.id))
}

/// Asks until the attempt is final. True: paid.
async fn settled(market: &Market, id: PurchaseId) -> Result<bool, Error> {
    let buyer = Buyer {
        person: None,
        purchase: Some(id),
    };
    for _ in 0..WAITS_MAX {
        let Some(progress) = flows::progress::of(market, buyer, id).await? else {
            return Ok(false);
        };
        let Some(attempt) = progress.attempt.filter(|attempt| attempt.state.is_open()) else {
            return Ok(progress.status == flows::progress::Status::Paid);
        };
        // Nobody asks any more: a person has to decide.
        if attempt.state.as_str() == "unclear" && attempt.check_after.is_none() {
            return Ok(false);
        }
        flows::settle::settle(market, attempt.id, "seed").await?;
        tokio::time::sleep(std::time::Duration::from_millis(WAIT_MS)).await;
    }
    Ok(false)
}

/// Of every shop's paid orders, some are packed, some on their way, some delivered.
async fn fulfil_some(market: &Market) -> Result<(), Error> {
    for person in people::people()?
        .iter()
        .filter(|person| person.shop.is_some())
    {
        let actor = people::arrive(market, person).await?;
        for shop in shops_of(market, actor).await? {
            let scope = Shop { shop, actor };
            let mut tx = Tx::begin(&market.pools.app, scope).await?;
            let orders = order::list_of_shop(&mut *tx, shop, None, None, 20)
                .await
                .map_err(flows::Error::from)?
                .rows;
            tx.commit().await?;
            for (place, order) in orders.iter().enumerate() {
                let steps: &[Step] = match place % 4 {
                    1 => &[Step::Pack],
                    2 => &[Step::Pack, Step::HandOver],
                    3 => &[Step::Pack, Step::HandOver, Step::Deliver],
                    _ => &[],
                };
                for step in steps {
                    if let Err(error) = fulfil::advance(market, scope, order.number, *step).await {
                        tracing::info!(%error, "a demo order was not moved");
                    }
                }
            }
        }
    }
    Ok(())
}

async fn shops_of(market: &Market, person: kernel::PersonId) -> Result<Vec<ShopId>, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Seed)).await?;
    Ok(catalog::shops::shops_of(&mut *tx, person)
        .await?
        .into_iter()
        .map(|member| member.shop)
        .collect())
}
