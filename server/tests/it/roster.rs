//! Who may do what: every route, asked by everybody, compared with a table that somebody decided.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use axum::http::Method;

use crate::browser::Answer;
use crate::cast::{Cast, Role};

/// Method, path and what each role is told. Rows are called in this order, each by browsers in which nothing of the rows before
/// happened; forms carry too little to do harm where that is possible.
const GRID: &str = include_str!("roster.txt");

/// What the grid's columns are called.
const HEADING: &str = "visitor buyer staff other owner moderator admin";

/// A row: method, path template, and what each role is told.
struct Row<'a> {
    method: Method,
    path: &'a str,
    told: Vec<&'a str>,
}

fn rows() -> Vec<Row<'static>> {
    let lines = GRID.lines().filter(|line| line.contains(" /"));
    lines
        .map(|line| {
            let mut words = line.split_whitespace();
            Row {
                method: words.next().unwrap().parse().unwrap(),
                path: words.next().unwrap(),
                told: words.collect(),
            }
        })
        .collect()
}

/// The templates of everything that can be read.
pub fn reading() -> Vec<&'static str> {
    let rows = rows().into_iter().filter(|row| row.method == Method::GET);
    rows.map(|row| row.path).collect()
}

/// The address that a template stands for in this market.
pub fn fill(cast: &Cast, template: &str) -> String {
    let address = match template {
        "/admin/{kind}/{case}" => cast.case.clone(),
        "/admin/cases/{case}" => cast.money_case.clone(),
        "/admin/cases/{case}/purchase" => format!("{}/purchase", cast.money_case),
        "/admin/cases/{case}/returned" => format!("{}/returned", cast.money_case),
        "/admin/cases/{case}/proposals/{proposal}" => {
            format!(
                "{}/proposals/{}",
                cast.money_case, cast.account_and_journal.1
            )
        }
        "/dashboard/products/{id}/pictures/{picture}" => cast.picture.clone(),
        "/media/waiting/{folder}/{file}" => cast.waiting.clone(),
        "/media/{folder}/{file}" => cast.waiting.replacen("/waiting", "", 1),
        "/act/payment_progress" => format!("{template}?number={}", cast.sold.number),
        pay if pay.starts_with("/pay/") => pay.replace("{number}", &cast.open.number.to_string()),
        orders if orders.starts_with("/dashboard/orders/") => {
            orders.replace("{number}", &cast.order.number.to_string())
        }
        other => other.replace("{number}", &cast.sold.number.to_string()),
    };
    let named = [
        ("{category}", "everything"),
        ("{address}", &cast.product_slug),
        ("{slug}", &cast.product_slug),
        ("{key}", &cast.sold.key.to_hex()),
        ("{step}", "pack"),
        ("{figure}", "available"),
        ("{day}", "2026-11-26"),
        ("{chapter}", "forms"),
        ("{kind}", "shops"),
        ("{account}", &cast.account_and_journal.0),
        ("{journal}", &cast.account_and_journal.1),
        ("{callback}", &cast.callback),
        ("{provider}", "pawapay"),
        ("{token}", "guessed"),
        ("{*path}", "nothing"),
        ("{id}", &cast.product.listing.to_string()),
        ("{file}", &cast.document.to_string()),
        ("{variant}", &cast.product.variant.to_string()),
        ("{order}", &cast.sold.number.to_string()),
        ("{parcel}", &format!("{}-A", cast.open.number)),
    ];
    let shop = match template {
        "/s/{shop}" => cast.shop_slug.clone(),
        _ => cast.product.shop.shop.to_string(),
    };
    let address = named
        .into_iter()
        .fold(address, |address, (name, value)| {
            address.replace(name, value)
        })
        .replace("{shop}", &shop);
    assert!(!address.contains('{'), "nothing stands for {address}");
    address
}

/// What is sent: enough to reach the question whether one may, too little to do much.
fn body(cast: &Cast, row: &Row<'_>) -> (&'static str, String) {
    let variant = cast.product.variant;
    let json = |text: String| ("application/json", text);
    let form = |text: String| ("application/x-www-form-urlencoded", text);
    if row.method == Method::GET {
        return form(String::new());
    }
    match row.path {
        "/api/v1/cart" => json(format!("{{\"variant_id\":\"{variant}\"}}")),
        "/api/v1/cart/{variant}" => json("{\"quantity\":1}".to_owned()),
        "/api/v1/orders" => json(
            "{\"name\":\"A\",\"phone\":\"0966123456\",\"area\":\"chelstone\",\"landmark\":\"B\",\"total_minor\":1}"
                .to_owned(),
        ),
        "/api/v1/payments/initiate" => {
            json(format!("{{\"order_id\":\"{}\",\"phone\":\"x\"}}", cast.open.number))
        }
        "/cart/add" => form(format!("variant={variant}")),
        "/preferences" => form("language=en".to_owned()),
        "/dashboard/products/{id}" => form("form=stock".to_owned()),
        _ => form(String::new()),
    }
}

