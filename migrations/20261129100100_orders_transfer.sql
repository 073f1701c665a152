-- What: until when a purchase waits for a bank transfer. Why: a transfer takes days, so the goods are kept and the purchase can be paid
-- for longer than by a prompt, and a phone may have few that wait. Owner: orders.

alter table purchases add column transfer_until timestamptz;
