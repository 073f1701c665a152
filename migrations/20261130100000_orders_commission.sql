-- What: by which rules the marketplace's share of a sale is reckoned, and on each line the bounds it was reckoned within. Why: one rate
-- fits neither a bulb nor a refrigerator; and a sale is explained by the rule of its day, whatever holds now. Owner: orders.

create table commission_rules (
  id bigint generated always as identity primary key,
  country text not null check (length(country) = 2),
  currency text not null,
  -- Of one category with all below it, or of one shop; with neither, of the whole country.
  category_id uuid references categories,
  shop_id uuid references shops,
  -- What it is looked up by. The country's is nothing but zeros.
  scope_id uuid not null
    generated always as (coalesce(shop_id, category_id, '00000000-0000-0000-0000-000000000000')) stored,
  -- Null: from then on there is no rule of its own.
  rate_bps integer check (rate_bps between 0 and 10000),
  -- Of one line, in minor units.
  minimum_minor bigint check (minimum_minor > 0),
  maximum_minor bigint check (maximum_minor > 0),
  set_by uuid not null references people,
  set_at timestamptz not null,
  constraint commission_rules_of_one check (num_nonnulls(category_id, shop_id) <= 1),
  constraint commission_rules_bounds_fit check (minimum_minor <= maximum_minor),
  constraint commission_rules_ended_are_empty
    check (rate_bps is not null or (minimum_minor is null and maximum_minor is null))
);
-- The newest of a scope is the one in force.
create index commission_rules_newest on commission_rules (country, scope_id, id desc);
create trigger append_only before update or delete or truncate on commission_rules
  for each statement execute function forbid_rewriting();

alter table commission_rules enable row level security;
alter table commission_rules force row level security;
create policy platform on commission_rules for all to soko_app
  using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform');
create policy own on commission_rules for select to soko_app
  using ((select scope_kind()) = 'shop' and shop_id = (select scope_shop()));
grant select, insert on commission_rules to soko_app;

-- Frozen with the rate and the amount.
alter table order_lines add column commission_minimum_minor bigint;
alter table order_lines add column commission_maximum_minor bigint;
alter table order_lines add constraint order_lines_commission_leaves_the_tax
  check (commission_minor between 0 and total_minor - tax_minor);
