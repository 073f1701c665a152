//! Who may act as the platform: a list that grows only on purpose.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Every source file that takes the platform's scope, and for which of its flows. The demo is one caller, in however many
/// files; harnesses and tests are left out.
const CALLERS: [(&str, &[&str]); 55] = [
    ("crates/demo", &["Seed"]),
    ("crates/flows/src/abroad.rs", &["Pay"]),
    ("crates/flows/src/announce.rs", &["Announce"]),
    ("crates/flows/src/ask_shop.rs", &["Pay"]),
    ("crates/flows/src/books.rs", &["Explain"]),
    ("crates/flows/src/callback.rs", &["Callback"]),
    ("crates/flows/src/cancel.rs", &["Cancel"]),
    ("crates/flows/src/cases.rs", &["Decide"]),
    ("crates/flows/src/cash.rs", &["Cash"]),
    ("crates/flows/src/commission.rs", &["Commission"]),
    ("crates/flows/src/complete.rs", &["Complete"]),
    ("crates/flows/src/credit.rs", &["Credit"]),
    ("crates/flows/src/disburse.rs", &["Disburse"]),
    ("crates/flows/src/dispute.rs", &["Callback"]),
    ("crates/flows/src/exchange.rs", &["Reconcile"]),
    ("crates/flows/src/explain.rs", &["Explain"]),
    ("crates/flows/src/explain/payout.rs", &["Explain"]),
    ("crates/flows/src/give_back.rs", &["GiveBack"]),
    ("crates/flows/src/moderate.rs", &["Moderate"]),
    ("crates/flows/src/news_again.rs", &["Callback", "Explain"]),
    ("crates/flows/src/open_shop.rs", &["OpenShop"]),
    ("crates/flows/src/pay.rs", &["Pay"]),
    ("crates/flows/src/pay/leave.rs", &["Pay"]),
    ("crates/flows/src/pay/open_prompt.rs", &["Pay"]),
    ("crates/flows/src/pay/paying.rs", &["Pay"]),
    ("crates/flows/src/payout.rs", &["Payout"]),
    ("crates/flows/src/pictures.rs", &["Picture"]),
    ("crates/flows/src/place.rs", &["Place"]),
    ("crates/flows/src/progress/poll.rs", &["Track"]),
    ("crates/flows/src/provider_statement.rs", &["Statement"]),
    (
        "crates/flows/src/provider_statement/report.rs",
        &["Statement"],
    ),
    ("crates/flows/src/rates.rs", &["Pay"]),
    ("crates/flows/src/reconcile.rs", &["Expire", "Reconcile"]),
    ("crates/flows/src/replay.rs", &["Callback"]),
    ("crates/flows/src/rider.rs", &["Cash"]),
    ("crates/flows/src/risk.rs", &["Review"]),
    ("crates/flows/src/route.rs", &["Reconcile"]),
    ("crates/flows/src/settle.rs", &["Settle"]),
    ("crates/flows/src/settle/late.rs", &["Settle"]),
    ("crates/flows/src/suggest.rs", &["Pay"]),
    ("crates/flows/src/take_down.rs", &["Moderate"]),
    ("crates/flows/src/till.rs", &["Settle"]),
    ("crates/flows/src/till/arrive.rs", &["Callback"]),
    ("crates/flows/src/till/desk.rs", &["Pay"]),
    ("crates/flows/src/till/effect.rs", &["Settle"]),
    ("crates/flows/src/cases/by_hand.rs", &["Decide"]),
    ("crates/flows/src/cases/came_back.rs", &["Decide"]),
    ("crates/flows/src/sign_in.rs", &["Claim"]),
    ("crates/flows/src/track.rs", &["Track"]),
    ("crates/flows/src/view.rs", &["Track"]),
    ("crates/torture/src/market/back.rs", &["GiveBack"]),
    ("crates/torture/src/market/far.rs", &["Pay"]),
    ("server/src/doctor.rs", &["Explain"]),
    ("server/src/health/numbers.rs", &["Explain"]),
    ("server/src/health/ready.rs", &["Explain"]),
];

/// Where the flows themselves are named, and the harness of these tests.
const LEFT_OUT: [&str; 2] = ["crates/store/src/tx.rs", "crates/rehearsal/"];

#[test]
fn only_listed_flows_act_as_the_platform() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for folder in ["app/src", "frontend/src", "server/src"] {
        look(&root, &root.join(folder), &mut found);
    }
    for entry in std::fs::read_dir(root.join("crates")).unwrap() {
        look(&root, &entry.unwrap().path().join("src"), &mut found);
    }
    let expected: BTreeMap<String, Vec<String>> = CALLERS
        .iter()
        .map(|(file, flows)| {
            (
                (*file).to_owned(),
                flows.iter().map(ToString::to_string).collect(),
            )
        })
        .collect();
    assert_eq!(
        found, expected,
        "found is left; a new caller is listed here, or finds a narrower scope"
    );
}

fn look(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<String>>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            let flows = flows_in(&std::fs::read_to_string(&path).unwrap());
            if !flows.is_empty() && !LEFT_OUT.iter().any(|left| name.starts_with(left)) {
                let caller = if name.starts_with("crates/demo/") {
                    "crates/demo".to_owned()
                } else {
                    name
                };
                let known = found.entry(caller).or_default();
                known.extend(flows);
                known.sort();
                known.dedup();
            }
        }
    }
}

/// The flows a source names, each once, sorted.
fn flows_in(source: &str) -> Vec<String> {
    let mut flows: Vec<String> = source
        .split("PlatformFlow::")
        .skip(1)
        .map(|rest| {
            rest.chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect()
        })
        .collect();
    // An import of the variants would hide them.
    assert!(!source.contains("PlatformFlow::*") && !source.contains("PlatformFlow::{"));
    flows.sort();
    flows.dedup();
    flows
}
