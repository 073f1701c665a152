//! Why a purchase is looked at, in words.

use orders::risk::{Reason, Rule};
use words::Lang;

pub(super) fn said(reason: &Reason, lang: Lang) -> String {
    let counted = reason.counted;
    match reason.rule {
        Rule::ManyInAnHour => lang.risk_many_in_an_hour(counted),
        Rule::ManyInADay => lang.risk_many_in_a_day(counted),
        Rule::ManyShops => lang.risk_many_shops(counted),
        Rule::ManyPayers => lang.risk_many_payers(counted),
        Rule::ManyRecipients => lang.risk_many_recipients(counted),
        Rule::CrowdedPlace => lang.risk_crowded_place(counted),
        Rule::Strangers => lang.risk_strangers().to_owned(),
        Rule::OverShopsUsual => lang.risk_over_shops_usual(counted),
        Rule::CashOverPast => lang.risk_cash_over_past(counted),
        Rule::FarAway => lang.risk_far_away(counted),
        Rule::RefusedAtTheDoor => lang.risk_refused_at_the_door(counted),
        Rule::RefusedPrompts => lang.risk_refused_prompts(counted),
        Rule::RefusedCards => lang.risk_refused_cards(counted),
        Rule::LeftUnpaid => lang.risk_left_unpaid(counted),
        Rule::CancelledAfterPaying => lang.risk_cancelled_after_paying(counted),
        Rule::New => lang.risk_new().to_owned(),
        Rule::Known => lang.risk_known(counted),
    }
}
