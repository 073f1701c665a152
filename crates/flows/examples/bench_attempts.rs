//! Of how many buyers the first press of "Pay" ends in money, with what is looked at before it and without; and how long that
//! takes.
//!
//! `bench_attempts BUYERS SEED` in a throw-away cluster (`soko-db with … --`). Both markets meet the same buyers, drawn from the
//! seed, one every fifteen seconds of their own time, at the simulator. Prints lines: `first_off N` and `first_on N`, in
//! thousandths of all buyers; `preflight_p95 N`, and `away_p95 N` where every provider is away, in milliseconds.

use std::error::Error;
use std::time::{Duration, Instant};

use countries::Country;
use flows::pay::open_prompt::{self, Asking};
use flows::pay::{self, Pay};
use flows::place::Placed;
use flows::route::{self, Weather};
use flows::suggest;
use flows::track::Mine;
use kernel::{Method, Money, Network, PhoneNumber, PurchaseId};
use rehearsal::{Dice, Product, TestMarket, holder};
use simulator::{Answer, Code, Dialect, Outcome, Scenario, ScenarioRule};
use uuid::Uuid;

/// Whose first digits are of a network that they left: as often as numbers are ported, in hundredths of the buyers.
const PORTED: usize = 8;
/// Whose wallet is at its limit, which nobody can know before.
const AT_A_LIMIT: usize = 4;
/// Whose phone has a prompt for something else already.
const BUSY: usize = 6;
/// Who of the ported paid here before, in this browser. Nobody corrects a network that is chosen wrongly for them.
const COME_AGAIN: usize = 50;
/// Who does as the question asks.
const HEEDS: usize = 80;
/// A network is away at the first provider, which says nothing of it, for so many buyers in a row, twice in each round.
const AWAY_FOR: usize = 40;
const ROUND: usize = 240;
const SECONDS_BETWEEN: u64 = 15;
/// The providers are looked after every thirty seconds: so many buyers.
const WATCHED_EVERY: usize = 2;

/// One buyer, as fate has it.
#[derive(Debug, Clone)]
struct Fate {
    phone: PhoneNumber,
    /// By the first digits, and where the wallet is.
    looks_like: Network,
    is_at: Network,
    at_a_limit: bool,
    is_busy: bool,
    comes_again: bool,
    heeds: bool,
    /// What the first provider does not reach at that time.
    away: Option<Network>,
}

fn draw(dice: &mut Dice, number: usize) -> Result<Fate, Box<dyn Error>> {
    let (looks_like, digits, other) = match dice.below(20) {
        0..10 => (Network::MtnZambia, "96", Network::AirtelZambia),
        10..17 => (Network::AirtelZambia, "97", Network::MtnZambia),
        _ => (Network::ZamtelZambia, "95", Network::MtnZambia),
    };
    let is_at = if dice.chance(PORTED) {
        other
    } else {
        looks_like
    };
    Ok(Fate {
        phone: PhoneNumber::from_e164(&format!("+260{digits}{:07}", 1_000_000 + number))?,
        looks_like,
        is_at,
        at_a_limit: dice.chance(AT_A_LIMIT),
        is_busy: dice.chance(BUSY),
        comes_again: dice.chance(COME_AGAIN),
        heeds: dice.chance(HEEDS),
        away: match number % ROUND / AWAY_FOR {
            1 => Some(Network::MtnZambia),
            4 => Some(Network::AirtelZambia),
            _ => None,
        },
    })
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let buyers: usize = arguments.next().ok_or("how many buyers?")?.parse()?;
    let seed: u64 = arguments.next().ok_or("which seed?")?.parse()?;
    let mut dice = Dice::new(seed);
    let fates: Vec<Fate> = (0..buyers)
        .map(|number| draw(&mut dice, number))
        .collect::<Result<_, _>>()?;
    for looks_first in [false, true] {
        let (mut m, goods) = TestMarket::with_product(10_000, 1_000_000).await;
        let known = earlier(&m, &goods, &fates).await?;
        let (mut paid, mut took) = (0, Vec::new());
        for (number, (fate, known)) in fates.iter().zip(&known).enumerate() {
            if looks_first && number % WATCHED_EVERY == 0 {
                route::watch(&m.market).await?;
            }
            let took = looks_first.then_some(&mut took);
            paid += usize::from(buys(&m, &goods, (fate, *known), took).await?);
        }
        m.assert_sound().await;
        let name = if looks_first { "first_on" } else { "first_off" };
        println!("{name} {}", paid * 1_000 / buyers.max(1));
        if looks_first {
            println!("preflight_p95 {}", p95(took));
            m.stop_simulator().await;
            let total = goods.price;
            let mut took = Vec::new();
            for fate in fates.iter().take(100) {
                let began = Instant::now();
                look(&m, fate, &[], total).await?;
                took.push(began.elapsed());
            }
            println!("away_p95 {}", p95(took));
        }
    }
    Ok(())
}

