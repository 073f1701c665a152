//! Prints what the rules of `orders::risk` make of labelled buyers: `labelled_risk SEED WEEKS`, on a throw-away Postgres.

use rehearsal::labelled::trade;

#[tokio::main]
async fn main() {
    let mut numbers = std::env::args()
        .skip(1)
        .filter_map(|text| text.parse().ok());
    let (seed, weeks) = (numbers.next().unwrap_or(7), numbers.next().unwrap_or(4));
    println!("seed {seed}, {weeks} weeks\n{}", trade(seed, weeks).await);
}
