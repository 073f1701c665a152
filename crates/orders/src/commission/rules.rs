//! The rules that somebody set. They are added and never changed: the newest of a shop, a category or a country is in force.

use std::collections::BTreeMap;

use kernel::{CategoryId, Currency, Id, Money, OrderId, PersonId, ShopId, Timestamp};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Charged, CommissionRule, RuleId, RuleName, Terms};
use crate::{Error, rows};

/// Whose sales a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whom {
    /// The whole country's.
    Everybody,
    /// Of what stands in this category, or below it.
    Category(CategoryId),
    Shop(ShopId),
}

impl Whom {
    const fn shop(self) -> Option<ShopId> {
        match self {
            Self::Shop(shop) => Some(shop),
            Self::Everybody | Self::Category(_) => None,
        }
    }

    const fn category(self) -> Option<CategoryId> {
        match self {
            Self::Category(category) => Some(category),
            Self::Everybody | Self::Shop(_) => None,
        }
    }

    fn of(shop: Option<Uuid>, category: Option<Uuid>) -> Self {
        match (shop, category) {
            (Some(shop), _) => Self::Shop(shop.into()),
            (None, Some(category)) => Self::Category(category.into()),
            (None, None) => Self::Everybody,
        }
    }
}

/// A rule that somebody sets.
#[derive(Debug, Clone)]
pub struct NewRule<'a> {
    /// ISO 3166, two letters.
    pub country: &'a str,
    pub currency: Currency,
    pub whom: Whom,
    /// `None`: from now on there is none of its own.
    pub terms: Option<Terms>,
    pub by: PersonId,
    pub at: Timestamp,
}

/// A rule as it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetRule {
    pub id: RuleId,
    pub country: String,
    pub whom: Whom,
    /// `None`: it ended the one before it.
    pub terms: Option<Terms>,
    pub by: PersonId,
    pub at: Timestamp,
    pub is_in_force: bool,
    /// What whoever set it is called; empty when they never said.
    pub by_name: String,
    /// The shop's address and name, where it is a shop's.
    pub shop: Option<(String, String)>,
}

/// Sets a rule; whatever it had before is superseded.
pub async fn insert(conn: &mut PgConnection, new: &NewRule<'_>) -> Result<RuleId, Error> {
    let minor = |bound: fn(Terms) -> Option<Money>| new.terms.and_then(bound).map(Money::minor);
    let rate = new.terms.map(|terms| stored(terms.rate_bps()));
    let id = sqlx::query_scalar!(
        "insert into commission_rules (country, currency, category_id, shop_id, rate_bps, minimum_minor, maximum_minor, set_by, set_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id",
        new.country,
        new.currency.code(),
        new.whom.category().map(Id::uuid),
        new.whom.shop().map(Id::uuid),
        rate,
        minor(Terms::minimum),
        minor(Terms::maximum),
        new.by.uuid(),
        new.at,
    )
    .fetch_one(conn)
    .await?;
    Ok(RuleId(id))
}

/// Two admins who set rules at once do it one after the other.
pub async fn lock(conn: &mut PgConnection) -> Result<(), Error> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
        "commission_rules"
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct Row {
    id: i64,
    country: String,
    currency: String,
    category_id: Option<Uuid>,
    shop_id: Option<Uuid>,
    rate_bps: Option<i32>,
    minimum_minor: Option<i64>,
    maximum_minor: Option<i64>,
    set_by: Uuid,
    set_at: Timestamp,
    is_newest: bool,
    by_name: String,
    shop_slug: Option<String>,
    shop_name: Option<String>,
}

impl TryFrom<Row> for SetRule {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let bounds = (row.minimum_minor, row.maximum_minor);
        let of = ("commission_rules", row.id);
        let terms = row
            .rate_bps
            .map(|rate| read(of, rate, bounds, &row.currency));
        Ok(Self {
            id: RuleId(row.id),
            country: row.country,
            whom: Whom::of(row.shop_id, row.category_id),
            is_in_force: row.is_newest && row.rate_bps.is_some(),
            terms: terms.transpose()?,
            by: row.set_by.into(),
            at: row.set_at,
            by_name: row.by_name,
            shop: row.shop_slug.zip(row.shop_name),
        })
    }
}

