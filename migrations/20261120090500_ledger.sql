-- What: double-entry accounts, journals and postings. Why: money moves only here, balances at commit, and is never edited.
-- Amounts: debit positive, credit negative, minor units. Owner: ledger.

create table ledger_accounts (
  id bigint generated always as identity primary key,
  name text not null check (name in ('provider_clearing', 'provider_fees', 'cod_debt', 'shop_pending', 'shop_available', 'delivery',
    'tax_held', 'tax_payable', 'commission', 'refund_due', 'payout_in_transit', 'buyer_wallet', 'wallet_held', 'rounding', 'suspense')),
  -- The provider, shop, purchase or buyer it is kept for; empty for the platform's own.
  party text not null,
  currency text not null,
  shop_id uuid references shops,
  constraint ledger_accounts_unique unique (name, party, currency)
);

create table ledger_journals (
  id uuid primary key,
  -- What caused it, written once: 'collected:<attempt>'. A second journal for the same cause is refused.
  cause text not null constraint ledger_journals_cause_unique unique,
  kind text not null,
  purchase_id uuid references purchases,
  at timestamptz not null
);
create index ledger_journals_purchase on ledger_journals (purchase_id);

create table ledger_postings (
  id bigint generated always as identity primary key,
  journal_id uuid not null references ledger_journals,
  account_id bigint not null references ledger_accounts,
  shop_id uuid references shops,
  amount_minor bigint not null check (amount_minor <> 0),
  currency text not null
);
create index ledger_postings_journal on ledger_postings (journal_id);
create index ledger_postings_account on ledger_postings (account_id, id);
create index ledger_postings_shop on ledger_postings (shop_id, id) where shop_id is not null;

create function journal_must_balance() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from ledger_postings where journal_id = new.journal_id group by currency having sum(amount_minor) <> 0) then
    raise exception 'journal % does not balance', new.journal_id
      using errcode = 'check_violation', constraint = 'ledger_journal_balances';
  end if;
  if exists (select 1 from ledger_postings p join ledger_accounts a on a.id = p.account_id
             where p.journal_id = new.journal_id and (a.currency <> p.currency or a.shop_id is distinct from p.shop_id)) then
    raise exception 'journal % posts to an account of another currency or shop', new.journal_id
      using errcode = 'check_violation', constraint = 'ledger_posting_fits_account';
  end if;
  return null;
end $$;
create constraint trigger ledger_postings_balance after insert on ledger_postings
  deferrable initially deferred for each row execute function journal_must_balance();

do $$
declare name text;
begin
  foreach name in array array['ledger_accounts', 'ledger_journals', 'ledger_postings'] loop
    execute format('create trigger append_only before update or delete or truncate on %I for each statement execute function forbid_rewriting()', name);
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($p$create policy platform on %I for all to soko_app
      using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform')$p$, name);
    execute format('create policy checked_at_commit on %I for select to soko_owner using (true)', name);
  end loop;
  foreach name in array array['ledger_accounts', 'ledger_postings'] loop
    execute format($p$create policy own on %I for select to soko_app
      using ((select scope_kind()) = 'shop' and shop_id = (select scope_shop()))$p$, name);
  end loop;
end $$;
create policy own on ledger_journals for select to soko_app
  using ((select scope_kind()) = 'shop' and exists (select 1 from ledger_postings p where p.journal_id = ledger_journals.id));

-- A buyer may see what is owed back for their own purchase, and nothing else of the books.
create policy buyer_refund on ledger_accounts for select to soko_app
  using ((select scope_kind()) = 'buyer' and name = 'refund_due' and exists (select 1 from purchases p where p.id::text = party));
create policy buyer_refund on ledger_postings for select to soko_app
  using ((select scope_kind()) = 'buyer' and exists (select 1 from ledger_accounts a where a.id = account_id));

grant select, insert on ledger_accounts, ledger_journals, ledger_postings to soko_app;
