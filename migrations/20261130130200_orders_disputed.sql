-- What: since when the payment of an order is disputed. Why: a card's bank can take the money back, so while it looks at it the shop's
-- share does not become the shop's to spend. Owner: orders.

alter table orders add column disputed_since timestamptz;
