-- What: business events and messages, written in the transaction that causes them. Why: nothing is announced that did not
-- happen, and nothing that happened goes unannounced. Owner: store (events), notifications (messages).

create table outbox_events (
  id bigint generated always as identity primary key,
  topic text not null,
  aggregate_id uuid not null,
  payload jsonb not null,
  at timestamptz not null,
  delivered_at timestamptz
);
create index outbox_events_waiting on outbox_events (id) where delivered_at is null;

create table messages (
  id uuid primary key,
  -- One message per event, kind and receiver, however often the event is delivered.
  dedupe_key text not null constraint messages_dedupe_unique unique,
  channel text not null check (channel in ('sms')),
  to_phone text not null,
  body text not null check (length(body) <= 480),
  state text not null check (state in ('queued', 'sent', 'failed')),
  tries smallint not null default 0,
  created_at timestamptz not null,
  -- Nobody tries before this: the pause after a failed try, or the time a try in progress may take.
  next_try_at timestamptz not null,
  sent_at timestamptz,
  check ((state = 'sent') = (sent_at is not null))
);
create index messages_queued on messages (next_try_at, id) where state = 'queued';
create index messages_newest on messages (created_at desc);

grant select, insert, update on outbox_events, messages to soko_app;
