//! What the one who tortures asks of the market, as it goes over the wire.

use flows::fulfil::Step;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How a buyer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// A prompt through `PawaPay`.
    Mtn,
    /// A hosted page of Flutterwave's.
    Card,
    /// A prompt of Safaricom's own interface. For Kenyan goods.
    Mpesa,
    /// The same, for Zambian goods, in shillings.
    FromKenya,
}

/// So much of the wallet of whoever signed in with the phone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Credit {
    pub phone: String,
    pub minor: i64,
}

/// Where an owner says that the money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaidTo {
    /// Another wallet than before.
    Wallet,
    /// An account at a bank of the shop's country.
    Bank,
    /// What it was before the change that waits, if one does.
    Before,
}

/// What of a parcel goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Back {
    /// So much of its first line.
    Amount(i64),
    /// A piece of its first line, which is on the shelf again or not.
    Piece {
        to_shelf: bool,
    },
    Delivery(i64),
    Everything,
}

/// A step of a shop, as it goes over the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShopStep {
    Pack,
    HandOver,
    Deliver,
}

impl From<ShopStep> for Step {
    fn from(step: ShopStep) -> Self {
        match step {
            ShopStep::Pack => Self::Pack,
            ShopStep::HandOver => Self::HandOver,
            ShopStep::Deliver => Self::Deliver,
        }
    }
}

/// One thing somebody does.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Deed {
    Hello,
    /// Puts so many of each product into a new cart.
    Fill {
        lines: Vec<(usize, u32)>,
    },
    Place {
        cart: Cart,
        key: String,
        phone: String,
    },
    Pay {
        purchase: Uuid,
        key: String,
        phone: String,
        way: Way,
        /// What of the price store credit pays.
        credit: Option<Credit>,
    },
    /// All of it with store credit of whoever signed in with the phone.
    PayWithCredit {
        purchase: Uuid,
        phone: String,
    },
    CancelByBuyer {
        purchase: Uuid,
    },
    CancelByShop {
        purchase: Uuid,
        parcel: usize,
    },
    Step {
        purchase: Uuid,
        parcel: usize,
        step: ShopStep,
    },
    /// The shop gives back some of a parcel.
    GiveBack {
        purchase: Uuid,
        parcel: usize,
        back: Back,
        key: String,
    },
    AcceptCash {
        purchase: Uuid,
    },
    TakeCash {
        purchase: Uuid,
        parcel: usize,
    },
    RefuseCash {
        purchase: Uuid,
        parcel: usize,
    },
    PayOut {
        shop: usize,
        key: String,
    },
    /// An owner says where the money goes from now on.
    SayPaidTo {
        shop: usize,
        to: PaidTo,
    },
    /// Does all queued work.
    Jobs,
    /// Forgets all queued work.
    LoseJobs,
    Sweep,
    /// Sweep, jobs, messages: what a running program does all the time.
    Tick,
    /// A person decides every open case about money.
    Decide,
    /// A person says of money that nobody knows of what the provider's books say of it: by the attempt, refund or payout, whether it moved.
    Say {
        moved: Vec<(Uuid, bool)>,
    },
    /// A person imports a statement of M-Pesa's.
    Import {
        csv: String,
    },
    /// The buyer is told where to send a bank transfer.
    BeginTransfer {
        purchase: Uuid,
    },
    /// A person imports the statement of our bank in Zambia.
    ImportBank {
        csv: String,
    },
    /// An admin decides about the oldest purchase under review.
    Look {
        clears: bool,
    },
    Clock {
        unix: i64,
    },
    /// From now on a process is killed when the market passes the point for the `nth` time: the market itself, or the named one
    /// of the database.
    Arm {
        point: String,
        nth: usize,
        database: Option<i32>,
    },
}

/// A cart that can be placed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Cart {
    pub id: Uuid,
    pub total_minor: i64,
    pub is_kenyan: bool,
}

/// What came of a deed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Told {
    /// Why not, in words. A refusal is an outcome like any other.
    pub refused: Option<String>,
    /// What broke. Only a dying database or provider may make this.
    pub failed: Option<String>,
    /// It broke in a way that trying again does not mend. Never right.
    pub is_broken: bool,
    pub cart: Option<Cart>,
    pub purchase: Option<Uuid>,
    pub attempt: Option<Uuid>,
}

/// A product the market sells.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Good {
    pub listing: Uuid,
    pub variant: Uuid,
    pub shop: Uuid,
    pub owner: Uuid,
    pub price_minor: i64,
    pub is_kenyan: bool,
}

/// What a market process is started with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MarketConfig {
    pub database: String,
    /// As owner, app, storefront, worker, superuser.
    pub urls: [String; 5],
    pub dialect_url: String,
    pub keys: Vec<(String, String)>,
    /// Where callbacks arrive, and where deeds do.
    pub door_port: u16,
    pub deed_port: u16,
    pub goods: Vec<Good>,
    /// From how many points on an admin looks at a purchase; off, or a number.
    pub review_above: String,
    pub unix: i64,
}
