//! What a move is, once it is known what it is about: something asked of the market, or done by a person at a phone.

use anyhow::Result;
use simulator::{Answer, ByHand, CallbackKnob, Scenario, ScenarioRule, State};
use uuid::Uuid;

use super::Play;
use crate::check;
use crate::deed::{Credit, Deed, Way};
use crate::plan::{Hand, Move, Payment};
use crate::play::Sent;

const GOOD_CARD: &str = "5531886652142950";

impl Play<'_> {
    /// What is asked of the market, once it is known what it is about. What the person at the phone does is done here.
    pub(super) async fn deed_of(&mut self, one: &Move) -> Result<Option<Deed>> {
        let bought = |buy: usize| self.buyers[buy].purchase;
        Ok(match one {
            Move::Place { buy, lines } => self.place(*buy, lines).await,
            Move::Pay { buy, nth, payment } => match bought(*buy) {
                Some(purchase) => Some(self.pay(purchase, *buy, *nth, payment, None)?),
                None => None,
            },
            Move::PayBeside {
                buy,
                nth,
                payment,
                of,
            } => match bought(*buy) {
                Some(purchase) => Some(self.pay(purchase, *buy, *nth, payment, Some(*of))?),
                None => None,
            },
            Move::PayWithCredit { buy, of } => bought(*buy).map(|purchase| Deed::PayWithCredit {
                purchase,
                phone: wallet_of(*of),
            }),
            Move::Answer { buy, approves } => {
                self.answer(*buy, *approves).await;
                None
            }
            Move::CancelByBuyer { buy } => {
                bought(*buy).map(|purchase| Deed::CancelByBuyer { purchase })
            }
            Move::CancelByShop { buy, parcel } => {
                let parcel = *parcel;
                bought(*buy).map(|purchase| Deed::CancelByShop { purchase, parcel })
            }
            Move::GiveBack {
                buy,
                parcel,
                nth,
                back,
            } => bought(*buy).map(|purchase| Deed::GiveBack {
                purchase,
                parcel: *parcel,
                back: *back,
                key: format!("back-{buy}-{nth}"),
            }),
            Move::ByHand { buy, hand } => {
                self.pay_by_hand(*buy, *hand).await?;
                None
            }
            Move::BeginTransfer { buy } => {
                bought(*buy).map(|purchase| Deed::BeginTransfer { purchase })
            }
            Move::Transfer { buy, hand } => {
                self.send_transfer(*buy, *hand).await;
                None
            }
            Move::ImportBank => Some(Deed::ImportBank {
                csv: self.bank.statement(),
            }),
            Move::Look { clears } => Some(Deed::Look { clears: *clears }),
            Move::Step { buy, parcel, step } => bought(*buy).map(|purchase| Deed::Step {
                purchase,
                parcel: *parcel,
                step: *step,
            }),
            Move::AcceptCash { buy } => bought(*buy).map(|purchase| Deed::AcceptCash { purchase }),
            Move::TakeCash { buy, parcel } => {
                let parcel = *parcel;
                bought(*buy).map(|purchase| Deed::TakeCash { purchase, parcel })
            }
            Move::RefuseCash { buy, parcel } => {
                let parcel = *parcel;
                bought(*buy).map(|purchase| Deed::RefuseCash { purchase, parcel })
            }
            Move::PayOut { shop, nth } => Some(Deed::PayOut {
                shop: *shop,
                key: format!("payout-{shop}-{nth}"),
            }),
            Move::SayPaidTo { shop, to } => Some(Deed::SayPaidTo {
                shop: *shop,
                to: *to,
            }),
            Move::Jobs => Some(Deed::Jobs),
            Move::LoseJobs => Some(Deed::LoseJobs),
            Move::Sweep => Some(Deed::Sweep),
            Move::Tick => Some(Deed::Tick),
        })
    }

    async fn place(&mut self, buy: usize, lines: &[(usize, u32)]) -> Option<Deed> {
        if self.buyers[buy].cart.is_none() {
            let deed = Deed::Fill {
                lines: lines.to_vec(),
            };
            let told = self.stage.asker().ask(&deed).await.ok()?;
            self.buyers[buy].cart = told.cart;
        }
        Some(Deed::Place {
            cart: self.buyers[buy].cart?,
            key: format!("place-{buy}-key"),
            phone: phone(Way::Mtn, buy, 9),
        })
    }

    fn pay(
        &self,
        purchase: Uuid,
        buy: usize,
        nth: usize,
        payment: &Payment,
        credit_of: Option<usize>,
    ) -> Result<Deed> {
        let phone = phone(payment.way, buy, nth);
        if payment.way != Way::Card
            && let Some(simulator) = &self.stage.simulator
        {
            simulator.put_scenario(ScenarioRule {
                times: Some(1),
                ..ScenarioRule::for_msisdn(phone.trim_start_matches('+'), payment.scenario.clone())
            })?;
        }
        Ok(Deed::Pay {
            purchase,
            key: format!("pay-{buy}-{nth}-key"),
            phone,
            way: payment.way,
            credit: credit_of.map(|of| Credit {
                phone: wallet_of(of),
                minor: CREDIT_BESIDE,
            }),
        })
    }

    /// The person answers the newest prompt, or presses a button on the newest page.
    async fn answer(&self, buy: usize, approves: bool) {
        let Some((attempt, way)) = self.buyers[buy].attempt else {
            return;
        };
        let Ok(named) = check::named(&self.stage.pool, attempt).await else {
            return;
        };
        if way == Way::Card {
            if let Some(page) = named.redirect_url {
                let action = if approves { "pay" } else { "cancel" };
                self.stage.asker().press(&page, action, GOOD_CARD).await;
            }
            return;
        }
        let Some(simulator) = &self.stage.simulator else {
            return;
        };
        let handle = named.provider_handle.as_deref();
        let found = handle
            .and_then(|handle| simulator.find(handle))
            .or_else(|| simulator.find(&named.provider_reference.to_string()));
        if let Some(movement) = found.filter(|movement| movement.state != State::Completed) {
            let answer = if approves {
                Answer::Approve
            } else {
                Answer::Refuse
            };
            // It may have ended meanwhile.
            let _ = simulator.answer(movement.id, answer);
        }
    }

    /// Somebody goes to the menu of M-Pesa and types what the page says, more or less.
    async fn pay_by_hand(&mut self, buy: usize, hand: Hand) -> Result<()> {
        let Some(purchase) = self.buyers[buy].purchase else {
            return Ok(());
        };
        let (Some(simulator), Ok(price)) = (
            &self.stage.simulator,
            check::price_of(&self.stage.pool, purchase).await,
        ) else {
            return Ok(());
        };
        let msisdn = phone(Way::Mpesa, buy, 8).trim_start_matches('+').to_owned();
        let callback = match self.plan.cell.order.knob() {
            // Nobody asked, so nothing is answered before it.
            CallbackKnob::BeforeResponse => CallbackKnob::Normal,
            knob => knob,
        };
        let scenario = Scenario {
            callback,
            ..Scenario::default()
        };
        simulator.put_scenario(ScenarioRule {
            times: Some(1),
            ..ScenarioRule::for_msisdn(&msisdn, scenario)
        })?;
        let typed = ByHand {
            msisdn,
            account: match hand {
                Hand::WrongNumber => "NOVEMBER".to_owned(),
                Hand::Whole | Hand::Half | Hand::TooMuch => price.number,
            },
            amount: u32::try_from(hand.of(price.minor / 100))?,
        };
        // A till that nobody registered yet takes nothing.
        if let Ok(receipt) = simulator.pay_by_hand(&typed).await {
            self.by_hand.push(receipt);
        }
        Ok(())
    }

    /// Somebody goes to a bank and writes what the page says, more or less. The bank's books are on nobody's side.
    async fn send_transfer(&mut self, buy: usize, hand: Hand) {
        let Some(purchase) = self.buyers[buy].purchase else {
            return;
        };
        let Ok(price) = check::price_of(&self.stage.pool, purchase).await else {
            return;
        };
        self.bank.take(Sent {
            written: match hand {
                Hand::WrongNumber => "RENT NOVEMBER".to_owned(),
                Hand::Whole | Hand::Half | Hand::TooMuch => format!("TRF {}", price.number),
            },
            minor: hand.of(price.minor),
            unix: self.unix,
        });
    }
}

impl Hand {
    /// How much of a price somebody sends who pays by hand.
    fn of(self, price: i64) -> i64 {
        match self {
            Self::Whole | Self::WrongNumber => price,
            Self::Half => price - price / 2,
            Self::TooMuch => price + 50,
        }
    }
}

/// So much of a price is paid with store credit beside a prompt, in cents.
const CREDIT_BESIDE: i64 = 40_000;

/// Whoever paid first for a Kenyan purchase.
fn wallet_of(buy: usize) -> String {
    phone(Way::Mpesa, buy, 0)
}

fn phone(way: Way, buy: usize, nth: usize) -> String {
    let number = 500_000 + buy * 10 + nth;
    match way {
        Way::Mtn | Way::Card => format!("+26096{number:07}"),
        Way::Mpesa | Way::FromKenya => format!("+254712{number:06}"),
    }
}
