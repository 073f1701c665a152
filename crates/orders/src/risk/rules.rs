//! The rules, as a pure function: facts in, points and reasons out.

use kernel::text_enum;

text_enum! {
    /// What is looked at. The weights are in [`RULES`].
    pub enum Rule {
        /// Velocity: this buyer bought so often within an hour.
        ManyInAnHour = "many_in_an_hour",
        /// Velocity: the same within a day.
        ManyInADay = "many_in_a_day",
        /// Velocity: from so many shops within a day, as somebody does who empties them.
        ManyShops = "many_shops",
        /// Mismatch: so many phones were tried to pay for this buyer within a day.
        ManyPayers = "many_payers",
        /// Mismatch: the phone that paid paid for so many different buyers within a day.
        ManyRecipients = "many_recipients",
        /// Mismatch: so many other phones had something sent to the same landmark within a day.
        CrowdedPlace = "crowded_place",
        /// Mismatch: a phone we do not know pays for another we do not know. Alone it is a gift.
        Strangers = "strangers",
        /// Mismatch: an order is so many times what its shop usually sells.
        OverShopsUsual = "over_shops_usual",
        /// Mismatch: cash, and so many times what this buyer ever took at the door.
        CashOverPast = "cash_over_past",
        /// Mismatch: so many parcels arrived, and none of them in this area.
        FarAway = "far_away",
        /// Refusal history: cash again, after so many parcels that came back from the door.
        RefusedAtTheDoor = "refused_at_the_door",
        /// Refusal history: so many prompts were refused at this buyer's phones within a day.
        RefusedPrompts = "refused_prompts",
        /// Refusal history: so many cards were refused within a day, as somebody sees who tries which of many works.
        RefusedCards = "refused_cards",
        /// Refusal history: so many purchases were left unpaid within a week.
        LeftUnpaid = "left_unpaid",
        /// Refusal history: so many were paid and then cancelled by the buyer within thirty days.
        CancelledAfterPaying = "cancelled_after_paying",
        /// Newness: nothing ever arrived for this buyer. Everybody is new once, so this weighs little.
        New = "new",
        /// Newness, the other way: so many parcels arrived. It speaks for the buyer.
        Known = "known",
    }
}

/// What is known about a purchase and its buyer at the moment it is paid or accepted for cash. A buyer is a phone, and the person who
/// is signed in with it. Everything is counted including this purchase.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// Bought within an hour: paid, or to be paid in cash.
    pub bought_hour: i64,
    /// Bought within a day.
    pub bought_day: i64,
    /// Different shops of those of the day.
    pub shops_day: i64,
    /// Different phones that tried to pay for this buyer within a day.
    pub payers_day: i64,
    /// Different buyers for whom the phone that paid tried to pay within a day.
    pub recipients_day: i64,
    /// Other phones that had something sent to the same landmark within a day.
    pub others_at_place_day: i64,
    /// The phone that paid is not the buyer's, and collected nothing of us before.
    pub is_paid_by_stranger: bool,
    /// How many times the shop's usual goods the dearest order is, whole times only. Nothing is said of a shop with few sales.
    pub times_shops_usual: i64,
    /// The rider is paid at the door.
    pub is_cash: bool,
    /// How many times the dearest parcel that ever arrived this purchase is, whole times only; nothing where none arrived.
    pub times_largest_arrived: i64,
    /// Parcels that arrived within half a year.
    pub arrived: i64,
    /// Of those, in the area of this purchase.
    pub arrived_here: i64,
    /// Parcels that came back from the door within half a year.
    pub refused_at_the_door: i64,
    /// Prompts within a day that somebody refused or let run out without the PIN.
    pub refused_prompts_day: i64,
    /// Cards refused within a day.
    pub refused_cards_day: i64,
    /// Purchases of a week that ran out unpaid.
    pub left_unpaid_week: i64,
    /// Purchases of thirty days that this buyer paid and cancelled.
    pub cancelled_paid_month: i64,
}

/// A rule with its weight.
#[derive(Debug, Clone, Copy)]
pub struct RuleRow {
    pub rule: Rule,
    /// Below nothing: it speaks for the buyer.
    pub points: i32,
    /// What was counted, where the rule applies.
    pub applies: fn(&Facts) -> Option<i64>,
}

