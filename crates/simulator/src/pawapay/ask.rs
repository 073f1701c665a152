//! A request to move money to or from a phone, read strictly.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::answers::Refusal;
use super::fields::Fields;
use super::operators::{self, Auth};
use crate::amount::Amount;
use crate::scenario::Scenario;
use crate::transaction::{Dialect, Kind, Particulars, State, Transaction};
use crate::world::World;

/// A well-formed request to move money to or from a phone.
pub(crate) struct Ask {
    pub kind: Kind,
    pub id: Uuid,
    pub amount: Amount,
    pub decimals: usize,
    pub currency: String,
    pub msisdn: String,
    pub provider: String,
    pub customer_message: Option<String>,
    pub client_reference_id: Option<String>,
    pub metadata: Map<String, Value>,
    pub has_pre_authorisation: bool,
    pub has_return_urls: bool,
}

impl Ask {
    pub fn parse(kind: Kind, body: &Value) -> Result<Self, Refusal> {
        let (id_name, party_name, prefix) = match kind {
            Kind::Deposit => ("depositId", "payer", "payer."),
            Kind::Payout | Kind::Refund => ("payoutId", "recipient", "recipient."),
        };
        let common = [
            id_name,
            party_name,
            "amount",
            "currency",
            "customerMessage",
            "clientReferenceId",
            "metadata",
        ];
        let mut allowed = common.to_vec();
        if kind == Kind::Deposit {
            allowed.extend(["preAuthorisationCode", "successfulUrl", "failedUrl"]);
        }
        let fields = Fields::of(body, "", &allowed)?;
        let id = fields.uuid_v4(id_name)?;
        let (amount, decimals) = fields.amount("amount")?;
        let currency = fields.currency("currency")?;
        let party = Fields::of(
            fields.value(party_name)?,
            prefix,
            &["type", "accountDetails"],
        )?;
        if party.text("type")? != "MMO" {
            return Err(Refusal::invalid(&party.name("type"), "MMO is expected"));
        }
        let details = party.value("accountDetails")?;
        let details = Fields::of(details, "accountDetails.", &["phoneNumber", "provider"])?;
        let msisdn = details.text("phoneNumber")?.to_owned();
        let provider = details.text("provider")?.to_owned();
        let pre_authorisation = match kind {
            Kind::Deposit => fields.optional_short("preAuthorisationCode", 1, 36)?,
            Kind::Payout | Kind::Refund => None,
        };
        let urls = (
            fields.optional_text("successfulUrl")?,
            fields.optional_text("failedUrl")?,
        );
        Ok(Self {
            kind,
            id,
            amount,
            decimals,
            currency,
            msisdn,
            provider,
            customer_message: fields.customer_message()?,
            client_reference_id: fields.optional_short("clientReferenceId", 1, 400)?,
            metadata: fields.metadata()?,
            has_pre_authorisation: pre_authorisation.is_some(),
            has_return_urls: urls.0.is_some() && urls.1.is_some(),
        })
    }

    pub fn into_transaction(
        self,
        world: &World,
        scenario: Scenario,
        state: State,
    ) -> Result<Transaction, Refusal> {
        let operator = operators::find(&self.provider).ok_or_else(|| {
            Refusal::new(
                "INVALID_PROVIDER",
                "The provider is not configured for your account.",
            )
        })?;
        let redirects = self.kind == Kind::Deposit && operator.auth == Auth::Redirect;
        Ok(Transaction {
            dialect: Dialect::Pawapay,
            kind: self.kind,
            id: self.id,
            deposit_id: None,
            amount: self.amount,
            currency: self.currency,
            country: operator.country.to_owned(),
            provider: self.provider,
            authorization_url: redirects
                .then(|| format!("{}/phone/{}", world.control_url, self.msisdn)),
            msisdn: self.msisdn,
            customer_message: self.customer_message,
            client_reference_id: self.client_reference_id,
            metadata: self.metadata,
            state,
            failure: None,
            created: world.clock.now(),
            settled: None,
            prompt_until: None,
            provider_transaction_id: None,
            scenario,
            steps: Vec::new(),
            handles: Vec::new(),
            fee: Amount::ZERO,
            callback_url: None,
            particulars: Particulars::None,
        })
    }
}
