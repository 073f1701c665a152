-- What: the few journals about money that was set aside, found without looking at all others. Why: a provider's statement speaks of
-- that money too. Owner: ledger.

create index ledger_journals_set_aside on ledger_journals (id) where kind = 'set_aside';
