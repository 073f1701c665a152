//! `soko reconcile --provider … --statement …`, or `--bank ZM`: imports a file and prints what it shows.

use anyhow::{Context, Result, bail};
use flows::Market;
use flows::provider_statement::{self, Import};
use kernel::{Currency, Money};
use payments::statements::{FILE_BYTES_MAX, Period, SummaryRow, Told};
use time::Duration;

use crate::args::StatementFile;

/// So many differences are printed; the cases have all of them.
const DIFFERENCES_MAX: i64 = 20;
/// What is printed of a file without a period.
const LOOK_BACK: Duration = Duration::days(31);

/// Imports the file, and prints counts and sums by day, and the oldest differences.
pub async fn import(market: &Market, file: &StatementFile) -> Result<()> {
    let shown = file.path.display();
    let size = std::fs::metadata(&file.path)
        .with_context(|| format!("cannot read {shown}"))?
        .len();
    if usize::try_from(size).map_or(true, |size| size > FILE_BYTES_MAX) {
        bail!(
            "{shown} is larger than {} MB",
            FILE_BYTES_MAX / (1024 * 1024)
        );
    }
    let content = std::fs::read(&file.path).with_context(|| format!("cannot read {shown}"))?;
    let provider = file.book.name();
    let import = Import {
        book: file.book,
        name: &file.path.to_string_lossy(),
        content: &content,
        period: file.period,
    };
    let imported = provider_statement::import(market, &import)
        .await
        .with_context(|| format!("{shown} was not imported"))?;
    let known = if imported.is_new {
        ""
    } else {
        ", all of it imported before"
    };
    let examined = &imported.examined;
    println!(
        "{shown}: {} lines, {} of them new{known}",
        imported.lines, imported.new_lines
    );
    println!(
        "{} matched now, {} found missing there, {} fees and {} settlements booked, {} asked about, {} cases opened, {} closed",
        examined.matched,
        examined.missing_there,
        examined.fees_booked,
        examined.settlements_booked,
        examined.asked,
        examined.cases_opened,
        examined.cases_closed
    );
    if !provider.can_be_asked() {
        println!("{} transfers taken in", examined.transfers);
    }
    let now = market.source.now();
    let period = imported.period.unwrap_or(Period {
        from: now - LOOK_BACK,
        until: now + Duration::DAY,
    });
    println!();
    println!(
        "{:<11} {:<4} {:<17} {:>7} {:>16} {:>13}",
        "day", "", "", "count", "sum", "fees booked"
    );
    for row in provider_statement::summary(market, period).await? {
        if row.provider == provider {
            println!("{}", line(&row));
        }
    }
    let differences = provider_statement::differences(market, provider, DIFFERENCES_MAX).await?;
    if !differences.is_empty() {
        println!();
        println!("the oldest differences, {DIFFERENCES_MAX} at most:");
    }
    for difference in differences {
        let amount = difference.amount.map(|money| money.to_string());
        println!(
            "{:>4} days  {:<17} {:>16}  {}",
            difference.age.whole_days(),
            difference.told.as_str(),
            amount.unwrap_or_default(),
            difference.name
        );
    }
    Ok(())
}

fn line(row: &SummaryRow) -> String {
    let plain = |minor: i64| {
        row.currency
            .map(|currency: Currency| Money::new(minor, currency).to_plain(currency.exponent()))
            .unwrap_or_default()
    };
    let sum = match row.told {
        Told::There(payments::statements::Class::Fee) => String::new(),
        Told::There(_) | Told::HereAlone | Told::Decided => plain(row.sum_minor),
    };
    let fees = if row.fees_minor == 0 {
        String::new()
    } else {
        plain(row.fees_minor)
    };
    format!(
        "{:<11} {:<4} {:<17} {:>7} {sum:>16} {fees:>13}",
        row.day.to_string(),
        row.currency.map_or("", Currency::code),
        row.told.as_str(),
        row.count,
    )
}
