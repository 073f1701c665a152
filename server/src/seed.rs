//! The demo marketplace, and marketplaces of any size.

use anyhow::Result;
use demo::Bulk;
use flows::Market;

use crate::args::Size;

/// What a marketplace of any size is drawn from.
const SEED: u64 = 1;
/// Enough that every page of the dashboards has something to show.
const DEMO_PURCHASES: usize = 36;

/// Filling the demo takes minutes and may be interrupted: these say whether it was begun, and whether it came to its end.
const BEGUN: &str = "demo begun";
const DONE: &str = "demo done";

/// Seeds the demo if there is no shop yet, or goes on where an earlier start was interrupted. It takes a while: `before` may say
/// so. Answers whether it did.
pub async fn demo_if_empty(market: &Market, before: impl FnOnce()) -> Result<bool> {
    let (pool, now) = (&market.pools.app, market.source.now());
    if store::is_marked(pool, DONE).await? {
        return Ok(false);
    }
    if !store::is_marked(pool, BEGUN).await? && has_shops(market).await? {
        return Ok(false);
    }
    before();
    store::mark(pool, BEGUN, now).await?;
    demo(market).await?;
    store::mark(pool, DONE, now).await?;
    Ok(true)
}

/// Seeds what was asked for.
pub async fn seed(market: &Market, size: Option<Size>) -> Result<()> {
    match size {
        None if demo_if_empty(market, || println!("Filling the demo marketplace …")).await? => {
            println!("The demo marketplace is there.");
            Ok(())
        }
        None => {
            println!("There are shops already; nothing was changed.");
            Ok(())
        }
        Some(size) => fill(market, size).await,
    }
}

/// Shops and goods first; then a little trade, where there is a simulator to pay at.
async fn demo(market: &Market) -> Result<()> {
    let stocked = demo::stock(market, &|shop| println!("  {shop}")).await?;
    println!("  {} products in {} shops", stocked.products, stocked.shops);
    if market.settings.is_rehearsal {
        demo::rates(market).await?;
        let traded = demo::trade(market, DEMO_PURCHASES).await?;
        demo::trade_oddly(market, DEMO_PURCHASES).await?;
        println!(
            "  {} purchases placed, {} paid, {} not paid",
            traded.placed, traded.paid, traded.refused
        );
    }
    Ok(())
}

/// A marketplace of any size beside what is there; the same numbers give the same one. Orders are paid at the simulator.
async fn fill(market: &Market, size: Size) -> Result<()> {
    let Size {
        shops,
        products,
        orders,
    } = size;
    let bulk = Bulk {
        shops,
        products,
        seed: SEED,
        until: market.source.now(),
    };
    let stocked = demo::bulk(market, bulk, &|products| println!("  {products} products")).await?;
    println!(
        "Added {} products in {} shops.",
        stocked.products, stocked.shops
    );
    if orders > 0 && market.settings.is_rehearsal {
        let traded = demo::trade(market, orders as usize).await?;
        println!(
            "Placed {} purchases, {} of them paid.",
            traded.placed, traded.paid
        );
    }
    Ok(())
}

async fn has_shops(market: &Market) -> Result<bool> {
    let some = sqlx::query_scalar::<_, bool>("select exists (select from published_shops)");
    Ok(some.fetch_one(&market.pools.storefront).await?)
}

/// How people of the demo sign in, a line each. Their codes stand on the development page.
pub fn sign_ins(_market: &Market) -> Vec<String> {
    let people = demo::people().unwrap_or_default();
    let shown = people
        .iter()
        .filter(|person| person.role != accounts::PlatformRole::None)
        .chain(people.iter().filter(|person| person.shop.is_some()).take(1));
    shown
        .map(|person| format!("{}: {}", person.name, person.phone.e164()))
        .collect()
}
