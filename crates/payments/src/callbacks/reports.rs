//! What came about a reference from a provider that answers later, to an address of ours.

use kernel::{Id, Money, ProviderReference};
use sqlx::PgConnection;

use crate::Error;
use crate::provider::{Answered, Reports};

/// The newest answer to a question of ours about a reference, by when it was asked, and the newest news that nobody asked for.
pub async fn reports(
    conn: &mut PgConnection,
    reference: ProviderReference,
) -> Result<Reports, Error> {
    let answer = sqlx::query!(
        r#"select id, asked_at as "asked_at!", status, provider_transaction, stated_minor, stated_currency from payment_callbacks
           where provider_reference = $1 and verification <> 'refused' and asked_at is not null
           order by asked_at desc, received_at desc limit 1"#,
        reference.uuid(),
    )
    .fetch_optional(&mut *conn)
    .await?;
    let hint = sqlx::query_scalar!(
        "select status from payment_callbacks
         where provider_reference = $1 and verification <> 'refused' and asked_at is null
         order by received_at desc limit 1",
        reference.uuid(),
    )
    .fetch_optional(&mut *conn)
    .await?;
    let answer = match answer {
        Some(row) => {
            let broken = || store::Error::corrupt("payment_callbacks", "stated_currency", row.id);
            let amount = match row.stated_minor.zip(row.stated_currency) {
                Some((minor, currency)) => {
                    Some(Money::new(minor, currency.parse().map_err(|_| broken())?))
                }
                None => None,
            };
            Some(Answered {
                asked_at: row.asked_at,
                status: row.status,
                amount,
                transaction: row.provider_transaction,
            })
        }
        None => None,
    };
    Ok(Reports { answer, hint })
}
