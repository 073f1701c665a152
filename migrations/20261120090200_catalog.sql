-- What: shops, listings, variants, pictures, stock, delivery fees, and the published projections. Why: a shop's own rows are
-- its own; the storefront reads only what may be seen. Owner: catalog.

create table categories (
  id uuid primary key,
  parent_id uuid references categories,
  slug text not null constraint categories_slug_unique unique,
  name_en text not null,
  name_sw text not null,
  position smallint not null
);
create index categories_parent on categories (parent_id, position);
grant select on categories to soko_app, soko_storefront;
grant insert, update on categories to soko_app;

create table shops (
  id uuid primary key,
  slug text not null constraint shops_slug_unique unique,
  name text not null check (length(name) between 2 and 80),
  country text not null check (country in ('ZM', 'KE')),
  area text not null,
  phone text not null,
  about text not null check (length(about) <= 2000),
  returns_policy text not null check (length(returns_policy) <= 2000),
  state text not null check (state in ('applied', 'approved', 'refused', 'suspended')),
  state_reason text not null default '',
  applied_at timestamptz not null,
  decided_at timestamptz,
  check ((state = 'applied') = (decided_at is null))
);

create table shop_members (
  shop_id uuid not null references shops,
  person_id uuid not null references people,
  role text not null check (role in ('owner', 'staff', 'rider')),
  since timestamptz not null,
  primary key (shop_id, person_id)
);
create index shop_members_person on shop_members (person_id);

