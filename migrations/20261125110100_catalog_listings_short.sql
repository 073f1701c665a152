-- What: listings by the last group of their id. Why: that is how their addresses name them, and who decides follows addresses.
-- Owner: catalog.

create index listings_short on listings (right(id::text, 12));
