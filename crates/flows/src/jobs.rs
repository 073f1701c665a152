//! The follow-up work flows enqueue. A payload names a row; what to do is read from the row itself.

use kernel::{AttemptId, DisbursementId, PictureId, TillPaymentId};
use serde::{Deserialize, Serialize};
use store::Job;

/// Sends a prepared attempt to its provider.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct PushAttempt {
    pub attempt: AttemptId,
}

/// Asks a provider about an attempt and acts on the answer.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SettleAttempt {
    pub attempt: AttemptId,
}

/// Sends requested money to its provider.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct PushDisbursement {
    pub disbursement: DisbursementId,
}

/// Asks a provider about money that left, and acts on the answer.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SettleDisbursement {
    pub disbursement: DisbursementId,
}

/// Asks about money that came by hand, and acts on the answer.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SettleTillPayment {
    pub payment: TillPaymentId,
}

/// Resizes an uploaded picture.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct RenderPicture {
    pub picture: PictureId,
}

/// Turns waiting business events into messages, all of them.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct DeliverEvents {
    /// What happened to whom. Flows say it so that two of them at once write two jobs: writers of one job would wait for each
    /// other's commit. Whichever runs first delivers for both.
    #[serde(default)]
    pub about: Option<uuid::Uuid>,
}

impl DeliverEvents {
    pub fn about(id: impl kernel::Id) -> Self {
        Self {
            about: Some(id.uuid()),
        }
    }
}

impl Job for PushAttempt {
    const TASK: &'static str = "push_attempt";
    fn key(&self) -> String {
        self.attempt.to_string()
    }
}

impl Job for SettleAttempt {
    const TASK: &'static str = "settle_attempt";
    fn key(&self) -> String {
        self.attempt.to_string()
    }
}

impl Job for PushDisbursement {
    const TASK: &'static str = "push_disbursement";
    fn key(&self) -> String {
        self.disbursement.to_string()
    }
}

impl Job for SettleDisbursement {
    const TASK: &'static str = "settle_disbursement";
    fn key(&self) -> String {
        self.disbursement.to_string()
    }
}

impl Job for SettleTillPayment {
    const TASK: &'static str = "settle_till_payment";
    fn key(&self) -> String {
        self.payment.to_string()
    }
}

impl Job for RenderPicture {
    const TASK: &'static str = "render_picture";
    fn key(&self) -> String {
        self.picture.to_string()
    }
}

impl Job for DeliverEvents {
    const TASK: &'static str = "deliver_events";
    fn key(&self) -> String {
        self.about
            .map_or_else(|| "all".to_owned(), |id| id.to_string())
    }
}
