//! Whether an amount on a page is what its lines come to, as the ledger itself has them, or of a kind that has no lines.

use std::collections::BTreeMap;

use kernel::PurchaseId;
use ledger::Account;
use ledger::shop::{self as books, Line, Sought};
use orders::Order;
use orders::refunds::{self, Refund, Shares};
use rehearsal::TestMarket;
use store::Shop;

use super::html::{self, Amount};

/// Amounts that are no money of a shop's, and why nothing explains them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotEarned {
    /// What a product costs: the shop's own word.
    Price,
    /// What a line of an order costs. The lines are the order's items, which the sum beside them begins with.
    OrderLine,
    /// What of one line went back: a part of a refund, which stands whole on the same page.
    PartOfRefund,
    /// What an order that nobody has paid yet would bring. Nothing is booked.
    Forecast,
    /// What could be given back: a look ahead, whose result `what_if.rs` of the flows compares with what happens.
    WhatIf,
    /// An invoice or a credit note: what it says never changes again, and it is about the buyer's money.
    Paper,
    /// What the marketplace keeps at least, or at most, of a line that nobody has bought yet.
    Terms,
}

impl NotEarned {
    pub const ALL: [Self; 7] = [
        Self::Price,
        Self::OrderLine,
        Self::PartOfRefund,
        Self::Forecast,
        Self::WhatIf,
        Self::Paper,
        Self::Terms,
    ];
}

/// How an amount was found to be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// It is a posting.
    Posting,
    /// The page it leads to has lines that come to it.
    Linked,
    /// The lines on its own page come to it.
    Summed,
    /// It is a term of a sum or an equation whose result is proved.
    Term,
    /// It repeats what is proved on the same page.
    Repeated,
    Not(NotEarned),
}

/// A page that was read.
pub struct Page {
    pub path: String,
    pub amounts: Vec<Amount>,
}

/// Everything the dashboard shows, beside everything the ledger holds of the shop.
pub struct Desk {
    pub pages: BTreeMap<String, Page>,
    postings: BTreeMap<i64, Line>,
    /// The commission that was booked for each cause.
    commission: BTreeMap<String, i64>,
    /// The shop's orders, by number.
    orders: BTreeMap<String, Sold>,
}

/// An order as it was sold, and what was given back of it.
struct Sold {
    order: Order,
    refunds: Vec<Refund>,
}

impl Sold {
    /// What is left for the shop.
    fn own(&self) -> i64 {
        let left = Shares::of(&self.order)
            .unwrap()
            .after(&self.refunds)
            .unwrap();
        left.of_shop().unwrap().minor()
    }

    /// What went back of each line.
    fn parts(&self) -> Vec<i64> {
        let mut parts = BTreeMap::new();
        for line in self.refunds.iter().flat_map(|refund| &refund.lines) {
            *parts.entry(line.line.to_string()).or_insert(0) += line.amount.minor();
        }
        parts.into_values().collect()
    }
}

type Found = Result<Proof, String>;

impl Desk {
    pub async fn new(m: &TestMarket, shop: Shop, purchases: &[PurchaseId]) -> Self {
        let id = shop.shop;
        let all = [
            Account::ShopPending(id),
            Account::TaxHeld(id),
            Account::Delivery(id),
            Account::ShopAvailable(id),
            Account::PayoutInTransit(id),
            Account::CodDebt(id),
        ];
        let mut tx = m.platform().await;
        let sought = Sought::new(id, kernel::Currency::ZMW, &all);
        let lines = books::lines(&mut *tx, &sought, i64::MAX).await.unwrap();
        let (mut commission, mut sold) = (BTreeMap::new(), BTreeMap::new());
        for purchase in purchases {
            let posted = ledger::postings_of_purchase(&mut *tx, *purchase).await;
            let mut of_sale = 0;
            for line in posted.unwrap() {
                if line.account == "commission" {
                    let is_sale = matches!(line.kind.as_str(), "collected" | "cash_collected");
                    of_sale -= if is_sale { line.amount.minor() } else { 0 };
                    commission.insert(line.cause, -line.amount.minor());
                }
            }
            let orders = orders::order::list_of_purchase(&mut *tx, *purchase).await;
            let orders = orders.unwrap();
            let frozen: i64 = orders.iter().map(|order| order.commission.minor()).sum();
            assert!(of_sale == 0 || of_sale == frozen, "what is shown is booked");
            for order in orders.into_iter().filter(|order| order.shop == id) {
                let refunds = refunds::list_of_order(&mut tx, order.id).await.unwrap();
                sold.insert(order.number.to_string(), Sold { order, refunds });
            }
        }
        Self {
            pages: BTreeMap::new(),
            postings: lines.into_iter().map(|line| (line.id, line)).collect(),
            commission,
            orders: sold,
        }
    }

