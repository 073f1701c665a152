//! The banks that can be paid out to, as the providers list them.

use kernel::{BankAccount, BankCode, BankEntry, BankName, Currency, Timestamp};
use sqlx::{PgConnection, PgExecutor};

use crate::Error;
use crate::provider::{BankListed, ProviderName};

/// The most banks of a country, or branches of a bank, that are read.
const ROWS_MAX: i64 = 1_000;

/// Puts what a provider lists now in the place of what it listed before.
pub async fn replace(
    conn: &mut PgConnection,
    provider: ProviderName,
    currency: Currency,
    listed: &[BankListed],
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query!(
        "delete from payout_banks where provider = $1 and currency = $2",
        provider.as_str(),
        currency.code(),
    )
    .execute(&mut *conn)
    .await?;
    let rows: Vec<(&BankEntry, Option<&BankEntry>)> = listed
        .iter()
        .flat_map(|one| {
            let alone = one.branches.is_empty().then_some(None);
            let branches = one.branches.iter().map(Some).chain(alone);
            branches.map(|branch| (&one.bank, branch))
        })
        .collect();
    let text = |part: &str| part.to_owned();
    let codes: Vec<String> = rows
        .iter()
        .map(|(bank, _)| text(bank.code.as_str()))
        .collect();
    let names: Vec<String> = rows
        .iter()
        .map(|(bank, _)| text(bank.name.as_str()))
        .collect();
    let branch_codes: Vec<Option<String>> = rows
        .iter()
        .map(|(_, branch)| branch.map(|branch| text(branch.code.as_str())))
        .collect();
    let branch_names: Vec<Option<String>> = rows
        .iter()
        .map(|(_, branch)| branch.map(|branch| text(branch.name.as_str())))
        .collect();
    sqlx::query!(
        "insert into payout_banks (provider, currency, bank_code, bank_name, branch_code, branch_name, listed_at)
         select $1, $2, told.bank_code, told.bank_name, told.branch_code, told.branch_name, $7
         from unnest($3::text[], $4::text[], $5::text[], $6::text[]) told (bank_code, bank_name, branch_code, branch_name)",
        provider.as_str(),
        currency.code(),
        &codes,
        &names,
        &branch_codes as &[Option<String>],
        &branch_names as &[Option<String>],
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Every bank that some provider sends a currency to, by name.
pub async fn list(conn: impl PgExecutor<'_>, currency: Currency) -> Result<Vec<BankEntry>, Error> {
    let rows = sqlx::query!(
        "select distinct bank_name, bank_code from payout_banks where currency = $1 order by bank_name, bank_code limit $2",
        currency.code(),
        ROWS_MAX,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| entry(&row.bank_code, &row.bank_name))
        .collect()
}

/// The branches of a bank, by name. Empty where a transfer names none.
pub async fn branches(
    conn: impl PgExecutor<'_>,
    currency: Currency,
    bank: &BankCode,
) -> Result<Vec<BankEntry>, Error> {
    let rows = sqlx::query!(
        r#"select distinct branch_name as "branch_name!", branch_code as "branch_code!" from payout_banks
           where currency = $1 and bank_code = $2 and branch_code is not null order by 1, 2 limit $3"#,
        currency.code(),
        bank.as_str(),
        ROWS_MAX,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| entry(&row.branch_code, &row.branch_name))
        .collect()
}

/// Who sends a currency to this very account's bank and branch. A code means what its provider says, so name and code have to be those
/// that were chosen: under one of them alone it may be another bank.
pub async fn reaching(
    conn: impl PgExecutor<'_>,
    currency: Currency,
    account: &BankAccount,
) -> Result<Vec<ProviderName>, Error> {
    let branch = account.branch.as_ref();
    let names = sqlx::query_scalar!(
        "select distinct provider from payout_banks
         where currency = $1 and bank_code = $2 and bank_name = $3 and branch_code is not distinct from $4",
        currency.code(),
        account.bank.code.as_str(),
        account.bank.name.as_str(),
        branch.map(|branch| branch.code.as_str()),
    )
    .fetch_all(conn)
    .await?;
    // A provider that a later version will know, or an earlier one knew.
    Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
}

fn entry(code: &str, name: &str) -> Result<BankEntry, Error> {
    let broken = |column| store::Error::corrupt("payout_banks", column, code);
    Ok(BankEntry {
        code: BankCode::parse(code).map_err(|_| broken("bank_code"))?,
        name: BankName::parse(name).map_err(|_| broken("bank_name"))?,
    })
}
