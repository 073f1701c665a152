//! What a provider tells us unasked, and why we may not listen.

use kernel::{ProviderReference, Timestamp};

use super::{Operation, StatedAmount};

/// A request that claims to come from a provider, before anything in it is believed.
#[derive(Debug, Clone, Copy)]
pub struct CallbackRequest<'a> {
    /// `POST`.
    pub method: &'a str,
    /// The host as it reached us. An adapter whose provider signs the address takes it from its configuration instead,
    /// because a proxy in front of us may have changed it.
    pub authority: &'a str,
    /// The path as it reached us, with the same caution.
    pub path: &'a str,
    pub headers: &'a http::HeaderMap,
    /// The bytes as received, before any parsing.
    pub body: &'a [u8],
}

/// How sure it is that a callback comes from its provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// A signature over what it says.
    Signed,
    /// A shared word or an address that strangers do not know. It says nothing about the body.
    Unsigned,
}

/// A callback. Whatever proves it, it is a hint: the status is asked for before money moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    pub proof: Proof,
    pub operation: Operation,
    /// Of a refund whose provider names the payment alone: the payment's.
    pub reference: ProviderReference,
    /// What the provider calls it, where that is needed to ask.
    pub handle: Option<String>,
    /// The network's receipt number, where a status does not repeat it.
    pub transaction: Option<String>,
    /// What was collected, where a status does not repeat it.
    pub stated: Option<StatedAmount>,
    /// When we asked what this answers, where it is not news but the answer to a question of ours.
    pub asked_at: Option<Timestamp>,
    /// Unique at this provider for the reference and its status, so a repeated delivery is stored once.
    pub event_id: String,
    /// The provider's own word, cut and cleaned.
    pub status: String,
}

/// Why a callback is refused. Nothing in it may be acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// Answer 401.
    #[error("not signed by the provider: {0}")]
    Signature(SignatureFault),
    /// Answer 503: the provider's keys cannot be had now, so it must try again.
    #[error("the provider's keys cannot be fetched")]
    KeysUnavailable,
    /// Answer 400 and alert: the provider's dashboard still speaks the old version of its interface to us.
    #[error("a callback of the provider's old interface")]
    OldVersion,
    /// Answer 200 and do nothing: it comes from the provider and is about something we have no part in.
    #[error("not about a payment of ours")]
    NotForUs,
    /// Answer 400 and alert: genuine, but not what we understand.
    #[error("genuine, but unreadable: {0}")]
    Unreadable(&'static str),
}

/// What is wrong with a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    #[error("the {0} header is missing")]
    Missing(&'static str),
    #[error("the {0} header is malformed")]
    Malformed(&'static str),
    #[error("the body does not have the stated digest")]
    Digest,
    #[error("{0} is not covered")]
    NotCovered(&'static str),
    #[error("the algorithm is not one we accept")]
    Algorithm,
    #[error("made in the future")]
    FromTheFuture,
    #[error("expired")]
    Expired,
    #[error("the address it came to is not one we gave away")]
    Address,
    #[error("made by a key we do not know")]
    UnknownKey,
    #[error("it does not fit what was sent")]
    Wrong,
}
