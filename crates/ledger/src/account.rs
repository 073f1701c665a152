//! The chart of accounts.

use kernel::{Id, PurchaseId, ShopId, WalletId};

/// An account, with the party it is kept for. Per currency there is one of each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Account {
    /// Asset: what a provider collected for us and has not paid out yet.
    ProviderClearing(String),
    /// Asset side of what a provider, or our own bank, kept for itself.
    ProviderFees(String),
    /// Asset: the marketplace's own bank account: what providers have paid out to it, and what buyers sent there.
    Bank,
    /// Asset: commission a seller owes on cash its own rider took.
    CodDebt(ShopId),
    /// Asset: of such cash the seller's own part, which it has in hand before it is its own: until the order is complete.
    CashKept(ShopId),
    /// What a shop has earned but cannot have yet.
    ShopPending(ShopId),
    /// What a shop may be paid out.
    ShopAvailable(ShopId),
    /// Delivery fees collected for a shop.
    Delivery(ShopId),
    /// Tax inside what was collected, until the shop may remit it.
    TaxHeld(ShopId),
    /// What the marketplace earns.
    Commission,
    /// What a buyer must get back.
    RefundDue(PurchaseId),
    /// On its way to a shop.
    PayoutInTransit(ShopId),
    /// Store credit: what a buyer may spend here.
    BuyerWallet(WalletId),
    /// Store credit set aside for a purchase that is not paid yet.
    WalletHeld(PurchaseId),
    /// What was changed from one currency into another: what came in the one, and what it counts for in the other.
    Conversion,
    /// What rounding left over.
    Rounding,
    /// Money nobody can explain yet; a case goes with it.
    Suspense,
    /// What nobody will ever explain: lost by the marketplace, or found.
    Differences,
}

impl Account {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::ProviderClearing(_) => "provider_clearing",
            Self::ProviderFees(_) => "provider_fees",
            Self::Bank => "bank",
            Self::CodDebt(_) => "cod_debt",
            Self::CashKept(_) => "cash_kept",
            Self::ShopPending(_) => "shop_pending",
            Self::ShopAvailable(_) => "shop_available",
            Self::Delivery(_) => "delivery",
            Self::TaxHeld(_) => "tax_held",
            Self::Commission => "commission",
            Self::RefundDue(_) => "refund_due",
            Self::PayoutInTransit(_) => "payout_in_transit",
            Self::BuyerWallet(_) => "buyer_wallet",
            Self::WalletHeld(_) => "wallet_held",
            Self::Conversion => "conversion",
            Self::Rounding => "rounding",
            Self::Suspense => "suspense",
            Self::Differences => "differences",
        }
    }

    pub(crate) fn party(&self) -> String {
        match self {
            Self::ProviderClearing(provider) | Self::ProviderFees(provider) => provider.clone(),
            Self::CodDebt(shop)
            | Self::CashKept(shop)
            | Self::ShopPending(shop)
            | Self::ShopAvailable(shop)
            | Self::Delivery(shop)
            | Self::TaxHeld(shop)
            | Self::PayoutInTransit(shop) => shop.uuid().to_string(),
            Self::RefundDue(purchase) | Self::WalletHeld(purchase) => purchase.uuid().to_string(),
            Self::BuyerWallet(wallet) => wallet.uuid().to_string(),
            Self::Bank
            | Self::Commission
            | Self::Conversion
            | Self::Rounding
            | Self::Suspense
            | Self::Differences => String::new(),
        }
    }

    /// The shop whose books this account appears in.
    pub fn shop(&self) -> Option<ShopId> {
        match self {
            Self::CodDebt(shop)
            | Self::CashKept(shop)
            | Self::ShopPending(shop)
            | Self::ShopAvailable(shop)
            | Self::Delivery(shop)
            | Self::TaxHeld(shop)
            | Self::PayoutInTransit(shop) => Some(*shop),
            Self::ProviderClearing(_)
            | Self::ProviderFees(_)
            | Self::Bank
            | Self::RefundDue(_)
            | Self::BuyerWallet(_)
            | Self::WalletHeld(_)
            | Self::Commission
            | Self::Conversion
            | Self::Rounding
            | Self::Suspense
            | Self::Differences => None,
        }
    }
}
