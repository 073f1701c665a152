-- What: money that people sent to our paybill by hand. Why: nobody was prompted for it, so no attempt is there to hold it; it is
-- kept once per receipt, whatever it turns out to be for. Owner: payments.

create table till_payments (
  id uuid primary key,
  provider text not null,
  -- The network's receipt.
  receipt text not null check (length(receipt) between 1 and 64),
  -- What the provider told: a hint. The account as it was typed, whose phone, how much, when.
  account text not null check (length(account) <= 64),
  phone text,
  told_minor bigint not null check (told_minor > 0),
  currency text not null,
  told_at timestamptz not null,
  state text not null check (state in ('told', 'refuted', 'prompted', 'verified', 'unmatched', 'waiting', 'kept', 'owed_back', 'decided')),
  -- What the provider answered when it was asked.
  amount_minor bigint check (amount_minor > 0),
  verified_at timestamptz,
  purchase_id uuid references purchases,
  matched_by text check (matched_by in ('reference', 'phone', 'decision')),
  -- What it was made part of when it paid for something, or was owed back.
  attempt_id uuid references payment_attempts,
  checks integer not null default 0,
  check_after timestamptz,
  constraint till_payments_receipt_unique unique (provider, receipt),
  constraint till_payments_verified_fits check ((amount_minor is null) = (verified_at is null)
    and (amount_minor is not null or state in ('told', 'refuted', 'prompted'))),
  constraint till_payments_purchase_fits check ((purchase_id is null) = (matched_by is null)
    and (state not in ('waiting', 'kept', 'owed_back') or purchase_id is not null)),
  constraint till_payments_attempt_fits check ((attempt_id is not null) = (state in ('kept', 'owed_back'))),
  constraint till_payments_over_is_not_checked check (check_after is null or state in ('told', 'verified'))
);
create index till_payments_due on till_payments (check_after) where check_after is not null;
create index till_payments_purchase on till_payments (purchase_id) where purchase_id is not null;
create index till_payments_waiting on till_payments (purchase_id) where state = 'waiting';
create index till_payments_attempt on till_payments (attempt_id) where attempt_id is not null;

-- What was verified and where it went stays. Illegal moves are impossible whoever asks.
create function till_payment_moves_along_its_graph() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if old.amount_minor is not null and (new.amount_minor, new.verified_at) is distinct from (old.amount_minor, old.verified_at)
    -- An admin may name another purchase as long as nothing was done.
    or old.state <> 'unmatched' and old.purchase_id is not null and new.purchase_id is distinct from old.purchase_id
    or old.attempt_id is not null and new.attempt_id is distinct from old.attempt_id
    or old.state <> new.state and not (old.state, new.state) in (
      ('told', 'refuted'), ('told', 'prompted'), ('told', 'verified'), ('refuted', 'told'), ('refuted', 'verified'),
      ('verified', 'prompted'), ('verified', 'unmatched'), ('verified', 'waiting'),
      ('unmatched', 'waiting'), ('unmatched', 'decided'), ('waiting', 'kept'), ('waiting', 'owed_back')) then
    raise exception 'a payment by hand that is % cannot become %', old.state, new.state
      using errcode = 'check_violation', constraint = 'till_payments_graph';
  end if;
  return new;
end $$;
create trigger moves_along_its_graph before update on till_payments
  for each row execute function till_payment_moves_along_its_graph();
create trigger never_deleted before delete or truncate on till_payments
  for each statement execute function forbid_rewriting();

alter table till_payments enable row level security;
alter table till_payments force row level security;
create policy platform on till_payments for all to soko_app
  using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform');
create policy buyer on till_payments for select to soko_app
  using ((select scope_kind()) = 'buyer' and exists (select 1 from purchases p where p.id = purchase_id));

grant select, insert on till_payments to soko_app;
grant update (state, amount_minor, verified_at, purchase_id, matched_by, attempt_id, checks, check_after) on till_payments to soko_app;
