-- What: money that came to the marketplace's own bank account, told by the bank's statement. Why: it is money by hand like that to a
-- paybill, with a whole narrative where an account was typed; and a bank says each line once more than once, which its running balance
-- tells apart from two payments. Owner: payments.

-- A narrative and the bank's reference.
alter table till_payments drop constraint till_payments_account_check;
alter table till_payments add constraint till_payments_account_check check (length(account) <= 420);

-- What the bank says there was after the line.
alter table statement_lines add column balance_minor bigint;
