//! The bank in which the marketplace has its account.

use kernel::{Currency, Money, Timestamp};

const HEADER: &str = "Date,Description,Debit,Credit,Balance,Reference";

/// A transfer that somebody sent, as the bank writes it down.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub written: String,
    pub minor: i64,
    pub unix: i64,
}

impl Sent {
    /// All that a line says, its reference behind it, and how much came.
    pub(crate) fn as_said(&self, index: usize) -> (String, i64) {
        (format!("{} {}", self.written, reference(index)), self.minor)
    }
}

/// The bank's own name of a line.
fn reference(index: usize) -> String {
    format!("FT{index:06}")
}

/// The bank's own books of our account.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bank {
    sent: Vec<Sent>,
}

impl Bank {
    pub(super) fn take(&mut self, sent: Sent) {
        self.sent.push(sent);
    }

    pub(crate) fn sent(&self) -> &[Sent] {
        &self.sent
    }

    /// All of it, from the first line.
    pub(super) fn statement(&self) -> String {
        let kwacha = |minor| Money::new(minor, Currency::ZMW).to_plain(2);
        let mut balance = 0;
        let mut lines = vec![HEADER.to_owned()];
        for (index, one) in self.sent.iter().enumerate() {
            balance += one.minor;
            let day = Timestamp::from_unix_timestamp(one.unix)
                .map_or(Timestamp::UNIX_EPOCH, |at| at)
                .date();
            let (amount, balance) = (kwacha(one.minor), kwacha(balance));
            lines.push(format!(
                "{day},{},,{amount},{balance},{}",
                one.written,
                reference(index)
            ));
        }
        lines.join("\n") + "\n"
    }
}
