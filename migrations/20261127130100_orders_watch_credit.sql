-- What: a purchase that is given back as store credit changes what a waiting browser is told. Why: no provider moves then, so no
-- other row says so. Owner: orders.

create trigger watched_credit after insert on ledger_journals for each row
  when (new.purchase_id is not null and new.kind = 'credit_given') execute function watch_payment();
