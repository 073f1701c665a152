//! The parts that pages are made of. They take words and plain values, render HTML that works without script, and know no data access.

pub mod button;
pub mod cart;
pub mod choice;
pub mod feedback;
pub mod field;
pub mod icon;
pub mod navigation;
pub mod pay;
pub mod picture;
pub mod price;
pub mod product;
pub mod table;
pub mod text;
pub mod timeline;

pub use button::{Button, ButtonKind, Hidden, LinkButton};
pub use cart::{CartLine, CartLineView, TotalRow, Totals};
pub use choice::{CheckList, Checkbox, Chip, ChipState, Chips, Choice, ChoiceCards, Select};
pub use feedback::{Badge, EmptyState, ErrorSummary, InsightCard, Notice, Tone};
pub use field::{Field, FileField, InputKind, TextArea};
pub use icon::Icon;
pub use navigation::{Breadcrumbs, Link, Pagination};
pub use pay::{PayScene, PhoneDrawing};
pub use picture::{Gallery, Photo, Picture, ZoomGallery};
pub use price::Price;
pub use product::{BuyBar, ProductCardView, ProductGrid, ShopHead, ShopHeadView};
pub use table::{Column, DataTable};
pub use text::MaybeText;
pub use timeline::{StepState, Timeline, TimelineStep};
