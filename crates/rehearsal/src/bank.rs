//! What a bank writes of a few days, with what goes wrong there: made out of one number, and told beside it.

use time::{Date, Duration};

use crate::Dice;

/// A buyer who should send a transfer.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The purchase's number.
    pub number: String,
    /// What it costs, in minor units.
    pub minor: i64,
}

/// What a provider's statement says it settled to the bank.
#[derive(Debug, Clone)]
pub struct SettledThere {
    /// The provider's name for it.
    pub name: String,
    pub provider: &'static str,
    pub minor: i64,
}

/// What became of one transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    Right,
    /// Beside it stands something else than a number.
    WrongReference,
    /// One symbol of the number is another.
    Typo,
    InParts,
    /// The bank wrote the line twice.
    Doubled,
    TooMuch {
        over_minor: i64,
    },
    /// A part came, and nothing after it.
    HalfOnly,
}

/// All of a statement, and what is true of it.
#[derive(Debug, Clone)]
pub struct BankStatement {
    pub csv: String,
    /// What became of each sender's transfer, in their order.
    pub sent: Vec<Sent>,
    /// What came from people nobody knows, in minor units.
    pub strangers: Vec<i64>,
    /// Whether each settlement is on it.
    pub settled: Vec<bool>,
    /// What the bank kept for itself, in minor units.
    pub charges_minor: i64,
    /// Lines that nobody can read.
    pub unreadable: usize,
}

const WORDS: [&str; 4] = ["TRF", "IB TRANSFER", "EFT INWARD", "Mobile banking"];
const NAMES: [&str; 4] = ["C BANDA", "MUTALE, P", "ANN \"MAMA\" PHIRI", "LUNGU STORES"];

/// A line before it is written: what stands beside it, its reference, and what moved.
struct Movement {
    written: String,
    reference: String,
    minor: i64,
    is_doubled: bool,
}

/// Writes a statement of the days up to `last`, by the dice of a seed.
pub fn bank_statement(
    seed: u64,
    last: Date,
    senders: &[Sender],
    settlements: &[SettledThere],
) -> BankStatement {
    let mut dice = Dice::new(seed);
    let mut movements = Vec::new();
    let sent = senders
        .iter()
        .map(|sender| send(&mut dice, sender, &mut movements))
        .collect();
    let strangers: Vec<i64> = (0..dice.below(3))
        .map(|nth| {
            // No price of anybody's.
            let minor = 77 + 100 * i64::try_from(nth).unwrap_or_default();
            movements.push(movement(
                format!("CASH DEPOSIT {}", dice.one_of(&NAMES)),
                "",
                minor,
            ));
            minor
        })
        .collect();
    let settled = settlements
        .iter()
        .map(|settlement| {
            let is_there = dice.chance(70);
            if is_there {
                // Some name what they are, some only who.
                let reference = if dice.chance(50) {
                    settlement.name.as_str()
                } else {
                    ""
                };
                let written = format!("{} SETTLEMENT", settlement.provider.to_uppercase());
                movements.push(movement(written, reference, settlement.minor));
            }
            is_there
        })
        .collect();
    let charges = 1 + i64::try_from(dice.below(3)).unwrap_or_default();
    for nth in 1..=charges {
        movements.push(movement(format!("TRANSFER CHARGE {nth}"), "", -250));
    }
    let unreadable = dice.below(2);
    let csv = write(&mut dice, last, movements, unreadable);
    BankStatement {
        csv,
        sent,
        strangers,
        settled,
        charges_minor: charges * 250,
        unreadable,
    }
}

fn movement(written: String, reference: &str, minor: i64) -> Movement {
    Movement {
        written,
        reference: reference.to_owned(),
        minor,
        is_doubled: false,
    }
}

fn send(dice: &mut Dice, sender: &Sender, movements: &mut Vec<Movement>) -> Sent {
    let Sender { number, minor } = sender;
    let spelled = match dice.below(4) {
        0 => number.clone(),
        1 => number.to_lowercase(),
        2 => number.replace('-', " "),
        _ => number.replace('-', ""),
    };
    let beside = |dice: &mut Dice, what: &str| {
        format!("{} {} {what}", dice.one_of(&WORDS), dice.one_of(&NAMES))
    };
    match dice.below(9) {
        0 => {
            let written = beside(dice, "RENT NOVEMBER");
            movements.push(movement(written, "", *minor));
            Sent::WrongReference
        }
        1 => {
            let wrong = if number.ends_with('7') { '8' } else { '7' };
            let typo = format!("{}{wrong}", &number[..number.len() - 1]);
            let written = beside(dice, &typo);
            movements.push(movement(written, "", *minor));
            Sent::Typo
        }
        2 => {
            let first = minor / 3;
            for part in [first, minor - first] {
                let written = beside(dice, &spelled);
                movements.push(movement(written, "", part));
            }
            Sent::InParts
        }
        3 => {
            let written = beside(dice, &spelled);
            movements.push(Movement {
                is_doubled: true,
                ..movement(written, "", *minor)
            });
            Sent::Doubled
        }
        4 => {
            let over_minor = 1_000;
            let written = beside(dice, &spelled);
            movements.push(movement(written, "", minor + over_minor));
            Sent::TooMuch { over_minor }
        }
        5 => {
            let written = beside(dice, &spelled);
            movements.push(movement(written, "", minor / 2));
            Sent::HalfOnly
        }
        6 => {
            // Only the bank's reference has it.
            let written = beside(dice, "GOODS");
            movements.push(movement(written, &spelled, *minor));
            Sent::Right
        }
        _ => {
            let written = beside(dice, &spelled);
            movements.push(movement(written, "", *minor));
            Sent::Right
        }
    }
}

fn write(dice: &mut Dice, last: Date, movements: Vec<Movement>, unreadable: usize) -> String {
    let mut lines = vec![
        "Rehearsal Bank,,,,,".to_owned(),
        "Account Number,0012 345 678,,,,".to_owned(),
        "Transaction Date,Narration,Debit (ZMW),Credit (ZMW),Running Balance,Reference No."
            .to_owned(),
    ];
    let mut balance = 1_000_000;
    lines.push(format!(
        "{},Opening balance,,,\"{}\",",
        day(last - Duration::days(2)),
        spelled(balance)
    ));
    for movement in movements {
        balance += movement.minor;
        let at = day(last - Duration::days(i64::try_from(dice.below(3)).unwrap_or_default()));
        let size = format!("\"{}\"", spelled(movement.minor.abs()));
        let (left, came) = if movement.minor < 0 {
            (size, String::new())
        } else {
            (String::new(), size)
        };
        let written = movement.written.replace('"', "\"\"");
        let line = format!(
            "{at},\"{written}\",{left},{came},\"{}\",{}",
            spelled(balance),
            movement.reference
        );
        if movement.is_doubled {
            lines.push(line.clone());
        }
        lines.push(line);
    }
    for _ in 0..unreadable {
        lines.push(format!("{},CUT OFF,,\"1,25 x\",,", day(last)));
    }
    lines.push(format!(",Closing balance,,,\"{}\",", spelled(balance)));
    format!("\u{feff}{}\r\n", lines.join("\r\n"))
}

fn day(day: Date) -> String {
    format!(
        "{:02}/{:02}/{}",
        day.day(),
        u8::from(day.month()),
        day.year()
    )
}

/// `1,250.00`
fn spelled(minor: i64) -> String {
    let whole = (minor / 100).to_string();
    let mut grouped = String::new();
    for (nth, digit) in whole.chars().enumerate() {
        if nth > 0 && (whole.len() - nth).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{:02}", minor % 100)
}
