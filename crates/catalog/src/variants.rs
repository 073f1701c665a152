//! What can be bought of a listing: one variant for each combination of options, or a single one without.

use kernel::{Id, ListingId, Money, ShopId, VariantId};
use sqlx::{PgConnection, PgExecutor};

use crate::error::{Error, Thing};
use crate::row;
use crate::text::{OptionNames, OptionText, Sku};

/// The most variants of a listing.
pub const VARIANTS_MAX: usize = 100;

/// One variant as the merchant wants it. A known id changes that variant, a new one adds it.
#[derive(Debug, Clone)]
pub struct NewVariant {
    pub id: VariantId,
    pub sku: Sku,
    /// One value for each of the listing's options, in their order.
    pub option_values: Vec<OptionText>,
    /// Tax included.
    pub price: Money,
    /// What it cost before, when it is reduced.
    pub was: Option<Money>,
}

/// A variant as its shop sees it.
#[derive(Debug, Clone)]
pub struct Variant {
    pub id: VariantId,
    pub sku: String,
    pub option_values: Vec<String>,
    pub price: Money,
    pub was: Option<Money>,
    pub on_hand: u32,
    pub held: u32,
    pub available: u32,
}

/// What can be known without asking the database.
fn check(names: &OptionNames, variants: &[NewVariant]) -> Result<(), Error> {
    let Some(first) = variants.first() else {
        return Err(Error::NoVariants);
    };
    if variants.len() > VARIANTS_MAX {
        return Err(Error::TooMany {
            what: Thing::Variant,
            max: VARIANTS_MAX,
        });
    }
    for (index, variant) in variants.iter().enumerate() {
        if variant.option_values.len() != names.names().len() {
            return Err(Error::OptionsIncomplete {
                index,
                expected: names.names().len(),
            });
        }
        if variants[..index]
            .iter()
            .any(|other| other.option_values == variant.option_values)
        {
            return Err(Error::OptionsRepeated { index });
        }
        if variants[..index]
            .iter()
            .any(|other| other.sku == variant.sku)
        {
            return Err(Error::SkuTaken {
                index,
                sku: variant.sku.clone(),
            });
        }
        if !variant.price.is_positive() {
            return Err(Error::PriceNotPositive { index });
        }
        let same_currency = |money: Money| money.currency() == first.price.currency();
        if !same_currency(variant.price) || !variant.was.is_none_or(same_currency) {
            return Err(Error::CurrencyMismatch { index });
        }
        if variant
            .was
            .is_some_and(|was| was.minor() <= variant.price.minor())
        {
            return Err(Error::WasNotHigher { index });
        }
    }
    Ok(())
}

/// Makes these the listing's variants: those not named are no longer sold. The listing is locked by the caller.
pub(crate) async fn replace(
    conn: &mut PgConnection,
    shop: ShopId,
    listing: ListingId,
    names: &OptionNames,
    variants: &[NewVariant],
) -> Result<(), Error> {
    check(names, variants)?;
    // First none is active, so that two variants may swap their SKUs or options.
    sqlx::query!(
        "update variants set is_active = false where listing_id = $1",
        listing.uuid()
    )
    .execute(&mut *conn)
    .await?;
    for (index, variant) in variants.iter().enumerate() {
        let values: Vec<String> = variant
            .option_values
            .iter()
            .map(ToString::to_string)
            .collect();
        let saved = sqlx::query!(
            "insert into variants (id, shop_id, listing_id, sku, option_values, price_minor, was_minor, currency, position, is_active)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, true)
             on conflict (id) do update
               set sku = excluded.sku, option_values = excluded.option_values, price_minor = excluded.price_minor,
                   was_minor = excluded.was_minor, currency = excluded.currency, position = excluded.position, is_active = true
               where variants.listing_id = excluded.listing_id",
            variant.id.uuid(),
            shop.uuid(),
            listing.uuid(),
            variant.sku.as_str(),
            &values,
            variant.price.minor(),
            variant.was.map(Money::minor),
            variant.price.currency().code(),
            i16::try_from(index).unwrap_or(i16::MAX),
        )
        .execute(&mut *conn)
        .await
        .map_err(|error| match store::constraint_of(&error) {
            Some("variants_sku_unique") => Error::SkuTaken { index, sku: variant.sku.clone() },
            Some("variants_options_unique") => Error::OptionsRepeated { index },
            Some(_) | None => Error::from(error),
        })?;
        if saved.rows_affected() == 0 {
            return Err(Error::NotFound(Thing::Variant));
        }
    }
    Ok(())
}

