-- What: shops that were public once, with their names; the day a public shop was checked; and descriptions among the letters
-- that forgive a typing mistake. Why: a closed shop's address answers 410, and its name stays in the orders of its buyers;
-- the checkout says when a seller was checked; a wrong letter in a word of the description is forgiven too. Owner: catalog.

create table retired_shops (
  shop_id uuid primary key references shops,
  slug text not null,
  name text not null,
  retired_at timestamptz not null
);
create index retired_shops_slug on retired_shops (slug);
alter table retired_shops enable row level security;
alter table retired_shops force row level security;
create policy own_or_platform on retired_shops for all to soko_app
  using ((select scope_kind()) = 'platform' or ((select scope_kind()) = 'shop' and shop_id = (select scope_shop())))
  with check ((select scope_kind()) = 'platform' or ((select scope_kind()) = 'shop' and shop_id = (select scope_shop())));
create policy public_reads on retired_shops for select to soko_storefront using (true);
grant select on retired_shops to soko_storefront;
grant select, insert, update, delete on retired_shops to soko_app;

-- Empty while a program from before this migration publishes; the next change of the shop fills it in.
alter table published_shops add column checked_at timestamptz;

-- The owner, whom forced row security binds, fills in what is there; nobody else sees the tables meanwhile.
alter table shops no force row level security;
alter table published_shops no force row level security;
alter table published_listings no force row level security;
alter table retired_shops no force row level security;
update published_shops p set checked_at = s.decided_at from shops s where s.id = p.shop_id;
insert into retired_shops (shop_id, slug, name, retired_at)
  select id, slug, name, decided_at from shops where state = 'suspended' and decided_at is not null;
update published_listings
  set letters = letters || ' ' || unaccent(lower(left(description, 1000))) where description <> '';
alter table shops force row level security;
alter table published_shops force row level security;
alter table published_listings force row level security;
alter table retired_shops force row level security;
