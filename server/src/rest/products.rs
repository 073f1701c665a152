//! What is for sale.

use app::problem::Problem;
use app::state::AppState;
use app::visitor::Visitor;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use catalog::storefront::{
    self, Card, DeliveryTo, Filter, PAGE_SIZE_MAX, Product, ProductLookup, Sort,
};
use countries::Country;
use kernel::Money;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::shapes::{Amount, Category, Picture, Shop};
use super::{Failure, invalid};
use crate::problems::ProblemDetails;

/// Cards of a page when nobody says how many.
const PAGE_SIZE: u8 = 24;

/// What to look for. Everything given must hold.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ProductQuery {
    /// Words to search for.
    q: Option<String>,
    /// A category's slug.
    category: Option<String>,
    /// A shop's slug.
    shop: Option<String>,
    /// Only what is delivered to this area.
    area: Option<String>,
    /// The lowest price, in whole units and decimals: `12.50`.
    min: Option<String>,
    max: Option<String>,
    in_stock: Option<bool>,
    /// newest, `price_asc`, `price_desc` or relevance.
    sort: Option<String>,
    /// Where the page before ended: its `next`.
    after: Option<String>,
    /// At most 48.
    size: Option<u8>,
    /// ZM or KE; otherwise the visitor's.
    country: Option<String>,
}

/// A page of products.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductPage {
    products: Vec<ProductCard>,
    /// Give it as `after` to get the next page. Absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A product in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductCard {
    id: String,
    /// What follows `/p/` and `/api/v1/products/`.
    slug: String,
    title: String,
    shop: Shop,
    price_from: Amount,
    price_to: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<Amount>,
    in_stock: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<Picture>,
}

/// A product.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductAnswer {
    id: String,
    slug: String,
    title: String,
    description: String,
    country: String,
    shop: Shop,
    /// From the topmost category to the product's own.
    categories: Vec<Category>,
    option_names: Vec<String>,
    variants: Vec<Variant>,
    pictures: Vec<Picture>,
    /// Present when an area was asked about and the shop delivers there.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<Delivery>,
}

/// One combination of options.
#[derive(Debug, Serialize, ToSchema)]
pub struct Variant {
    /// Goes into the cart.
    id: String,
    sku: String,
    option_values: Vec<String>,
    /// Tax included.
    price: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<Amount>,
    /// Pieces, at this moment.
    available: u32,
}

/// Delivery to the area that was asked about.
#[derive(Debug, Serialize, ToSchema)]
pub struct Delivery {
    area: String,
    fee: Amount,
    days_min: u8,
    days_max: u8,
}

