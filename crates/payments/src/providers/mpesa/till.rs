//! What people pay to the paybill by hand (C2B). The news of it are signed by nothing and come to one registered address, so they
//! are hints; the provider is then asked by the receipt, and answers to an address that was made for that question alone.

use async_trait::async_trait;
use kernel::{Id as _, Money, PhoneNumber, TillPaymentId, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::config::{MpesaConfig, MpesaConfigError};
use super::initiator::Initiator;
use super::{Mpesa, answers};
use crate::provider::{
    CallbackError, CallbackRequest, Confirmation, ProviderError, ProviderName, SignatureFault,
    StatedAmount, Till, TillAnswer, TillNews, Told, Unsupported,
};
use crate::providers::address::CallbackAddress;
use crate::providers::http::wrong_request;
use crate::providers::read::{exact, plain_text, stated, word};

const REGISTER: &str = "/mpesa/c2b/v2/registerurl";
const STATUS: &str = "/mpesa/transactionstatus/v1/query";
/// More of what is posted is not read.
const BODY_BYTES_MAX: usize = 16 * 1024;
/// An answer has four parameters; more than this are not looked at.
const PARAMETERS_MAX: usize = 32;
const ACCOUNT_CHARS_MAX: usize = 64;

/// What an address was given away for.
const CONFIRMATION: &str = "till_confirmation";
const VALIDATION: &str = "till_validation";
const ANSWER: &str = "till_answer";
const TIMEOUT: &str = "till_timeout";
const PURPOSES: [&str; 4] = [CONFIRMATION, VALIDATION, ANSWER, TIMEOUT];

/// It went through.
const DONE: &str = "0";
/// Registration: its addresses are known, and stay; its support changes them.
const ALREADY_REGISTERED: &str = "500.003.1001";
/// Transaction status: no payment has this receipt.
const UNKNOWN_RECEIPT: &str = "2032";

/// Who asks about payments by hand, and the addresses where they are told of: those do not name the provider.
pub(super) struct Desk {
    initiator: Initiator,
    addresses: CallbackAddress,
}

impl Desk {
    /// `None`: there are no such payments.
    pub(super) fn of(config: &MpesaConfig) -> Result<Option<Self>, MpesaConfigError> {
        let Some(by_hand) = &config.by_hand else {
            return Ok(None);
        };
        let (base, secret) = (&by_hand.callback_base, &config.callback_secret);
        let addresses = CallbackAddress::new(ProviderName::Mpesa, base, secret);
        Ok(Some(Self {
            initiator: Initiator::new(&by_hand.initiator)?,
            addresses: addresses.ok_or(MpesaConfigError::TillCallbackBase)?,
        }))
    }
}

impl Mpesa {
    fn desk(&self) -> Result<&Desk, ProviderError> {
        let desk = self.by_hand.as_ref();
        desk.ok_or_else(|| wrong_request("payments by hand are not set up"))
    }
}

#[async_trait]
impl Till for Mpesa {
    fn paybill(&self) -> &str {
        &self.config.shortcode
    }

    fn takes(&self, amount: Money) -> Result<(), Unsupported> {
        self.terms().allow(amount)
    }

    async fn register(&self, now: Timestamp) -> Result<(), ProviderError> {
        let addresses = &self.desk()?.addresses;
        let shortcode = &self.config.shortcode;
        let body = json!({
            "ShortCode": shortcode,
            // A payment goes through when we cannot be asked: it can always be sent back.
            "ResponseType": "Completed",
            "ConfirmationURL": addresses.named(CONFIRMATION, shortcode),
            "ValidationURL": addresses.named(VALIDATION, shortcode),
        });
        let answer = self
            .call(REGISTER, body.to_string().as_bytes(), now)
            .await?;
        let json = answer.exact().unwrap_or_default();
        if word(&json, "errorCode") == ALREADY_REGISTERED {
            return Ok(());
        }
        answers::taken(&answer)
    }

    async fn ask(
        &self,
        id: TillPaymentId,
        receipt: &str,
        now: Timestamp,
    ) -> Result<(), ProviderError> {
        let Desk {
            initiator,
            addresses,
        } = self.desk()?;
        let id = id.to_string();
        let body = json!({
            "Initiator": initiator.name,
            "SecurityCredential": initiator.credential(&self.source)?,
            "CommandID": "TransactionStatusQuery",
            "TransactionID": receipt,
            "PartyA": self.config.shortcode,
            "IdentifierType": "4",
            "ResultURL": addresses.named(ANSWER, &id),
            "QueueTimeOutURL": addresses.named(TIMEOUT, &id),
            "Remarks": "received",
            "Occasion": "",
        });
        let answer = self.call(STATUS, body.to_string().as_bytes(), now).await?;
        answers::taken(&answer)
    }

    fn read(&self, request: &CallbackRequest<'_>) -> Result<TillNews, CallbackError> {
        let nobody = CallbackError::Signature(SignatureFault::Address);
        let addresses = &self.by_hand.as_ref().ok_or(nobody)?.addresses;
        let (purpose, subject) = addresses.read_named(request.path, &PURPOSES)?;
        if request.body.len() > BODY_BYTES_MAX {
            return Err(CallbackError::Unreadable("too long"));
        }
        let json = exact(request.body).ok_or(CallbackError::Unreadable("not JSON"))?;
        match purpose {
            VALIDATION => Ok(TillNews::Validation),
            CONFIRMATION => confirmation(&json, subject).map(TillNews::Confirmation),
            _ => {
                let id = Uuid::parse_str(subject).map_err(|_| nobody)?;
                let result = json.get("Result").unwrap_or(&Value::Null);
                let mut told = answer(result, &self.config.shortcode);
                if purpose == TIMEOUT {
                    told.what = TillAnswer::Nothing;
                }
                Ok(TillNews::Answer {
                    about: TillPaymentId::from_uuid(id),
                    told,
                    conversation: word(result, "ConversationID"),
                })
            }
        }
    }
}

/// Flat, and every value is text.
fn confirmation(json: &Value, shortcode: &str) -> Result<Confirmation, CallbackError> {
    // The address was made for one number.
    if word(json, "BusinessShortCode") != shortcode {
        return Err(CallbackError::NotForUs);
    }
    let receipt = word(json, "TransID").to_ascii_uppercase();
    if receipt.is_empty() {
        return Err(CallbackError::Unreadable("no TransID"));
    }
    let amount = match shillings(json.get("TransAmount")) {
        StatedAmount::Money(amount) if amount.is_positive() => amount,
        StatedAmount::Money(_) | StatedAmount::AsAsked | StatedAmount::Unreadable { .. } => {
            return Err(CallbackError::Unreadable("no TransAmount"));
        }
    };
    let account = json.get("BillRefNumber").and_then(plain_text);
    let account = account.unwrap_or_default();
    let phone = PhoneNumber::from_e164(&format!("+{}", word(json, "MSISDN"))).ok();
    Ok(Confirmation {
        receipt,
        amount,
        account: account.trim().chars().take(ACCOUNT_CHARS_MAX).collect(),
        phone,
    })
}

fn shillings(amount: Option<&Value>) -> StatedAmount {
    stated(amount, Some(&Value::from("KES")))
}

/// What a result says of a receipt, and whether the money is with us.
fn answer(result: &Value, shortcode: &str) -> Told {
    let list = result
        .get("ResultParameters")
        .and_then(|parameters| parameters.get("ResultParameter"));
    // One parameter may stand alone instead of in a list.
    let items: Vec<&Value> = match list {
        Some(Value::Array(items)) => items.iter().take(PARAMETERS_MAX).collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let value = |name: &str| {
        let mut named = items.iter().filter(|item| word(item, "Key") == name);
        named.next().and_then(|item| item.get("Value"))
    };
    let text = |name: &str| value(name).and_then(plain_text).unwrap_or_default();
    let receipt = match text("ReceiptNo") {
        told if told.is_empty() => word(result, "TransactionID"),
        told => told,
    };
    // `174379 - Our Name`, or the number alone.
    let receiver = text("CreditPartyName");
    let is_ours = receiver.split([' ', '-']).next() == Some(shortcode);
    let what = match (
        word(result, "ResultCode").as_str(),
        text("TransactionStatus").as_str(),
    ) {
        (DONE, "Completed") if is_ours => TillAnswer::Came(shillings(value("Amount"))),
        (DONE, "Completed" | "Failed" | "Cancelled" | "Expired" | "Declined")
        | (UNKNOWN_RECEIPT, _) => TillAnswer::No,
        (code, status) => {
            tracing::warn!(code, status, "M-Pesa does not say what became of a payment");
            TillAnswer::Nothing
        }
    };
    Told {
        receipt: receipt.to_ascii_uppercase(),
        what,
    }
}

#[cfg(test)]
mod tests {
    use kernel::Currency;
    use proptest::prelude::*;

    use super::*;

    fn result(code: &str, parameters: Value) -> Value {
        let body = json!({"ResultCode": code, "TransactionID": "SA1", "ResultParameters": {"ResultParameter": parameters}});
        exact(body.to_string().as_bytes()).unwrap()
    }

    fn parameters(status: &str, receiver: &str) -> Value {
        json!([
            {"Key": "CreditPartyName", "Value": receiver},
            {"Key": "Amount", "Value": 500.00},
            {"Key": "TransactionStatus", "Value": status},
            {"Key": "ReceiptNo", "Value": "SA1"},
        ])
    }

    #[test]
    fn only_what_completed_and_came_to_us_has_come() {
        let came = TillAnswer::Came(StatedAmount::Money(Money::new(50_000, Currency::KES)));
        for (code, status, receiver, expected) in [
            ("0", "Completed", "174379", came.clone()),
            ("0", "Completed", "174379 - Soko", came),
            ("0", "Completed", "1743790", TillAnswer::No),
            ("0", "Completed", "254708374149 - John", TillAnswer::No),
            ("0", "Failed", "174379", TillAnswer::No),
            ("0", "Pending", "174379", TillAnswer::Nothing),
            ("2001", "Completed", "174379", TillAnswer::Nothing),
            ("", "Completed", "174379", TillAnswer::Nothing),
        ] {
            let told = answer(&result(code, parameters(status, receiver)), "174379");
            assert_eq!(
                (told.receipt.as_str(), told.what),
                ("SA1", expected),
                "{code} {status} {receiver}"
            );
        }
        let unknown = answer(&result("2032", Value::Null), "174379");
        assert_eq!(
            (unknown.receipt.as_str(), unknown.what),
            ("SA1", TillAnswer::No)
        );
    }

    #[test]
    fn a_confirmation_is_read_as_it_is_typed() {
        let body = json!({"BusinessShortCode": "174379", "TransID": "rkTq", "TransAmount": "500.00",
            "BillRefNumber": " sk 7k3m-9q2d ", "MSISDN": "254708374149"});
        let json = exact(body.to_string().as_bytes()).unwrap();
        let read = confirmation(&json, "174379").unwrap();
        assert_eq!(
            (read.receipt.as_str(), read.account.as_str()),
            ("RKTQ", "sk 7k3m-9q2d")
        );
        assert_eq!(read.amount, Money::new(50_000, Currency::KES));
        assert!(read.phone.is_some());
        assert_eq!(confirmation(&json, "600000"), Err(CallbackError::NotForUs));
        let masked = json!({"BusinessShortCode": "174379", "TransID": "A", "TransAmount": "1", "MSISDN": "2547****149"});
        assert_eq!(confirmation(&masked, "174379").unwrap().phone, None);
    }

    proptest! {
        #[test]
        fn noise_is_no_payment(body in proptest::collection::vec(any::<u8>(), 0..80)) {
            if let Some(json) = exact(&body) {
                prop_assert!(confirmation(&json, "174379").is_err());
                prop_assert!(!matches!(answer(&json, "174379").what, TillAnswer::Came(_)));
            }
        }
    }
}
