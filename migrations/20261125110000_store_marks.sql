-- What: what was begun or done once in this database. Why: filling a demo takes minutes and may be interrupted; the next start must
-- know whether to go on. Owner: store.

create table marks (
  name text primary key,
  at timestamptz not null
);
grant select, insert on marks to soko_app;
