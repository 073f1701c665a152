//! From the order to its payment, by the way that was chosen.

use axum::response::Response;
use flows::cash;
use flows::pay::{self, Pay, PayError};
use flows::place::Placed;
use flows::till as by_hand;
use kernel::PurchaseId;
use store::Buyer;

use super::typed::{PayBy, Typed};
use crate::cookies;
use crate::pages::pay::by_hand::last_of;
use crate::pages::shown::see_other_with;
use crate::problem::Problem;
use crate::state::AppState;
use crate::visitor::Visitor;

/// The order stands; now the prompt. Whatever becomes of it, the wait page says so and offers the next step.
pub(super) async fn start(
    app: &AppState,
    visitor: &Visitor,
    placed: Placed,
    typed: Typed,
) -> Result<Response, Problem> {
    let buyer = Buyer {
        person: visitor.person(),
        purchase: Some(placed.id),
    };
    let access = cookies::set_access(app, &visitor.access, placed.id);
    let to = match typed.pay_by {
        PayBy::Cash => match cash::accept(&app.market, buyer, placed.id).await {
            Ok(()) => "orders",
            // The page that asks how to pay says what else there is.
            Err(error) => {
                tracing::warn!(purchase.id = %placed.id, error = &error as &dyn std::error::Error, "placed, but cash was not accepted");
                "pay"
            }
        },
        PayBy::Abroad => {
            let there = format!("/pay/{}/abroad", placed.number);
            return Ok(see_other_with(&there, access));
        }
        PayBy::Credit => with_credit(app, buyer, placed.id).await,
        PayBy::ByHand(hand) => match by_hand::begin(&app.market, buyer, placed.id, hand).await {
            Ok(()) => {
                return Ok(see_other_with(
                    &format!("/pay/{}/{}", placed.number, last_of(hand)),
                    access,
                ));
            }
            // The page that asks how to pay says what else there is.
            Err(error) => {
                tracing::warn!(purchase.id = %placed.id, error = &error as &dyn std::error::Error, "placed, but not kept for paying by hand");
                "pay"
            }
        },
        PayBy::Provider(method) => {
            let pay = Pay {
                purchase: placed.id,
                key: typed.key,
                phone: typed.paying_phone,
                method,
                credit: typed.credit,
            };
            match pay::start(&app.market, buyer, pay).await {
                // The next page shows the way to the provider's.
                Ok(attempt) if method.network().is_none() => {
                    pay::push_soon(&app.market, attempt.id).await;
                    "pay"
                }
                Err(PayError::NothingLeft) => with_credit(app, buyer, placed.id).await,
                Ok(_)
                | Err(PayError::NotPayable(_) | PayError::StillOpen(_) | PayError::KeyReused) => {
                    "pay"
                }
                Err(error) => {
                    tracing::warn!(purchase.id = %placed.id, error = &error as &dyn std::error::Error, "placed, but no prompt was started");
                    "pay"
                }
            }
        }
    };
    Ok(see_other_with(&format!("/{to}/{}", placed.number), access))
}

/// All of it out of the wallet. If that is not there any more, the page that asks how to pay says what there is.
async fn with_credit(app: &AppState, buyer: Buyer, purchase: PurchaseId) -> &'static str {
    match flows::credit::pay(&app.market, buyer, purchase).await {
        Ok(()) => "orders",
        Err(error) => {
            tracing::warn!(purchase.id = %purchase, error = &error as &dyn std::error::Error, "placed, but not paid with store credit");
            "pay"
        }
    }
}
