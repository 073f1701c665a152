//! `soko explain SK-…`: everything known about one purchase, on one timeline, for whoever answers a buyer's question; or about one payout,
//! by its id, for whoever answers a shop's.

use anyhow::{Context, Result, bail};
use flows::Market;
use flows::explain::{Line, explain, explain_payout, moment};
use kernel::{DisbursementId, PurchaseNumber};

/// Prints the timeline.
pub async fn print(market: &Market, wanted: &str) -> Result<()> {
    if let Ok(id) = wanted.parse::<DisbursementId>() {
        let Some(explained) = explain_payout(market, id).await? else {
            bail!("there is no payout {id}");
        };
        show(&explained.head(), &explained.lines);
        return Ok(());
    }
    let number: PurchaseNumber = wanted.parse().context("which purchase or payout?")?;
    let Some(explained) = explain(market, number).await? else {
        bail!("there is no purchase {number}");
    };
    show(&explained.head(), &explained.lines);
    Ok(())
}

fn show(head: &[String], lines: &[Line]) {
    for line in head {
        println!("{line}");
    }
    println!();
    for line in lines {
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
}
