-- What: what a shop is known by at the tax office. Why: it belongs on every invoice. Owner: catalog.

alter table shops add column tax_number text check (length(tax_number) between 1 and 20);
