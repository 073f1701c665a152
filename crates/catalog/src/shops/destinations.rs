//! Where a shop's money goes. Every answer is kept; the newest counts, from the moment that was written beside it.

use kernel::{Destination, DestinationParts, Id, ShopId, Timestamp};
use sqlx::{PgConnection, PgExecutor};

use crate::error::Error;

/// Where a shop's money goes, and from when on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutDestination {
    pub to: Destination,
    pub set_at: Timestamp,
    /// Nothing is paid out there before.
    pub usable_from: Timestamp,
}

/// What a shop said about where its money goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PayoutDestinations {
    /// What counts. `None`: it never said anything.
    pub current: Option<PayoutDestination>,
    /// The newest before it to which money could be paid while it counted.
    pub before: Option<Destination>,
}

struct Row {
    id: i64,
    method: String,
    phone: String,
    bank_code: Option<String>,
    bank_name: Option<String>,
    branch_code: Option<String>,
    branch_name: Option<String>,
    account_number: Option<String>,
    account_holder: Option<String>,
    set_at: Timestamp,
    usable_from: Timestamp,
    is_current: bool,
}

impl TryFrom<Row> for PayoutDestination {
    type Error = store::Error;
    fn try_from(row: Row) -> Result<Self, store::Error> {
        let parts = DestinationParts {
            method: &row.method,
            phone: &row.phone,
            bank_code: row.bank_code.as_deref(),
            bank_name: row.bank_name.as_deref(),
            branch_code: row.branch_code.as_deref(),
            branch_name: row.branch_name.as_deref(),
            account_number: row.account_number.as_deref(),
            account_holder: row.account_holder.as_deref(),
        };
        Ok(Self {
            to: parts
                .read()
                .map_err(|column| store::Error::corrupt("payout_destinations", column, row.id))?,
            set_at: row.set_at,
            usable_from: row.usable_from,
        })
    }
}

/// Where a shop's money goes, and where it went before.
pub async fn payout_destinations(
    conn: impl PgExecutor<'_>,
    shop: ShopId,
) -> Result<PayoutDestinations, Error> {
    // What was replaced before it could be paid to was never more than a wish.
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id!", method as "method!", phone as "phone!", bank_code, bank_name, branch_code, branch_name, account_number,
             account_holder, set_at as "set_at!", usable_from as "usable_from!", replaced_at is null as "is_current!"
           from (select *, lead(set_at) over (order by id) as replaced_at from payout_destinations where shop_id = $1) d
           where replaced_at is null or usable_from <= replaced_at
           order by id desc limit 2"#,
        shop.uuid(),
    )
    .fetch_all(conn)
    .await?;
    let mut found = PayoutDestinations::default();
    for row in rows {
        if row.is_current {
            found.current = Some(row.try_into()?);
        } else {
            let before = PayoutDestination::try_from(row)?;
            found.before.get_or_insert(before.to);
        }
    }
    Ok(found)
}

/// Says where a shop's money goes from a moment on.
pub async fn set_payout_destination(
    conn: &mut PgConnection,
    shop: ShopId,
    set: &PayoutDestination,
) -> Result<(), Error> {
    let to = set.to.parts();
    sqlx::query!(
        "insert into payout_destinations (shop_id, method, phone, bank_code, bank_name, branch_code, branch_name, account_number,
           account_holder, set_at, usable_from)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        shop.uuid(),
        to.method,
        to.phone,
        to.bank_code,
        to.bank_name,
        to.branch_code,
        to.branch_name,
        to.account_number,
        to.account_holder,
        set.set_at,
        set.usable_from,
    )
    .execute(conn)
    .await?;
    Ok(())
}
