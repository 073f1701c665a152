//! `soko explain SK-…`: everything known about one purchase, on one timeline, for whoever answers a buyer's question.

use anyhow::{Context, Result, bail};
use flows::Market;
use flows::explain::{explain, moment};
use kernel::PurchaseNumber;

/// Prints the timeline.
pub async fn print(market: &Market, number: &str) -> Result<()> {
    let number: PurchaseNumber = number.parse().context("which purchase?")?;
    let Some(explained) = explain(market, number).await? else {
        bail!("there is no purchase {number}");
    };
    for line in explained.head() {
        println!("{line}");
    }
    println!();
    for line in &explained.lines {
        println!(
            "{}  {:<9} {}",
            moment(line.at),
            line.book.as_str(),
            line.text
        );
        for detail in &line.details {
            println!("{:35}{detail}", "");
        }
    }
    Ok(())
}
