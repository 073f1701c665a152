-- What: which jobs wait under given keys. Why: whoever explains a payment must see what is still to be done about it, and the
-- queue's tables belong to the worker's role alone. Owner: store.

create function waiting_jobs(keys text[])
  returns table (task text, key text, run_at timestamptz, attempts integer, attempts_max integer, is_running boolean, last_error text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select t.identifier::text, j.key::text, j.run_at, j.attempts::integer, j.max_attempts::integer, j.locked_at is not null,
      left(coalesce(j.last_error, ''), 500)
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where j.key = any (keys) order by j.run_at, j.id;
end $$;
revoke all on function waiting_jobs(text[]) from public;
grant execute on function waiting_jobs(text[]) to soko_app;
grant create on schema public to soko_worker;
alter function waiting_jobs(text[]) owner to soko_worker;
revoke create on schema public from soko_worker;

create index outbox_events_aggregate on outbox_events (aggregate_id, id);
