//! What is sold of few pieces to many buyers whose payments are unknown for long, fail, or come after a no.
//!
//! `bench_hold BUYERS PIECES MINUTES SEED` in a throw-away cluster (`soko-db with … --`), at the simulator with a moved clock.
//! Prints lines of a name and a number, and where a timer of fifteen minutes would have another, that after it.

use std::error::Error;

use rehearsal::scarce::{Crowd, sell};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |what: &'static str| arguments.next().ok_or(what);
    let crowd = Crowd {
        buyers: next("how many buyers?")?.parse()?,
        pieces: next("how many pieces?")?.parse()?,
        minutes: next("within how many minutes?")?.parse()?,
        seed: next("which seed?")?.parse()?,
    };
    print!("{}", sell(crowd).await);
    Ok(())
}
