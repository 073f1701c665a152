//! The shapes several answers share.

use catalog::storefront::{CategoryName, ShopRef};
use kernel::Money;
use media::{PictureKey, Size};
use serde::Serialize;
use utoipa::ToSchema;

/// An amount in the currency's smallest unit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Amount {
    /// Minor units: 24800 is 248.00 kwacha.
    #[schema(example = 24800)]
    pub minor: i64,
    /// ISO 4217.
    #[schema(example = "ZMW")]
    pub currency: String,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self {
            minor: money.minor(),
            currency: money.currency().code().to_owned(),
        }
    }
}

/// A shop, as far as a link to it needs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Shop {
    /// What follows `/s/`.
    pub slug: String,
    pub name: String,
    pub area: String,
}

impl From<&ShopRef> for Shop {
    fn from(shop: &ShopRef) -> Self {
        Self {
            slug: shop.slug.to_string(),
            name: shop.name.clone(),
            area: shop.area.clone(),
        }
    }
}

/// A category and its names.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Category {
    /// What follows `/c/`.
    pub slug: String,
    pub name_en: String,
    pub name_sw: String,
}

impl From<&CategoryName> for Category {
    fn from(category: &CategoryName) -> Self {
        Self {
            slug: category.slug.to_string(),
            name_en: category.name_en.clone(),
            name_sw: category.name_sw.clone(),
        }
    }
}

/// A picture in its sizes, as paths of this site.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Picture {
    pub alt: String,
    /// A square of 240 pixels.
    pub thumb: String,
    /// At most 720 pixels wide.
    pub medium: String,
    /// At most 1,200 pixels wide.
    pub large: String,
}

impl Picture {
    /// `None` when the key is none of ours.
    pub fn of(key: &str, alt: &str) -> Option<Self> {
        let key: PictureKey = key.parse().ok()?;
        let path = |size| format!("/media/{}", key.path(size));
        Some(Self {
            alt: alt.to_owned(),
            thumb: path(Size::Thumb),
            medium: path(Size::Medium),
            large: path(Size::Large),
        })
    }
}
