-- What: store credit that is set aside for a purchase while a provider collects the rest. Why: it is spent once, with the purchase
-- that is paid, or given back once; and a wallet holds what its postings say, never less than nothing. Owner: ledger.

create table wallet_holds (
  id uuid primary key,
  purchase_id uuid not null references purchases,
  wallet_id uuid not null references wallets,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  state text not null check (state in ('held', 'spent', 'released')),
  -- What of it paid for the purchase; the rest went back into the wallet.
  spent_minor bigint check (spent_minor between 1 and amount_minor),
  held_at timestamptz not null,
  ended_at timestamptz,
  constraint wallet_holds_end_fits check ((state = 'held') = (ended_at is null) and (state = 'spent') = (spent_minor is not null))
);
-- What is set aside for a purchase is set aside once, and a purchase is paid once.
create unique index wallet_holds_one_held on wallet_holds (purchase_id) where state = 'held';
create unique index wallet_holds_one_spent on wallet_holds (purchase_id) where state = 'spent';
create index wallet_holds_purchase on wallet_holds (purchase_id, held_at);
create index wallet_holds_wallet on wallet_holds (wallet_id);

alter table wallet_holds enable row level security;
alter table wallet_holds force row level security;
create policy platform on wallet_holds for all to soko_app
  using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform');
create policy buyer on wallet_holds for select to soko_app
  using ((select scope_kind()) = 'buyer' and exists (select 1 from purchases p where p.id = purchase_id));
grant select, insert, update on wallet_holds to soko_app;

-- Whoever takes from a wallet holds its lock (ledger::lock), so what is summed here is complete.
create function wallet_is_never_overdrawn() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from ledger_accounts where id = new.account_id and name in ('buyer_wallet', 'wallet_held'))
     and (select sum(amount_minor) from ledger_postings where account_id = new.account_id) > 0 then
    raise exception 'account % holds less store credit than is taken from it', new.account_id
      using errcode = 'check_violation', constraint = 'ledger_wallet_not_overdrawn';
  end if;
  return null;
end $$;
create constraint trigger ledger_postings_wallets after insert on ledger_postings
  deferrable initially deferred for each row when (new.amount_minor > 0) execute function wallet_is_never_overdrawn();
