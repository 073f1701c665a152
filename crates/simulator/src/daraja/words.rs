//! What each `ResultCode` is described as.

pub(crate) fn describe(code: &str) -> &'static str {
    match code {
        "0" => "The service request is processed successfully.",
        "1" => "The balance is insufficient for the transaction.",
        "2" => "The amount is below the minimum.",
        "3" => "The amount is above the maximum.",
        "4" => "The transaction would exceed the daily limit.",
        "8" => "The receiving account has reached its maximum.",
        "17" => "The same amount went to the same customer within two minutes.",
        "1001" => {
            "Unable to lock subscriber, a transaction is already in process for the current subscriber"
        }
        "1019" => "Transaction has expired",
        "1025" | "9999" => "An error occurred while sending a push request",
        "1032" => "Request cancelled by user",
        "1037" => "DS timeout user cannot be reached",
        "2001" => "The initiator information is invalid.",
        "2028" | "SFC_IC0003" => "The request is not permitted according to product assignment.",
        "2032" => "The transaction does not exist.",
        "8006" => "The security credential is locked.",
        _ => "The transaction failed.",
    }
}