/// Every rule and its weight. Those who change a number change the confusion that a test holds, and see what it costs.
pub const RULES: [RuleRow; 17] = [
    row(Rule::ManyInAnHour, 20, |f| at_least(f.bought_hour, 4)),
    row(Rule::ManyInADay, 15, |f| at_least(f.bought_day, 8)),
    row(Rule::ManyShops, 25, |f| at_least(f.shops_day, 6)),
    row(Rule::ManyPayers, 30, |f| at_least(f.payers_day, 3)),
    row(Rule::ManyRecipients, 20, |f| at_least(f.recipients_day, 4)),
    row(Rule::CrowdedPlace, 15, |f| {
        at_least(f.others_at_place_day, 4)
    }),
    row(Rule::Strangers, 15, |f| {
        (f.is_paid_by_stranger && f.arrived == 0).then_some(1)
    }),
    row(Rule::OverShopsUsual, 20, |f| {
        at_least(f.times_shops_usual, 5)
    }),
    row(Rule::CashOverPast, 15, |f| {
        only(f.is_cash, at_least(f.times_largest_arrived, 3))
    }),
    row(Rule::FarAway, 10, |f| {
        only(f.arrived_here == 0, at_least(f.arrived, 3))
    }),
    row(Rule::RefusedAtTheDoor, 45, |f| {
        only(f.is_cash, at_least(f.refused_at_the_door, 1))
    }),
    row(Rule::RefusedPrompts, 15, |f| {
        at_least(f.refused_prompts_day, 4)
    }),
    row(Rule::RefusedCards, 45, |f| at_least(f.refused_cards_day, 3)),
    row(Rule::LeftUnpaid, 10, |f| at_least(f.left_unpaid_week, 4)),
    row(Rule::CancelledAfterPaying, 25, |f| {
        at_least(f.cancelled_paid_month, 2)
    }),
    row(Rule::New, 10, |f| (f.arrived == 0).then_some(0)),
    row(Rule::Known, -25, |f| at_least(f.arrived, 5)),
];

const fn row(rule: Rule, points: i32, applies: fn(&Facts) -> Option<i64>) -> RuleRow {
    RuleRow {
        rule,
        points,
        applies,
    }
}

fn at_least(counted: i64, least: i64) -> Option<i64> {
    (counted >= least).then_some(counted)
}

fn only(condition: bool, counted: Option<i64>) -> Option<i64> {
    counted.filter(|_| condition)
}

/// Why a purchase has its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    pub rule: Rule,
    pub points: i32,
    /// What was counted: so many purchases, phones, times.
    pub counted: i64,
}

/// What a purchase scores.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    /// The sum of the reasons', and never less than nothing.
    pub points: i32,
    /// In the order of [`RULES`].
    pub reasons: Vec<Reason>,
}

/// Weighs the facts.
pub fn score(facts: &Facts) -> Score {
    let reasons: Vec<Reason> = RULES
        .iter()
        .filter_map(|row| {
            let counted = (row.applies)(facts)?;
            let (rule, points) = (row.rule, row.points);
            Some(Reason {
                rule,
                points,
                counted,
            })
        })
        .collect();
    let points: i32 = reasons.iter().map(|reason| reason.points).sum();
    Score {
        points: points.max(0),
        reasons,
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (rule, points, counted) = (self.rule.as_str(), self.points, self.counted);
        write!(f, "{rule} {points} {counted}")
    }
}

