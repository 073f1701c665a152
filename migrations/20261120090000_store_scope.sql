-- What: the transaction's scope that every row-security policy asks, the write guards, and the enqueue function.
-- Why: no scope, no rows; history can be added to and never rewritten. Owner: store.

grant usage on schema public to soko_app, soko_storefront, soko_worker;

create function scope_kind() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('soko.scope', true), '') $$;
create function scope_shop() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('soko.shop', true), '')::uuid $$;
create function scope_person() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('soko.person', true), '')::uuid $$;
create function scope_purchase() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('soko.purchase', true), '')::uuid $$;

create function forbid_rewriting() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create text search configuration soko (copy = english);
alter text search configuration soko
  alter mapping for hword, hword_part, word, asciiword, hword_asciipart, asciihword with unaccent, english_stem;

-- The queue announces each job with NOTIFY, and Postgres lets only one notifying transaction of the whole server commit at
-- a time. This namesake does nothing; enqueue_job finds it first. Workers look once a second, and who cannot wait wakes them
-- after the commit.
create schema quiet;
create function quiet.pg_notify(text, text) returns void language sql as '';
grant usage on schema quiet to soko_worker;

-- Flows enqueue follow-up work inside their own transaction through this function alone. The queue's tables belong to the
-- worker's role and have row-level security without policies, so nobody else touches them.
create function enqueue_job(task text, payload json, job_key text, run_at timestamptz) returns void
  language plpgsql security definer set search_path = quiet, pg_catalog, pg_temp as $$
begin
  perform graphile_worker.add_job(task, payload, run_at => run_at, job_key => job_key, job_key_mode => 'replace');
end $$;
revoke all on function enqueue_job(text, json, text, timestamptz) from public;
grant execute on function enqueue_job(text, json, text, timestamptz) to soko_app;
grant create on schema public to soko_worker;
alter function enqueue_job(text, json, text, timestamptz) owner to soko_worker;
revoke create on schema public from soko_worker;
