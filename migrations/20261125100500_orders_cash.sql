-- What: whether an order is paid to its rider. Why: the shop must know what to collect, and sees its orders only. Owner: orders.

alter table orders add column is_cash boolean not null default false;
