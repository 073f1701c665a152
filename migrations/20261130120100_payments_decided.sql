-- What: what a person made of a difference between a statement and our books, the journal it was booked with, and an account for what is
-- written off or found. Why: books that differ are put right by a decision, and when a later line or posting explains the difference the
-- decision is taken back. Owner: payments, with an account of the ledger and decisions of moderation.

alter table ledger_accounts drop constraint ledger_accounts_name_check;
alter table ledger_accounts add constraint ledger_accounts_name_check check (name in ('provider_clearing', 'provider_fees', 'bank',
  'cod_debt', 'cash_kept', 'shop_pending', 'shop_available', 'delivery', 'tax_held', 'tax_payable', 'commission', 'refund_due', 'payout_in_transit',
  'buyer_wallet', 'wallet_held', 'conversion', 'rounding', 'suspense', 'differences'));

-- When somebody said what it is, and the journal of that, where money was booked.
alter table statement_lines
  add column decided_at timestamptz,
  add column decision_id uuid references ledger_journals,
  -- Somebody says that it moved, though it says what an earlier line said.
  add column is_own boolean not null default false,
  add constraint statement_lines_decision_has_moment check (decision_id is null or decided_at is not null);
grant update (decided_at, decision_id, is_own) on statement_lines to soko_app;
alter table statement_gaps
  add column decided_at timestamptz,
  add column decision_id uuid references ledger_journals,
  add constraint statement_gaps_decision_has_moment check (decision_id is null or decided_at is not null);
grant update (decided_at, decision_id) on statement_gaps to soko_app;

-- A fee is booked where its movement is, whoever booked that.
drop index statement_lines_fee_due;
create index statement_lines_fee_due on statement_lines (provider, position) where fee_booked_at is null and fee_minor <> 0
  and (class in ('matched', 'late', 'different_amount', 'fee', 'settlement') or decision_id is not null);

alter table case_proposals drop constraint case_proposals_choice_check;
alter table case_proposals add constraint case_proposals_choice_check check (choice in ('keep', 'refund', 'close', 'moved', 'not_moved',
  'came_back', 'there', 'theirs', 'never_came', 'twice', 'written_off'));
