//! Labelled trade: weeks of honest and dishonest buyers out of one seed, made by the flows, scored by the rules as they are. The labels
//! are ours, so what comes out proves the workflow and shows what a rule's change does; how accurate the rules are among real buyers
//! it cannot say.

use std::collections::BTreeMap;
use std::fmt;

use catalog::cash::CashTerms;
use countries::Country;
use flows::cash;
use flows::place::Placed;
use flows::risk::ReviewAbove;
use kernel::{Id, Method, Network, PhoneNumber, PurchaseId, Refusal};

use crate::{Dice, Opening, Product, TestMarket, holder};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Shops, and what their one product costs in minor units.
const SHOPS: [i64; 9] = [
    8_000, 12_000, 15_000, 20_000, 25_000, 30_000, 40_000, 55_000, 70_000,
];
/// A parcel is at the door so long after it was bought: later than any review ends.
const TO_THE_DOOR: u64 = 6 * HOUR;

kernel::text_enum! {
    /// Who buys. The first five mean to keep what they buy.
    #[derive(PartialOrd, Ord)]
    pub enum Kind {
        /// A few times a month, from the same phone, to the same place; once in a while nobody is at home.
        Repeat = "repeat customer",
        /// Paid from one phone, received at another.
        Gift = "gift",
        /// Several times a day, from several shops.
        Office = "office",
        /// The first purchase, and a large one.
        BigFirst = "first-time big spender",
        /// Shares a gate with many others.
        Hostel = "hostel",
        /// Orders for cash and does not take it, then does so from another phone.
        RefusesCash = "refuses cash",
        /// From one shop after the other with somebody's wallet.
        Burst = "burst over many shops",
        /// Tries other people's phones until somebody enters the PIN.
        ManyPayers = "many paying phones",
        /// Tries cards until one works.
        CardTester = "card tester",
    }
}

impl Kind {
    /// Whether they mean to keep what they buy.
    pub const fn is_honest(self) -> bool {
        match self {
            Self::Repeat | Self::Gift | Self::Office | Self::BigFirst | Self::Hostel => true,
            Self::RefusesCash | Self::Burst | Self::ManyPayers | Self::CardTester => false,
        }
    }
}

/// How many purchases of one kind were sold, and how many of these somebody was asked to look at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    pub sold: u32,
    pub reviewed: u32,
}

/// What came of a trade, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confusion(pub BTreeMap<Kind, Counted>);

impl Confusion {
    fn sum(&self, is_honest: bool) -> Counted {
        let kinds = self
            .0
            .iter()
            .filter(|(kind, _)| kind.is_honest() == is_honest);
        kinds.fold(Counted::default(), |sum, (_, counted)| Counted {
            sold: sum.sold + counted.sold,
            reviewed: sum.reviewed + counted.reviewed,
        })
    }

    /// Of the reviewed, how many of a thousand were dishonest.
    pub fn precision_per_mille(&self) -> u32 {
        let (right, wrong) = (self.sum(false).reviewed, self.sum(true).reviewed);
        right * 1_000 / (right + wrong).max(1)
    }

    /// Of the dishonest, how many of a thousand were reviewed.
    pub fn recall_per_mille(&self) -> u32 {
        let all = self.sum(false);
        all.reviewed * 1_000 / all.sold.max(1)
    }
}

impl fmt::Display for Confusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<24} {:<10} {:>5} {:>9} {:>7}",
            "kind", "label", "sold", "reviewed", "packed"
        )?;
        for (kind, counted) in &self.0 {
            let label = if kind.is_honest() {
                "honest"
            } else {
                "dishonest"
            };
            let (sold, reviewed) = (counted.sold, counted.reviewed);
            writeln!(
                f,
                "{:<24} {label:<10} {sold:>5} {reviewed:>9} {:>7}",
                kind.as_str(),
                sold - reviewed
            )?;
        }
        Ok(())
    }
}

