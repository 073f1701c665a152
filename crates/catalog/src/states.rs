//! The states of shops, listings and pictures, and the verbs that lead from one to another.

use std::fmt;
use std::str::FromStr;

use crate::error::Thing;

/// A verb that does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a {thing} that is {state} cannot be changed so: {verb}")]
pub struct WrongState {
    pub thing: Thing,
    pub state: &'static str,
    pub verb: &'static str,
}

/// A word that nothing writes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a state")]
pub struct UnknownState(pub String);

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// As stored.
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
            type Err = UnknownState;
            fn from_str(text: &str) -> Result<Self, UnknownState> {
                Self::ALL.iter().copied().find(|known| known.as_str() == text).ok_or_else(|| UnknownState(text.to_owned()))
            }
        }
    )+};
}

words! {
    /// What a person may do in a shop.
    Role {
        Owner = "owner",
        Staff = "staff",
        Rider = "rider",
    }

    /// Where a shop stands.
    ShopState {
        /// Asked to open; sells nothing yet.
        Applied = "applied",
        Approved = "approved",
        Refused = "refused",
        /// Was open; its listings are hidden.
        Suspended = "suspended",
    }
    ShopVerb {
        Approve = "approve",
        Refuse = "refuse",
        Suspend = "suspend",
        /// Asks again after a refusal.
        Reapply = "reapply",
    }

    /// Where a listing stands. Only a live one can be public.
    ListingState {
        Draft = "draft",
        InReview = "in_review",
        Live = "live",
        Paused = "paused",
        Archived = "archived",
        Rejected = "rejected",
    }
    ListingVerb {
        Submit = "submit",
        Approve = "approve",
        /// The platform's: before or after it went live.
        Reject = "reject",
        Pause = "pause",
        Resume = "resume",
        Archive = "archive",
    }

    /// Where a picture stands. Only an approved one can be public.
    PictureState {
        /// Stored as it came; not rendered yet.
        Uploaded = "uploaded",
        /// Rendered; waits for a person.
        Pending = "pending",
        Approved = "approved",
        Refused = "refused",
        /// Could not be read as a picture.
        Broken = "broken",
        /// Taken away by the shop.
        Removed = "removed",
    }
    PictureVerb {
        Render = "render",
        GiveUp = "give_up",
        Approve = "approve",
        /// Also takes down what was approved.
        Refuse = "refuse",
        Remove = "remove",
    }
}

impl ShopState {
    /// The state after the verb.
    pub fn after(self, verb: ShopVerb) -> Result<Self, WrongState> {
        let wrong = Err(WrongState {
            thing: Thing::Shop,
            state: self.as_str(),
            verb: verb.as_str(),
        });
        match verb {
            ShopVerb::Approve => match self {
                Self::Applied | Self::Suspended => Ok(Self::Approved),
                Self::Approved | Self::Refused => wrong,
            },
            ShopVerb::Refuse => match self {
                Self::Applied => Ok(Self::Refused),
                Self::Approved | Self::Refused | Self::Suspended => wrong,
            },
            ShopVerb::Suspend => match self {
                Self::Approved => Ok(Self::Suspended),
                Self::Applied | Self::Refused | Self::Suspended => wrong,
            },
            ShopVerb::Reapply => match self {
                Self::Refused => Ok(Self::Applied),
                Self::Applied | Self::Approved | Self::Suspended => wrong,
            },
        }
    }
}

impl ListingState {
    /// The state after the verb.
    pub fn after(self, verb: ListingVerb) -> Result<Self, WrongState> {
        let wrong = Err(WrongState {
            thing: Thing::Listing,
            state: self.as_str(),
            verb: verb.as_str(),
        });
        match verb {
            ListingVerb::Submit => match self {
                Self::Draft | Self::Rejected => Ok(Self::InReview),
                Self::InReview | Self::Live | Self::Paused | Self::Archived => wrong,
            },
            ListingVerb::Approve => match self {
                Self::InReview => Ok(Self::Live),
                Self::Draft | Self::Live | Self::Paused | Self::Archived | Self::Rejected => wrong,
            },
            ListingVerb::Reject => match self {
                Self::InReview | Self::Live | Self::Paused => Ok(Self::Rejected),
                Self::Draft | Self::Archived | Self::Rejected => wrong,
            },
            ListingVerb::Pause => match self {
                Self::Live => Ok(Self::Paused),
                Self::Draft | Self::InReview | Self::Paused | Self::Archived | Self::Rejected => {
                    wrong
                }
            },
            ListingVerb::Resume => match self {
                Self::Paused => Ok(Self::Live),
                Self::Draft | Self::InReview | Self::Live | Self::Archived | Self::Rejected => {
                    wrong
                }
            },
            ListingVerb::Archive => match self {
                Self::Draft | Self::InReview | Self::Live | Self::Paused | Self::Rejected => {
                    Ok(Self::Archived)
                }
                Self::Archived => wrong,
            },
        }
    }

