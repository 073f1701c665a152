//! Shops in bulk: the demo's, each many times, with owners and fees.

use std::ops::Range;

use flows::Market;
use kernel::Timestamp;
use sqlx::PgConnection;
use store::{Platform, PlatformFlow, Tx};
use uuid::Uuid;

use super::Invention;
use crate::Error;
use crate::data::{DemoCountry, DemoShop, shops};

/// A shop to hang products on.
pub(super) struct BulkShop {
    pub(super) id: Uuid,
    /// The demo shop it is like.
    pub(super) like: &'static DemoShop,
}

/// Shops of one transaction, column by column.
#[derive(Default)]
#[expect(
    clippy::struct_field_names,
    reason = "the columns are named as in the tables they go to"
)]
pub(super) struct Shops {
    pub(super) shops: Vec<BulkShop>,
    owners: Vec<Uuid>,
    phones: Vec<String>,
    slugs: Vec<String>,
    names: Vec<String>,
    fees: Fees,
}

#[derive(Default)]
struct Fees {
    shops: Vec<Uuid>,
    areas: Vec<String>,
    minors: Vec<i64>,
    currencies: Vec<String>,
    days_min: Vec<i16>,
    days_max: Vec<i16>,
}

/// How many shops there are, so that more can be numbered after them.
pub(super) async fn count(market: &Market) -> Result<u32, Error> {
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Seed)).await?;
    let count = sqlx::query_scalar!(r#"select count(*) as "count!" from shops"#)
        .fetch_one(&mut *tx)
        .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

pub(super) fn batch(numbers: Range<u32>, invention: &mut Invention) -> Result<Shops, Error> {
    let mut batch = Shops::default();
    for (number, like) in numbers.clone().zip(
        shops()
            .iter()
            .cycle()
            .skip(usize::try_from(numbers.start).unwrap_or_default() % shops().len()),
    ) {
        if number > PHONES_MAX {
            return Err(Error::Data(
                "no phone numbers are left for more shops".to_owned(),
            ));
        }
        let id = invention.uuid();
        for delivery in like.deliveries() {
            batch.fees.shops.push(id);
            batch.fees.areas.push(delivery.area.to_owned());
            batch.fees.minors.push(delivery.fee.minor());
            batch
                .fees
                .currencies
                .push(delivery.fee.currency().code().to_owned());
            batch
                .fees
                .days_min
                .push(i16::try_from(delivery.days_min).unwrap_or(i16::MAX));
            batch
                .fees
                .days_max
                .push(i16::try_from(delivery.days_max).unwrap_or(i16::MAX));
        }
        batch.owners.push(invention.uuid());
        batch.phones.push(phone(like.country, number));
        batch.slugs.push(format!("{}-{number}", like.slug));
        batch.names.push(format!("{} {number}", like.name));
        batch.shops.push(BulkShop { id, like });
    }
    Ok(batch)
}

/// Seven digits follow the network's prefix.
const PHONES_MAX: u32 = 9_999_999;

fn phone(country: DemoCountry, number: u32) -> String {
    match country {
        DemoCountry::Zambia => format!("+26096{number:07}"),
        DemoCountry::Kenya => format!("+25471{number:07}"),
    }
}

impl Shops {
    pub(super) async fn write(&self, conn: &mut PgConnection, at: Timestamp) -> Result<(), Error> {
        sqlx::query!(
            "insert into people (id, phone, name, language, created_at)
             select id, phone, 'Owner of ' || name, 'en', $4 from unnest($1::uuid[], $2::text[], $3::text[]) as new (id, phone, name)",
            &self.owners,
            &self.phones,
            &self.names,
            at,
        )
        .execute(&mut *conn)
        .await?;
        let ids: Vec<Uuid> = self.shops.iter().map(|shop| shop.id).collect();
        let of = |text: fn(&DemoShop) -> &str| -> Vec<String> {
            self.shops
                .iter()
                .map(|shop| text(shop.like).to_owned())
                .collect()
        };
        sqlx::query!(
            "insert into shops (id, slug, name, country, area, phone, about, returns_policy, state, applied_at, decided_at)
             select id, slug, name, country, area, phone, about, returns_policy, 'approved', $9, $9
             from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
               as new (id, slug, name, country, area, phone, about, returns_policy)",
            &ids,
            &self.slugs,
            &self.names,
            &of(|shop| shop.country.code()),
            &of(|shop| shop.area),
            &self.phones,
            &of(|shop| shop.about),
            &of(|shop| shop.returns_policy),
            at,
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            "insert into shop_members (shop_id, person_id, role, since)
             select shop, person, 'owner', $3 from unnest($1::uuid[], $2::uuid[]) as new (shop, person)",
            &ids,
            &self.owners,
            at,
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            "insert into delivery_fees (shop_id, area, fee_minor, currency, days_min, days_max)
             select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::smallint[], $6::smallint[])",
            &self.fees.shops,
            &self.fees.areas,
            &self.fees.minors,
            &self.fees.currencies,
            &self.fees.days_min,
            &self.fees.days_max,
        )
        .execute(conn)
        .await?;
        Ok(())
    }
}
