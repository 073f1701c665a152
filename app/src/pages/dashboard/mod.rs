//! A merchant's desk: today, orders, products, delivery, the shop itself.

mod delivery;
mod lines;
mod money;
mod order;
mod order_money;
mod order_view;
mod orders;
mod paid_to;
mod product;
mod products;
mod refund;
mod said;
mod settings;
mod takes_cash;
mod today;
mod waiting;

use accounts::{Need, ShopRole};
use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use catalog::shops;
use countries::Country;
use kernel::{Id as _, ShopId};
use words::Lang;

use crate::pages::documents;
use crate::pages::shown::see_other;
use crate::problem::Problem;
use crate::shell::{Chrome, DashboardSection, WorkFrame};
use crate::state::AppState;
use crate::ui::Link;
use crate::visitor::Visitor;

pub(super) use waiting::path as waiting_path;

/// `/dashboard…` and the pictures that wait.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/dashboard", get(today::show))
        .route("/dashboard/orders", get(orders::show))
        .route(
            "/dashboard/orders/{number}",
            get(order::show).post(order::cancel),
        )
        .route(
            "/dashboard/orders/{number}/refund",
            get(refund::show).post(refund::give),
        )
        .route(
            "/dashboard/orders/{number}/documents/{file}",
            get(documents::of_shop),
        )
        .route("/dashboard/orders/{number}/{step}", post(order::advance))
        .route("/dashboard/products", get(products::show))
        .route(
            "/dashboard/products/new",
            get(product::new).post(product::create),
        )
        .route(
            "/dashboard/products/{id}",
            get(product::show).post(product::change),
        )
        .route("/dashboard/products/{id}/act", post(product::act))
        .route(
            "/dashboard/products/{id}/pictures/{picture}",
            post(product::picture),
        )
        .route(
            "/dashboard/delivery",
            get(delivery::show).post(delivery::save),
        )
        .route("/dashboard/money", get(money::show).post(money::pay_out))
        .route("/dashboard/money/settings", post(money::save))
        .route("/dashboard/money/destination", post(paid_to::change))
        .route(
            "/dashboard/money/destination/back",
            post(paid_to::take_back),
        )
        .route("/dashboard/money/pending", get(lines::pending))
        .route("/dashboard/money/days/{day}", get(lines::day))
        .route("/dashboard/money/payouts/{id}", get(lines::paid_out))
        .route("/dashboard/money/{figure}", get(lines::figure))
        .route("/dashboard/shop", get(settings::show).post(settings::save))
        .route("/media/waiting/{folder}/{file}", get(waiting::show))
}

/// Somebody of a shop, at its desk. Extracting one sends strangers to sign in, people without a shop to open one, and says of
/// another's shop that there is none.
#[derive(Clone)]
pub(super) struct Desk {
    pub visitor: Visitor,
    pub scope: store::Shop,
    pub shop: shops::Shop,
    pub country: Country,
    role: ShopRole,
    /// Named in addresses when it is not the first of this person's shops.
    named: Option<ShopId>,
}

impl Desk {
    pub fn lang(&self) -> Lang {
        self.visitor.lang
    }

    /// An address of this desk. `path` may have a query already.
    pub fn href(&self, path: &str) -> String {
        match self.named {
            None => path.to_owned(),
            Some(shop) => format!(
                "{path}{}shop={shop}",
                if path.contains('?') { '&' } else { '?' }
            ),
        }
    }

    /// What only the owner may change.
    pub fn owner(&self) -> Result<(), Problem> {
        match self.role {
            ShopRole::Owner => Ok(()),
            ShopRole::Staff | ShopRole::Rider => Err(Problem::Forbidden),
        }
    }

    pub fn chrome(&self, app: &AppState, section: DashboardSection) -> Chrome {
        let path = format!("/s/{}", self.shop.slug);
        let mut frame = WorkFrame::dashboard(
            self.lang(),
            app.market.settings.is_rehearsal,
            &self.shop.name,
            &path,
            section,
        );
        for link in &mut frame.sections {
            link.href = self.href(&link.href);
        }
        if self.shop.state != catalog::ShopState::Approved {
            // Nobody else finds it yet.
            frame.links.retain(|link| link.href != path);
        }
        Chrome::Dashboard(frame)
    }

    /// The person's other shops, to go over to.
    async fn others(&self, app: &AppState) -> Result<Vec<Link>, Problem> {
        let shops = flows::account::shops_of(&app.market, self.scope.actor).await?;
        let others = shops
            .into_iter()
            .filter(|shop| shop.shop != self.scope.shop);
        Ok(others
            .map(|shop| Link::new(shop.name, format!("/dashboard?shop={}", shop.shop)))
            .collect())
    }
}

impl FromRequestParts<AppState> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let visitor = <Visitor as FromRequestParts<AppState>>::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let first = visitor
            .first_membership()
            .map_err(IntoResponse::into_response)?
            .map(|member| member.shop);
        let asked = asked_shop(parts.uri.query().unwrap_or_default())
            .map_err(IntoResponse::into_response)?;
        let Some(shop) = asked.or(first) else {
            return Err(see_other("/sell"));
        };
        desk(state, visitor, shop, asked.filter(|_| asked != first))
            .await
            .map_err(IntoResponse::into_response)
    }
}

async fn desk(
    app: &AppState,
    visitor: Visitor,
    shop: ShopId,
    named: Option<ShopId>,
) -> Result<Desk, Problem> {
    let scope = visitor.in_shop(shop, Need::Staff)?;
    let role = visitor
        .signed_in()?
        .in_shop(shop)
        .ok_or(Problem::NotFound)?;
    let shop = flows::dashboard::shop(&app.market, scope)
        .await?
        .ok_or(Problem::NotFound)?;
    let country = shop.country.parse().unwrap_or(visitor.country);
    Ok(Desk {
        visitor,
        scope,
        shop,
        country,
        role,
        named,
    })
}

/// The shop a query names.
fn asked_shop(query: &str) -> Result<Option<ShopId>, Problem> {
    let pairs: Vec<(String, String)> =
        serde_html_form::from_str(query).map_err(|_| Problem::BadRequest)?;
    let Some((_, id)) = pairs.into_iter().find(|(name, _)| name == "shop") else {
        return Ok(None);
    };
    uuid::Uuid::parse_str(&id)
        .map(|id| Some(ShopId::from_uuid(id)))
        .map_err(|_| Problem::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_is_named_by_its_id_or_not_at_all() {
        assert_eq!(asked_shop("state=packed"), Ok(None));
        assert_eq!(asked_shop("shop=nonsense"), Err(Problem::NotFound));
        let id = "01930000-0000-7000-8000-000000000001";
        assert_eq!(
            asked_shop(&format!("a=b&shop={id}")),
            Ok(Some(id.parse().unwrap()))
        );
    }
}
