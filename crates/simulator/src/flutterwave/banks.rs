//! Where transfers can go. The mobile money codes of Zambia are unverified by the documentation; these are the simulator's.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};

use super::answers::{Refusal, success};
use crate::wire::{Json, object};

const MOBILE: [(&str, &str, &str); 5] = [
    ("ZM", "MTN", "MTN Mobile Money"),
    ("ZM", "AIRTEL", "Airtel Money"),
    ("ZM", "ZAMTEL", "Zamtel Kwacha"),
    ("ZM", "MPS", "Mobile Money"),
    ("KE", "MPS", "M-Pesa"),
];
const BANKS: [(&str, &str, &str); 3] = [
    ("ZM", "ZM010000", "Zambia National Commercial Bank"),
    ("KE", "01", "Kenya Commercial Bank"),
    ("NG", "044", "Access Bank"),
];

pub(crate) fn is_mobile(code: &str) -> bool {
    MOBILE.iter().any(|(_, known, _)| *known == code)
}

pub(crate) fn name(code: &str) -> &'static str {
    let mut all = MOBILE.iter().chain(&BANKS);
    all.find(|(_, known, _)| *known == code)
        .map_or("BANK", |(_, _, name)| *name)
}

pub(crate) async fn list(Path(country): Path<String>) -> Response {
    let here: Vec<Json> = MOBILE
        .iter()
        .chain(&BANKS)
        .filter(|(known, _, _)| *known == country)
        .enumerate()
        .map(|(index, (_, code, name))| {
            object([
                ("id", (index + 1).into()),
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
