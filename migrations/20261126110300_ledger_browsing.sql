-- What: the books, account by account. Why: an admin pages through what thousands of purchases posted. Owner: ledger.

create index ledger_accounts_by_name on ledger_accounts (name, currency, id);
