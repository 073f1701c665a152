-- What: payouts to bank accounts: where each went, the banks that providers reach, and how well payouts get through. Why: a payout says
-- for itself where it went, whatever its shop says later, and who cannot be reached is said before anything is asked. Owner: payments.

alter table disbursements
  add column bank_code text check (bank_code ~ '^[A-Za-z0-9_-]{1,20}$'),
  add column bank_name text check (length(bank_name) between 1 and 120),
  add column branch_code text check (branch_code ~ '^[A-Za-z0-9_-]{1,20}$'),
  add column branch_name text check (length(branch_name) between 1 and 120),
  add column account_number text check (account_number ~ '^[0-9]{6,20}$'),
  add column account_holder text check (length(account_holder) between 1 and 70),
  -- Only a payout goes to an account, with all that a transfer needs; no payout goes to a card; a refund goes the way the money came.
  add constraint disbursements_wallet_or_bank check (case
    when method = 'bank_transfer' then kind = 'payout' and num_nulls(bank_code, bank_name, account_number, account_holder) = 0
      and (branch_code is null) = (branch_name is null)
    else num_nonnulls(bank_code, bank_name, branch_code, branch_name, account_number, account_holder) = 0
      and not (kind = 'payout' and method = 'card')
  end);

-- What a provider lists as reached, a row for each branch, or one for a bank whose branches nobody asks for. Replaced as a whole.
create table payout_banks (
  provider text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  bank_code text not null,
  bank_name text not null,
  branch_code text,
  branch_name text,
  listed_at timestamptz not null,
  constraint payout_banks_branch_has_a_name check ((branch_code is null) = (branch_name is null))
);
create unique index payout_banks_once on payout_banks (provider, currency, bank_code, coalesce(branch_code, ''));
create index payout_banks_by_name on payout_banks (currency, bank_name);
grant select, insert, delete on payout_banks to soko_app;

-- As provider_health, of payouts: a provider may take money well and send none.
create table payout_health (
  provider text not null,
  method text not null,
  arrived integer not null default 0 check (arrived >= 0),
  troubled integer not null default 0 check (troubled >= 0),
  troubled_at timestamptz,
  usual_ms bigint,
  measured_at timestamptz not null,
  stated text check (stated in ('up', 'delayed', 'down')),
  stated_at timestamptz,
  primary key (provider, method)
);
grant select, insert, update on payout_health to soko_app;
create index disbursements_of_provider on disbursements (provider, method, sent_at desc) where kind = 'payout';
