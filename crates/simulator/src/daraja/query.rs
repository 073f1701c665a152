//! STK query: confirms an end, without amount and receipt.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::answers::Refusal;
use super::fields::Fields;
use super::records::{self, Form};
use super::words::describe;
use crate::scenario::ReportIn;
use crate::socket::Cutter;
use crate::transaction::{Dialect, Transaction};
use crate::transport;
use crate::wire::{Json, object};
use crate::world::World;

pub(crate) async fn query(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let asked = match Fields::read(request).await {
        Ok(fields) => fields
            .check_password(&world)
            .and_then(|_| fields.text("CheckoutRequestID")),
        Err(refusal) => Err(refusal),
    };
    let id = match asked {
        Ok(id) => id,
        Err(refusal) => return refusal.respond(),
    };
    let (found, carried) = {
        let books = world.books();
        let is_stk = |t: &&Transaction| records::particulars(t).form == Form::Stk;
        let found = books.named(Dialect::Daraja, &id).find(is_stk).cloned();
        let found = found.filter(|t| records::particulars(t).checkout_request_id == id);
        let scenario = found.as_ref().map_or_else(
            || books.scenario_for_all(Dialect::Daraja),
            |t| t.scenario.clone(),
        );
        (found, scenario.status_transport)
    };
    let answer = match found {
        None => Refusal::invalid("CheckoutRequestID").respond(),
        Some(t) if !t.state.is_final() => Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "500.001.1001",
            "The transaction is being processed",
        )
        .respond(),
        Some(t) => ended(&t).into_response(),
    };
    transport::carry(&world, &cutter, Dialect::Daraja, &carried, answer).await
}

fn ended(t: &Transaction) -> Json {
    let own = records::particulars(t);
    let truth = t.failure.as_ref().map_or("0", |code| code.as_str());
    let report = t.scenario.report.as_ref();
    let code = report
        .filter(|report| report.r#in != ReportIn::Callback)
        .and_then(|report| report.status.as_deref())
        .unwrap_or(truth);
    object([
        ("ResponseCode", "0".into()),
        (
            "ResponseDescription",
            "The service request has been accepted successfully".into(),
        ),
        ("MerchantRequestID", own.merchant_request_id.into()),
        ("CheckoutRequestID", own.checkout_request_id.into()),
        ("ResultCode", code.into()),
        ("ResultDesc", describe(code).into()),
    ])
}