    /// Whether its words and variants may still change.
    pub const fn is_editable(self) -> bool {
        match self {
            Self::Draft | Self::InReview | Self::Live | Self::Paused | Self::Rejected => true,
            Self::Archived => false,
        }
    }
}

impl PictureState {
    /// The state after the verb.
    pub fn after(self, verb: PictureVerb) -> Result<Self, WrongState> {
        let wrong = Err(WrongState {
            thing: Thing::Picture,
            state: self.as_str(),
            verb: verb.as_str(),
        });
        match verb {
            PictureVerb::Render => match self {
                Self::Uploaded => Ok(Self::Pending),
                Self::Pending | Self::Approved | Self::Refused | Self::Broken | Self::Removed => {
                    wrong
                }
            },
            PictureVerb::GiveUp => match self {
                Self::Uploaded => Ok(Self::Broken),
                Self::Pending | Self::Approved | Self::Refused | Self::Broken | Self::Removed => {
                    wrong
                }
            },
            PictureVerb::Approve => match self {
                Self::Pending | Self::Refused => Ok(Self::Approved),
                Self::Uploaded | Self::Approved | Self::Broken | Self::Removed => wrong,
            },
            PictureVerb::Refuse => match self {
                Self::Pending | Self::Approved => Ok(Self::Refused),
                Self::Uploaded | Self::Refused | Self::Broken | Self::Removed => wrong,
            },
            PictureVerb::Remove => match self {
                Self::Uploaded | Self::Pending | Self::Approved | Self::Refused | Self::Broken => {
                    Ok(Self::Removed)
                }
                Self::Removed => wrong,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws every (state, verb) pair: a row per state, the state reached or `-`.
    fn grid<S: Copy, V: Copy>(
        states: &[S],
        verbs: &[V],
        name: fn(S) -> &'static str,
        after: fn(S, V) -> Option<&'static str>,
    ) -> String {
        let row = |state: S| {
            let cells: Vec<_> = verbs
                .iter()
                .map(|verb| after(state, *verb).unwrap_or("-"))
                .collect();
            format!("{}: {}\n", name(state), cells.join(" "))
        };
        states.iter().map(|state| row(*state)).collect()
    }

    #[test]
    fn a_listing_goes_only_these_ways() {
        let drawn = grid(
            ListingState::ALL,
            ListingVerb::ALL,
            ListingState::as_str,
            |s, v| s.after(v).ok().map(ListingState::as_str),
        );
        // submit approve reject pause resume archive
        let expected = "\
            draft: in_review - - - - archived\n\
            in_review: - live rejected - - archived\n\
            live: - - rejected paused - archived\n\
            paused: - - rejected - live archived\n\
            archived: - - - - - -\n\
            rejected: in_review - - - - archived\n";
        assert_eq!(drawn, expected);
    }

    #[test]
    fn a_shop_goes_only_these_ways() {
        let drawn = grid(ShopState::ALL, ShopVerb::ALL, ShopState::as_str, |s, v| {
            s.after(v).ok().map(ShopState::as_str)
        });
        // approve refuse suspend reapply
        let expected = "\
            applied: approved refused - -\n\
            approved: - - suspended -\n\
            refused: - - - applied\n\
            suspended: approved - - -\n";
        assert_eq!(drawn, expected);
    }

    #[test]
    fn a_picture_goes_only_these_ways() {
        let drawn = grid(
            PictureState::ALL,
            PictureVerb::ALL,
            PictureState::as_str,
            |s, v| s.after(v).ok().map(PictureState::as_str),
        );
        // render give_up approve refuse remove
        let expected = "\
            uploaded: pending broken - - removed\n\
            pending: - - approved refused removed\n\
            approved: - - - refused removed\n\
            refused: - - approved - removed\n\
            broken: - - - - removed\n\
            removed: - - - - -\n";
        assert_eq!(drawn, expected);
    }

    #[test]
    fn states_are_read_as_they_are_written() {
        for state in ListingState::ALL {
            assert_eq!(state.as_str().parse(), Ok(*state));
        }
        assert!("sold".parse::<ListingState>().is_err());
    }
}
