//! What a payment by hand was meant for.

use kernel::{Money, PurchaseId, PurchaseNumber};
use orders::{Purchase, purchase};
use payments::TillPayment;
use payments::till::{self, MatchedBy};
use store::{Platform, Tx};

use crate::Error;

/// A purchase, and by what it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub purchase: PurchaseId,
    pub by: MatchedBy,
}

/// Beside a transfer stands whatever people and banks wrote: the one purchase that it names. Of a payment to the paybill, by the number
/// that was typed, in whatever state its purchase is; else by phone and exact amount, where exactly one open
/// purchase fits. `None`: nobody guesses.
pub(super) async fn find(
    tx: &mut Tx<Platform>,
    payment: &TillPayment,
    amount: Money,
) -> Result<Option<Found>, Error> {
    if !payment.provider.can_be_asked() {
        return named(tx, &payment.account, amount).await;
    }
    if let Some(found) = typed(tx, payment).await?
        && found.total.currency() == amount.currency()
    {
        return Ok(Some(Found {
            purchase: found.id,
            by: MatchedBy::Reference,
        }));
    }
    let Some(phone) = &payment.phone else {
        return Ok(None);
    };
    let guessed = till::guess(&mut **tx, phone, amount).await?;
    Ok(match guessed[..] {
        [purchase] => Some(Found {
            purchase,
            by: MatchedBy::Phone,
        }),
        _ => None,
    })
}

/// The purchase whose number was typed, whatever its currency.
pub(super) async fn spoken_of(
    tx: &mut Tx<Platform>,
    payment: &TillPayment,
) -> Result<Option<PurchaseId>, Error> {
    Ok(typed(tx, payment).await?.map(|found| found.id))
}

async fn typed(tx: &mut Tx<Platform>, payment: &TillPayment) -> Result<Option<Purchase>, Error> {
    let Some(number) = number_in(&payment.account) else {
        return Ok(None);
    };
    Ok(purchase::find_by_number(&mut **tx, number).await?)
}

async fn named(
    tx: &mut Tx<Platform>,
    written: &str,
    amount: Money,
) -> Result<Option<Found>, Error> {
    let numbers = PurchaseNumber::all_in(written);
    let found = purchase::list_by_numbers(&mut **tx, &numbers, amount.currency()).await?;
    Ok(match found[..] {
        [(_, purchase)] => Some(Found {
            purchase,
            by: MatchedBy::Reference,
        }),
        _ => None,
    })
}

/// The number in what was typed: signs between its letters, small letters, an O for a zero and a missing SK do not matter; its
/// check symbol keeps a wrong one from being another's.
fn number_in(typed: &str) -> Option<PurchaseNumber> {
    let kept: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    // `5K`: an S is a five to many eyes.
    let body = match kept.get(..2) {
        Some(head) if head.eq_ignore_ascii_case("5K") && kept.len() == 10 => &kept[2..],
        _ => &kept,
    };
    body.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_in_what_people_type() {
        let number = PurchaseNumber::from_random([7; 8]);
        let plain: String = number.to_string().replace('-', "");
        let (head, tail) = plain.split_at(6);
        for typed in [
            number.to_string(),
            plain.clone(),
            plain.to_lowercase(),
            format!(" {head} {tail}. "),
            format!("{head}/{tail}"),
            plain[2..].to_owned(),
            plain.replace('0', "o"),
            format!("5K{}", &plain[2..]),
        ] {
            assert_eq!(number_in(&typed), Some(number), "{typed:?}");
        }
        // One wrong symbol, none, and much too much.
        let last = if plain.ends_with('7') { '8' } else { '7' };
        let wrong = format!("{}{last}", &plain[..9]);
        for typed in [wrong.as_str(), "", "0712345678", "rent november"] {
            assert_eq!(number_in(typed), None, "{typed:?}");
        }
    }
}
