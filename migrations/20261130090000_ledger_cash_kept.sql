-- What: an account for a shop's own part of the cash that its rider took. Why: as part of its debt, a payout before the order was
-- complete took it off a second time. Owner: ledger.

alter table ledger_accounts drop constraint ledger_accounts_name_check;
alter table ledger_accounts add constraint ledger_accounts_name_check check (name in ('provider_clearing', 'provider_fees', 'bank',
  'cod_debt', 'cash_kept', 'shop_pending', 'shop_available', 'delivery', 'tax_held', 'tax_payable', 'commission', 'refund_due',
  'payout_in_transit', 'buyer_wallet', 'wallet_held', 'conversion', 'rounding', 'suspense'));