/// One purchase that somebody will make.
#[derive(Debug, Clone)]
struct Wish {
    kind: Kind,
    buyer: PhoneNumber,
    /// Nobody: in cash.
    payer: Option<PhoneNumber>,
    landmark: String,
    /// Which shops, and how many pieces of each.
    lines: Vec<(usize, u32)>,
    /// Refused before it is paid, each from a phone.
    refused: Vec<(PhoneNumber, Method, Refusal)>,
    is_taken: bool,
}

/// What happens at a moment.
#[derive(Debug)]
enum Deed {
    Buy(Wish),
    Door { placed: Placed, is_taken: bool },
}

/// So many weeks of trade out of a seed, with the usual limit.
pub async fn trade(seed: u64, weeks: u64) -> Confusion {
    let opening = Opening {
        review_above: ReviewAbove::STANDARD,
        ..Opening::default()
    };
    let m = TestMarket::open_with(opening).await;
    let mut goods = Vec::new();
    for (number, price) in SHOPS.iter().enumerate() {
        let shop = m.shop(&format!("Shop {number}"), Country::Zambia).await;
        let terms = CashTerms {
            maximum: None,
            areas: Vec::new(),
        };
        let product = m.product(shop, *price, 5_000).await;
        m.takes_cash(shop, product.price.currency(), &terms).await;
        goods.push(product);
    }
    let mut plan = Plan {
        m: &m,
        dice: Dice::new(seed),
        deeds: BTreeMap::new(),
        count: 0,
    };
    plan.everybody(weeks);
    let mut now = 0;
    let mut sold: Vec<(Kind, PurchaseId)> = Vec::new();
    while let Some(((at, _), deed)) = plan.deeds.pop_first() {
        m.pass_here(at.saturating_sub(now));
        now = now.max(at);
        m.sweep().await;
        match deed {
            Deed::Buy(wish) => {
                if let Some(placed) = buy(&m, &goods, &wish).await {
                    sold.push((wish.kind, placed.id));
                    let is_taken = wish.is_taken;
                    plan.at(now + TO_THE_DOOR, Deed::Door { placed, is_taken });
                }
            }
            Deed::Door { placed, is_taken } => to_the_door(&m, &goods, &placed, is_taken).await,
        }
    }
    m.run_jobs().await;
    m.assert_sound().await;
    count(&m, &sold).await
}

async fn count(m: &TestMarket, sold: &[(Kind, PurchaseId)]) -> Confusion {
    let mut confusion = Confusion::default();
    for (kind, id) in sold {
        let mut tx = m.platform().await;
        let reviewed: bool = sqlx::query_scalar(
            "select exists (select from risk_reviews where purchase_id = $1 and state <> 'noted')",
        )
        .bind(id.uuid())
        .fetch_one(&mut *tx)
        .await
        .unwrap();
        let counted = confusion.0.entry(*kind).or_default();
        counted.sold += 1;
        counted.reviewed += u32::from(reviewed);
    }
    confusion
}

/// `None`: it could not be had this way, and the buyer left it.
async fn buy(m: &TestMarket, goods: &[Product], wish: &Wish) -> Option<Placed> {
    let lines: Vec<(&Product, u32)> = wish
        .lines
        .iter()
        .map(|(shop, pieces)| (&goods[*shop], *pieces))
        .collect();
    let cart = m.cart_with(&lines).await;
    let mut form = m.wish(&cart);
    form.recipient.phone = wish.buyer.clone();
    form.recipient.landmark.clone_from(&wish.landmark);
    let placed = m.try_place(form).await.unwrap();
    for (phone, method, why) in &wish.refused {
        m.refused_try(&placed, phone, *method, *why).await;
    }
    if let Some(payer) = &wish.payer {
        m.approves(payer);
        m.pay(&placed, payer).await;
    } else {
        let accepted = cash::accept(&m.market, holder(placed.id), placed.id).await;
        accepted.ok()?;
        m.run_jobs().await;
    }
    Some(placed)
}