macro_rules! read {
    ($executor:expr, $method:ident, $condition:literal, $($argument:expr),+) => {
        sqlx::query_as!(
            Row,
            r#"select r.id, r.country, r.currency, r.category_id, r.shop_id, r.rate_bps, r.minimum_minor, r.maximum_minor, r.set_by,
                 r.set_at, p.name as by_name, s.slug as "shop_slug?", s.name as "shop_name?", not exists (
                   select from commission_rules n where n.country = r.country and n.scope_id = r.scope_id and n.id > r.id
                 ) as "is_newest!"
               from commission_rules r join people p on p.id = r.set_by left join shops s on s.id = r.shop_id "# + $condition,
            $($argument),+
        )
        .$method($executor)
        .await?
    };
}

/// The rules in force, of everybody, newest first; those before a rule.
pub async fn list_in_force(
    conn: impl PgExecutor<'_>,
    before: Option<RuleId>,
    count_max: i64,
) -> Result<Vec<SetRule>, Error> {
    let found = read!(
        conn,
        fetch_all,
        "where r.rate_bps is not null and r.id < $1 and not exists (
           select from commission_rules n where n.country = r.country and n.scope_id = r.scope_id and n.id > r.id)
         order by r.id desc limit $2",
        before.map_or(i64::MAX, |before| before.0),
        count_max
    );
    found.into_iter().map(SetRule::try_from).collect()
}

/// The rules in force of a country's categories.
pub async fn list_of_categories(
    conn: impl PgExecutor<'_>,
    country: &str,
) -> Result<Vec<SetRule>, Error> {
    let found = read!(
        conn,
        fetch_all,
        "where r.country = $1 and r.category_id is not null and r.rate_bps is not null and not exists (
           select from commission_rules n where n.country = r.country and n.scope_id = r.scope_id and n.id > r.id)
         order by r.id",
        country
    );
    found.into_iter().map(SetRule::try_from).collect()
}

/// The newest that are not in force any more, and those that ended them.
pub async fn list_over(conn: impl PgExecutor<'_>, count_max: i64) -> Result<Vec<SetRule>, Error> {
    let found = read!(
        conn,
        fetch_all,
        "where r.rate_bps is null or exists (
           select from commission_rules n where n.country = r.country and n.scope_id = r.scope_id and n.id > r.id)
         order by r.id desc limit $1",
        count_max
    );
    found.into_iter().map(SetRule::try_from).collect()
}

/// A rule by its number, whatever became of it.
pub async fn find(conn: impl PgExecutor<'_>, id: RuleId) -> Result<Option<SetRule>, Error> {
    let found = read!(conn, fetch_optional, "where r.id = $1", id.0);
    found.map(SetRule::try_from).transpose()
}

/// The rule in force of exactly this shop, category or country; nothing above it.
pub async fn own(
    conn: impl PgExecutor<'_>,
    country: &str,
    whom: Whom,
) -> Result<Option<SetRule>, Error> {
    let found = read!(
        conn,
        fetch_optional,
        "where r.country = $1 and r.scope_id = coalesce($2::uuid, $3::uuid, '00000000-0000-0000-0000-000000000000')
         order by r.id desc limit 1",
        country,
        whom.shop().map(Id::uuid),
        whom.category().map(Id::uuid)
    );
    let found = found.map(SetRule::try_from).transpose()?;
    Ok(found.filter(|rule| rule.is_in_force))
}

/// What is sold, as far as rules ask: by whom, and in which category.
pub type Sold = (Option<ShopId>, Option<CategoryId>);

/// Which rule holds for whom, now.
#[derive(Debug, Clone)]
pub struct InForce(BTreeMap<Sold, (CommissionRule, Whom)>);

impl InForce {
    /// The rule for what is sold, and whose it is: the standard where nobody set any.
    pub fn of(&self, sold: Sold) -> (CommissionRule, Whom) {
        let standard = (CommissionRule::STANDARD, Whom::Everybody);
        self.0.get(&sold).copied().unwrap_or(standard)
    }
}

