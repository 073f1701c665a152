//! What a session may be asked for with, and what it must not.

use super::currencies;
use super::errors::Refusal;
use super::form::Form;
use crate::amount::Amount;

/// A page is open at least so long, in seconds, and at most so long.
const LIFETIME_SECONDS: (i64, i64) = (1_800, 86_400);
const UNITS_MAX: i64 = 99_999_999;
/// The documented least in a large currency, half a unit, stands for every one here.
const UNITS_MIN: i64 = 50;
const REFERENCE_CHARS_MAX: usize = 200;
const METADATA_KEYS_MAX: usize = 50;
const METADATA_KEY_CHARS_MAX: usize = 40;
const METADATA_VALUE_CHARS_MAX: usize = 500;

/// Keys as they are sent; `*` stands for one name of the merchant's.
const KNOWN: [&str; 21] = [
    "adaptive_pricing[enabled]",
    "cancel_url",
    "client_reference_id",
    "currency",
    "customer_email",
    "expand[0]",
    "expires_at",
    "line_items[0][price_data][currency]",
    "line_items[0][price_data][product_data][description]",
    "line_items[0][price_data][product_data][name]",
    "line_items[0][price_data][unit_amount]",
    "line_items[0][quantity]",
    "locale",
    "metadata[*]",
    "mode",
    "payment_intent_data[capture_method]",
    "payment_intent_data[description]",
    "payment_intent_data[metadata][*]",
    "payment_method_types[0]",
    "submit_type",
    "success_url",
];

/// What was asked for.
pub(crate) struct Asked {
    pub units: i64,
    pub amount: Amount,
    /// In capitals, as the books have it.
    pub currency: String,
    pub title: String,
    pub success_url: String,
    pub cancel_url: String,
    pub expires_at: i64,
    pub reference: Option<String>,
    pub description: Option<String>,
}

/// Reads a request for a page. `now` in seconds.
pub(crate) fn read(form: &Form, now: i64) -> Result<Asked, Refusal> {
    refuse_unknown(form, &KNOWN)?;
    match form.required("mode")? {
        "payment" => {}
        other => {
            let message = format!("Invalid mode: must be payment here, not {other}");
            return Err(Refusal::invalid("mode", message));
        }
    }
    let (units, amount, currency) = price(form)?;
    check_metadata(form, "metadata")?;
    check_metadata(form, "payment_intent_data[metadata]")?;
    let reference = form.text("client_reference_id").map(str::to_owned);
    if reference
        .as_ref()
        .is_some_and(|text| text.len() > REFERENCE_CHARS_MAX)
    {
        let message = "Invalid string: must be at most 200 characters";
        return Err(Refusal::invalid("client_reference_id", message));
    }
    if let Some(other) = form
        .text("payment_method_types[0]")
        .filter(|word| *word != "card")
    {
        let message = format!("The payment method type provided: {other} is invalid.");
        return Err(Refusal::invalid("payment_method_types[0]", message));
    }
    Ok(Asked {
        units,
        amount,
        currency: currency.to_uppercase(),
        title: form
            .required("line_items[0][price_data][product_data][name]")?
            .to_owned(),
        success_url: address(form, "success_url")?,
        cancel_url: match form.text("cancel_url") {
            Some(_) => address(form, "cancel_url")?,
            None => String::new(),
        },
        expires_at: expires_at(form, now)?,
        reference,
        description: form
            .text("payment_intent_data[description]")
            .map(str::to_owned),
    })
}

pub(crate) fn refuse_unknown(form: &Form, known: &[&str]) -> Result<(), Refusal> {
    let is_known = |key: &&str| {
        known.iter().any(|known| match known.strip_suffix("[*]") {
            None => known == key,
            Some(map) => key
                .strip_prefix(map)
                .and_then(|rest| rest.strip_prefix('[')?.strip_suffix(']'))
                .is_some_and(|name| !name.contains('[')),
        })
    };
    match form.keys().find(|key| !is_known(key)) {
        None => Ok(()),
        Some(key) => {
            let message = format!("Received unknown parameter: {key}");
            Err(Refusal::invalid(key, message).code("parameter_unknown"))
        }
    }
}

fn price(form: &Form) -> Result<(i64, Amount, String), Refusal> {
    let (currency_key, amount_key, quantity_key) = (
        "line_items[0][price_data][currency]",
        "line_items[0][price_data][unit_amount]",
        "line_items[0][quantity]",
    );
    let currency = form.required(currency_key)?;
    if !currencies::is_code(currency) {
        let message = format!("Invalid currency: {currency}.");
        return Err(Refusal::invalid(currency_key, message));
    }
    let quantity = form.integer(quantity_key)?.unwrap_or(1);
    let unit = form
        .integer(amount_key)?
        .ok_or_else(|| Refusal::missing(amount_key))?;
    let units = unit
        .checked_mul(quantity)
        .filter(|_| unit >= 0 && quantity > 0);
    let units =
        units.ok_or_else(|| Refusal::invalid(amount_key, "Invalid non-negative integer"))?;
    if units < UNITS_MIN {
        let message =
            "The Checkout Session's total amount due is below the least that can be charged.";
        return Err(Refusal::bad(message).code("amount_too_small"));
    }
    if units > UNITS_MAX {
        let message = "The Checkout Session's total amount due must be no more than 999,999.99";
        return Err(Refusal::bad(message).code("amount_too_large"));
    }
    let amount = currencies::amount(units, currency).ok_or_else(|| {
        let message = format!("Invalid amount for {currency}.");
        Refusal::invalid(amount_key, message)
    })?;
    Ok((units, amount, currency.to_owned()))
}

fn expires_at(form: &Form, now: i64) -> Result<i64, Refusal> {
    let Some(at) = form.integer("expires_at")? else {
        return Ok(now + LIFETIME_SECONDS.1);
    };
    let wrong = |words: &str| {
        let message =
            format!("The `expires_at` timestamp must be {words} from Checkout Session creation.");
        Err(Refusal::invalid("expires_at", message))
    };
    match at - now {
        less if less < LIFETIME_SECONDS.0 => wrong("at least 30 minutes"),
        more if more > LIFETIME_SECONDS.1 => wrong("less than 24 hours"),
        _ => Ok(at),
    }
}

fn address(form: &Form, key: &str) -> Result<String, Refusal> {
    let text = form.required(key)?;
    if text.starts_with("https://") || text.starts_with("http://") {
        return Ok(text.to_owned());
    }
    let message = "Not a valid URL: it has to begin with a scheme, such as https.";
    Err(Refusal::invalid(key, message).code("url_invalid"))
}

pub(crate) fn check_metadata(form: &Form, key: &str) -> Result<(), Refusal> {
    let all = form.map(key);
    let fits = |(name, value): (&String, &String)| {
        name.chars().count() <= METADATA_KEY_CHARS_MAX
            && value.chars().count() <= METADATA_VALUE_CHARS_MAX
    };
    if all.len() <= METADATA_KEYS_MAX && all.iter().all(fits) {
        return Ok(());
    }
    let message = "Metadata has at most 50 keys of 40 characters with values of 500.";
    Err(Refusal::invalid(key, message))
}
