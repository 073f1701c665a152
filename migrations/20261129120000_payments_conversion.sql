-- What: rates between currencies, and what an attempt or a refund in another currency than its purchase's counts for. Why: whoever pays
-- from another country is asked in its money, and every part of that goes back at the rate it came at. Owner: payments, with an account
-- of the ledger.

-- One currency's major unit in another's: units / 10^decimals. Said by the operator, never changed; the newest day counts, and of one
-- day what was said last.
create table exchange_rates (
  id bigint generated always as identity primary key,
  from_currency text not null check (from_currency ~ '^[A-Z]{3}$'),
  to_currency text not null check (to_currency ~ '^[A-Z]{3}$'),
  units bigint not null check (units > 0),
  decimals smallint not null check (decimals between 0 and 9),
  as_of date not null,
  -- Who says so, and what is in it: 'central bank, middle rate + 2 %'.
  source text not null check (length(source) between 1 and 200),
  said_at timestamptz not null,
  constraint exchange_rates_two_currencies check (from_currency <> to_currency)
);
create index exchange_rates_newest on exchange_rates (from_currency, to_currency, as_of desc, id desc);
create trigger append_only before update or delete or truncate on exchange_rates for each statement execute function forbid_rewriting();
alter table exchange_rates enable row level security;
alter table exchange_rates force row level security;
create policy platform on exchange_rates for all to soko_app
  using ((select scope_kind()) = 'platform') with check ((select scope_kind()) = 'platform');
grant select, insert on exchange_rates to soko_app;

-- What it pays of its purchase, in the purchase's currency, and at which rate. Null: its amount is that.
alter table payment_attempts
  add column price_minor bigint check (price_minor > 0),
  add column price_currency text,
  add column rate_units bigint check (rate_units > 0),
  add column rate_decimals smallint check (rate_decimals between 0 and 9),
  add column rate_as_of date,
  add constraint payment_attempts_conversion_is_whole check (
    (price_minor is null) = (price_currency is null) and (price_minor is null) = (rate_units is null)
    and (price_minor is null) = (rate_decimals is null) and (price_minor is null) = (rate_as_of is null)
    and (price_currency is null or price_currency <> currency));

-- What of the debt to the buyer it settles, in the purchase's currency. Null: its amount is that.
alter table disbursements
  add column price_minor bigint check (price_minor > 0),
  add column price_currency text,
  add constraint disbursements_price_is_whole check (
    (price_minor is null) = (price_currency is null) and (price_minor is null or (kind = 'refund' and price_currency <> currency)));

alter table ledger_accounts drop constraint ledger_accounts_name_check;
alter table ledger_accounts add constraint ledger_accounts_name_check check (name in ('provider_clearing', 'provider_fees', 'bank',
  'cod_debt', 'shop_pending', 'shop_available', 'delivery', 'tax_held', 'tax_payable', 'commission', 'refund_due', 'payout_in_transit',
  'buyer_wallet', 'wallet_held', 'conversion', 'rounding', 'suspense'));