async fn to_the_door(m: &TestMarket, goods: &[Product], placed: &Placed, is_taken: bool) {
    for order in m.orders(placed.id).await {
        let shop = goods.iter().map(|product| product.shop);
        let shop = shop
            .into_iter()
            .find(|shop| shop.shop == order.shop)
            .unwrap();
        if !order.is_cash {
            m.deliver(placed, shop).await;
            continue;
        }
        m.hand_over(placed, shop).await;
        if is_taken {
            m.take_cash(placed, shop).await;
        } else {
            cash::refused(&m.market, shop, order.number, "Nobody took it")
                .await
                .unwrap();
        }
    }
}

/// Everything that will happen, by its moment.
struct Plan<'a> {
    m: &'a TestMarket,
    dice: Dice,
    /// By second, and in the order they were thought of.
    deeds: BTreeMap<(u64, u64), Deed>,
    count: u64,
}

impl Plan<'_> {
    fn at(&mut self, second: u64, deed: Deed) {
        self.count += 1;
        self.deeds.insert((second, self.count), deed);
    }

    fn buys(&mut self, second: u64, wish: Wish) {
        self.at(second, Deed::Buy(wish));
    }

    /// Somewhere in the working hours of a day.
    fn moment(&mut self, day: u64) -> u64 {
        day * DAY + 8 * HOUR + self.roll(10 * 60) * MINUTE
    }

    fn roll(&mut self, below: u64) -> u64 {
        self.dice.roll() % below.max(1)
    }

    fn shops(&mut self, count: usize) -> Vec<usize> {
        let first = self.dice.below(SHOPS.len());
        (0..count).map(|n| (first + n) % SHOPS.len()).collect()
    }

    /// From so many shops, a piece or two of each, paid from the buyer's own phone.
    fn usual(&mut self, kind: Kind, buyer: &PhoneNumber, landmark: &str, shops: usize) -> Wish {
        let lines = self.shops(shops);
        Wish {
            kind,
            buyer: buyer.clone(),
            payer: Some(buyer.clone()),
            landmark: landmark.to_owned(),
            lines: lines
                .into_iter()
                .map(|shop| (shop, if self.dice.chance(30) { 2 } else { 1 }))
                .collect(),
            refused: Vec::new(),
            is_taken: true,
        }
    }

    fn everybody(&mut self, weeks: u64) {
        let days = weeks * 7;
        for number in 0..12 {
            self.repeat(number, days);
        }
        for number in 0..10 {
            self.gift(number, days);
        }
        for number in 0..2 {
            self.office(number, days);
        }
        for number in 0..6 {
            self.big_first(number, days);
        }
        self.hostel(days);
        for number in 0..3 {
            self.refuses_cash(number, days);
            self.burst(number, days);
            self.many_payers(number, days);
            self.card_tester(number, days);
        }
    }

    fn repeat(&mut self, number: u64, days: u64) {
        let phone = self.m.phone();
        let landmark = format!("House {number}");
        let mut day = self.roll(5);
        while day < days {
            let shops = 1 + self.dice.below(2);
            let mut wish = self.usual(Kind::Repeat, &phone, &landmark, shops);
            if self.dice.chance(25) {
                // Somebody forgot the PIN first.
                let mtn = Method::from(Network::MtnZambia);
                wish.refused = vec![(phone.clone(), mtn, Refusal::NotApproved)];
            }
            if self.dice.chance(25) {
                wish.payer = None;
                wish.is_taken = !self.dice.chance(10);
            }
            let at = self.moment(day);
            self.buys(at, wish);
            day += 3 + self.roll(5);
        }
    }

    fn gift(&mut self, number: u64, days: u64) {
        let (payer, buyer) = (self.m.phone(), self.m.phone());
        for _ in 0..=self.roll(2) {
            let mut wish = self.usual(Kind::Gift, &buyer, &format!("Sister {number}"), 1);
            wish.payer = Some(payer.clone());
            if self.dice.chance(20) {
                // Nobody in the family has enough, until somebody has.
                let mtn = Method::from(Network::MtnZambia);
                let empty = Refusal::InsufficientBalance;
                wish.refused = (0..2).map(|_| (self.m.phone(), mtn, empty)).collect();
            }
            let day = self.roll(days);
            let at = self.moment(day);
            self.buys(at, wish);
        }
    }

    fn office(&mut self, number: u64, days: u64) {
        let phone = self.m.phone();
        let landmark = format!("Office {number}");
        for day in (0..days).filter(|day| day % 7 < 5) {
            // Everything on the first day, and once in a while for a meeting.
            let all = day == 0 || self.dice.chance(8);
            let often = if all { 7 } else { self.roll(3) };
            let shops = self.shops(7);
            for n in 0..often {
                let mut wish = self.usual(Kind::Office, &phone, &landmark, 1);
                wish.lines = shops
                    .iter()
                    .skip(usize::try_from(n).unwrap())
                    .take(1)
                    .map(|shop| (*shop, 1))
                    .collect();
                self.buys(day * DAY + 9 * HOUR + n * 12 * MINUTE, wish);
            }
        }
    }

    fn big_first(&mut self, number: u64, days: u64) {
        let phone = self.m.phone();
        let mut wish = self.usual(Kind::BigFirst, &phone, &format!("New house {number}"), 1);
        for line in &mut wish.lines {
            line.1 = 8 + u32::try_from(self.dice.below(5)).unwrap_or_default();
        }
        if self.dice.chance(30) {
            wish.payer = Some(self.m.phone());
        }
        let day = days / 2 + self.roll(days / 2);
        let at = self.moment(day);
        self.buys(at, wish);
    }

    fn hostel(&mut self, days: u64) {
        for day in (2..days).step_by(9) {
            for _ in 0..6 {
                let phone = self.m.phone();
                let wish = self.usual(Kind::Hostel, &phone, "Hostel gate", 1);
                let at = self.moment(day);
                self.buys(at, wish);
            }
        }
    }

    fn refuses_cash(&mut self, number: u64, days: u64) {
        let mut phone = self.m.phone();
        let mut day = self.roll(6);
        for n in 0.. {
            if day >= days {
                return;
            }
            if n % 3 == 2 {
                phone = self.m.phone();
            }
            let mut wish = self.usual(Kind::RefusesCash, &phone, &format!("Corner {number}"), 1);
            (wish.payer, wish.is_taken) = (None, false);
            let at = self.moment(day);
            self.buys(at, wish);
            day += 2 + self.roll(4);
        }
    }

    fn burst(&mut self, number: u64, days: u64) {
        let (buyer, victim) = (self.m.phone(), self.m.phone());
        let day = self.roll(days);
        let start = self.moment(day);
        for (n, shop) in (0..).zip(self.shops(SHOPS.len())) {
            let mut wish = self.usual(Kind::Burst, &buyer, &format!("Bridge {number}"), 1);
            wish.lines = vec![(shop, 2)];
            wish.payer = Some(victim.clone());
            self.buys(start + n * 5 * MINUTE, wish);
        }
    }

    fn many_payers(&mut self, number: u64, days: u64) {
        let buyer = self.m.phone();
        for _ in 0..2 {
            let mut wish = self.usual(Kind::ManyPayers, &buyer, &format!("Kiosk {number}"), 1);
            let mtn = Method::from(Network::MtnZambia);
            let tried = 2 + self.dice.below(3);
            wish.refused = (0..tried)
                .map(|_| (self.m.phone(), mtn, Refusal::NotApproved))
                .collect();
            wish.payer = Some(self.m.phone());
            let day = self.roll(days);
            let at = self.moment(day);
            self.buys(at, wish);
        }
    }

    fn card_tester(&mut self, number: u64, days: u64) {
        let buyer = self.m.phone();
        let day = self.roll(days);
        let start = self.moment(day);
        for n in 0..3 {
            let mut wish = self.usual(Kind::CardTester, &buyer, &format!("Stall {number}"), 1);
            let tried = 1 + self.dice.below(3);
            wish.refused = (0..tried)
                .map(|_| (buyer.clone(), Method::Card, Refusal::Unspecified))
                .collect();
            self.buys(start + n * 20 * MINUTE, wish);
        }
    }
}
