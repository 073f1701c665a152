//! Paying the rider: what each would collect, and why one may not.

use countries::format_money;
use flows::basket::{Basket, Group, Reach};
use flows::cash::NoCash;
use kernel::{Money, ShopId};
use words::Lang;

/// What each shop's rider would collect.
pub(super) fn parcels(basket: &Basket) -> Vec<(ShopId, Money)> {
    let total = |group: &Group| match &group.delivery {
        Reach::There(fee) => group.items.plus(fee.fee).unwrap_or(group.items),
        Reach::NotAsked | Reach::NotThere => group.items,
    };
    let parcel = |group: &Group| (group.shop.id, total(group));
    basket.groups.iter().map(parcel).collect()
}

pub(super) fn no_cash(why: &NoCash, basket: &Basket, lang: Lang) -> String {
    let name = |id: &ShopId| {
        let group = basket.groups.iter().find(|group| group.shop.id == *id);
        group.map_or("", |group| group.shop.name.as_str())
    };
    match why {
        NoCash::Shop(shop) => lang.method_cash_not_shop(name(shop)),
        NoCash::Area(shop) => lang.method_cash_not_area(name(shop)),
        NoCash::Amount { shop, maximum } => {
            lang.method_cash_too_much(name(shop), &format_money(*maximum))
        }
        NoCash::Buyer => lang.method_cash_not_you().to_owned(),
    }
}
