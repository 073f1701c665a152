//! Transaction status: a question whose answer is posted later.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::response::Response;
use uuid::Uuid;

use super::answers::Refusal;
use super::b2c::{conversation_id, knows_initiator, own_originator_id, taken};
use super::fields::Fields;
use super::records;
use super::result::{self, Names};
use super::stk::respond;
use crate::books::Books;
use crate::courier;
use crate::scenario::{CallbackKnob, Transport};
use crate::socket::Cutter;
use crate::transaction::{Dialect, Step, Telling, Transaction};
use crate::wire::Json;
use crate::world::World;

pub(crate) async fn ask(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let asked = match Fields::read(request).await {
        Ok(fields) => plan(&world, &fields),
        Err(refusal) => Err(refusal),
    };
    respond(&world, &cutter, asked).await
}

/// Whether the name is a receipt or a conversation of this movement, and not a text its payer saw.
fn is_asked(t: &Transaction, name: &str) -> bool {
    let own = records::particulars(t);
    t.provider_transaction_id.as_deref() == Some(name)
        || own.originator_conversation_id == name
        || own.conversation_id == name
}

fn newest_asked(books: &Books, name: &str) -> Option<Transaction> {
    let mut named = books.named(Dialect::Daraja, name).rev();
    named.find(|t| is_asked(t, name)).cloned()
}

/// The movement's `status_transport` carries the answer, and its `callback` says whether the result comes.
fn plan(world: &Arc<World>, fields: &Fields) -> Result<(Json, Transport), Refusal> {
    let is_known = knows_initiator(world, fields, "Initiator")?;
    fields.one_of("CommandID", &["TransactionStatusQuery"])?;
    fields.one_of("IdentifierType", &["4"])?;
    let config = &world.config.daraja;
    let parties = [&config.short_code, &config.till, &config.b2c_short_code];
    let short_code = fields.one_of("PartyA", &parties.map(String::as_str))?;
    fields.text("Remarks")?;
    let result_url = fields.url(world, "ResultURL")?;
    let timeout_url = fields.url(world, "QueueTimeOutURL")?;
    let receipt = fields.optional_text("TransactionID")?;
    let name = match receipt.filter(|text| !text.is_empty()) {
        Some(receipt) => receipt,
        None => fields
            .text("OriginatorConversationID")
            .map_err(|_| Refusal::invalid("TransactionID"))?,
    };
    let (originator, conversation) = (own_originator_id(), conversation_id(world));
    let names = Names {
        originator: &originator,
        conversation: &conversation,
        transaction: &name,
    };
    let mut books = world.books();
    let found = newest_asked(&books, &name);
    let for_all = books.scenario_for_all(Dialect::Daraja);
    let scenario = found.as_ref().map_or(&for_all, |t| &t.scenario);
    let (carried, callback) = (scenario.status_transport.clone(), scenario.callback.clone());
    if carried.loses_the_request() {
        return Ok((Json::Null, carried));
    }
    let answer = match &found {
        _ if !is_known => result::body(&names, "2001", Vec::new()),
        None => result::body(&names, "2032", Vec::new()),
        Some(t) => result::status(&names, t, &short_code),
    };
    let telling = Telling {
        to: match callback {
            CallbackKnob::QueueTimeout => timeout_url,
            _ => result_url,
        },
        body: answer.to_string(),
        copies: match callback {
            CallbackKnob::None => 0,
            CallbackKnob::Duplicate { count } => count,
            _ => 1,
        },
    };
    if let Some(mut t) = found {
        let at = world.clock.now().plus(world.config.settle_delay);
        t.plan(at, Step::Tell(telling));
        books.keep(t)?;
        drop(books);
        world.wake.notify_one();
    } else {
        drop(books);
        courier::tell(world, Uuid::nil(), telling);
    }
    Ok((taken(&originator, &conversation), carried))
}
