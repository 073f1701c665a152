-- What: store credit, kept for a phone number. Why: a guest has no account, and money that cannot be sent back must still be
-- theirs. Balances are the ledger's. Owner: ledger.

create table wallets (
  id uuid primary key,
  phone text not null constraint wallets_phone_unique unique,
  created_at timestamptz not null
);
alter table wallets enable row level security;
alter table wallets force row level security;
create policy platform on wallets for all to soko_app
  using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform');
grant select, insert on wallets to soko_app;
