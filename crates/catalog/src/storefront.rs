//! What visitors read. Every function takes the pool whose role may only read what is published.

mod asides;
mod cards;
mod cart;
mod filter;
mod found;
mod home;
mod list;
mod product;
mod shop;
mod sitemap;

pub use asides::Asides;
pub use cards::{Card, CategoryName, ShopRef, Thumb};
pub use cart::{CartItem, CartLine, cart_lines};
pub use filter::{Count, Filter, PAGE_SIZE_MAX, Sort};
pub use home::{Home, Shelf, TreeNode, home, tree};
pub use list::{CategoryCount, Facets, Match, ResultPage, ShopCount, explain, facets, list};
pub use product::{DeliveryTo, Product, ProductLookup, ProductPicture, ProductVariant, product};
pub use shop::{ShopFront, ShopLookup, shop};
pub use sitemap::{
    Counts, ENTRIES_MAX, SitemapEntry, counts, sitemap_categories, sitemap_product_parts,
    sitemap_products, sitemap_shop_parts, sitemap_shops,
};