create table listings (
  id uuid primary key,
  shop_id uuid not null references shops,
  category_id uuid not null references categories,
  slug text not null,
  title text not null check (length(title) between 3 and 120),
  description text not null check (length(description) <= 5000),
  option_names text[] not null default '{}' check (cardinality(option_names) <= 3),
  state text not null check (state in ('draft', 'in_review', 'live', 'paused', 'archived', 'rejected')),
  state_reason text not null default '',
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index listings_shop on listings (shop_id, updated_at desc, id desc);
create index listings_category on listings (category_id);
-- The last group of the id is the readable part of a product's address: it must name one listing.
create unique index listings_short_id_unique on listings (right(id::text, 12));

create table variants (
  id uuid primary key,
  shop_id uuid not null references shops,
  listing_id uuid not null references listings,
  sku text not null check (length(sku) between 1 and 40),
  option_values text[] not null default '{}',
  price_minor bigint not null constraint variants_price_positive check (price_minor > 0),
  was_minor bigint check (was_minor > price_minor),
  currency text not null,
  position smallint not null,
  is_active boolean not null default true
);
create index variants_listing on variants (listing_id, position);
-- A variant that is no longer sold keeps its history and gives its SKU and its options back.
create unique index variants_sku_unique on variants (shop_id, sku) where is_active;
create unique index variants_options_unique on variants (listing_id, option_values) where is_active;

create table pictures (
  id uuid primary key,
  shop_id uuid not null references shops,
  listing_id uuid references listings,
  position smallint not null,
  alt text not null check (length(alt) <= 200),
  state text not null check (state in ('uploaded', 'pending', 'approved', 'refused', 'broken', 'removed')),
  state_reason text not null default '',
  original_key text not null,
  media_key text,
  width integer,
  height integer,
  colour text,
  uploaded_at timestamptz not null,
  decided_at timestamptz,
  constraint pictures_rendered_unless_raw check (state in ('uploaded', 'broken', 'removed')
    or (media_key is not null and width is not null and height is not null and colour is not null))
);
create index pictures_listing on pictures (listing_id, position);
create index pictures_state on pictures (state, uploaded_at) where state in ('uploaded', 'pending');

create table delivery_fees (
  shop_id uuid not null references shops,
  area text not null,
  fee_minor bigint not null check (fee_minor >= 0),
  currency text not null,
  days_min smallint not null check (days_min >= 0),
  days_max smallint not null check (days_max >= days_min),
  primary key (shop_id, area)
);

-- Stock: a level is what its movements add up to, because only the trigger below writes levels.
create table stock_levels (
  variant_id uuid primary key references variants,
  shop_id uuid not null references shops,
  on_hand integer not null constraint stock_levels_on_hand_not_negative check (on_hand >= 0),
  held integer not null constraint stock_levels_held_not_negative check (held >= 0),
  available integer generated always as (on_hand - held) stored,
  constraint stock_levels_never_oversold check (held <= on_hand)
);

create table stock_movements (
  id bigint generated always as identity primary key,
  shop_id uuid not null references shops,
  variant_id uuid not null references variants,
  kind text not null check (kind in ('received', 'corrected', 'held', 'released', 'sold', 'returned')),
  on_hand_change integer not null,
  held_change integer not null,
  purchase_id uuid,
  actor text not null,
  at timestamptz not null,
  constraint stock_movements_kind_fits check (case kind
    when 'received' then on_hand_change > 0 and held_change = 0
    when 'corrected' then held_change = 0
    when 'held' then on_hand_change = 0 and held_change > 0
    when 'released' then on_hand_change = 0 and held_change < 0
    when 'sold' then on_hand_change < 0 and held_change = on_hand_change
    when 'returned' then on_hand_change > 0 and held_change = 0
  end)
);
create index stock_movements_variant on stock_movements (variant_id, id);
create index stock_movements_purchase on stock_movements (purchase_id) where purchase_id is not null;

create function apply_stock_movement() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update stock_levels set on_hand = on_hand + new.on_hand_change, held = held + new.held_change
    where variant_id = new.variant_id and shop_id = new.shop_id;
  if not found then
    insert into stock_levels (variant_id, shop_id, on_hand, held)
      values (new.variant_id, new.shop_id, new.on_hand_change, new.held_change);
  end if;
  return null;
end $$;
create trigger stock_movements_apply after insert on stock_movements for each row execute function apply_stock_movement();
create trigger stock_movements_append_only before update or delete or truncate on stock_movements
  for each statement execute function forbid_rewriting();

-- Locks levels in one order, and tells what is available. The application may not update levels, so it may not lock them
-- either; this function does both for it, within the transaction's scope.
create function lock_stock(wanted uuid[]) returns table (variant_id uuid, available integer)
  language sql volatile security definer set search_path = public, pg_temp as $$
  select l.variant_id, l.available from stock_levels l
  where l.variant_id = any (wanted)
    and (scope_kind() = 'platform' or (scope_kind() = 'shop' and l.shop_id = scope_shop()))
  order by l.variant_id
  for update
$$;
revoke all on function lock_stock(uuid[]) from public;
grant execute on function lock_stock(uuid[]) to soko_app;

-- What the public may see, written in the publishing transaction.
create table published_shops (
  shop_id uuid primary key references shops,
  slug text not null unique,
  name text not null,
  country text not null,
  area text not null,
  phone text not null,
  about text not null,
  returns_policy text not null,
  since timestamptz not null
);

create table published_listings (
  listing_id uuid primary key references listings,
  shop_id uuid not null references published_shops on delete cascade,
  country text not null,
  slug text not null,
  title text not null,
  description text not null,
  category_id uuid not null references categories,
  category_ids uuid[] not null,
  option_names text[] not null,
  currency text not null,
  price_from_minor bigint not null,
  price_to_minor bigint not null,
  was_minor bigint,
  picture_key text,
  picture_colour text,
  picture_alt text,
  published_at timestamptz not null,
  updated_at timestamptz not null,
  words tsvector not null,
  letters text not null
);
create index published_listings_newest on published_listings (country, published_at desc, listing_id desc);
create index published_listings_price on published_listings (country, price_from_minor, listing_id);
create index published_listings_shop on published_listings (shop_id, published_at desc, listing_id desc);
create index published_listings_categories on published_listings using gin (category_ids);
create unique index published_listings_short_id on published_listings (right(listing_id::text, 12));
create index published_listings_words on published_listings using gin (words);
create index published_listings_letters on published_listings using gin (letters gin_trgm_ops);

-- A listing stands under its category and all above it, in both orders in which a category is browsed: no page of a rare
-- category walks over the whole marketplace.
create table published_in_categories (
  category_id uuid not null references categories,
  listing_id uuid not null references published_listings on delete cascade,
  shop_id uuid not null,
  country text not null,
  published_at timestamptz not null,
  price_from_minor bigint not null,
  primary key (listing_id, category_id)
);
create index published_in_categories_newest on published_in_categories (category_id, country, published_at desc, listing_id desc);
create index published_in_categories_price on published_in_categories (category_id, country, price_from_minor, listing_id);

create table published_variants (
  variant_id uuid primary key references variants,
  listing_id uuid not null references published_listings on delete cascade,
  shop_id uuid not null,
  sku text not null,
  option_values text[] not null,
  price_minor bigint not null,
  was_minor bigint,
  currency text not null,
  position smallint not null
);
create index published_variants_listing on published_variants (listing_id, position);

create table published_pictures (
  picture_id uuid primary key references pictures,
  listing_id uuid not null references published_listings on delete cascade,
  shop_id uuid not null,
  position smallint not null,
  media_key text not null,
  width integer not null,
  height integer not null,
  colour text not null,
  alt text not null
);
create index published_pictures_listing on published_pictures (listing_id, position);

-- Listings that were public once: their address answers 410, not 404.
create table retired_listings (
  listing_id uuid primary key,
  shop_id uuid not null,
  retired_at timestamptz not null
);
create unique index retired_listings_short_id on retired_listings (right(listing_id::text, 12));

-- The one rule of what may be public.
create view publishable_listings with (security_invoker = true) as
  select l.id as listing_id, l.shop_id
  from listings l join shops s on s.id = l.shop_id
  where l.state = 'live' and s.state = 'approved'
    and exists (select from variants v where v.listing_id = l.id and v.is_active);
grant select on publishable_listings to soko_app;

-- What is spelled nearly like the wanted words. The threshold lets one wrong letter in a word of four through.
-- Behind row security the planner may not look at statistics, so it would guess and walk over small tables.
create function near_listings(wanted text, in_country text, count_max integer)
  returns table (listing_id uuid, score bigint)
  language sql stable rows 50 set pg_trgm.word_similarity_threshold = 0.33 set enable_seqscan = off as $$
  select l.listing_id, (word_similarity(wanted, l.letters) * 1000000)::bigint
  from published_listings l
  where l.letters %> wanted and l.country = in_country
  order by 2 desc, l.published_at desc
  limit count_max
$$;

-- Row security. A shop sees its own rows; the platform's listed flows see all; nobody else sees any.
do $$
declare name text;
begin
  foreach name in array array['shop_members', 'listings', 'variants', 'pictures', 'delivery_fees', 'stock_levels',
    'stock_movements', 'published_shops', 'published_listings', 'published_variants', 'published_pictures', 'published_in_categories', 'retired_listings']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($p$create policy own_or_platform on %I for all to soko_app
      using ((select scope_kind()) = 'platform' or ((select scope_kind()) = 'shop' and shop_id = (select scope_shop())))
      with check ((select scope_kind()) = 'platform' or ((select scope_kind()) = 'shop' and shop_id = (select scope_shop())))$p$, name);
  end loop;
  foreach name in array array['published_shops', 'published_listings', 'published_variants', 'published_pictures',
    'published_in_categories', 'retired_listings', 'delivery_fees', 'stock_levels']
  loop
    execute format('create policy public_reads on %I for select to soko_storefront using (true)', name);
    execute format('grant select on %I to soko_storefront', name);
  end loop;
end $$;
-- The public may know what is available, not what is held or counted.
revoke select on stock_levels from soko_storefront;
grant select (variant_id, shop_id, available) on stock_levels to soko_storefront;

alter table shops enable row level security;
alter table shops force row level security;
create policy own_or_platform on shops for all to soko_app
  using ((select scope_kind()) = 'platform' or ((select scope_kind()) = 'shop' and id = (select scope_shop())))
  with check ((select scope_kind()) = 'platform' or ((select scope_kind()) = 'shop' and id = (select scope_shop())));
-- A person may find out which shops they belong to.
create policy own_memberships on shop_members for select to soko_app
  using ((select scope_kind()) = 'buyer' and person_id = (select scope_person()));

create policy members_see_theirs on shops for select to soko_app
  using ((select scope_kind()) = 'buyer'
    and id in (select m.shop_id from shop_members m where m.person_id = (select scope_person())));

-- The trigger that keeps levels, and the lock on them, run as the owner, whom forced row security binds too.
create policy kept_by_movements on stock_levels for all to soko_owner using (true) with check (true);

grant select, insert, update on shops, listings, variants, pictures, delivery_fees to soko_app;
grant delete on delivery_fees to soko_app;
grant select, insert, delete on shop_members to soko_app;
grant select on stock_levels to soko_app;
grant select, insert on stock_movements to soko_app;
grant select, insert, update, delete on published_shops, published_listings, published_variants, published_pictures,
  published_in_categories, retired_listings to soko_app;
