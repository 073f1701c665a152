//! What the rules of `orders::risk` make of labelled buyers.
//!
//! `bench_risk SEED WEEKS` in a throw-away cluster (`soko-db with … --`). Prints the confusion by kind of buyer, and for scripts the
//! lines `precision N` and `recall N`, in thousandths. The labels are ours: it shows what a changed weight does, and no more.

use rehearsal::labelled::trade;

#[tokio::main]
async fn main() {
    let mut numbers = std::env::args().skip(1).map_while(|text| text.parse().ok());
    let seed = numbers.next().unwrap_or(7);
    let weeks = numbers.next().unwrap_or(2);
    let confusion = trade(seed, weeks).await;
    print!("{confusion}");
    println!("precision {}", confusion.precision_per_mille());
    println!("recall {}", confusion.recall_per_mille());
}