fn said(row: &Row<'_>, answer: &Answer) -> String {
    let status = answer.status.as_u16();
    match (row.path, status) {
        ("/api/health", 200 | 503) => "open".to_owned(),
        _ if answer.is_door() => "door".to_owned(),
        _ => status.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_do_what_was_decided_and_nothing_else() {
    let cast = Cast::gather().await;
    let mut walked = format!("{:<57}{HEADING}\n", "");
    let mut other = Vec::new();
    for row in rows() {
        let address = fill(&cast, row.path);
        let mut told = Vec::new();
        for role in Role::ALL {
            let (kind, body) = body(&cast, &row);
            let mut browser = cast.browser(role);
            let answer = browser.ask(&row.method, &address, kind, body).await;
            told.push(said(&row, &answer));
        }
        if told != row.told {
            other.push(format!("{} {}", row.method, row.path));
        }
        let cells: Vec<String> = HEADING
            .split(' ')
            .zip(&told)
            .map(|(name, cell)| format!("{cell:<width$}", width = name.len()))
            .collect();
        let line = format!(
            "{:<6} {:<50}{}",
            row.method.as_str(),
            row.path,
            cells.join(" ")
        );
        walked.push_str(line.trim_end());
        walked.push('\n');
    }
    assert!(
        other.is_empty(),
        "{other:#?} answered otherwise than decided; if that is meant, this is the grid:\n{walked}"
    );
}

/// Every route in the sources, as method and template.
fn declared() -> BTreeSet<(String, String)> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&home.join("../app/src/pages"), &mut files);
    sources(&home.join("src"), &mut files);
    let mut declared = BTreeSet::new();
    for file in files {
        // Layers declare routes in their own tests alone.
        if file
            .components()
            .any(|part| part.as_os_str() == "middleware")
        {
            continue;
        }
        let source = fs::read_to_string(&file).unwrap();
        for call in source.split(".route(").skip(1) {
            let call = &call[..closing(call)];
            let Some(template) = call.trim_start().strip_prefix('"') else {
                continue;
            };
            let template = template.split('"').next().unwrap();
            let methods = ["get", "post", "put", "patch", "delete", "any"];
            let named = methods.into_iter().filter(|method| calls(call, method));
            let before = declared.len();
            declared.extend(named.map(|method| (method.to_uppercase(), template.to_owned())));
            assert!(
                declared.len() > before,
                "{template} in {} twice, or by no method",
                file.display()
            );
        }
    }
    declared
}

/// Whether a function of this name is called.
fn calls(text: &str, name: &str) -> bool {
    let opening = format!("{name}(");
    text.match_indices(&opening)
        .any(|(at, _)| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// Where the bracket closes that was opened before this text.
fn closing(text: &str) -> usize {
    let mut depth = 1_i32;
    let end = text.find(|c: char| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0
    });
    end.unwrap()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_route_is_born_without_a_decision() {
    let plain = |path: &str| path.split('?').next().unwrap().to_owned();
    let decided: BTreeSet<_> = rows()
        .iter()
        .map(|row| (row.method.to_string(), plain(row.path)))
        .collect();
    let mut declared: BTreeSet<_> = declared()
        .into_iter()
        .map(|(method, path)| {
            (
                if method == "ANY" {
                    "GET".to_owned()
                } else {
                    method
                },
                path,
            )
        })
        .collect();
    let functions = app::actions::paths();
    declared.extend(functions.map(|(path, method)| (method.to_string(), path.to_owned())));
    let undecided: Vec<_> = declared.difference(&decided).collect();
    assert!(
        undecided.is_empty(),
        "decide in roster.txt who may: {undecided:#?}"
    );
    let gone: Vec<_> = decided.difference(&declared).collect();
    assert!(
        gone.is_empty(),
        "there is no such route any more: {gone:#?}"
    );
}

#[test]
fn every_row_speaks_of_everybody() {
    let rows = rows();
    for row in &rows {
        assert!(row.path.starts_with('/'), "{}", row.path);
        assert_eq!(
            row.told.len(),
            Role::ALL.len(),
            "{} {}",
            row.method,
            row.path
        );
    }
    let different: BTreeSet<_> = rows
        .iter()
        .map(|row| (row.method.as_str(), row.path))
        .collect();
    assert_eq!(different.len(), rows.len(), "a row stands there twice");
}
