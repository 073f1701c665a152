-- What: intents, attempts, callbacks and the record of what we said to providers. Why: an attempt is committed before
-- anything leaves the building, and history is never rewritten. Owner: payments.

create table payment_intents (
  id uuid primary key,
  purchase_id uuid not null references purchases constraint payment_intents_purchase_unique unique,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  created_at timestamptz not null
);

create table payment_attempts (
  id uuid primary key,
  intent_id uuid not null references payment_intents,
  purchase_id uuid not null references purchases,
  idempotency_key text not null check (length(idempotency_key) between 8 and 100),
  provider text not null,
  provider_reference uuid not null constraint payment_attempts_reference_unique unique,
  network text not null,
  phone text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  state text not null check (state in ('prepared', 'sent', 'awaiting_pin', 'redirected', 'unclear', 'collected', 'refused')),
  refusal text,
  refusal_raw text,
  provider_transaction text,
  prepared_at timestamptz not null,
  sent_at timestamptz,
  awaiting_since timestamptz,
  unclear_since timestamptz,
  collected_at timestamptz,
  refused_at timestamptz,
  checks integer not null default 0,
  check_after timestamptz,
  constraint payment_attempts_key_unique unique (purchase_id, idempotency_key),
  constraint payment_attempts_transaction_unique unique (provider, provider_transaction),
  constraint payment_attempts_stamps_fit check (case state
    when 'prepared' then sent_at is null
    when 'sent' then sent_at is not null
    when 'awaiting_pin' then awaiting_since is not null
    when 'redirected' then awaiting_since is not null
    when 'unclear' then unclear_since is not null
    when 'collected' then collected_at is not null
    when 'refused' then refused_at is not null and refusal is not null
  end),
  constraint payment_attempts_final_is_not_checked check (state not in ('collected', 'refused') or check_after is null)
);
-- One open attempt per purchase.
create unique index payment_attempts_one_open on payment_attempts (purchase_id)
  where state in ('prepared', 'sent', 'awaiting_pin', 'redirected', 'unclear');
create index payment_attempts_due on payment_attempts (check_after) where check_after is not null;
create index payment_attempts_intent on payment_attempts (intent_id, prepared_at);

create table payment_attempt_events (
  id bigint generated always as identity primary key,
  attempt_id uuid not null references payment_attempts,
  from_state text,
  to_state text not null,
  cause text not null,
  note text not null default '',
  at timestamptz not null
);
create index payment_attempt_events_attempt on payment_attempt_events (attempt_id, id);

-- What was said to and by a provider, secrets and numbers masked.
create table payment_exchanges (
  id bigint generated always as identity primary key,
  attempt_id uuid references payment_attempts,
  provider text not null,
  kind text not null check (kind in ('collect', 'status')),
  outcome text not null,
  detail text not null,
  took_ms integer not null,
  at timestamptz not null
);
create index payment_exchanges_attempt on payment_exchanges (attempt_id, id);

-- Raw callbacks. A verified event is stored once; what could not be verified is kept truncated and never acted on.
create table payment_callbacks (
  id uuid primary key,
  provider text not null,
  event_id text,
  provider_reference uuid,
  status text not null,
  verification text not null check (verification in ('verified', 'refused')),
  refusal text not null default '',
  headers jsonb not null,
  body text not null check (length(body) <= 65536),
  received_at timestamptz not null,
  processed_at timestamptz,
  constraint payment_callbacks_event_unique unique (provider, event_id),
  check ((verification = 'verified') = (event_id is not null))
);
create index payment_callbacks_reference on payment_callbacks (provider_reference, received_at);
create index payment_callbacks_unprocessed on payment_callbacks (received_at) where verification = 'verified' and processed_at is null;

do $$
declare name text;
begin
  foreach name in array array['payment_attempt_events', 'payment_exchanges'] loop
    execute format('create trigger append_only before update or delete or truncate on %I for each statement execute function forbid_rewriting()', name);
  end loop;
  foreach name in array array['payment_intents', 'payment_attempts', 'payment_attempt_events', 'payment_exchanges', 'payment_callbacks'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($p$create policy platform on %I for all to soko_app
      using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform')$p$, name);
  end loop;
  foreach name in array array['payment_intents', 'payment_attempts'] loop
    execute format($p$create policy buyer on %I for select to soko_app
      using ((select scope_kind()) = 'buyer' and exists (select 1 from purchases p where p.id = purchase_id))$p$, name);
  end loop;
end $$;

grant select, insert, update on payment_intents, payment_attempts, payment_callbacks to soko_app;
grant select, insert on payment_attempt_events, payment_exchanges to soko_app;
