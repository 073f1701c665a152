//! What one person may do right now, read on every request so that a change takes effect at once.

use kernel::{Id, PersonId, ShopId, Timestamp};
use sqlx::PgConnection;
use store::Error;

use crate::{Need, Person, PlatformRole, Role, ShopRole, people};

/// The most shops one person can belong to that are looked at.
const MEMBERSHIPS_MAX: i64 = 100;

/// A person's place in one shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    pub shop: ShopId,
    pub role: ShopRole,
    pub since: Timestamp,
}

/// A signed-in person with their roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    pub person: Person,
    /// Oldest first.
    pub memberships: Vec<Membership>,
}

impl Authority {
    /// Reads who a person is and where they belong. None: no such person, or deactivated. The transaction's scope must be
    /// `Buyer` with this person, or `Platform`; in any other, row security hides the memberships.
    pub async fn load(conn: &mut PgConnection, person: PersonId) -> Result<Option<Self>, Error> {
        let Some(person) = people::by_id(&mut *conn, person)
            .await?
            .filter(|p| p.is_active)
        else {
            return Ok(None);
        };
        let rows = sqlx::query!(
            "select shop_id, role, since from shop_members where person_id = $1
             order by since, shop_id limit $2",
            person.id.uuid(),
            MEMBERSHIPS_MAX,
        )
        .fetch_all(conn)
        .await?;
        let memberships = rows
            .into_iter()
            .map(|row| {
                let role = row
                    .role
                    .parse()
                    .map_err(|_| Error::corrupt("shop_members", "role", row.shop_id))?;
                Ok(Membership {
                    shop: row.shop_id.into(),
                    role,
                    since: row.since,
                })
            })
            .collect::<Result<_, Error>>()?;
        Ok(Some(Self {
            person,
            memberships,
        }))
    }

    /// The role in one shop. None: a stranger there, who must be told that there is no such thing.
    pub fn in_shop(&self, shop: ShopId) -> Option<ShopRole> {
        self.memberships
            .iter()
            .find(|m| m.shop == shop)
            .map(|m| m.role)
    }

    /// Every role the person acts in somewhere.
    pub fn roles(&self) -> Vec<Role> {
        let mut roles = vec![Role::Buyer];
        roles.extend(self.memberships.iter().map(|m| Role::from(m.role)));
        match self.person.platform_role {
            PlatformRole::None => {}
            PlatformRole::Moderator => roles.push(Role::Moderator),
            PlatformRole::Admin => roles.push(Role::Admin),
        }
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// Whether the person meets a need anywhere. For a need inside a shop this opens the door, no more: what lies behind
    /// it is asked with [`Authority::meets_in`].
    pub fn meets(&self, need: Need) -> bool {
        self.roles().into_iter().any(|role| role.meets(need))
    }

    /// Whether the person meets a need in this very shop.
    pub fn meets_in(&self, need: Need, shop: ShopId) -> bool {
        self.in_shop(shop)
            .is_some_and(|role| Role::from(role).meets(need))
    }
}

#[cfg(test)]
mod tests {
    use kernel::PhoneNumber;
    use uuid::Uuid;
    use words::Lang;

    use super::*;

    fn staff_of(shop: ShopId) -> Authority {
        Authority {
            person: Person {
                id: Uuid::from_u128(1).into(),
                phone: PhoneNumber::from_e164("+260763456789").unwrap(),
                name: String::new(),
                platform_role: PlatformRole::None,
                language: Lang::En,
                is_active: true,
                has_password: false,
                created_at: Timestamp::UNIX_EPOCH,
            },
            memberships: vec![Membership {
                shop,
                role: ShopRole::Staff,
                since: Timestamp::UNIX_EPOCH,
            }],
        }
    }

    #[test]
    fn staff_of_one_shop_are_strangers_to_another() {
        let (ours, theirs) = (
            ShopId::from(Uuid::from_u128(1)),
            ShopId::from(Uuid::from_u128(2)),
        );
        let authority = staff_of(ours);
        assert_eq!(authority.roles(), [Role::Buyer, Role::Staff]);
        assert!(authority.meets_in(Need::Staff, ours));
        assert!(!authority.meets_in(Need::Owner, ours));
        assert!(!authority.meets_in(Need::Rider, theirs));
        assert!(!authority.meets(Need::Moderator));
    }
}
