//! The two state machines. What is not listed as legal is refused.

use kernel::text_enum;

text_enum! {
    /// Where a purchase stands. `cash_due` waits for a rider; the rest is about the buyer's money.
    pub enum PurchaseState {
        Open = "open",
        Paid = "paid",
        CashDue = "cash_due",
        Expired = "expired",
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// What can happen to a purchase.
    pub enum PurchaseVerb {
        Pay = "pay",
        AcceptCash = "accept_cash",
        Expire = "expire",
        Cancel = "cancel",
    }
}

text_enum! {
    /// Where one shop's order stands.
    pub enum OrderState {
        Placed = "placed",
        Confirmed = "confirmed",
        Packed = "packed",
        HandedOver = "handed_over",
        Delivered = "delivered",
        Completed = "completed",
        Cancelled = "cancelled",
        Returned = "returned",
    }
}

text_enum! {
    /// What can happen to an order.
    pub enum OrderVerb {
        Confirm = "confirm",
        Pack = "pack",
        HandOver = "hand_over",
        Deliver = "deliver",
        Complete = "complete",
        Cancel = "cancel",
        Return = "return",
    }
}

/// The verb is not legal in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cannot {verb} what is {state}")]
pub struct WrongState {
    pub state: &'static str,
    pub verb: &'static str,
}

impl PurchaseState {
    pub fn after(self, verb: PurchaseVerb) -> Result<Self, WrongState> {
        match (self, verb) {
            (Self::Open | Self::CashDue, PurchaseVerb::Pay) => Ok(Self::Paid),
            (Self::Open, PurchaseVerb::AcceptCash) => Ok(Self::CashDue),
            (Self::Open, PurchaseVerb::Expire) => Ok(Self::Expired),
            (Self::Open | Self::CashDue, PurchaseVerb::Cancel) => Ok(Self::Cancelled),
            (Self::Paid | Self::Expired | Self::Cancelled, _)
            | (Self::CashDue, PurchaseVerb::AcceptCash | PurchaseVerb::Expire) => Err(WrongState {
                state: self.as_str(),
                verb: verb.as_str(),
            }),
        }
    }

    /// Whether the buyer may still pay.
    pub const fn is_payable(self) -> bool {
        matches!(self, Self::Open)
    }
}

impl OrderState {
    pub fn after(self, verb: OrderVerb) -> Result<Self, WrongState> {
        match (self, verb) {
            (Self::Placed, OrderVerb::Confirm) => Ok(Self::Confirmed),
            (Self::Confirmed, OrderVerb::Pack) => Ok(Self::Packed),
            (Self::Packed, OrderVerb::HandOver) => Ok(Self::HandedOver),
            (Self::HandedOver, OrderVerb::Deliver) => Ok(Self::Delivered),
            (Self::Delivered, OrderVerb::Complete) => Ok(Self::Completed),
            (Self::Placed | Self::Confirmed | Self::Packed, OrderVerb::Cancel) => {
                Ok(Self::Cancelled)
            }
            (Self::HandedOver | Self::Delivered | Self::Completed, OrderVerb::Return) => {
                Ok(Self::Returned)
            }
            (
                Self::Placed
                | Self::Confirmed
                | Self::Packed
                | Self::HandedOver
                | Self::Delivered
                | Self::Completed
                | Self::Cancelled
                | Self::Returned,
                _,
            ) => Err(WrongState {
                state: self.as_str(),
                verb: verb.as_str(),
            }),
        }
    }

    /// Whether the buyer may cancel: before packing. The shop may until hand-over.
    pub const fn buyer_may_cancel(self) -> bool {
        matches!(self, Self::Placed | Self::Confirmed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purchases_move_only_along_the_graph() {
        use PurchaseState as S;
        use PurchaseVerb as V;
        let legal = [
            (S::Open, V::Pay, S::Paid),
            (S::CashDue, V::Pay, S::Paid),
            (S::Open, V::AcceptCash, S::CashDue),
            (S::Open, V::Expire, S::Expired),
            (S::Open, V::Cancel, S::Cancelled),
            (S::CashDue, V::Cancel, S::Cancelled),
        ];
        for state in S::ALL {
            for verb in V::ALL {
                let expected = legal
                    .iter()
                    .find(|(s, v, _)| s == state && v == verb)
                    .map(|(_, _, to)| *to);
                assert_eq!(state.after(*verb).ok(), expected, "{state:?} {verb:?}");
            }
        }
    }

    #[test]
    fn orders_move_only_along_the_graph() {
        use OrderState as S;
        use OrderVerb as V;
        let legal = [
            (S::Placed, V::Confirm, S::Confirmed),
            (S::Confirmed, V::Pack, S::Packed),
            (S::Packed, V::HandOver, S::HandedOver),
            (S::HandedOver, V::Deliver, S::Delivered),
            (S::Delivered, V::Complete, S::Completed),
            (S::Placed, V::Cancel, S::Cancelled),
            (S::Confirmed, V::Cancel, S::Cancelled),
            (S::Packed, V::Cancel, S::Cancelled),
            (S::HandedOver, V::Return, S::Returned),
            (S::Delivered, V::Return, S::Returned),
            (S::Completed, V::Return, S::Returned),
        ];
        for state in S::ALL {
            for verb in V::ALL {
                let expected = legal
                    .iter()
                    .find(|(s, v, _)| s == state && v == verb)
                    .map(|(_, _, to)| *to);
                assert_eq!(state.after(*verb).ok(), expected, "{state:?} {verb:?}");
            }
        }
    }
}
