-- What: carts, purchases, the orders they hold, and their history. Why: what a buyer pays once is split per shop and never
-- re-priced. Owner: orders.

create table carts (
  id uuid primary key,
  country text not null check (country in ('ZM', 'KE')),
  area text,
  created_at timestamptz not null,
  touched_at timestamptz not null
);
create index carts_idle on carts (touched_at);

create table cart_lines (
  cart_id uuid not null references carts on delete cascade,
  variant_id uuid not null references variants,
  quantity integer not null check (quantity between 1 and 99),
  price_seen_minor bigint not null,
  currency text not null,
  added_at timestamptz not null,
  primary key (cart_id, variant_id)
);

create table purchases (
  id uuid primary key,
  number text not null constraint purchases_number_unique unique,
  access_key_hash bytea not null,
  cart_id uuid not null,
  idempotency_key text not null check (length(idempotency_key) between 8 and 100),
  content_hash bytea not null,
  buyer_id uuid references people,
  buyer_phone text not null,
  buyer_name text not null check (length(buyer_name) between 1 and 120),
  country text not null,
  language text not null,
  area text not null,
  landmark text not null check (length(landmark) <= 200),
  directions text not null check (length(directions) <= 500),
  currency text not null,
  total_minor bigint not null check (total_minor > 0),
  state text not null check (state in ('open', 'paid', 'cash_due', 'expired', 'cancelled')),
  placed_at timestamptz not null,
  -- Until when stock is kept while nobody pays. Null: not held (released, or sold).
  held_until timestamptz,
  paid_at timestamptz,
  ended_at timestamptz,
  constraint purchases_key_unique unique (cart_id, idempotency_key),
  check ((state = 'paid') = (paid_at is not null)),
  check ((state in ('expired', 'cancelled')) = (ended_at is not null))
);
create index purchases_buyer on purchases (buyer_id, placed_at desc, id desc) where buyer_id is not null;
create index purchases_phone on purchases (buyer_phone, placed_at desc);
create index purchases_open on purchases (placed_at) where state = 'open';

create table orders (
  id uuid primary key,
  purchase_id uuid not null references purchases,
  shop_id uuid not null references shops,
  number text not null constraint orders_number_unique unique,
  position smallint not null check (position between 0 and 25),
  state text not null check (state in ('placed', 'confirmed', 'packed', 'handed_over', 'delivered', 'completed', 'cancelled', 'returned')),
  recipient_name text not null,
  recipient_phone text not null,
  area text not null,
  landmark text not null,
  directions text not null,
  currency text not null,
  items_minor bigint not null check (items_minor > 0),
  delivery_minor bigint not null check (delivery_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  commission_minor bigint not null check (commission_minor >= 0),
  total_minor bigint not null,
  days_min smallint not null,
  days_max smallint not null,
  placed_at timestamptz not null,
  confirmed_at timestamptz,
  packed_at timestamptz,
  handed_over_at timestamptz,
  delivered_at timestamptz,
  completed_at timestamptz,
  cancelled_at timestamptz,
  returned_at timestamptz,
  cancel_reason text not null default '',
  constraint orders_shop_once unique (purchase_id, shop_id),
  constraint orders_total_adds_up check (total_minor = items_minor + delivery_minor),
  check (case state
    when 'placed' then confirmed_at is null
    when 'confirmed' then confirmed_at is not null and packed_at is null
    when 'packed' then packed_at is not null and handed_over_at is null
    when 'handed_over' then handed_over_at is not null and delivered_at is null
    when 'delivered' then delivered_at is not null and completed_at is null
    when 'completed' then completed_at is not null
    when 'cancelled' then cancelled_at is not null and handed_over_at is null
    when 'returned' then returned_at is not null
  end)
);
create index orders_shop on orders (shop_id, placed_at desc, id desc);
create index orders_shop_state on orders (shop_id, state, placed_at);
create index orders_purchase on orders (purchase_id, position);

create table order_lines (
  id uuid primary key,
  order_id uuid not null references orders,
  purchase_id uuid not null references purchases,
  shop_id uuid not null references shops,
  listing_id uuid not null references listings,
  variant_id uuid not null references variants,
  position smallint not null,
  title text not null,
  options text not null,
  sku text not null,
  picture_key text,
  quantity integer not null check (quantity > 0),
  unit_price_minor bigint not null,
  total_minor bigint not null,
  tax_rate_bps integer not null,
  tax_minor bigint not null,
  commission_bps integer not null,
  commission_minor bigint not null,
  commission_rule text not null,
  currency text not null,
  constraint order_lines_total_adds_up check (total_minor = unit_price_minor * quantity)
);
create index order_lines_order on order_lines (order_id, position);
create index order_lines_purchase on order_lines (purchase_id);
create index order_lines_variant on order_lines (variant_id);

-- The timeline. A row without an order belongs to the whole purchase.
create table order_events (
  id bigint generated always as identity primary key,
  purchase_id uuid not null references purchases,
  order_id uuid references orders,
  shop_id uuid references shops,
  kind text not null,
  from_state text,
  to_state text,
  actor_kind text not null check (actor_kind in ('buyer', 'merchant', 'platform', 'provider')),
  actor_id uuid,
  note text not null default '',
  is_public boolean not null default true,
  at timestamptz not null
);
create index order_events_purchase on order_events (purchase_id, id);
create trigger order_events_append_only before update or delete or truncate on order_events
  for each statement execute function forbid_rewriting();

alter table purchases enable row level security;
alter table purchases force row level security;
create policy platform on purchases for all to soko_app
  using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform');
-- The holder of a link (scope_purchase) or the signed-in buyer.
create policy buyer on purchases for select to soko_app
  using ((select scope_kind()) = 'buyer' and (id = (select scope_purchase()) or buyer_id = (select scope_person())));

do $$
declare name text;
begin
  foreach name in array array['orders', 'order_lines', 'order_events'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($p$create policy own_or_platform on %I for all to soko_app
      using ((select scope_kind()) = 'platform' or ((select scope_kind()) = 'shop' and shop_id = (select scope_shop())))
      with check ((select scope_kind()) = 'platform' or ((select scope_kind()) = 'shop' and shop_id = (select scope_shop())))$p$, name);
    execute format($p$create policy buyer on %I for select to soko_app
      using ((select scope_kind()) = 'buyer' and exists (select 1 from purchases p where p.id = purchase_id))$p$, name);
  end loop;
end $$;

grant select, insert, update, delete on carts, cart_lines to soko_app;
grant select, insert, update on purchases, orders to soko_app;
grant select, insert on order_lines, order_events to soko_app;
