//! Money that leaves by M-Pesa, where an initiator is set up: payouts, reversals, and what became of them.

use kernel::{Timestamp, Wallet};

use super::initiator::Initiator;
use super::orders::{self, Signed};
use super::results::{self, Judged, Purpose};
use super::{Mpesa, Receiver, answers};
use crate::provider::{
    Accepted, Operation, PayOut, ProviderError, ProviderStatus, RefundOrder, Refusal, Subject,
    Unclear,
};
use crate::providers::http::{Answer, not_begun, rejected};

impl Mpesa {
    fn initiator(&self, operation: Operation) -> Result<&Initiator, ProviderError> {
        let initiator = self.initiator.as_ref();
        initiator.ok_or_else(|| ProviderError::unsupported(operation))
    }

    /// Whether money can leave so at all.
    pub(super) fn sends(&self, operation: Operation) -> bool {
        let initiator = self.initiator.as_ref();
        match operation {
            Operation::Collect => false,
            Operation::PayOut => initiator.is_some_and(|by| by.payout_shortcode.is_some()),
            Operation::Refund => initiator.is_some(),
        }
    }

    /// The account that an order is about: what pays out, or what was paid to.
    fn account(&self, operation: Operation) -> Result<&str, ProviderError> {
        match operation {
            Operation::PayOut => {
                let shortcode = self.initiator(operation)?.payout_shortcode.as_deref();
                shortcode.ok_or_else(|| ProviderError::unsupported(operation))
            }
            Operation::Collect | Operation::Refund => Ok(match &self.config.receiver {
                Receiver::PayBill => &self.config.shortcode,
                Receiver::Till(till) => till,
            }),
        }
    }

    fn signed(&self, operation: Operation, of: &Addressed) -> Result<Signed<'_>, ProviderError> {
        let initiator = self.initiator(operation)?;
        let at =
            |purpose: Purpose, reference| self.callbacks.for_purpose(&purpose.write(), reference);
        let (result_url, timeout_url) = match *of {
            Addressed::Order(reference) => (
                self.callbacks.of(operation, reference),
                at(Purpose::Timeout(operation), reference),
            ),
            Addressed::Question(reference, asked) => (
                at(Purpose::Answer(operation, asked), reference),
                at(Purpose::Unanswered(operation, asked), reference),
            ),
        };
        Ok(Signed {
            initiator: &initiator.name,
            credential: initiator.credential(&self.source)?,
            result_url,
            timeout_url,
        })
    }

    /// One order that moves money, sent once at most. Before it nothing has left, and without a connection nothing did.
    async fn order(
        &self,
        path: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Answer, ProviderError> {
        let token = self.token(now).await.map_err(not_begun)?;
        let sent = |error| match error {
            ProviderError::NotSent => rejected(Refusal::NetworkUnavailable),
            error => error,
        };
        let answer = self.post(path, body, &token).await.map_err(sent)?;
        if !answers::wants_new_token(&answer) {
            return Ok(answer);
        }
        // The first certainly did nothing.
        self.tokens.forget(&token).await;
        let token = self.token(now).await.map_err(not_begun)?;
        self.post(path, body, &token).await.map_err(sent)
    }

    pub(super) async fn send_out(
        &self,
        order: &PayOut,
        wallet: &Wallet,
    ) -> Result<Accepted, ProviderError> {
        let now = self.source.now();
        let signed = self.signed(Operation::PayOut, &Addressed::Order(order.reference))?;
        let body = orders::pay_out(order, wallet, self.account(Operation::PayOut)?, &signed)?;
        let answer = self.order(orders::PAY_OUT, &body, now).await?;
        orders::paying_out(&answer, order.reference)
    }

    pub(super) async fn send_back(&self, order: &RefundOrder) -> Result<Accepted, ProviderError> {
        let now = self.source.now();
        let signed = self.signed(Operation::Refund, &Addressed::Order(order.reference))?;
        let body = orders::reverse(order, self.account(Operation::Refund)?, &signed)?;
        let answer = self.order(orders::REVERSE, &body, now).await?;
        orders::reversing(&answer)
    }

    /// What the newest answer said, and another question where that was no end. Its answer comes by a callback, which causes this
    /// to be called again.
    pub(super) async fn became(
        &self,
        subject: &Subject,
        now: Timestamp,
    ) -> Result<ProviderStatus, ProviderError> {
        let Judged { status, asks } = results::judge(subject, now);
        if !asks {
            return status;
        }
        let asked = self.ask(subject, now).await;
        match (status, asked) {
            // An end that was told is one, whether or not it can be doubted just now.
            (Ok(end @ (ProviderStatus::Failed(_) | ProviderStatus::NotFound)), _) => Ok(end),
            (_, Err(error)) => Err(error),
            (status, Ok(())) => status,
        }
    }

    async fn ask(&self, subject: &Subject, now: Timestamp) -> Result<(), ProviderError> {
        let operation = subject.operation;
        let own = subject.reference.to_string();
        let conversation = match operation {
            Operation::PayOut => &own,
            // Only its answer or its outcome brings the name that it can be asked about by.
            Operation::Refund | Operation::Collect => subject
                .handle
                .as_ref()
                .ok_or(ProviderError::Unclear(Unclear::NoHandle))?,
        };
        let signed = self.signed(operation, &Addressed::Question(subject.reference, now))?;
        let body = orders::ask(conversation, self.account(operation)?, &signed);
        orders::asked(&self.call(orders::ASK, &body, now).await?)
    }
}

/// What an address is given away with.
enum Addressed {
    Order(kernel::ProviderReference),
    /// A question, and when it is asked.
    Question(kernel::ProviderReference, Timestamp),
}