/// Finds the rule for each of these with one question: the shop's, else its category's or the nearest above it, else the country's.
pub async fn in_force(
    conn: impl PgExecutor<'_>,
    country: &str,
    currency: Currency,
    sold: impl IntoIterator<Item = Sold>,
) -> Result<InForce, Error> {
    let mut sold: Vec<Sold> = sold.into_iter().collect();
    sold.sort_unstable();
    sold.dedup();
    let shops: Vec<Option<Uuid>> = sold.iter().map(|(shop, _)| shop.map(Id::uuid)).collect();
    let categories: Vec<Option<Uuid>> = sold.iter().map(|(_, id)| id.map(Id::uuid)).collect();
    // A category is a few steps deep; a loop in the tree would end here.
    let found = sqlx::query!(
        r#"select s.shop_id as "sold_by?", s.category_id as "sold_in?", r.id as "id!", r.shop_id as "shop_id?",
             r.category_id as "category_id?", r.rate_bps as "rate_bps!", r.minimum_minor as "minimum_minor?",
             r.maximum_minor as "maximum_minor?", r.currency as "currency!"
           from unnest($3::uuid[], $4::uuid[]) as s (shop_id, category_id)
           cross join lateral (
             with recursive up as (
               select s.category_id as id, 1 as steps
               union all
               select c.parent_id, up.steps + 1 from up join categories c on c.id = up.id where up.steps < 20
             ), scopes as (
               select s.shop_id as id, 0 as steps
               union all select id, steps from up
               union all select '00000000-0000-0000-0000-000000000000', 100
             )
             select newest.* from scopes cross join lateral (
               select * from commission_rules r where r.country = $1 and r.currency = $2 and r.scope_id = scopes.id
               order by r.id desc limit 1) newest
             where newest.rate_bps is not null order by scopes.steps limit 1
           ) r"#,
        country,
        currency.code(),
        &shops as &[Option<Uuid>],
        &categories as &[Option<Uuid>],
    )
    .fetch_all(conn)
    .await?;
    let found = found.into_iter().map(|row| {
        let bounds = (row.minimum_minor, row.maximum_minor);
        let terms = read(
            ("commission_rules", row.id),
            row.rate_bps,
            bounds,
            &row.currency,
        )?;
        let rule = CommissionRule {
            name: RuleName::Set(RuleId(row.id)),
            terms,
        };
        let sold = (row.sold_by.map(Into::into), row.sold_in.map(Into::into));
        Ok((sold, (rule, Whom::of(row.shop_id, row.category_id))))
    });
    Ok(InForce(found.collect::<Result<_, Error>>()?))
}

/// What may be said of the commission of each of these orders.
pub async fn charged(
    conn: impl PgExecutor<'_>,
    orders: &[OrderId],
) -> Result<BTreeMap<OrderId, Charged>, Error> {
    let ids: Vec<Uuid> = orders.iter().map(|id| id.uuid()).collect();
    let lines = sqlx::query!(
        "select id, order_id, total_minor, commission_bps, commission_minor, commission_minimum_minor, commission_maximum_minor,
           currency
         from order_lines where order_id = any($1)",
        &ids
    )
    .fetch_all(conn)
    .await?;
    let mut all = BTreeMap::new();
    for row in lines {
        let bounds = (row.commission_minimum_minor, row.commission_maximum_minor);
        let terms = read(
            ("order_lines", row.id),
            row.commission_bps,
            bounds,
            &row.currency,
        )?;
        let money = |minor| rows::money("order_lines", row.id, minor, &row.currency);
        let charged = terms.gave(money(row.total_minor)?, money(row.commission_minor)?);
        all.entry(row.order_id.into())
            .and_modify(|before: &mut Charged| *before = before.and(charged))
            .or_insert(charged);
    }
    Ok(all)
}

/// Basis points as they are stored: never more than 10,000.
pub(crate) fn stored(bps: u32) -> i32 {
    i32::try_from(bps).unwrap_or(i32::MAX)
}

/// Terms as they are stored.
pub(crate) fn read(
    (table, id): (&'static str, impl ToString + Copy),
    rate_bps: i32,
    (minimum, maximum): (Option<i64>, Option<i64>),
    currency: &str,
) -> Result<Terms, Error> {
    let bound = |minor: Option<i64>| {
        minor
            .map(|minor| rows::money(table, id, minor, currency))
            .transpose()
    };
    let rate = rows::count(table, "commission rate", id, rate_bps)?;
    Terms::new(rate, bound(minimum)?, bound(maximum)?)
        .map_err(|_| store::Error::corrupt(table, "commission", id).into())
}
