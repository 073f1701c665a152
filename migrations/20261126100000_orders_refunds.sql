-- What: what was given back of an order, by line. Why: the parts of all refunds of a line are the line, exactly, and never more,
-- whoever asks at once. Owner: orders.

create table refunds (
  id uuid primary key,
  purchase_id uuid not null references purchases,
  order_id uuid not null references orders,
  shop_id uuid not null references shops,
  -- What its journal and its disbursement are written under: 'refund:<order>:<refund>', 'cancelled:<order>'.
  cause text not null constraint refunds_cause_unique unique,
  key text not null check (length(key) between 1 and 100),
  -- What was asked for, hashed: the same key with other content is a mistake, not a repetition.
  content_hash bytea not null,
  reason text not null check (length(reason) <= 500),
  way text not null check (way in ('to_source', 'credit', 'in_hand')),
  items_minor bigint not null check (items_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  commission_minor bigint not null check (commission_minor >= 0),
  delivery_minor bigint not null check (delivery_minor >= 0),
  total_minor bigint not null check (total_minor > 0),
  currency text not null,
  at timestamptz not null,
  constraint refunds_key_once unique (order_id, key),
  constraint refunds_total_adds_up check (total_minor = items_minor + delivery_minor),
  constraint refunds_shares_fit check (tax_minor + commission_minor <= items_minor)
);
create index refunds_purchase on refunds (purchase_id, at, id);
create index refunds_shop on refunds (shop_id, at desc, id desc);

create table refund_lines (
  refund_id uuid not null references refunds,
  line_id uuid not null references order_lines,
  order_id uuid not null references orders,
  purchase_id uuid not null references purchases,
  shop_id uuid not null references shops,
  -- Pieces that came back or were never sent; none when only money goes back.
  pieces integer not null check (pieces >= 0),
  -- Of these, the ones that are on the shelf again.
  restocked integer not null check (restocked between 0 and pieces),
  amount_minor bigint not null check (amount_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  commission_minor bigint not null check (commission_minor >= 0),
  currency text not null,
  primary key (refund_id, line_id),
  constraint refund_lines_say_something check (pieces > 0 or amount_minor > 0),
  constraint refund_lines_shares_fit check (tax_minor + commission_minor <= amount_minor)
);
create index refund_lines_line on refund_lines (line_id);
create index refund_lines_order on refund_lines (order_id);

-- Never more than the line, and nothing of its shares left over once all of it has gone back. The order's row is the lock.
create function refund_line_stays_within_its_line() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
declare
  frozen record;
  given record;
begin
  -- Row security refuses everybody else, after this.
  if scope_kind() is distinct from 'platform' then
    return new;
  end if;
  perform from orders where id = new.order_id for update;
  select quantity, total_minor, tax_minor, commission_minor into frozen from order_lines
    where id = new.line_id and order_id = new.order_id and purchase_id = new.purchase_id and shop_id = new.shop_id
      and currency = new.currency;
  if not found then
    raise exception 'line % is not of this order', new.line_id
      using errcode = 'check_violation', constraint = 'refund_lines_of_their_order';
  end if;
  select new.pieces + coalesce(sum(pieces), 0) as pieces, new.amount_minor + coalesce(sum(amount_minor), 0) as amount,
      new.tax_minor + coalesce(sum(tax_minor), 0) as tax, new.commission_minor + coalesce(sum(commission_minor), 0) as commission
    into given from refund_lines where line_id = new.line_id;
  if given.pieces > frozen.quantity or given.amount > frozen.total_minor or given.tax > frozen.tax_minor
     or given.commission > frozen.commission_minor
     or (given.amount = frozen.total_minor
         and (given.tax, given.commission) is distinct from (frozen.tax_minor, frozen.commission_minor)) then
    raise exception 'refunds of line % are not within it', new.line_id
      using errcode = 'check_violation', constraint = 'refund_lines_within_line';
  end if;
  return new;
end $$;
create trigger within_line before insert on refund_lines for each row execute function refund_line_stays_within_its_line();

create function refund_stays_within_its_order() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
declare
  frozen record;
  given bigint;
begin
  if scope_kind() is distinct from 'platform' then
    return new;
  end if;
  select delivery_minor into frozen from orders
    where id = new.order_id and purchase_id = new.purchase_id and shop_id = new.shop_id and currency = new.currency for update;
  select new.delivery_minor + coalesce(sum(delivery_minor), 0) into given from refunds where order_id = new.order_id;
  if frozen is null or given > frozen.delivery_minor then
    raise exception 'refunds of order % are not within it', new.order_id
      using errcode = 'check_violation', constraint = 'refunds_within_order';
  end if;
  return new;
end $$;
create trigger within_order before insert on refunds for each row execute function refund_stays_within_its_order();

-- At commit a refund is the sum of its lines.
create function refund_must_add_up() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  refund uuid := case tg_table_name when 'refunds' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'refund_id' end;
begin
  if exists (
    select from refunds r
    left join lateral (
      select coalesce(sum(amount_minor), 0) as items, coalesce(sum(tax_minor), 0) as tax,
        coalesce(sum(commission_minor), 0) as commission
      from refund_lines where refund_id = r.id
    ) l on true
    where r.id = refund and (r.items_minor, r.tax_minor, r.commission_minor) is distinct from (l.items, l.tax, l.commission)
  ) then
    raise exception 'refund % is not the sum of its lines', refund
      using errcode = 'check_violation', constraint = 'refunds_are_their_lines';
  end if;
  return null;
end $$;
create constraint trigger adds_up after insert on refunds deferrable initially deferred
  for each row execute function refund_must_add_up();
create constraint trigger adds_up after insert on refund_lines deferrable initially deferred
  for each row execute function refund_must_add_up();

do $$
declare name text;
begin
  foreach name in array array['refunds', 'refund_lines'] loop
    execute format('create trigger append_only before update or delete or truncate on %I for each statement execute function forbid_rewriting()', name);
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($p$create policy platform on %I for all to soko_app
      using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform')$p$, name);
    execute format($p$create policy shop on %I for select to soko_app
      using ((select scope_kind()) = 'shop' and shop_id = (select scope_shop()))$p$, name);
    execute format($p$create policy buyer on %I for select to soko_app
      using ((select scope_kind()) = 'buyer' and exists (select 1 from purchases p where p.id = purchase_id))$p$, name);
    execute format('create policy checked_at_commit on %I for select to soko_owner using (true)', name);
  end loop;
end $$;

grant select, insert on refunds, refund_lines to soko_app;
