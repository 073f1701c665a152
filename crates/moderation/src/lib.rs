#![doc = include_str!("../README.md")]

mod audit;
mod case;
mod cases;
mod proposals;

pub use audit::{Actor, AuditRow, Entry, Subject, audit, newest, trail, trail_of_shop};
pub use case::{Case, CaseKind, CaseState, NewCase, Reason, ReasonError, UnknownCase, Verdict};
pub use cases::{
    DecideError, Opened, decide, find, lock_open, of_purchase as cases_of_purchase, open, open_all,
    open_count, open_of, queue, settle_about, settle_all,
};
pub use proposals::{
    Choice, NewProposal, Proposal, ProposalState, answer, list_proposals, open_proposal, propose,
};
