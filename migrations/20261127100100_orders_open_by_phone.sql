-- What: the open purchases of a phone. Why: money that came by hand under no number of ours is looked up by who sent it. Owner: orders.

create index purchases_open_by_phone on purchases (buyer_phone) where state = 'open';
