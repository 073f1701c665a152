-- What: when a delivered order's money becomes its shop's, said at its delivery. Why: a promise that a shop has read stays as it was,
-- whatever hold is set later. Owner: orders.

alter table orders add column available_at timestamptz;
-- What is under way was promised the usual hold.
alter table orders no force row level security;
update orders set available_at = date_trunc('hour', delivered_at + interval '72 hours' + interval '1 hour' - interval '1 microsecond')
  where state = 'delivered';
alter table orders force row level security;

-- The release before this one delivers without a promise, and goes on serving while this one starts: the usual hold again. The index
-- it looks by stays as long.
create function promise_the_usual_hold() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if new.state = 'delivered' and new.available_at is null then
    new.available_at := date_trunc('hour', new.delivered_at + interval '72 hours' + interval '1 hour' - interval '1 microsecond');
  end if;
  return new;
end $$;
create trigger promise_the_usual_hold before update of state on orders for each row execute function promise_the_usual_hold();
alter table orders add constraint orders_delivered_is_promised check (state <> 'delivered' or available_at is not null);
create index orders_available on orders (available_at) where state = 'delivered';

-- What a shop earned on a day is looked up by the day.
create index ledger_journals_at on ledger_journals (at);
