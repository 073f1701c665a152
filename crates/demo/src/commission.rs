//! One rule about what the marketplace keeps, so that a minimum and a maximum can be seen.

use std::collections::HashMap;

use accounts::{Authority, PlatformRole};
use countries::Country;
use flows::Market;
use flows::cases::Admin;
use flows::commission::{self, CommissionError};
use kernel::{CategoryId, Money};
use orders::commission::Terms;
use orders::commission::rules::Whom;

use crate::people::{self, DemoPerson};
use crate::{Error, fits};

/// Of electronics in Zambia, in ngwee: a bulb is below the minimum, and a laptop above the maximum.
const CATEGORY: &str = "electronics";
const RATE_BPS: u32 = 500;
const MINIMUM: i64 = 400;
const MAXIMUM: i64 = 15_000;

/// Sets the rule, once.
pub(crate) async fn set_rule(
    market: &Market,
    categories: &HashMap<&'static str, CategoryId>,
    everybody: &[DemoPerson],
) -> Result<(), Error> {
    let country = Country::Zambia;
    let money = |minor| Some(Money::new(minor, country.pack().currency));
    let terms = Terms::new(RATE_BPS, money(MINIMUM), money(MAXIMUM));
    let terms = fits("commission", terms)?;
    let missing = |what: &str| Error::Data(format!("no {what}"));
    let category = categories.get(CATEGORY).copied();
    let whom = Whom::Category(category.ok_or_else(|| missing(CATEGORY))?);
    let mut all = everybody.iter();
    let admin = all.find(|person| person.role == PlatformRole::Admin);
    let person = people::arrive(market, admin.ok_or_else(|| missing("admin"))?).await?;
    let mut conn = market.pools.app.begin().await?;
    let authority = Authority::load(&mut conn, person).await?;
    conn.commit().await?;
    let admin = authority.as_ref().and_then(Admin::of);
    let admin = admin.ok_or_else(|| missing("admin"))?;
    match commission::set(market, admin, country, whom, terms).await {
        Ok(_) => Ok(()),
        Err(CommissionError::Failed(error)) => Err(error.into()),
        Err(wrong) => fits("commission", Err(wrong)),
    }
}
