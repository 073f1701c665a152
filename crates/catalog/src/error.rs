//! What a write to the catalogue may answer instead of doing it.

use kernel::VariantId;

use crate::states::WrongState;
use crate::text::{OptionsError, Sku};

/// What a sentence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    Category,
    Shop,
    Listing,
    Variant,
    Picture,
}

impl std::fmt::Display for Thing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Category => "category",
            Self::Shop => "shop",
            Self::Listing => "listing",
            Self::Variant => "variant",
            Self::Picture => "picture",
        })
    }
}

/// Why the catalogue refused. After any of these the transaction must be dropped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] store::Error),
    /// It does not exist, or belongs to somebody else: the two are never told apart.
    #[error("no such {0}")]
    NotFound(Thing),
    #[error(transparent)]
    WrongState(#[from] WrongState),
    /// Field `sku` of the variant with this index.
    #[error("another product of this shop has the SKU {sku}")]
    SkuTaken { index: usize, sku: Sku },
    #[error(transparent)]
    Options(#[from] OptionsError),
    /// Two variants have the same options.
    #[error("the options of variant {index} repeat those of another")]
    OptionsRepeated { index: usize },
    /// A variant has more or fewer values than the listing has options.
    #[error("variant {index} needs {expected} option values")]
    OptionsIncomplete { index: usize, expected: usize },
    #[error("the price of variant {index} must be more than nothing")]
    PriceNotPositive { index: usize },
    #[error("the former price of variant {index} must be higher than its price")]
    WasNotHigher { index: usize },
    #[error("variant {index} has a price in another currency")]
    CurrencyMismatch { index: usize },
    #[error("a listing needs something to sell")]
    NoVariants,
    #[error("at most {max} of these: {what}")]
    TooMany { what: Thing, max: usize },
    /// Twenty shops with this name exist.
    #[error("the shop's name is taken")]
    NameTaken,
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Why stock did not move.
#[derive(Debug, thiserror::Error)]
pub enum StockError {
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Every line that is short, so that the buyer hears of all at once.
    #[error("{} lines are short", .0.len())]
    OutOfStock(Vec<Shortage>),
    #[error("a quantity must be more than nothing")]
    NotPositive,
    /// A correction would leave less than what is held for buyers.
    #[error("{held} of variant {variant} are held for buyers")]
    BelowHeld { variant: VariantId, held: u32 },
}

impl From<sqlx::Error> for StockError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A line that cannot be served, and what could be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortage {
    pub variant: VariantId,
    /// Pieces.
    pub wanted: u32,
    /// Pieces.
    pub available: u32,
}
