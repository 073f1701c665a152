-- What: cases a person must decide, decisions, and the audit trail. Why: every decision has who, when and why. Owner: moderation.

create table cases (
  id uuid primary key,
  kind text not null check (kind in ('shop', 'picture', 'payment')),
  subject_id uuid not null,
  shop_id uuid references shops,
  purchase_id uuid references purchases,
  title text not null,
  evidence jsonb not null,
  state text not null check (state in ('open', 'approved', 'refused', 'settled')),
  opened_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid references people,
  reason text not null default '',
  check ((state = 'open') = (decided_at is null))
);
create unique index cases_one_open on cases (kind, subject_id, title) where state = 'open';
create index cases_queue on cases (kind, state, opened_at, id);

create table audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('buyer', 'merchant', 'moderator', 'admin', 'platform')),
  actor_id uuid,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  shop_id uuid,
  detail jsonb not null
);
create index audit_log_subject on audit_log (subject_kind, subject_id, id);
create index audit_log_shop on audit_log (shop_id, id) where shop_id is not null;
create trigger audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function forbid_rewriting();

do $$
declare name text;
begin
  foreach name in array array['cases', 'audit_log'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($p$create policy platform on %I for all to soko_app
      using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform')$p$, name);
    execute format($p$create policy own on %I for select to soko_app
      using ((select scope_kind()) = 'shop' and shop_id = (select scope_shop()))$p$, name);
    execute format($p$create policy own_adds on %I for insert to soko_app
      with check ((select scope_kind()) = 'shop' and shop_id = (select scope_shop()))$p$, name);
  end loop;
end $$;

grant select, insert, update on cases to soko_app;
grant select, insert on audit_log to soko_app;
