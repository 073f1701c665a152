-- What: when a delivered order's money becomes its shop's, said at its delivery. Why: a promise that a shop has read stays as it was,
-- whatever hold is set later. Owner: orders.

alter table orders add column available_at timestamptz;
-- What is under way was promised the usual hold.
alter table orders no force row level security;
update orders set available_at = date_trunc('hour', delivered_at + interval '72 hours' + interval '1 hour' - interval '1 microsecond')
  where state = 'delivered';
alter table orders force row level security;
alter table orders add constraint orders_delivered_is_promised check (state <> 'delivered' or available_at is not null);

drop index orders_delivered;
create index orders_available on orders (available_at) where state = 'delivered';