/// The variants a shop sells of a listing, with their stock.
pub async fn list(db: impl PgExecutor<'_>, listing: ListingId) -> Result<Vec<Variant>, Error> {
    let rows = sqlx::query!(
        r#"select v.id as "id: VariantId", v.sku, v.option_values, v.price_minor, v.was_minor, v.currency,
             coalesce(s.on_hand, 0) as "on_hand!", coalesce(s.held, 0) as "held!", coalesce(s.available, 0) as "available!"
           from variants v left join stock_levels s on s.variant_id = v.id
           where v.listing_id = $1 and v.is_active
           order by v.position, v.id"#,
        listing.uuid(),
    )
    .fetch_all(db)
    .await?;
    let variants = rows.into_iter().map(|row| {
        Ok(Variant {
            price: row::money("variants", row.price_minor, &row.currency, row.id)?,
            was: row
                .was_minor
                .map(|was| row::money("variants", was, &row.currency, row.id))
                .transpose()?,
            id: row.id,
            sku: row.sku,
            option_values: row.option_values,
            on_hand: row::count(row.on_hand),
            held: row::count(row.held),
            available: row::count(row.available),
        })
    });
    Ok(variants.collect::<Result<_, store::Error>>()?)
}

#[cfg(test)]
mod tests {
    use kernel::Currency;
    use uuid::Uuid;

    use super::*;

    fn variant(sku: &str, values: &[&str], price: i64) -> NewVariant {
        NewVariant {
            id: VariantId::from_uuid(Uuid::nil()),
            sku: Sku::parse(sku).unwrap(),
            option_values: values
                .iter()
                .map(|value| OptionText::parse(value).unwrap())
                .collect(),
            price: Money::new(price, Currency::ZMW),
            was: None,
        }
    }

    #[test]
    fn variants_must_fit_their_listing() {
        let size = OptionNames::new(vec![OptionText::parse("Size").unwrap()]).unwrap();
        let ok = [variant("a", &["S"], 100), variant("b", &["M"], 100)];
        assert!(check(&size, &ok).is_ok());
        assert!(matches!(check(&size, &[]), Err(Error::NoVariants)));
        let wrong =
            |second: NewVariant| check(&size, &[variant("a", &["S"], 100), second]).unwrap_err();
        assert!(matches!(
            wrong(variant("b", &[], 100)),
            Error::OptionsIncomplete {
                index: 1,
                expected: 1
            }
        ));
        assert!(matches!(
            wrong(variant("b", &["S"], 100)),
            Error::OptionsRepeated { index: 1 }
        ));
        assert!(matches!(
            wrong(variant("a", &["M"], 100)),
            Error::SkuTaken { index: 1, .. }
        ));
        assert!(matches!(
            wrong(variant("b", &["M"], 0)),
            Error::PriceNotPositive { index: 1 }
        ));
        let shillings = NewVariant {
            price: Money::new(100, Currency::KES),
            ..variant("b", &["M"], 1)
        };
        assert!(matches!(
            wrong(shillings),
            Error::CurrencyMismatch { index: 1 }
        ));
        let was = NewVariant {
            was: Some(Money::new(100, Currency::ZMW)),
            ..variant("b", &["M"], 100)
        };
        assert!(matches!(wrong(was), Error::WasNotHigher { index: 1 }));
    }
}
