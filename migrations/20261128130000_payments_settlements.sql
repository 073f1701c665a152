-- What: lines about money between a provider and the marketplace's own bank account, each booked once. Why: what a provider settles is no
-- difference, and what it holds for us is only known when it is booked. Owner: payments, with an account of the ledger.

alter table ledger_accounts drop constraint ledger_accounts_name_check;
alter table ledger_accounts add constraint ledger_accounts_name_check check (name in ('provider_clearing', 'provider_fees', 'bank',
  'cod_debt', 'shop_pending', 'shop_available', 'delivery', 'tax_held', 'tax_payable', 'commission', 'refund_due', 'payout_in_transit',
  'buyer_wallet', 'wallet_held', 'rounding', 'suspense'));

alter table statement_lines drop constraint statement_lines_kind_check;
alter table statement_lines add constraint statement_lines_kind_check
  check (kind in ('collection', 'refund', 'payout', 'fee', 'settlement', 'other', 'unreadable'));
alter table statement_lines drop constraint statement_lines_class_check;
alter table statement_lines add constraint statement_lines_class_check check (class in
  ('new', 'matched', 'late', 'different_amount', 'doubled', 'missing_here', 'fee', 'settlement', 'no_money', 'unreadable'));

-- When a settlement was booked.
alter table statement_lines add column settled_at timestamptz;
create index statement_lines_settlement_due on statement_lines (provider, position) where class = 'settlement' and settled_at is null;
grant update (settled_at) on statement_lines to soko_app;

-- A fee of a settlement is booked like any other.
drop index statement_lines_fee_due;
create index statement_lines_fee_due on statement_lines (provider, position)
  where fee_booked_at is null and fee_minor <> 0 and class in ('matched', 'late', 'different_amount', 'fee', 'settlement');
