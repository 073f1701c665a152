-- What: how each provider reaches each method lately: what came of the newest attempts, and what the provider says of itself. Why: the
-- checkout offers what can work now, and the next attempt goes where the last ones arrived. Owner: payments.

create table provider_health (
  provider text not null,
  method text not null,
  -- Of the newest attempts, those that collected, and those that failed for a reason that is not the buyer's.
  arrived integer not null default 0 check (arrived >= 0),
  troubled integer not null default 0 check (troubled >= 0),
  troubled_at timestamptz,
  -- The middle of how long collecting took, prompt and PIN together.
  usual_ms bigint,
  measured_at timestamptz not null,
  stated text check (stated in ('up', 'delayed', 'down')),
  stated_at timestamptz,
  primary key (provider, method)
);
grant select, insert, update on provider_health to soko_app;

create index payment_attempts_of_provider on payment_attempts (provider, method, prepared_at desc);
