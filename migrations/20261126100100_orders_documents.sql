-- What: invoices and credit notes, numbered by shop and kind. Why: tax offices ask for numbers without gaps, and for papers that
-- never change. The number is given by the insert itself and taken back with it. Owner: orders.

create table document_counters (
  shop_id uuid not null references shops,
  kind text not null check (kind in ('invoice', 'credit_note')),
  last integer not null check (last > 0),
  primary key (shop_id, kind)
);

create table documents (
  id uuid primary key,
  kind text not null check (kind in ('invoice', 'credit_note')),
  shop_id uuid not null references shops,
  purchase_id uuid not null references purchases,
  order_id uuid not null references orders,
  refund_id uuid references refunds,
  serial integer not null check (serial > 0),
  -- Seller, buyer and lines as they were: nothing is looked up again.
  body jsonb not null,
  tax_minor bigint not null check (tax_minor >= 0),
  total_minor bigint not null check (total_minor > 0),
  currency text not null,
  at timestamptz not null,
  constraint documents_serial_once unique (shop_id, kind, serial),
  check ((kind = 'credit_note') = (refund_id is not null))
);
create unique index documents_one_invoice on documents (order_id) where kind = 'invoice';
create unique index documents_one_credit_note on documents (refund_id) where refund_id is not null;
create index documents_purchase on documents (purchase_id, at, id);

-- Nobody chooses a number. The counter's row is locked until the transaction ends; when that is undone, so is the number.
create function number_document() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into document_counters as c (shop_id, kind, last) values (new.shop_id, new.kind, 1)
    on conflict (shop_id, kind) do update set last = c.last + 1
    returning last into new.serial;
  return new;
end $$;
create trigger numbered before insert on documents for each row execute function number_document();
create trigger append_only before update or delete or truncate on documents for each statement execute function forbid_rewriting();

do $$
declare name text;
begin
  foreach name in array array['documents', 'document_counters'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($p$create policy platform on %I for all to soko_app
      using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform')$p$, name);
    execute format($p$create policy shop on %I for select to soko_app
      using ((select scope_kind()) = 'shop' and shop_id = (select scope_shop()))$p$, name);
  end loop;
end $$;
create policy buyer on documents for select to soko_app
  using ((select scope_kind()) = 'buyer' and exists (select 1 from purchases p where p.id = purchase_id));
-- The trigger runs as the owner, whom forced row security binds too.
create policy kept_by_documents on document_counters for all to soko_owner using (true) with check (true);

grant select, insert on documents to soko_app;
grant select on document_counters to soko_app;