impl std::str::FromStr for Reason {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut words = text.split(' ');
        let mut next = || words.next().ok_or(());
        Ok(Self {
            rule: next()?.parse().map_err(|_| ())?,
            points: next()?.parse().map_err(|_| ())?,
            counted: next()?.parse().map_err(|_| ())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A buyer of whom nothing speaks for or against.
    fn plain() -> Facts {
        Facts {
            arrived: 1,
            arrived_here: 1,
            bought_hour: 1,
            bought_day: 1,
            shops_day: 1,
            payers_day: 1,
            recipients_day: 1,
            ..Facts::default()
        }
    }

    fn rules_of(facts: &Facts) -> Vec<Rule> {
        let reasons = score(facts).reasons;
        reasons.iter().map(|reason| reason.rule).collect()
    }

    #[test]
    fn every_rule_has_one_weight_and_applies_from_its_own_count_on() {
        let rows: Vec<Rule> = RULES.iter().map(|row| row.rule).collect();
        assert_eq!(rows, Rule::ALL);
        assert_eq!(score(&plain()), Score::default());
        let set = |change: fn(&mut Facts)| {
            let mut facts = plain();
            change(&mut facts);
            facts
        };
        let cases: [(Rule, Facts, Facts); 17] = [
            (
                Rule::ManyInAnHour,
                set(|f| f.bought_hour = 3),
                set(|f| f.bought_hour = 4),
            ),
            (
                Rule::ManyInADay,
                set(|f| f.bought_day = 7),
                set(|f| f.bought_day = 8),
            ),
            (
                Rule::ManyShops,
                set(|f| f.shops_day = 5),
                set(|f| f.shops_day = 6),
            ),
            (
                Rule::ManyPayers,
                set(|f| f.payers_day = 2),
                set(|f| f.payers_day = 3),
            ),
            (
                Rule::ManyRecipients,
                set(|f| f.recipients_day = 3),
                set(|f| f.recipients_day = 4),
            ),
            (
                Rule::CrowdedPlace,
                set(|f| f.others_at_place_day = 3),
                set(|f| f.others_at_place_day = 4),
            ),
            (
                Rule::Strangers,
                set(|f| f.is_paid_by_stranger = true),
                set(|f| (f.is_paid_by_stranger, f.arrived) = (true, 0)),
            ),
            (
                Rule::OverShopsUsual,
                set(|f| f.times_shops_usual = 4),
                set(|f| f.times_shops_usual = 5),
            ),
            (
                Rule::CashOverPast,
                set(|f| f.times_largest_arrived = 9),
                set(|f| (f.times_largest_arrived, f.is_cash) = (3, true)),
            ),
            (
                Rule::FarAway,
                set(|f| (f.arrived, f.arrived_here) = (2, 0)),
                set(|f| (f.arrived, f.arrived_here) = (3, 0)),
            ),
            (
                Rule::RefusedAtTheDoor,
                set(|f| f.refused_at_the_door = 1),
                set(|f| (f.refused_at_the_door, f.is_cash) = (1, true)),
            ),
            (
                Rule::RefusedPrompts,
                set(|f| f.refused_prompts_day = 3),
                set(|f| f.refused_prompts_day = 4),
            ),
            (
                Rule::RefusedCards,
                set(|f| f.refused_cards_day = 2),
                set(|f| f.refused_cards_day = 3),
            ),
            (
                Rule::LeftUnpaid,
                set(|f| f.left_unpaid_week = 3),
                set(|f| f.left_unpaid_week = 4),
            ),
            (
                Rule::CancelledAfterPaying,
                set(|f| f.cancelled_paid_month = 1),
                set(|f| f.cancelled_paid_month = 2),
            ),
            (Rule::New, plain(), set(|f| f.arrived = 0)),
            (
                Rule::Known,
                set(|f| f.arrived = 4),
                set(|f| (f.arrived, f.arrived_here) = (5, 1)),
            ),
        ];
        for (rule, below, from) in cases {
            assert!(!rules_of(&below).contains(&rule), "{rule:?} too early");
            assert!(rules_of(&from).contains(&rule), "{rule:?} too late");
        }
    }

    #[test]
    fn points_add_up_and_never_fall_below_nothing() {
        let mut facts = plain();
        (facts.is_cash, facts.refused_at_the_door, facts.arrived) = (true, 1, 0);
        let scored = score(&facts);
        assert_eq!(scored.points, 55);
        assert_eq!(rules_of(&facts), [Rule::RefusedAtTheDoor, Rule::New]);
        (facts.is_cash, facts.arrived, facts.arrived_here) = (false, 9, 9);
        assert_eq!(score(&facts).points, 0);
        assert_eq!(rules_of(&facts), [Rule::Known]);
    }

    #[test]
    fn a_reason_is_read_as_it_was_written() {
        let facts = Facts {
            bought_hour: 5,
            ..plain()
        };
        let reason = score(&facts).reasons[0];
        assert_eq!(reason.to_string(), "many_in_an_hour 20 5");
        assert_eq!(reason.to_string().parse(), Ok(reason));
        for wrong in ["", "many_in_an_hour", "many_in_an_hour 20", "tall 1 1"] {
            assert_eq!(wrong.parse::<Reason>(), Err(()), "{wrong:?}");
        }
    }
}
