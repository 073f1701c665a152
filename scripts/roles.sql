-- The database roles of Soko and what a database needs before its first migration.
--
-- Run by a superuser inside the (empty) database that Soko is to use; safe to run again:
--
--   createdb soko && psql -v ON_ERROR_STOP=1 -d soko -f scripts/roles.sql
--
-- The private cluster of `make run` and of the tests runs this same file. On your own server, give each role a
-- password afterwards (`alter role soko_app password '…'`); this file never sets one.
--
--   soko_owner       owns the database and its tables, runs the migrations      MIGRATE_DATABASE_URL
--   soko_app         serves; owns nothing and cannot bypass row security        DATABASE_URL
--   soko_storefront  reads what is published, nothing else                      STOREFRONT_DATABASE_URL
--   soko_worker      owns the job queue's schema and nothing else               WORKER_DATABASE_URL

do $$
declare
  role_name text;
begin
  foreach role_name in array array['soko_owner', 'soko_app', 'soko_storefront', 'soko_worker'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      begin
        execute format('create role %I', role_name);
      exception when duplicate_object or unique_violation then
        null; -- another session made it between the look and the deed
      end;
    end if;
    -- Altering a shared row for nothing would make two set-ups at once fail with "tuple concurrently updated".
    if exists (
      select from pg_roles
      where rolname = role_name
        and (not rolcanlogin or rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication)
    ) then
      execute format(
        'alter role %I login nosuperuser nobypassrls nocreatedb nocreaterole noreplication inherit', role_name);
    end if;
  end loop;

  -- The owner may hand a function over to the worker; the worker gains nothing by it.
  if not pg_has_role('soko_owner', 'soko_worker', 'member') then
    grant soko_worker to soko_owner;
  end if;
  -- The owner gains nothing by it either: without inheriting, the queue stays closed to it.
  if exists (select from pg_roles where rolname = 'soko_owner' and rolinherit) then
    alter role soko_owner noinherit;
  end if;
end
$$;

do $$
begin
  execute format('alter database %I owner to soko_owner', current_database());
  execute format('revoke all on database %I from public', current_database());
  execute format(
    'grant connect on database %I to soko_app, soko_storefront, soko_worker', current_database());
end
$$;

alter schema public owner to soko_owner;
revoke create on schema public from public;
grant usage on schema public to soko_app, soko_storefront, soko_worker;

-- Made here, because only a superuser may on every server; trusted ones elsewhere do no harm.
create extension if not exists pg_trgm with schema public;
create extension if not exists unaccent with schema public;
create extension if not exists btree_gin with schema public;

-- The job library keeps its tables here and makes them itself. It would also make the schema, which needs the right to
-- create schemas in the database; finding its own list of revisions, it leaves that out.
create schema if not exists graphile_worker authorization soko_worker;
create table if not exists graphile_worker.migrations (
  id int primary key,
  ts timestamptz not null default now(),
  breaking boolean not null default false
);
alter table graphile_worker.migrations owner to soko_worker;
