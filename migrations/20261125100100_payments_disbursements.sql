-- What: money that leaves us: refunds to buyers and payouts to shops. Why: like attempts, a row is committed before anything
-- leaves the building, and its provider's answer decides. Owner: payments.

create table disbursements (
  id uuid primary key,
  kind text not null check (kind in ('refund', 'payout')),
  -- Why it is sent, once: 'cancelled:<order>', 'collected:<attempt>', 'payout:<key>'.
  cause text not null constraint disbursements_cause_unique unique,
  -- A refund's purchase, and the collection it is taken from.
  purchase_id uuid references purchases,
  attempt_id uuid references payment_attempts,
  -- A payout's shop.
  shop_id uuid references shops,
  provider text not null,
  provider_reference uuid not null constraint disbursements_reference_unique unique,
  provider_handle text check (length(provider_handle) <= 200),
  method text not null,
  phone text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  state text not null check (state in ('requested', 'sent', 'unclear', 'paid', 'failed')),
  refusal text,
  refusal_raw text,
  provider_transaction text,
  requested_at timestamptz not null,
  sent_at timestamptz,
  accepted_at timestamptz,
  unclear_since timestamptz,
  paid_at timestamptz,
  failed_at timestamptz,
  checks integer not null default 0,
  check_after timestamptz,
  check (case kind
    when 'refund' then purchase_id is not null and attempt_id is not null and shop_id is null
    when 'payout' then shop_id is not null and purchase_id is null and attempt_id is null
  end),
  constraint disbursements_stamps_fit check (case state
    when 'requested' then sent_at is null
    when 'sent' then sent_at is not null
    when 'unclear' then unclear_since is not null
    when 'paid' then paid_at is not null
    when 'failed' then failed_at is not null and refusal is not null
  end),
  constraint disbursements_final_is_not_checked check (state not in ('paid', 'failed') or check_after is null)
);
-- Providers take one refund of a collection at a time.
create unique index disbursements_one_refund_at_a_time on disbursements (attempt_id) where kind = 'refund' and state in ('sent', 'unclear');
create index disbursements_attempt on disbursements (attempt_id) where attempt_id is not null;
create index disbursements_purchase on disbursements (purchase_id, requested_at) where purchase_id is not null;
create index disbursements_shop on disbursements (shop_id, requested_at desc) where shop_id is not null;
create index disbursements_due on disbursements (check_after) where check_after is not null;

create table disbursement_events (
  id bigint generated always as identity primary key,
  disbursement_id uuid not null references disbursements,
  shop_id uuid references shops,
  from_state text,
  to_state text not null,
  cause text not null,
  note text not null default '',
  at timestamptz not null
);
create index disbursement_events_disbursement on disbursement_events (disbursement_id, id);
create trigger append_only before update or delete or truncate on disbursement_events
  for each statement execute function forbid_rewriting();

alter table payment_exchanges add column disbursement_id uuid references disbursements;
create index payment_exchanges_disbursement on payment_exchanges (disbursement_id, id) where disbursement_id is not null;
alter table payment_exchanges drop constraint payment_exchanges_kind_check;
alter table payment_exchanges add constraint payment_exchanges_kind_check check (kind in ('collect', 'pay_out', 'refund', 'status'));

-- A collection is never given back twice: what is paid, or may be on its way, stays within what was collected.
create function refunds_stay_within_collection() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
declare
  collected bigint;
  given bigint;
begin
  if new.kind <> 'refund' or new.state = 'failed' then
    return new;
  end if;
  select amount_minor into collected from payment_attempts where id = new.attempt_id for update;
  select coalesce(sum(amount_minor), 0) into given from disbursements
    where attempt_id = new.attempt_id and state <> 'failed' and id <> new.id;
  if given + new.amount_minor > collected then
    raise exception 'refunds of attempt % exceed what it collected', new.attempt_id
      using errcode = 'check_violation', constraint = 'disbursements_within_collection';
  end if;
  return new;
end $$;
create trigger within_collection before insert or update of state, amount_minor on disbursements
  for each row execute function refunds_stay_within_collection();

do $$
declare name text;
begin
  foreach name in array array['disbursements', 'disbursement_events'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($p$create policy platform on %I for all to soko_app
      using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform')$p$, name);
    execute format($p$create policy shop on %I for select to soko_app
      using ((select scope_kind()) = 'shop' and shop_id = (select scope_shop()))$p$, name);
  end loop;
end $$;
create policy buyer on disbursements for select to soko_app
  using ((select scope_kind()) = 'buyer' and exists (select 1 from purchases p where p.id = purchase_id));

grant select, insert, update on disbursements to soko_app;
grant select, insert on disbursement_events to soko_app;

create function disbursement_moves_along_its_graph() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if old.state <> new.state and not (old.state, new.state) in (
    ('requested', 'sent'), ('sent', 'unclear'), ('sent', 'paid'), ('sent', 'failed'), ('unclear', 'paid'), ('unclear', 'failed'),
    ('failed', 'paid')) then
    raise exception 'a disbursement that is % cannot become %', old.state, new.state
      using errcode = 'check_violation', constraint = 'disbursements_graph';
  end if;
  return new;
end $$;
create trigger moves_along_its_graph before update of state on disbursements
  for each row execute function disbursement_moves_along_its_graph();