/// Lists products, a page at a time.
#[utoipa::path(
    get, path = "/api/v1/products", tag = "products", params(ProductQuery),
    responses(
        (status = 200, body = ProductPage),
        (status = 422, body = ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(query): Query<ProductQuery>,
) -> Result<Json<ProductPage>, Failure> {
    let filter = filter(&query, &visitor)?;
    let found = storefront::list(&app.market.pools.storefront, &filter).await?;
    let products = found.page.rows.iter().map(card).collect();
    Ok(Json(ProductPage {
        products,
        next: found.page.next.map(|cursor| cursor.to_string()),
    }))
}

/// One product.
#[utoipa::path(
    get, path = "/api/v1/products/{slug}", tag = "products",
    params(("slug" = String, Path, description = "What follows `/p/`"), ("area" = Option<String>, Query, description = "Deliver there")),
    responses(
        (status = 200, body = ProductAnswer),
        (status = 308, description = "The same product under its right spelling"),
        (status = 404, body = ProblemDetails, content_type = "application/problem+json"),
        (status = 410, body = ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): State<AppState>,
    Path(slug): Path<String>,
    Query(query): Query<AreaQuery>,
) -> Result<Response, Failure> {
    match storefront::product(&app.market.pools.storefront, &slug, query.area.as_deref()).await? {
        ProductLookup::Found(product) => Ok(Json(answer(&product)).into_response()),
        ProductLookup::Moved(address) => {
            Ok(Redirect::permanent(&format!("/api/v1/products/{address}")).into_response())
        }
        ProductLookup::Gone => Err(Problem::Gone.into()),
        ProductLookup::Unknown => Err(Problem::NotFound.into()),
    }
}

/// Where to.
#[derive(Debug, Deserialize)]
pub struct AreaQuery {
    pub area: Option<String>,
}

fn filter(query: &ProductQuery, visitor: &Visitor) -> Result<Filter, Failure> {
    let mut wrong: Vec<(&str, String)> = Vec::new();
    let country = read(query.country.as_deref(), "country", "ZM or KE", &mut wrong)
        .unwrap_or(visitor.country);
    let mut price = |text: Option<&str>, name: &'static str| {
        let money = Money::parse(text?, Country::pack(country).currency);
        money
            .map_err(|error| wrong.push((name, error.to_string())))
            .ok()
    };
    let (min, max) = (
        price(query.min.as_deref(), "min"),
        price(query.max.as_deref(), "max"),
    );
    let default_sort = if query.q.is_some() {
        Sort::Relevance
    } else {
        Sort::Newest
    };
    let filter = Filter {
        q: query.q.clone(),
        category: read(
            query.category.as_deref(),
            "category",
            "a category's slug",
            &mut wrong,
        ),
        shop: read(query.shop.as_deref(), "shop", "a shop's slug", &mut wrong),
        area: query.area.clone(),
        min,
        max,
        in_stock: query.in_stock.unwrap_or_default(),
        sort: read(
            query.sort.as_deref(),
            "sort",
            "newest, price_asc, price_desc or relevance",
            &mut wrong,
        )
        .unwrap_or(default_sort),
        after: read(
            query.after.as_deref(),
            "after",
            "the `next` of a page",
            &mut wrong,
        ),
        size: query.size.unwrap_or(PAGE_SIZE).clamp(1, PAGE_SIZE_MAX),
        ..Filter::all(country.code())
    };
    if wrong.is_empty() {
        Ok(filter)
    } else {
        Err(invalid(&wrong))
    }
}

fn read<T: std::str::FromStr>(
    text: Option<&str>,
    name: &'static str,
    wanted: &str,
    wrong: &mut Vec<(&str, String)>,
) -> Option<T> {
    text?
        .parse()
        .map_err(|_| wrong.push((name, wanted.to_owned())))
        .ok()
}

fn card(card: &Card) -> ProductCard {
    ProductCard {
        id: card.listing.to_string(),
        slug: card.address.to_string(),
        title: card.title.clone(),
        shop: (&card.shop).into(),
        price_from: card.price_from.into(),
        price_to: card.price_to.into(),
        was: card.was.map(Into::into),
        in_stock: card.in_stock,
        picture: card
            .picture
            .as_ref()
            .and_then(|picture| Picture::of(&picture.key, &picture.alt)),
    }
}

fn answer(product: &Product) -> ProductAnswer {
    ProductAnswer {
        id: product.listing.to_string(),
        slug: product.address.to_string(),
        title: product.title.clone(),
        description: product.description.clone(),
        country: product.country.clone(),
        shop: Shop {
            slug: product.shop.slug.to_string(),
            name: product.shop.name.clone(),
            area: product.shop.area.clone(),
        },
        categories: product.path.iter().map(Into::into).collect(),
        option_names: product.option_names.clone(),
        variants: product
            .variants
            .iter()
            .map(|variant| Variant {
                id: variant.id.to_string(),
                sku: variant.sku.clone(),
                option_values: variant.option_values.clone(),
                price: variant.price.into(),
                was: variant.was.map(Into::into),
                available: variant.available,
            })
            .collect(),
        pictures: product
            .pictures
            .iter()
            .filter_map(|picture| Picture::of(&picture.key, &picture.alt))
            .collect(),
        delivery: match &product.delivery {
            DeliveryTo::There(fee) => Some(Delivery {
                area: fee.area.clone(),
                fee: fee.fee.into(),
                days_min: fee.days_min,
                days_max: fee.days_max,
            }),
            DeliveryTo::NotAsked | DeliveryTo::NotThere => None,
        },
    }
}
