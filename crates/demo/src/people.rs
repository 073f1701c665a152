//! The demo's people: two admins, who decide about much money together, a moderator, an owner per shop. They sign in with a code like everybody; on a rehearsal the
//! development page shows it.

use accounts::{NewPerson, PlatformRole, people};
use kernel::{PersonId, PhoneNumber};
use words::Lang;

use crate::data::{DemoCountry, DemoShop, shops};
use crate::{Error, fits};

/// Somebody to sign in as.
#[derive(Debug, Clone)]
pub struct DemoPerson {
    pub name: String,
    pub phone: PhoneNumber,
    pub role: PlatformRole,
    /// The slug of the shop they own.
    pub shop: Option<&'static str>,
}

/// The platform's people, then the owners in the order of the shops.
pub fn people() -> Result<Vec<DemoPerson>, Error> {
    let person = |name: &str, phone: &str, role, shop| {
        Ok::<_, Error>(DemoPerson {
            name: name.to_owned(),
            phone: fits("phone", PhoneNumber::from_e164(phone))?,
            role,
            shop,
        })
    };
    let mut all = vec![
        person("Admin", "+260970000001", PlatformRole::Admin, None)?,
        person("Moderator", "+260970000002", PlatformRole::Moderator, None)?,
        person("Second admin", "+260970000003", PlatformRole::Admin, None)?,
    ];
    for (place, shop) in (0_u32..).zip(shops()) {
        all.push(person(
            &format!("Owner of {}", shop.name),
            &owner_phone(shop, place),
            PlatformRole::None,
            Some(shop.slug),
        )?);
    }
    Ok(all)
}

fn owner_phone(shop: &DemoShop, place: u32) -> String {
    match shop.country {
        DemoCountry::Zambia => format!("+2609700001{place:02}"),
        DemoCountry::Kenya => format!("+2547000001{place:02}"),
    }
}

/// Writes a person, or finds them.
pub(crate) async fn arrive(market: &flows::Market, demo: &DemoPerson) -> Result<PersonId, Error> {
    let now = market.source.now();
    let mut tx = market.pools.app.begin().await?;
    let new = NewPerson {
        phone: demo.phone.clone(),
        name: demo.name.clone(),
        language: Lang::En,
    };
    let (person, _) = people::arrive(&mut tx, &new, market.source.id(), now).await?;
    people::set_platform_role(&mut tx, person.id, demo.role).await?;
    tx.commit().await?;
    Ok(person.id)
}
