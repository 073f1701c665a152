-- What: the phone a shop's money goes to. Why: it may be another than the one buyers call. Owner: catalog.

alter table shops add column payout_phone text;