/// What the ported paid before, each where the wallet is; an hour ago.
async fn earlier(
    m: &TestMarket,
    goods: &Product,
    fates: &[Fate],
) -> Result<Vec<Option<PurchaseId>>, Box<dyn Error>> {
    let mut known = Vec::with_capacity(fates.len());
    for fate in fates {
        if fate.is_at == fate.looks_like || !fate.comes_again {
            known.push(None);
            continue;
        }
        put(m, fate, Outcome::Success, None)?;
        let placed = m.place(&[(goods, 1)]).await;
        press(m, &placed, &fate.phone, fate.is_at.into()).await?;
        m.let_money_arrive().await;
        known.push(Some(placed.id));
    }
    m.pass(3_600).await;
    Ok(known)
}

/// Everything from the checkout to what came of its first press. Whether it paid. `took`: where it is looked first, and how long
/// that took.
async fn buys(
    m: &TestMarket,
    goods: &Product,
    (fate, known): (&Fate, Option<PurchaseId>),
    took: Option<&mut Vec<Duration>>,
) -> Result<bool, Box<dyn Error>> {
    let mut opened: Vec<PurchaseId> = known.into_iter().collect();
    let mut waiting = Vec::new();
    if fate.is_busy {
        put(m, fate, Outcome::Prompt, None)?;
        let other = m.place(&[(goods, 1)]).await;
        waiting = press(m, &other, &fate.phone, fate.is_at.into()).await?;
        opened.push(other.id);
    }
    let placed = m.place(&[(goods, 1)]).await;
    let mut network = fate.looks_like;
    if let Some(took) = took {
        let began = Instant::now();
        let (suggested, is_open) = look(m, fate, &opened, placed.total).await?;
        took.push(began.elapsed());
        network = suggested.unwrap_or(network);
        if is_open && fate.heeds {
            for prompt in waiting {
                m.simulator().answer(prompt, Answer::Refuse)?;
            }
            m.pass(1).await;
        }
    }
    let outcome = if network != fate.is_at {
        Outcome::Fail(code("PAYER_NOT_FOUND")?)
    } else if fate.at_a_limit {
        Outcome::Fail(code("PAYER_LIMIT_REACHED")?)
    } else {
        Outcome::Prompt
    };
    put(m, fate, outcome, fate.away.filter(|away| *away == network))?;
    // Whoever is asked says yes.
    for prompt in press(m, &placed, &fate.phone, network.into()).await? {
        m.simulator().answer(prompt, Answer::Approve)?;
    }
    m.pass(SECONDS_BETWEEN).await;
    m.run_jobs().await;
    m.sweep().await;
    m.run_jobs().await;
    Ok(m.status(placed.id).await.as_str() == "PAID")
}

/// What the checkout finds out before it sends a prompt: the network to choose, and whether the phone has a prompt already.
async fn look(
    m: &TestMarket,
    fate: &Fate,
    opened: &[PurchaseId],
    total: Money,
) -> Result<(Option<Network>, bool), Box<dyn Error>> {
    let mine = Mine {
        person: None,
        opened,
    };
    let network = suggest::network(&m.market, &fate.phone, mine).await;
    let weather = Weather::read(&m.market).await?;
    let ways = weather.ways(&m.market, Country::Zambia, total);
    if ways.is_empty() {
        return Err("no way to pay at all".into());
    }
    let asking = Asking {
        phone: &fate.phone,
        mine,
        key: "a-form-of-its-own",
        purchase: None,
    };
    let prompt = open_prompt::on(&m.market, &asking).await;
    Ok((network, prompt.is_some()))
}

/// Presses "Pay". The prompts that it put on a phone.
async fn press(
    m: &TestMarket,
    placed: &Placed,
    phone: &PhoneNumber,
    method: Method,
) -> Result<Vec<Uuid>, Box<dyn Error>> {
    let before = m.simulator().transactions().len();
    let wish = Pay {
        method,
        ..m.wish_to_pay(placed.id, phone)
    };
    let attempt = pay::start(&m.market, holder(placed.id), wish).await?;
    pay::push(&m.market, attempt.id).await?;
    let new = m.simulator().transactions().split_off(before);
    let open = new.into_iter().filter(|one| one.prompt_until.is_some());
    Ok(open.map(|one| one.id).collect())
}

/// What becomes of this buyer's payments from now on, and at the first provider if that does not reach the network.
fn put(
    m: &TestMarket,
    fate: &Fate,
    outcome: Outcome,
    away: Option<Network>,
) -> Result<(), Box<dyn Error>> {
    let scenario = |outcome| Scenario {
        outcome,
        ..Scenario::default()
    };
    let rule = ScenarioRule::for_msisdn(fate.phone.digits(), scenario(outcome));
    m.simulator().put_scenario(rule.clone())?;
    if away.is_some() {
        let fails = Outcome::Fail(code("PROVIDER_TEMPORARILY_UNAVAILABLE")?);
        m.simulator().put_scenario(ScenarioRule {
            dialect: Some(Dialect::Pawapay),
            scenario: scenario(fails),
            ..rule
        })?;
    }
    Ok(())
}

fn code(text: &str) -> Result<Code, Box<dyn Error>> {
    Ok(Code::try_from(text.to_owned())?)
}

/// What ninety-five of a hundred stay within, in whole milliseconds, the last begun one counted.
fn p95(mut took: Vec<Duration>) -> u128 {
    took.sort_unstable();
    let at = (took.len() * 95).div_ceil(100).saturating_sub(1);
    took.get(at).map_or(0, |took| took.as_millis() + 1)
}
