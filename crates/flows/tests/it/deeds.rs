//! Whatever is written to the audit trail has words: who reads it is no engineer.

use std::collections::BTreeSet;
use std::path::Path;

use words::DeedWords;

/// What deeds are about: the first part of an action's name.
const ABOUT: [&str; 9] = [
    "callback",
    "case",
    "commission",
    "listing",
    "order",
    "payout",
    "risk",
    "shop",
    "statement",
];

#[test]
fn every_deed_that_is_written_down_has_words() {
    let mut actions = BTreeSet::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut actions,
    );
    assert!(actions.len() > 40, "{actions:?}");
    actions.retain(|action| action.parse::<DeedWords>().is_err());
    assert!(actions.is_empty(), "no words for {actions:?}");
}

fn collect(folder: &Path, actions: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, actions);
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        // Failpoints are called alike, and are no deeds.
        let lines = source.lines().filter(|line| !line.contains("failpoint!"));
        let literals = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
        actions.extend(literals.filter(|text| is_action(text)).map(str::to_owned));
    }
}

fn is_action(text: &str) -> bool {
    text.split_once('.').is_some_and(|(about, did)| {
        let is_word = |c: char| c.is_ascii_lowercase() || c == '_';
        ABOUT.contains(&about) && !did.is_empty() && did.chars().all(is_word)
    })
}
