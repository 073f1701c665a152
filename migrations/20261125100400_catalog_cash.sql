-- What: by which rules a shop takes cash on delivery; no row, no cash. Why: the risk is the shop's, so the rules are. Owner: catalog.

create table cash_terms (
  shop_id uuid primary key references shops,
  -- The most one parcel may cost; null: any amount.
  maximum_minor bigint check (maximum_minor > 0),
  currency text not null,
  -- Where it takes cash; empty: wherever it delivers.
  areas text[] not null default '{}'
);
alter table cash_terms enable row level security;
alter table cash_terms force row level security;
create policy own_or_platform on cash_terms for all to soko_app
  using ((select scope_kind()) = 'platform' or ((select scope_kind()) = 'shop' and shop_id = (select scope_shop())))
  with check ((select scope_kind()) = 'platform' or ((select scope_kind()) = 'shop' and shop_id = (select scope_shop())));
grant select, insert, update, delete on cash_terms to soko_app;
create index orders_delivered on orders (delivered_at) where state = 'delivered';
