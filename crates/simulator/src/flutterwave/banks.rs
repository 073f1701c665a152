//! Where transfers can go. The mobile money codes of Zambia are unverified by the documentation, and so are most codes of its banks and
//! branches; these are the simulator's.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::answers::{Refusal, success};
use crate::wire::{Json, object};

const MOBILE: [(&str, &str, &str); 5] = [
    ("ZM", "MTN", "MTN Mobile Money"),
    ("ZM", "AIRTEL", "Airtel Money"),
    ("ZM", "ZAMTEL", "Zamtel Kwacha"),
    ("ZM", "MPS", "Mobile Money"),
    ("KE", "MPS", "M-Pesa"),
];
const BANKS: [(&str, &str, &str); 9] = [
    ("ZM", "ZM010000", "Zambia National Commercial Bank"),
    ("ZM", "ZM020000", "Absa Bank Zambia"),
    ("ZM", "ZM040000", "Stanbic Bank Zambia"),
    ("ZM", "ZM290000", "Indo Zambia Bank"),
    ("KE", "01", "Kenya Commercial Bank"),
    ("KE", "11", "Co-operative Bank of Kenya"),
    ("KE", "68", "Equity Bank"),
    ("KE", "07", "NCBA Bank"),
    ("NG", "044", "Access Bank"),
];
/// Of banks in Zambia, whose transfers name one.
const BRANCHES: [(&str, &str, &str); 7] = [
    ("ZM010000", "ZM010001", "Lusaka Cairo Road"),
    ("ZM010000", "ZM010002", "Kitwe"),
    ("ZM010000", "ZM010003", "Livingstone"),
    ("ZM020000", "ZM020001", "Lusaka Longacres"),
    ("ZM020000", "ZM020002", "Ndola"),
    ("ZM040000", "ZM040001", "Lusaka Woodlands"),
    ("ZM290000", "ZM290001", "Lusaka Main"),
];

pub(crate) fn is_mobile(code: &str) -> bool {
    MOBILE.iter().any(|(_, known, _)| *known == code)
}

pub(crate) fn is_bank_of(country: &str, code: &str) -> bool {
    BANKS
        .iter()
        .any(|(of, known, _)| *of == country && *known == code)
}

pub(crate) fn has_branch(code: &str, branch: &str) -> bool {
    BRANCHES
        .iter()
        .any(|(of, known, _)| *of == code && *known == branch)
}

pub(crate) fn name(code: &str) -> &'static str {
    let mut all = MOBILE.iter().chain(&BANKS);
    all.find(|(_, known, _)| *known == code)
        .map_or("BANK", |(_, _, name)| *name)
}

/// Everything that is listed, each under its number.
fn numbered() -> impl Iterator<Item = (usize, &'static (&'static str, &'static str, &'static str))>
{
    MOBILE
        .iter()
        .chain(&BANKS)
        .enumerate()
        .map(|(at, entry)| (at + 1, entry))
}

pub(crate) async fn list(Path(country): Path<String>) -> Response {
    let here: Vec<Json> = numbered()
        .filter(|(_, (of, _, _))| *of == country)
        .map(|(number, (_, code, name))| {
            object([
                ("id", number.into()),
                ("code", (*code).into()),
                ("name", (*name).into()),
            ])
        })
        .collect();
    if here.is_empty() {
        return Refusal::bad("country is not one we serve").respond();
    }
    success("Banks fetched successfully", Json::List(here)).into_response()
}

/// The branches of a bank, by its number. What has none is not found.
pub(crate) async fn branches(Path(number): Path<String>) -> Response {
    let bank = numbered().find(|(known, _)| known.to_string() == number);
    let code = bank.map_or("", |(_, (_, code, _))| *code);
    let here: Vec<Json> = BRANCHES
        .iter()
        .filter(|(of, _, _)| *of == code)
        .enumerate()
        .map(|(at, (_, branch, name))| {
            object([
                ("id", (at + 1).into()),
                ("branch_code", (*branch).into()),
                ("branch_name", (*name).into()),
                ("swift_code", Json::Null),
                ("bic", Json::Null),
                ("bank_id", number.as_str().into()),
            ])
        })
        .collect();
    if here.is_empty() {
        let none = "No branches found for specified bank id";
        return Refusal::new(StatusCode::NOT_FOUND, none).respond();
    }
    success("Bank branches fetched successfully", Json::List(here)).into_response()
}
