//! Hostile schedules of paying: whether anybody is charged twice in the end, how soon that is put right, and whether a page says
//! "failed" of money that comes.
//!
//! `bench_schedules COUNT SEED` in a throw-away cluster (`soko-db with … --`), at the simulator with a moved clock. Prints lines of
//! a name and a number.

use std::error::Error;

use rehearsal::schedules::play;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().ok_or("how many schedules?")?.parse()?;
    let seed = arguments.next().ok_or("which seed?")?.parse()?;
    print!("{}", play(count, seed).await);
    Ok(())
}
