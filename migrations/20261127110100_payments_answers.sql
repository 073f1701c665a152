-- What: a callback may be the answer to a question of ours, and says when that was asked. Why: Safaricom answers what became of a
-- payout or a reversal later, to an address that we give away with the question. Owner: payments.

alter table payment_callbacks add column asked_at timestamptz;