    /// The order a page is about.
    fn sold(&self, page: &Page) -> Option<&Sold> {
        let rest = page.path.strip_prefix("/dashboard/orders/")?;
        self.orders.get(rest.split(['/', '?']).next()?)
    }

    fn is_paid(&self, sold: &Sold) -> bool {
        let purchase = Some(sold.order.purchase);
        self.postings.values().any(|line| line.purchase == purchase)
    }

    /// That the page of every paid order comes to what is left of it for the shop, and how many there are.
    pub fn assert_orders_come_to_what_is_left(&self) -> usize {
        let paid = self.orders.iter().filter(|(_, sold)| self.is_paid(sold));
        let mut count = 0;
        for (number, sold) in paid {
            let path = format!("/dashboard/orders/{number}");
            assert_eq!(self.come_to(&path), Ok(sold.own()), "{number}");
            count += 1;
        }
        count
    }

    fn page(&self, path: &str) -> Result<&Page, String> {
        let path = path.split('#').next().unwrap_or_default();
        self.pages
            .get(path)
            .ok_or_else(|| format!("{path} was not read"))
    }

    /// What the lines of a page come to. Each is a posting of the ledger, or stands for the lines of another page.
    pub fn come_to(&self, path: &str) -> Result<i64, String> {
        let mut sum = 0;
        for amount in &self.page(path)?.amounts {
            if let Some(value) = amount.data() {
                self.is_line(amount, value)?;
                sum += amount.minor;
            }
        }
        Ok(sum)
    }

    fn is_line(&self, amount: &Amount, value: &str) -> Result<(), String> {
        let size = amount.minor.abs();
        let booked = match value.split_once(' ') {
            Some(("posting", id)) => {
                let id: i64 = id.parse().map_err(|_| "no posting".to_owned())?;
                let line = self.postings.get(&id).ok_or("a posting of nobody's")?;
                line.amount.minor().abs()
            }
            Some(("before" | "order", _)) => {
                let href = amount.within("a").and_then(|link| link.attribute("href"));
                self.come_to(href.ok_or("it leads nowhere")?)?.abs()
            }
            // Cash in a shop's own hand is in no book of ours; the sum it is part of says whether it is right.
            _ if value == "cash" => size,
            _ => return Err(format!("{value} is no line")),
        };
        if booked == size {
            Ok(())
        } else {
            Err(format!("{value} is {booked}, not {size}"))
        }
    }

    /// Why an amount is right, or what is wrong with it.
    pub fn prove(&self, page: &Page, amount: &Amount) -> Found {
        if let Some(kind) = self.not_earned(page, amount)? {
            return Ok(Proof::Not(kind));
        }
        if let Some(value) = amount.data() {
            self.is_line(amount, value)?;
            return Ok(match amount.within("a") {
                Some(_) => Proof::Linked,
                None => Proof::Posting,
            });
        }
        if let Some(href) = amount.within("a").and_then(|link| link.attribute("href")) {
            return self.linked(href, amount);
        }
        if let Some(list) = amount.within("dl").filter(|list| list.has_class("totals")) {
            return self.summed(page, list.at, amount);
        }
        if amount.text.contains(" = ") {
            return self.equation(page, amount);
        }
        if amount.within_id("commission") {
            return self.by_line(page);
        }
        self.repeated(page, amount)
    }

