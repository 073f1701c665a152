//! What moves no money: whose number it seems to be, and the news once more.

use http::header::{CONTENT_TYPE, HeaderValue};
use kernel::{Id as _, Network, PhoneNumber};
use serde_json::{Value, json};

use super::answers::{self, names};
use super::terms::network_code;
use super::{JSON, PawaPay};
use crate::provider::{ProviderError, Subject, Unclear};
use crate::providers::http::Answer;
use crate::providers::read::word;

impl PawaPay {
    /// A prediction: shared ranges and numbers that were taken along make it wrong sometimes.
    pub(super) async fn predicted(
        &self,
        phone: &PhoneNumber,
    ) -> Result<Option<Network>, ProviderError> {
        let body = json!({ "phoneNumber": phone.digits() }).to_string();
        let request = self.client.post(self.url("/v2/predict-provider")?);
        let json = HeaderValue::from_static(JSON);
        let answer = self.send(request.header(CONTENT_TYPE, json).body(body));
        Ok(network_in(&answer.await?, phone))
    }

    /// Taken only once it is over there; what is not over is refused.
    pub(super) async fn resent(&self, subject: &Subject) -> Result<(), ProviderError> {
        let (collection, id) = names(subject.operation);
        let reference = subject.reference;
        let path = format!("/v2/{collection}/resend-callback/{reference}");
        let answer = self.send(self.client.post(self.url(&path)?)).await?;
        answers::initiation(&answer)?;
        let told = answer.json().map(|json| word(&json, id));
        if told.as_deref() == Some(reference.uuid().to_string().as_str()) {
            Ok(())
        } else {
            Err(ProviderError::Unclear(Unclear::OtherReference))
        }
    }
}

/// The network, if it is said of this very number.
fn network_in(answer: &Answer, phone: &PhoneNumber) -> Option<Network> {
    let json = answer.json().filter(|_| answer.is_success())?;
    // Documented one way, and the other way in an example.
    let number = ["phoneNumber", "msisdn"]
        .into_iter()
        .find_map(|name| json.get(name).and_then(Value::as_str))?;
    let code = word(&json, "provider");
    let mut all = Network::ALL.into_iter();
    all.find(|network| network_code(*network) == code)
        .filter(|_| number.trim_start_matches('+') == phone.digits())
}
