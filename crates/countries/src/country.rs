//! The countries Soko trades in. A visitor shops in one at a time.

use std::fmt;
use std::str::FromStr;

use words::Lang;

use crate::{Area, Pack, kenya, uganda, zambia};

/// A country with a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Country {
    /// Zambia.
    Zambia,
    /// Kenya.
    Kenya,
    /// Uganda.
    Uganda,
}

/// The text is not the ISO 3166 code of a country we have a pack for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the code of a country Soko trades in")]
pub struct UnknownCountry(pub String);

impl Country {
    /// Every country with a pack, in the order a person chooses from.
    pub const ALL: &[Self] = &[Self::Zambia, Self::Kenya, Self::Uganda];
    /// Those that are traded in where nobody says otherwise.
    pub const USUAL: &[Self] = &[Self::Zambia, Self::Kenya];

    /// The two letters of ISO 3166-1, as stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zambia => "ZM",
            Self::Kenya => "KE",
            Self::Uganda => "UG",
        }
    }

    /// Everything that is particular to it.
    pub const fn pack(self) -> &'static Pack {
        match self {
            Self::Zambia => &zambia::PACK,
            Self::Kenya => &kenya::PACK,
            Self::Uganda => &uganda::PACK,
        }
    }

    /// Its name as people write it.
    pub const fn name(self, lang: Lang) -> &'static str {
        self.pack().name.in_lang(lang)
    }

    /// The area with this id, if it lies in this country.
    pub fn area(self, id: &str) -> Option<&'static Area> {
        self.pack().areas.iter().find(|area| area.id == id)
    }

    /// The country of a currency, when one of ours uses it.
    pub fn of_currency(currency: kernel::Currency) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|country| country.pack().currency == currency)
    }
}

impl FromStr for Country {
    type Err = UnknownCountry;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|country| country.code().eq_ignore_ascii_case(code))
            .ok_or_else(|| UnknownCountry(code.to_owned()))
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn is_read_from_its_code() {
        assert_eq!("ke".parse(), Ok(Country::Kenya));
        assert_eq!(
            "TZ".parse::<Country>(),
            Err(UnknownCountry("TZ".to_owned()))
        );
    }

    #[test]
    fn areas_have_ids_that_are_slugs_and_stand_once() {
        let mut seen = HashSet::new();
        for country in Country::ALL {
            let areas = country.pack().areas;
            assert!(areas.is_sorted_by_key(|area| area.id), "{country}");
            let names: HashSet<_> = areas.iter().map(|area| area.name).collect();
            assert_eq!(names.len(), areas.len(), "{country}");
            for area in areas {
                assert!(area.id.parse::<kernel::Slug>().is_ok(), "{}", area.id);
                assert!(seen.insert(area.id), "{} stands twice", area.id);
                assert_eq!(country.area(area.id), Some(area));
            }
        }
        assert!(Country::Zambia.pack().areas.len() >= 60);
        assert!(Country::Kenya.pack().areas.len() >= 120);
        assert!(Country::Uganda.pack().areas.len() >= 50);
        assert_eq!(Country::Zambia.area("kilimani"), None);
    }

    #[test]
    fn providers_reach_only_networks_of_the_country() {
        for country in Country::ALL {
            let pack = country.pack();
            for plan in pack.providers {
                assert!(
                    plan.networks
                        .iter()
                        .all(|network| pack.networks.contains(network))
                );
            }
            for network in pack.networks {
                assert!(
                    pack.lost_prompts
                        .iter()
                        .any(|found| found.network == *network)
                );
                assert!(pack.network_prefixes.iter().any(|(_, of)| of == network));
            }
            for (prefix, _) in pack.network_prefixes {
                assert!(prefix.starts_with(pack.calling_code), "{prefix}");
            }
        }
    }
}
