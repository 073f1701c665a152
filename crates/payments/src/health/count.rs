//! What the newest attempts of one method at one provider come to. No database and no clock.

use std::collections::HashSet;

use kernel::{Refusal, Timestamp};
use time::Duration;

/// A try nobody can tell about for so long counts as trouble.
pub(super) const UNCLEAR_AFTER: Duration = Duration::seconds(30);
/// A phone that rings is answered within this, or within so many times what is usual, whichever is longer.
const PATIENCE_MIN: Duration = Duration::minutes(2);
const PATIENCE_OF_USUAL: u32 = 4;
/// Whoever says no at the phone says so sooner; a prompt that ran out took longer.
const RAN_OUT_AFTER: Duration = Duration::seconds(45);

/// What came of an attempt so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    Arrived,
    Refused(Refusal),
    Unclear,
    /// The provider took it, and nobody answered yet.
    Waits,
}

/// One attempt that left us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// The phone that was to ring; of a card, nobody's.
    pub phone: Option<String>,
    pub came: Came,
    pub prepared_at: Timestamp,
    pub sent_at: Timestamp,
    /// Since when it is as it is.
    pub at: Timestamp,
}

/// What they come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counted {
    pub arrived: u32,
    pub troubled: u32,
    pub troubled_at: Option<Timestamp>,
    /// Phones that seem never to have rung, where they are more than half of those that were to: some people always leave their phone
    /// alone. One phone counts once, so nobody makes a provider look bad with a few prompts of their own.
    pub silent: u32,
    pub usual: Option<Duration>,
}

/// A refusal that says something about the provider or the network, and nothing about the buyer.
pub(super) const fn is_trouble(why: Refusal) -> bool {
    matches!(
        why,
        Refusal::NetworkUnavailable
            | Refusal::NetworkNotAccepted
            | Refusal::NeverArrived
            | Refusal::Configuration
    )
}

pub(super) fn count(newest: &[Seen], now: Timestamp) -> Counted {
    let mut took: Vec<Duration> = newest
        .iter()
        .filter(|seen| seen.came == Came::Arrived)
        .map(|seen| seen.at - seen.sent_at)
        .collect();
    took.sort_unstable();
    let usual = took.get(took.len().saturating_sub(1) / 2).copied();
    let patience = usual.map_or(PATIENCE_MIN, |usual| {
        PATIENCE_MIN.max(usual * PATIENCE_OF_USUAL)
    });
    let mut counted = Counted {
        usual,
        ..Counted::default()
    };
    let (mut silent, mut answered) = (HashSet::new(), 0);
    for seen in newest {
        let is_in_trouble = match seen.came {
            Came::Refused(why) => is_trouble(why),
            Came::Unclear => now - seen.at >= UNCLEAR_AFTER,
            Came::Arrived | Came::Waits => false,
        };
        if is_in_trouble {
            counted.troubled += 1;
            counted.troubled_at = counted.troubled_at.max(Some(seen.prepared_at));
            continue;
        }
        let ran_out = match seen.came {
            Came::Refused(Refusal::Expired) => true,
            Came::Refused(Refusal::NotApproved) => seen.at - seen.sent_at >= RAN_OUT_AFTER,
            Came::Waits => now - seen.sent_at >= patience,
            Came::Arrived | Came::Refused(_) | Came::Unclear => false,
        };
        match (&seen.phone, seen.came) {
            (Some(phone), _) if ran_out => {
                silent.insert(phone.as_str());
            }
            (_, Came::Arrived) => {
                counted.arrived += 1;
                answered += 1;
            }
            (_, Came::Refused(_)) => answered += 1,
            (_, Came::Unclear | Came::Waits) => {}
        }
    }
    let silent = u32::try_from(silent.len()).unwrap_or(u32::MAX);
    if silent > answered {
        counted.silent = silent;
    }
    counted
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: Timestamp = datetime!(2026-03-01 12:00 UTC);

    /// Sent so many seconds ago, and as it is after so many.
    fn seen(phone: u32, came: Came, ago: i64, after: i64) -> Seen {
        let sent_at = NOW - Duration::seconds(ago);
        Seen {
            phone: Some(format!("+2609660{phone:05}")),
            came,
            prepared_at: sent_at,
            sent_at,
            at: sent_at + Duration::seconds(after),
        }
    }

    fn many(count: u32, came: Came, ago: i64, after: i64) -> Vec<Seen> {
        (0..count)
            .map(|phone| seen(phone, came, ago, after))
            .collect()
    }

    #[test]
    fn an_operator_that_takes_everything_and_rings_no_phone_is_seen() {
        assert_eq!(count(&many(8, Came::Waits, 119, 0), NOW).silent, 0);
        assert_eq!(count(&many(8, Came::Waits, 120, 0), NOW).silent, 8);
        let expired = many(8, Came::Refused(Refusal::Expired), 300, 60);
        assert_eq!(count(&expired, NOW).silent, 8);
        let ran_out = many(8, Came::Refused(Refusal::NotApproved), 300, 60);
        assert_eq!(count(&ran_out, NOW).silent, 8);
    }

    #[test]
    fn people_who_say_no_or_leave_their_phone_alone_are_usual() {
        let no = many(8, Came::Refused(Refusal::NotApproved), 300, 20);
        assert_eq!(count(&no, NOW), Counted::default());
        let mut mixed = many(4, Came::Waits, 600, 0);
        mixed.extend(many(4, Came::Arrived, 600, 20));
        assert_eq!(count(&mixed, NOW).silent, 0);
        mixed.extend([seen(9, Came::Waits, 600, 0)]);
        assert_eq!(count(&mixed, NOW).silent, 5);
    }

    #[test]
    fn where_answers_take_long_nobody_is_given_up_early() {
        let mut slow = many(2, Came::Arrived, 900, 60);
        slow.extend(many(8, Came::Waits, 239, 0));
        assert_eq!(count(&slow, NOW).silent, 0);
        slow.extend(many(8, Came::Waits, 240, 0));
        assert_eq!(count(&slow, NOW).silent, 8);
    }

    #[test]
    fn one_phone_is_one_however_often_it_is_to_ring_and_a_card_has_none() {
        let same: Vec<Seen> = (0..20).map(|_| seen(1, Came::Waits, 600, 0)).collect();
        assert_eq!(count(&same, NOW).silent, 1);
        let mut cards = many(20, Came::Waits, 600, 0);
        for card in &mut cards {
            card.phone = None;
        }
        assert_eq!(count(&cards, NOW).silent, 0);
    }

    #[test]
    fn trouble_and_the_middle_are_counted_as_ever() {
        let mut newest = many(3, Came::Arrived, 600, 20);
        newest.push(seen(4, Came::Arrived, 600, 90));
        newest.push(seen(5, Came::Refused(Refusal::NeverArrived), 60, 5));
        newest.push(seen(6, Came::Unclear, 40, 5));
        newest.push(seen(7, Came::Unclear, 30, 5));
        newest.push(seen(8, Came::Refused(Refusal::InsufficientBalance), 60, 5));
        let expected = Counted {
            arrived: 4,
            troubled: 2,
            troubled_at: Some(NOW - Duration::seconds(40)),
            silent: 0,
            usual: Some(Duration::seconds(20)),
        };
        assert_eq!(count(&newest, NOW), expected);
    }
}