    /// The commission of each line: together it is what the ledger books of the order.
    fn by_line(&self, page: &Page) -> Found {
        let sold = self.sold(page).ok_or("no order's page")?;
        let lines = page.amounts.iter();
        let sum: i64 = lines
            .filter(|other| other.within_id("commission"))
            .map(|other| other.minor)
            .sum();
        if sum == sold.order.commission.minor() {
            Ok(Proof::Term)
        } else {
            Err(format!("the commission of the lines comes to {sum}"))
        }
    }

    fn linked(&self, href: &str, amount: &Amount) -> Found {
        if href.starts_with("/dashboard/orders/") {
            let order = self.page(href)?;
            let shown = order
                .amounts
                .iter()
                .filter(|other| other.within_id("money"));
            let mut same = shown.filter(|other| other.minor == amount.minor);
            let Some(same) = same.next() else {
                return self.came_to_nothing(order);
            };
            return match self.prove(order, same)? {
                Proof::Not(kind) => Ok(Proof::Not(kind)),
                _ => Ok(Proof::Linked),
            };
        }
        let mut sum = self.come_to(href)?;
        if href.starts_with("/dashboard/money/payable") {
            // Less than nothing is paid out as nothing, and the page says so.
            sum = sum.max(0);
        }
        if sum == amount.minor {
            Ok(Proof::Linked)
        } else {
            Err(format!("{href} comes to {sum}"))
        }
    }

    /// An order that was over before anybody paid has no money at all.
    fn came_to_nothing(&self, order: &Page) -> Found {
        let is_paid = self.sold(order).is_none_or(|sold| self.is_paid(sold));
        let mut shown = order.amounts.iter();
        if is_paid || shown.any(|other| other.within_id("money")) {
            Err(format!("{} does not show it", order.path))
        } else {
            Ok(Proof::Not(NotEarned::Forecast))
        }
    }

    /// A sum in rows: the last is all others together, and what the lines of the page come to.
    fn summed(&self, page: &Page, list: usize, amount: &Amount) -> Found {
        let rows = page.amounts.iter().filter(|other| {
            let own = other.within("dl");
            own.is_some_and(|own| own.at == list)
        });
        let rows: Vec<&Amount> = rows.collect();
        let is_result = |row: &Amount| row.around.iter().any(|node| node.has_class("is-total"));
        let (results, terms): (Vec<&Amount>, Vec<&Amount>) =
            rows.into_iter().partition(|row| is_result(row));
        let [result] = results[..] else {
            return Err("a sum has one result".to_owned());
        };
        let sum: i64 = terms.iter().map(|row| row.minor).sum();
        if !terms.is_empty() && sum != result.minor {
            return Err(format!("the rows come to {sum}, not {}", result.minor));
        }
        let lines = self.come_to(&page.path)?;
        if lines != result.minor {
            return Err(format!("the lines come to {lines}, not {}", result.minor));
        }
        Ok(if is_result(amount) {
            Proof::Summed
        } else {
            Proof::Term
        })
    }

    /// `K 120.00 = K 125.00 sale − …`: both sides are the same, and the left one is proved beside it.
    fn equation(&self, page: &Page, amount: &Amount) -> Found {
        let (left, right) = html::sides(&amount.text);
        if left != right {
            return Err(format!("{left} is not {right}: {}", amount.text));
        }
        let refund = amount
            .within("p")
            .and_then(|p| p.attribute("id")?.strip_prefix("refund-"));
        if let Some(refund) = refund {
            self.refund(page, refund, &amount.text)?;
            return Ok(Proof::Term);
        }
        // In a table it is proved by the line of the same row, on an order's page by its sum.
        let row = amount.within("tr").map(|row| row.at);
        let is_beside = page.amounts.iter().any(|other| {
            other.minor == left
                && !other.text.contains(" = ")
                && other.within("tr").map(|row| row.at) == row
                && (other.data().is_some() || other.within("dl").is_some())
        });
        if !is_beside {
            return Err(format!("nothing proves {left}"));
        }
        Ok(Proof::Term)
    }

