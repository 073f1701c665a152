-- What: where a shop's money goes, every answer that was ever given, the newest counting. Why: a wallet's network is said and not guessed,
-- a bank account needs more than a phone, and who had the money sent elsewhere, and when, is what a robbed shop asks. Owner: catalog.

create table payout_destinations (
  id bigint generated always as identity primary key,
  shop_id uuid not null references shops,
  -- A network's name, or 'bank_transfer'.
  method text not null,
  -- The wallet's number, or the one at which the account's holder is reached.
  phone text not null,
  bank_code text check (bank_code ~ '^[A-Za-z0-9_-]{1,20}$'),
  bank_name text check (length(bank_name) between 1 and 120),
  branch_code text check (branch_code ~ '^[A-Za-z0-9_-]{1,20}$'),
  branch_name text check (length(branch_name) between 1 and 120),
  account_number text check (account_number ~ '^[0-9]{6,20}$'),
  account_holder text check (length(account_holder) between 1 and 70),
  set_at timestamptz not null,
  -- Nothing is paid out there before.
  usable_from timestamptz not null check (usable_from >= set_at),
  constraint payout_destinations_wallet_or_bank check (case method
    when 'card' then false
    when 'bank_transfer' then num_nulls(bank_code, bank_name, account_number, account_holder) = 0
      and (branch_code is null) = (branch_name is null)
    else num_nonnulls(bank_code, bank_name, branch_code, branch_name, account_number, account_holder) = 0
  end)
);
create index payout_destinations_shop on payout_destinations (shop_id, id);
create trigger append_only before update or delete or truncate on payout_destinations
  for each statement execute function forbid_rewriting();

-- The number that was paid so far, on the network of its first digits. A shop whose number is on none says where its money goes before
-- anything is paid out. Nothing reads shops.payout_phone any more; a later release drops it.
alter table shops no force row level security;
insert into payout_destinations (shop_id, method, phone, set_at, usable_from)
  select id, method, phone, at, at from (
    select id, coalesce(payout_phone, phone) as phone, applied_at as at, case
        when coalesce(payout_phone, phone) ~ '^\+260[97]6' then 'mtn_zambia'
        when coalesce(payout_phone, phone) ~ '^\+260[97]7' then 'airtel_zambia'
        when coalesce(payout_phone, phone) ~ '^\+260[97]5' then 'zamtel_zambia'
        when coalesce(payout_phone, phone) ~ '^\+254(7[0129]|11|74[0123568]|75[789]|76[89])' then 'mpesa_kenya'
        when coalesce(payout_phone, phone) ~ '^\+2567[678]' then 'mtn_uganda'
        when coalesce(payout_phone, phone) ~ '^\+2567[045]' then 'airtel_uganda'
      end as method
    from shops) known
  where method is not null
  order by id;
alter table shops force row level security;

alter table payout_destinations enable row level security;
alter table payout_destinations force row level security;
create policy own_or_platform on payout_destinations for all to soko_app
  using ((select scope_kind()) = 'platform' or ((select scope_kind()) = 'shop' and shop_id = (select scope_shop())))
  with check ((select scope_kind()) = 'platform' or ((select scope_kind()) = 'shop' and shop_id = (select scope_shop())));
grant select, insert on payout_destinations to soko_app;
