//! What a run is about: where the market dies, how callbacks come, and what happens to the database.

use serde::Serialize;
use simulator::CallbackKnob;

/// Every named point on the ways of money, and how often it may be passed before the kill.
pub const POINTS: [(&str, usize); 47] = [
    ("place.before_commit", 3),
    ("place.committed", 3),
    ("pay.before_commit", 3),
    ("pay.committed", 3),
    ("push.before_sent", 3),
    ("push.sent", 3),
    ("push.answered", 3),
    ("push.before_recorded", 3),
    ("push.recorded", 3),
    ("callback.before_commit", 3),
    ("callback.committed", 3),
    ("settle.answered", 6),
    ("settle.before_commit", 6),
    ("settle.committed", 6),
    ("announce.queued", 4),
    ("announce.before_commit", 4),
    ("announce.committed", 4),
    ("cancel.before_commit", 1),
    ("credit.before_commit", 1),
    ("credit.committed", 1),
    ("expire.before_commit", 1),
    ("complete.before_commit", 1),
    ("payout.before_commit", 1),
    ("payout.committed", 1),
    ("disburse.before_sent", 2),
    ("disburse.sent", 2),
    ("disburse.answered", 2),
    ("disburse.told", 2),
    ("disburse.before_commit", 2),
    ("disburse.committed", 2),
    ("cash.before_accepted", 1),
    ("cash.before_collected", 1),
    ("cash.before_refused", 1),
    ("documents.issued", 2),
    ("give_back.before_commit", 1),
    ("give_back.committed", 1),
    ("decide.before_commit", 1),
    ("by_hand.before_heard", 2),
    ("by_hand.heard", 2),
    ("by_hand.before_settled", 1),
    ("by_hand.settled", 1),
    ("bank.before_taken", 2),
    ("bank.taken", 2),
    ("review.before_decided", 1),
    // None: the kills of these runs come at any instant.
    ("any instant", 1),
    ("any instant, twice", 2),
    ("nowhere", 0),
];

/// In which order callbacks come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Order {
    Usual,
    Missing,
    Late,
    Many,
    Reordered,
    Early,
}

impl Order {
    pub const ALL: [Self; 6] = [
        Self::Usual,
        Self::Missing,
        Self::Late,
        Self::Many,
        Self::Reordered,
        Self::Early,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Missing => "missing",
            Self::Late => "late",
            Self::Many => "five at once",
            Self::Reordered => "reordered",
            Self::Early => "before the answer",
        }
    }

    pub const fn knob(self) -> CallbackKnob {
        match self {
            Self::Usual => CallbackKnob::Normal,
            Self::Missing => CallbackKnob::None,
            Self::Late => CallbackKnob::Delayed { seconds: 90 },
            Self::Many => CallbackKnob::Duplicate { count: 5 },
            Self::Reordered => CallbackKnob::Reordered,
            Self::Early => CallbackKnob::BeforeResponse,
        }
    }
}

/// What happens to the database, once in a run that has a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Fault {
    None,
    /// At the named point one of its processes is killed instead of the market: all connections break under what goes on there, and
    /// it recovers by itself.
    Backend,
    /// The market is killed at the point, and at another moment the whole server, which is started again.
    Server,
}

impl Fault {
    pub const ALL: [Self; 3] = [Self::None, Self::Backend, Self::Server];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Backend => "a process killed at the point",
            Self::Server => "the server killed",
        }
    }
}

/// One cell of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// An index into [`POINTS`].
    pub point: usize,
    pub order: Order,
    pub fault: Fault,
}

impl Cell {
    pub const COUNT: usize = POINTS.len() * Order::ALL.len() * Fault::ALL.len();

    /// Every cell once in [`Cell::COUNT`] seeds that follow each other, neighbours far apart.
    pub fn of(seed: u64) -> Self {
        let count = u64::try_from(Self::COUNT).unwrap_or(1);
        // A number without a divisor in common with the count visits every cell.
        let index = usize::try_from((seed % count) * 331 % count).unwrap_or_default();
        let (orders, faults) = (Order::ALL.len(), Fault::ALL.len());
        Self {
            point: index / (orders * faults),
            order: Order::ALL[index / faults % orders],
            fault: Fault::ALL[index % faults],
        }
    }

    /// Whether the database fails at a moment of its own. Where there is no point to fail at, it always does.
    pub fn crashes_sometime(self) -> bool {
        match self.fault {
            Fault::None => false,
            Fault::Backend => self.failpoint().is_none(),
            Fault::Server => true,
        }
    }

    pub const fn point_name(self) -> &'static str {
        POINTS[self.point].0
    }

    /// The name to be armed, if it is a point of the program.
    pub fn failpoint(self) -> Option<&'static str> {
        Some(self.point_name()).filter(|name| name.contains('.'))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_cell_comes_once_in_a_round() {
        let mut seen = BTreeSet::new();
        for seed in 0..Cell::COUNT {
            let cell = Cell::of(u64::try_from(seed).unwrap());
            seen.insert((cell.point, cell.order, cell.fault));
        }
        assert_eq!(seen.len(), Cell::COUNT);
    }

    /// A point that somebody adds to a flow is tortured, too.
    #[test]
    fn every_point_of_the_flows_is_named_here() {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../flows/src")];
        let mut found = BTreeSet::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for rest in text.split("failpoint!(\"").skip(1) {
                    found.insert(rest.split('"').next().unwrap().to_owned());
                }
            }
        }
        // Pictures move no money.
        found.remove("picture.saved");
        let named: BTreeSet<_> = POINTS
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .filter(|name| name.contains('.'))
            .collect();
        assert_eq!(found, named);
    }
}