    /// The two parts of a refund are what the ledger took back for it.
    fn refund(&self, page: &Page, refund: &str, text: &str) -> Result<(), String> {
        let [total, own, commission] = html::money_in(text)[..] else {
            return Err("three amounts".to_owned());
        };
        let mut causes = self
            .commission
            .keys()
            .chain(self.postings.values().map(|l| &l.cause));
        // A cancellation is written under its order; the page is that order's.
        let cause = causes.find(|cause| cause.ends_with(refund));
        let Some(cause) = cause.cloned().or_else(|| self.cancelled(page)) else {
            // All of it was cash in the shop's hand, and there was no commission to give back.
            return if commission == 0 {
                Ok(())
            } else {
                Err("nothing is booked for it".to_owned())
            };
        };
        let booked = -self.commission.get(&cause).copied().unwrap_or_default();
        let of_cause = self.postings.values().filter(|line| line.cause == cause);
        let of_cause = of_cause.filter(|line| line.account != "cod_debt");
        let taken: i64 = of_cause.map(|line| line.amount.minor()).sum();
        // Cash that was the shop's own goes back by hand: the books only return the commission.
        let is_right = booked == commission && (taken == own || taken == -commission);
        if is_right && total == own + commission {
            Ok(())
        } else {
            Err(format!("{cause}: {taken} and {booked} are booked"))
        }
    }

    /// What the cancellation of a page's order is written under.
    fn cancelled(&self, page: &Page) -> Option<String> {
        let lines = page.amounts.iter().filter_map(|amount| {
            let id = amount.data()?.strip_prefix("posting ")?;
            self.postings.get(&id.parse().ok()?)
        });
        let mut causes = lines.map(|line| line.cause.clone());
        causes.find(|cause| cause.starts_with("cancelled:"))
    }

    /// A button, a heading or the story of an order says again what is proved on the page.
    fn repeated(&self, page: &Page, amount: &Amount) -> Found {
        if amount.within("table").is_some() {
            return Err("it stands in a table and leads nowhere".to_owned());
        }
        let others = page.amounts.iter().filter(|other| {
            other.minor.abs() == amount.minor.abs()
                && (other.data().is_some()
                    || other.within("a").is_some()
                    || other.within("dl").is_some()
                    || other.text.contains(" = "))
        });
        let mut why = "nothing explains it".to_owned();
        for other in others {
            match self.prove(page, other) {
                Ok(Proof::Not(kind)) => return Ok(Proof::Not(kind)),
                Ok(_) => return Ok(Proof::Repeated),
                Err(error) => why = error,
            }
        }
        Err(why)
    }

    /// The kind of an amount that is no money of the shop's.
    fn not_earned(&self, page: &Page, amount: &Amount) -> Result<Option<NotEarned>, String> {
        let path = page.path.split('?').next().unwrap_or_default();
        if path.starts_with("/dashboard/products") {
            return Ok(Some(NotEarned::Price));
        }
        if amount.within_id("commission-terms") {
            return Ok(Some(NotEarned::Terms));
        }
        let Some(sold) = self.sold(page) else {
            return Ok(None);
        };
        if path.contains("/documents/") {
            return Ok(Some(NotEarned::Paper));
        }
        if path.ends_with("/refund") {
            return Ok(Some(NotEarned::WhatIf));
        }
        if amount.within("li").is_some_and(|li| li.has_class("line")) {
            return of_line(page, sold, amount).map(Some);
        }
        Ok((!self.is_paid(sold)).then_some(NotEarned::Forecast))
    }
}

/// What a line of an order costs, or what of it went back.
fn of_line(page: &Page, sold: &Sold, amount: &Amount) -> Result<NotEarned, String> {
    let is_notice = amount.around.iter().any(|node| node.has_class("notice"));
    if is_notice {
        let is_part = sold.parts().contains(&amount.minor);
        return if is_part {
            Ok(NotEarned::PartOfRefund)
        } else {
            Err("no such part went back".to_owned())
        };
    }
    let whole = page.amounts.iter().filter(|other| {
        let mut around = other.around.iter();
        around.any(|node| node.has_class("line-amount"))
    });
    let sum: i64 = whole.map(|line| line.minor).sum();
    if sum == sold.order.items.minor() {
        Ok(NotEarned::OrderLine)
    } else {
        Err(format!("the lines of the order come to {sum}"))
    }
}
