-- What: one narrow row for each purchase, which says who may ask how its payment stands, and changes when the answer may have.
-- Why: browsers that wait ask every few seconds, and all they ask then is this row. Owner: orders, by trigger.

create table purchase_watch (
  purchase_id uuid primary key references purchases,
  number text not null constraint purchase_watch_number_unique unique,
  access_key_hash bytea not null,
  buyer_id uuid,
  -- Counts what was written about the purchase and its payments.
  version bigint not null default 0
) with (fillfactor = 70);

alter table purchases no force row level security;
insert into purchase_watch (purchase_id, number, access_key_hash, buyer_id)
  select id, number, access_key_hash, buyer_id from purchases;
alter table purchases force row level security;

-- Whoever writes about a purchase holds its lock, or the attempt's after it, so these rows add no lock that could be taken the
-- other way round.
create function watch_purchase() returns trigger language plpgsql as $$
begin
  insert into purchase_watch (purchase_id, number, access_key_hash, buyer_id)
    values (new.id, new.number, new.access_key_hash, new.buyer_id)
    on conflict (purchase_id) do update set buyer_id = excluded.buyer_id, version = purchase_watch.version + 1;
  return null;
end $$;

create function watch_payment() returns trigger language plpgsql as $$
begin
  update purchase_watch set version = version + 1 where purchase_id = new.purchase_id;
  return null;
end $$;

create trigger watched after insert or update on purchases for each row execute function watch_purchase();
create trigger watched_new after insert on payment_attempts for each row execute function watch_payment();
-- That the provider was asked once more changes no answer.
create trigger watched_change after update on payment_attempts for each row
  when (to_jsonb(old) - '{checks,check_after}'::text[] is distinct from to_jsonb(new) - '{checks,check_after}'::text[])
  execute function watch_payment();
create trigger watched_new after insert on disbursements for each row
  when (new.purchase_id is not null) execute function watch_payment();
create trigger watched_change after update on disbursements for each row
  when (new.purchase_id is not null and old.state is distinct from new.state) execute function watch_payment();

alter table purchase_watch enable row level security;
alter table purchase_watch force row level security;
create policy platform on purchase_watch for all to soko_app
  using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform');
grant select, insert, update on purchase_watch to soko_app;
