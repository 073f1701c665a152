-- What: people, their one-time codes, sessions and attempt counters. Why: a phone number is the account. Owner: accounts.

create table people (
  id uuid primary key,
  phone text not null constraint people_phone_unique unique,
  name text not null check (length(name) <= 120),
  platform_role text not null default 'none' check (platform_role in ('none', 'moderator', 'admin')),
  language text not null check (language in ('en', 'sw')),
  is_active boolean not null default true,
  password_hash text,
  created_at timestamptz not null
);

-- A code is bound to the browser session that asked for it.
create table one_time_codes (
  id uuid primary key,
  phone text not null,
  purpose text not null check (purpose in ('sign_in', 'track', 'shop')),
  bound_to bytea not null,
  code_hash bytea not null,
  tries_left smallint not null check (tries_left >= 0),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index one_time_codes_phone on one_time_codes (phone, purpose, created_at desc);

-- Session ids are hashed at rest: reading this table signs nobody in.
create table sessions (
  id_hash bytea primary key,
  person_id uuid references people,
  data jsonb not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  device text not null default ''
);
create index sessions_person on sessions (person_id);
create index sessions_expiry on sessions (expires_at);

-- Who tried what how often, shared by all instances. A window is counted in slots of a tenth of it.
create table rate_counts (
  bucket text not null,
  window_start timestamptz not null,
  count integer not null,
  primary key (bucket, window_start)
);

grant select, insert, update on people to soko_app;
grant select, insert, update, delete on one_time_codes, sessions, rate_counts to soko_app;
