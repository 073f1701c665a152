-- What: of the newest attempts, phones that seem never to have rung. Why: an operator that takes every prompt and shows none is not
-- well, though nothing fails there. Owner: payments.

alter table provider_health add column silent integer not null default 0 check (silent >= 0);
