//! Who may do what, as one small lattice: a role a person acts in, and what an endpoint needs.

use std::fmt;
use std::str::FromStr;

/// A role or a need was spelled in a way that nothing writes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a role we know")]
pub struct UnknownRole(pub String);

macro_rules! stored_roles {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every one, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// As stored. Never changes.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownRole;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    other => Err(UnknownRole(other.to_owned())),
                }
            }
        }
    };
}

stored_roles! {
    /// What a person is to the marketplace itself.
    PlatformRole {
        /// Nothing in particular: a buyer.
        None = "none"
        /// Decides cases.
        Moderator = "moderator"
        /// Runs the marketplace; may do what moderators may.
        Admin = "admin"
    }
}

stored_roles! {
    /// What a person is to one shop.
    ShopRole {
        /// Opened the shop; may do everything in it.
        Owner = "owner"
        /// Works in the shop.
        Staff = "staff"
        /// Delivers for the shop.
        Rider = "rider"
    }
}

stored_roles! {
    /// The roles that endpoints are tested against. A person acts in several: see [`crate::Authority`].
    Role {
        /// Nobody signed in.
        Visitor = "visitor"
        /// Anybody signed in.
        Buyer = "buyer"
        /// Delivers for a shop.
        Rider = "rider"
        /// Works in a shop.
        Staff = "staff"
        /// Owns a shop.
        Owner = "owner"
        /// Decides cases.
        Moderator = "moderator"
        /// Runs the marketplace.
        Admin = "admin"
    }
}

stored_roles! {
    /// The least an endpoint asks for. What is not declared is refused.
    Need {
        /// Open to everybody.
        Anyone = "anyone"
        /// Somebody signed in.
        SignedIn = "signed_in"
        /// A rider of the shop in question, or more.
        Rider = "rider"
        /// Staff of the shop in question, or its owner.
        Staff = "staff"
        /// The owner of the shop in question.
        Owner = "owner"
        /// A moderator or an admin.
        Moderator = "moderator"
        /// An admin.
        Admin = "admin"
    }
}

impl Role {
    /// Whether this role alone satisfies a need. Platform roles give no power inside a shop, nor the other way round: an
    /// admin who looks into a shop does so through the admin's own pages, which are audited.
    pub const fn meets(self, need: Need) -> bool {
        match need {
            Need::Anyone => true,
            Need::SignedIn => !matches!(self, Self::Visitor),
            Need::Rider => matches!(self, Self::Rider | Self::Staff | Self::Owner),
            Need::Staff => matches!(self, Self::Staff | Self::Owner),
            Need::Owner => matches!(self, Self::Owner),
            Need::Moderator => matches!(self, Self::Moderator | Self::Admin),
            Need::Admin => matches!(self, Self::Admin),
        }
    }
}

impl From<ShopRole> for Role {
    fn from(role: ShopRole) -> Self {
        match role {
            ShopRole::Owner => Self::Owner,
            ShopRole::Staff => Self::Staff,
            ShopRole::Rider => Self::Rider,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_meets_which_need() {
        let rows = Role::ALL.iter().map(|role| {
            let met: Vec<_> = Need::ALL
                .iter()
                .filter(|need| role.meets(**need))
                .map(|need| need.as_str())
                .collect();
            format!("{role}: {}", met.join(" "))
        });
        let table = rows.collect::<Vec<_>>().join("\n");
        assert_eq!(
            table,
            "visitor: anyone\n\
             buyer: anyone signed_in\n\
             rider: anyone signed_in rider\n\
             staff: anyone signed_in rider staff\n\
             owner: anyone signed_in rider staff owner\n\
             moderator: anyone signed_in moderator\n\
             admin: anyone signed_in moderator admin"
        );
    }

    #[test]
    fn roles_are_spelled_one_way() {
        for role in PlatformRole::ALL {
            assert_eq!(role.as_str().parse(), Ok(*role));
        }
        for role in ShopRole::ALL {
            assert_eq!(role.as_str().parse(), Ok(*role));
        }
        assert!("root".parse::<PlatformRole>().is_err());
    }
}
